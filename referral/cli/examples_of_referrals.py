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
    answer = asked.client.get("/api/v1/services?per_page=50", base_url=stage.host).get_json()
    others = (each for each in answer["contents"] if each["organization"]["id"] != stage.organization_id)
    return str(next(others)["id"])


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


ASKED: dict[str, Callable[[Stage], Asked]] = {
    "createReferral": _drafting,
    "listReferrals": _reading,
    "getReferral": _drafted,
    "actOnReferral": _acting,
    "listReferralEvents": _drafted,
    "listChanges": _reading,
}
_ID = "00000000-0000-4000-8000-000000000001"
_MOMENT = "2026-01-01T09:00:00Z"
# What differs each time.
REPLACED: dict[str, Any] = {
    **dict.fromkeys(("id", "id_", "case_id", "person_id", "referral_id", "actor_id", "sender"), _ID),
    **dict.fromkeys(("occurred_at", "recorded_at", "timestamp", "since", "due", "due_at", "until"), _MOMENT),
    "next_cursor": "the-cursor-of-the-answer-before",
}
