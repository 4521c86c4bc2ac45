"""Vector tiles over HTTP: what is in them, that it is the same from both databases, and when they are answered anew."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import mapbox_vector_tile
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from shapely import make_valid
from shapely.geometry import Point, shape

from referral.coverage.tiles import service
from referral.coverage.tiles.kept import Kept
from referral.coverage.tiles.rules import MOST_SINGLE, SINGLE_FROM_ZOOM
from referral.kit.db import engine
from referral.kit.spatial.tiles import EXTENT, Tile
from tests.integration.confidential.attack_over_http.world import HIDDEN

MVT = "application/vnd.mapbox-vector-tile"
Features = list[dict[str, Any]]
Everything = Callable[[str], list[dict[str, Any]]]
# Of each kind of database what its tiles have said, by address.
_told: dict[str, dict[str, Features]] = {}


def tile_of(zoom: int, longitude: float, latitude: float) -> Tile:
    x, y = units(zoom, longitude, latitude)
    return Tile(zoom, int(x // EXTENT), int(y // EXTENT))


def units(zoom: int, longitude: float, latitude: float) -> tuple[float, float]:
    """Where a position is on the whole map, by the formula of the standard."""
    across = (1 << zoom) * EXTENT
    y = 0.5 - math.asinh(math.tan(math.radians(latitude))) / (2 * math.pi)
    return (longitude + 180) / 360 * across, y * across


def address(layer: str, tile: Tile) -> str:
    return f"/api/v1/tiles/{layer}/{tile.z}/{tile.x}/{tile.y}.mvt"


def get(client: FlaskClient, layer: str, tile: Tile, query: str = "") -> Features:
    answer = client.get(address(layer, tile) + query)
    if answer.status_code == 204:
        assert answer.data == b""
        return []
    assert (answer.status_code, answer.content_type) == (200, MVT), answer.text
    assert len(answer.data) <= 500_000
    decoded = mapbox_vector_tile.decode(answer.data, default_options={"y_coord_down": True})
    assert list(decoded) == [layer]
    assert decoded[layer]["extent"] == EXTENT
    features: Features = decoded[layer]["features"]
    return features


def tiles_over(features: Features, zooms: range) -> Iterator[Tile]:
    for zoom in zooms:
        yield from sorted(
            {tile_of(zoom, *each["geometry"]["coordinates"]) for each in features}, key=lambda t: (t.x, t.y)
        )


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    sa.event.listen(engine.current().engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        sa.event.remove(engine.current().engine, "before_cursor_execute", note)


def test_each_service_is_where_its_public_position_is(
    client: FlaskClient, everything: Everything, count: Callable[..., int]
) -> None:
    whole = everything("services")
    for zoom in (9, 16, 12)[: count(short=1, long=3)]:
        found: dict[str, tuple[float, float]] = {}
        for tile in tiles_over(whole, range(zoom, zoom + 1)):
            for each in get(client, "services", tile):
                x, y = each["geometry"]["coordinates"]
                assert 0 <= x < EXTENT
                assert 0 <= y < EXTENT
                assert each["properties"]["id"] not in found, "a service is in one tile only"
                found[each["properties"]["id"]] = (tile.x * EXTENT + x, tile.y * EXTENT + y)
        wanted = {each["id"]: units(zoom, *each["geometry"]["coordinates"]) for each in whole}
        assert found.keys() == wanted.keys()
        for id_, (x, y) in wanted.items():
            assert abs(found[id_][0] - x) <= 1
            assert abs(found[id_][1] - y) <= 1


def test_what_is_said_of_a_service(client: FlaskClient, everything: Everything) -> None:
    said = {each["id"]: each["properties"] for each in everything("services")}
    hidden = 0
    for tile in tiles_over(everything("services"), range(10, 11)):
        for each in get(client, "services", tile):
            told = dict(each["properties"])
            properties = said[told.pop("id")]
            hidden += "cell_km" in told
            assert told.pop("cell_km", None) == properties["cell_km"]
            assert told == {name: properties[name][:80] for name in ("name", "organization", "service_id")}
    assert hidden >= len(HIDDEN)


def test_clusters_count_every_service_once(client: FlaskClient, everything: Everything) -> None:
    whole = everything("services")
    alone: set[str] = set()
    for zoom in range(SINGLE_FROM_ZOOM):
        counted, alone = 0, set()
        for tile in tiles_over(whole, range(zoom, zoom + 1)):
            features = get(client, "services", tile)
            squares = [tuple(int(side) >> 7 for side in each["geometry"]["coordinates"]) for each in features]
            assert len(set(squares)) == len(squares), "one cluster a square"
            counted += sum(each["properties"].get("point_count", 1) for each in features)
            alone |= {each["properties"]["id"] for each in features if "id" in each["properties"]}
            assert all(each["properties"].get("point_count", 2) >= 2 for each in features)
        assert counted == len(whole)
        assert alone <= {each["id"] for each in whole}
    assert alone


def test_a_need_leaves_the_others_out(client: FlaskClient, items: Any) -> None:
    wanted = items("services", filter="need = 'accommodation'", limit=10_000)["features"]
    for zoom in (4, 10):
        counted = [
            each["properties"].get("point_count", 1)
            for tile in tiles_over(wanted, range(zoom, zoom + 1))
            for each in get(client, "services", tile, "?need=accommodation")
        ]
        assert sum(counted) == len(wanted) > 0
    refused = client.get("/api/v1/tiles/services/4/9/6.mvt?need=dragons")
    assert refused.status_code == 422


def test_regions_have_their_shape(client: FlaskClient, everything: Everything) -> None:
    """Drawn within a unit or two of what is published, each level from its zoom on."""
    by_id = {each["id"]: each for each in everything("regions")}
    for zoom in (3, 5, 7):
        tile = tile_of(zoom, 20.0, 41.0)
        west, south, east, north = tile.box()
        across = [(tile.x + side) * EXTENT for side in (0, 1)]
        features = get(client, "regions", tile)
        assert {each["properties"]["level"] for each in features} == {0, 1}
        for each in features:
            told = each["properties"]
            region = by_id[told["id"]]
            for name in ("code", "level", "name", "path", "approximate"):
                assert told[name] == region["properties"][name]
            drawn = make_valid(shape(each["geometry"]))
            assert drawn.area > 0
            corner = drawn.representative_point()
            x, y = across[0] + corner.x, tile.y * EXTENT + corner.y
            longitude = x / ((1 << zoom) * EXTENT) * 360 - 180
            latitude = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / ((1 << zoom) * EXTENT)))))
            away = shape(region["geometry"]).distance(Point(longitude, latitude))
            assert away <= 3 * tile.unit_degrees()
        assert west < 20 < east
        assert south < 41 < north
    countries = get(client, "regions", tile_of(1, 20.0, 41.0))
    assert {each["properties"]["level"] for each in countries} == {0}


def test_polygons_are_wound_as_the_standard_has_them(client: FlaskClient) -> None:
    """Exteriors have a positive area by the surveyor's formula, y downwards (MVT 2.1, 4.3.3.3)."""
    for zoom in (3, 6):
        for each in get(client, "regions", tile_of(zoom, 20.0, 41.0)):
            geometry = each["geometry"]
            polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
            for exterior, *interiors in polygons:
                assert area(exterior) > 0
                assert all(area(ring) < 0 for ring in interiors)


