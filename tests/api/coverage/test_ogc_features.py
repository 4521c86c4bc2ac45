"""OGC API Features: for each conformance class that is named, what it demands."""

import json
import re
from datetime import datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV30SpecValidator
from shapely.geometry import Point, box, shape

from referral.coverage.ogc.rules.conformance import CLASSES, CRS84
from referral.coverage.ogc.schemas import MOST_FEATURES
from tests.api.coverage.conftest import BASE, SAID, Everything, Items, ids, links
from tests.integration.confidential.attack_over_http.world import HIDDEN
from tests.integration.confidential.houses import id_of
from tests.integration.confidential.restricted import TELLING

# ---- core ----------------------------------------------------------------------------------------------------------


def test_core_every_link_leads_to_what_it_says(client: FlaskClient) -> None:
    """From the landing page on, as a client goes."""
    open_, seen = [(f"http://localhost{BASE}", "application/json")], set()
    while open_:
        href, type_ = open_.pop()
        if href in seen or "cursor=" in href:
            continue
        seen.add(href)
        answer = client.get(href)
        assert answer.status_code == 200, href
        assert answer.content_type.split("; charset")[0] == type_, href
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        if answer.is_json:
            document = answer.get_json()
            told = [
                *document.get("links", ()),
                *(link for each in document.get("collections", ()) for link in each["links"]),
            ]
            open_ += [(link["href"], link["type"]) for link in told]
    for rule in (
        "",
        "/conformance",
        "/api",
        "/collections",
        "/collections/services/items",
        "/collections/regions/queryables",
    ):
        assert f"http://localhost{BASE}{rule}" in seen
    assert {"self", "service-desc", "service-doc", "conformance", "data"} <= links(
        client.get(BASE).get_json()
    ).keys()


def test_core_conformance_names_what_is_tested_here(client: FlaskClient) -> None:
    assert client.get(f"{BASE}/conformance").get_json()["conformsTo"] == list(CLASSES)
    files = Path(__file__).parent.glob("test_ogc_*.py")
    names = [
        name for file in files for name in re.findall(r"^def test_(\w+)", file.read_text(), re.MULTILINE)
    ]
    for each in CLASSES:
        word = each.rpartition("/")[2].replace("-", "_")
        assert any(name.startswith(word.removesuffix("_plus")) for name in names), f"no test of {each}"


def test_core_a_collection_says_how_far_it_reaches(client: FlaskClient, everything: Everything) -> None:
    listed = client.get(f"{BASE}/collections").get_json()["collections"]
    assert [each["id"] for each in listed] == ["services", "regions"]
    for each in listed:
        assert each == client.get(f"{BASE}/collections/{each['id']}").get_json()
        assert each["crs"] == [CRS84]
        sides = [shape(feature["geometry"]).bounds for feature in everything(each["id"])]
        west, south, east, north = zip(*sides, strict=True)
        assert each["extent"]["spatial"]["bbox"][0] == pytest.approx(
            [min(west), min(south), max(east), max(north)]
        )


def test_core_services_are_those_that_the_directory_shows_to_everybody(
    client: FlaskClient, everything: Everything
) -> None:
    """As in the search, without those that are closed."""
    services = client.get("/api/v1/services?per_page=500").get_json()["contents"]
    active = {each["id"] for each in services if each["status"] == "active"}
    listed = client.get("/api/v1/service_at_locations?per_page=500&full=true").get_json()["contents"]
    shown = {
        each["id"]: [each["location"]["longitude"], each["location"]["latitude"]]
        for each in listed
        if each.get("location", {}).get("longitude") is not None and each["service"]["id"] in active
    }
    found = {each["id"]: each["geometry"]["coordinates"] for each in everything("services")}
    assert found == shown
    assert len(found) > 150


def test_core_nothing_of_listings_for_others_or_of_hidden_places(client: FlaskClient) -> None:
    text = client.get(f"{BASE}/collections/services/items?limit=10000").text
    lowered = text.casefold()
    assert not [word for word in TELLING if word in lowered]
    for house in HIDDEN:
        assert not [word for word in (*house.told(), *map(repr, house.position)) if word in text], house.key
    hidden = [each for each in json.loads(text)["features"] if each["properties"]["confidential"]]
    assert {each.location for each in HIDDEN} <= {each["properties"]["location_id"] for each in hidden}
    assert all(each["properties"]["cell_km"] >= 5 for each in hidden)


def test_core_pages_hold_each_feature_once(client: FlaskClient, everything: Everything, items: Items) -> None:
    for collection, limit in (("services", 7), ("regions", 1)):
        whole, found = ids(everything(collection)), []
        page = items(collection, limit=limit)
        while True:
            found += ids(page["features"])
            assert page["numberMatched"] == len(whole)
            following = links(page).get("next")
            if following is None:
                break
            assert page["numberReturned"] == limit
            page = client.get(following["href"]).get_json()
        assert found == whole
        assert len(set(found)) == len(found)


