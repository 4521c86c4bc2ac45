"""pygeoapi without the statement that counts, for gunicorn in the peers' environment: `pygeoapi_uncounted:APP`.

Versions that know `count: false` do not come to it. The others are told that there is one match more than a page holds.
"""

from typing import Any

from pygeoapi.flask_app import APP  # type: ignore[import-not-found]
from sqlalchemy.orm import Query

__all__ = ["APP"]


def _one_more(_: Any) -> int:
    return 11


Query.count = _one_more  # type: ignore[assignment, method-assign]
