"""The answer as GeoJSON (RFC 7946): a feature a region, exterior rings counter-clockwise, WGS 84. Pure."""

from collections.abc import Mapping
from typing import Any

import orjson
from shapely.geometry import mapping
from shapely.geometry.polygon import orient

from referral.coverage.writing.flat import flat_rows


def geojson_bytes(answer: Mapping[str, Any], shapes: Mapping[str, Any]) -> bytes:
    """`shapes`: shapely areas by region id; a region without one has no geometry."""
    features = [
        {
            "type": "Feature",
            "id": region["id"],
            "geometry": _geometry(shapes.get(region["id"])),
            "properties": {**row, "names": region["names"], "level": region["level"]},
        }
        for region, row in zip(answer["regions"], flat_rows(answer), strict=True)
    ]
    about = {name: answer[name] for name in ("country", "level", "need", "target_group", "as_of")}
    people = {name: value for name, value in answer["people"].items() if name != "regions"}
    return orjson.dumps({"type": "FeatureCollection", **about, "people": people, "features": features})


def _geometry(shape: Any) -> dict[str, Any] | None:
    if shape is None or shape.is_empty:
        return None
    parts = shape.geoms if shape.geom_type == "MultiPolygon" else [shape]
    wound = [mapping(orient(part, 1.0))["coordinates"] for part in parts]
    return {"type": "MultiPolygon", "coordinates": wound}
