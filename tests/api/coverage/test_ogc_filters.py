"""OGC API Features, filters: for each conformance class of CQL2 that is named, what it demands."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from shapely import from_wkt
from shapely.geometry import box, shape

from referral.coverage.ogc.rules.conformance import CRS84, QUERYABLES_REL
from tests.api.coverage.conftest import BASE, Everything, Items, ids, links
from tests.integration.confidential.houses import id_of

Said = dict[str, Any]


def test_queryables_are_what_a_filter_may_name(
    client: FlaskClient, items: Items, everything: Everything
) -> None:
    for collection in ("services", "regions"):
        listed = links(client.get(f"{BASE}/collections/{collection}").get_json())[QUERYABLES_REL]
        document = client.get(listed["href"]).get_json()
        assert document["$id"] == listed["href"]
        assert document["type"] == "object"
        properties = everything(collection)[0]["properties"]
        for name, told in document["properties"].items():
            assert name in properties or name in ("geometry", "need", "language")
            known = told.get("format", told.get("type"))
            text = {
                None: f"S_INTERSECTS({name}, POINT(19.9 41.3))", "string": f"{name} = 'x'", "number": f"{name} > 1",
                "uuid": f"{name} = 'x'", "boolean": name, "date": f"{name} > DATE('2026-12-01')",
                "date-time": f"{name} > TIMESTAMP('2026-12-01T00:00:00Z')",
            }[known]  # fmt: skip
            items(collection, filter=text)


# A filter, and the same in Python over the properties.
BASIC: list[tuple[str, Callable[[Said], bool | None]]] = [
    ("country = 'AL'", lambda p: p["country"] == "AL"),
    ("country <> 'AL'", lambda p: p["country"] is not None and p["country"] != "AL"),
    ("name < 'M'", lambda p: p["name"] < "M"),
    ("name >= 'М'", lambda p: p["name"] >= "М"),
    ("cell_km > 5", lambda p: p["cell_km"] is not None and p["cell_km"] > 5),
    ("cell_km <= 5", lambda p: p["cell_km"] is not None and p["cell_km"] <= 5),
    ("cell_km IS NULL", lambda p: p["cell_km"] is None),
    ("confidential", lambda p: p["confidential"]),
    ("NOT confidential", lambda p: not p["confidential"]),
    ("free_of_charge = TRUE", lambda p: p["free_of_charge"] is True),
    ("accepts_referrals = FALSE", lambda p: p["accepts_referrals"] is False),
    ("accepts_referrals IS NOT NULL", lambda p: p["accepts_referrals"] is not None),
    ("starts > DATE('2026-12-01')", lambda p: p["starts"] is not None and p["starts"] > "2026-12-01"),
    ("starts = DATE('2026-12-01')", lambda p: p["starts"] == "2026-12-01"),
    ("ends < DATE('2027-01-01')", lambda p: p["ends"] is not None and p["ends"] < "2027-01-01"),
    ("updated > TIMESTAMP('2026-11-01T00:00:00Z')", lambda p: p["updated"] > "2026-11-01T00:00:00Z"),
    (f"service_id = '{id_of('service', '9001')}'", lambda p: p["service_id"] == id_of("service", "9001")),
    (f"service_id <> '{id_of('service', '9001').upper()}'", lambda p: p["service_id"] != id_of("service", "9001")),
    ("service_id = 'none'", lambda p: False),
    ("language = 'sq'", lambda p: "sq" in p["languages"]),
    ("language <> 'sq'", lambda p: "sq" not in p["languages"]),
    ("TRUE", lambda p: True),
    ("FALSE OR country = 'RS'", lambda p: p["country"] == "RS"),
    ("country = 'AL' AND (confidential OR cell_km IS NULL) AND NOT name = 'x'", lambda p: p["country"] == "AL"),
    ("name = 'O''Hara'", lambda p: p["name"] == "O'Hara"),
]  # fmt: skip
ADVANCED: list[tuple[str, Callable[[Said], bool | None]]] = [
    ("name LIKE 'K%'", lambda p: p["name"].startswith("K")),
    ("name LIKE 'k%'", lambda p: p["name"].startswith("k")),
    ("name LIKE '%ш%'", lambda p: "ш" in p["name"]),
    ("name LIKE 'Kitchen _____'", lambda p: re.fullmatch("Kitchen .{5}", p["name"]) is not None),
    ("name LIKE '%\\%%'", lambda p: "%" in p["name"]),
    ("name LIKE '*'", lambda p: p["name"] == "*"),
    ("name LIKE '[K]%'", lambda p: p["name"].startswith("[K]")),
    ("name NOT LIKE '%a%'", lambda p: "a" not in p["name"]),
    ("region_path LIKE 'AL/%'", lambda p: p["region_path"] is not None and p["region_path"].startswith("AL/")),
    ("cell_km BETWEEN 5 AND 10", lambda p: p["cell_km"] is not None and 5 <= p["cell_km"] <= 10),
    ("cell_km NOT BETWEEN 5 AND 10", lambda p: p["cell_km"] is not None and not 5 <= p["cell_km"] <= 10),
    ("country IN ('AL', 'GE')", lambda p: p["country"] in ("AL", "GE")),
    ("language IN ('ka', 'hy')", lambda p: bool({"ka", "hy"} & set(p["languages"]))),
    ("accepts_referrals IN (TRUE)", lambda p: p["accepts_referrals"] is True),
]  # fmt: skip


def assert_same(items: Items, everything: Everything, text: str, holds: Callable[[Said], bool | None]) -> int:
    wanted = [each["id"] for each in everything("services") if holds(each["properties"])]
    answer = items("services", filter=text, limit=10_000)
    assert ids(answer["features"]) == wanted
    assert answer["numberMatched"] == len(wanted)
    return len(wanted)


def test_basic_cql2(items: Items, everything: Everything) -> None:
    found = {text: assert_same(items, everything, text, holds) for text, holds in BASIC}
    assert sum(many > 0 for many in found.values()) >= 20, found


def test_advanced_comparison_operators(items: Items, everything: Everything) -> None:
    found = {text: assert_same(items, everything, text, holds) for text, holds in ADVANCED}
    assert sum(many > 0 for many in found.values()) >= 9, found


def test_basic_cql2_of_regions(items: Items, everything: Everything) -> None:
    whole = everything("regions")
    for text, holds in (
        ("level = 1", lambda p: p["level"] == 1),
        ("code = 'AL-1'", lambda p: p["code"] == "AL-1"),
        ("name > 'AL-1'", lambda p: p["name"] > "AL-1"),
        ("approximate", lambda p: p["approximate"]),
        ("population IS NULL", lambda p: p["population"] is None),
        ("country LIKE '_K' AND source = 'test'", lambda p: p["country"] == "MK" and p["source"] == "test"),
    ):
        wanted = [each["id"] for each in whole if holds(each["properties"])]
        assert ids(items("regions", filter=text)["features"]) == wanted, text


def test_filter_needs_narrower_ones_included(client: FlaskClient, items: Items) -> None:
    found = items("services", filter="need = 'accommodation'", limit=10_000)["features"]
    narrower = {
        each["properties"]["service_id"]
        for each in found
        if "accommodation" not in each["properties"]["needs"]
    }
    assert narrower
    searched = client.get("/api/v1/search?need=accommodation&limit=100").get_json()["results"]
    assert {each["service"]["id"] for each in searched} <= {
        each["properties"]["service_id"] for each in found
    }
    assert items("services", filter="need = 'no such need'")["features"] == []


def test_features_filter_joins_with_the_other_parameters(items: Items) -> None:
    by = {"bbox": "19,40,21,42", "datetime": "2026-12-15", "filter": "name LIKE 'Kitchen%'"}
    found = [
        set(ids(items("services", **{name: value}, limit=10_000)["features"])) for name, value in by.items()
    ]
    together = items("services", **by, limit=10_000, filter_crs=CRS84)
    assert set(ids(together["features"])) == found[0] & found[1] & found[2] != found[2]


def test_cql2_text_and_cql2_json_find_the_same(items: Items) -> None:
    as_json = {"op": "and", "args": [{"op": "=", "args": [{"property": "country"}, "AL"]},
               {"op": "not", "args": [{"property": "confidential"}]}]}  # fmt: skip
    text = items("services", filter="country = 'AL' AND NOT confidential", filter_lang="cql2-text")
    found = items("services", filter=json.dumps(as_json), filter_lang="cql2-json")
    assert found["features"] == text["features"] != []


def test_cql2_json_is_not_taken_for_text(client: FlaskClient) -> None:
    asked = {"filter": '{"op": "=", "args": [{"property": "country"}, "AL"]}'}
    answer = client.get(f"{BASE}/collections/services/items", query_string=asked)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "filter-not-understood")


@pytest.mark.parametrize(
    "geometry",
    [
        "BBOX(19.8, 41.2, 20.1, 41.4)",
        "BBOX(20, 0, -80, 60)",
        "POLYGON((19.7 41.0, 20.3 41.1, 20.0 41.5, 19.7 41.0))",
        "POLYGON((19 40, 21 40, 21 42, 19 42, 19 40), (19.8 41.2, 20.1 41.2, 20.1 41.4, 19.8 41.4, 19.8 41.2))",
        "MULTIPOLYGON(((19 40, 20 40, 20 41, 19 40)), ((20 41, 21 41, 21 42, 20 41)))",
        "POINT(19.7 41.42)",
        "LINESTRING(19.7 41.42, 20.05 41.45)",
        "POINT(0 0)",
    ],
)
def test_basic_spatial_functions_and_plus(items: Items, everything: Everything, geometry: str) -> None:
    """S_INTERSECTS with a point and a box, and with any other geometry."""
    areas: list[Any]
    if geometry.startswith("BBOX"):
        west, south, east, north = map(float, geometry[5:-1].split(","))
        areas = (
            [box(west, south, east, north)]
            if west < east
            else [box(west, south, 180, north), box(-180, south, east, north)]
        )
    else:
        areas = [from_wkt(geometry)]
    for collection in ("services", "regions"):
        wanted = [
            each["id"]
            for each in everything(collection)
            if any(shape(each["geometry"]).intersects(a) for a in areas)
        ]
        asked = f"S_INTERSECTS(geometry, {geometry})"
        assert ids(items(collection, filter=asked, limit=10_000)["features"]) == wanted
        turned = f"NOT S_INTERSECTS({geometry}, geometry)"
        assert items(collection, filter=turned)["numberMatched"] == len(everything(collection)) - len(wanted)
