"""A stored consent is the value that it was made of: what `covers` says of the one it says of the other."""

from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine

from referral.cases.new_consent import Filed
from referral.cases.rules import (
    Allowed,
    Assent,
    Basis,
    ContactChannel,
    DataCategory,
    Denied,
    Direction,
    EvidenceKind,
    Giver,
    Purpose,
    Reason,
    Recipient,
    SafeTime,
    WithdrawalScope,
    WithdrawalVia,
    covers,
)
from referral.cases.service import consenting, content, erasing, reading, representing, stored, withdrawing
from referral.cases.service.keys import key_of
from referral.cases.words import ContactKind, DocumentKind, GrantLevel, RelationshipKind
from referral.kit.clock import now
from referral.kit.identity import OrganizationId
from referral.kit.problems import NotFound
from tests.integration.cases.conftest import ELSEWHERE, OURS, THEIRS, acting, agreement, give_access

DAY = timedelta(days=1)
IDENTITY, CONTACT, NEEDS = DataCategory.IDENTITY, DataCategory.CONTACT, DataCategory.NEEDS
GUARDED = {"giver": Giver.GUARDIAN, "relationship": "mother", "minor": True}
LAW = {"basis": Basis.LEGAL_OBLIGATION, "article": "Family Act, 263"}
KINDS: dict[str, dict[str, Any]] = {
    "agreed": {},
    "refused": {"agreed": False},
    "a child agrees": {**GUARDED, "assent": Assent.GIVEN, "adult_on": date(2050, 5, 17)},
    "a child who is of age": {**GUARDED, "assent": Assent.GIVEN, "adult_on": date(2020, 5, 17)},
    "a child refuses": {**GUARDED, "assent": Assent.REFUSED},
    "somebody for an adult": {"giver": Giver.OTHER, "relationship": "son", "capacity_note": "in a coma"},
    "a law": {**LAW, "agreed": False},
    "vital interests": {"basis": Basis.VITAL_INTERESTS},
    "by category": {"organizations": (), "category": "shelter", "fallbacks": (THEIRS,)},
    "with fallbacks": {"organizations": (OURS,), "fallbacks": (ELSEWHERE, THEIRS)},
    "never to some": {"never_share_with": frozenset({ELSEWHERE})},
    "feedback only": {"direction": Direction.FEEDBACK},
    "for something else": {"purpose": Purpose.FAMILY_TRACING},
    "few kinds": {"categories": frozenset({NEEDS})},
    "later": {"valid_from": now() + DAY, "expires_at": now() + 9 * DAY},
    "for ever": {"expires_at": None},
    "with everything": {
        "safe_channels": frozenset({ContactChannel.VISIT}),
        "safe_times": (SafeTime(time(9), time(12), frozenset({1, 2})), SafeTime(time(22), time(2))),
        "no_voicemail": True,
        "interpreter_sex": "female",
        "statistics": True,
        "follow_up_until": date(2031, 1, 1),
        "tier_one_at_sent": True,
        "release_on_send": True,
        "protection": True,
        "evidence_kind": EvidenceKind.SIGNATURE,
        "evidence": b"signed",
        "witness": "a nurse",
    },
}
RECIPIENTS = (
    Recipient(THEIRS),
    Recipient(ELSEWHERE),
    Recipient(ELSEWHERE, frozenset({"shelter"})),
    Recipient(OURS, frozenset({"school"})),
)


def recorded(worker, person_id, new, **more):
    with acting(worker) as session:
        return consenting.record_consent(session, worker, person_id, new, **more)


def value(worker, row):
    with acting(worker) as session:
        return stored.value_of(session, key_of(session, row.person_id), row)