def test_core_next_keeps_what_was_asked(client: FlaskClient, items: Items) -> None:
    page = items("services", limit=2, bbox="19,40,21,42", filter="NOT confidential", datetime="2026-12-15/..")
    following = client.get(links(page)["next"]["href"]).get_json()
    assert following["numberMatched"] == page["numberMatched"]
    assert not set(ids(page["features"])) & set(ids(following["features"]))
    assert client.get(links(page)["self"]["href"]).get_json()["features"] == page["features"]


def test_core_a_limit_beyond_the_most_is_the_most(
    client: FlaskClient, everything: Everything, items: Items
) -> None:
    assert len(items("services", limit=MOST_FEATURES * 5)["features"]) == len(everything("services"))
    default = items("services")
    assert default["numberReturned"] == 100
    assert abs(datetime.fromisoformat(default["timeStamp"]).timestamp() - datetime.now().timestamp()) < 60


def test_core_one_feature(client: FlaskClient, everything: Everything) -> None:
    for collection in ("services", "regions"):
        for each in everything(collection)[:5]:
            answer = client.get(f"{BASE}/collections/{collection}/items/{each['id']}")
            assert answer.mimetype == "application/geo+json"
            found = answer.get_json()
            assert {"self", "collection"} <= links(found).keys()
            del found["links"]
            assert found == each


@pytest.mark.parametrize(
    "sides",
    [
        "19,40,21,42",
        "19.8,41.2,19.95,41.4",
        "-180,-90,180,90",
        "20,-90,-80,90",
        "0,0,1,1",
        "19.8,41.2,0,19.95,41.4,9000",
    ],
)
def test_core_bbox(items: Items, everything: Everything, sides: str) -> None:
    numbers = [float(part) for part in sides.split(",")]
    west, south, east, north = numbers if len(numbers) == 4 else (*numbers[:2], *numbers[3:5])
    areas = (
        [box(west, south, east, north)]
        if west <= east
        else [box(west, south, 180, north), box(-180, south, east, north)]
    )
    for collection in ("services", "regions"):
        wanted = [
            each["id"]
            for each in everything(collection)
            if any(shape(each["geometry"]).intersects(area) for area in areas)
        ]
        assert ids(items(collection, bbox=sides, limit=10_000)["features"]) == wanted


def test_core_bbox_without_width_meets_what_lies_on_it(items: Items, everything: Everything) -> None:
    each = next(each for each in everything("services") if each["properties"]["country"] == "AL")
    longitude, latitude = each["geometry"]["coordinates"]
    point = f"{longitude!r},{latitude!r},{longitude!r},{latitude!r}"
    assert each["id"] in ids(items("services", bbox=point)["features"])
    regions = items("regions", bbox=point)["features"]
    assert [shape(each["geometry"]).covers(Point(longitude, latitude)) for each in regions] == [True] * len(
        regions
    )
    assert "AL-1" in [each["properties"]["code"] for each in regions]


@pytest.mark.parametrize(
    ("period", "running"),
    [
        ("2026-11-25", {"9002"}),
        ("2026-12-15T12:00:00Z", {"9001", "9002"}),
        ("2027-01-01/..", {"9001", "9003"}),
        ("../2026-11-30", {"9002"}),
        ("2026-12-31/2027-01-01", {"9001", "9002", "9003"}),
        ("../..", {"9001", "9002", "9003"}),
        ("2028-01-01/2028-02-01", {"9001"}),
    ],
)
def test_core_datetime_asks_what_runs_then(
    items: Items, everything: Everything, period: str, running: set[str]
) -> None:
    found = {
        each["properties"]["service_id"]
        for each in items("services", datetime=period, limit=1_000)["features"]
    }
    assert {key for key in SAID if id_of("service", key) in found} == running
    without = {
        each["properties"]["service_id"]
        for each in everything("services")
        if not each["properties"]["starts"]
    }
    assert {each for each in without if each not in map(service, SAID)} <= found, (
        "who says nothing runs always"
    )
    assert len(items("regions", datetime=period)["features"]) == len(everything("regions"))


