"""Cursors: the place in the order behind which the next page begins, bound to its question.

The question stands in it as a keyed hash: whoever finds a cursor cannot try which people were asked for.
"""

import base64
import binascii

from referral.kit.crypto import keyed_hash
from referral.kit.ids import as_uuid
from referral.search.asking import Question
from referral.search.errors import ForeignCursor
from referral.search.rules import After
from referral.search.settings import settings

_LENGTH = 20


def _mark(question: Question) -> str:
    """A hash of the question without its limit: a page may be longer than the one before."""
    return keyed_hash(settings().secret, purpose="search cursor", text=question.told)[:_LENGTH]


def write_cursor(question: Question, after: After) -> str:
    """It carries the moment of the first page, seconds since 1970."""
    text = f"{question.as_of}.{after.rank}.{after.service_id}.{_mark(question)}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def moment_of_cursor(cursor: str) -> int:
    """The moment of the first page; raises `ForeignCursor`. Nothing else of it is to be trusted yet."""
    return _parts(cursor)[0]


def read_cursor(question: Question, cursor: str) -> After:
    """The place behind which the page begins; raises `ForeignCursor`."""
    _, after, mark = _parts(cursor)
    if mark != _mark(question):
        raise ForeignCursor()
    return after


def _parts(cursor: str) -> tuple[int, After, str]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        as_of, rank, service_id, mark = text.split(".")
        id_ = as_uuid(service_id)
        if id_ is None or len(rank) > 12 or len(as_of) > 12:
            raise ForeignCursor()
        return int(as_of), After(int(rank), id_), mark
    except (ValueError, binascii.Error, UnicodeError) as error:
        raise ForeignCursor() from error
