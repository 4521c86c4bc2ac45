"""One demo file: a country with its towns, phrases and organisations, and the record maker that all parts share.

Ids are version 5 UUIDs of readable keys, so that an edit of one entry changes no other entry's id. Pure but for
reading the file.
"""

import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import yaml

from referral.directory.exchange.reading.model import Origin, Record

# libyaml reads the files ten times as fast; a build of PyYAML without it still works.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Fixed for ever: links in the guide and tests point at ids made from it.
DEMO = UUID("d3e0c1f2-5a64-5b78-9c0d-1e2f3a4b5c6d")
LANGUAGES = {
    "sq": "shqip", "sr": "srpski", "mk": "makedonski", "bs": "bosanski", "hr": "hrvatski", "ka": "kartuli",
    "hy": "hayeren", "es": "español", "en": "English", "ru": "russkiy", "ar": "al-arabiyya", "rom": "romani čhib",
    "tr": "Türkçe", "az": "azərbaycan", "de": "Deutsch", "it": "italiano", "fr": "français", "uk": "ukrayinska",
    "fa": "farsi", "nah": "nahuat", "hu": "magyar", "bg": "balgarski", "ku": "kurdî", "el": "ellinika",
}  # fmt: skip


class DemoDataError(ValueError):
    """A demo file that refers to something it does not have. The message names both."""


def demo_id(*parts: str) -> str:
    return str(uuid5(DEMO, "/".join(parts)))


def pair(text: str) -> tuple[str, str | None]:
    """`local | English` as its two halves; the English one may be missing."""
    local, _, english = text.partition("|")
    return local.strip(), english.strip() or None


def sentences(text: str) -> str:
    """`local | English` as one description: the local sentence, then the English one."""
    return " ".join(half for half in pair(text) if half)


@dataclass(frozen=True, slots=True)
class Country:
    """A demo file as read."""

    file: str
    data: Mapping[str, Any]

    @property
    def code(self) -> str:
        return str(self.data["country"])

    @property
    def offset(self) -> float:
        return float(self.data["utc_offset"])

    def town(self, name: str) -> Mapping[str, Any]:
        return self._known("towns", name)

    def phrase(self, group: str, key: str) -> str:
        """A phrase kept once for the country, or the text itself where no phrase has that name."""
        known: Mapping[str, str] = self.data.get(group, {})
        return known.get(key, key)

    def _known(self, group: str, name: str) -> Mapping[str, Any]:
        try:
            found: Mapping[str, Any] = self.data[group][name]
        except KeyError:
            raise DemoDataError(f"{self.file}: {name!r} is not among its {group}") from None
        return found

    def phone(self, town: str, *key: str) -> str:
        """A number that cannot ring: after the area code it begins with 0, as no subscriber here does."""
        digits = zlib.crc32("/".join(key).encode()) % 10**3
        plan = self.data["phone"]
        area = self.town(town).get("tel", "")
        return " ".join(part for part in (plan["code"], area, plan["block"], f"{digits:03d}") if part)


@dataclass(frozen=True, slots=True)
class Rows:
    """Makes the records of one organisation: ids below its key; `number` is its place in the file and their origin."""

    country: Country
    organization: str
    number: int

    def make(self, object: str, *key: str, **values: Any) -> Record:
        said = {name: value for name, value in values.items() if value is not None}
        origin = Origin(self.country.file, self.number)
        return Record(object, self.id(object, *key), said, origin)

    def id(self, object: str, *key: str) -> str:
        return demo_id(object, self.organization, *key)


def jittered(centre: tuple[float, float], *key: str, within_km: float) -> tuple[float, float]:
    """A position around (lat, lon), the same for the same key: at most `within_km` away, evenly over the disc."""
    seed = uuid5(DEMO, "/".join(("position", *key))).int
    angle = 2 * math.pi * (seed % 3600) / 3600
    reach = within_km * math.sqrt((seed >> 32) % 1000 / 1000)
    lat = centre[0] + reach * math.cos(angle) / 111.2
    lon = centre[1] + reach * math.sin(angle) / (111.2 * math.cos(math.radians(centre[0])))
    return round(lat, 6), round(lon, 6)


def read_country(path: Path) -> Country:
    with path.open(encoding="utf-8") as file:
        return Country(path.name, yaml.load(file, Loader=_LOADER))  # noqa: S506 - either loader is a safe one
