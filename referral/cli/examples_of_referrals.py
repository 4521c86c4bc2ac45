"""What the operations of referrals are asked with, for the examples: a case worker with a case and a draft."""

from collections.abc import Callable
from typing import Any

from referral.access.rules import Role
from referral.cases.service.cases import create_case
from referral.cases.values import Facts, NewCase, NewPerson
from referral.cases.words import AgeSource
from referral.cli.examples_of_members import Asked, Person, Stage
from referral.directory.eligibility import Sex
from referral.kit.db.work import unit_of_work
from referral.kit.identity import Actor, ActorKind, MemberId, OrganizationId
from referral.kit.ids import new_id

_NEED = "legal-aid"


def _actor(stage: Stage, member: Person) -> Actor:
    return Actor(
        ActorKind.MEMBER,
        member.id,
        OrganizationId(stage.organization_id),
        member_id=MemberId(member.id),
        roles=frozenset({Role.CASE_WORKER.value}),
    )


def _drafting(stage: Stage) -> Asked:
    """A case worker, and what she drafts: an adult of a new case, to the first service of another organisation."""
    member = stage.member(Role.CASE_WORKER)
    actor = _actor(stage, member)
    facts = Facts(age_from=31, age_to=31, age_source=AgeSource.PERSON, sex=Sex.FEMALE, languages=("fa",))
    with unit_of_work(write=True, actor=actor) as session:
        opened = create_case(session, actor, NewCase(people=(NewPerson(facts=facts),)))
    asked = stage.signed_in(member)
    asked.headers["Idempotency-Key"] = new_id()
    asked.body = {
        "case_id": opened.case.id,
        "people": [{"person_id": opened.people[0].id}],
        "service_id": _service(stage, asked),
        "needs": [_NEED],
        "priority": "urgent",
        "placer_id": "2026-117",
        "narrative": "She asks how to renew her residence permit.",
    }
    return asked


def _service(stage: Stage, asked: Asked) -> str:
    return str(_services(stage, asked)[0]["id"])


def _services(stage: Stage, asked: Asked) -> list[dict[str, Any]]:
    """Services of other organisations."""
    answer = asked.client.get("/api/v1/services?per_page=50", base_url=stage.host).get_json()
    return [each for each in answer["contents"] if each["organization"]["id"] != stage.organization_id]


def _drafted(stage: Stage, body: dict[str, Any] | None = None) -> Asked:
    asked = _drafting(stage)
    asked.id = stage.post(asked, "/referrals", asked.body)["id"]
    asked.headers["Idempotency-Key"] = new_id()
    asked.body = body
    return asked


def _acting(stage: Stage) -> Asked:
    asked = _drafted(stage, {"reason": "She is seventeen and alone."})
    asked.named = {"action": "request_approval"}
    return asked


def _reading(stage: Stage) -> Asked:
    asked = _drafted(stage)
    asked.id = None
    return asked


def _accepted(stage: Stage) -> Asked:
    """A referral that the other organisation accepted: to the first service that takes her."""
    asked = _drafting(stage)
    case, person = asked.body["case_id"], asked.body["people"][0]["person_id"]  # type: ignore[index]
    for service in _services(stage, asked):
        other = Stage(stage.app, stage.host, service["organization"]["id"])
        desk = other.signed_in(other.member(Role.FOCAL_POINT))
        consent = {**_CONSENT, "person_id": person, "organizations": [other.organization_id]}
        stage.post(asked, f"/cases/{case}/consents", consent)
        made = _post(stage, asked, "/referrals", {**asked.body, "service_id": service["id"]})  # type: ignore[dict-item]
        asked.id = str(made["id"])
        if _act(stage, asked, "submit").get("state") == "sent":
            _act(stage, desk, "accept", id_=asked.id)
            break
    asked.body = None
    return asked


_CONSENT = {
    "giver": "self",
    "agreed": True,
    "purpose": "service",
    "categories": ["contact", "identity", "needs", "documents"],
    "direction": "both",
    "notice_version": "2026-1",
    "notice_language": "fa",
    "notice_channel": "spoken",
}


def _post(stage: Stage, asked: Asked, path: str, body: dict[str, Any]) -> dict[str, Any]:
    asked.headers["Idempotency-Key"] = new_id()
    return stage.post(asked, path, body)


