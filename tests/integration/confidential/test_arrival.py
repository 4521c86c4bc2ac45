"""How somebody arrives is kept from the moment it is read, and told to nobody to whom it was not granted."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from referral.directory.errors import ArrivalNotYours
from referral.directory.exchange.writing import FORMATS
from referral.directory.profile import term_of_code
from referral.directory.queries import arrival
from referral.directory.rules import ADDRESS, FETCHED, MEETING_POINT
from referral.directory.service import read_arrival
from referral.kit.db.work import unit_of_work
from referral.kit.identity import ANONYMOUS, SYSTEM, Actor, ActorKind, OrganizationId
from tests.fixtures.exchange.command import rows_of, run
from tests.integration.confidential.conftest import Import
from tests.integration.confidential.houses import CANARY, Source, hidden_houses, house, id_of, position
from tests.integration.confidential.scanning import leaks

SERVICE = id_of("service", "one need")
POINT = f"By the {CANARY} clock, at noon"
WORKER = Actor(
    ActorKind.KEY,
    id=id_of("other key"),
    organization_id=OrganizationId(id_of("organization", "o")),
    scopes=frozenset({"referral:respond"}),
)


def said(made: Source, service: str, **attributes: str) -> Source:
    """Attributes of our profile on a service."""
    for code, value in attributes.items():
        term = term_of_code()[code].id
        made.add(
            "attribute",
            service,
            code,
            link_id=service,
            link_entity="service",
            taxonomy_term_id=term,
            value=value,
        )
    return made


@pytest.fixture
def granted(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The worker was assigned to a referral to this service: in place of what the application asks."""
    monkeypatch.setattr(arrival, "_may_know", None)
    arrival.install_arrival_grant(lambda _session, actor, service: actor is WORKER and service == SERVICE)
    yield
    monkeypatch.setattr(arrival, "_may_know", None)


@pytest.mark.parametrize("form", ["tables", "json"])
def test_a_meeting_point_is_nowhere_but_where_it_is_kept(
    app: Flask, take: Import, client: FlaskClient, tmp_path: Path, form: str
) -> None:
    made = said(hidden_houses("one need"), SERVICE, arrival="meeting_point", meeting_point=POINT)
    outcome = take(made, form=form)
    assert outcome.code == 0, outcome.said
    assert [each for each in leaks([]) if not each.startswith("service_private.")] == []
    assert POINT in str(rows_of("service_private"))
    for path in (f"/services/{SERVICE}", "/services?full=true", "/search?q=clock", "/search?q=help"):
        assert CANARY not in client.get(f"/api/v1{path}").text
    for kind in FORMATS:
        for restricted in ((), ("--restricted",)):
            target = tmp_path / f"{kind}{len(restricted)}"
            assert run(app, "directory", "export", "--format", kind, *restricted, target).exit_code == 0
            files = [target] if target.is_file() else list(target.iterdir())
            assert all(CANARY.encode() not in each.read_bytes() for each in files)
    assert CANARY not in outcome.said


def test_an_open_service_keeps_its_meeting_point_as_well(take: Import, client: FlaskClient) -> None:
    made = Source()
    house(made, "other")
    take(said(made, id_of("service", "other"), meeting_point="By the statue of bronze"))
    assert "bronze" not in client.get(f"/api/v1/services/{id_of('service', 'other')}").text
    assert "bronze" in str(rows_of("service_private"))


def test_a_trial_counts_what_the_import_then_does_and_twice_is_once(take: Import) -> None:
    made = said(hidden_houses("one need"), SERVICE, arrival="fetched", meeting_point=POINT)
    trial = take(made, "--dry-run").objects
    assert trial == take(made).objects
    again = take(made).objects["attribute"]
    assert (again["added"], again["changed"], again["rejected"]) == (0, 0, 0)
    assert again["read"] == trial["attribute"]["read"]
    said(made, SERVICE)
    made.row("attribute", SERVICE, "meeting_point")["value"] = "Elsewhere"
    assert take(made).objects["attribute"]["changed"] == 1
    assert "Elsewhere" in str(rows_of("service_private"))


