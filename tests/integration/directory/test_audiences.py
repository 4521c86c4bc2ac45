"""Listings for the network, for roles and for hotlines: who sees them, how they come and go, and that none is lost."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from referral.access.rules import Scope
from referral.access.service import create_administrator, create_key
from referral.directory.exchange.applying import Applier
from referral.kit.db import migrating
from referral.kit.db.health import Level
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id
from referral.search.jobs import check_index
from tests.fixtures.exchange.command import Outcome, exported, rows_of, run, run_import
from tests.integration.confidential.houses import Source, id_of
from tests.integration.confidential.restricted import audience, with_restricted

Ask = Callable[..., Any]
OWN, SHARED, PUBLIC = "network own", "network shared", "9001"
NEAR = "near=41.4,19.9"


def surroundings() -> Source:
    """A public organisation with a kitchen at a place that a restricted listing shares."""
    made = Source()
    owner = made.add("organization", "public", name="Public Help", description="Help")
    service = made.add("service", PUBLIC, organization_id=owner, status="active", name="Kitchen Kestenjaxe")
    place = made.add(
        "location", PUBLIC, location_type="physical", name="Hall", latitude=41.42, longitude=19.7
    )
    made.add("service_at_location", PUBLIC, service_id=service, location_id=place)
    kinds = made.add("taxonomy", "kinds", name="Kinds", description="-")
    term = made.add(
        "taxonomy_term", "Emergency shelter", name="Emergency shelter", description="-", taxonomy_id=kinds
    )
    made.add("attribute", PUBLIC, link_id=service, link_entity="service", taxonomy_term_id=term)
    return made


@pytest.fixture
def take(app: Flask, tmp_path: Path) -> Callable[[Source], Outcome]:
    """Imports a source."""
    numbers = iter(range(100))

    def importing(source: Source) -> Outcome:
        outcome = run_import(app, source.write_tables(tmp_path / f"source{next(numbers)}"))
        assert outcome.total("rejected") == 0, outcome.said
        return outcome

    return importing


@pytest.fixture
def ask(client: FlaskClient) -> Ask:
    """`ask("/services", "hotline")`: the answer to a key of those scopes, or to an administrator, or to anybody."""
    headers: dict[tuple[str, ...], dict[str, str]] = {(): {}}

    def asking(path: str, *who: str, status: int = 200) -> Any:
        if who not in headers:
            with unit_of_work(write=True) as session:
                if who == ("administrator",):
                    token = create_administrator(session, SYSTEM, "A").token
                else:
                    scopes = [Scope(each) for each in who]
                    token = create_key(
                        session, SYSTEM, organization_id=new_id(), name="k", scopes=scopes, days=1
                    ).token
            headers[who] = {"Authorization": f"Bearer {token}"}
        response = client.get(f"/api/v1{path}", headers=headers[who])
        assert response.status_code == status, (path, who, response.text[:300])
        return response

    return asking


def names(answer: Any) -> list[str]:
    """Names of the services of a list or a search."""
    if "results" in answer.json:
        return [each["service"]["name"] for each in answer.json["results"]]
    return sorted(each["name"] for each in answer.json["contents"])


NETWORK, POLICE, HOTLINE = (
    Scope.DIRECTORY_READ.value,
    Scope.AUDIENCE_POLICE.value,
    Scope.AUDIENCE_HOTLINE.value,
)
LISTED = {
    "/services": {f"Kestenjave {OWN}", f"Kestenjave {SHARED}"},
    "/organizations": {"Owner of network"},
    "/taxonomies": {"Unlisted kinds"},
    "/taxonomy_terms": {"Unlisted above", "Unlisted kind"},
}


def test_each_sees_the_listings_that_are_for_it(take: Callable[[Source], Outcome], ask: Ask) -> None:
    take(with_restricted(surroundings(), "network", "role:police", "hotline"))
    everybodys = {path: set(names(ask(f"{path}?per_page=1000"))) for path in LISTED}
    for who in ((NETWORK,), ("administrator",)):
        for path, more in LISTED.items():
            seen = names(ask(f"{path}?per_page=1000", *who))
            assert set(seen) - everybodys[path] == more
            assert ask(f"{path}?per_page=1", *who).json["total_items"] == len(seen)
    for scope, word in ((POLICE, "role:police"), (HOTLINE, "hotline")):
        assert set(names(ask("/services", scope))) - everybodys["/services"] == {
            f"Kestenjave {word} own", f"Kestenjave {word} shared",
        }  # fmt: skip
    assert len(names(ask("/services", NETWORK, POLICE, HOTLINE))) == 1 + 6
    for kind in ("service", "organization", "location", "service_at_location"):
        if kind != "location":
            key = "for network" if kind == "organization" else OWN
            path = f"/{kind}s/{id_of(kind, key)}"
            nothing = ask(f"/{kind}s/{new_id()}", status=404).json
            hidden = ask(path, status=404).json
            assert {**hidden, "request_id": 0, "instance": 0} == {**nothing, "request_id": 0, "instance": 0}
            ask(path, POLICE, status=404)
            assert ask(path, NETWORK).json["id"] == id_of(kind, key)


def test_what_a_public_organisation_and_place_share_is_shown_to_those_only(
    take: Callable[[Source], Outcome], ask: Ask
) -> None:
    take(with_restricted(surroundings(), "network", "hotline"))
    path = f"/organizations/{id_of('organization', 'public')}"
    assert "nlisted" not in ask(path).text
    assert "Kestenjave" not in ask(path).text
    seen = ask(path, NETWORK).json
    assert {each["name"] for each in seen["services"]} == {"Kitchen Kestenjaxe", f"Kestenjave {SHARED}"}
    assert {each["number"] for each in seen["phones"]} == {"+355 4 777 0003"}
    assert len(seen["phones"]) == 1, "that of the hotline's listing is not the network's"
    assert [each["name"] for each in seen["programs"]] == [f"Plan {SHARED}"]


def test_search_finds_listings_of_the_network_for_its_members_alone(
    take: Callable[[Source], Outcome], ask: Ask
) -> None:
    take(with_restricted(surroundings(), "network", "role:police", "hotline"))
    both = {f"Kestenjave {OWN}", f"Kestenjave {SHARED}"}
    for question in (
        f"{NEAR}&limit=100",
        "limit=100",
        "q=kestenjave",
        f"q=kestenjave&{NEAR}",
        "q=bodrum",
        "need=shelter",
    ):
        seen = names(ask(f"/search?{question}", NETWORK))
        shown = names(ask(f"/search?{question}"))
        assert set(seen) >= both, question
        assert set(shown) <= {"Kitchen Kestenjaxe"}, question
        assert names(ask(f"/search?{question}", POLICE, HOTLINE)) == shown
        assert len(seen) == len(set(seen))
    away = [each["distance_m"] for each in ask(f"/search?{NEAR}", NETWORK).json["results"]]
    assert away == sorted(away)
    assert len(away) == 3
    assert names(ask("/services?search=bodrum", NETWORK)) == sorted(both)
    assert names(ask("/services?search=bodrum")) == []


def test_pages_of_both_parts_are_one_order(take: Callable[[Source], Outcome], ask: Ask) -> None:
    made = with_restricted(surroundings(), "network")
    for number in range(7):
        key = f"more {number}"
        service = made.add(
            "service", key, organization_id=id_of("organization", "public"), status="active", name=f"Kitchen {number}"
        )  # fmt: skip
        place = made.add(
            "location", key, location_type="physical", latitude=41.39 + number / 1000, longitude=19.93
        )
        made.add("service_at_location", key, service_id=service, location_id=place)
        if number % 2:
            audience(made, "service", key, "network")
    take(made)
    for question in (NEAR, "q=kitchen", "", f"{NEAR}&radius_km=30"):
        whole = names(ask(f"/search?{question}&limit=100", NETWORK))
        assert len(whole) >= 8
        turned, cursor = [], ""
        while cursor is not None:
            page = ask(f"/search?{question}&limit=2{cursor and f'&cursor={cursor}'}", NETWORK)
            turned += names(page)
            cursor = page.json["cursor"]
        assert turned == whole, question


def test_nothing_is_lost_on_the_way_through_an_export(
    app: Flask, take: Callable[[Source], Outcome], ask: Ask, tmp_path: Path
) -> None:
    take(with_restricted(surroundings(), "network", "role:police", "hotline", "netwrok"))
    public = exported(app, tmp_path)
    assert "nlisted" not in "".join(public)
    before = sorted(rows_of("restricted"))
    assert {row[0] for row in before} >= {"service", "location", "phone", "taxonomy_term", "unit", "program"}
    for form, name in (("ndjson", "all.ndjson"), ("hsds-csv", "all.zip")):
        path = tmp_path / name
        assert run(app, "directory", "export", "--restricted", "--format", form, path).exit_code == 0
        assert oct(path.stat().st_mode & 0o777) == "0o600"
        outcome = run_import(app, path)
        objects = {each: row["added"] + row["changed"] for each, row in outcome.objects.items()}
        assert objects == dict.fromkeys(objects, 0)
    assert sorted(rows_of("restricted")) == before
    assert exported(app, tmp_path) == public


def test_a_listing_that_is_no_longer_for_everybody_leaves_and_may_return(
    take: Callable[[Source], Outcome], ask: Ask
) -> None:
    made = with_restricted(surroundings(), "public")
    take(made)
    shown = "Kestenjave public own"
    assert shown in names(ask("/search?q=kestenjave"))
    row = next(each for each in made.tables["attribute"] if each.get("value") == "public")
    for other in ("hotline", "network"):
        for each in made.tables["attribute"]:
            if each["taxonomy_term_id"] == row["taxonomy_term_id"]:
                each["value"] = other
        take(made)
        # The word is unknown to the public now: taken for a slip of the public one.
        assert names(ask("/search?q=kestenjave")) == ["Kitchen Kestenjaxe"]
        assert names(ask("/services?search=bodrum")) == []
        assert shown not in str(names(ask("/services?per_page=100")))
        words = {term for (term,) in rows_of("search_term", ["term"])}
        assert not words & {"bodrum", "kestenjave", "limonave"}
        assert (shown in names(ask("/services", NETWORK))) is (other == "network")
    for each in made.tables["attribute"]:
        if each["taxonomy_term_id"] == row["taxonomy_term_id"]:
            each["value"] = "public"
    take(made)
    assert shown in names(ask("/search?q=kestenjave"))
    assert rows_of("restricted") == []
    assert rows_of("network_site", ["key"]) == []


def test_the_word_of_an_organisation_or_a_place_holds_for_what_is_theirs(
    take: Callable[[Source], Outcome], ask: Ask
) -> None:
    made = surroundings()
    second = made.add(
        "service", "second", organization_id=id_of("organization", "public"), name="Second", status="active"
    )
    place = made.add(
        "location", "second", location_type="physical", name="Backroom", latitude=41.4, longitude=19.8
    )
    made.add("service_at_location", "second", service_id=second, location_id=place)
    audience(made, "location", "second", "network")
    take(made)
    assert "Second" in names(ask("/search?q=second"))
    assert "Backroom" not in ask(f"/services/{second}").text + ask("/service_at_locations?full=true").text
    assert ask("/search?q=second").json["results"][0]["location"] is None
    assert "Backroom" in ask(f"/services/{second}", NETWORK).text
    audience(made, "organization", "public", "network")
    take(made)
    assert names(ask("/services")) == []
    assert names(ask("/organizations")) == []
    assert len(names(ask("/services", NETWORK))) == 2


def test_an_organisation_that_says_public_stays_though_all_its_listings_are_for_others(
    take: Callable[[Source], Outcome], ask: Ask
) -> None:
    made = with_restricted(surroundings(), "network")
    take(made)
    assert "Owner of network" not in names(ask("/organizations"))
    audience(made, "organization", "for network", "public")
    take(made)
    assert "Owner of network" in names(ask("/organizations"))
    assert f"Kestenjave {OWN}" not in ask("/organizations?full_service=true").text


def test_an_audience_that_nobody_can_read_is_told_and_shuts(
    take: Callable[[Source], Outcome], ask: Ask
) -> None:
    outcome = take(with_restricted(surroundings(), "netwrok"))
    told = [each for each in outcome.report["warnings"] if each["value"] == "netwrok"]
    assert len(told) == 2
    assert "right would be public, network, hotline, role:case_worker" in told[0]["message"]
    assert names(ask("/services", NETWORK, POLICE, HOTLINE)) == ["Kitchen Kestenjaxe"]


class _Killed(BaseException):
    """As a signal would end it, between two batches."""


@pytest.mark.parametrize("object_", ["service", "taxonomy_term", "metadata"])
def test_an_import_that_is_killed_has_shown_nothing(
    take: Callable[[Source], Outcome], ask: Ask, monkeypatch: pytest.MonkeyPatch, object_: str
) -> None:
    """Between the batches, too, nothing that is for others is public."""
    take(surroundings())
    lists = (*LISTED, "/service_at_locations", "/search")
    before = {path: ask(path).json for path in lists}
    apply = Applier.apply

    def until(self: Applier, session: Any, name: str, batch: Any) -> None:
        if name == object_:
            raise _Killed
        apply(self, session, name, batch)

    with monkeypatch.context() as patched:
        patched.setattr(Applier, "apply", until)
        with pytest.raises(_Killed):
            take(with_restricted(surroundings(), "hotline"))
    assert {path: ask(path).json for path in lists} == before
    take(with_restricted(surroundings(), "hotline"))
    assert {path: ask(path).json for path in lists} == before


def test_doctor_misses_no_listing_of_any_audience_and_no_step_back_makes_one_public(
    app: Flask, take: Callable[[Source], Outcome]
) -> None:
    take(with_restricted(surroundings(), "network", "hotline"))
    with unit_of_work(write=False) as session:
        assert [each.level for each in check_index(session.connection())] == [Level.OK]
    with pytest.raises(RuntimeError, match="export them"):
        migrating.downgrade(app.extensions["settings"].database_url, "0007_search_people")
    assert rows_of("restricted") != []
