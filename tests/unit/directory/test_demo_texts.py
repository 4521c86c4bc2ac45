"""The demo is told in the languages of its countries, each text in its own script."""

import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from referral.directory.demo.country import DemoDataError
from referral.directory.demo.expand import demo_records
from referral.directory.demo.texts import phrases
from referral.directory.exchange.reading.model import Record
from referral.directory.profile import term_of_code
from referral.directory.profile.texts import CONTENT_LANGUAGE, TRANSLATION, Texts, read_label
from referral.kit.languages import LANGUAGES
from tests.unit.directory.test_demo_faults import COUNTRY, expand

FOLDER = Path(__file__).parents[3] / "seed_data" / "programmes"
SCRIPTS = {"ka": "GEORGIAN", "hy": "ARMENIAN", "ar": "ARABIC"} | dict.fromkeys(
    ("sr-Cyrl", "mk", "ru"), "CYRILLIC"
)


@pytest.fixture(scope="module")
def attributes() -> list[Record]:
    return [each for each in demo_records(FOLDER) if each.object == "attribute"]


def carrying(attributes: list[Record], code: str) -> list[Record]:
    return [each for each in attributes if each.values["taxonomy_term_id"] == term_of_code()[code].id]


def test_every_text_can_be_read_and_stands_once(attributes: list[Record]) -> None:
    for code in (TRANSLATION, CONTENT_LANGUAGE):
        seen = Counter((each.values["link_id"], each.values["label"]) for each in carrying(attributes, code))
        assert max(seen.values()) == 1
        for each in carrying(attributes, code):
            Texts().add(code, each.values["label"], each.values["value"], each.values["link_entity"])


def test_names_and_descriptions_of_every_service_are_there_in_another_language(
    attributes: list[Record],
) -> None:
    labels: dict[str, set[str]] = defaultdict(set)
    for each in carrying(attributes, TRANSLATION):
        labels[each.values["link_id"]].add(each.values["label"])
    services = [each.id for each in demo_records(FOLDER) if each.object == "service"]
    assert len(services) >= 178
    assert all({"name@en", "description@en"} <= labels[id_] for id_ in services)
    assert sum(any(not each.endswith("@en") for each in labels[id_]) for id_ in services) == len(services)


def test_all_twelve_languages_are_spoken(attributes: list[Record]) -> None:
    told = {read_label(each.values["label"], each.values["link_entity"]).language
            for each in carrying(attributes, TRANSLATION)}  # fmt: skip
    own = {each.values["value"] for each in carrying(attributes, CONTENT_LANGUAGE)}
    assert told | own == set(LANGUAGES)


def test_every_text_is_written_in_the_script_of_its_language(attributes: list[Record]) -> None:
    foreign = []
    for each in carrying(attributes, TRANSLATION):
        language = read_label(each.values["label"], each.values["link_entity"]).language
        scripts = Counter(
            unicodedata.name(letter).split()[0] for letter in each.values["value"] if letter.isalpha()
        )
        if scripts.most_common(1)[0][0] != SCRIPTS.get(language, "LATIN"):
            foreign.append((language, each.values["value"]))
    assert foreign == []


def test_every_language_of_phrases_has_all_of_them() -> None:
    english = phrases()["en"]
    for language, said in phrases().items():
        assert language in LANGUAGES
        assert "{needs}" in said["offers"]
        for group in ("who", "apply", "fees"):
            assert said[group].keys() == english[group].keys(), (language, group)


def test_a_country_says_in_which_language_it_is_written(tmp_path: Path) -> None:
    with pytest.raises(DemoDataError, match="`texts` must say in which language"):
        expand(tmp_path, COUNTRY.replace("texts: sq\n", ""))


def test_a_language_without_phrases_is_named(tmp_path: Path) -> None:
    with pytest.raises(DemoDataError, match="one/help: 'fr'"):
        expand(tmp_path, COUNTRY.replace("texts: sq", "texts: sq\nalso: [fr]"))
