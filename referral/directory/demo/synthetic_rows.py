"""The rows of a synthetic country, one generator an HSDS object, made from the plan's columns.

Built for speed, a few microseconds a row: ids are formatted counters, texts are looked up. Pure.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from referral.directory.demo.country import LANGUAGES as LANGUAGE_NAMES
from referral.directory.demo.services import CAPACITY_AS_OF
from referral.directory.demo.synthetic_plan import LANGUAGES, NEEDS, NOTHING, Plan
from referral.directory.demo.synthetic_words import HOURS, LABEL_OF, LANGUAGE_OF, OFFSET_OF, PHONES, WORDS
from referral.directory.hsds.objects import OBJECTS
from referral.directory.needs import hsds_rows, need

Row = dict[str, Any]

_PREFIX = {name: f"5e{number:02x}0000-0000-4000-8000-" for number, name in enumerate(OBJECTS)}
_UNIT = _PREFIX["unit"] + "000000000001"
_DTSTART = "2026-01-05"


def row_id(name: str, number: int) -> str:
    """The id of the nth row of an object: a UUID in form, a counter in fact."""
    return f"{_PREFIX[name]}{number:012x}"


def _organizations(plan: Plan) -> Iterator[Row]:
    for number, at in enumerate(plan.organization_town):
        town = plan.towns[at]
        words = WORDS[LANGUAGE_OF[town.country_code]]
        kind, name = words.kinds[number % len(words.kinds)], words.names[number // 4 % len(words.names)]
        yield {
            "id": row_id("organization", number),
            "name": f"{kind} {name} {number} {town.name}",
            "description": f"{words.offers} {town.name}.",
            "email": f"o{number}@example.org",
            "website": f"https://example.org/o{number}",
        }


def _services(plan: Plan) -> Iterator[Row]:
    for number, location in enumerate(plan.service_location):
        town = plan.towns[plan.location_town[location]]
        language = LANGUAGE_OF[town.country_code]
        label = _label(plan.need[number], language)
        yield {
            "id": row_id("service", number),
            "organization_id": row_id("organization", plan.location_organization[location]),
            "name": f"{label} {number}",
            "alternate_name": f"{_label(plan.need[number], 'en')} {number}",
            "description": f"{label}. {WORDS[language].offers} {town.name}.",
            "email": f"s{number}@example.org",
            "status": "inactive" if number % 97 == 96 else "active",
            "minimum_age": 18 if number % 3 == 0 else None,
            "maximum_age": 65 if number % 9 == 0 else None,
            "last_modified": CAPACITY_AS_OF,
        }


def _locations(plan: Plan) -> Iterator[Row]:
    for number, owner in enumerate(plan.location_organization):
        yield {
            "id": row_id("location", number),
            "location_type": "physical",
            "organization_id": row_id("organization", owner),
            "name": plan.towns[plan.location_town[number]].name,
            "latitude": plan.latitude[number],
            "longitude": plan.longitude[number],
        }


def _sites(plan: Plan) -> Iterator[Row]:
    """The first sites have their services' numbers, the second ones follow."""
    for number, location in enumerate(plan.service_location):
        yield _site(number, number, location)
    following = len(plan.service_location)
    for service, location in enumerate(plan.second_location):
        if location != NOTHING:
            yield _site(following, service, location)
            following += 1


def _site(number: int, service: int, location: int) -> Row:
    return {
        "id": row_id("service_at_location", number),
        "service_id": row_id("service", service),
        "location_id": row_id("location", location),
    }


def _addresses(plan: Plan) -> Iterator[Row]:
    for number, at in enumerate(plan.location_town):
        town = plan.towns[at]
        yield {
            "id": row_id("address", number),
            "location_id": row_id("location", number),
            "address_1": f"{WORDS[LANGUAGE_OF[town.country_code]].street} {number % 400 + 1}",
            "city": town.name,
            "state_province": f"{town.country_code}-{town.admin1_code}",
            "postal_code": f"{at % 9000 + 1000}",
            "country": town.country_code,
            "address_type": "physical",
        }


def _phones(plan: Plan) -> Iterator[Row]:
    for number, at in enumerate(plan.location_town):
        prefix, digits = PHONES[plan.towns[at].country_code]
        yield {
            "id": row_id("phone", number),
            "location_id": row_id("location", number),
            "number": f"{prefix} {number % 10**digits:0{digits}d}",
            "type": "voice",
        }


def _schedules(plan: Plan) -> Iterator[Row]:
    number = 0
    for service, hours in enumerate(plan.hours):
        country = plan.towns[plan.location_town[plan.service_location[service]]].country_code
        for days, opens, closes in HOURS[hours]:
            yield {
                "id": row_id("schedule", number),
                "service_id": row_id("service", service),
                "dtstart": _DTSTART,
                "timezone": OFFSET_OF.get(country, 1.0),
                "freq": "WEEKLY",
                "byday": days,
                "opens_at": opens,
                "closes_at": closes,
            }
            number += 1


def _languages(plan: Plan) -> Iterator[Row]:
    number = 0
    for service, more in enumerate(plan.languages):
        country = plan.towns[plan.location_town[plan.service_location[service]]].country_code
        for code in (LANGUAGE_OF[country], *(LANGUAGES[each] for each in more)):
            yield {
                "id": row_id("language", number),
                "service_id": row_id("service", service),
                "name": LANGUAGE_NAMES[code],
                "code": code,
            }
            number += 1


def _units(plan: Plan) -> Iterator[Row]:
    yield {"id": _UNIT, "name": "places"}


def _capacities(plan: Plan) -> Iterator[Row]:
    for service, maximum in enumerate(plan.maximum):
        if maximum != NOTHING:
            yield {
                "id": row_id("service_capacity", service),
                "service_id": row_id("service", service),
                "unit_id": _UNIT,
                "available": plan.available[service],
                "maximum": maximum,
                "updated": CAPACITY_AS_OF,
            }


def _taxonomies(plan: Plan) -> Iterator[Row]:
    yield dict(hsds_rows()[0])


def _terms(plan: Plan) -> Iterator[Row]:
    yield from hsds_rows()[1]


def _attributes(plan: Plan) -> Iterator[Row]:
    number = 0
    terms = [need(code).id for code in NEEDS]
    for service, needs in enumerate(zip(plan.need, plan.second_need, strict=True)):
        for each in needs:
            if each != NOTHING:
                yield {
                    "id": row_id("attribute", number),
                    "link_id": row_id("service", service),
                    "taxonomy_term_id": terms[each],
                    "link_entity": "service",
                }
                number += 1


@cache
def _label(number: int, language: str) -> str:
    return need(NEEDS[number]).labels[LABEL_OF.get(language, language)]


SOURCES: dict[str, Callable[[Plan], Iterator[Row]]] = {
    "organization": _organizations,
    "service": _services,
    "location": _locations,
    "service_at_location": _sites,
    "address": _addresses,
    "phone": _phones,
    "schedule": _schedules,
    "language": _languages,
    "unit": _units,
    "service_capacity": _capacities,
    "taxonomy": _taxonomies,
    "taxonomy_term": _terms,
    "attribute": _attributes,
}
