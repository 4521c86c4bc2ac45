"""One need, and how it is read from a mapping. Pure: a fault in it is a `TaxonomyFault` that names the term.

Identity: `id` is the version 5 UUID of NEEDS_NAMESPACE and the code, so all installations give a need one id.
`key` is the small integer that indexes store. Neither changes when labels do.
"""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

LANGUAGES = ("en", "sq", "sr-Latn", "sr-Cyrl", "bs", "mk", "ka", "hy", "es", "ar", "de", "ru")
VICTIMS = ("trafficking", "violence")
ANY_NEED = 0
HIGHEST_KEY = 999

# Drawn once at random for this taxonomy; another value would give every need another id.
NEEDS_NAMESPACE = uuid.UUID("30930cd9-a8ee-4d3d-8d21-9b1d33ba6a42")
# No code contains a slash, so no need can have the taxonomy's id.
TAXONOMY_ID = str(uuid.uuid5(NEEDS_NAMESPACE, "/taxonomy"))

_CODE = re.compile(r"[a-z]+(-[a-z]+)*")
_FIELDS = frozenset(
    {"code", "key", "parent", "description", "labels", "synonyms", "open_eligibility"}
    | {"protection", "shelter", "victims"}
)


class TaxonomyFault(ValueError):
    """The taxonomy's files contradict themselves or lack something; the text names the term and the fault."""

    def __init__(self, term: object, fault: str) -> None:
        super().__init__(f"need {term!r}: {fault}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A need: `labels` by language, all of LANGUAGES; `synonyms` are words people type, by language.

    `protection`: about trafficking, gender-based violence or children at risk. `shelter`: means sleeping
    there. `victims`: for victims of "trafficking" or "violence"; together with a shelter, the place is
    confidential unless its source says otherwise.
    """

    code: str
    key: int
    id: str
    parent: str | None
    description: str
    labels: Mapping[str, str] = field(hash=False)
    synonyms: Mapping[str, tuple[str, ...]] = field(hash=False)
    open_eligibility: tuple[str, ...]
    protection: bool
    shelter: bool
    victims: str | None


def need_id(code: str) -> str:
    """The UUID, in lower case, of the need with this code."""
    return str(uuid.uuid5(NEEDS_NAMESPACE, code))


def need_from(raw: Mapping[str, Any]) -> Need:
    """A need from one mapping of a terms file; TaxonomyFault when it is incomplete or malformed."""
    code = raw.get("code")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise TaxonomyFault(code, "the code must be lower-case ASCII words joined by hyphens")
    if unknown := sorted(set(raw) - _FIELDS):
        raise TaxonomyFault(code, f"unknown fields {', '.join(unknown)}")
    victims = raw.get("victims")
    if victims is not None and victims not in VICTIMS:
        raise TaxonomyFault(code, f"victims must be one of {', '.join(VICTIMS)}, not {victims!r}")
    return Need(
        code=code,
        key=_key(code, raw.get("key")),
        id=need_id(code),
        parent=raw.get("parent"),
        description=_text(code, "description", raw.get("description")),
        labels=MappingProxyType(_labels(code, raw.get("labels") or {})),
        synonyms=MappingProxyType(_synonyms(code, raw.get("synonyms") or {})),
        open_eligibility=_texts(code, "open_eligibility", raw.get("open_eligibility") or []),
        protection=_flag(code, "protection", raw),
        shelter=_flag(code, "shelter", raw),
        victims=victims,
    )


def _key(code: str, value: object) -> int:
    if type(value) is not int or not ANY_NEED < value <= HIGHEST_KEY:
        raise TaxonomyFault(code, f"the key must be an integer from 1 to {HIGHEST_KEY}, not {value!r}")
    return value


def _flag(code: str, name: str, raw: Mapping[str, Any]) -> bool:
    value = raw.get(name, False)
    if not isinstance(value, bool):
        raise TaxonomyFault(code, f"{name} must be true or false, not {value!r}")
    return value


def _text(code: str, name: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip() or value != value.strip():
        raise TaxonomyFault(code, f"{name} must be a text without spaces around it, not {value!r}")
    return value


def _texts(code: str, name: str, values: object) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TaxonomyFault(code, f"{name} must be a list, not {values!r}")
    texts = tuple(_text(code, name, value) for value in values)
    if len(set(texts)) < len(texts):
        raise TaxonomyFault(code, f"{name} names something twice")
    return texts


def _labels(code: str, raw: Mapping[str, object]) -> dict[str, str]:
    _only_languages(code, "labels", raw)
    if missing := [language for language in LANGUAGES if language not in raw]:
        raise TaxonomyFault(code, f"no label in {', '.join(missing)}")
    return {language: _text(code, f"label {language}", raw[language]) for language in LANGUAGES}


def _synonyms(code: str, raw: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    _only_languages(code, "synonyms", raw)
    return {language: _texts(code, f"synonyms {language}", values) for language, values in raw.items()}


def _only_languages(code: str, name: str, raw: Mapping[str, object]) -> None:
    if unknown := sorted(set(raw) - set(LANGUAGES)):
        raise TaxonomyFault(code, f"{name} in unknown languages {', '.join(unknown)}")
