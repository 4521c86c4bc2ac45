"""What somebody asks of the finder: one line of need and place in any script, filters, and who comes.

`?q=bed for tonight Tirana&km=50&open=1&lang=sq` is all that an address ever holds: traits of people come by POST only,
and a position in an address is rounded to a tenth of a degree, about ten kilometres.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from werkzeug.datastructures import MultiDict

from referral.directory.needs import resolve
from referral.kit.db.engine import current
from referral.kit.db.work import unit_of_work
from referral.kit.text import fold
from referral.kit.text.fillers import FILLERS
from referral.places.lookup import find_place
from referral.places.rules import Ambiguous, Found, Matched
from referral.search.asking import PLACES_KEPT_S, period

RADII = (10, 25, 50, 100, 250)
LONGEST = 200
_POSITION = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*")
_MOST_WORDS_OF_PLACE = 4
_SHORTEST_NEARLY = 4
_FILLERS_HERE = FILLERS | {"near", "around", "cerca", "prane", "afer", "blizu", "nahe", "bei"}


@dataclass(frozen=True)
class Line:
    """The typed line taken apart: codes of needs, or words where nobody calls a need so; and the place's name.

    `rest` is what was typed beside the place.
    """

    needs: tuple[str, ...] = ()
    words: str = ""
    place: str = ""
    rest: str = ""


@dataclass
class Wish:
    """The whole question. `place` is what distances are measured from: a name, or a rounded position."""

    line: Line
    place: str
    text: str
    given: MultiDict[str, str]
    party: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.line.needs or self.line.words or self.place)

    def question(self) -> dict[str, Any]:
        """As the search reads it."""
        given = self.given
        asked: dict[str, Any] = {"limit": 20, "count": ["total"]}
        if self.line.needs:
            asked["need"] = list(self.line.needs)
        elif self.line.words:
            asked["q"] = self.line.words
        if self.place:
            asked["near"] = self.place
            if given.get("km", "").isdigit() and int(given["km"]) in RADII:
                asked["radius_km"] = int(given["km"])
        if given.get("open") == "1":
            asked["open_at"] = "now"
        if given.get("free") == "1":
            asked["free_of_charge"] = True
        spoken = given.get("lang", "")
        if re.fullmatch(r"[a-z]{2,3}", spoken):
            asked["languages"] = [spoken]
        if self.party:
            asked["party"] = self.party
        return asked

    def address(self, **changed: str | None) -> dict[str, str]:
        """The question as parameters of an address, some of them changed; None leaves one out. No trait among them."""
        kept = {name: self.given.get(name, "") for name in ("need", "km", "open", "free", "lang")}
        kept |= {"q": self.line.rest, "near": self.place}
        return {name: text for name, text in {**kept, **changed}.items() if text}


def read_wish(given: MultiDict[str, str]) -> Wish:
    """The question of an address or a form."""
    text = given.get("q", "").strip()[:LONGEST]
    near, need = given.get("near", "").strip()[:LONGEST], given.get("need", "").strip()[:LONGEST]
    line = (
        take_apart(text, current().url, period(PLACES_KEPT_S)) if text and not near else _without_place(text)
    )
    if need:
        line = Line(
            needs=tuple(each.code for each in resolve(need)) or (need,), place=line.place, rest=line.rest
        )
    return Wish(line=line, place=near or line.place, text=text, given=given)


def rounded(near: str) -> str | None:
    """A position as it may stand in an address; None where it does already, or is a name."""
    found = _POSITION.fullmatch(near)
    if found is None:
        return None
    # Adding nothing makes a zero of what is a little below it.
    coarse = ",".join(f"{round(float(each), 1) + 0.0:.1f}" for each in found.groups())
    return None if coarse == near else coarse


def _without_place(text: str) -> Line:
    if not text:
        return Line()
    needs = tuple(each.code for each in resolve(text) or resolve(_bare(text.split())))
    return Line(needs=needs, words="" if needs else text, rest=text)


def _bare(words: list[str]) -> str:
    """Without words that say nothing about what is looked for."""
    return " ".join(word for word in words if fold(word) not in _FILLERS_HERE)


@lru_cache(maxsize=1_024)
def take_apart(text: str, _url: str, _period: int) -> Line:
    """Need and place of one line. A place counts where its name is written so, or nearly and the rest is a need."""
    words = re.split(r"[\s,;]+", text.strip(" ,;"))
    whole = _without_place(text)
    nearly: Line | None = None
    with unit_of_work(write=False) as session:
        for begin, end in _spans(len(words)):
            name = " ".join(words[begin:end])
            if fold(name) in _FILLERS_HERE:
                continue
            answer = find_place(session, name)
            if not isinstance(answer, Found | Ambiguous):
                continue
            rest = _bare([*words[:begin], *words[end:]])
            line = _without_place(rest)
            made = replace(line, place=name)
            if answer.matched is Matched.EXACT and (line.needs or not rest or not whole.needs):
                return made
            if nearly is None and line.needs and len(name) >= _SHORTEST_NEARLY and not whole.needs:
                nearly = made
    return nearly or whole


def _spans(count: int) -> Iterator[tuple[int, int]]:
    """Where a place's name may stand: at the end first, then at the beginning, longer ones before shorter ones."""
    longest = min(count, _MOST_WORDS_OF_PLACE)
    for length in range(longest, 0, -1):
        yield count - length, count
    for length in range(min(count - 1, _MOST_WORDS_OF_PLACE), 0, -1):
        yield 0, length
