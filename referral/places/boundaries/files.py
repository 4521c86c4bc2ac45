"""Opens GeoJSON, GeoPackage and Shapefile (each also inside a zip) and says plainly what is wrong with a file.

What a file is called and what it is are compared before anything else reads it; a file that is cut off, empty or
hostile ends in `UnreadableFile` with one sentence for the one who chose it.
"""

from __future__ import annotations

import json
import struct
import zipfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pyogrio
import pyproj
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

LARGEST_BYTES = 1_000_000_000
FORMATS = (".geojson", ".json", ".gpkg", ".shp")


class UnreadableFile(ValueError):
    """The file can't be read as boundaries; the message says why."""


@dataclass(frozen=True)
class Layer:
    """The features of a file in WGS 84: geometries (None where there is none) and columns of values by field name."""

    file: str
    crs: str
    geometries: list[Any]
    columns: dict[str, list[Any]]
    notes: tuple[str, ...] = field(default=())

    def rows(self) -> list[dict[str, Any]]:
        """The properties feature by feature."""
        return [
            {name: values[i] for name, values in self.columns.items()} for i in range(len(self.geometries))
        ]


def read_layer(path: Path) -> Layer:
    """The file's first layer with areas, in WGS 84 degrees, longitude first. Raises `UnreadableFile`."""
    if not path.is_file():
        raise UnreadableFile(f"{path.name}: there is no such file")
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile(f"{path.name} is empty (0 bytes)")
    if size > LARGEST_BYTES:
        raise UnreadableFile(f"{path.name} is larger than {LARGEST_BYTES // 1_000_000} MB")
    if path.suffix.lower() == ".zip":
        return _read(f"/vsizip/{path.resolve()}/{_inside(path)}", path.name)
    check_content(path)
    return _read(str(path), path.name)


def check_content(path: Path) -> None:
    """Compares what the file is called with what it is, and its length with what it says of itself."""
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise UnreadableFile(
            f"{path.name}: boundaries come as .geojson, .json, .gpkg, .shp or .zip, not '{suffix}'"
        )
    with path.open("rb") as opened:
        head = opened.read(100)
    if suffix == ".gpkg":
        _check_geopackage(path, head)
    elif suffix == ".shp":
        _check_shapefile(path, head)
    else:
        _check_geojson(path)


def _check_geojson(path: Path) -> None:
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"{path.name} is not UTF-8 text (byte {error.start}), so it is not GeoJSON"
        ) from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise UnreadableFile(
            f"{path.name} is not JSON or is cut off: {error.msg.removesuffix(' at')} at {where}"
        ) from None
    except RecursionError:
        raise UnreadableFile(f"{path.name} is nested too deeply to be GeoJSON") from None
    kind = document.get("type") if isinstance(document, dict) else None
    if kind not in ("FeatureCollection", "Feature"):
        raise UnreadableFile(
            f"{path.name} is JSON but not a GeoJSON FeatureCollection (its type is {kind!r})"
        )
    if kind == "FeatureCollection" and not document.get("features"):
        raise UnreadableFile(f"{path.name} has no features")


def _check_geopackage(path: Path, head: bytes) -> None:
    if not head.startswith(b"SQLite format 3\x00"):
        raise UnreadableFile(f"{path.name} is not a GeoPackage: it does not begin as an SQLite file does")
    page = struct.unpack(">H", head[16:18])[0]
    pages = struct.unpack(">I", head[28:32])[0]
    expected = (65536 if page == 1 else page) * pages
    if path.stat().st_size < expected:
        raise UnreadableFile(f"{path.name} is cut off: {path.stat().st_size} of {expected} bytes")


def _check_shapefile(path: Path, head: bytes) -> None:
    if len(head) < 100 or struct.unpack(">i", head[:4])[0] != 9994:
        raise UnreadableFile(f"{path.name} is not a Shapefile: its first bytes are others")
    expected = struct.unpack(">i", head[24:28])[0] * 2
    if path.stat().st_size < expected:
        raise UnreadableFile(f"{path.name} is cut off: {path.stat().st_size} of {expected} bytes")
    missing = [
        part
        for part in (".shx", ".dbf")
        if not any(path.with_suffix(s).exists() for s in (part, part.upper()))
    ]
    if missing:
        raise UnreadableFile(
            f"{path.name} lacks its companions {', '.join(path.stem + part for part in missing)}"
        )


