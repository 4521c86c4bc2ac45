"""Cursors: the place in the order behind which the next page begins, bound to its question."""

import base64
import binascii
import zlib

from referral.kit.ids import as_uuid
from referral.search.asking import Question
from referral.search.errors import ForeignCursor
from referral.search.rules import After


def _mark(question: Question) -> int:
    """A number of the question without its limit: a page may be longer than the one before."""
    asked, near = question.asked, question.near
    place = (near.longitude, near.latitude) if near else None
    told = (asked.needs, asked.words, asked.region_path, asked.organization_id, asked.languages, asked.box)
    people, reach = question.party, (asked.modes, asked.serves)
    return zlib.crc32(f"{told}{place}{question.radius_m}{people}{asked.party}{reach}".encode())


def write_cursor(question: Question, after: After, *, as_of: int) -> str:
    """`as_of` is the moment of the first page, seconds since 1970."""
    text = f"{as_of}.{after.rank}.{after.service_id}.{_mark(question):x}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(question: Question, cursor: str) -> tuple[After, int]:
    """The place and the moment of the first page; raises `ForeignCursor`."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        as_of, rank, service_id, mark = text.split(".")
        after = After(int(rank), as_uuid(service_id) or "")
        if int(mark, 16) != _mark(question) or not after.service_id or len(rank) > 12:
            raise ForeignCursor()
        return after, int(as_of)
    except (ValueError, binascii.Error, UnicodeError) as error:
        raise ForeignCursor() from error
