"""Versions over HTTP: a version column is a strong ETag, and a change names the version that it changes."""

import re

from flask import request

from referral.kit.problems import StaleVersion, VersionMissing

_ETAG = re.compile(r'"([0-9]{1,18})"')


def etag(version: int) -> dict[str, str]:
    """The header that says which version was answered."""
    return {"ETag": f'"{version}"'}


def expected_version() -> int:
    """The version that the request changes, from If-Match.

    Raises `VersionMissing` (428) without the header, `StaleVersion` (412) where it is no ETag of ours.
    """
    given = request.headers.get("If-Match")
    if given is None:
        raise VersionMissing
    match = _ETAG.fullmatch(given.strip())
    if match is None:
        raise StaleVersion('If-Match must be one ETag as it was answered, for example "3".')
    return int(match[1])
