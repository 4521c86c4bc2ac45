"""Translations as attributes: what a label may say, and which text is shown."""

import pytest

from referral.directory.hsds.objects import OBJECTS
from referral.directory.profile.texts import TRANSLATABLE, Place, Shown, Texts, read_label
from referral.kit.languages import read_accept_language


def shown(texts: Texts, name: str, original: str | None, header: str, inherited: str | None = None) -> Shown:
    wanted = read_accept_language(header)
    assert wanted is not None
    return texts.shown(name, original, inherited, wanted)


def test_only_texts_of_hsds_have_translations() -> None:
    for name, fields in TRANSLATABLE.items():
        assert {OBJECTS[name].by_name[field].kind for field in fields} == {"string"}


def test_a_label_names_field_and_language() -> None:
    assert read_label("description@sr-cyrl", "service") == Place("description", "sr-Cyrl")


@pytest.mark.parametrize(
    ("label", "entity", "named"),
    [
        ("name@xx", "service", "right are en, sq, sr-Latn, sr-Cyrl, bs, mk, ka, hy, es, ar, de, ru"),
        ("name@sr", "service", "Serbian says its script"),
        ("name", "service", "right are en, sq"),
        ("nam@sq", "service", "right are name, alternate_name, description"),
        ("email@sq", "service", "right are name, alternate_name, description"),
        ("transportation@sq", "organization", "right are name, alternate_name, description"),
        ("name@sq", "address", "those of organization, program, service"),
    ],
)
def test_a_wrong_label_says_what_would_be_right(label: str, entity: str, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        read_label(label, entity)


def test_each_field_has_the_language_that_is_nearest_to_it() -> None:
    texts = Texts()
    texts.add("content_language", "Language of content", "sq-AL", "service")
    texts.add("content_language", "alternate_name", "en", "service")
    assert shown(texts, "name", "Ndihmë", "de") == Shown("Ndihmë", "sq")
    assert shown(texts, "alternate_name", "Help", "de") == Shown("Help", "en")
    assert shown(Texts(), "name", "Ndihmë", "de", inherited="mk") == Shown("Ndihmë", "mk")
    assert shown(Texts(), "name", "Ndihmë", "de") == Shown("Ndihmë", None)


def test_a_translation_may_stand_where_the_original_lacks_a_text() -> None:
    texts = Texts()
    texts.add("translation", "alert@sq", "Mbyllur", "service")
    assert shown(texts, "alert", None, "sq") == Shown("Mbyllur", "sq")
    assert shown(texts, "alert", None, "de") == Shown(None, None)
    assert shown(texts, "alert", None, "sr") == Shown(None, None)


def test_of_two_translations_of_one_text_the_first_holds() -> None:
    texts = Texts()
    texts.add("translation", "name@sq", "e para", "service")
    texts.add("translation", "name@sq", "e dyta", "service")
    assert shown(texts, "name", "x", "sq").text == "e para"
