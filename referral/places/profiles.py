"""Country profiles: languages, time zone, working week, hotlines, authorities, public holidays; one YAML file each.

Read once per process and checked as it is read: a profile that lacks something does not start the application.
Whatever an operator still has to confirm carries `verified` false. No database, no network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import holidays
import yaml

SOUTH_SLAVIC = {"sr-Latn": "sr", "sr-Cyrl": "sr", "hr": "bs"}


class UnknownCountry(LookupError):
    """There is no profile of that country."""


@dataclass(frozen=True, slots=True)
class Hotline:
    """One national number; empty `hours` mean that they are not known."""

    kind: str
    number: str
    who_may_call: str
    hours: str
    languages: tuple[str, ...]
    verified: bool
    source: str


@dataclass(frozen=True, slots=True)
class Authority:
    """A public body that people may be referred or complain to."""

    kind: str
    name: str
    verified: bool


@dataclass(frozen=True, slots=True)
class ConsentAge:
    """From how many years on somebody consents to the use of their data without a guardian."""

    years: int
    verified: bool
    source: str


@dataclass(frozen=True, slots=True)
class Retention:
    """How many years after it was closed the people of a case stay readable; longer where one needs protection."""

    case_years: int
    protection_years: int
    verified: bool
    source: str


@dataclass(frozen=True, slots=True)
class RegionName:
    """A first-order region by its GeoNames code: our code (ISO 3166-2 where one exists) and its names by language."""

    geonames: str
    code: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CountryProfile:
    """What the product knows of a country."""

    code: str
    names: Mapping[str, str]
    languages: tuple[str, ...]
    time_zone: str
    currency: str
    phone_code: str
    working_week: tuple[str, ...]
    age_of_consent_for_data: ConsentAge
    retention: Retention
    authorities: tuple[Authority, ...]
    hotlines: tuple[Hotline, ...]
    fixed_holidays: tuple[tuple[str, str], ...]
    regions: tuple[RegionName, ...]


def country(code: str) -> CountryProfile:
    """The profile of a country by its two-letter code, in any case. Raises UnknownCountry."""
    try:
        return _profiles()[code.upper()]
    except KeyError:
        raise UnknownCountry(f"no profile of country {code}; there are {', '.join(_profiles())}") from None


def all_countries() -> list[CountryProfile]:
    """All profiles, by code."""
    return list(_profiles().values())


def holidays_of(code: str, year: int, language: str = "en") -> list[tuple[date, str]]:
    """Public holidays of a country by date, named in `language` where the calendar has it, else in the country's own.

    Movable feasts of the Islamic calendar may be estimates and then say so in their names. Raises UnknownCountry.
    """
    profile = country(code)
    days: dict[date, str] = {
        date.fromisoformat(f"{year}-{day}"): name for day, name in profile.fixed_holidays
    }
    if code.upper() in holidays.list_supported_countries():
        calendar = holidays.country_holidays(
            code.upper(), years=year, language=_calendar_language(code, language)
        )
        days |= dict(calendar)
    return sorted(days.items())


@cache
def _calendar_language(code: str, language: str) -> str | None:
    offered = holidays.country_holidays(code.upper()).supported_languages
    wanted = "en_US" if language == "en" else SOUTH_SLAVIC.get(language, language)
    own = holidays.country_holidays(code.upper()).default_language
    return wanted if wanted in offered else own


@cache
def _profiles() -> dict[str, CountryProfile]:
    folder = resources.files("referral.places") / "countries"
    files = sorted(item.name for item in folder.iterdir() if item.name.endswith(".yaml"))
    read = [_profile(_loaded((folder / name).read_text(encoding="utf-8"))) for name in files]
    return {profile.code: profile for profile in read}


def _loaded(text: str) -> Any:
    # The safe loader written in C where there is one: ten times as fast, and every process waits for it once.
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe


def _profile(raw: dict[str, Any]) -> CountryProfile:
    return CountryProfile(
        code=raw["code"],
        names=raw["names"],
        languages=tuple(raw["languages"]),
        time_zone=raw["time_zone"],
        currency=raw["currency"],
        phone_code=raw["phone_code"],
        working_week=tuple(raw["working_week"]),
        age_of_consent_for_data=ConsentAge(**raw["age_of_consent_for_data"]),
        retention=Retention(**raw["retention"]),
        authorities=tuple(Authority(**each) for each in raw["authorities"]),
        hotlines=tuple(
            Hotline(**{**each, "languages": tuple(each["languages"])}) for each in raw["hotlines"]
        ),
        fixed_holidays=tuple((each["date"], each["name"]) for each in raw["fixed_holidays"]),
        regions=tuple(RegionName(**each) for each in raw["regions"]),
    )