def _inside(path: Path) -> str:
    """The name of the one readable file in a zip."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            broken = archive.testzip() if sum(m.file_size for m in members) <= LARGEST_BYTES else None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise UnreadableFile(f"{path.name} is not a zip file, is cut off or is encrypted: {error}") from None
    if broken is not None:
        raise UnreadableFile(f"{path.name}: {broken} inside it is damaged")
    if sum(member.file_size for member in members) > LARGEST_BYTES:
        raise UnreadableFile(f"{path.name} unpacks to more than {LARGEST_BYTES // 1_000_000} MB")
    for member in members:
        pure = PurePosixPath(member.filename.replace("\\", "/"))
        if pure.is_absolute() or ".." in pure.parts:
            raise UnreadableFile(f"{path.name} holds a path that leaves its folder: {member.filename}")
    usable = sorted(m.filename for m in members if PurePosixPath(m.filename).suffix.lower() in FORMATS)
    if len(usable) != 1:
        raise UnreadableFile(
            f"{path.name} must hold exactly one of {', '.join(FORMATS)}; it holds {len(usable)}"
        )
    return usable[0]


def _read(source: str, name: str) -> Layer:
    try:
        layer, notes = _layer_with_areas(source, name)
        meta, _, wkb, data = pyogrio.raw.read(source, layer=layer, force_2d=True)
    except (DataSourceError, DataLayerError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{name} cannot be read: {_first_line(error)}") from None
    if wkb is None or len(wkb) == 0:
        raise UnreadableFile(f"{name} has no features")
    geometries = [None if each is None else _geometry(each) for each in wkb]
    crs, turned, crs_notes = _to_wgs84(meta.get("crs"), geometries, name)
    columns = {
        str(field): [_plain(value) for value in values]
        for field, values in zip(meta["fields"], data, strict=True)
    }
    return Layer(name, crs, turned, columns, (*notes, *crs_notes))


def _layer_with_areas(source: str, name: str) -> tuple[str, tuple[str, ...]]:
    layers = [(str(layer), str(kind or "")) for layer, kind in pyogrio.list_layers(source)]
    areas = [
        layer for layer, kind in layers if "Polygon" in kind or kind in ("Unknown", "GeometryCollection")
    ]
    if not areas:
        kinds = ", ".join(sorted({kind or "no geometry" for _, kind in layers})) or "nothing"
        raise UnreadableFile(f"{name} has no layer of areas; it holds {kinds}")
    note = f"the file has {len(layers)} layers; '{areas[0]}' was read"
    return areas[0], (note,) if len(layers) > 1 else ()


def _geometry(wkb: bytes) -> Any:
    # Numbers that are none are refused feature by feature, later, and are no reason to complain here.
    with np.errstate(invalid="ignore"):
        return shapely.from_wkb(wkb, on_invalid="ignore")


def _to_wgs84(given: str | None, geometries: list[Any], name: str) -> tuple[str, list[Any], tuple[str, ...]]:
    if given is None:
        bounds = shapely.total_bounds(np.array([g for g in geometries if g is not None], dtype=object))
        if not (np.all(np.isfinite(bounds)) and np.all(np.abs(bounds) <= 180)):
            raise UnreadableFile(
                f"{name} does not say its coordinate system, and its numbers are not degrees"
            )
        return "EPSG:4326", geometries, ("the file does not say its coordinate system: WGS 84 is assumed",)
    try:
        crs = pyproj.CRS.from_user_input(given)
        if crs.equals(pyproj.CRS.from_epsg(4326), ignore_axis_order=True):
            return "EPSG:4326", geometries, ()
        turn = pyproj.Transformer.from_crs(crs, 4326, always_xy=True)
    except pyproj.exceptions.ProjError as error:
        raise UnreadableFile(f"{name}: its coordinate system cannot be used: {_first_line(error)}") from None
    turned = [g if g is None else shapely.transform(g, lambda xy: _turn(turn, xy)) for g in geometries]
    return given, turned, ()


def _turn(turn: pyproj.Transformer, xy: Any) -> Any:
    return np.column_stack(turn.transform(xy[:, 0], xy[:, 1]))


def _plain(value: Any) -> Any:
    """A value without numpy's types; NaN, which stands for nothing in a column of numbers, is None."""
    plain = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(plain, float) and plain != plain else plain


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0]
