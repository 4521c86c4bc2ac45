"""Answers that a reader may already have: its ETag is made before anything is read."""

from collections.abc import Callable

from flask import Response, request

from referral.kit.http.respond import PUBLIC_CACHE


def answer_once(etag: str, make: Callable[[], Response]) -> Response:
    """304 where the reader has it (If-None-Match), else what `make` makes, with the ETag."""
    headers = {"ETag": etag, "Cache-Control": PUBLIC_CACHE}
    if etag.strip('"') in request.if_none_match:
        return Response(status=304, headers=headers)
    made = make()
    made.headers.update(headers)
    return made