def _act(stage: Stage, asked: Asked, action: str, *, id_: str | None = None, **body: Any) -> dict[str, Any]:
    """An action at the present version, which stays in the headers."""
    about = id_ or asked.id
    read = asked.client.get(f"/api/v1/referrals/{about}", base_url=stage.host)
    asked.headers["If-Match"] = read.headers["ETag"]
    return _post(stage, asked, f"/referrals/{about}/actions/{action}", body)


def _attaching(stage: Stage) -> Asked:
    asked = _accepted(stage)
    read = asked.client.get(f"/api/v1/referrals/{asked.id}", base_url=stage.host)
    asked.headers |= {"If-Match": read.headers["ETag"], "Idempotency-Key": new_id()}
    asked.body = dict(_DOCUMENT)
    return asked


def _released(stage: Stage) -> Asked:
    asked = _attaching(stage)
    _post(stage, asked, f"/referrals/{asked.id}/documents", dict(_DOCUMENT))
    found = asked.client.get(f"/api/v1/referrals/{asked.id}/events", base_url=stage.host).get_json()[
        "results"
    ]
    document = str(found[-1]["details"]["document"])
    _act(stage, asked, "release_item", item=document)
    asked.named, asked.body = {"document_id": document}, None
    return asked


_DOCUMENT = {"number": 1, "kind": "other", "name": "Example", "content": "JVBERi0xLjcgaGVsbG8="}


def _asking(stage: Stage) -> Asked:
    """A bed tonight for a woman with two children, of two services."""
    asked = stage.signed_in(stage.member(Role.CASE_WORKER))
    asked.headers["Idempotency-Key"] = new_id()
    asked.body = {
        "services": [{"service_id": each["id"]} for each in _services(stage, asked)[:2]],
        "need": "emergency-shelter",
        "party_size": 3,
        "age_bands": ["0-4", "5-11", "25-59"],
        "languages": ["fa"],
        "priority": "emergency",
    }
    return asked


def _enquired(stage: Stage) -> Asked:
    asked = _asking(stage)
    asked.named = {"service_id": asked.body["services"][0]["service_id"]}  # type: ignore[index]
    asked.id = str(stage.post(asked, "/enquiries", asked.body)["id"])
    asked.headers["Idempotency-Key"] = new_id()
    asked.body = None
    return asked


def _answering(stage: Stage) -> Asked:
    asked = _enquired(stage)
    asked.body = {**asked.named, "answer": "yes", "places": 4, "told": "phone"}
    asked.named = {}
    return asked


def _one_enquiry(stage: Stage, *, listed: bool = False) -> Asked:
    asked = _enquired(stage)
    asked.named, asked.id = {}, None if listed else asked.id
    return asked


ASKED: dict[str, Callable[[Stage], Asked]] = {
    "createReferral": _drafting,
    "listReferrals": _reading,
    "getReferral": _drafted,
    "actOnReferral": _acting,
    "listReferralEvents": _drafted,
    "listChanges": _reading,
    "getArrival": _accepted,
    "attachDocumentToReferral": _attaching,
    "readDocumentOfReferral": _released,
    "createEnquiry": _asking,
    "listEnquiries": lambda stage: _one_enquiry(stage, listed=True),
    "getEnquiry": _one_enquiry,
    "answerEnquiry": _answering,
    "closeEnquiry": _one_enquiry,
}
_ID = "00000000-0000-4000-8000-000000000001"
_MOMENT = "2026-01-01T09:00:00Z"
# What differs each time.
REPLACED: dict[str, Any] = {
    **dict.fromkeys(("id", "id_", "case_id", "person_id", "referral_id", "actor_id", "sender"), _ID),
    **dict.fromkeys(("document_id", "author_id"), _ID),
    **dict.fromkeys(
        ("asked_at", "ends_at", "answered_at", "sent_at", "decided_at", "acknowledged_at"), _MOMENT
    ),
    **dict.fromkeys(("occurred_at", "recorded_at", "timestamp", "since", "due", "due_at", "until"), _MOMENT),
    "next_cursor": "the-cursor-of-the-answer-before",
}
