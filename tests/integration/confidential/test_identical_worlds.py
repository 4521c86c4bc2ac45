"""Worlds that differ only in what is withheld answer byte by byte the same, whatever is asked and wherever.

What can be asked is taken from the application's own rules and specification, so that what comes new is asked too.
"""

import dataclasses
import json
import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from referral.directory.exchange.writing import FORMATS
from referral.directory.hsds.objects import OBJECTS
from referral.directory.needs import TAXONOMY_ID, need
from referral.directory.profile import term_of_code
from referral.directory.profile.texts import TRANSLATION
from referral.kit.db.work import unit_of_work
from referral.kit.http.specification import operations, specification
from referral.places.cells import square_of
from referral.places.models import PlacesVersion
from tests.fixtures.application import settings_for
from tests.fixtures.databases import fresh_database
from tests.fixtures.exchange.command import run, run_import
from tests.integration.confidential.attack_over_http.world import (
    HOUSES,
    House,
    elsewhere_in_cell,
    load_surroundings,
    source,
)
from tests.integration.confidential.houses import Source
from tests.integration.confidential.restricted import RESTRICTED_ROWS, with_restricted

FIRST, LATER = "2026-11-22T10:00:00Z", "2026-11-29T17:30:00Z"
NEAR = {"near": "41.22,19.95"}
# What a parameter is asked with, beside the values that the specification lists, and what it needs with it.
VALUES: dict[str, Sequence[Any]] = {
    "near": ["41.33,19.85", "41.12,20.05"], "radius_km": [0.001, 9, 100], "bbox": ["19.8,41.3,19.9,41.4"],
    "q": ["programme", "dawn", "kestenjave", "Shtepi", "tir"], "need": ["shelter", "shelter-violence", "strehë"],
    "search": ["programme", "dawn", "kestenjave"], "region": ["AL", "MK"], "languages": ["sq"], "limit": [1, 100],
    "organisation": [HOUSES[0].organization], "organization_id": [HOUSES[0].organization], "page": [1, 2, 99],
    "per_page": [1, 500], "postcode": ["9001", "AL-71057"], "proximity": [50_000], "modified_after": [FIRST, LATER],
    "party": [[{"age": 30, "sex": "female"}]], "include": [["ineligible"]], "country": ["AL"], "level": [1],
    "language": ["sq"], "taxonomy_id": [TAXONOMY_ID], "taxonomy_term_id": [need("shelter-violence").id],
    "parent_id": [need("accommodation").id], "parent": [TAXONOMY_ID], "mode": ["remote", "in_person"],
    "open_at": ["now", "2026-12-01T10:00+01:00"], "available_from": ["2026-12-01"],
    "compare": ["need:shelter-violence"], "target_group": ["children"],
    "count": ["total", "facets", ["total", "facets"]],
    "within": ["19.8,41.3 19.9,41.3 19.9,41.4 19.8,41.4", "19,40 21,40 21,42"],
}  # fmt: skip
# What is said there is of the people who use the product; nothing of the directory is asked by it.
ABOUT_MEMBERS = (
    "api-keys",
    "sessions",
    "invitations",
    "password-resets",
    "email-confirmations",
    "members",
    "me",
)
NEEDS_WITH_IT: dict[str, dict[str, Any]] = {
    "radius_km": NEAR,
    "sort": NEAR,
    "serves": NEAR,
    "proximity": {"postcode": "9001"},
}
ID = str(uuid5(NAMESPACE_URL, "request"))
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_FORM_KEY = re.compile(rb'(?<=name="_key" value=")[^"]*')
# The last is no audience at all: what nobody can read is for nobody.
AUDIENCES = ("network", "role:police", "hotline", "netwrok")
Question = tuple[str, str, dict[str, Any]]
Answers = dict[str, tuple[int, list[tuple[str, str]], bytes]]


def elsewhere(house: House) -> House:
    """The house elsewhere in its cell, in another square where it has one, and other words for all that is withheld."""
    return dataclasses.replace(
        house, position=elsewhere_in_cell(house.position), name="Anderswo", street="Lindenweg 9",
        city="Neustadt an der Weser", postal_code="99999-X", phone="+49 30 0000000", person="Maria Mustermann",
    )  # fmt: skip