def service(key: str) -> str:
    return id_of("service", key)


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/collections/nothing", 404, "services and regions"),
        ("/collections/nothing/items", 404, "services and regions"),
        ("/collections/services/items/nothing", 404, "No feature"),
        (f"/collections/services/items/{id_of('service_at_location', 'network own')}", 404, "No feature"),
        ("/collections/services/items?colour=red", 400, "Unknown parameter: colour"),
        ("/collections/services?limit=1", 400, "Unknown parameter: limit"),
        ("/collections/services/items?limit=0", 400, "limit"),
        ("/collections/services/items?limit=many", 400, "limit"),
        ("/collections/services/items?bbox=1,2,3", 400, "bbox"),
        ("/collections/services/items?bbox=19,42,20,41", 400, "bbox"),
        ("/collections/services/items?datetime=yesterday", 400, "datetime"),
        ("/collections/services/items?datetime=2026-12-02/2026-12-01", 400, "datetime"),
        ("/collections/services/items?cursor=x", 400, "cursor"),
        ("/collections/regions/items?cursor=x.y", 400, "cursor"),
        ("/collections/services/items?filter=street%3D1", 400, "'street' is not a queryable"),
        ("/collections/services/items?filter=true&filter-lang=sql", 400, "filter-lang"),
        ("/collections/services/items?filter=true&filter-crs=EPSG:3857", 400, "filter-crs"),
        ("?f=xml", 400, "f:"),
    ],
)
def test_core_errors_have_the_standard_s_form(client: FlaskClient, path: str, status: int, said: str) -> None:
    answer = client.get(f"{BASE}{path}")
    assert (answer.status_code, answer.content_type) == (status, "application/json")
    assert re.fullmatch("[a-z-]+", answer.get_json()["code"])
    assert said in answer.get_json()["description"]
    assert answer.get_json()["status"] == status
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_core_a_bad_key_is_told_in_the_standard_s_form(client: FlaskClient) -> None:
    answer = client.get(BASE, headers={"Authorization": "Bearer rk_00000000_nothing"})
    assert (answer.status_code, answer.get_json()["code"]) == (401, "key-unknown")
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


# ---- GeoJSON, HTML, OpenAPI ----------------------------------------------------------------------------------------


def test_geojson_features_are_valid_and_have_the_same_properties(everything: Everything) -> None:
    for collection in ("services", "regions"):
        features = everything(collection)
        assert len({tuple(sorted(each["properties"])) for each in features}) == 1
        for each in features:
            assert each["type"] == "Feature"
            geometry = shape(each["geometry"])
            assert geometry.is_valid
            for part in getattr(geometry, "geoms", ()):
                assert part.exterior.is_ccw, "the right-hand rule of RFC 7946"


def test_geojson_is_what_accept_asks_for(client: FlaskClient) -> None:
    path = f"{BASE}/collections/services/items"
    for accept in (
        "application/geo+json",
        "application/json",
        "*/*",
        "image/png",
        "application/geo+json, text/html;q=0.5",
    ):
        assert client.get(path, headers={"Accept": accept}).mimetype == "application/geo+json", accept


def test_html_is_what_a_browser_gets(client: FlaskClient) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    region = client.get(f"{BASE}/collections/regions/items").get_json()["features"][0]
    paths = ("", "/conformance", "/api", "/collections", "/collections/regions", "/collections/regions/items",
             "/collections/services/queryables", f"/collections/regions/items/{region['id']}")  # fmt: skip
    for path in paths:
        page = client.get(f"{BASE}{path}", headers=browser)
        assert (page.status_code, page.mimetype) == (200, "text/html"), path
        assert page.headers["Vary"] == "Accept"
        assert "<h1>" in page.text
        assert client.get(f"{BASE}{path}?f=json", headers=browser).is_json
    assert region["properties"]["name"] in client.get(f"{BASE}/collections/regions/items?f=html").text


def test_html_shows_texts_as_texts(client: FlaskClient) -> None:
    page = client.get(
        f"{BASE}/collections/services/items", query_string={"f": "html", "filter": "name <> '<script>'"}
    )
    assert "<script>" not in page.text.partition("<main")[2]


def test_oas30_the_document_is_valid_and_true(client: FlaskClient) -> None:
    answer = client.get(f"{BASE}/api")
    assert answer.content_type == "application/vnd.oai.openapi+json;version=3.0"
    document = json.loads(answer.data)
    assert document["openapi"].startswith("3.0")
    assert list(OpenAPIV30SpecValidator(document).iter_errors()) == []
    rules = {rule.rule for rule in client.application.url_map.iter_rules() if rule.rule.startswith(BASE)}
    assert len(document["paths"]) == len(rules) + 4, "each rule, those of collections for both"
    for path, operations in document["paths"].items():
        if "{" not in path:
            given = client.get(f"{BASE}{path}".rstrip("/"))
            assert given.status_code == 200
            assert given.mimetype in {
                each.partition(";")[0] for each in operations["get"]["responses"]["200"]["content"]
            } | {"application/vnd.oai.openapi+json"}
    named = {each["name"] for each in document["paths"]["/collections/services/items"]["get"]["parameters"]}
    refused = client.get(f"{BASE}/collections/services/items?unknown=1").get_json()["description"]
    assert named == set(re.split(r", ", refused.partition("Allowed: ")[2].rstrip(".")))