def verdict(
    worker,
    row,
    *categories,
):
    with acting(worker) as session:
        return stored.verdict(session, row.id, Recipient(THEIRS), Purpose.SERVICE, categories)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_stored_covers_exactly_what_was_agreed_to(worker, opened, kind):
    new = agreement(**KINDS[kind])
    row = recorded(worker, opened.people[0].id, new)
    read = value(worker, row)
    filed = Filed(
        id=row.id, person=opened.people[0].id, recorded_by=worker.member_id, given_at=row.occurred_at
    )
    meant = new.value(filed)
    moments = [row.occurred_at + days * DAY for days in (0, 2, 5, 400, 11_000)]
    asked = [
        (recipient, purpose, categories, at)
        for recipient in RECIPIENTS
        for purpose in Purpose
        for categories in ((), {NEEDS}, {IDENTITY, CONTACT}, {DataCategory.HEALTH})
        for at in moments
    ]
    assert [covers(read, *each) for each in asked] == [covers(meant, *each) for each in asked]
    assert (read.restrictions, read.notice, read.witness) == (meant.restrictions, meant.notice, meant.witness)
    assert (read.relationship, read.capacity_note) == (meant.relationship, meant.capacity_note)
    assert (read.evidence is None) == (new.evidence is None)


def test_the_verdict_is_that_of_the_newest_version_now(worker, opened, consent):
    assert verdict(worker, consent, IDENTITY) == Allowed(consent.id, 1, 0)
    later = recorded(
        worker, opened.people[0].id, agreement(categories=frozenset({NEEDS})), supersedes=consent.id
    )
    assert verdict(worker, consent, IDENTITY, NEEDS) == Denied(Reason.CATEGORIES, (IDENTITY,))
    assert verdict(worker, consent, NEEDS) == Allowed(later.id, 2, 0)
    with time_machine.travel(now() + 200 * DAY):
        assert verdict(worker, consent, NEEDS) == Denied(Reason.EXPIRED)
    with acting(worker) as session:
        withdrawing.withdraw_consent(session, worker, later.id, via=WithdrawalVia.PHONE)
    assert verdict(worker, consent, NEEDS) == Denied(Reason.WITHDRAWN)


def test_a_mark_of_a_guardian_is_in_the_verdict_and_closes_what_they_opened(worker, receiver, opened):
    person = opened.people[0].id
    with acting(worker) as session:
        uncle = representing.add_representative(
            session, worker, person, kind=RelationshipKind.GUARDIAN, name="Uncle"
        )
    given = agreement(**GUARDED, assent=Assent.GIVEN, representative_id=uncle.id)
    row = recorded(worker, person, given)
    give_access(worker, opened, row)
    with acting(receiver) as session:
        assert reading.read_person(session, receiver, person).identity.given_names == "Zarmina"
    with acting(worker) as session:
        representing.mark_conflict(session, worker, person, uncle.id, reason="He sent her away to work")
    assert verdict(worker, row, NEEDS) == Denied(Reason.CONFLICT_OF_INTEREST)
    with acting(receiver) as session, pytest.raises(NotFound):
        reading.read_person(session, receiver, person)


def test_who_is_marked_is_marked_in_every_part_and_nobody_agrees_without_a_name(worker, opened):
    mother, boy, _ = (each.id for each in opened.people)
    with acting(worker) as session:
        parts = [
            representing.add_representative(session, worker, boy, kind=kind, case_person_id=mother)
            for kind in (RelationshipKind.PARENT, RelationshipKind.GUARDIAN)
        ]
        representing.mark_conflict(session, worker, boy, parts[0].id, reason="She sold him")
    from referral.cases.errors import NoEffect

    guarded = {**GUARDED, "assent": Assent.GIVEN}
    with pytest.raises(NoEffect):
        recorded(worker, boy, agreement(**guarded, representative_id=parts[1].id))
    with pytest.raises(ValueError, match="representative_id: who agrees"):
        recorded(worker, boy, agreement(**guarded))
    recorded(worker, boy, agreement(basis=Basis.LEGAL_OBLIGATION, article="Family Act, 263"))


