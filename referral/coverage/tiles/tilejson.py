"""TileJSON 3.0 of a layer. Pure."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from referral.coverage.tiles.rules import DEEPEST_ZOOM, SINGLE_FROM_ZOOM, Layer

_SAID = {
    Layer.REGIONS: {
        "description": "Regions: countries, and from zoom 3, 6 and 8 on what lies below them",
        "fields": {
            "id": "The region's id",
            "code": "Its code, ISO 3166-2 where there is one",
            "level": "0 country, 1 admin-1, 2 admin-2, 3 municipality",
            "name": "Its name",
            "path": "Codes from the country down, with slashes behind them",
            "population": "Inhabitants, where known",
            "approximate": "true where the outline was derived from towns",
        },
    },
    Layer.SERVICES: {
        "description": f"Public services where they are given; clusters below zoom {SINGLE_FROM_ZOOM} and in crowds",
        "fields": {
            "point_count": "Of a cluster: how many it stands for",
            "id": "The id of the service at the location",
            "service_id": "The service's id",
            "name": "The service's name",
            "organization": "The organisation's name",
            "cell_km": "Of a place that is kept hidden: the size of the cell in whose middle it is drawn",
        },
    },
}


def tilejson(layer: Layer, address: str, needs: Sequence[str]) -> dict[str, Any]:
    """What a map needs to know of the layer. `address` is where tiles of all layers are."""
    asked = f"?{urlencode({'need': ','.join(needs)})}" if needs else ""
    said = _SAID[layer]
    zooms = {"minzoom": 0, "maxzoom": DEEPEST_ZOOM}
    return {
        "tilejson": "3.0.0",
        "name": layer.value,
        "description": said["description"],
        "scheme": "xyz",
        "tiles": [f"{address}/{layer}/{{z}}/{{x}}/{{y}}.mvt{asked}"],
        **zooms,
        "vector_layers": [{"id": layer.value, **said, **zooms}],
    }
