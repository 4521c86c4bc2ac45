"""What the columns of a row say of whom a service takes, by the tables of a mapping.

Nobody is turned away by what is not understood: it becomes a condition that has to be asked about.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from referral.directory.eligibility import from_attributes, to_attributes
from referral.directory.exchange.reading.mapping.combining import NOBODY_LIMITED, Said, both, one_of
from referral.directory.exchange.reading.mapping.values import Row, Value, as_text

VALUE = "{value}"
_SEVERAL = "several values that no criterion says together; kept as a condition to ask about"
_CONFLICT = "does not go together with what other columns say; kept as a condition to ask about"
Condition = Callable[[Row], bool]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value that was kept as a condition, and why."""

    column: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Column:
    """One entry: from the values of a row to what they say."""

    name: str
    value: Value
    label: str
    when: Condition | None
    table: dict[str, Said | None]
    each: dict[str, Any] | None
    each_holds: bool
    tells: bool

    def said(self, row: Row, doubts: list[Doubt]) -> tuple[Said, str]:
        """What the row says here, and its own words."""
        if self.when is not None and not self.when(row):
            return NOBODY_LIMITED, ""
        found = self.value(row)
        items = found if isinstance(found, list) else [found]
        texts = [" ".join(text.split()) for each in items if (text := as_text(each))]
        texts = [text for text in texts if text]
        if not texts:
            return NOBODY_LIMITED, ""
        said = [self._look_up(text, doubts) for text in texts]
        words = "; ".join(texts)
        return self._each(texts, said, doubts) if self.each_holds else self._any(words, said, doubts), words

    def _look_up(self, text: str, doubts: list[Doubt]) -> Said | None:
        if text.casefold() in self.table:
            return self.table[text.casefold()]
        message = "not in the table of values; kept as a condition to ask about"
        if self.each is not None:
            try:
                return read_pairs(_filled(self.each, text))
            except ValueError as fault:
                message = f"{fault}; kept as a condition to ask about"
        if self.tells:
            doubts.append(Doubt(self.name, text, message))
        return None

    def _any(self, words: str, said: list[Said | None], doubts: list[Doubt]) -> Said:
        known = [each for each in said if each is not None]
        # Whom the known ones do not take, the others may.
        if len(known) < len(said):
            return self.to_ask(words)
        together = one_of(known)
        if together is None:
            doubts.append(Doubt(self.name, words, _SEVERAL))
            return self.to_ask(words)
        return together

    def _each(self, texts: list[str], said: list[Said | None], doubts: list[Doubt]) -> Said:
        total = NOBODY_LIMITED
        for text, each in zip(texts, said, strict=True):
            joined = both(total, self.to_ask(text) if each is None else each)
            if joined is None:
                doubts.append(Doubt(self.name, text, _SEVERAL))
                joined = total | self.to_ask(text)
            total = joined
        return total

    def to_ask(self, words: str) -> Said:
        """These words as a condition."""
        return frozenset({("condition", f"{self.label}: {words}" if self.label else words)})


def criteria(columns: tuple[Column, ...], row: Row) -> tuple[list[str], list[Doubt]]:
    """What all columns say together, as "code=value" in the order of the profile, and what was doubted."""
    total, doubts = NOBODY_LIMITED, list[Doubt]()
    for column in columns:
        said, words = column.said(row, doubts)
        joined = both(total, said)
        if joined is None:
            doubts.append(Doubt(column.name, words, _CONFLICT))
            joined = total | column.to_ask(words)
        total = joined
    return [f"{code}={value}" for code, value in to_attributes(from_attributes(total))], doubts


def _filled(pattern: dict[str, Any], text: str) -> dict[str, list[str]]:
    return {code: [each.replace(VALUE, text) for each in values] for code, values in pattern.items()}


def read_pairs(said: dict[str, list[str]]) -> Said:
    """Criteria as pairs in the profile's own spelling. ValueError for what is none."""
    pairs = [(code, value) for code, values in said.items() for value in values]
    return frozenset(to_attributes(from_attributes(pairs)))