def test_a_receiver_reads_the_kinds_of_data_that_are_agreed_to_and_no_others(
    worker, receiver, opened, consent
):
    person = opened.people[0].id
    give_access(worker, opened, consent, level=GrantLevel.RELEASED)
    with acting(worker) as session:
        paper = content.attach_document(
            session, worker, person, kind=DocumentKind.LEGAL, name="x", content=b"%PDF-1"
        )

    def read():
        with acting(receiver) as session:
            return reading.read_person(session, receiver, person)

    known = read()
    assert known.identity.given_names == "Zarmina"
    assert known.papers == ()
    assert ContactKind.PHONE in {each.contact.kind for each in known.contacts}
    with acting(receiver) as session, pytest.raises(NotFound):
        content.read_document(session, receiver, paper.id)
    wider = agreement(categories=frozenset({CONTACT, DataCategory.DOCUMENTS, DataCategory.LEGAL}))
    later = recorded(worker, person, wider, supersedes=consent.id)
    known = read()
    assert known.identity.given_names is None
    assert known.papers[0].paper.number == "P 0123-4567"
    with acting(receiver) as session:
        assert content.read_document(session, receiver, paper.id).content == b"%PDF-1"
    recorded(worker, person, agreement(categories=frozenset({NEEDS})), supersedes=later.id)
    assert (read().identity.given_names, read().contacts) == (None, ())


def test_what_was_released_stays_readable_after_the_consent_ran_out(worker, receiver, opened, consent):
    give_access(worker, opened, consent)
    with time_machine.travel(now() + 181 * DAY), acting(receiver) as session:
        assert reading.read_person(session, receiver, opened.people[0].id).identity.given_names == "Zarmina"
    assert verdict(worker, consent, IDENTITY) == Allowed(consent.id, 1, 0)


def test_an_objection_that_is_upheld_lets_nothing_more_out(worker, officer, opened):
    law = recorded(worker, opened.people[0].id, agreement(**LAW))
    give_access(worker, opened, law)
    with acting(worker) as session:
        objection = withdrawing.withdraw_consent(session, worker, law.id, via=WithdrawalVia.LETTER).objection
    assert objection is not None
    assert isinstance(verdict(worker, law, NEEDS), Allowed)
    with acting(officer) as session:
        withdrawing.decide_objection(session, officer, objection.id, upheld=True, answer="You are right")
    assert verdict(worker, law, NEEDS) == Denied(Reason.WITHDRAWN)


def test_one_organisation_is_asked_once_whatever_it_had_and_told_that_somebody_leaves(
    worker, opened, consent, store
):
    import sqlalchemy as sa

    from referral.kit.db.models import OutboxMessage

    for _ in range(2):
        give_access(worker, opened, consent)
    with acting(worker) as session:
        done = withdrawing.withdraw_consent(
            session, worker, consent.id, via=WithdrawalVia.CODE, scopes=set(WithdrawalScope)
        )
    assert [(each.organization_id, each.kind) for each in done.tasks] == [(THEIRS, "delete")]
    with acting(worker) as session:
        told = sorted(each.event for each in session.scalars(sa.select(OutboxMessage)))
    assert told == ["consent.ask_whether_it_was_they", "consent.person_leaves", "privacy_task.requested"]


def test_what_is_agreed_to_can_be_withdrawn_after_an_erasure(worker, supervisor, opened, consent):
    person = opened.people[0].id
    give_access(worker, opened, consent)
    with acting(worker) as session:
        asked = erasing.request_erasure(session, worker, person)
    with acting(supervisor) as session:
        erasing.confirm_erasure(session, supervisor, person)
    from referral.kit.db.work import unit_of_work
    from referral.kit.identity import SYSTEM

    with time_machine.travel(now() + 8 * DAY):
        with unit_of_work(write=True, actor=SYSTEM) as session:
            assert erasing.erase_due(session, SYSTEM, asked.id)
        with acting(worker) as session:
            done = withdrawing.withdraw_consent(session, worker, consent.id, via=WithdrawalVia.PHONE)
        assert done.withdrawn_at is not None


def test_the_recipient_of_an_access_is_known_by_the_category_that_let_it_in(worker, opened):
    row = recorded(worker, opened.people[0].id, agreement(organizations=(), category="shelter"))
    with acting(worker) as session:
        named = stored.recipients_of(session, row)
    assert named.place_of(Recipient(OrganizationId("x"), frozenset({"shelter"}))) == 0
