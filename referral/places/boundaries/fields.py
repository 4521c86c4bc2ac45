"""Which fields of somebody else's file are code, name, parent and population, guessed where nobody says it.

A guess is only ever a field that fits: a code has a value in every feature and no value twice. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
NOTHING = {"", "-99", "-9999", "none", "null", "nan"}

# (pattern, share of the features that must have a value of their own): what is called a code may lack a few, since
# those features are reported; of the other keys one that is complete comes before one that is not.
_CODES = (
    (r"code|region_code", 0.9),
    (r"iso_?3166_?2|iso|(adm|admin)[0-9]_?(pcode|code)|pcode|hasc(_[0-9])?|gid_[0-9]|nuts_id|shapeiso", 1.0),
    (r"(geonames|gn|shape)_?id", 1.0),
    (r"iso_?3166_?2|(adm|admin)[0-9]_?(pcode|code)|pcode|hasc(_[0-9])?|gid_[0-9]|nuts_id", 0.9),
    (r"gid|id", 0.9),
)
_NAMES = (
    r"name|region_name|name_en",
    r"(adm|admin)[0-9]_(nam|name_en|en)|name_[0-9]|nuts_name|shapename",
    r"(adm|admin)[0-9]_?name|(adm|admin)[0-9]_[a-z]{2}|label",
)
_PARENTS = (r"parent|parent_code|parent_id",)
_POPULATIONS = (r"population|pop|pop_total|total_pop|pop_[0-9]{4}",)
_LANGUAGE = re.compile(r"(?:name|(?:adm|admin)[0-9](?:_name)?)_([a-z]{2})", re.IGNORECASE)
_OTHER_NAMES = re.compile(
    r"name_alt|name_local|geonames_name|alt_name|(adm|admin)[0-9]_(nam_alt|nam|name)|varname_[0-9]|nl_name_[0-9]",
    re.IGNORECASE,
)
_LEVELS = {"country": 0, "admin0": 0, "admin1": 1, "admin2": 2, "admin3": 3, "municipality": 3}
_COUNTRY = re.compile(r"country|country_code|iso_a2|iso2|adm0_a2|cntr_code", re.IGNORECASE)


class UnclearFields(ValueError):
    """Which field is meant cannot be guessed, or a named field is not there."""


@dataclass(frozen=True)
class Fields:
    """The fields that are used; `code` is the name field where the file has no code of its own."""

    code: str
    name: str
    parent: str | None
    population: str | None


def text_of(value: Any) -> str | None:
    """A value as text, None where it stands for nothing; whole floats lose their point."""
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    return None if text.lower() in NOTHING or (text.endswith(".") and len(text) < 4) else text


def guess_fields(rows: Sequence[Row], *, named: Mapping[str, str | None]) -> Fields:
    """The fields to use; what `named` holds under code, name, parent or population is taken as said."""
    there = list(rows[0]) if rows else []
    for role, given in named.items():
        if given is not None and given not in there:
            raise UnclearFields(
                f"there is no field '{given}' for the {role}; there are {', '.join(there) or 'none'}"
            )
    name = named.get("name") or _matching(there, _NAMES) or named.get("code")
    code = named.get("code") or _key(rows, there) or name
    if code is None or name is None:
        raise UnclearFields(
            f"which field is the name or code? Say it with --name-field, --code-field: {', '.join(there)}"
        )
    return Fields(
        code,
        name,
        named.get("parent") or _matching(there, _PARENTS),
        named.get("population") or _matching(there, _POPULATIONS),
    )


def _matching(there: Sequence[str], patterns: Sequence[str]) -> str | None:
    for pattern in patterns:
        for name in there:
            if re.fullmatch(pattern, name, re.IGNORECASE):
                return name
    return None


def _key(rows: Sequence[Row], there: Sequence[str]) -> str | None:
    for pattern, share in _CODES:
        for name in there:
            if re.fullmatch(pattern, name, re.IGNORECASE) and _is_key(rows, name, share):
                return name
    return None


def _is_key(rows: Sequence[Row], name: str, share: float) -> bool:
    """Whether a field may be a code: that share of the features, at least, has a value of its own."""
    values = {text for row in rows if (text := text_of(row[name])) is not None}
    return len(values) >= share * len(rows)


def guess_level(rows: Sequence[Row], fields: Fields) -> int | None:
    """The level that a field `level` or the fields' own names tell, None when nothing does."""
    said = {_LEVELS.get(str(row.get("level", "")).lower()) for row in rows}
    if len(said) == 1 and None not in said:
        return said.pop()
    numbers = re.search(
        r"(?:adm|admin|gid_|name_|hasc_)([0-3])", f"{fields.code} {fields.name}", re.IGNORECASE
    )
    return int(numbers.group(1)) if numbers else None


def guess_country(rows: Sequence[Row], file: str) -> str | None:
    """The two-letter country that all features name, or with which the file's name begins."""
    for name in rows[0] if rows else ():
        if _COUNTRY.fullmatch(name):
            said = {str(row[name]).strip().upper() for row in rows}
            if len(said) == 1 and re.fullmatch("[A-Z]{2}", only := said.pop()):
                return only
    begins = re.match(r"([A-Za-z]{2})[_-]", file)
    return begins.group(1).upper() if begins else None


def names_of(row: Row, fields: Fields) -> tuple[dict[str, str], list[str]]:
    """The other names of a feature: those by language, and those whose language nobody says."""
    by_language: dict[str, str] = {}
    others: list[str] = []
    for field, value in row.items():
        text = text_of(value)
        if text is None or not isinstance(value, str):
            continue
        if found := _LANGUAGE.fullmatch(field):
            by_language[found.group(1).lower()] = text
        elif _OTHER_NAMES.fullmatch(field):
            others += [part.strip() for part in text.split("|") if part.strip()]
    first = text_of(row[fields.name])
    return by_language, [each for each in dict.fromkeys(others) if each != first]
