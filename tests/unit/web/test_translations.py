"""Every text of the pages is there in every language, and says the same places."""

import importlib
import re
from typing import Any

import pytest

from referral.kit.catalogues import FOLDERS, LANGUAGES, translations

texts: Any = importlib.import_module("referral.cli.translations")


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_text_waits_for_its_translation(folder: str) -> None:
    assert texts.missing(folder) == [], "run `flask translations update` and translate what it adds"


def test_the_texts_are_found() -> None:
    found = texts.source_texts()
    assert len(found) > 200
    assert found["Search"].domain == "messages"
    assert found["Search"].is_public
    assert not found["Present password"].is_public


def test_an_audience_has_a_catalogue_of_its_own() -> None:
    assert texts.Found("a", None, {"desk"}).domain == "desk"
    assert texts.Found("a", None, {"desk", "page"}).domain == "messages"
    assert texts.Found("a", None, {"desk", "intake"}).domain == "messages"


def test_serbian_is_one_catalogue_in_two_scripts() -> None:
    cyrillic, latin = translations("sr-Cyrl"), translations("sr-Latn")
    assert cyrillic.gettext("Search") == "Тражи"
    assert latin.gettext("Search") == "Traži"
    for number in (1, 2, 5):
        told = latin.ngettext("%(num)d service", "%(num)d services", number)
        assert not re.search(r"[\u0400-\u04ff]", told)
        assert told == {1: "%(num)d usluga", 2: "%(num)d usluge", 5: "%(num)d usluga"}[number]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_language_writes_its_own(tag: str) -> None:
    assert (translations(tag).gettext("Find help") == "Find help") == (tag == "en")
