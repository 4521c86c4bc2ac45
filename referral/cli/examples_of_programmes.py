"""What the operations of programmes are asked with, for the examples: members of the organisation that leads one."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from referral.access.rules import Role
from referral.cli.examples_of_members import Asked, Stage
from referral.directory.demo.country import demo_id
from referral.directory.exchange.importing import Request, importing
from referral.directory.exchange.reading.model import Origin, Record
from referral.kit.ids import new_id

_LEAD, _KEY = "ura-e-re-fier", "returnees-albania"
_DAY = "2022-09-14T10:00:00Z"
_PROGRAMME = demo_id("program", _KEY)
_ORGANIZATION = demo_id("organization", _LEAD)
_FRAME: dict[str, Any] = {
    "starts_on": "2026-01-01",
    "ends_on": "2027-12-31",
    "countries": ["AL"],
    "territories": [{"name": "Fier", "country": "AL"}],
    "partners": [{"organization_id": demo_id("organization", "dritare-durres"), "role": "implementing"}],
}
_TARGET: dict[str, Any] = {
    "title": "Women trained",
    "unit": "people",
    "kinds": ["trained"],
    "goal_kind": "share",
    "goal": 50,
    "due_on": "2023-06-30",
    "sex": "female",
}
_ACTIVITY: dict[str, Any] = {
    "programme_id": _PROGRAMME,
    "kind": "information",
    "occurred_at": _DAY,
    "place": "Roskovec",
    "counts": [{"sex": "female", "age_band": "25-59", "count": 14}, {"sex": "male", "count": 9}],
}
_INSTRUMENT: dict[str, Any] = {
    "programme_id": _PROGRAMME,
    "kind": "protocol",
    "title": "How we refer one another's clients",
    "adopted_on": "2022-09-14",
    "organizations": [_ORGANIZATION],
}
_CONSENT: dict[str, Any] = {
    "giver": "self",
    "agreed": True,
    "purpose": "programme",
    "organizations": [_ORGANIZATION],
    "categories": ["needs"],
    "direction": "send",
    "notice_version": "2026-1",
    "notice_language": "sq",
    "notice_channel": "spoken",
    "statistics": True,
}
_FACTS = {"age_from": 31, "age_to": 31, "age_source": "person", "sex": "female"}
_MISTAKE = {"reason": "mistake"}


def _asked(stage: Stage, role: Role, body: dict[str, Any] | None = None, id_: str | None = None) -> Asked:
    """A member of the organisation that leads the programme, with a fresh key of requests."""
    lead = Stage(stage.app, stage.host, _ORGANIZATION)
    asked = lead.signed_in(lead.member(role))
    asked.headers["Idempotency-Key"] = new_id()
    asked.body, asked.id = body, id_
    return asked


def _with(
    role: Role, body: dict[str, Any] | None = None, *, of_programme: bool = False, **query: str
) -> Callable[[Stage], Asked]:
    def ask(stage: Stage) -> Asked:
        asked = _asked(stage, role, body, _PROGRAMME if of_programme else None)
        asked.query = query
        return asked

    return ask


def _made(
    role: Role, path: str, body: dict[str, Any], then: dict[str, Any] | None
) -> Callable[[Stage], Asked]:
    """Asks about something that was just recorded."""

    def ask(stage: Stage) -> Asked:
        asked = _asked(stage, role)
        asked.id = stage.post(asked, path, body)["id"]
        asked.headers["Idempotency-Key"] = new_id()
        asked.body = then
        return asked

    return ask


def _framed(stage: Stage) -> Asked:
    """A program of the directory that has no frame yet."""
    record = Record("program", new_id(), {"organization_id": _ORGANIZATION}, Origin("examples", 1))
    record.values |= {"name": "Work and training", "description": "Training for work in Fier."}

    def records() -> Iterator[Record]:
        yield record

    request = Request(Path("examples"), records=records)
    with importing(request, stage.app.extensions["settings"].var_folder / "imports"):
        return _asked(stage, Role.ORGANIZATION_ADMINISTRATOR, {"program_id": record.id, **_FRAME})


def _reframed(stage: Stage) -> Asked:
    asked = _framed(stage)
    asked.id = stage.post(asked, "/programmes", asked.body)["id"]
    asked.body = {name: each for name, each in _FRAME.items() if name != "territories"}
    found = asked.client.get(f"/api/v1/programmes/{asked.id}", headers=asked.headers, base_url=stage.host)
    asked.body["territories"] = found.get_json()["territories"]
    return asked


def _enrolling(stage: Stage) -> Asked:
    """A case worker with a woman of a case who agreed to be counted."""
    asked = _asked(stage, Role.CASE_WORKER)
    case = stage.post(asked, "/cases", {"people": [{"facts": _FACTS}]})
    person = case["members"][0]["id"]
    given = {"given_at": datetime(2022, 9, 1, tzinfo=UTC).isoformat(), "person_id": person}
    stage.post(asked, f"/cases/{case['id']}/consents", {**_CONSENT, **given})
    asked.body = {"programme_id": _PROGRAMME, "person_id": person, "occurred_at": _DAY}
    return asked


def _enrolled(then: dict[str, Any] | None) -> Callable[[Stage], Asked]:
    def ask(stage: Stage) -> Asked:
        asked = _enrolling(stage)
        asked.id = stage.post(asked, "/enrolments", asked.body)["id"]
        asked.headers["Idempotency-Key"] = new_id()
        asked.body = then
        return asked

    return ask


def _reaching(stage: Stage) -> Asked:
    asked = _enrolled(None)(stage)
    asked.body = {"enrolment_id": asked.id, "kind": "trained", "evidence": "certificate"}
    asked.id = None
    return asked


def _reached(then: dict[str, Any] | None) -> Callable[[Stage], Asked]:
    def ask(stage: Stage) -> Asked:
        asked = _reaching(stage)
        asked.id = stage.post(asked, "/milestones", asked.body)["id"]
        asked.headers["Idempotency-Key"] = new_id()
        asked.body = then
        return asked

    return ask


def _listed(ask: Callable[[Stage], Asked]) -> Callable[[Stage], Asked]:
    """A list in which that stands."""

    def asked_for_all(stage: Stage) -> Asked:
        asked = ask(stage)
        asked.id = None
        return asked

    return asked_for_all


_ADMIN, _WORKER, _BOSS = Role.ORGANIZATION_ADMINISTRATOR, Role.CASE_WORKER, Role.SUPERVISOR
_TARGETS = f"/programmes/{_PROGRAMME}/targets"
_TOLD = {**_MISTAKE, "counts": [{"sex": "female", "age_band": "25-59", "count": 15}]}
ASKED: dict[str, Callable[[Stage], Asked]] = {
    "createProgramme": _framed,
    "changeProgramme": _reframed,
    "listProgrammes": _with(_WORKER),
    "getProgramme": _with(_WORKER, of_programme=True),
    "listHandover": _with(_BOSS, of_programme=True),
    "createTarget": _with(_ADMIN, _TARGET, of_programme=True),
    "listTargets": _with(_WORKER, of_programme=True),
    "correctTarget": _made(_ADMIN, _TARGETS, _TARGET, {**_MISTAKE, "target": {**_TARGET, "goal": 40}}),
    "createEnrolment": _enrolling,
    "listEnrolments": _listed(_enrolled(None)),
    "getEnrolment": _enrolled(None),
    "correctEnrolment": _enrolled({**_MISTAKE, "target_group": "returnee"}),
    "endEnrolment": _enrolled({"why": "completed"}),
    "createMilestone": _reaching,
    "listMilestones": _listed(_reached(None)),
    "getMilestone": _reached(None),
    "correctMilestone": _reached({**_MISTAKE, "kind": "certified"}),
    "createGroupActivity": _with(_WORKER, _ACTIVITY),
    "listGroupActivities": _with(_WORKER),
    "getGroupActivity": _made(_WORKER, "/group-activities", _ACTIVITY, None),
    "correctGroupActivity": _made(_WORKER, "/group-activities", _ACTIVITY, _TOLD),
    "createInstrument": _with(_ADMIN, _INSTRUMENT),
    "listInstruments": _with(_WORKER),
    "getInstrument": _made(_ADMIN, "/instruments", _INSTRUMENT, None),
    "correctInstrument": _made(_ADMIN, "/instruments", _INSTRUMENT, {**_MISTAKE, "kind": "agreement"}),
    "getProgress": _with(_BOSS, programme_id=_PROGRAMME, as_of="2022-12-31"),
}
_ID = "00000000-0000-4000-8000-000000000001"
_AT = "2026-01-01T09:00:00Z"
# What differs each time.
REPLACED: dict[str, Any] = {
    **dict.fromkeys(
        ("id", "id_", "chain_id", "supersedes_id", "program_id", "enrolment_id", "case_id", "person_id"), _ID
    ),
    **dict.fromkeys(("consent_id", "referral_id", "territory_id", "alliance_id", "next_cursor"), _ID),
    **dict.fromkeys(("recorded_at", "occurred_at"), _AT),
    "days_left": -876,
    "ended_on": "2026-01-01",
}
