"""Opening cases, and who sees how much of them."""

from datetime import timedelta

import pytest
import time_machine

from referral.cases import values
from referral.cases.errors import NumberTaken
from referral.cases.queries import people
from referral.cases.queries.cases import CaseFilter, case_for
from referral.cases.queries.cases import cases as listed
from referral.cases.service import cases, changing, reading
from referral.cases.sight import Sight
from referral.cases.words import AssignmentRole, BreakGlassReason, CaseStatus, RelationshipKind
from referral.kit.clock import now
from referral.kit.db.work import unit_of_work
from referral.kit.identity import ANONYMOUS, SYSTEM, Actor, ActorKind
from referral.kit.ids import new_id
from referral.kit.problems import Forbidden, NotFound
from tests.integration.cases.conftest import ELSEWHERE, OURS, acting, actions, family, member


def seen(actor, case_id):
    with unit_of_work(write=False, actor=actor) as session:
        for least in (Sight.ALL, Sight.LINE):
            try:
                return case_for(session, actor, case_id, least=least).sight
            except NotFound:
                continue
    return Sight.NOTHING


def in_list(actor, **wanted):
    with unit_of_work(write=False, actor=actor) as session:
        found = listed(session, actor, wanted=CaseFilter(**wanted), before=None, limit=50)
        return [case.id for case, _ in found]


def test_a_case_is_opened_with_all_its_people_in_one_act(worker, opened):
    with unit_of_work(write=False, actor=worker) as session:
        found = case_for(session, worker, opened.case.id, least=Sight.ALL)
        everybody = people.people_of(session, found)
        assert [(each.number, each.focal) for each in everybody] == [(1, True), (2, False), (3, False)]
        assert (everybody[1].age_from, everybody[1].age_to, everybody[1].age_source) == (13, 15, "worker")
        assert everybody[2].identity_known == "unknown"
        kinds = [(each.person_id, each.kind) for each in people.relationships_of(session, everybody[2])]
        assert kinds == [(everybody[0].id, "parent")]
    assert actions() == ["cases:case:created"]


def test_what_happened_earlier_keeps_both_times(worker):
    happened = now() - timedelta(days=3)
    with acting(worker) as session:
        made = cases.create_case(session, worker, family(occurred_at=happened)).case
    assert made.occurred_at == happened
    assert made.recorded_at > happened


def test_what_has_not_happened_is_not_recorded(worker):
    with pytest.raises(ValueError, match="in the future"), acting(worker) as session:
        cases.create_case(session, worker, family(occurred_at=now() + timedelta(minutes=1)))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"people": ()}, "1 to 20"),
        ({"people": (values.NewPerson(),) * 21}, "1 to 20"),
        ({"related": (values.Related(0, RelationshipKind.PARENT, 7),)}, "places in the list"),
        ({"related": (values.Related(0, RelationshipKind.PARENT, 0),)}, "differ"),
        ({"number": "x" * 41}, "40 characters"),
    ],
)
def test_an_impossible_case_is_told(wrong, says):
    with pytest.raises(ValueError, match=says):
        values.NewCase(**{"people": (values.NewPerson(),), **wrong})


@pytest.mark.parametrize(
    "roles", [(), ("directory_editor",), ("organization_administrator",), ("coordinator",)]
)
def test_whoever_does_not_work_with_cases_opens_and_sees_none(worker, opened, roles):
    other = member(*roles)
    assert seen(other, opened.case.id) is Sight.NOTHING
    assert in_list(other) == []
    with pytest.raises(Forbidden), acting(other) as session:
        cases.create_case(session, other, family())


def test_administrators_and_nobody_see_nothing(opened):
    for actor in (ANONYMOUS, Actor(ActorKind.ADMINISTRATOR, id=new_id())):
        assert seen(actor, opened.case.id) is Sight.NOTHING
        assert in_list(actor) == []


def test_in_the_organisation_the_assigned_and_supervisors_see_all_and_others_a_line(
    worker, supervisor, officer, opened
):
    assert seen(worker, opened.case.id) is Sight.ALL
    assert seen(supervisor, opened.case.id) is Sight.ALL
    assert seen(officer, opened.case.id) is Sight.LINE
    assert seen(member("case_worker"), opened.case.id) is Sight.LINE
    assert seen(SYSTEM, opened.case.id) is Sight.ALL


