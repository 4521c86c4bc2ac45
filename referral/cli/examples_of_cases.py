"""What operations on cases are asked with, for the examples: an invented mother with two children, and a receiver."""

from collections.abc import Callable
from typing import Any

from referral.access.rules import Role
from referral.cases.service.grants import open_access
from referral.cases.words import GrantLevel
from referral.cli.examples_of_members import Asked, Person, Stage
from referral.kit.db.work import unit_of_work
from referral.kit.identity import Actor, ActorKind, MemberId, OrganizationId
from referral.kit.ids import new_id

_OFFICER = Role.DATA_PROTECTION_OFFICER
_REFERRAL = "00000000-0000-4000-8000-000000000009"
# A PDF of one line, in base64.
_PDF = "JVBERi0xLjcgZXhhbXBsZQ=="
_CASE: dict[str, Any] = {
    "number": "A-17",
    "people": [
        {
            "facts": {"age_from": 31, "age_to": 31, "age_source": "papers", "sex": "female"},
            "identity": {"given_names": "Example", "family_names": "Mother", "birth_date": "1995"},
            "contacts": [{"kind": "place_and_time", "value": "Fridays at noon, at the example's door"}],
            "papers": [{"kind": "passport", "number": "X0000000", "country": "AF"}],
        },
        {"facts": {"age_from": 13, "age_to": 15, "age_source": "worker", "sex": "male"}},
        {},
    ],
    "related": [{"person": 0, "kind": "parent", "to": 1}, {"person": 0, "kind": "parent", "to": 2}],
}
_LAW = {"basis": "legal_obligation", "article": "Family Act, article 263"}


