"""Values of a mapping: from what the YAML says to a function of a row.

A row is a dictionary: columns of a table, or the nested object of a JSON feature. A value comes out as a
text, a number, a truth value, a list of texts, or None. The language is in the package's docstring.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from referral.directory.exchange.reading.cleaning import NOTHING
from referral.directory.exchange.reading.mapping.fault import Place

Row = dict[str, Any]
Value = Callable[[Row], Any]
_SOURCES = ("column", "const", "template", "join", "first", "keys", "lines")
_AFTER = ("empty", "split", "extract", "map", "unmapped", "prefix", "with")
VALUE_KEYS = (*_SOURCES, *_AFTER)
_REGEX_LENGTH = 200
# Characters that a regular expression may look at, by its open repetitions: its worst case is a power of both.
_LONGEST_TEXT = (2_000, 2_000, 500, 200, 100)
_NESTED_REPEAT = re.compile(r"\((?:[^()\\]|\\.)*(?<!\\)[+*}](?:[^()\\]|\\.)*\)\s*[+*{]")
_REPEAT = re.compile(r"(?<!\\)(?:[+*]|\{\d*,\})")
_BRACES = re.compile(r"\{([^{}]+)\}")
_UNMAPPED = ("warn", "keep", "drop", "refuse")


@dataclass(slots=True)
class Compiler:
    """Makes functions of values, and remembers which columns they name and which values no map knew."""

    columns: dict[str, Place] = field(default_factory=dict)
    unknown: dict[tuple[str, str], int] = field(default_factory=dict)

    def value(self, spec: Any, place: Place) -> Value:
        """The function of one value. Raises MappingFault."""
        if isinstance(spec, str):
            return self._column(spec, place)
        if isinstance(spec, list):
            parts = [
                self.value(each, place.under(f"[{n}]")) for n, each in enumerate(place.items(spec), start=1)
            ]
            return _joined(parts, "/", needs_all=True)
        keys = place.mapping(spec, VALUE_KEYS)
        found = [each for each in _SOURCES if each in keys]
        if len(found) != 1:
            raise place.fault(f"exactly one of {', '.join(_SOURCES)} was expected")
        source = getattr(self, f"_{found[0]}")(keys[found[0]], place.under(found[0]))
        if found[0] == "join":
            return _joined(source, str(keys.get("with", ", ")), needs_all=False)
        return self._after(source, keys, place)

    def all_of(self, spec: Any, place: Place) -> Value:
        """One value or a list of them, as the list of everything that they give."""
        specs = spec if isinstance(spec, list) else [spec]
        parts = [
            self.value(each, place.under(f"[{n}]")) for n, each in enumerate(place.items(specs), start=1)
        ]

        def together(row: Row) -> Any:
            found = [part(row) for part in parts]
            flat = [item for each in found for item in (each if isinstance(each, list) else [each])]
            return list(dict.fromkeys(str(item) for item in flat if item is not None))

        return together

    def _column(self, spec: Any, place: Place) -> Value:
        name = place.text(spec)
        self.columns.setdefault(name, place)
        if " > " not in name:
            return lambda row: _filled(row.get(name))
        steps = [each.strip() for each in name.split(" > ")]
        return lambda row: _filled(_walk(row, steps))

    def _const(self, spec: Any, place: Place) -> Value:
        text = place.scalar(spec)
        return lambda _: text

    def _template(self, spec: Any, place: Place) -> Value:
        text = place.text(spec)
        parts = {name: self._column(name, place) for name in _BRACES.findall(text)}

        def fill(row: Row) -> Any:
            values = {name: as_text(part(row)) for name, part in parts.items()}
            if parts and not any(values.values()):
                return None
            return _BRACES.sub(lambda match: values[match[1]] or "", text).strip()

        return fill

    def _join(self, spec: Any, place: Place) -> list[Value]:
        return [self.value(each, place.under(f"[{n}]")) for n, each in enumerate(place.items(spec), start=1)]

    def _first(self, spec: Any, place: Place) -> Value:
        parts = self._join(spec, place)
        return lambda row: next((found for part in parts if (found := part(row)) not in (None, [])), None)

    def _keys(self, spec: Any, place: Place) -> Value:
        column = self._column(spec, place)

        def names(row: Row) -> Any:
            found = column(row)
            return (
                [str(key) for key, each in found.items() if _holds(each)]
                if isinstance(found, dict)
                else found
            )

        return names

    def _lines(self, spec: Any, place: Place) -> Value:
        if not isinstance(spec, dict) or not spec:
            raise place.fault("labels with a value each were expected")
        parts = {str(label): self.value(each, place.under(str(label))) for label, each in spec.items()}

        def written(row: Row) -> Any:
            filled = ((label, as_text(part(row))) for label, part in parts.items())
            return "\n".join(f"{label}: {text}" for label, text in filled if text) or None

        return written

    def _after(self, source: Value, keys: dict[str, Any], place: Place) -> Value:
        steps: list[Callable[[Any], Any]] = []
        if "empty" in keys:
            nothing = frozenset(each.lower() for each in place.under("empty").texts(keys["empty"]))
            steps.append(lambda text: None if text.strip().lower() in nothing else text)
        if "split" in keys:
            steps.append(_splitter(place.under("split").text(keys["split"])))
        if "extract" in keys:
            steps.append(self._extractor(keys["extract"], place.under("extract")))
        if "map" in keys:
            steps.append(self._mapper(keys, place))
        elif "unmapped" in keys:
            raise place.fault("unmapped says what to do with values outside a map; there is no map")
        if "prefix" in keys:
            prefix = place.under("prefix").text(keys["prefix"])
            steps.append(lambda text: f"{prefix}{text}")
        separator = str(keys["with"]) if "with" in keys else None
        if not steps and separator is None:
            return source
        return _stepped(source, steps, separator)

    def _extractor(self, spec: Any, place: Place) -> Callable[[Any], Any]:
        pattern = regex(spec, place)
        group = 1 if pattern.groups else 0
        longest = _LONGEST_TEXT[len(_REPEAT.findall(pattern.pattern))]

        def extract(text: str) -> Any:
            if len(text) > longest:
                key = (place.path[-2], f"a text of more than {longest} characters, too long for extract")
                self.unknown[key] = self.unknown.get(key, 0) + 1
                return None
            match = pattern.search(text)
            return (match[group] or "").strip() or None if match else None

        return extract

    def _mapper(self, keys: dict[str, Any], place: Place) -> Callable[[Any], Any]:
        table, unmapped = _table(keys["map"], place.under("map")), keys.get("unmapped", "warn")
        if unmapped not in _UNMAPPED:
            raise place.under("unmapped").fault(f"one of {', '.join(_UNMAPPED)} was expected")
        where = str(keys.get("column") or keys.get("keys") or place.path[-1])

        def look_up(text: str) -> Any:
            if text.strip() in table:
                return table[text.strip()]
            if unmapped in ("warn", "refuse") and len(self.unknown) < 10_000:
                self.unknown[where, text] = self.unknown.get((where, text), 0) + 1
            return None if unmapped in ("drop", "refuse") else text

        return look_up


def _table(spec: Any, place: Place) -> dict[str, Any]:
    if not isinstance(spec, dict) or not spec:
        raise place.fault("values and what they become were expected (from: to)")
    table: dict[str, Any] = {}
    for key, each in spec.items():
        here = place.under(str(key))
        to = None if each is None else list(here.texts(each)) if isinstance(each, list) else here.scalar(each)
        table[place.scalar(key)] = to
    return table


def _splitter(separator: str) -> Callable[[Any], Any]:
    return lambda text: [part for each in text.split(separator) if (part := each.strip())]


def regex(spec: Any, place: Place) -> re.Pattern[str]:
    """A regular expression that cannot run away. Raises MappingFault."""
    text = place.text(spec)
    if len(text) > _REGEX_LENGTH:
        raise place.fault(f"a regular expression of at most {_REGEX_LENGTH} characters was expected")
    if (
        _NESTED_REPEAT.search(text)
        or len(_REPEAT.findall(text)) >= len(_LONGEST_TEXT)
        or re.search(r"\\[1-9]", text)
    ):
        raise place.fault(
            "this regular expression could take forever: no repetition inside a repeated group, "
            f"no back references, at most {len(_LONGEST_TEXT) - 1} of * + {{n,}}"
        )
    try:
        return re.compile(text)
    except re.error as error:
        raise place.fault(f"not a regular expression ({error})") from error


def _stepped(source: Value, steps: list[Callable[[Any], Any]], separator: str | None) -> Value:
    def stepped(row: Row) -> Any:
        value = source(row)
        many = isinstance(value, list)
        items = value if isinstance(value, list) else [] if value is None else [value]
        for step in steps:
            results: list[Any] = []
            for item in items:
                found = step(as_text(item) or "")
                many = many or isinstance(found, list)
                results.extend(found if isinstance(found, list) else [] if found is None else [found])
            items = results
        if separator is not None:
            return separator.join(str(each) for each in items) or None
        if many:
            return list(dict.fromkeys(items)) or None
        return items[0] if items else None

    return stepped


def _joined(parts: list[Value], separator: str, *, needs_all: bool) -> Value:
    def joined(row: Row) -> Any:
        texts = [as_text(part(row)) for part in parts]
        if needs_all and not all(texts):
            return None
        return separator.join(each for each in texts if each) or None

    return joined


def _walk(row: Any, steps: list[str]) -> Any:
    for step in steps:
        if isinstance(row, dict):
            row = row.get(step)
        elif isinstance(row, list) and step.isdigit() and int(step) < len(row):
            row = row[int(step)]
        else:
            return None
    return row


def _filled(value: Any) -> Any:
    if isinstance(value, str):
        return None if value.strip() in NOTHING else value
    return None if value in ({}, []) else value


def _holds(value: Any) -> bool:
    if isinstance(value, str):
        return value.strip().lower() not in ("", "false", "no", "0")
    return bool(value)


def as_text(value: Any) -> str | None:
    """A value as one text: a list joined with commas, nothing nested."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(each for item in value if (each := as_text(item))) or None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return None if isinstance(value, dict) else str(value)
