"""What is recorded of people: sealed, in versions, read only by who may, and every reading is in the audit."""

import pytest
import sqlalchemy as sa

from referral.audit.service import verify
from referral.cases import values
from referral.cases.errors import PersonChangedMeanwhile
from referral.cases.models import Contact, Identity, PersonVersion, PrivacyTask
from referral.cases.service import grants, people, reading
from referral.cases.service.lookups import find_people
from referral.cases.words import (
    AgeSource,
    Change,
    ContactKind,
    GrantEnd,
    GrantLevel,
    PaperKind,
    RelationshipKind,
)
from referral.kit.crypto import SealBroken
from referral.kit.db.work import unit_of_work
from referral.kit.ids import new_id
from referral.kit.problems import Forbidden, NotFound
from tests.integration.cases.conftest import (
    ELSEWHERE,
    THEIRS,
    acting,
    actions,
    family,
    give_access,
    member,
    mother,
)


def read(actor, person_id):
    with acting(actor) as session:
        return reading.read_person(session, actor, person_id)


def test_what_was_recorded_is_read_again_and_the_reading_is_in_the_audit(worker, opened):
    known = read(worker, opened.people[0].id)
    assert known.identity == mother().identity
    assert [each.contact.value for each in known.contacts[:2]] == [
        "063 / 123-4567",
        "Fridays at noon, at the red fountain",
    ]
    assert known.contacts[0].contact.safe is False
    assert known.papers[0].paper.number == "P 0123-4567"
    assert actions() == ["cases:case:created", "cases:person:read"]
    with unit_of_work(write=False) as session:
        assert verify(session).ok


def test_of_somebody_unknown_nothing_is_known_for_ever(worker, opened):
    known = read(worker, opened.people[2].id)
    assert (known.identity, known.contacts, known.papers) == (values.Identity(), (), ())


def test_nothing_personal_shows_in_a_repr(worker, opened):
    shown = repr(read(worker, opened.people[0].id)) + repr(mother()) + repr(family())
    for word in ("Zarmina", "Qalandari", "063", "fountain", "Nasrin", "0123"):
        assert word not in shown


def test_a_line_is_not_enough_to_read(worker, opened):
    for actor in (
        member("case_worker"),
        member("data_protection_officer"),
        member("supervisor", organization_id=ELSEWHERE),
    ):
        with pytest.raises(NotFound):
            read(actor, opened.people[0].id)
    with pytest.raises(NotFound):
        read(worker, new_id())
    assert actions() == ["cases:case:created"]


