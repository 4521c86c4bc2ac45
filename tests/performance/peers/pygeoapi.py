"""pygeoapi as its documentation has it in production: gunicorn before its Flask application, no debug, no indents.

gunicorn's threads and gevent were tried and were no faster than its plain workers. The storage CRS is the documented
one, CRS84: the only one whose answers are right for degrees in the order longitude, latitude. Looking up its EPSG code,
which it has not, is most of what a question costs there; declared as EPSG:4326 it takes the box for latitude, longitude
and finds nothing.

From 0.23 a collection can be served with `count: false`. Older ones (all that Python 3.11 can have) count always; there
`uncounted/pygeoapi_uncounted.py` takes the count's statement out.
"""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from referral.kit.db.addresses import plain_url
from tests.performance.peers import sites
from tests.performance.peers.environment import Environment
from tests.performance.workbench import free_port, running

_UNCOUNTED = Path(__file__).parent / "uncounted"
_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


@contextmanager
def serving(environment: Environment, url: str, folder: Path, *, counted: bool) -> Iterator[str]:
    """The address to which a box is appended; its two configuration files are written into the folder."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    config, openapi = folder / "pygeoapi.yml", folder / "pygeoapi-openapi.yml"
    config.write_text(json.dumps(_configuration(url, address, counted=counted)))
    generate: list[str | Path] = ["openapi", "generate", config, "--output-file", openapi]
    subprocess.run([environment.bin / "pygeoapi", *generate], check=True, capture_output=True)
    words = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--log-level", "warning"]
    app = ["pygeoapi.flask_app:APP"]
    if not counted:
        app = ["--pythonpath", str(_UNCOUNTED), "pygeoapi_uncounted:APP"]
    settings = {
        "PYGEOAPI_CONFIG": str(config),
        "PYGEOAPI_OPENAPI": str(openapi),
        "PYTHONWARNINGS": "ignore",  # it warns at every question
    }
    ready = f"{address}/conformance?f=json"
    with running([environment.bin / "gunicorn", *words, *app], ready, settings):
        yield f"{address}/collections/{sites.TABLE}/items?f=json&limit={sites.RESULTS}&bbox="


def _configuration(url: str, address: str, *, counted: bool) -> dict[str, Any]:
    """In JSON, which is YAML. All that is only shown to people is the same word."""
    word, link = "bench", {"name": "bench", "url": address}
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": int(address.rsplit(":", 1)[1])},
            "url": address,
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "languages": ["en-US"],
            "gzip": False,
            "pretty_print": False,
            "limits": {"default_items": sites.RESULTS, "max_items": 1000},
            "map": {"url": f"{address}/{{z}}/{{x}}/{{y}}.png", "attribution": word},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": word,
                "description": word,
                "keywords": [word],
                "keywords_type": "theme",
                "terms_of_service": word,
                "url": address,
            },
            "license": link,
            "provider": link,
            "contact": link,
        },
        "resources": {sites.TABLE: _collection(url, counted=counted)},
    }


def _collection(url: str, *, counted: bool) -> dict[str, Any]:
    database = conninfo_to_dict(plain_url(url))
    known = ("host", "port", "dbname", "user", "password")
    return {
        "type": "collection",
        "title": "bench",
        "description": "bench",
        "keywords": ["bench"],
        "links": [],
        "extents": {"spatial": {"bbox": [-180, -90, 180, 90], "crs": _CRS84}},
        "providers": [
            {
                "type": "feature",
                "name": "PostgreSQL",
                "data": {
                    **{name: database[name] for name in known if name in database},
                    "search_path": [sites.SCHEMA, "public"],
                },
                "table": sites.TABLE,
                "id_field": "id",
                "geom_field": "geom",
                "storage_crs": _CRS84,
                "count": counted,
            }
        ],
    }
