"""What the index keeps of the texts of a service in other languages, and how a stored answer is put into them. Pure.

The stored form is JSON by the parts of the answer: `service` and `organization`, and for each place by its id
`location` and `schedules` (by their number). A field holds its translations by language, and under "" the language of
the original, null where nobody said it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from referral.directory.hsds.shapes import Branch
from referral.directory.profile.texts import TRANSLATABLE, Texts, best
from referral.directory.queries.texts import NOTHING_SAID, Node, nodes
from referral.kit.languages import Wanted
from referral.search.documents import SHOWN, schedules_of, shortened

Said = Mapping[str, Texts]
# By field the translations by language, and under "" the language of the original.
Fields = dict[str, dict[str, str | None]]
_ORIGINAL = ""


def words_of(each: Mapping[str, Any], fields: Iterable[str], said: Said) -> Iterator[str]:
    """All translations of these fields of an object: they are found like the originals."""
    translations = said.get(each.get("id", ""), NOTHING_SAID).translations
    for field in fields:
        yield from translations.get(field, {}).values()


def stored_texts(
    service: dict[str, Any], sites: Sequence[Mapping[str, Any]], branches: tuple[Branch, ...], said: Said
) -> bytes | None:
    """What is kept of a service and its places; None where nothing is said of any text in their answers."""
    by_id = {node.values["id"]: node for node in nodes(service, "service", branches, said)}
    places = {}
    for at in sites:
        location = at.get("location", {})
        parts = {
            "location": _fields(by_id.get(location.get("id", "")), said),
            "schedules": {
                str(number): fields
                for number, each in enumerate(schedules_of(service, at))
                if (fields := _fields(by_id.get(each["id"]), said))
            },
        }
        if any(parts.values()):
            places[location.get("id", "")] = parts
    organization = service.get("organization", {})
    kept = {
        "service": _fields(by_id[service["id"]], said),
        "organization": _fields(by_id.get(organization.get("id", "")), said),
        "places": places,
    }
    return orjson.dumps(kept) if any(kept.values()) else None


def _fields(node: Node | None, said: Said) -> Fields:
    if node is None:
        return {}
    texts = said.get(node.values["id"], NOTHING_SAID)
    found: Fields = {}
    for name in TRANSLATABLE[node.object]:
        if name not in SHOWN[node.object]:
            continue
        language = texts.originals.get(name) or texts.whole or node.inherited
        translations = texts.translations.get(name, {})
        if translations or (language is not None and name in node.values):
            found[name] = {
                _ORIGINAL: language,
                **{tag: shortened(text) for tag, text in translations.items()},
            }
    return found


def translated(document: bytes, stored: bytes, wanted: Wanted) -> tuple[bytes, set[str | None]]:
    """A stored answer (without its closing brace) with the best text in each field, and the languages shown."""
    answer, kept = orjson.loads(document + b"}"), orjson.loads(stored)
    used: set[str | None] = set()
    location = answer["location"] or {}
    place = kept["places"].get(location.get("id", ""), {"location": {}, "schedules": {}})
    _put(answer["service"], kept["service"], wanted, used)
    _put(answer["organization"], kept["organization"], wanted, used)
    _put(location, place["location"], wanted, used)
    for number, each in enumerate(answer["service"].get("schedules", ())):
        _put(each, place["schedules"].get(str(number), {}), wanted, used)
    return orjson.dumps(answer)[:-1], used


def _put(holder: dict[str, Any], fields: Fields, wanted: Wanted, used: set[str | None]) -> None:
    for name, languages in fields.items():
        translations = {tag: text for tag, text in languages.items() if tag and text is not None}
        shown = best(translations, holder.get(name), languages[_ORIGINAL], wanted)
        if shown.text is not None:
            holder[name] = shown.text
            used.add(shown.language)
