"""tipg as its documentation starts it: uvicorn with uvloop and httptools, a pool of connections, no reload, no debug.

It counts the matches of every question and has no setting against it. Without a count it is started by
`uncounted/tipg_uncounted.py`, which takes the count's statement out: nobody runs it so, and it is faster so.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from referral.kit.db.addresses import plain_url
from tests.performance.peers import sites
from tests.performance.peers.environment import Environment
from tests.performance.workbench import free_port, running

_UNCOUNTED = Path(__file__).parent / "uncounted"


@contextmanager
def serving(environment: Environment, url: str, *, counted: bool) -> Iterator[str]:
    """The address to which a box is appended."""
    port = free_port()
    words = ["--host", "127.0.0.1", "--port", str(port), "--workers", "2", "--no-access-log"]
    words += ["--loop", "uvloop", "--http", "httptools", "--log-level", "warning"]
    app = ["tipg.main:app"] if counted else ["--app-dir", str(_UNCOUNTED), "tipg_uncounted:app"]
    settings = {
        "DATABASE_URL": plain_url(url),
        "DB_MIN_CONN_SIZE": "4",
        "TIPG_DB_SCHEMAS": json.dumps([sites.SCHEMA]),
        "TIPG_CATALOG_TTL": "0",  # the catalogue is read once, at the start
    }
    address = f"http://127.0.0.1:{port}"
    with running([environment.bin / "uvicorn", *words, *app], f"{address}/healthz", settings):
        collection = f"{address}/collections/{sites.SCHEMA}.{sites.TABLE}"
        yield f"{collection}/items?limit={sites.RESULTS}&bbox="
