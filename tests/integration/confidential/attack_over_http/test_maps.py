"""Open data and tiles as oracles: boxes, shapes, filters, what a tile draws, and what of it changes."""

from collections.abc import Callable
from typing import Any

import mapbox_vector_tile
import pytest

from referral.kit.spatial.tiles import EXTENT, Tile
from tests.integration.confidential.attack_over_http.attacker import (
    Answer,
    Attacker,
    Estimate,
    assert_nothing_learned,
)
from tests.integration.confidential.attack_over_http.test_extents import by_box
from tests.integration.confidential.attack_over_http.world import ALONE, FOR_OTHERS, HIDDEN, HOUSES, House
from tests.integration.confidential.restricted import TELLING, ids_of_restricted

ITEMS = "/ogc/collections/services/items"
DEEPEST = 16


class _Found:
    """An answer in the form in which the attack by boxes reads it."""

    def __init__(self, answer: Any) -> None:
        services = [each["properties"]["service_id"] for each in answer.json["features"]]
        self.json = {"results": [{"service": {"id": id_}} for id_ in services]}


def by_bbox(attacker: Attacker, house: House, sides: list[float]) -> Any:
    asked = f"organization_id = '{house.organization}'"
    return attacker.get(ITEMS, bbox=",".join(map(repr, sides)), filter=asked)


def by_bbox_alone(attacker: Attacker, _house: House, sides: list[float]) -> Any:
    return attacker.get(ITEMS, bbox=",".join(map(repr, sides)))


def by_polygon(attacker: Attacker, house: House, sides: list[float]) -> Any:
    west, south, east, north = sides
    east, north = max(east, west + 1e-7), max(north, south + 1e-7)
    ring = ", ".join(
        f"{x:.9f} {y:.9f}"
        for x, y in ((west, south), (east, south), (east, north), (west, north), (west, south))
    )
    asked = f"service_id = '{house.service}' AND S_INTERSECTS(geometry, POLYGON(({ring})))"
    return attacker.get(ITEMS, filter=asked)


def by_outside(attacker: Attacker, house: House, sides: list[float]) -> Any:
    """What is not outside: a negation must not look at other positions."""
    box = ",".join(f"{each:.9f}" for each in sides)
    asked = f"service_id = '{house.service}' AND NOT (NOT S_INTERSECTS(geometry, BBOX({box})))"
    return attacker.get(ITEMS, filter=asked)


@pytest.mark.parametrize("ask", [by_bbox, by_bbox_alone, by_polygon, by_outside])
def test_bisecting_open_data(attacker: Attacker, ask: Callable[[Attacker, House, list[float]], Any]) -> None:
    assert_nothing_learned(attacker, by_box(lambda house, sides: _Found(ask(attacker, house, sides))), ALONE)


def features(attacker: Attacker, tile: Tile, **question: str) -> list[dict[str, Any]]:
    answer = attacker.get(f"/tiles/services/{tile.z}/{tile.x}/{tile.y}.mvt", **question)
    assert answer.status in (200, 204)
    decoded = mapbox_vector_tile.decode(answer.body, default_options={"y_coord_down": True})
    found: list[dict[str, Any]] = decoded.get("services", {}).get("features", [])
    return found


def degrees(tile: Tile, x: float, y: float) -> tuple[float, float]:
    """(latitude, longitude) of a position in a tile: the middle of its unit."""
    west, _, east, _ = tile.box()
    half = Tile(tile.z + 12, tile.x * EXTENT + int(x), tile.y * EXTENT + int(y)).box()
    return (half[1] + half[3]) / 2, west + (east - west) * (x + 0.5) / EXTENT


def test_going_down_the_tiles(attacker: Attacker) -> None:
    """From the whole map to the smallest tile, always where the house is."""

    def attack(house: House) -> Estimate:
        tile = Tile(0, 0, 0)
        while tile.z < DEEPEST:
            below = [Tile(tile.z + 1, 2 * tile.x + x, 2 * tile.y + y) for x in (0, 1) for y in (0, 1)]
            if tile.z + 1 < 9:
                # Clusters have no names: the way goes by what is published.
                latitude, longitude = attacker.published(house).position
                (tile,) = [each for each in below if _holds(each, latitude, longitude)]
                continue
            (tile,) = [each for each in below if _drawn(attacker, each, house)]
        (drawn,) = _drawn(attacker, tile, house)
        return Estimate(degrees(tile, *drawn["geometry"]["coordinates"]), within_m=2)

    assert_nothing_learned(attacker, attack, ALONE)


def _holds(tile: Tile, latitude: float, longitude: float) -> bool:
    west, south, east, north = tile.box()
    return west <= longitude < east and south < latitude <= north


