"""Making a tile: as much as it can show within its size."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from referral.coverage.tiles import queries
from referral.coverage.tiles.kept import Kept, Made
from referral.coverage.tiles.rules import (
    LARGEST_BYTES,
    MOST_SINGLE,
    REGION_MARGIN,
    SINGLE_FROM_ZOOM,
    Layer,
    details,
)
from referral.kit.db.engine import current
from referral.kit.spatial.tiles import Tile, dialect
from referral.places.queries import public_version
from referral.search.sites import is_wide, public_sites_version

_kept = Kept()


def public_tile(session: Session, layer: Layer, tile: Tile, needs: Sequence[int] = (0,)) -> Made:
    """The tile of a layer, with `needs` of services that answer one of them only; 500 kB at most."""
    version = _VERSIONS[layer](session)
    name = (current().url, layer, tile, tuple(needs))
    made = _kept.find(name, version)
    if made is None:
        # The version was read first: what changes meanwhile makes another one.
        made = Made.of(
            next(each for each in _WAYS[layer](session, tile, needs) if len(each) <= LARGEST_BYTES)
        )
        _kept.put(name, version, made)
    return made


def _services(session: Session, tile: Tile, needs: Sequence[int]) -> Iterator[bytes]:
    """Each service, else clusters, else clusters that say nothing of those alone: of those no tile is too large."""
    asked = (current().name, tuple(needs), is_wide(queries.box_of(tile)))
    values = queries.tile_values(tile)
    encode = dialect().encode_points
    if tile.z >= SINGLE_FROM_ZOOM:
        body, many = encode(session, Layer.SERVICES, _each(*asked), {**values, "most": MOST_SINGLE + 1})
        if many <= MOST_SINGLE:
            yield body
    for told in (True, False):
        yield encode(session, Layer.SERVICES, _clustered(*asked, told=told), values)[0]


@lru_cache(maxsize=256)
def _each(_database: str, needs: tuple[int, ...], wide: bool) -> Any:
    return dialect().prepare_points(Layer.SERVICES, queries.public_services(needs, wide=wide))


@lru_cache(maxsize=256)
def _clustered(_database: str, needs: tuple[int, ...], wide: bool, *, told: bool) -> Any:
    return dialect().prepare_points(Layer.SERVICES, queries.public_clusters(needs, wide=wide, told=told))


def _regions(session: Session, tile: Tile, _needs: Sequence[int]) -> Iterator[bytes]:
    """Regions drawn ever more coarsely, then fewer levels; nothing where not even countries fit."""
    for detail in details(tile.z):
        areas = queries.public_regions(tile, detail.levels)
        yield dialect().encode_areas(
            session, Layer.REGIONS, areas, tile=tile, margin=REGION_MARGIN, tolerance=detail.tolerance
        )[0]
    yield b""


_VERSIONS: dict[Layer, Callable[[Session], int | str]] = {
    Layer.REGIONS: public_version,
    Layer.SERVICES: public_sites_version,
}
_WAYS: dict[Layer, Callable[[Session, Tile, Sequence[int]], Iterator[bytes]]] = {
    Layer.REGIONS: _regions,
    Layer.SERVICES: _services,
}