def area(ring: list[list[float]]) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def comparable(features: Features) -> list[Any]:
    """Positions of points, whole shapes of areas, with what is said of them."""
    return sorted((sorted(each["properties"].items()), position(each["geometry"])) for each in features)


def position(geometry: dict[str, Any]) -> Any:
    return geometry["coordinates"] if geometry["type"] == "Point" else None


def test_both_databases_give_the_same_features(
    client: FlaskClient, everything: Everything, database_kind: str, count: Callable[..., int]
) -> None:
    """What the first has told is kept until the second is asked."""
    told: dict[str, Features] = {}
    for tile in tiles_over(everything("services")[: count(short=12, long=10_000)], range(13)):
        told[address("services", tile)] = get(client, "services", tile)
        told[address("regions", tile)] = get(client, "regions", tile)
    _told[database_kind] = told
    if len(_told) < 2:
        return
    one, other = (_told[kind] for kind in ("spatialite", "postgis"))
    assert one.keys() == other.keys()
    assert len(one) > 100
    for path, features in one.items():
        assert comparable(features) == comparable(other[path]), path
        areas = {
            each["properties"]["id"]: each for each in other[path] if each["geometry"]["type"] != "Point"
        }
        for each in features:
            if each["properties"].get("id") in areas:
                mine = make_valid(shape(each["geometry"]))
                theirs = make_valid(shape(areas[each["properties"]["id"]]["geometry"]))
                # Corners are rounded to whole units: what differs is a seam along the outline.
                assert mine.symmetric_difference(theirs).area <= 2 * mine.length + 4, path