def test_another_organisations_case_does_not_exist(opened):
    for roles in (("case_worker",), ("supervisor",), ("data_protection_officer",)):
        stranger = member(*roles, organization_id=ELSEWHERE)
        assert seen(stranger, opened.case.id) is Sight.NOTHING
        assert in_list(stranger, status=None) == []


def test_unknown_and_forbidden_ids_are_the_same_refusal(worker, opened):
    stranger = member("supervisor", organization_id=ELSEWHERE)
    said = []
    for actor, id_ in (
        (stranger, opened.case.id),
        (worker, new_id()),
        (member("case_worker"), opened.case.id),
    ):
        with unit_of_work(write=False, actor=actor) as session, pytest.raises(NotFound) as refused:
            case_for(session, actor, id_, least=Sight.ALL)
        said.append((type(refused.value), str(refused.value), refused.value.extra))
    assert len(set(map(repr, said))) == 1


def test_a_restricted_case_is_in_no_list_of_anybody_unassigned(worker, supervisor):
    with acting(worker) as session:
        case = cases.create_case(session, worker, family(protection=True)).case
    assert case.restricted
    assert seen(supervisor, case.id) is Sight.NOTHING
    assert in_list(supervisor) == []
    assert in_list(worker) == [case.id]
    with acting(worker) as session:
        cases.assign(session, worker, case.id, member_id=supervisor.member_id, role=AssignmentRole.SUPERVISOR)
    assert in_list(supervisor) == [case.id]


def test_a_case_with_a_need_of_protection_stays_restricted(worker):
    with acting(worker) as session:
        case = cases.create_case(session, worker, family(protection=True)).case
        with pytest.raises(ValueError, match="stays restricted"):
            cases.lift_restriction(session, worker, case.id)


def test_a_colleague_who_is_named_as_a_danger_never_sees_the_case(worker, supervisor, opened):
    danger = member("supervisor", "data_protection_officer")
    assert seen(danger, opened.case.id) is Sight.ALL
    with acting(worker) as session:
        cases.restrict(session, worker, opened.case.id, excluded=frozenset({danger.member_id}))
    assert seen(danger, opened.case.id) is Sight.NOTHING
    with acting(danger) as session, pytest.raises(NotFound):
        cases.break_glass(
            session, danger, opened.case.id, reason=BreakGlassReason.DANGER, words="I must see it"
        )
    with acting(worker) as session, pytest.raises(NotFound):
        cases.assign(
            session, worker, opened.case.id, member_id=danger.member_id, role=AssignmentRole.SUPERVISOR
        )
    with acting(worker) as session:
        cases.lift_restriction(session, worker, opened.case.id)
    assert seen(danger, opened.case.id) is Sight.NOTHING
    assert in_list(danger) == []
    assert in_list(supervisor) == [opened.case.id]


def test_nobody_shuts_themselves_out(worker, opened):
    with acting(worker) as session, pytest.raises(ValueError, match="would not see"):
        cases.restrict(session, worker, opened.case.id, excluded=frozenset({worker.member_id}))


def test_breaking_the_glass_opens_a_case_for_four_hours_and_is_told(worker, officer, store):
    with acting(worker) as session:
        made = cases.create_case(session, worker, family(restricted=True))
    case_id = made.case.id
    assert seen(officer, case_id) is Sight.NOTHING
    with acting(officer) as session:
        cases.break_glass(
            session, officer, case_id, reason=BreakGlassReason.WORKER_ABSENT, words="She is at the door"
        )
    assert seen(officer, case_id) is Sight.ALL
    assert in_list(officer) == [case_id]
    with acting(worker) as session:
        looks = reading.who_saw(session, worker, made.people[0].id)
        assert [(each.act, each.actor_id) for each in looks] == [
            ("cases:case:glass_broken", officer.member_id)
        ]
        told = reading.glass_words(
            session, people.person_for(session, worker, made.people[0].id, least=Sight.ALL)
        )
        assert [words for _, words in told] == ["She is at the door"]
    with time_machine.travel(now() + timedelta(hours=4, seconds=1)):
        assert seen(officer, case_id) is Sight.NOTHING
        assert in_list(officer) == []


