"""Somebody without a key who wants to know where a house is: what she may ask, and how she reckons.

What she learns is a part of the map. Where her answers lead to the middle of the published cell they came from the
cell, and the house may be anywhere in it: that is all of the cell. Where they lead elsewhere, it is there.
"""

import http.client
import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import numpy as np
from pyproj import Geod
from shapely.geometry import Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from referral.places.cells import box_of
from tests.integration.confidential.attack_over_http.world import House, Position

GEOD = Geod(ellps="WGS84")
# Directions in which probes are sent out, degrees from north.
AROUND = (10.0, 80.0, 150.0, 220.0, 300.0)
# A found open house must be found to so many metres, or the attack proves nothing.
FOUND_M = 5.0
Circle = tuple[Position, float]


@dataclass(frozen=True)
class Answer:
    """What came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def json(self) -> Any:
        assert self.status == 200, self.text
        return json.loads(self.body)

    @property
    def problem(self) -> str | None:
        """The address of the page that explains why there is no answer."""
        is_one = self.headers.get("content-type") == "application/problem+json" and self.body
        return str(json.loads(self.body)["type"]) if is_one else None


class Attacker:
    """One connection to the server, without a key."""

    def __init__(self, address: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)

    def close(self) -> None:
        self._connection.close()

    def send(self, method: str, path: str, body: Any = None) -> Answer:
        content = None if body is None else json.dumps(body)
        headers = {"Content-Type": "application/json"} if content else {}
        try:
            self._connection.request(method, path, content, headers)
            got = self._connection.getresponse()
        except ConnectionError:
            # After a refusal that left the body unread the server hangs up.
            self._connection.close()
            self._connection.request(method, path, content, headers)
            got = self._connection.getresponse()
        return Answer(got.status, {name.lower(): value for name, value in got.getheaders()}, got.read())

    def get(self, path: str, **question: Any) -> Answer:
        return self.send("GET", f"/api/v1{path}?{urlencode(question)}" if question else f"/api/v1{path}")

    def post(self, path: str, **question: Any) -> Answer:
        return self.send("POST", f"/api/v1{path}", question)

    def published(self, house: House) -> "Published":
        """What the directory says of the house itself."""
        places = self.get(f"/services/{house.service}").json["service_at_locations"]
        (place,) = (each["location"] for each in places if each["location"]["id"] == house.location)
        size = [
            each["value"] for each in place.get("attributes", ()) if each.get("label") == "cell size in km"
        ]
        return Published((place["latitude"], place["longitude"]), int(size[0]) if size else None)


@dataclass(frozen=True)
class Published:
    """A position (latitude, longitude), and the size of the square whose middle it is, in which the cell lies."""

    position: Position
    cell_km: int | None

    @property
    def area(self) -> BaseGeometry:
        """Where the house may be, by what is published; `test_cell_sizes` asks what else the size tells."""
        latitude, longitude = self.position
        if self.cell_km is None:
            return Point(longitude, latitude)
        cell = box_of(longitude, latitude, self.cell_km)
        return box(cell.west, cell.south, cell.east, cell.north)


@dataclass(frozen=True)
class Estimate:
    """Where an attack says that the house is, give or take."""

    position: Position
    within_m: float

    def leaves(self, published: Published) -> BaseGeometry:
        """Where the house may be, by all that the attacker now knows."""
        if away(self.position, published.position) <= self.within_m:
            return published.area
        return disc(self.position, self.within_m)


def away(one: Position, other: Position) -> float:
    """Metres on the ellipsoid."""
    return float(GEOD.inv(one[1], one[0], other[1], other[0])[2])


def moved(start: Position, direction: float, metres: float) -> Position:
    longitude, latitude, _ = GEOD.fwd(start[1], start[0], direction, metres)
    return latitude, longitude


def disc(middle: Position, metres: float) -> Polygon:
    return Polygon([moved(middle, direction, metres)[::-1] for direction in range(0, 360, 10)])


def near(position: Position) -> str:
    return f"{position[0]!r},{position[1]!r}"


def flips_at(low: float, high: float, is_so: Callable[[float], bool], *, until: float) -> float:
    """Where an answer turns from no to yes between two values, by bisection."""
    assert not is_so(low), low
    assert is_so(high), high
    while high - low > until:
        middle = (low + high) / 2
        low, high = (low, middle) if is_so(middle) else (middle, high)
    return (low + high) / 2


def located(circles: Sequence[Circle], *, within_m: float) -> Estimate:
    """The point that lies at these distances from these points, by least squares."""
    probes = np.array([probe for probe, _ in circles])
    metres = np.array([distance for _, distance in circles])
    here = tuple(probes.mean(axis=0))
    left = metres
    for _ in range(25):
        ones = np.ones(len(probes))
        towards, _, away_m = GEOD.inv(here[1] * ones, here[0] * ones, probes[:, 1], probes[:, 0])
        left = metres - away_m
        angles = np.radians(towards)
        # Going towards a probe shortens the way to it.
        east, north = np.linalg.lstsq(-np.column_stack([np.sin(angles), np.cos(angles)]), left, rcond=None)[0]
        here = moved(here, math.degrees(math.atan2(east, north)), math.hypot(east, north))
    # Distances that fit no point at all came from more than one.
    return Estimate((float(here[0]), float(here[1])), max(within_m, float(np.abs(left).max())))


def assert_nothing_learned(
    attacker: Attacker, attack: Callable[[House], Estimate], houses: Iterable[House]
) -> None:
    """The attack finds the open houses, and of the hidden ones leaves all of the published cell."""
    hidden, found = 0, 0
    for house in houses:
        published, estimate = attacker.published(house), attack(house)
        told = f"{house.key}: {estimate}, published {published}"
        if not house.hidden:
            assert away(estimate.position, house.position) <= FOUND_M, f"the attack does not work: {told}"
            found += 1
            continue
        assert published.cell_km is not None, told
        assert published.area.covers(Point(house.position[::-1])), told
        assert away(published.position, house.position) > 500, (
            "nothing could be learned: choose another place"
        )
        assert estimate.within_m < 50, f"the answers fit no single point: {told}"
        assert estimate.leaves(published).covers(published.area), f"LEAK: {told}"
        hidden += 1
    assert hidden
    assert found