NOWHERE = (
    "services/17/0/0", "services/3/8/0", "services/3/0/8", "streets/3/0/0", "regions/99/0/0", "services/3/-1/0",
    "services/3/0/0.5", f"services/9/{10**30}/1",
)  # fmt: skip


@pytest.mark.parametrize("path", NOWHERE)
def test_there_are_no_such_tiles(client: FlaskClient, path: str) -> None:
    assert client.get(f"/api/v1/tiles/{path}.mvt").status_code == 404


def test_an_empty_tile(client: FlaskClient) -> None:
    for layer in ("services", "regions"):
        answer = client.get(f"/api/v1/tiles/{layer}/9/0/0.mvt")
        assert (answer.status_code, answer.data) == (204, b"")
        assert answer.headers["ETag"]
        again = client.get(
            f"/api/v1/tiles/{layer}/9/0/0.mvt", headers={"If-None-Match": answer.headers["ETag"]}
        )
        assert again.status_code == 304


def test_a_tile_that_has_not_changed_is_not_looked_at_again(client: FlaskClient) -> None:
    for layer in ("services", "regions"):
        path = address(layer, tile_of(6, 19.9, 41.3))
        first = client.get(path)
        assert first.headers["Cache-Control"] == "public, max-age=60"
        assert first.headers["Access-Control-Allow-Origin"] == "*"
        etag = first.headers["ETag"]
        for given, status in ((etag, 304), (f"W/{etag}", 304), (f'"x", {etag}', 304), ('"x"', 200)):
            with statements() as asked:
                again = client.get(path, headers={"If-None-Match": given})
            assert again.status_code == status
            assert again.headers["ETag"] == etag
            assert again.data == (first.data if status == 200 else b"")
            assert len([each for each in asked if "SELECT" in each]) == 1, asked
            assert "version" in asked[-1]


def test_a_process_that_has_not_made_it_finds_the_same(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = address("services", tile_of(6, 19.9, 41.3))
    first = client.get(path)
    monkeypatch.setattr(service, "_kept", Kept())
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_tilejson(client: FlaskClient) -> None:
    for layer in ("services", "regions"):
        told = client.get(f"/api/v1/tiles/{layer}.json").get_json()
        assert told["tilejson"] == "3.0.0"
        (described,) = told["vector_layers"]
        assert described["id"] == layer
        tile = tile_of(told["minzoom"] + 8, 19.9, 41.3)
        href = told["tiles"][0].format(z=tile.z, x=tile.x, y=tile.y)
        decoded = mapbox_vector_tile.decode(client.get(href).data)
        said = {name for each in decoded[layer]["features"] for name in each["properties"]}
        assert said <= described["fields"].keys()
    asked = client.get("/api/v1/tiles/services.json?need=shelter").get_json()["tiles"][0]
    assert "?need=" in asked
    assert client.get(asked.format(z=4, x=9, y=6)).status_code == 200
    assert client.get("/api/v1/tiles/streets.json").status_code == 404


def test_a_crowd_is_clustered_at_any_zoom_and_no_tile_is_too_large(
    client: FlaskClient, everything: Everything, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_SINGLE * 700 > 500_000, (
        "names as long as there may be would not fit: the size is what decides"
    )
    tile = tile_of(9, 19.9, 41.3)
    whole = get(client, "services", tile)
    monkeypatch.setattr(service, "MOST_SINGLE", 3)
    monkeypatch.setattr(service, "_kept", Kept())
    clustered = get(client, "services", tile)
    assert 0 < len(clustered) < len(whole)
    assert sum(each["properties"].get("point_count", 1) for each in clustered) == len(whole)
    too_large = len(client.get(address("services", tile)).data)
    monkeypatch.setattr(service, "LARGEST_BYTES", too_large - 1)
    monkeypatch.setattr(service, "_kept", Kept())
    small = client.get(address("services", tile))
    assert 0 < len(small.data) < too_large
    features = mapbox_vector_tile.decode(small.data)["services"]["features"]
    assert sum(each["properties"].get("point_count", 1) for each in features) == len(whole)
    assert not any("name" in each["properties"] for each in features)
