"""Versions over HTTP: a version column is a strong ETag, and a change names the version that it changes."""

import re

from flask import request

from referral.kit.problems import InvalidInput, VersionMissing

_ETAG = re.compile(r'"([0-9]{1,18})"')


def etag(version: int) -> dict[str, str]:
    """The header that says which version was answered."""
    return {"ETag": f'"{version}"'}


def expected_version() -> int:
    """The version that the request changes, from If-Match.

    Raises `VersionMissing` (428) without the header, `InvalidInput` (422) where it has not the form of our ETags.
    """
    given = request.headers.get("If-Match")
    if given is None:
        raise VersionMissing
    match = _ETAG.fullmatch(given.strip())
    if match is None:
        message = 'Must be one ETag as it was answered, for example "3".'
        errors = [{"in": "header", "field": "If-Match", "message": message}]
        raise InvalidInput(f"If-Match: {message}", errors=errors)
    return int(match[1])
