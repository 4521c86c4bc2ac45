"""Texts in other languages and the language of the original, as attributes of our profile. Pure.

A translation is an attribute of the object whose field it is: label `description@sq`, value the text. The language of
an original is an attribute `content_language` with a tag as value: of the whole object and of what hangs on it, or with
a field's name as label of that field alone. What is not said is not known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from referral.kit.languages import LANGUAGES, Choice, Wanted, canonical, choose

TRANSLATION, CONTENT_LANGUAGE = "translation", "content_language"
# Names of the terms that carry them.
NAMES = {TRANSLATION: "Text in another language", CONTENT_LANGUAGE: "Language of the text"}
LINK_TYPE = "translation"
WHOLE_LABEL = "Language of content"

# Fields that people read, by HSDS object.
TRANSLATABLE: dict[str, tuple[str, ...]] = {
    "organization": ("name", "alternate_name", "description"),
    "program": ("name", "alternate_name", "description"),
    "service": (
        "name",
        "alternate_name",
        "description",
        "interpretation_services",
        "application_process",
        "fees_description",
        "wait_time",
        "fees",
        "eligibility_description",
        "alert",
    ),
    "location": ("name", "alternate_name", "description", "transportation"),
    "service_at_location": ("description",),
    "contact": ("title", "department"),
    "phone": ("description",),
    "schedule": ("description", "notes"),
    "service_area": ("name", "description"),
    "language": ("note",),
    "accessibility": ("description", "details"),
    "cost_option": ("option", "amount_description"),
    "required_document": ("document",),
    "service_capacity": ("description",),
    "url": ("label",),
}


class Place(NamedTuple):
    """The field that a translation is of, and its language."""

    field: str
    language: str


def label_of(name: str, language: str) -> str:
    """The label under which a translation travels."""
    return f"{name}@{language}"


def read_label(label: str, entity: str) -> Place:
    """`description@sq` on an object; raises `ValueError` with a sentence that says what would be right."""
    name, _, tag = label.strip().partition("@")
    fields = TRANSLATABLE.get(entity, ())
    if not fields:
        raise ValueError(f"texts of {entity} have no translations; those of {', '.join(TRANSLATABLE)} have")
    if name not in fields:
        raise ValueError(f"{label!r} names no text of {entity}: right are {', '.join(fields)}, as in name@sq")
    return Place(name, known_language(tag))


def known_language(tag: str) -> str:
    """A language of translations in its own spelling; raises `ValueError` that names those there are."""
    wanted = tag.strip().lower()
    found = next((each for each in LANGUAGES if each.lower() == wanted), None)
    if found is None:
        script = " (Serbian says its script)" if wanted.split("-")[0] == "sr" else ""
        raise ValueError(f"{tag!r} is no language of translations{script}: right are {', '.join(LANGUAGES)}")
    return found


def original_language(value: str) -> str:
    """The language of an original, any there is; raises `ValueError`."""
    tag = canonical(value)
    if tag is None:
        raise ValueError(f"{value!r} is no language; one is written like sq, sr-Latn or es-SV (BCP 47)")
    return tag


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as a reader gets it, and its language where that is known."""

    text: str | None
    language: str | None


@dataclass(slots=True)
class Texts:
    """What is said of one object's texts: translations by field and language, and the languages of originals."""

    translations: dict[str, dict[str, str]] = field(default_factory=dict)
    originals: dict[str, str] = field(default_factory=dict)
    whole: str | None = None

    def add(self, code: str, label: str, value: str, entity: str) -> None:
        """Takes an attribute; of two that say one thing the first holds. Raises `ValueError`."""
        if code == TRANSLATION:
            place = read_label(label, entity)
            self.translations.setdefault(place.field, {}).setdefault(place.language, value)
        elif label.strip() in TRANSLATABLE.get(entity, ()):
            self.originals.setdefault(label.strip(), original_language(value))
        else:
            self.whole = self.whole or original_language(value)

    def shown(self, name: str, original: str | None, inherited: str | None, wanted: Wanted) -> Shown:
        """The best text of a field. `inherited` is the language of what the object is part of."""
        return best(
            self.translations.get(name, {}),
            original,
            self.originals.get(name) or self.whole or inherited,
            wanted,
        )


def best(
    translations: Mapping[str, str], original: str | None, language: str | None, wanted: Wanted
) -> Shown:
    """The best of an original (None where there is none) and its translations by language."""
    if original is None and not translations:
        return Shown(None, None)
    known = language if original is not None else None
    choice = choose(frozenset(translations), known, wanted)
    return Shown(_text(choice, translations, original, known), choice.language)


def _text(
    choice: Choice, translations: Mapping[str, str], original: str | None, language: str | None
) -> str | None:
    if choice.source is None:
        return original
    text = original if choice.source == language else translations[choice.source]
    return choice.spelled(text) if text is not None else None
