"""Consents: versions that nobody edits, what a withdrawal ends, and what becomes an objection instead."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.exc import DBAPIError

from referral.cases import jobs as cases_jobs
from referral.cases.errors import AlreadyAttested, ConsentSuperseded, NoEffect
from referral.cases.events import ConsentNarrowed, ConsentWithdrawn
from referral.cases.models import Consent, Grant, Objection, PrivacyTask
from referral.cases.queries import consents, privacy
from referral.cases.rules.terms import (
    Assent,
    Basis,
    DataCategory,
    Giver,
    WithdrawalScope,
    WithdrawalVia,
)
from referral.cases.service import consenting, reading, representing, tasks, withdrawing
from referral.cases.words import Attestation, GrantLevel, RelationshipKind
from referral.kit import events
from referral.kit.clock import now
from referral.kit.db.models import OutboxMessage
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id
from referral.kit.problems import Forbidden, NotFound
from tests.integration.cases.conftest import (
    ELSEWHERE,
    OURS,
    THEIRS,
    acting,
    actions,
    agreement,
    give_access,
    member,
)


@pytest.fixture
def heard(monkeypatch):
    """Every event of this room that reached the end of its unit of work."""
    found: list = []
    monkeypatch.setattr(events, "_handlers", {})
    for kind in (ConsentWithdrawn, ConsentNarrowed):
        events.register(kind, lambda _session, event: found.append(event))
    return found


def withdraw(actor, consent_id, **more):
    with acting(actor) as session:
        return withdrawing.withdraw_consent(
            session, actor, consent_id, **{"via": WithdrawalVia.IN_PERSON, **more}
        )


def record(actor, person_id, **more):
    supersedes = more.pop("supersedes", None)
    with acting(actor) as session:
        return consenting.record_consent(session, actor, person_id, agreement(**more), supersedes=supersedes)


def open_grants():
    with unit_of_work(write=False) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Grant).where(Grant.ended_at.is_(None)))


def all_tasks():
    with unit_of_work(write=False) as session:
        return [
            (each.organization_id, each.kind)
            for each in session.scalars(sa.select(PrivacyTask).order_by(PrivacyTask.id))
        ]


def test_a_change_is_a_new_version_of_the_same_consent(worker, opened, consent):
    later = record(worker, opened.people[0].id, statistics=True, supersedes=consent.id)
    assert (later.chain_id, later.version, later.supersedes_id) == (consent.id, 2, consent.id)
    with pytest.raises(ConsentSuperseded) as refused:
        record(worker, opened.people[0].id, supersedes=consent.id)
    assert refused.value.extra == {"consent_id": later.id, "version": 2}
    with unit_of_work(write=False, actor=worker) as session:
        named = consents.recipients_of(session, consents.consent_for(session, worker, later.id))
        assert [(each.position, each.organization_id) for each in named] == [(0, THEIRS)]


@pytest.mark.parametrize(
    "change",
    ["agreed = false", "purpose = 'transfer'", "categories = '[]'", "expires_at = NULL", "giver = 'other'"],
)
def test_the_database_lets_nobody_edit_a_consent(consent, change, store):
    change = change.replace("false", "0") if store.name == "spatialite" else change
    with pytest.raises(DBAPIError, match="never edited"), unit_of_work(write=True) as session:
        session.execute(sa.text(f"UPDATE consent SET {change}"))


def test_a_withdrawal_is_for_ever(worker, consent, store):
    withdraw(worker, consent.id)
    with pytest.raises(DBAPIError, match="never edited"), unit_of_work(write=True) as session:
        session.execute(sa.text("UPDATE consent SET withdrawn_at = NULL, withdrawn_via = NULL"))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"organizations": ()}, "recipients"),
        ({"category": "shelter"}, "recipients"),
        ({"fallbacks": (THEIRS,)}, "named twice"),
        ({"fallbacks": tuple(map(str, range(4)))}, "3 at most"),
        ({"never_share_with": frozenset({THEIRS})}, "never to be shared with"),
        ({"basis": Basis.LEGAL_OBLIGATION}, "article"),
        ({"categories": frozenset()}, "categories"),
        ({"giver": Giver.GUARDIAN}, "relationship"),
        ({"giver": Giver.GUARDIAN, "relationship": "aunt"}, "capacity_note"),
        ({"giver": Giver.GUARDIAN, "relationship": "aunt", "minor": True}, "assent"),
        ({"evidence": b"x"}, "evidence"),
    ],
)
def test_a_contradiction_is_told(wrong, says):
    with pytest.raises(ValueError, match=says):
        agreement(**wrong)


def test_a_consent_that_ends_before_it_begins_is_told(worker, opened):
    with pytest.raises(ValueError, match="expires_at"):
        record(worker, opened.people[0].id, expires_at=now() - timedelta(days=1))


def test_a_childs_birthday_is_not_told_by_the_day_to_ask_again(worker, opened):
    from datetime import date

    from referral.cases.words import RelationshipKind as Kind

    with acting(worker) as session:
        aunt = representing.add_representative(
            session, worker, opened.people[1].id, kind=Kind.GUARDIAN, name="Aunt Laila"
        )
    made = record(
        worker,
        opened.people[1].id,
        giver=Giver.GUARDIAN,
        representative_id=aunt.id,
        relationship="aunt",
        minor=True,
        assent=Assent.GIVEN,
        adult_on=date(2029, 5, 17),
    )
    assert made.ask_again_on == date(2029, 4, 1)
    assert b"2029" not in (made.adult_on_sealed or b"")


def test_a_withdrawal_ends_access_asks_for_what_is_held_and_is_heard(
    worker, receiver, opened, consent, heard
):
    reference = give_access(worker, opened, consent)
    done = withdraw(worker, consent.id)
    with acting(receiver) as session, pytest.raises(NotFound):
        reading.read_person(session, receiver, opened.people[0].id)
    assert all_tasks() == [(THEIRS, "restrict")]
    (event,) = heard
    assert (event.consent_id, event.why, event.references) == (consent.id, "withdrawn", (reference,))
    assert event.scopes == {"stop_sharing"}
    assert event.at == done.withdrawn_at
    with unit_of_work(write=False) as session:
        (message,) = session.scalars(sa.select(OutboxMessage))
        assert set(message.payload) == {"task_id", "organization_id", "kind"}


def test_a_withdrawal_works_twice_and_later_what_is_held_can_be_asked_to_go(worker, opened, consent, heard):
    give_access(worker, opened, consent)
    first = withdraw(worker, consent.id)
    again = withdraw(worker, consent.id)
    assert again.withdrawn_at == first.withdrawn_at
    assert (len(heard), again.tasks) == (1, ())
    more = withdraw(worker, consent.id, scopes={WithdrawalScope.DELETE, WithdrawalScope.LEAVE_SERVICE})
    assert more.withdrawn_at == first.withdrawn_at
    assert all_tasks() == [(THEIRS, "restrict"), (THEIRS, "delete")]
    assert heard[1].scopes == {"stop_sharing", "delete", "leave_service"}
    assert actions().count("cases:consent:withdrawn") == 2


def test_what_was_withdrawn_long_after_the_end_is_asked_of_all_who_had_it(worker, opened, consent):
    from referral.cases.service import grants
    from referral.cases.words import GrantEnd

    reference = give_access(worker, opened, consent)
    with acting(worker) as session:
        grants.end_access(session, worker, reference, why=GrantEnd.FINISHED)
    withdraw(worker, consent.id, scopes={WithdrawalScope.DELETE})
    assert all_tasks() == [(THEIRS, "delete")]


def test_an_old_version_withdraws_the_newest(worker, opened, consent):
    later = record(worker, opened.people[0].id, statistics=True, supersedes=consent.id)
    withdraw(worker, consent.id)
    with unit_of_work(write=False) as session:
        assert session.get_one(Consent, later.id).withdrawn_at is not None


def test_a_receiver_takes_a_withdrawal_for_everybody_and_twice(worker, receiver, opened, consent, heard):
    give_access(worker, opened, consent)
    give_access(worker, opened, consent, organization_id=ELSEWHERE)
    first = withdraw(receiver, consent.id, via=WithdrawalVia.RECEIVER)
    assert open_grants() == 0
    assert sorted(all_tasks()) == sorted([(THEIRS, "restrict"), (ELSEWHERE, "restrict")])
    assert withdraw(receiver, consent.id, via=WithdrawalVia.RECEIVER).withdrawn_at == first.withdrawn_at


def test_nobody_else_withdraws_or_finds_a_consent(worker, consent):
    for stranger in (member("supervisor", organization_id=ELSEWHERE), member("directory_editor")):
        with pytest.raises(NotFound):
            withdraw(stranger, consent.id)
    with pytest.raises(NotFound):
        withdraw(worker, new_id())


def test_a_marked_guardian_reaches_nothing(worker, opened):
    person_id = opened.people[1].id
    with acting(worker) as session:
        uncle = representing.add_representative(
            session, worker, person_id, kind=RelationshipKind.GUARDIAN, name="Uncle"
        )
    guarded = {"giver": Giver.GUARDIAN, "relationship": "uncle", "minor": True, "assent": Assent.GIVEN}
    given = record(worker, person_id, representative_id=uncle.id, **guarded)
    with acting(worker) as session:
        representing.mark_conflict(
            session, worker, person_id, uncle.id, reason="He sent the boy away to work"
        )
    with pytest.raises(NoEffect):
        record(worker, person_id, representative_id=uncle.id, **guarded)
    with pytest.raises(NoEffect):
        withdraw(worker, given.id, by_representative=uncle.id)
    with unit_of_work(write=False) as session:
        assert session.get_one(Consent, given.id).withdrawn_at is None


def test_a_narrower_version_ends_what_it_leaves_out(worker, opened, consent, heard):
    kept = give_access(worker, opened, consent)
    other = give_access(worker, opened, consent, organization_id=ELSEWHERE)
    later = record(
        worker, opened.people[0].id, categories=frozenset({DataCategory.NEEDS}), supersedes=consent.id
    )
    with unit_of_work(write=False) as session:
        ended = {each.reference_id: each.ended_why for each in session.scalars(sa.select(Grant))}
    assert ended == {kept: None, other: "narrowed"}
    (event,) = heard
    assert (event.consent_id, event.references_gone) == (later.id, (other,))
    assert event.categories_gone == {"identity", "contact"}
    # Who may go on holds more than what is agreed to now; who may not holds all of it.
    assert sorted(all_tasks()) == sorted([(ELSEWHERE, "restrict"), (THEIRS, "restrict")])


def test_a_version_in_which_the_person_refuses_ends_everything(worker, opened, consent, heard):
    give_access(worker, opened, consent)
    record(worker, opened.people[0].id, agreed=False, supersedes=consent.id)
    assert open_grants() == 0
    assert heard[0].why == "refused"


def test_never_share_with_cuts_off_whom_it_names(worker, opened, consent):
    give_access(worker, opened, consent, organization_id=ELSEWHERE)
    more = {"organizations": (THEIRS,), "never_share_with": frozenset({ELSEWHERE})}
    record(worker, opened.people[0].id, supersedes=consent.id, **more)
    assert open_grants() == 0


def test_what_rests_on_a_law_becomes_an_objection_that_the_officer_decides(
    worker, officer, receiver, opened, heard
):
    law = record(worker, opened.people[0].id, basis=Basis.LEGAL_OBLIGATION, article="Family Act, 263")
    give_access(worker, opened, law)
    objected = withdraw(worker, law.id, words="I do not want the centre to know").objection
    assert objected is not None
    again = withdraw(worker, law.id).objection
    assert again is not None
    assert again.id == objected.id
    assert (open_grants(), heard) == (1, [])
    with acting(worker) as session, pytest.raises(Forbidden):
        withdrawing.decide_objection(session, worker, objected.id, upheld=True, answer="Yes")
    with acting(officer) as session:
        decided = withdrawing.decide_objection(
            session, officer, objected.id, upheld=True, answer="You are right"
        )
        assert decided.state == "upheld"
    assert (open_grants(), len(heard)) == (0, 1)
    stranger = member("data_protection_officer", organization_id=ELSEWHERE)
    with acting(stranger) as session, pytest.raises(NotFound):
        withdrawing.decide_objection(session, stranger, objected.id, upheld=True, answer="No")
    with unit_of_work(write=False) as session:
        assert session.scalars(sa.select(Objection.state)).all() == ["upheld"]


def test_a_consent_that_ran_out_ends_what_nobody_accepted_and_no_service(worker, opened, heard):
    consent = record(worker, opened.people[0].id, expires_at=now() + timedelta(days=1))
    give_access(worker, opened, consent)
    waiting = give_access(worker, opened, consent, organization_id=ELSEWHERE, level=GrantLevel.FACTS)
    with unit_of_work(write=True, actor=SYSTEM) as session:
        assert not withdrawing.expire_consent(session, SYSTEM, consent.id)
    with (
        time_machine.travel(now() + timedelta(days=1, seconds=1)),
        unit_of_work(write=True, actor=SYSTEM) as session,
    ):
        cases_jobs.sweep_consents(session, {})
        cases_jobs.expire(session, {"consent_id": consent.id})
        cases_jobs.expire(session, {"consent_id": consent.id})
        assert consents.expired(session, now(), limit=9) == []
    assert open_grants() == 1
    assert [(each.why, each.references) for each in heard] == [("expired", (waiting,))]


def test_a_privacy_task_is_acknowledged_and_attested_by_whom_it_is_for(worker, receiver, opened, consent):
    give_access(worker, opened, consent)
    (task,) = withdraw(worker, consent.id, scopes={WithdrawalScope.DELETE}).tasks
    for stranger in (member("focal_point", organization_id=ELSEWHERE), member("focal_point")):
        with acting(stranger) as session, pytest.raises(NotFound):
            tasks.acknowledge(session, stranger, task.id)
    with acting(receiver) as session:
        assert tasks.acknowledge(session, receiver, task.id).state == "acknowledged"
        with pytest.raises(ValueError, match="legal_basis"):
            tasks.attest(session, receiver, task.id, attestation=Attestation.RETAINED)
        with pytest.raises(ValueError, match="right would be one of: deleted, retained, returned"):
            tasks.attest(session, receiver, task.id, attestation=Attestation.CORRECTED)
        kept = tasks.attest(
            session, receiver, task.id, attestation=Attestation.RETAINED, legal_basis="Health Records Act, 9"
        )
        assert (kept.state, kept.legal_basis) == ("attested", "Health Records Act, 9")
        tasks.attest(session, receiver, task.id, attestation=Attestation.RETAINED)
        with pytest.raises(AlreadyAttested):
            tasks.attest(session, receiver, task.id, attestation=Attestation.DELETED)


def test_both_sides_see_a_task_and_when_it_is_overdue(worker, receiver, opened, consent):
    give_access(worker, opened, consent)
    (task,) = withdraw(worker, consent.id).tasks
    with unit_of_work(write=False) as session:
        for actor in (worker, receiver):
            found = privacy.tasks(session, actor, state=None, before=None, limit=9)
            assert [each.id for each in found] == [task.id]
            assert privacy.overdue_tasks(session, actor, now()) == []
            later = privacy.overdue_tasks(session, actor, now() + timedelta(days=31))
            assert [each.id for each in later] == [task.id]
        stranger = member("supervisor", organization_id=ELSEWHERE)
        assert privacy.tasks(session, stranger, state=None, before=None, limit=9) == []
    assert OURS != THEIRS
