"""The languages that a request asks for, and what its answer says of them."""

from collections.abc import Iterable

from flask import request

from referral.kit.languages import Wanted, read_accept_language

ACCEPT_LANGUAGE = {
    "in": "header",
    "name": "Accept-Language",
    "required": False,
    "schema": {"type": "string"},
    "description": "Each text in the best of these languages (RFC 9110, RFC 4647), else as it was written",
}
VARY = {"Vary": "Accept-Language"}


def wanted_languages() -> Wanted | None:
    """What `Accept-Language` asks for; None where it asks for nothing but the original."""
    header = request.headers.get("Accept-Language")
    return read_accept_language(header) if header else None


def language_headers(used: Iterable[str | None] = ()) -> dict[str, str]:
    """`Vary`, and `Content-Language` with what is known of the languages used, in alphabetical order."""
    known = sorted({language for language in used if language is not None})
    return VARY | ({"Content-Language": ", ".join(known)} if known else {})
