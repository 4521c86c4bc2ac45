"""Which language of a text a reader gets: `Accept-Language` (RFC 9110, 12.5.4) and lookup (RFC 4647, 3.4). Pure.

A text has an original, whose language is known or not and is never guessed, and translations. Ranges are tried best
first, each shortened from its end (es-SV, then es). Serbian is one language in two scripts: where only the other
script is there, it is transliterated; `sr` without a script is Latin. Where nothing that was asked for is there, a
language that its readers read as well is (bs and sr-Latn), and else the original stands.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from referral.kit.text.serbian import to_cyrillic, to_latin

# The languages of content that the product knows, in their canonical spelling.
LANGUAGES = ("en", "sq", "sr-Latn", "sr-Cyrl", "bs", "mk", "ka", "hy", "es", "ar", "de", "ru")
_LONGEST_HEADER = 1_000
_MOST_RANGES = 30
_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_RANGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*|\*")
_WEIGHT = re.compile(r"[qQ]=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")
_BY_LOWER = {language.lower(): language for language in LANGUAGES}
_SCRIPTS = {"sr-latn": ("sr-Cyrl", to_latin), "sr-cyrl": ("sr-Latn", to_cyrillic)}
_READ_AS_WELL = {
    "bs": ("sr-Latn",), "sr": ("bs",), "sr-latn": ("bs",), "hr": ("bs", "sr-Latn"), "cnr": ("sr-Latn", "bs"),
    "sh": ("sr-Latn", "bs"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """Language ranges in lower case, best first, and those that are refused (`q=0`).

    `else_original`: behind the ranges any language will do (`*`), so the original does.
    """

    ranges: tuple[str, ...]
    refused: frozenset[str] = frozenset()
    else_original: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The text to show: `source` is its language, None the original; `language` is what the reader gets, None unknown.

    The two differ where a text is transliterated.
    """

    source: str | None
    language: str | None

    def spelled(self, text: str) -> str:
        """The text in the reader's script."""
        script = _SCRIPTS.get((self.language or "").lower())
        return script[1](text) if script is not None and self.transliterates else text

    @property
    def transliterates(self) -> bool:
        return self.source is not None and self.source != self.language


def canonical(tag: str) -> str | None:
    """A language tag in its usual spelling: one of LANGUAGES, or itself; None for what is no tag."""
    if not _TAG.fullmatch(tag.strip()):
        return None
    lower = tag.strip().lower()
    known = next((_BY_LOWER[each] for each in shortened(lower) if each in _BY_LOWER), None)
    if known is not None:
        return known
    first, *rest = lower.split("-")
    spelled = [part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part for part in rest]
    return "-".join([first, *spelled])


def shortened(tag: str) -> list[str]:
    """The tag, and what is left of it as subtags are taken from its end; a single letter goes with what it begins."""
    parts = tag.split("-")
    found = []
    while parts:
        found.append("-".join(parts))
        parts.pop()
        while parts and len(parts[-1]) == 1:
            parts.pop()
    return found


@lru_cache(maxsize=1_024)
def read_accept_language(header: str) -> Wanted | None:
    """What a header asks for; None where it asks for nothing but the original. What is malformed is passed over."""
    if len(header) > _LONGEST_HEADER:
        return None
    weighed: list[tuple[float, str]] = []
    for element in header.split(",")[:_MOST_RANGES]:
        name, *parameters = (part.strip() for part in element.split(";"))
        weights = [_WEIGHT.fullmatch(each) for each in parameters]
        if _RANGE.fullmatch(name) and len(weights) <= 1 and all(weights):
            weighed.append((float(weights[0][1]) if weights and weights[0] else 1.0, name.lower()))
    refused = frozenset(name for weight, name in weighed if weight == 0 and name != "*")
    ordered = [name for weight, name in sorted(weighed, key=lambda each: -each[0]) if weight > 0]
    cut = ordered.index("*") if "*" in ordered else len(ordered)
    ranges = tuple(dict.fromkeys(ordered[:cut]))
    return Wanted(ranges, refused, else_original="*" in ordered) if ranges else None


@lru_cache(maxsize=8_192)
def choose(available: frozenset[str], original: str | None, wanted: Wanted) -> Choice:
    """The text for a reader, of translations (`available`, canonical tags) and an original of that language."""
    texts: dict[str, str] = {tag.lower(): tag for tag in available if not _is_refused(tag, wanted)}
    if original is not None:
        texts[original.lower()] = original
    for each in wanted.ranges:
        for tag in shortened(each):
            found = _of_tag(tag, texts)
            if found is not None:
                return found
    if not wanted.else_original:
        for each in wanted.ranges:
            near = (other for tag in shortened(each) for other in _READ_AS_WELL.get(tag, ()))
            for other in near:
                if other.lower() in texts:
                    return Choice(other, other)
    return Choice(None, original)


def _of_tag(tag: str, texts: dict[str, str]) -> Choice | None:
    if tag in texts:
        return Choice(texts[tag], texts[tag])
    wanted = "sr-latn" if tag == "sr" else tag
    if wanted in texts:
        return Choice(texts[wanted], texts[wanted])
    other = _SCRIPTS.get(wanted, ("",))[0]
    if other.lower() in texts:
        return Choice(texts[other.lower()], _BY_LOWER[wanted])
    return None


def _is_refused(tag: str, wanted: Wanted) -> bool:
    return not wanted.refused.isdisjoint(shortened(tag.lower()))