def test_a_reading_that_cannot_be_recorded_is_not_done(worker, opened, monkeypatch):
    from referral.cases.service import recording

    def refuse(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr(recording, "append", refuse)
    with pytest.raises(RuntimeError):
        read(worker, opened.people[0].id)


def test_a_value_that_somebody_moved_in_the_database_does_not_open(worker, opened):
    """An insider copies one person's sealed name over another one's, and a name into another column."""
    with acting(worker) as session:
        row = session.get_one(Identity, opened.people[0].id)
        session.add(Identity(person_id=opened.people[1].id, given_names_sealed=row.given_names_sealed))
    with pytest.raises(SealBroken):
        read(worker, opened.people[1].id)
    with acting(worker) as session:
        row = session.get_one(Identity, opened.people[0].id)
        row.family_names_sealed, row.given_names_sealed = row.given_names_sealed, row.family_names_sealed
    with pytest.raises(SealBroken) as broken:
        read(worker, opened.people[0].id)
    assert "Zarmina" not in str(broken.value)


def test_a_change_is_a_version_and_what_was_before_stays_sealed(worker, opened):
    person = opened.people[0]
    with acting(worker) as session:
        facts = values.Facts(age_from=32, age_to=32, age_source=AgeSource.PERSON)
        identity = values.Identity(
            given_names="Zarmina Jan", family_names="Qalandari", birth_date="1995-02-28"
        )
        changed = people.change_person(session, worker, person.id, version=1, facts=facts, identity=identity)
        assert changed.version == 2
    with acting(worker) as session:
        (first, _), (second, before) = reading.read_versions(session, worker, person.id)
    assert (first.change, second.change, second.version) == ("created", "changed", 2)
    assert before["given_names"] == "Zarmina"
    assert before["age_from"] == 31
    assert before["languages"] == ["fa", "sr-Latn"]
    assert "family_names" not in before
    assert read(worker, person.id).identity.given_names == "Zarmina Jan"
    with unit_of_work(write=False, actor=worker) as session:
        kept = session.scalars(sa.select(PersonVersion).where(PersonVersion.version == 2)).one()
        assert b"Zarmina" not in (kept.before_sealed or b"")


def test_a_change_of_nothing_is_no_version(worker, opened):
    with acting(worker) as session:
        same = people.change_person(
            session, worker, opened.people[0].id, version=1, identity=mother().identity
        )
    assert same.version == 1
    assert actions() == ["cases:case:created"]


def test_of_two_changes_at_once_the_second_is_told(worker, opened):
    person_id = opened.people[1].id
    with acting(worker) as session:
        people.change_person(session, worker, person_id, version=1, identity=values.Identity(given_names="A"))
    with pytest.raises(PersonChangedMeanwhile) as refused, acting(worker) as session:
        people.change_person(session, worker, person_id, version=1, identity=values.Identity(given_names="B"))
    assert refused.value.extra == {"version": 2}
    assert read(worker, person_id).identity.given_names == "A"


def test_a_rectification_asks_all_who_saw_the_old_one(worker, opened, consent):
    give_access(worker, opened, consent)
    give_access(worker, opened, consent, level=GrantLevel.ROUTING, organization_id=ELSEWHERE)
    with acting(worker) as session:
        identity = values.Identity(given_names="Zarmina", family_names="Qalandari", birth_date="1996-02-28")
        person = opened.people[0].id
        people.change_person(session, worker, person, version=1, identity=identity, change=Change.RECTIFIED)
    with unit_of_work(write=False) as session:
        tasks = session.scalars(sa.select(PrivacyTask)).all()
        assert [(each.organization_id, each.kind, each.state) for each in tasks] == [
            (THEIRS, "correct", "requested")
        ]
    assert actions()[-1] == "cases:person:rectified"


def test_a_receiver_reads_identity_only_while_it_was_given(worker, receiver, opened, consent):
    person_id = opened.people[0].id
    with pytest.raises(NotFound):
        read(receiver, person_id)
    reference = give_access(worker, opened, consent, level=GrantLevel.FACTS)
    with pytest.raises(NotFound):
        read(receiver, person_id)
    with acting(receiver) as session:
        grants.set_level(session, receiver, reference, GrantLevel.IDENTITY)
    assert read(receiver, person_id).identity.given_names == "Zarmina"
    with pytest.raises(NotFound):
        read(receiver, opened.people[1].id)
    with acting(worker) as session:
        assert len(grants.end_access(session, worker, reference, why=GrantEnd.FINISHED)) == 1
        assert grants.end_access(session, worker, reference, why=GrantEnd.FINISHED) == []
    with pytest.raises(NotFound):
        read(receiver, person_id)


def test_a_consent_of_somebody_else_opens_nothing(worker, opened, consent):
    with acting(worker) as session, pytest.raises(NotFound):
        grants.open_access(
            session,
            worker,
            person_ids=[opened.people[1].id],
            organization_id=THEIRS,
            reference_id=new_id(),
            level=GrantLevel.FACTS,
            consent_id=consent.id,
        )


def test_a_person_is_shown_who_looked(worker, supervisor, receiver, opened, consent):
    person_id = opened.people[0].id
    give_access(worker, opened, consent)
    read(supervisor, person_id)
    read(receiver, person_id)
    with acting(worker) as session:
        looks = reading.who_saw(session, worker, person_id)
    assert [(each.act, each.actor_id, each.organization_id) for each in looks] == [
        ("cases:grant:changed", worker.member_id, worker.organization_id),
        ("cases:person:read", supervisor.member_id, supervisor.organization_id),
        ("cases:person:read", receiver.member_id, THEIRS),
    ]
    with acting(receiver) as session, pytest.raises(NotFound):
        reading.who_saw(session, receiver, person_id)


@pytest.mark.parametrize(
    "asked",
    [{"phone": "+381 63 1234567"}, {"phone": "0631234567", "country": "RS"}, {"document": "p01234567"}],
)
def test_a_person_is_found_by_a_number_however_it_is_written(worker, opened, asked):
    with acting(worker) as session:
        assert [each.id for each in find_people(session, worker, **asked)] == [opened.people[0].id]
    stranger = member("supervisor", organization_id=ELSEWHERE)
    with acting(stranger) as session:
        assert find_people(session, stranger, **asked) == []
        with pytest.raises(Forbidden):
            find_people(session, member("directory_editor"), **asked)


def test_the_same_number_has_other_indexes_elsewhere(worker, opened):
    from referral.cases.service import cases

    other = member("case_worker", organization_id=ELSEWHERE)
    with acting(other) as session:
        cases.create_case(session, other, family())
    with unit_of_work(write=False) as session:
        lookups = session.scalars(sa.select(Contact.lookup).where(Contact.lookup.is_not(None))).all()
    assert len(set(lookups)) == len(lookups) == 2


def test_people_of_restricted_cases_are_not_found_by_others(worker, supervisor, opened):
    from referral.cases.service import cases

    with acting(worker) as session:
        cases.restrict(session, worker, opened.case.id)
    with acting(supervisor) as session:
        assert find_people(session, supervisor, document="P01234567") == []


def test_contacts_come_and_go(worker, opened):
    person_id = opened.people[1].id
    with acting(worker) as session:
        new = values.NewContact(kind=ContactKind.EMAIL, value=" Boy@Example.org ")
        paper = values.NewPaper(kind=PaperKind.REGISTRATION, number="٠٠٧/۸")
        people.add_reachable(session, worker, person_id, contacts=[new], papers=[paper])
        assert [each.id for each in find_people(session, worker, email="boy@example.ORG")] == [person_id]
        assert [each.id for each in find_people(session, worker, document="0078")] == [person_id]
    contact = read(worker, person_id).contacts[0]
    assert contact.contact.value == "Boy@Example.org"
    with acting(worker) as session:
        people.end_reachable(session, worker, person_id, contact.id)
        assert find_people(session, worker, email="boy@example.org") == []
        with pytest.raises(NotFound):
            people.end_reachable(session, worker, person_id, contact.id)
    assert read(worker, person_id).contacts == ()


def test_one_more_person_comes_to_a_case(worker, opened):
    with acting(worker) as session:
        made = people.add_person(session, worker, opened.case.id, values.NewPerson())
        people.relate(
            session, worker, made.id, kind=RelationshipKind.TRAVELS_WITH, other_id=opened.people[0].id
        )
        assert (made.number, made.focal) == (4, False)
        # Whoever sees the person is told what is wrong; nothing is hidden by a 404.
        with pytest.raises(ValueError, match="other_id: is the person"):
            people.relate(session, worker, made.id, kind=RelationshipKind.SIBLING, other_id=made.id)


def test_people_of_two_cases_are_not_related(worker, opened):
    from referral.cases.service import cases

    with acting(worker) as session:
        other = cases.create_case(session, worker, values.NewCase(people=(values.NewPerson(),)))
        with pytest.raises(NotFound):
            people.relate(
                session,
                worker,
                opened.people[0].id,
                kind=RelationshipKind.SIBLING,
                other_id=other.people[0].id,
            )