def with_more(made: Source, houses: Sequence[House]) -> Source:
    """More rows that are withheld: they must not be counted anywhere."""
    for each in houses:
        for number in range(3):
            made.add(
                "phone", each.key, "more", str(number), location_id=each.location, number=f"+49 30 {number}"
            )
        made.add(
            "attribute",
            each.key,
            "translation",
            link_id=each.location,
            link_entity="location",
            taxonomy_term_id=term_of_code()[TRANSLATION].id,
            label="name@sq",
            value="Shtëpia e fshehur",
        )
        made.add(
            "accessibility",
            each.key,
            location_id=each.location,
            description="Ramp",
            url="https://a.example.org",
        )
        if each.office is None:
            made.add("url", each.key, service_id=each.service, label="House", url="https://b.example.org")
    return made


def questions(app: Flask) -> Iterator[Question]:
    """(method, path, parameters) of every operation: without any, each alone, and with a point."""
    for address, operation in operations(specification(app)):
        method, path = address.split()
        if method not in ("GET", "POST") or "{" in path:
            continue
        parameters = dict(_parameters(app, operation))
        bases: list[dict[str, Any]] = [{}, NEAR] if "near" in parameters else [{}]
        if path.endswith("/places"):
            bases.append({"q": "tir"})
        if "/coverage" in path:
            bases = [{name: value for name, value in OF_COVERAGE.items() if name in parameters}]
            if path.endswith((".png", ".pdf")):
                # Drawn from the figures that are asked for beside them; each drawing costs a second.
                parameters = {}
        for base in bases:
            yield method, path, base
            for name, values in parameters.items():
                for value in values:
                    yield method, path, {**NEEDS_WITH_IT.get(name, {}), **base, name: value}
    yield from _of_maps()


OF_COVERAGE = {"country": "AL", "need": "accommodation"}
ITEMS = "/api/v1/ogc/collections/{}/items"
OF_ITEMS: Sequence[dict[str, Any]] = (
    {}, {"limit": 1}, {"limit": 1_000}, {"bbox": "19.8,41.3,19.9,41.4"}, {"bbox": "19,40,21,42"}, {"f": "html"},
    {"datetime": f"{FIRST}/.."}, {"filter": "name LIKE '%a%'"}, {"filter": "country = 'AL'"},
    {"filter": "S_INTERSECTS(geometry, POLYGON((19.8 41.2, 20.1 41.2, 20.1 41.4, 19.8 41.2)))"},
)  # fmt: skip
OF_SERVICES: Sequence[dict[str, Any]] = tuple({"filter": each} for each in (
    "confidential", "cell_km > 5", f"updated > TIMESTAMP('{FIRST}')", f"updated >= TIMESTAMP('{LATER}')",
    "need = 'shelter-violence'", f"organization_id = '{HOUSES[0].organization}'", "free_of_charge", "language = 'sq'",
))  # fmt: skip


def _of_maps() -> Iterator[Question]:
    """Features by all that they can be asked by, and the tiles around each house, where it is and where it may be."""
    for collection in ("services", "regions"):
        for question in (*OF_ITEMS, *(OF_SERVICES if collection == "services" else ())):
            yield "GET", ITEMS.format(collection), question
        yield "GET", ITEMS.format(collection).removesuffix("/items"), {}
    positions = [each for house in HOUSES for each in (house.position, elsewhere_in_cell(house.position))]
    for zoom in (0, 4, 8, 9, 12, 16):
        tiles = {(int((lon + 180) / 360 * 2**zoom), _row(lat, zoom)) for lat, lon in positions}
        for column, row in sorted(tiles):
            for layer in ("services", "regions"):
                yield "GET", f"/api/v1/tiles/{layer}/{zoom}/{column}/{row}.mvt", {}
            yield "GET", f"/api/v1/tiles/services/{zoom}/{column}/{row}.mvt", {"need": "accommodation"}


def _row(latitude: float, zoom: int) -> int:
    return int((0.5 - math.asinh(math.tan(math.radians(latitude))) / (2 * math.pi)) * 2**zoom)