class _Scene:
    """A case worker with one case; everything else is made from it when it is asked for."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.worker = stage.member(Role.CASE_WORKER)
        self.asked = stage.signed_in(self.worker)
        case = stage.post(self.asked, "/cases", {**_CASE, "number": None})
        self.case: str = case["id"]
        self.mother, self.boy, self.baby = (each["id"] for each in case["members"])

    def by_worker(self, about: str, body: dict[str, Any] | None = None) -> Asked:
        self.asked.id, self.asked.body = about, body
        return self.asked

    def by(self, role: Role, about: str | None = None, body: dict[str, Any] | None = None) -> Asked:
        asked = self.stage.signed_in(self.stage.member(role))
        asked.id, asked.body = about, body
        return asked

    def post(self, path: str, body: dict[str, Any]) -> str:
        """Makes something of the case and answers its id."""
        return str(self.stage.post(self.asked, path, body)["id"])

    def agreement(self, **more: Any) -> dict[str, Any]:
        return {
            "person_id": self.mother,
            "giver": "self",
            "agreed": True,
            "purpose": "service",
            "organizations": [self.stage.organization_id],
            "categories": ["contact", "identity", "needs"],
            "direction": "both",
            "safe_channels": ["visit"],
            "notice_version": "2026-1",
            "notice_language": "fa",
            "notice_channel": "spoken",
            **more,
        }

    def consent(self, **more: Any) -> str:
        return self.post(f"/cases/{self.case}/consents", self.agreement(**more))

    def guardian(self) -> str:
        body = {"kind": "guardian", "name": "Example Uncle"}
        return self.post(f"/people/{self.boy}/representatives", body)

    def opened(self) -> tuple[str, str]:
        """What a referral to the same organisation would open; the consent and the referral."""
        consent, reference, actor = self.consent(), new_id(), _actor(self.stage, self.worker)
        with unit_of_work(write=True, actor=actor) as session:
            open_access(
                session,
                actor,
                person_ids=[self.mother],
                organization_id=self.stage.organization_id,
                reference_id=reference,
                level=GrantLevel.IDENTITY,
                consent_id=consent,
            )
        return consent, reference

    def objection(self) -> str:
        path = f"/consents/{self.consent(**_LAW)}/withdraw"
        made = self.stage.post(self.asked, path, {"via": "in_person", "words": "They must not know"})
        return str(made["objection"]["id"])

    def task(self) -> str:
        consent, _ = self.opened()
        self.stage.post(self.asked, f"/consents/{consent}/withdraw", {"via": "in_person"})
        asked = self.by(_OFFICER)
        found = asked.client.get("/api/v1/privacy-tasks?state=requested", base_url=self.stage.host)
        return str(found.get_json()["results"][0]["id"])

    def demand(self) -> str:
        return self.post(f"/people/{self.mother}/legal-demands", _DEMAND)

    def decided(self) -> str:
        demand = self.demand()
        boss = self.by(Role.SUPERVISOR)
        self.stage.post(boss, f"/legal-demands/{demand}/decide", {"disclose": True})
        return demand

    def document(self) -> str:
        body = {"kind": "other", "name": "Example", "content": _PDF}
        return self.post(f"/people/{self.mother}/documents", body)


def _actor(stage: Stage, member: Person) -> Actor:
    return Actor(
        ActorKind.MEMBER,
        id=member.id,
        organization_id=OrganizationId(stage.organization_id),
        member_id=MemberId(member.id),
        roles=frozenset({Role.CASE_WORKER}),
    )


def _create(stage: Stage) -> Asked:
    return stage.worker(_CASE)


def _assign(stage: Stage) -> Asked:
    scene = _Scene(stage)
    body = {"member_id": stage.member(Role.CASE_WORKER).id, "role": "case_worker"}
    return scene.by_worker(scene.case, body)


def _unassign(stage: Stage) -> Asked:
    scene = _Scene(stage)
    other = stage.member(Role.CASE_WORKER).id
    stage.post(scene.asked, f"/cases/{scene.case}/assignments", {"member_id": other})
    return scene.by_worker(scene.case, {"member_id": other})


def _end_contact(stage: Stage) -> Asked:
    scene = _Scene(stage)
    path = f"/api/v1/people/{scene.mother}"
    known = scene.asked.client.get(path, base_url=stage.host).get_json()
    return scene.by_worker(scene.mother, {"id": known["contacts"][0]["id"]})


def _message(stage: Stage) -> Asked:
    scene = _Scene(stage)
    body = {"body": "She needs a cot.", "to_organization_id": new_id(), "reference_id": new_id()}
    consent = scene.consent(organizations=[body["to_organization_id"]])
    actor = _actor(stage, scene.worker)
    with unit_of_work(write=True, actor=actor) as session:
        open_access(
            session,
            actor,
            person_ids=[scene.mother],
            organization_id=body["to_organization_id"],
            reference_id=body["reference_id"],
            level=GrantLevel.IDENTITY,
            consent_id=consent,
        )
    return scene.by_worker(scene.mother, body)


def _messages(stage: Stage) -> Asked:
    asked = _message(stage)
    stage.post(asked, f"/people/{asked.id}/messages", asked.body)
    return Asked(asked.client, asked.headers, asked.id)


def _own(stage: Stage, *, read: bool = False) -> Asked:
    scene = _Scene(stage)
    scene.opened()
    body = {"body": "Came on Monday.", "retain_until": "2060-01-01T00:00:00Z"}
    asked = scene.by(Role.WORKER, scene.mother, body)
    if read:
        stage.post(asked, f"/people/{scene.mother}/own-records", body)
        asked.body = None
    return asked


def _erasure(stage: Stage, role: Role | None = None, *, asked: bool = True) -> Asked:
    scene = _Scene(stage)
    if asked:
        scene.post(f"/people/{scene.mother}/erasure-requests", {})
    return scene.by_worker(scene.mother, {}) if role is None else scene.by(role, scene.mother)


def _conflict(stage: Stage) -> Asked:
    scene = _Scene(stage)
    body = {"representative_id": scene.guardian(), "reason": "He sent the boy away to work"}
    return scene.by_worker(scene.boy, body)


def _of_case(body: dict[str, Any] | None = None) -> Callable[[Stage], Asked]:
    def ask(stage: Stage) -> Asked:
        scene = _Scene(stage)
        scene.consent()
        return scene.by_worker(scene.case, body)

    return ask


def _of_person(body: dict[str, Any] | None = None) -> Callable[[Stage], Asked]:
    def ask(stage: Stage) -> Asked:
        scene = _Scene(stage)
        scene.document()
        scene.post(f"/people/{scene.mother}/notes", {"body": "Prefers mornings."})
        return scene.by_worker(scene.mother, body)

    return ask


def _scene(ask: Callable[[_Scene], Asked]) -> Callable[[Stage], Asked]:
    return lambda stage: ask(_Scene(stage))


_DEMAND = {
    "demander": "court",
    "named": "The example's court, 117/2026",
    "article": "Criminal Procedure Code, 59",
    "categories": ["identity"],
}
_GLASS = {"reason": "worker_absent", "words": "She stands at the door and her case worker is ill"}
_DECISION = {"upheld": False, "answer": "The law obliges us: Family Act, article 263."}
CASES: dict[str, Callable[[Stage], Asked]] = {
    "createCase": _create,
    "listCases": _of_case(),
    "getCase": _of_case(),
    "changeCase": _of_case({"protection": True}),
    "listAccessToCase": _scene(lambda scene: _read_first(scene)),
    "exportCase": _of_case(),
    "addPersonToCase": _of_case({"facts": {"sex": "female"}}),
    "listPeopleOfCase": _of_case(),
    "relatePeopleOfCase": _scene(
        lambda scene: scene.by_worker(
            scene.case, {"person_id": scene.boy, "kind": "sibling", "other_id": scene.baby}
        )
    ),
    "searchPeopleByNumber": lambda stage: _of_body(stage, {"phone": "+381 63 000 0000"}),
    "assignCase": _assign,
    "unassignCase": _unassign,
    "restrictCase": _of_case({"excluded": []}),
    "liftRestriction": _of_case(),
    "breakGlass": _scene(lambda scene: scene.by(_OFFICER, scene.case, _GLASS)),
    "issueCaseCode": _of_case(),
    "stopCaseCode": _of_case(),
    "readPerson": _of_person(),
    "changePerson": _of_person({"change": "rectified", "identity": {"birth_date": "1994"}}),
    "addContact": _of_person({"kind": "trusted_person", "value": "The example's neighbour"}),
    "endContact": _end_contact,
    "addPaper": _of_person({"kind": "asylum_paper", "number": "X0000001", "country": "RS"}),
    "listPersonVersions": _of_person(),
    "addRepresentative": _of_person({"kind": "caregiver", "name": "Example Aunt"}),
    "listRepresentatives": _scene(
        lambda scene: scene.by_worker(scene.boy) if scene.guardian() else scene.asked
    ),
    "markConflictOfInterest": _conflict,
    "writeNote": _of_person({"body": "Prefers mornings."}),
    "readNotes": _of_person(),
    "writeMessage": _message,
    "readMessages": _messages,
    "recordOwn": _own,
    "readOwnRecords": lambda stage: _own(stage, read=True),
    "attachDocument": _of_person({"kind": "other", "name": "Example", "content": _PDF}),
    "listDocuments": _of_person(),
    "readDocument": _scene(lambda scene: scene.by_worker(scene.document())),
    "removeDocument": _scene(lambda scene: scene.by_worker(scene.document())),
    "recordConsent": _scene(lambda scene: scene.by_worker(scene.case, scene.agreement())),
    "listConsents": _of_case(),
    "readConsent": _scene(lambda scene: scene.by_worker(scene.consent())),
    "withdrawConsent": _scene(
        lambda scene: scene.by_worker(scene.opened()[0], {"via": "in_person", "scopes": ["delete"]})
    ),
    "listObjections": _scene(lambda scene: scene.by(_OFFICER) if scene.objection() else scene.asked),
    "readObjection": _scene(lambda scene: scene.by(_OFFICER, scene.objection())),
    "decideObjection": _scene(lambda scene: scene.by(_OFFICER, scene.objection(), _DECISION)),
    "listPrivacyTasks": _scene(lambda scene: scene.by(_OFFICER) if scene.task() else scene.asked),
    "acknowledgePrivacyTask": _scene(lambda scene: scene.by(_OFFICER, scene.task())),
    "attestPrivacyTask": _scene(
        lambda scene: scene.by(_OFFICER, scene.task(), {"attestation": "restricted"})
    ),
    "requestErasure": lambda stage: _erasure(stage, asked=False),
    "getErasureRequest": lambda stage: _erasure(stage, Role.SUPERVISOR),
    "confirmErasure": lambda stage: _erasure(stage, Role.SUPERVISOR),
    "cancelErasure": lambda stage: _erasure(stage, Role.SUPERVISOR),
    "getConsentForm": _of_person(),
    "recordLegalDemand": _of_person(_DEMAND),
    "listLegalDemands": _scene(
        lambda scene: scene.by_worker(scene.mother) if scene.demand() else scene.asked
    ),
    "decideLegalDemand": _scene(lambda scene: scene.by(Role.SUPERVISOR, scene.demand(), {"disclose": True})),
    "tellOfLegalDemand": _scene(lambda scene: scene.by_worker(scene.decided(), {"not_told": "forbidden"})),
    "setLegalHold": _scene(
        lambda scene: scene.by(_OFFICER, scene.mother, {"article": "Archives Act, article 9"})
    ),
}


def _read_first(scene: _Scene) -> Asked:
    scene.asked.client.get(f"/api/v1/people/{scene.mother}", base_url=scene.stage.host)
    return scene.by_worker(scene.case)


def _of_body(stage: Stage, body: dict[str, Any]) -> Asked:
    scene = _Scene(stage)
    scene.asked.body = body
    return scene.asked


# What differs each time: ids, moments, numbers.
_ID = "00000000-0000-4000-8000-000000000001"
_OTHER = "00000000-0000-4000-8000-000000000002"
_MOMENT = "2026-01-01T09:00:00Z"
_LATER = "2026-01-31T09:00:00Z"
REPLACED_IN_CASES: dict[str, Any] = {
    **dict.fromkeys(("id", "id_", "case_id", "chain_id", "consent_id", "representative_id"), _ID),
    **dict.fromkeys(("person_id", "other_id", "member_id", "recorded_by", "actor_id", "by"), _OTHER),
    **dict.fromkeys(("reference_id", "to_organization_id"), _REFERRAL),
    **dict.fromkeys(("occurred_at", "recorded_at", "began_at", "given_at", "valid_from", "at"), _MOMENT),
    **dict.fromkeys(("from", "confirmed_at", "withdrawn_at", "decided_at", "conflict_at"), _MOMENT),
    **dict.fromkeys(("acknowledged_at", "attested_at", "closed_at"), _MOMENT),
    **dict.fromkeys(("expires_at", "acknowledge_by", "due_at"), _LATER),
    "code": "EXAMPLE0EXAMPLE00",
    "next_cursor": _ID,
}
