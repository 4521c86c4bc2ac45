"""The demo's texts in other languages, as attributes of our profile.

`local | English` gives the English text and says which language the local one is in (`texts` of the country, the
organisation or the service). Into the languages of `also` a service is told by the names of its needs and by the
sentences of `phrases.yaml`: whom it takes, how one applies, what it costs.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from referral.directory.demo.country import DemoDataError, Rows, pair
from referral.directory.exchange.reading.model import Record
from referral.directory.needs import need
from referral.directory.profile import term_of_code
from referral.directory.profile.texts import CONTENT_LANGUAGE, LINK_TYPE, TRANSLATION, label_of

ENGLISH = "en"
# Keys of phrases in the Cyrillic entries of Serbia.
_SAME = {"повратник": "returnee", "бесплатно": "free"}
_KEYS = {"eligibility_description": "who", "application_process": "apply", "fees_description": "fees"}


@cache
def phrases() -> Mapping[str, Any]:
    """The sentences by language."""
    path = Path(__file__).with_name("phrases.yaml")
    read: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return read


def spoken(rows: Rows, *entries: Mapping[str, Any]) -> str:
    """The language of an entry's texts: its own, or that of what it stands in."""
    for entry in (*entries, rows.country.data):
        if "texts" in entry:
            return str(entry["texts"])
    raise DemoDataError(f"{rows.country.file}: `texts` must say in which language its texts are")


def texts_in_two(
    rows: Rows, entity: str, key: str, entry: Mapping[str, str], language: str
) -> Iterator[Record]:
    """Of `name` and `description` of an entry: the language of the name, and both halves where there are two."""
    name, english = pair(entry["name"])
    if not name:
        return
    yield _attribute(rows, entity, key, CONTENT_LANGUAGE, "name", language)
    if english is not None:
        yield _attribute(rows, entity, key, CONTENT_LANGUAGE, "alternate_name", ENGLISH)
        yield _translation(rows, entity, key, label_of("name", ENGLISH), english)
    local, english = pair(entry.get("description", ""))
    if local and english is not None:
        yield _translation(rows, entity, key, label_of("description", language), local)
        yield _translation(rows, entity, key, label_of("description", ENGLISH), english)


def service_texts(rows: Rows, key: str, entry: Mapping[str, Any], of: Mapping[str, Any]) -> Iterator[Record]:
    """All texts of a service of an organisation's entry (`of`) in other languages."""
    own = spoken(rows, entry, of)
    told = {"name": entry["name"], "description": entry["text"]}
    yield from texts_in_two(rows, "service", key, told, own)
    for language in (ENGLISH, *rows.country.data.get("also", ())):
        if language != own:
            for field, text in _told(entry, language):
                yield _translation(rows, "service", key, label_of(field, language), text)


def _told(entry: Mapping[str, Any], language: str) -> Iterator[tuple[str, str]]:
    said = phrases()[language]
    labels = [need(code).labels[language] for code in entry["needs"]]
    if language != ENGLISH:
        yield "name", labels[0]
        yield "description", said["offers"].format(needs=said["between"].join(labels))
    keys = {"who": entry.get("who"), "apply": entry.get("apply"), "fees": entry.get("fee", "free")}
    for field, group in _KEYS.items():
        if (text := said[group].get(_SAME.get(str(keys[group]), keys[group]))) is not None:
            yield field, text


def _translation(rows: Rows, entity: str, key: str, label: str, text: str) -> Record:
    return _attribute(rows, entity, key, TRANSLATION, label, text, link_type=LINK_TYPE)


def _attribute(rows: Rows, entity: str, key: str, code: str, label: str, value: str, **more: str) -> Record:
    holder = rows.id(entity, key) if key else rows.id(entity)
    return rows.make(
        "attribute",
        *(each for each in (entity, key, code, label) if each),
        link_id=holder,
        link_entity=entity,
        taxonomy_term_id=term_of_code()[code].id,
        label=label,
        value=value,
        **more,
    )
