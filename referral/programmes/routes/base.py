"""The Blueprint of programmes, and what its views have in common."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Response

from referral.cases.routes.base import CasesBlueprint
from referral.kit.http.respond import json_response
from referral.kit.http.versions import etag
from referral.programmes.queries.records import Kept
from referral.programmes.wire import record_of
from referral.referrals.routes.once import done_once

blp = CasesBlueprint("programmes", __name__, description="Programmes: targets, and what was reached of them")


def shown(row: Kept, status: int = 200) -> Response:
    """One record, with its version."""
    return json_response(record_of(row), status=status, headers=etag(row.version))


def kept(status: int, do: Callable[[], Any], find: Callable[[str], Kept]) -> Response:
    """Records something once, and answers it as it is found."""
    return done_once(status, do, lambda id_, status: shown(find(id_), status))


def page(found: Sequence[Any], limit: int) -> Response:
    """Of limit + 1 records the first `limit`, and the cursor of the next page where one is left."""
    following = str(found[limit - 1].id) if len(found) > limit else None
    return json_response({"results": [record_of(each) for each in found[:limit]], "next_cursor": following})