def _drawn(attacker: Attacker, tile: Tile, house: House) -> list[dict[str, Any]]:
    return [
        each for each in features(attacker, tile) if each["properties"].get("service_id") == house.service
    ]


def test_clusters_are_of_public_positions(attacker: Attacker) -> None:
    """The middle of a cluster, times its number, is a sum: of a hidden house it must have the middle of the cell."""
    public = {
        each["id"]: each["geometry"]["coordinates"]
        for each in attacker.get(ITEMS, limit=1_000).json["features"]
    }
    for zoom in (4, 6, 8):
        tiles = {_tile(zoom, *position) for position in public.values()}
        for tile in tiles:
            squares: dict[tuple[int, int], list[tuple[int, int]]] = {}
            for longitude, latitude in public.values():
                if _tile(zoom, longitude, latitude) == tile:
                    x, y = _unit(tile, longitude, latitude)
                    squares.setdefault((x >> 7, y >> 7), []).append((x, y))
            drawn = {tuple(each["geometry"]["coordinates"]) for each in features(attacker, tile)}
            middles = {
                tuple((2 * sum(side) + len(side)) // (2 * len(side)) for side in zip(*each, strict=True))
                for each in squares.values()
            }
            assert drawn == middles


def _tile(zoom: int, longitude: float, latitude: float) -> Tile:
    whole = Tile(zoom, 0, 0)
    x, y = _unit(whole, longitude, latitude)
    return Tile(zoom, x // EXTENT, y // EXTENT)


def _unit(tile: Tile, longitude: float, latitude: float) -> tuple[int, int]:
    import math

    across = (1 << tile.z) * EXTENT
    x = (longitude + 180.0) / 360.0 * across
    y = (0.5 - math.log(math.tan(math.pi / 4 + latitude * (math.pi / 360.0))) / (2 * math.pi)) * across
    return math.floor(x) - tile.x * EXTENT, math.floor(y) - tile.y * EXTENT


# Conditions that would tell houses apart by what is withheld.
SECRETS = (
    "name LIKE '%{street}%'",
    "organization LIKE '%{name}%'",
    "region_path LIKE '%{postal_code}%'",
    "name = '{person}'",
)


def test_filters_find_nothing_that_is_withheld(attacker: Attacker) -> None:
    for house in HOUSES:
        for each in SECRETS:
            said = {
                name: str(getattr(house, name)).replace("'", "''")
                for name in ("street", "name", "postal_code", "person")
            }
            assert attacker.get(ITEMS, filter=each.format(**said)).json["features"] == [], (house.key, each)
    for name in (
        "street",
        "address_1",
        "postal_code",
        "phone",
        "email",
        "longitude",
        "latitude",
        "transportation",
        "document",
    ):
        answer = attacker.get(ITEMS, filter=f"{name} IS NOT NULL")
        assert answer.status == 400
        assert "not a queryable" in answer.text


def test_nothing_of_hidden_houses_or_of_listings_for_others_is_served(attacker: Attacker) -> None:
    """Features and tiles are read whole, also as pages for people, and asked by the ids of what is for others."""
    whole = [attacker.get(ITEMS, limit=1_000, f=form).text for form in ("json", "html")]
    tiles = [
        attacker.get(f"/tiles/services/{zoom}/{_tile(zoom, 19.9, 41.25).x}/{_tile(zoom, 19.9, 41.25).y}.mvt")
        for zoom in range(12)
    ]
    whole += [each.text for each in tiles] + [str(each.headers) for each in tiles]
    text = "\n".join(whole)
    lantern = next(each for each in HOUSES if each.key == "lantern")
    assert lantern.street in text, "what is read is not whole"
    for house in HIDDEN:
        assert [each for each in house.told() if each in text] == []
    folded = text.casefold()
    assert [word for word in TELLING if word in folded] == []
    ids = ids_of_restricted(*FOR_OTHERS)
    assert [id_ for id_ in ids if id_ in text] == []
    withheld = [attacker.get(f"{ITEMS}/{id_}") for id_ in ids]
    for id_, answer in zip(ids, withheld, strict=True):
        assert answer.status == 404
        assert attacker.get(ITEMS, filter=f"service_id = '{id_}'").json["numberMatched"] == 0
        assert attacker.get(ITEMS, filter=f"organization_id = '{id_}'").json["numberMatched"] == 0
    unknown = attacker.get(f"{ITEMS}/{HOUSES[0].service}")
    assert {headers(each) for each in withheld} == {headers(unknown)}


def headers(answer: Answer) -> str:
    """All that do not differ each time."""
    return repr(sorted(pair for pair in answer.headers.items() if pair[0] not in ("date", "x-request-id")))
