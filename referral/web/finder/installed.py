"""The finder as an app on a phone: its manifest, what it does offline, and the outline under its map."""

import hashlib
from functools import lru_cache
from pathlib import Path

import orjson
import shapely
from flask import Response, current_app
from flask_babel import gettext

from referral.kit.db.work import current_session
from referral.places import queries
from referral.web.finder.base import blp
from referral.web.page import page
from referral.web.page.languages import language

_SHELL = ("main.css", "early.js", "app.js", "finder.js", "icon.svg")
# Degrees: what a region's outline may be off on a map of a country.
_COARSE = 0.02


@blp.route("/manifest.webmanifest")
@blp.public
@blp.uses("nothing")
def manifest() -> Response:
    """How the finder installs as an app"""
    name = gettext("Find help")
    icon = {"src": "/static/icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    told = {
        "id": "/",
        "name": name,
        "short_name": name,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "lang": language().tag,
        "dir": "rtl" if language().right_to_left else "ltr",
        "background_color": "#ffffff",
        "theme_color": "#0b5563",
        "icons": [icon],
    }
    return Response(orjson.dumps(told), content_type="application/manifest+json")


@blp.route("/sw.js")
@blp.public
@blp.uses("nothing")
def worker() -> Response:
    """The service worker, at the root so that it serves all of the finder; it changes when its files do"""
    folder = Path(str(current_app.static_folder))
    files = b"".join((folder / name).read_bytes() for name in (*_SHELL, "sw.js"))
    script = (folder / "sw.js").read_text(encoding="utf-8")
    shell = orjson.dumps([f"/static/{name}" for name in _SHELL]).decode()
    made = f'const VERSION = "{hashlib.sha256(files).hexdigest()[:12]}";\nconst SHELL = {shell};\n{script}'
    return Response(
        made, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


@blp.route("/offline")
@blp.public
@blp.uses("nothing")
def offline() -> Response:
    """What is there without a connection"""
    return page("finder/offline.html")


@blp.route("/outline.json")
@blp.public
def outline() -> Response:
    """The regions' outlines under the map, coarse, from our own places: no map server learns what is looked at"""
    session = current_session()
    body = _outline(queries.public_version(session))
    return Response(
        body, content_type="application/geo+json", headers={"Cache-Control": "public, max-age=86400"}
    )


@lru_cache(maxsize=2)
def _outline(_version: str) -> bytes:
    session = current_session()
    shapes = queries.public_shapes(session)
    regions = [each for each in queries.public_regions(session, level=1) if each.id in shapes]
    features = [
        b'{"type":"Feature","properties":{},"geometry":%b}'
        % shapely.to_geojson(_coarse(shapes[each.id])).encode()
        for each in regions
    ]
    return b'{"type":"FeatureCollection","features":[%b]}' % b",".join(features)


def _coarse(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.set_precision(shapely.simplify(shape, _COARSE), 0.001)
