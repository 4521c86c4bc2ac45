"""A database with keys and a ledger, an organisation's people, and cases of theirs."""

from pathlib import Path

import pytest

from referral.cases import values
from referral.cases.service import cases, consenting, grants
from referral.cases.words import AgeSource, ContactKind, GrantLevel, PaperKind, RelationshipKind
from referral.directory.eligibility import Sex, TargetGroup
from referral.kit.crypto import keyfile, keys, ledger
from referral.kit.db.work import unit_of_work
from referral.kit.identity import Actor, ActorKind, MemberId, OrganizationId
from referral.kit.ids import new_id
from tests.fixtures.consent_values import new_consent

OURS, THEIRS, ELSEWHERE = (OrganizationId(new_id()) for _ in range(3))


def member(*roles, organization_id=OURS, scopes=("identity:read",)):
    """A fresh member with these roles."""
    id_ = new_id()
    return Actor(
        ActorKind.MEMBER,
        id_,
        organization_id,
        frozenset(scopes),
        roles=frozenset(roles),
        member_id=MemberId(id_),
    )


@pytest.fixture
def key_path(tmp_path: Path) -> Path:
    path = tmp_path / "keys"
    keyfile.save(path, keyfile.write(keyfile.new_ring("k1")), replacing=False)
    return path


@pytest.fixture
def ledger_path(tmp_path: Path) -> Path:
    return tmp_path / "ledger" / "erasures"


@pytest.fixture
def store(database, key_path, ledger_path, monkeypatch):
    """The database of this test, with keys from a file and a ledger beside it."""
    monkeypatch.setattr(keys, "LOOK_AGAIN_SECONDS", 0.0)
    keys.install(keys.KeySource(key_path))
    ledger.install(ledger_path)
    return database


def acting(actor):
    """A unit of work of this actor, which may write."""
    return unit_of_work(write=True, actor=actor)


@pytest.fixture
def worker(store):
    return member("case_worker")


@pytest.fixture
def supervisor(store):
    return member("supervisor")


@pytest.fixture
def officer(store):
    return member("data_protection_officer")


@pytest.fixture
def receiver(store):
    return member("focal_point", "worker", organization_id=THEIRS)


def mother():
    """A person of whom much is known."""
    return values.NewPerson(
        facts=values.Facts(
            age_from=31,
            age_to=31,
            age_source=AgeSource.PAPERS,
            sex=Sex.FEMALE,
            nationality="AF",
            languages=("fa", "sr-Latn"),
            target_groups=frozenset({TargetGroup.TRAFFICKING_VICTIM}),
        ),
        identity=values.Identity(given_names="Zarmina", family_names="Qalandari", birth_date="1995-02-28"),
        contacts=(
            values.NewContact(kind=ContactKind.PHONE, value="063 / 123-4567", country="RS", safe=False),
            values.NewContact(kind=ContactKind.PLACE_AND_TIME, value="Fridays at noon, at the red fountain"),
            values.NewContact(kind=ContactKind.TRUSTED_PERSON, value="Nasrin from the laundry"),
        ),
        papers=(values.NewPaper(kind=PaperKind.PASSPORT, number="P 0123-4567", country="AF"),),
    )


def family(**more):
    """A mother, a boy whose age somebody estimated, and a baby of whom nothing is known."""
    boy = values.Facts(age_from=13, age_to=15, age_source=AgeSource.WORKER, sex=Sex.MALE)
    related = (
        values.Related(0, RelationshipKind.PARENT, 1),
        values.Related(0, RelationshipKind.PARENT, 2),
    )
    people = (mother(), values.NewPerson(facts=boy), values.NewPerson())
    return values.NewCase(people=people, related=related, number="A-17", **more)


@pytest.fixture
def opened(worker):
    """A case that the worker opened."""
    with acting(worker) as session:
        return cases.create_case(session, worker, family())


def agreement(**more):
    """A consent to a service, of the person herself, for the receiver's organisation."""
    return new_consent(**{"organizations": (THEIRS,), **more})


@pytest.fixture
def consent(worker, opened):
    """The mother's consent."""
    with acting(worker) as session:
        return consenting.record_consent(session, worker, opened.people[0].id, agreement())


def give_access(worker, opened, consent, *, level=GrantLevel.IDENTITY, organization_id=THEIRS):
    """What a referral would do: access for an organisation to the mother; answers the referral's id."""
    reference = new_id()
    with acting(worker) as session:
        grants.open_access(
            session,
            worker,
            person_ids=[opened.people[0].id],
            organization_id=organization_id,
            reference_id=reference,
            level=level,
            consent_id=consent.id if consent else None,
        )
    return reference


def actions():
    """What the audit holds, in its order."""
    import sqlalchemy as sa

    from referral.audit.models import AuditEntry

    with unit_of_work(write=False) as session:
        return list(session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.sequence)))
