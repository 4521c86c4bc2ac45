"""Serbian in its two scripts."""

import pytest

from referral.kit.text.serbian import to_cyrillic, to_latin

PAIRS = [
    ("Љубав, њива и џеп", "Ljubav, njiva i džep"),
    ("ЉУБАВ И ЊИВА", "LJUBAV I NJIVA"),
    ("Његош и Џон", "Njegoš i Džon"),
    ("Ђорђе ћути у Ђакову", "Đorđe ćuti u Đakovu"),
    ("Шабац, Чачак, Жабаљ", "Šabac, Čačak, Žabalj"),
    ("инјекција и вањска", "injekcija i vanjska"),
    ("надживети и наџак", "nadživeti i nadžak"),
    ("предживот, поджанр, Танјуг", "predživot, podžanr, Tanjug"),
    ("Савет од 9 до 17: +381 18 000 650", "Savet od 9 do 17: +381 18 000 650"),
    ("", ""),
]


@pytest.mark.parametrize(("cyrillic", "latin"), PAIRS)
def test_each_script_gives_the_other(cyrillic: str, latin: str) -> None:
    assert to_latin(cyrillic) == latin
    assert to_cyrillic(latin) == cyrillic


@pytest.mark.parametrize(
    "text",
    ["info@example.org", "https://primer.rs/ulica", "www.primer.rs", "II", "XIV.", "Skype", "Ndihmë", ""],
)
def test_what_is_no_serbian_word_keeps_its_letters(text: str) -> None:
    assert to_cyrillic(text) == text


def test_ligatures_and_combining_marks_are_the_same_letters() -> None:
    assert to_cyrillic("ǈubav ǌiva ǆep") == "Љубав њива џеп"
    assert to_cyrillic("S\u030cabac") == "Шабац"


def test_capitals_follow_their_neighbours() -> None:
    assert [to_latin(text) for text in ("Љ", "ЉИГ", "Љиг", "КОЊ", "А Љ")] == [
        "Lj",
        "LJIG",
        "Ljig",
        "KONJ",
        "A Lj",
    ]


def test_every_cyrillic_letter_comes_back() -> None:
    letters = "абвгдђежзијклљмнњопрстћуфхцчџш"
    spaced = " ".join(letters + letters.upper())
    assert to_cyrillic(to_latin(spaced)) == spaced
