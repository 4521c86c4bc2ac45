"""tipg without the statement that counts, for uvicorn in the peers' environment: `tipg_uncounted:app`.

Told that there is one match more than a page holds, it writes the link to the next page as always.
"""

from typing import Any

from tipg.collections import PgCollection  # type: ignore[import-not-found]
from tipg.main import app  # type: ignore[import-not-found]

__all__ = ["app"]


async def _one_more(*_: Any, **__: Any) -> int:
    return 11


PgCollection._features_count_query = _one_more
