"""What may stand in an entry, and how it is hashed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from referral.audit.rules import (
    GENESIS,
    Entry,
    NotForTheAudit,
    canonical_json,
    check,
    declare_action,
    declared_actions,
    entry_hash,
)

MOMENT = datetime(2026, 3, 1, 12, 0, 0, 5, tzinfo=UTC)
ACTION = declare_action("tests:thing:made", "A test made a thing.")
ENTRY = Entry(
    sequence=1,
    occurred_at=MOMENT,
    recorded_at=MOMENT,
    action=ACTION,
    actor_kind="system",
    actor_id=None,
    organization_id=None,
    object_kind="thing",
    object_id="0190a000-0000-7000-8000-000000000001",
    details={"scopes": ["directory:read"], "days": 3},
)


def test_the_hash_is_stable_for_ever():
    assert GENESIS == "e02f2ec174f9f7743323368e6b3f308a23d723e1ea9f25f708c3cd142ab2b4b8"
    assert entry_hash(GENESIS, ENTRY) == "68a19fc5e68047331cd23b8d5ca242ee0acc3867e11ee4270f7889aeca79759f"


def test_canonical_json_knows_no_order_and_no_time_zone():
    shuffled = replace(ENTRY, details={"days": 3, "scopes": ["directory:read"]})
    elsewhere = replace(ENTRY, occurred_at=MOMENT.astimezone(timezone(timedelta(hours=5))))
    assert canonical_json(shuffled) == canonical_json(elsewhere) == canonical_json(ENTRY)


@pytest.mark.parametrize(
    "change",
    [
        {"sequence": 2},
        {"occurred_at": MOMENT + timedelta(microseconds=1)},
        {"recorded_at": MOMENT + timedelta(microseconds=1)},
        {"action": "tests:thing:lost"},
        {"actor_kind": "key"},
        {"actor_id": "0190a000-0000-7000-8000-000000000002"},
        {"organization_id": "0190a000-0000-7000-8000-000000000002"},
        {"object_kind": "other"},
        {"object_id": None},
        {"details": {"days": 4}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_field_is_in_the_hash(change):
    assert entry_hash(GENESIS, replace(ENTRY, **change)) != entry_hash(GENESIS, ENTRY)


def test_the_entry_before_is_in_the_hash():
    assert entry_hash("00" * 32, ENTRY) != entry_hash(GENESIS, ENTRY)


@pytest.mark.parametrize(
    "name", ["made", "tests:made", "Tests:thing:made", "tests:thing:made:twice", "tests:a b:made"]
)
def test_an_action_is_room_subject_and_what_happened(name):
    with pytest.raises(NotForTheAudit):
        declare_action(name, "…")


def test_an_action_has_one_meaning():
    declare_action(ACTION, "A test made a thing.")
    with pytest.raises(NotForTheAudit, match="two meanings"):
        declare_action(ACTION, "Something else.")
    assert declared_actions()[ACTION] == "A test made a thing."


def test_an_undeclared_action_is_refused():
    with pytest.raises(NotForTheAudit, match="not declared"):
        check(replace(ENTRY, action="tests:thing:invented"))


@pytest.mark.parametrize(
    "details",
    [
        {"name": "Arta Krasniqi"},
        {"mail": "arta@example.org"},
        {"list": ["ok", "two words"]},
        {"nested": {"a": "b"}},
        {"deeper": [["a"]]},
        {"weight": 1.5},
        {"Not a key": 1},
        {"text": "x" * 101},
        {"empty": ""},
    ],
    ids=lambda details: next(iter(details)),
)
def test_what_could_be_personal_is_refused(details):
    with pytest.raises(NotForTheAudit):
        check(replace(ENTRY, details=details))


def test_ids_codes_and_counts_may_stand_in_an_entry():
    check(
        replace(ENTRY, details={"id": ENTRY.object_id, "scope": "a:b", "count": 3, "yes": True, "none": None})
    )


def test_an_objects_id_is_an_id():
    with pytest.raises(NotForTheAudit, match="object"):
        check(replace(ENTRY, object_id="Arta Krasniqi"))
