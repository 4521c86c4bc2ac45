"""Danger now: a country's own lines, for the first screen and for anybody offline."""

import re
from typing import NamedTuple

from flask import request
from flask_babel import LazyString, lazy_gettext

from referral.places.profiles import CountryProfile, UnknownCountry, all_countries, country
from referral.web.page.languages import language

COUNTRY_COOKIE = "country"
KINDS: dict[str, LazyString] = {
    "emergency": lazy_gettext("Emergency"),
    "police": lazy_gettext("Police"),
    "ambulance": lazy_gettext("Ambulance"),
    "fire": lazy_gettext("Fire brigade"),
    "trafficking": lazy_gettext("Trafficking and exploitation"),
    "violence_against_women": lazy_gettext("Violence at home"),
    "child_helpline": lazy_gettext("Children and young people"),
    "missing_children": lazy_gettext("Missing children"),
    "human_rights": lazy_gettext("Human rights"),
}
# Where readers of a language mostly are, until they say.
_BY_LANGUAGE = {
    "sq": "AL",
    "sr-Latn": "RS",
    "sr-Cyrl": "RS",
    "bs": "BA",
    "mk": "MK",
    "ka": "GE",
    "hy": "AM",
    "es": "SV",
    "ar": "JO",
}


_REGION = re.compile(r"[a-zA-Z]{2,3}-(?:[A-Za-z]{4}-)?([A-Z]{2})\b")


class Line(NamedTuple):
    """One number. `hours` as the country says it: 24/7, or nothing."""

    kind: LazyString
    number: str
    hours: str
    verified: bool


class Country(NamedTuple):
    """A country's lines, and what it is called in the reader's language."""

    code: str
    name: str
    lines: list[Line]


def lines_of(code: str) -> Country | None:
    """The lines of one country; None where nobody knows it."""
    try:
        return _told(country(code))
    except UnknownCountry:
        return None


def here() -> Country | None:
    """The country that was asked about last, else that of the browser's language (sq-XK), else where readers of the
    language mostly are.
    """
    told = _REGION.findall(request.headers.get("Accept-Language", "")[:200])
    for code in (request.cookies.get(COUNTRY_COOKIE, ""), *told, _BY_LANGUAGE.get(language().tag, "")):
        found = lines_of(code) if code else None
        if found is not None and found.lines:
            return found
    return None


def all_lines() -> list[Country]:
    """Every country, by the name that the reader knows it by."""
    return sorted((_told(each) for each in all_countries()), key=lambda each: each.name)


def _told(profile: CountryProfile) -> Country:
    names = profile.names
    lines = [
        Line(KINDS[each.kind], each.number, each.hours, each.verified)
        for each in profile.hotlines
        if each.kind in KINDS
    ]
    return Country(profile.code, names.get(language().tag, names["en"]), lines)
