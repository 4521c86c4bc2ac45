"""Who may call the routes of cases, with which thing behind the id, and with which body they are asked."""

from typing import Any

from referral.kit.ids import new_id

V1 = "/api/v1"
SENDERS = {"role:case_worker", "role:supervisor"}
RECEIVERS = {"role:focal_point", "role:worker"}
OFFICER = {"role:data_protection_officer"}
SENDS, RESPONDS, READS = {"key:referral:send"}, {"key:referral:respond"}, {"key:identity:read"}
PEOPLE = SENDERS | RECEIVERS | OFFICER

READ = frozenset(PEOPLE | SENDS | RESPONDS)
WORK = frozenset(SENDERS | SENDS)
IDENTITY = frozenset(PEOPLE | READS)
GLASS = frozenset(SENDERS | OFFICER)
MESSAGES = frozenset(SENDERS | RECEIVERS | SENDS | RESPONDS)
RECORDS = frozenset(RECEIVERS | {"role:supervisor"} | RESPONDS)
ERASES = frozenset(SENDERS | OFFICER | SENDS)
ANSWERS = frozenset(RECEIVERS | OFFICER | {"role:supervisor"} | RESPONDS)
MANAGES = frozenset(OFFICER)

_CASE, _PERSON = f"{V1}/cases/<uuid:id_>", f"{V1}/people/<uuid:id_>"
_CONSENT, _DOCUMENT = f"{V1}/consents/<uuid:id_>", f"{V1}/documents/<uuid:id_>"
_OBJECTION, _TASK = f"{V1}/objections/<uuid:id_>", f"{V1}/privacy-tasks/<uuid:id_>"
_NOTE = {"body": "Something"}
_CONSENT_BODY: dict[str, Any] = {
    "person_id": new_id(),
    "giver": "self",
    "agreed": True,
    "purpose": "service",
    "organizations": [new_id()],
    "categories": ["needs"],
    "direction": "send",
    "notice_version": "1",
    "notice_language": "sq",
    "notice_channel": "spoken",
}
_DEMAND = f"{V1}/legal-demands/<uuid:id_>"
_DEMAND_BODY = {"demander": "court", "named": "A court", "article": "Act, 1", "categories": ["identity"]}
_DOCUMENT_BODY = {"kind": "other", "name": "x", "content": "JVBERi0xLjcgaGVsbG8="}
_MESSAGE = {**_NOTE, "to_organization_id": new_id(), "reference_id": new_id()}
_OWN = {**_NOTE, "retain_until": "2060-01-01T00:00:00Z"}
_RELATED = {"person_id": new_id(), "kind": "parent", "other_id": new_id()}

