"""A polygon on the wire: text in an address, text or GeoJSON in a body."""

from typing import Any

import marshmallow as ma

from referral.search.extents import MOST_POINTS, MOST_TEXT, Area, read_area


class AreaField(ma.fields.Field[Area]):
    """The area within which services are sought; what is wrong with it is said in one sentence."""

    def __init__(self, **kwargs: Any) -> None:
        metadata = {
            "type": ["string", "object"],
            "minLength": 1,
            "maxLength": MOST_TEXT,
            "description": "Only inside this polygon, border included: `lon,lat lon,lat …`, WKT, or in a body GeoJSON"
            f" (Polygon or MultiPolygon); degrees, longitude first, at most {MOST_POINTS} points",
            "example": "19,41 20,41 20,42 19,42",
        }
        super().__init__(metadata=metadata, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Area:
        try:
            return read_area(value)
        except ValueError as fault:
            raise ma.ValidationError(str(fault)) from fault