@pytest.mark.parametrize(
    ("entity", "code", "value", "expected"),
    [
        ("location", "meeting_point", POINT, "service: how somebody arrives is said of a service"),
        ("service", "arrival", f"by {CANARY} bus", "one of meeting_point, fetched, address"),
        ("service", "meeting_point", "", "where she is met"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_not_quoted(
    take: Import, entity: str, code: str, value: str, expected: str
) -> None:
    made = hidden_houses("one need")
    made.add(
        "attribute", "wrong", link_id=id_of(entity, "one need"), link_entity=entity, value=value,
        taxonomy_term_id=term_of_code()[code].id,
    )  # fmt: skip
    outcome = take(made)
    assert outcome.objects["attribute"]["rejected"] == 1
    (reject,) = outcome.report["rejects"]
    assert expected in reject["expected"]
    assert reject["value"] is None
    assert leaks([]) == []


ACTORS = (
    ANONYMOUS, SYSTEM, WORKER, Actor(ActorKind.ADMINISTRATOR, id=id_of("administrator")),
    Actor(ActorKind.KEY, id=id_of("key"), scopes=frozenset({"identity:read", "directory:write", "audience:hotline"})),
)  # fmt: skip


def test_nobody_is_told_until_somebody_grants_it(take: Import) -> None:
    take(said(hidden_houses("one need"), SERVICE, meeting_point=POINT))
    for actor in ACTORS:
        with unit_of_work(write=True) as session:
            assert arrival.arrival(session, actor, SERVICE) is None
        with pytest.raises(ArrivalNotYours), unit_of_work(write=True) as session:
            read_arrival(session, actor, SERVICE)
    assert rows_of("audit_entry", ["action"]) == []


@pytest.mark.usefixtures("granted")
def test_the_worker_to_whom_it_was_granted_is_told_and_the_audit_knows(take: Import) -> None:
    take(said(hidden_houses("one need", "two needs"), SERVICE, meeting_point=POINT))
    for actor in ACTORS:
        if actor is not WORKER:
            with pytest.raises(ArrivalNotYours), unit_of_work(write=True) as session:
                read_arrival(session, actor, SERVICE)
    with pytest.raises(ArrivalNotYours), unit_of_work(write=True) as session:
        read_arrival(session, WORKER, id_of("service", "two needs"))
    with unit_of_work(write=True) as session:
        found = read_arrival(session, WORKER, SERVICE)
    assert (found.way, found.meeting_point, found.position, found.addresses) == (
        MEETING_POINT,
        POINT,
        None,
        (),
    )
    (entry,) = rows_of("audit_entry", ["action", "object_id"])
    assert (entry[0], str(entry[1])) == ("directory:arrival:read", SERVICE)


@pytest.mark.usefixtures("granted")
@pytest.mark.parametrize(
    ("attributes", "way", "exact"),
    [
        ({}, FETCHED, False),
        ({"arrival": "fetched", "meeting_point": POINT}, FETCHED, False),
        ({"arrival": "meeting_point"}, FETCHED, False),
        ({"arrival": "address"}, ADDRESS, True),
    ],
)
def test_the_exact_address_is_told_only_where_the_owner_allows_it(
    take: Import, held: Callable[..., list[dict[str, Any]]], attributes: dict[str, str], way: str, exact: bool
) -> None:
    take(said(hidden_houses("one need"), SERVICE, **attributes))
    with unit_of_work(write=True) as session:
        found = read_arrival(session, WORKER, SERVICE)
    assert found.way == way
    assert (found.position == position("one need")) is exact
    assert bool(found.addresses) is exact
    assert CANARY not in str(rows_of("audit_entry"))
