"""Every need can be named in every language of the product, each in its own script."""

import unicodedata

import pytest

from referral.directory.needs import LANGUAGES, Need, all_needs

SCRIPTS = {"ka": "GEORGIAN", "hy": "ARMENIAN", "ar": "ARABIC"} | dict.fromkeys(
    ("sr-Cyrl", "mk", "ru"), "CYRILLIC"
)
TOP_LEVEL = [
    "accommodation", "basic-needs", "cash-assistance", "health", "mental-health", "legal-aid",
    "protection", "education", "vocational-training", "skills-assessment", "employment", "internship",
    "self-employment", "social-assistance", "disability", "elderly-care", "return-reintegration",
    "family-tracing", "language-culture", "transport", "information-outreach",
]  # fmt: skip


def phrases(need: Need, language: str) -> list[str]:
    return [need.labels[language], *need.synonyms.get(language, ())]


def script_of(letter: str) -> str:
    return unicodedata.name(letter).split()[0]


def test_there_are_twelve_languages() -> None:
    assert len(LANGUAGES) == 12
    assert {"en", "sq", "sr-Latn", "sr-Cyrl", "bs", "mk", "ka", "hy", "es", "ar", "de", "ru"} == set(
        LANGUAGES
    )


def test_the_top_needs_are_those_of_the_design_in_its_order() -> None:
    assert [need.code for need in all_needs() if need.parent is None] == TOP_LEVEL


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_need_has_a_label_and_a_synonym_in_the_language(language: str) -> None:
    assert [need.code for need in all_needs() if not need.labels.get(language)] == []
    assert [need.code for need in all_needs() if not need.synonyms.get(language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_of_labels_and_synonyms_is_of_the_language_s_script(language: str) -> None:
    wanted = SCRIPTS.get(language, "LATIN")
    stray = {
        (need.code, phrase, letter)
        for need in all_needs()
        for phrase in phrases(need, language)
        for letter in phrase
        if letter.isalpha() and script_of(letter) != wanted
    }
    assert stray == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_label_names_one_need_only(language: str) -> None:
    labels = [need.labels[language].casefold() for need in all_needs()]
    assert len(set(labels)) == len(labels)


def test_the_letters_of_serbian_and_macedonian_are_not_mixed_up() -> None:
    macedonian = "".join(phrase for need in all_needs() for phrase in phrases(need, "mk"))
    serbian = "".join(phrase for need in all_needs() for phrase in phrases(need, "sr-Cyrl"))
    assert set("ђћйщъыьэюя").isdisjoint(macedonian.casefold())
    assert set("ѓќѕйщъыьэюя").isdisjoint(serbian.casefold())


def test_texts_are_composed_without_doubled_or_outer_spaces() -> None:
    texts = [text for need in all_needs() for language in LANGUAGES for text in phrases(need, language)]
    assert [text for text in texts if unicodedata.normalize("NFC", " ".join(text.split())) != text] == []


def test_a_description_is_one_english_sentence() -> None:
    for need in all_needs():
        first, rest = need.description[0], need.description[1:]
        assert need.description.isascii(), need.code
        assert first.isupper(), need.code
        assert rest.find(".") == len(rest) - 1, need.code