# method, rule, who may call it, what is behind the id, a body that is right.
_ROUTES: tuple[tuple[str, str, frozenset[str], str | None, Any], ...] = (
    ("POST", f"{V1}/cases", WORK, None, None),
    ("GET", f"{V1}/cases", READ, None, None),
    ("POST", f"{V1}/cases/search", frozenset(SENDERS | OFFICER | SENDS), None, None),
    ("GET", _CASE, READ, "case", None),
    ("PATCH", _CASE, WORK, "case", {"number": "B-2"}),
    ("GET", f"{_CASE}/access-log", READ, "case", None),
    ("GET", f"{_CASE}/export", IDENTITY, "case", None),
    ("POST", f"{_CASE}/people", WORK, "case", {}),
    ("GET", f"{_CASE}/people", READ, "case", None),
    ("POST", f"{_CASE}/relationships", WORK, "case", _RELATED),
    ("POST", f"{_CASE}/assignments", WORK, "case", {"member_id": new_id()}),
    ("POST", f"{_CASE}/assignments/end", WORK, "case", {"member_id": new_id()}),
    ("POST", f"{_CASE}/restriction", WORK, "case", {}),
    ("DELETE", f"{_CASE}/restriction", WORK, "case", None),
    ("POST", f"{_CASE}/break-glass", GLASS, "case", {"reason": "danger", "words": "She is at the door"}),
    ("POST", f"{_CASE}/code", WORK, "case", None),
    ("DELETE", f"{_CASE}/code", WORK, "case", None),
    ("POST", f"{_CASE}/consents", WORK, "case", _CONSENT_BODY),
    ("GET", f"{_CASE}/consents", READ, "case", None),
    ("GET", _PERSON, IDENTITY, "person", None),
    ("PATCH", _PERSON, WORK, "person", {"facts": {"sex": "other"}}),
    ("POST", f"{_PERSON}/contacts", WORK, "person", {"kind": "phone", "value": "1"}),
    ("POST", f"{_PERSON}/contacts/end", WORK, "person", {"id": new_id()}),
    ("POST", f"{_PERSON}/papers", WORK, "person", {"kind": "passport", "number": "1"}),
    ("GET", f"{_PERSON}/versions", IDENTITY, "person", None),
    ("POST", f"{_PERSON}/representatives", WORK, "person", {"kind": "guardian", "name": "Aunt"}),
    ("GET", f"{_PERSON}/representatives", IDENTITY, "person", None),
    ("POST", f"{_PERSON}/conflicts", WORK, "person", {"representative_id": new_id(), "reason": "x"}),
    ("POST", f"{_PERSON}/notes", WORK, "person", _NOTE),
    ("GET", f"{_PERSON}/notes", IDENTITY, "person", None),
    ("POST", f"{_PERSON}/messages", MESSAGES, "person", _MESSAGE),
    ("GET", f"{_PERSON}/messages", IDENTITY, "person", None),
    ("POST", f"{_PERSON}/own-records", RECORDS, "person", _OWN),
    ("GET", f"{_PERSON}/own-records", RECORDS, "person", None),
    ("POST", f"{_PERSON}/documents", WORK, "person", _DOCUMENT_BODY),
    ("GET", f"{_PERSON}/documents", IDENTITY, "person", None),
    ("GET", _DOCUMENT, IDENTITY, "document", None),
    ("DELETE", _DOCUMENT, WORK, "document", None),
    ("GET", f"{_PERSON}/consent-form", WORK, "person", None),
    ("GET", _CONSENT, IDENTITY, "consent", None),
    ("POST", f"{_CONSENT}/withdraw", READ, "consent", {"via": "in_person"}),
    ("GET", f"{V1}/objections", MANAGES, None, None),
    ("GET", _OBJECTION, MANAGES, "objection", None),
    ("POST", f"{_OBJECTION}/decide", MANAGES, "objection", {"upheld": False, "answer": "By the law"}),
    ("GET", f"{V1}/privacy-tasks", READ, None, None),
    ("POST", f"{_TASK}/acknowledge", ANSWERS, "task", None),
    ("POST", f"{_TASK}/attest", ANSWERS, "task", {"attestation": "deleted"}),
    ("POST", f"{_PERSON}/erasure-requests", ERASES, "person", {}),
    ("GET", f"{_PERSON}/erasure-requests", GLASS, "person", None),
    ("POST", f"{_PERSON}/erasure-requests/confirm", GLASS, "person", None),
    ("POST", f"{_PERSON}/erasure-requests/cancel", GLASS, "person", None),
    ("POST", f"{_PERSON}/legal-demands", WORK, "person", _DEMAND_BODY),
    ("GET", f"{_PERSON}/legal-demands", IDENTITY, "person", None),
    ("POST", f"{_DEMAND}/decide", frozenset({"role:supervisor"}), "demand", {"disclose": True}),
    ("POST", f"{_DEMAND}/told", WORK, "demand", {}),
    ("PUT", f"{_PERSON}/legal-hold", MANAGES, "person", {"article": "Archives Act, 9"}),
)
CASES = {(method, rule): who for method, rule, who, _, _ in _ROUTES}
OF_CASES = [(method, rule, thing) for method, rule, _, thing, _ in _ROUTES if thing is not None]
BODIES = {(method, rule): body for method, rule, _, _, body in _ROUTES if body is not None}
