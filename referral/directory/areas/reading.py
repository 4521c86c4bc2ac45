"""From the rows of HSDS `service_area` to areas: the extent first, then the name, then the description.

What can't be read is kept as a text to be asked about; nothing that a source says is taken for less than it says.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from referral.directory.areas import words
from referral.directory.areas.area import Drawn, Radius, Unclear, Unplaced, Within
from referral.directory.areas.geojson import NoArea
from referral.directory.areas.names import RegionNames
from referral.directory.areas.radius import NoRadius, names_a_length, radius_of_json, radius_of_text
from referral.directory.areas.shapes import read_shape
from referral.kit.text.terms import tokens

ON_A_MAP = "area on a map"
_LONGEST_NAME = 120
_SAID = ("extent", "name", "description")
# `i` is `and` in Serbian and `of` in Albanian: it parts a text only where every part is known.
_PARTS = re.compile(r"\s*[,;/+&\n•]\s*|\s+(?:and|dhe|und|y|и|და|և|եւ)\s+", re.I)
_PERHAPS = re.compile(r"\s+i\s+")


class AreasRead(NamedTuple):
    """The areas, and what was wrong with the rows: sentences without the values."""

    areas: tuple[Unplaced, ...] = ()
    warnings: tuple[str, ...] = ()


def read_areas(
    rows: Iterable[Mapping[str, Any]], regions: RegionNames, home: Collection[str] = ()
) -> AreasRead:
    """The areas of several rows, each once. `home` are the country codes of the service's own places."""
    read = [read_area(row, regions, home) for row in rows]
    areas = dict.fromkeys(area for each in read for area in each.areas)
    return AreasRead(tuple(areas), tuple(text for each in read for text in each.warnings))


def read_area(row: Mapping[str, Any], regions: RegionNames, home: Collection[str] = ()) -> AreasRead:
    """The areas of one row: several where it lists several regions, none where it says nothing."""
    extent, name, description = (str(row.get(key) or "").strip() for key in _SAID)
    if not (extent or name or description):
        return AreasRead()
    label = _short(name or description)
    read = _of_extent(extent, str(row.get("extent_type") or "").lower(), label, _Reader(regions, home))
    if read.areas:
        return read
    for text, enough in ((name, any), (description, all)):
        more = _Reader(regions, home).read(text) if text else AreasRead()
        read = AreasRead((), read.warnings + more.warnings)
        if more.areas and enough(not isinstance(area, Unclear) for area in more.areas):
            return AreasRead(more.areas, read.warnings)
    return AreasRead((Unclear(label or (ON_A_MAP if _is_drawn(extent) else _short(extent))),), read.warnings)


def _of_extent(extent: str, kind: str, label: str, reader: "_Reader") -> AreasRead:
    if not extent:
        return AreasRead()
    try:
        if extent.startswith("<") or kind in ("kml", "topojson"):
            return AreasRead((), (f"the extent is not read: {kind or 'it'} is no GeoJSON; convert it",))
        if not _is_drawn(extent):
            return _of_words(extent, kind, reader)
        metres = radius_of_json(extent)
        if metres is not None:
            return AreasRead((Radius(label or f"{metres / 1_000:g} km", metres),))
        shape, repairs = read_shape(extent)
    except (NoArea, NoRadius) as fault:
        return AreasRead((), (f"the extent cannot be used: {fault}",))
    return AreasRead((Drawn(label or ON_A_MAP, shape),), tuple(f"the extent: {each}" for each in repairs))


def _of_words(extent: str, kind: str, reader: "_Reader") -> AreasRead:
    if kind == "geojson":
        return AreasRead((), ("the extent is no GeoJSON: it is not well-formed JSON",))
    read = reader.read(extent)
    readable = any(not isinstance(area, Unclear) for area in read.areas)
    return AreasRead(read.areas if readable else (), read.warnings)


class _Reader(NamedTuple):
    """Reads texts for a service at home in these countries."""

    regions: RegionNames
    home: Collection[str]

    def read(self, text: str) -> AreasRead:
        """A radius, a region, or a list of regions in which what is not known stays to be asked about."""
        try:
            metres = radius_of_text(text)
        except NoRadius as fault:
            return AreasRead((Unclear(_short(text)),), (str(fault),))
        if metres is not None:
            return AreasRead((Radius(_short(text), metres),))
        if names_a_length(text) or not words.exceptions().isdisjoint(tokens(text)):
            return AreasRead((Unclear(_short(text)),))
        found = self._named(text)
        parts = [part for part in _PARTS.split(text) if part] if not found else []
        if len(parts) > 1:
            return AreasRead(
                tuple(area for part in parts for area in self._named(part) or self._perhaps(part))
            )
        return AreasRead(found or self._perhaps(text))

    def _named(self, text: str) -> tuple[Unplaced, ...]:
        return tuple(Within(_short(text), path) for path in self.regions.paths(text, self.home))

    def _perhaps(self, text: str) -> tuple[Unplaced, ...]:
        """The parts of a text if all of them are known, else the text."""
        parts = [self._named(part) for part in _PERHAPS.split(text)]
        if len(parts) > 1 and all(parts):
            return tuple(area for part in parts for area in part)
        return (Unclear(_short(text)),)


def _is_drawn(extent: str) -> bool:
    return extent.startswith(("{", "[", "<"))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1].rstrip() + "…"