def _parameters(app: Flask, operation: dict[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    given = [
        (each["name"], each["schema"]) for each in operation.get("parameters", []) if each["in"] == "query"
    ]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    if body is not None:
        name = body["$ref"].rpartition("/")[2]
        given += specification(app)["components"]["schemas"][name]["properties"].items()
    for name, schema in given:
        listed = {"boolean": [True], "integer": [2], "number": [2]}.get(str(schema.get("type")), ["x"])
        values: Any = VALUES.get(name, schema.get("enum") or listed)
        yield name, list(values)


class World:
    """The application on a database of its own, asked by somebody without a key."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self.app, self.client = app, client
        self.answers: Answers = {}

    def ask(self, method: str, path: str, question: dict[str, Any]) -> Any:
        headers = {"X-Request-ID": ID}
        if method == "POST":
            response = self.client.post(path, json=question, headers=headers)
        else:
            shown = {name: str(value).lower() if value is True else value for name, value in question.items()}
            response = self.client.open(path, method=method, query_string=shown, headers=headers)
        response.get_data()
        # A static file stays open until its answer is closed.
        response.close()
        kept = [(name, value) for name, value in response.headers if name not in ("Date", "X-Request-ID")]
        # A form's key is drawn anew each time that it is shown.
        data = _FORM_KEY.sub(b"", response.data)
        self.answers[f"{method} {path} {json.dumps(question)}"] = (response.status_code, kept, data)
        return response

    def ask_everything(self) -> Answers:
        ids = {id_ for each in HOUSES for id_ in (each.service, each.location, each.organization)}
        for method, path, question in questions(self.app):
            response = self.ask(method, path, question)
            ids |= (
                set(_UUID.findall(response.text))
                if path.endswith(("services", "locations", "regions", "items"))
                else set()
            )
            if response.is_json and isinstance(response.json, dict):
                self._turn_pages(method, path, question, response.json.get("cursor"))
        for rule in self.app.url_map.iter_rules():
            for path in _addresses(rule.rule, ids):
                for method in (rule.methods or set()) & {"GET", "HEAD", "OPTIONS"}:
                    self.ask(method, path, {})
        return self.answers

    def _turn_pages(self, method: str, path: str, question: dict[str, Any], cursor: str | None) -> None:
        while cursor is not None and question.get("limit") == 1:
            cursor = self.ask(method, path, {**question, "cursor": cursor}).json["cursor"]

    def exports(self, folder: Path) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for form in FORMATS:
            path = folder / form
            assert run(self.app, "directory", "export", "--format", form, path).exit_code == 0
            found |= {
                f"{form} {each.name}": each.read_bytes()
                for each in [path, *path.rglob("*")]
                if each.is_file()
            }
        return found


def _addresses(rule: str, ids: set[str]) -> list[str]:
    if "<uuid:" in rule:
        return [re.sub(r"<[^>]+>", id_, rule) for id_ in sorted(ids)]
    if "<string:feature>" in rule:
        return [
            rule.replace("<string:collection>", "services").replace("<string:feature>", id_)
            for id_ in sorted(ids)
        ]
    values = {
        "<string:collection>": "services",
        "<string:layer>": "services",
        "<string:code>": "AL",
        "<string:file>": "location.json",
        "<code>": "not-found",
        "<path:filename>": "main.css",
    }
    for parameter, value in values.items():
        rule = rule.replace(parameter, value)
    return [re.sub(r"<[^>]+>", "x", rule)]


def everything(kind: str, folder: Path, *imports: tuple[str, Source]) -> dict[str, Any]:
    """What a world with these imports, each at its moment, answers and exports."""
    from referral.factory import create_app

    folder.mkdir()
    with fresh_database(kind) as url:
        app = create_app(settings_for(url, folder), testing=True)
        with time_machine.travel(FIRST, tick=False):
            load_surroundings()
            # Drawn at random by each loading: it stands in the ETag of what shows regions.
            with unit_of_work(write=True) as session:
                session.execute(sa.update(PlacesVersion).values(token=ID))
        for number, (moment, each) in enumerate(imports):
            with time_machine.travel(moment, tick=False):
                assert run_import(app, each.write_tables(folder / f"source{number}")).code == 0
        with time_machine.travel(LATER, tick=False), app.test_client() as client:
            world = World(app, client)
            return {**world.ask_everything(), **world.exports(folder)}


def differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return [path for path in {**one, **other} if one.get(path) != other.get(path)]


@pytest.fixture(scope="module")
def base(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the attacked directory answers and exports."""
    return everything(database_kind, tmp_path_factory.mktemp("worlds") / "base", (FIRST, source()))


HIDDEN = [house for house in HOUSES if house.hidden]
MOVED = [elsewhere(house) if house.hidden else house for house in HOUSES]


def test_worlds_that_differ_in_what_is_withheld_are_one_world(
    database_kind: str, base: dict[str, Any], tmp_path: Path
) -> None:
    """The second has its houses elsewhere in their cells; in the third they move there a week later."""
    crossed = [
        house.key
        for house, there in zip(HOUSES, MOVED, strict=True)
        if square_of(*house.position[::-1], 5) != square_of(*there.position[::-1], 5)
    ]
    assert crossed == ["mill"], "no cell of several squares is tried"
    assert len(base) > 500
    moved = with_more(source(MOVED), HIDDEN)
    other = everything(database_kind, tmp_path / "other", (FIRST, moved))
    assert differing(base, other) == []
    later = everything(database_kind, tmp_path / "later", (FIRST, source()), (LATER, moved))
    assert differing(base, later) == []


def test_worlds_that_differ_in_listings_for_others_are_one_world(
    database_kind: str, base: dict[str, Any], tmp_path: Path
) -> None:
    """Listings for the network, for roles, for hotlines and for nobody: with the rest, and coming a week later."""
    more = with_restricted(source(), *AUDIENCES)
    assert differing(base, everything(database_kind, tmp_path / "at once", (FIRST, more))) == []
    later = everything(database_kind, tmp_path / "later", (FIRST, source()), (LATER, more))
    assert differing(base, later) == []


@pytest.mark.only_on("spatialite", reason="that the comparison can fail is shown by one database")
def test_a_world_with_one_of_them_for_everybody_is_another(
    database_kind: str, base: dict[str, Any], tmp_path: Path
) -> None:
    """Every part of such a listing shows somewhere: so nothing of those for others was only not asked for."""
    shown = everything(database_kind, tmp_path / "shown", (FIRST, with_restricted(source(), "public")))
    found = differing(base, shown)
    for start in (
        "GET /api/v1/search", "POST /api/v1/search", "GET /api/v1/services ", "GET /api/v1/service_at_locations",
        "GET /api/v1/organizations ", "GET /api/v1/taxonomies ", "GET /api/v1/taxonomy_terms ",
        'GET /api/v1/service_at_locations {"postcode": "9001"', 'GET /api/v1/search {"q": "kestenjave"',
        f"GET {ITEMS.format('services')} {{}}", "GET /api/v1/tiles/services/0/", "GET /api/v1/tiles/services/8/",
    ):  # fmt: skip
        assert any(path.startswith(start) for path in found), start
    assert {path.split()[0] for path in found} >= set(FORMATS)
    package = {path.split()[1] for path in found if path.startswith("hsds-csv ")}
    assert package >= {OBJECTS[name].file for name in RESTRICTED_ROWS}


@pytest.mark.only_on("spatialite", reason="that the comparison can fail is shown by one database")
def test_a_world_with_an_open_house_a_metre_away_is_another(
    database_kind: str, base: dict[str, Any], tmp_path: Path
) -> None:
    lantern = next(house for house in HOUSES if house.key == "lantern")
    step = dataclasses.replace(lantern, position=(lantern.position[0] + 0.000_01, lantern.position[1]))
    moved = [step if house is lantern else house for house in HOUSES]
    found = differing(base, everything(database_kind, tmp_path / "moved", (FIRST, source(moved))))
    for start in (
        "GET /api/v1/search", "POST /api/v1/search", "GET /api/v1/services ", "GET /api/v1/service_at_locations",
        f"GET /api/v1/services/{lantern.service}", f"GET /api/v1/organizations/{lantern.organization}",
        f"GET {ITEMS.format('services')} {{}}",
        "GET /api/v1/tiles/services/16/",
    ):  # fmt: skip
        assert any(path.startswith(start) for path in found), start
    assert {path.split()[0] for path in found} >= set(FORMATS)


@pytest.mark.only_on("spatialite", reason="what is asked is the same on both databases")
def test_every_parameter_is_asked_with_a_value_that_it_takes(base: dict[str, Any]) -> None:
    """A new parameter whose value no guess meets needs one of its own, above."""
    refused: set[Any] = set()
    taken: set[Any] = set()
    for path, answer in base.items():
        method, _, question = path.partition(" /api/v1/")
        if method in ("GET", "POST") and not question.startswith(ABOUT_MEMBERS):
            names = json.loads(question.partition(" ")[2])
            (taken if answer[0] in (200, 204, 401) else refused).update(
                (question.split()[0], name) for name in names
            )
    # Nothing of these worlds was released, so there is no period of which counts could be asked.
    released = {each for each in refused if each[0].startswith("coverage") and each[1] == "period"}
    assert refused - taken - released - {("search", "cursor")} == set()
