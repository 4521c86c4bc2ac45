"""Tiles over HTTP."""

from typing import Any

from flask import Response, request

from referral.coverage.tiles import schemas
from referral.coverage.tiles.rules import DEEPEST_ZOOM, Layer
from referral.coverage.tiles.service import public_tile
from referral.coverage.tiles.tilejson import tilejson
from referral.kit.db.work import current_session
from referral.kit.http import Blueprint
from referral.kit.http.respond import PUBLIC_CACHE, json_response
from referral.kit.problems import NotFound
from referral.kit.spatial.tiles import Tile
from referral.search.asking import needs_named, widest_keys

MVT = "application/vnd.mapbox-vector-tile"
blp = Blueprint("tiles", __name__, description="Vector tiles of regions and public services")
BLUEPRINTS = (blp,)


@blp.route("/tiles/<string:layer>/<int:z>/<int:x>/<int:y>.mvt")
@blp.public
@blp.arguments(schemas.TileQuestionSchema, location="query")
@blp.response(200, {"type": "string", "format": "binary"}, content_type=MVT)
@blp.alt_response(204, description="There is nothing in this tile")
@blp.alt_response(304, description="The tile is the one that If-None-Match names")
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getTile")
def get_tile(question: dict[str, Any], layer: str, z: int, x: int, y: int) -> Response:
    """A vector tile (MVT 2.1) of the web's square map; services in clusters where they are many"""
    tile = Tile(z, x, y)
    if z > DEEPEST_ZOOM or not tile.exists:
        raise NotFound(
            f"There are tiles of zoom 0 to {DEEPEST_ZOOM}, and 2 to the power of the zoom each way."
        )
    needs = widest_keys(needs_named(question.get("need", [])))
    made = public_tile(current_session(), _layer(layer), tile, needs)
    headers = {"ETag": f'"{made.etag}"', "Cache-Control": PUBLIC_CACHE}
    if request.if_none_match.contains_weak(made.etag):
        return Response(status=304, headers=headers)
    return Response(made.body, 200 if made.body else 204, headers, content_type=MVT)


@blp.route("/tiles/<string:layer>.json")
@blp.public
@blp.uses("nothing")
@blp.arguments(schemas.TileQuestionSchema, location="query")
@blp.response(200, schemas.TileJsonSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getTileJson")
def get_tilejson(question: dict[str, Any], layer: str) -> Response:
    """What a map needs to know of a layer: TileJSON 3.0"""
    needs = [each.code for each in needs_named(question.get("need", []))]
    address = f"{request.url_root}api/v1/tiles"
    return json_response(tilejson(_layer(layer), address, needs), headers={"Cache-Control": PUBLIC_CACHE})


def _layer(name: str) -> Layer:
    if name not in list(Layer):
        raise NotFound(f"There are tiles of {' and '.join(Layer)}.")
    return Layer(name)
