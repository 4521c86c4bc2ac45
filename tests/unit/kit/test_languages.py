"""Which text a reader gets for an Accept-Language."""

import pytest

from referral.kit.languages import LANGUAGES, Choice, Wanted, canonical, choose, read_accept_language


def chosen(header: str, *available: str, original: str | None = None) -> tuple[str | None, str | None]:
    wanted = read_accept_language(header)
    assert wanted is not None
    choice = choose(frozenset(available), original, wanted)
    return choice.source, choice.language


@pytest.mark.parametrize(
    ("header", "ranges"),
    [
        ("sq", ("sq",)),
        ("en;q=0.5, sq, de;q=0.8", ("sq", "de", "en")),
        ("sq, en", ("sq", "en")),
        ("SR-Cyrl-RS", ("sr-cyrl-rs",)),
        ("sq;q=1.000,en ; q=0.001", ("sq", "en")),
        ("en, *;q=0.5, de;q=0.1", ("en",)),
        (" , sq,, ", ("sq",)),
        ("sq;q=2, en", ("en",)),
        ("sq;level=1, en", ("en",)),
        ("sq, de;q=0", ("sq",)),
    ],
)
def test_a_header_is_read_by_its_weights(header: str, ranges: tuple[str, ...]) -> None:
    wanted = read_accept_language(header)
    assert wanted is not None
    assert wanted.ranges == ranges


@pytest.mark.parametrize("header", ["*", "", "*, sq", "sq;q=0", "9?!", "sq;q=x", "*;q=0", "a" * 2000])
def test_a_header_that_asks_for_nothing_leaves_the_original(header: str) -> None:
    assert read_accept_language(header) is None


@pytest.mark.parametrize(
    ("header", "available", "original", "expected"),
    [
        ("es-SV", ("es", "en"), None, ("es", "es")),
        ("de-Latn-CH-1996", ("de",), None, ("de", "de")),
        ("sr", ("sr-Latn", "sr-Cyrl"), None, ("sr-Latn", "sr-Latn")),
        ("sr-RS", ("sr-Latn",), None, ("sr-Latn", "sr-Latn")),
        ("sr-RS", ("sr-Cyrl",), None, ("sr-Cyrl", "sr-Latn")),
        ("sr-Cyrl", ("sr-Latn",), None, ("sr-Latn", "sr-Cyrl")),
        ("sr-Cyrl-ME", ("sr-Latn", "sr-Cyrl"), None, ("sr-Cyrl", "sr-Cyrl")),
        ("sr-Latn", ("en",), "sr-Cyrl", ("sr-Cyrl", "sr-Latn")),
        ("zh-Hant-TW, zh", ("en", "sq"), "sq", (None, "sq")),
        ("zh", ("en",), None, (None, None)),
        ("sq, en;q=0.5", ("en",), "sq", ("sq", "sq")),
        ("sq, en;q=0.5", ("en",), None, ("en", "en")),
        ("en, *;q=0.1", ("de",), None, (None, None)),
        ("bs", ("sr-Latn", "en"), None, ("sr-Latn", "sr-Latn")),
        ("bs, en;q=0.1", ("sr-Latn", "en"), None, ("en", "en")),
        ("sr", ("bs",), "en", ("bs", "bs")),
        ("bs, *;q=0.1", ("sr-Latn",), None, (None, None)),
        ("en-GB, en;q=0", ("en",), None, (None, None)),
        ("sq", ("sq",), "sq-AL", ("sq", "sq")),
    ],
)
def test_the_best_text_is_chosen(
    header: str, available: tuple[str, ...], original: str | None, expected: tuple[str | None, str | None]
) -> None:
    assert chosen(header, *available, original=original) == expected


def test_only_another_script_changes_letters() -> None:
    assert Choice("sr-Latn", "sr-Cyrl").spelled("Ljig") == "Љиг"
    assert Choice("sr-Cyrl", "sr-Latn").spelled("Љиг") == "Ljig"
    assert Choice("sr-Latn", "sr-Latn").spelled("Ljig") == "Ljig"
    assert Choice(None, None).spelled("Ljig") == "Ljig"


def test_tags_have_one_spelling() -> None:
    assert [canonical(tag) for tag in ("SR-cyrl", "es-SV", "pt-br", "zh-hant-tw", "sr-rs", "no tag", "")] == [
        "sr-Cyrl",
        "es",
        "pt-BR",
        "zh-Hant-TW",
        "sr-RS",
        None,
        None,
    ]


def test_every_language_is_its_own_best_text() -> None:
    every = frozenset(LANGUAGES)
    for language in LANGUAGES:
        assert choose(every, None, Wanted((language.lower(),))) == Choice(language, language)
