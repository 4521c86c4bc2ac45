"""Keys, administrators and failed attempts, in the database."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from referral.access import door, errors, queries, service
from referral.access.jobs import forget_failures
from referral.access.models import Administrator, ApiKey, FailedAttempt
from referral.access.rules import MOST_FAILURES, Scope
from referral.access.service import keys
from referral.audit.models import AuditEntry
from referral.audit.service import verify
from referral.kit.clock import now
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM, Actor, ActorKind, OrganizationId
from referral.kit.ids import new_id

SOURCE = "a" * 64
WRONG = f"Bearer rk_aaaaaaaa_{'x' * 43}"


@pytest.fixture(autouse=True)
def nothing_noted(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(door, "_noted", {})


def make_key(*, days=30, scopes=(Scope.DIRECTORY_READ,), organization_id=None):
    with unit_of_work(write=True) as session:
        return service.create_key(
            session,
            SYSTEM,
            organization_id=organization_id or new_id(),
            name="software",
            scopes=scopes,
            days=days,
        )


def make_administrator():
    with unit_of_work(write=True) as session:
        return service.create_administrator(session, SYSTEM, "Somebody")


def knock(token, source=SOURCE):
    return door.authenticate(f"Bearer {token}", source=source)


def actions():
    with unit_of_work(write=False) as session:
        return list(session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.sequence)))


def test_a_key_opens_as_its_organisation_with_its_scopes(database):
    created = make_key(scopes=(Scope.AUDIT_READ, Scope.DIRECTORY_READ))
    actor = knock(created.token)
    assert (actor.kind, actor.id) == (ActorKind.KEY, created.made.id)
    assert actor.organization_id == created.made.organization_id
    assert actor.scopes == {"audit:read", "directory:read"}


def test_an_administrators_token_opens(database):
    created = make_administrator()
    assert knock(created.token) == Actor(ActorKind.ADMINISTRATOR, id=created.made.id)


def test_neither_token_nor_secret_stands_in_the_database(database):
    tokens = [make_key().token, make_administrator().token]
    with unit_of_work(write=False) as session:
        for table in (ApiKey, Administrator, AuditEntry):
            rows = repr(session.execute(sa.select(*table.__table__.columns)).all())
            for token in tokens:
                assert token not in rows
                assert token.split("_", 2)[2] not in rows


@pytest.mark.parametrize("header", [WRONG, WRONG.replace("rk", "ra"), "Bearer nonsense", "Basic YTpi"])
def test_what_is_not_known_is_refused_with_the_scheme(database, header):
    with pytest.raises(errors.KeyUnknown) as refused:
        door.authenticate(header, source=SOURCE)
    assert refused.value.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_right_prefix_with_a_wrong_secret_is_unknown(database):
    token = make_key().token
    with pytest.raises(errors.KeyUnknown):
        knock(token[:-4] + ("aaaa" if not token.endswith("aaaa") else "bbbb"))


def test_a_key_ends_on_its_day(database):
    token = make_key(days=1).token
    with time_machine.travel(now() + timedelta(days=1, seconds=1)), pytest.raises(errors.KeyExpired):
        knock(token)


def test_a_revoked_key_is_ended_at_once_and_twice_is_once(database):
    created = make_key()
    for _ in range(2):
        with unit_of_work(write=True) as session:
            service.revoke_key(session, SYSTEM, created.made.id)
    with pytest.raises(errors.KeyRevoked):
        knock(created.token)
    assert actions() == ["access:api_key:created", "access:api_key:revoked"]


def test_a_disabled_administrator_is_ended_at_once(database):
    created = make_administrator()
    with unit_of_work(write=True) as session:
        service.disable_administrator(session, SYSTEM, created.made.prefix)
    with pytest.raises(errors.KeyRevoked):
        knock(created.token)
    assert actions() == ["access:administrator:created", "access:administrator:disabled"]


def test_acts_are_in_the_audit_with_ids_only(database):
    created = make_key()
    make_administrator()
    with unit_of_work(write=False) as session:
        entry = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.sequence)).first()
        assert entry is not None
        assert entry.object_id == created.made.id
        assert set(entry.details) == {"organization_id", "scopes", "days"}
        assert verify(session).ok


def test_a_key_that_could_not_be_recorded_is_not_made(database, monkeypatch):
    def refuse(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr(keys, "append", refuse)
    with pytest.raises(RuntimeError):
        make_key()
    with unit_of_work(write=False) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ApiKey)) == 0


def test_of_a_use_only_the_day_is_noted(database):
    created = make_key()
    knock(created.token)
    with unit_of_work(write=False) as session:
        key = session.get(ApiKey, created.made.id)
        assert key is not None
        assert key.last_used_on == now().date()


def attempt(times, source=SOURCE):
    seen = []
    for _ in range(times):
        with pytest.raises((errors.KeyUnknown, errors.TooManyFailedAttempts)) as refused:
            door.authenticate(WRONG, source=source)
        seen.append(refused.value.status)
    return seen


def test_after_twenty_failures_a_source_is_told_to_wait(database):
    assert attempt(MOST_FAILURES + 2) == [401] * MOST_FAILURES + [429] * 2
    with pytest.raises(errors.TooManyFailedAttempts) as refused:
        door.authenticate(WRONG, source=SOURCE)
    assert 590 <= int(refused.value.headers["Retry-After"]) <= 601


def test_a_locked_source_locks_no_other_and_no_right_key(database):
    token = make_key().token
    attempt(MOST_FAILURES + 1)
    assert attempt(1, source="b" * 64) == [401]
    assert knock(token).kind is ActorKind.KEY


def test_a_lock_ends_after_ten_minutes(database):
    attempt(MOST_FAILURES)
    with time_machine.travel(now() + timedelta(minutes=10, seconds=2)):
        assert attempt(1) == [401]


def test_failed_attempts_are_forgotten_after_an_hour(database):
    attempt(3)
    with time_machine.travel(now() + timedelta(hours=1, seconds=2)), unit_of_work(write=True) as session:
        forget_failures(session, {})
        assert session.scalar(sa.select(sa.func.count()).select_from(FailedAttempt)) == 0


def test_keys_are_listed_page_by_page_newest_first(database):
    made = [make_key().made.id for _ in range(5)]
    listed, before = [], None
    with unit_of_work(write=False) as session:
        while page := queries.keys(session, SYSTEM, before=before, limit=2):
            listed += [key.id for key in page]
            before = page[-1].id
    assert listed == sorted(made, reverse=True)


def test_an_organisations_actor_sees_and_ends_only_its_own_keys(database):
    own = make_key(organization_id=new_id()).made
    other = make_key(organization_id=new_id()).made
    actor = Actor(ActorKind.KEY, id=own.id, organization_id=OrganizationId(own.organization_id))
    with unit_of_work(write=True) as session:
        assert [key.id for key in queries.keys(session, actor, before=None, limit=9)] == [own.id]
        with pytest.raises(errors.NoSuchKey):
            service.revoke_key(session, actor, other.id)


@pytest.mark.parametrize(("scopes", "days"), [((), 30), ((Scope.AUDIT_READ,), 0), ((Scope.AUDIT_READ,), 731)])
def test_a_key_without_scope_or_end_is_not_made(database, scopes, days):
    with pytest.raises(ValueError, match="a key needs"):
        make_key(scopes=scopes, days=days)
