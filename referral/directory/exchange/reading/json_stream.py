"""JSON of any size as single objects, in constant memory.

A list, a page (`contents`), a FeatureCollection (`features`), the tabular form ({"services.csv": [rows]}),
one object, or one object a line. The text is cut at the brackets and each piece parsed alone, so that what
is held is one object; a nesting deeper than the limit is refused before anything is built (building deep
JSON costs quadratic memory in event parsers, measured).
"""

import codecs
import json
import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, NamedTuple

import orjson

from referral.directory.exchange.reading.model import Limits, Notes, ReadingError

_CHUNK = 1024 * 1024
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[\]{}"]', re.DOTALL)
# All up to the next bracket outside a string: strings are skipped inside the regular expression, not in Python.
_BRACKET = re.compile(rb'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+")*+([\[\]{}])', re.DOTALL)
_BLANK = b" \t\r\n,"
_LISTS = frozenset({"contents", "features"})


class Piece(NamedTuple):
    """One JSON object: the key of the list it stands in ("" for the root), its number from 1, its value."""

    key: str
    number: int
    value: Any


def is_lines(start: bytes) -> bool:
    """Whether a text begins with a line that is a whole JSON object and goes on after it."""
    line, newline, rest = start.lstrip(codecs.BOM_UTF8).lstrip().partition(b"\n")
    if not newline or not line.startswith(b"{") or not rest.strip():
        return False
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return True


def lines(stream: BinaryIO, *, file: str, notes: Notes, limits: Limits) -> Iterator[Piece]:
    """One object a line. A line that is no JSON object is rejected; one that is cut off at the end ends
    the reading.
    """
    number = 0
    while line := stream.readline(limits.max_object):
        number += 1
        if len(line) >= limits.max_object:
            raise ReadingError(
                f"{file}, line {number} is longer than {limits.max_object} bytes; "
                "one object per line was expected."
            )
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        if not line.strip():
            continue
        try:
            value = _parsed(line, file=file, row=number, notes=notes)
        except ValueError as error:
            if not line.endswith(b"\n"):
                raise ReadingError(f"{file} is cut off in line {number}: {error}.") from error
            value = None
        if isinstance(value, dict):
            yield Piece("", number, value)
        else:
            notes.reject(
                file=file,
                row=number,
                value=line[:200].decode("utf-8", "replace").strip(),
                expected="one JSON object per line",
                object=None,
            )


def pieces(stream: BinaryIO, *, file: str, notes: Notes, limits: Limits) -> Iterator[Piece]:
    """The objects of a JSON text that is a list, a page, a tabular form or one object."""
    cutter = _Cutter(stream, file=file, limits=limits)
    for key, number, text in cutter.run():
        try:
            value = _parsed(text, file=file, row=number, notes=notes)
        except ValueError as error:
            where = f"object {number}" + (f" of {key}" if key else "")
            raise ReadingError(
                f"{file}, {where} (before byte {cutter.position}) is not valid JSON: {error}."
            ) from error
        yield Piece(key, number, value)