def test_the_glass_is_not_broken_without_a_reason_or_from_outside(worker, officer, opened):
    with acting(officer) as session, pytest.raises(ValueError, match="why"):
        cases.break_glass(session, officer, opened.case.id, reason=BreakGlassReason.OTHER, words="  ")
    stranger = member("data_protection_officer", organization_id=ELSEWHERE)
    with acting(stranger) as session, pytest.raises(NotFound):
        cases.break_glass(session, stranger, opened.case.id, reason=BreakGlassReason.DANGER, words="Let me")


def test_a_case_is_never_left_to_nobody(worker, supervisor, opened):
    with acting(worker) as session, pytest.raises(ValueError, match="nobody else"):
        cases.unassign(session, worker, opened.case.id, member_id=worker.member_id)
    other = member("case_worker")
    with acting(supervisor) as session:
        cases.assign(
            session, supervisor, opened.case.id, member_id=other.member_id, role=AssignmentRole.CASE_WORKER
        )
        cases.unassign(session, supervisor, opened.case.id, member_id=worker.member_id)
    assert seen(other, opened.case.id) is Sight.ALL
    assert seen(worker, opened.case.id) is Sight.LINE


def test_assigning_twice_is_once_and_another_role_replaces_the_first(worker, opened):
    other = member("case_worker", "supervisor")
    with acting(worker) as session:
        for role in (AssignmentRole.CASE_WORKER, AssignmentRole.CASE_WORKER, AssignmentRole.SUPERVISOR):
            cases.assign(session, worker, opened.case.id, member_id=other.member_id, role=role)
    assert actions().count("cases:case:assigned") == 2


def test_lists_are_filtered_and_paged_newest_first(worker):
    made = []
    for number in range(5):
        with acting(worker) as session:
            new = values.NewCase(people=(values.NewPerson(),), number=f"N-{number}", restricted=number == 2)
            made.append(cases.create_case(session, worker, new).case.id)
    with acting(worker) as session:
        patch = changing.CasePatch(given=frozenset({"status"}), status=CaseStatus.CLOSED)
        changing.change_case(session, worker, made[4], version=1, patch=patch)
    found, before = [], None
    with unit_of_work(write=False, actor=worker) as session:
        while page := listed(session, worker, wanted=CaseFilter(), before=before, limit=2):
            found += [(case.id, count) for case, count in page]
            before = page[-1][0].id
    assert found == [(id_, 1) for id_ in reversed(made[:4])]
    assert in_list(worker, status=None, assigned=worker.member_id) == made[::-1]
    assert in_list(worker, assigned=new_id()) == []


def test_a_number_is_one_cases_in_an_organisation(worker, opened):
    with pytest.raises(NumberTaken), acting(worker) as session:
        cases.create_case(session, worker, family())
    other = member("case_worker", organization_id=ELSEWHERE)
    with acting(other) as session:
        assert cases.create_case(session, other, family()).case.number == "A-17"


def test_a_hand_carried_code_is_shown_once_and_kept_as_a_hash(worker, opened):
    with acting(worker) as session:
        code = cases.issue_code(session, worker, opened.case.id)
    assert len(code) == 17
    with acting(worker) as session:
        kept = case_for(session, worker, opened.case.id, least=Sight.ALL).case.code_hash
        assert kept is not None
        assert code not in kept
        assert cases.issue_code(session, worker, opened.case.id) != code
    with acting(worker) as session:
        cases.stop_code(session, worker, opened.case.id)
        assert case_for(session, worker, opened.case.id, least=Sight.ALL).case.code_hash is None


def test_a_key_works_on_the_cases_that_it_opened(store):
    key = Actor(ActorKind.KEY, new_id(), OURS, frozenset({"referral:send"}))
    other = Actor(ActorKind.KEY, new_id(), OURS, frozenset({"referral:send"}))
    reader = Actor(ActorKind.KEY, new_id(), OURS, frozenset({"directory:read"}))
    with acting(key) as session:
        made = cases.create_case(session, key, family())
    assert [seen(each, made.case.id) for each in (key, other, reader)] == [
        Sight.ALL,
        Sight.LINE,
        Sight.NOTHING,
    ]
    with acting(key) as session, pytest.raises(Forbidden, match="identity:read"):
        reading.read_person(session, key, made.people[0].id)
