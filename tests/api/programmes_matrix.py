"""Who may call the routes of programmes, with which thing behind the id, and with which body they are asked."""

from typing import Any

from referral.access.rules.roles import Role
from referral.kit.ids import new_id
from tests.fixtures.referral_world import Organization
from tests.fixtures.results import make_results

V1 = "/api/v1"
SENDERS, RECEIVERS = {"role:case_worker", "role:supervisor"}, {"role:focal_point", "role:worker"}
OFFICER, ADMINISTRATOR = {"role:data_protection_officer"}, {"role:organization_administrator"}
KEYS = {"key:referral:send", "key:referral:respond"}

READ = frozenset({f"role:{each.value}" for each in Role if each is not Role.PLATFORM_ADMINISTRATOR})
READ |= {"key:directory:read"}
MANAGE = frozenset(ADMINISTRATOR)
RECORD = frozenset(SENDERS | RECEIVERS | ADMINISTRATOR)
ENROL = frozenset(SENDERS | {"role:worker"} | KEYS)
PEOPLE = frozenset(ENROL | OFFICER)
PROGRESS = frozenset(ADMINISTRATOR | {"role:supervisor"})

_FRAME = {"starts_on": "2026-01-01", "ends_on": "2026-12-31", "countries": ["RS"]}
_TARGET = {
    "title": "Trained",
    "unit": "people",
    "kinds": ["trained"],
    "goal_kind": "count",
    "goal": 5,
    "due_on": "2026-12-31",
}
_GONE = {"reason": "mistake", "retracted": True}
_PROGRAMME = f"{V1}/programmes/<uuid:id_>"

# method, rule, who may call it, what is behind the id, a body that is right.
_ROUTES: tuple[tuple[str, str, frozenset[str], str | None, Any], ...] = (
    ("POST", f"{V1}/programmes", MANAGE, None, {"program_id": new_id(), **_FRAME}),
    ("GET", f"{V1}/programmes", READ, None, None),
    ("GET", _PROGRAMME, READ, "programme", None),
    ("PUT", _PROGRAMME, MANAGE, "programme", _FRAME),
    ("GET", f"{_PROGRAMME}/handover", PEOPLE, "programme", None),
    ("POST", f"{_PROGRAMME}/targets", MANAGE, "programme", _TARGET),
    ("GET", f"{_PROGRAMME}/targets", READ, "programme", None),
    ("POST", f"{V1}/targets/<uuid:id_>/corrections", MANAGE, "target", _GONE),
    ("POST", f"{V1}/enrolments", ENROL, None, None),
    ("GET", f"{V1}/enrolments", PEOPLE, None, None),
    ("GET", f"{V1}/enrolments/<uuid:id_>", PEOPLE, "enrolment", None),
    ("POST", f"{V1}/enrolments/<uuid:id_>/corrections", ENROL, "enrolment", _GONE),
    ("POST", f"{V1}/enrolments/<uuid:id_>/end", ENROL, "enrolment", {"why": "left"}),
    ("POST", f"{V1}/milestones", ENROL, None, None),
    ("GET", f"{V1}/milestones", PEOPLE, None, None),
    ("GET", f"{V1}/milestones/<uuid:id_>", PEOPLE, "milestone", None),
    ("POST", f"{V1}/milestones/<uuid:id_>/corrections", ENROL, "milestone", _GONE),
    ("POST", f"{V1}/group-activities", RECORD, None, None),
    ("GET", f"{V1}/group-activities", RECORD, None, None),
    ("GET", f"{V1}/group-activities/<uuid:id_>", RECORD, "activity", None),
    ("POST", f"{V1}/group-activities/<uuid:id_>/corrections", RECORD, "activity", _GONE),
    ("POST", f"{V1}/instruments", RECORD, None, None),
    ("GET", f"{V1}/instruments", READ, None, None),
    ("GET", f"{V1}/instruments/<uuid:id_>", READ, "instrument", None),
    ("POST", f"{V1}/instruments/<uuid:id_>/corrections", RECORD, "instrument", _GONE),
    ("GET", f"{V1}/progress", PROGRESS, None, None),
)
PROGRAMMES = {(method, rule): who for method, rule, who, _, _ in _ROUTES}
OF_PROGRAMMES = [(method, rule, thing) for method, rule, _, thing, _ in _ROUTES if thing is not None]
BODIES = {(method, rule): body for method, rule, _, _, body in _ROUTES if body is not None}


def results_of(organization_id: str) -> dict[str, str]:
    """Ids of one of each thing in a programme of the organisation."""
    made = make_results(Organization(organization_id))
    return {
        "programme": made.programme,
        "target": made.target,
        "enrolment": made.enrolment,
        "milestone": made.milestone,
        "activity": made.activity,
        "instrument": made.instrument,
    }