def _parsed(text: bytes, *, file: str, row: int, notes: Notes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return _parsed_leniently(text, error, file=file, row=row, notes=notes)


def _parsed_leniently(text: bytes, error: ValueError, *, file: str, row: int, notes: Notes) -> Any:
    """What other writers produce and the standard forbids: NaN, control characters, Latin-1. Raises
    ValueError.
    """
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError:
        decoded = text.decode("cp1252", "replace")
        notes.warn(file=file, row=row, message="not UTF-8: read as Windows-1252 (Latin-1)")
    try:
        value = json.loads(decoded, strict=False, parse_constant=str)
        # Half a surrogate pair can be written in JSON and nowhere else: neither UTF-8 nor a database takes it.
        return json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    except RecursionError:
        raise ValueError("nested too deep") from None
    except ValueError:
        raise ValueError(str(error)) from None


class _Cutter:
    """Walks over the brackets and strings of a JSON text and cuts the objects out.

    Positions are counted from the start of the text. `mark` is where the text must be kept from.
    """

    def __init__(self, stream: BinaryIO, *, file: str, limits: Limits) -> None:
        self.stream, self.file, self.limits = stream, file, limits
        self.buffer = b""
        self.dropped = 0
        self.mark = 0
        self.position = 0

    def run(self) -> Iterator[tuple[str, int, bytes]]:
        """(key of the list or "", number from 1, text) of every object."""
        if not self._more():
            raise ReadingError(f"{self.file} is empty: JSON was expected.")
        if self.buffer.startswith(codecs.BOM_UTF8):
            self.mark = self.position = len(codecs.BOM_UTF8)
        first = self._token()
        if first == b"[":
            self._only_blank(self.mark, "", 0)
            yield from self._items("", 1)
            if self._token() is not None:
                raise self._wrong("there is more text after the end of the list")
            return
        number = 0
        while first is not None:
            number += 1
            self._only_blank(self.mark, "", 0)
            if first != b"{":
                break
            yield from self._root(number)
            first = self._token()
        if first is not None or not number:
            raise self._wrong("an object or a list was expected")

    def _more(self) -> bool:
        chunk = self.stream.read(_CHUNK)
        keep = self.mark - self.dropped
        self.buffer = self.buffer[keep:] + chunk
        self.dropped += keep
        return bool(chunk)

    def _text(self, start: int, end: int) -> bytes:
        return self.buffer[start - self.dropped : end - self.dropped]

    def _token(self) -> bytes | None:
        """The next bracket or string, and `position` behind it; None at the end of the text."""
        while True:
            match = _TOKEN.search(self.buffer, self.position - self.dropped)
            if match is not None and match[0] != b'"':
                self.position = self.dropped + match.end()
                return match[0]
            self._check_size()
            if not self._more():
                if match is not None or self.position > self.dropped + len(self.buffer):
                    raise self._cut_off()
                return None

    def _check_size(self) -> None:
        """What is not yet cut is looked at again with every chunk: neither an object nor a text may grow on."""
        end = self.dropped + len(self.buffer)
        if end - self.mark > self.limits.max_object:
            raise self._wrong(f"one object is larger than {self.limits.max_object} bytes")
        if end - self.position > self.limits.max_text:
            raise self._wrong(f"one text is longer than {self.limits.max_text} bytes")

    def _items(self, key: str, depth: int) -> Iterator[tuple[str, int, bytes]]:
        """The objects of the list whose opening bracket was just read."""
        number, self.mark = 0, self.position
        while (token := self._token()) is not None:
            number += 1
            self._only_blank(self.mark, key, number, len(token))
            if token == b"]":
                self.mark = self.position
                return
            if token != b"{":
                raise self._no_object(key, number)
            start = self.mark = self.position - 1
            self._to_end(depth + 1)
            yield key, number, self._text(start, self.position)
            self.mark = self.position
        raise self._cut_off()

    def _to_end(self, depth: int) -> None:
        """Move behind the object or list whose opening bracket was just read."""
        open_, deepest = 1, self.limits.max_depth - depth
        while True:
            while match := _BRACKET.match(self.buffer, self.position - self.dropped):
                self.position = self.dropped + match.end()
                open_ += 1 if match[1] in b"{[" else -1
                if open_ > deepest:
                    raise self._wrong(
                        f"it is nested deeper than {self.limits.max_depth} levels (HSDS needs 10)"
                    )
                if not open_:
                    return
            self._check_size()
            if not self._more():
                raise self._cut_off()

    def _root(self, number: int) -> Iterator[tuple[str, int, bytes]]:
        """An object at the root: a page or tabular form, whose lists are walked, or one object, which is
        held whole.
        """
        start = self.mark = self.position - 1
        key, streamed = "", False
        while (token := self._token()) is not None:
            if token[:1] == b'"':
                key = token[1:-1].decode("utf-8", "replace")
            elif token == b"}":
                if not streamed:
                    yield "", number, self._text(start, self.position)
                self.mark = self.position
                return
            elif token == b"[" and (key in _LISTS or key.lower().endswith(".csv")):
                streamed = True
                yield from self._items(key, 2)
            elif token in b"{[":
                self._to_end(2)
                self.mark = self.position if streamed else self.mark
            else:
                raise self._wrong("it is not valid JSON")
        raise self._cut_off()

    def _only_blank(self, start: int, key: str, number: int, token: int = 1) -> None:
        if self._text(start, self.position - token).strip(_BLANK):
            raise self._no_object(key, number) if number else self._wrong("an object or a list was expected")

    def _no_object(self, key: str, number: int) -> ReadingError:
        where = f"item {number} of {key}" if key else f"item {number} of the list"
        return self._wrong(f"{where} is not an object")

    def _wrong(self, what: str) -> ReadingError:
        return ReadingError(f"{self.file}, byte {self.position}: {what}.")

    def _cut_off(self) -> ReadingError:
        end = self.dropped + len(self.buffer)
        return ReadingError(
            f"{self.file} is cut off: it ends at byte {end} in the middle of an object or a list."
        )


def transcoded(open_file: Callable[[], BinaryIO], encoding: str) -> BinaryIO:
    """A stream of UTF-8 out of a stream in another encoding."""
    return _Transcoded(open_file(), encoding)  # type: ignore[return-value]


class _Transcoded:
    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._text = codecs.getreader(encoding)(stream, "replace")

    def read(self, size: int = -1) -> bytes:
        return self._text.read(size).encode("utf-8")

    def readline(self, size: int = -1) -> bytes:
        return self._text.readline(size).encode("utf-8")

    def close(self) -> None:
        self._text.close()

    def __enter__(self) -> "_Transcoded":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
