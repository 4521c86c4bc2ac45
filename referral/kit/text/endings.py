"""Endings that only a script or a letter shows: taken off a word before it is folded.

Articles and cases of Macedonian and Russian (Cyrillic), Armenian, Georgian, Arabic, and of Albanian where ë
betrays it. A rule is (endings, letters that must remain, what is put instead); the first that fits is
applied.
"""

Rule = tuple[tuple[str, ...], int, str]


def _rule(endings: str, left: int, instead: str = "") -> Rule:
    return tuple(endings.split()), left, instead


_CYRILLIC = (
    _rule("ата", 3, "а"),
    _rule("ите", 3, "и"),
    _rule("ето", 3, "е"),
    _rule("ото", 3, "о"),
    _rule("ими ыми ями ами ого ому его ему", 4),
    _rule("ая яя ое ее ые ый ую юю ых ым ах ях ям ов ев ей от", 4),
    _rule("ы", 3, "и"),
)
_ARMENIAN = (
    _rule("ություններ ությունը ությանը ությունից ությամբ ության", 2, "ություն"),
    _rule("ներում ներից ներով ներին ների ները ներն ներ", 3),
    _rule("երում երից երով երին երի երը երն եր", 3),
    _rule("ում ից ով ին ի ը", 3),
)
_GEORGIAN = (
    _rule("ებისთვის ებისგან ებიდან ებში ებით ების ებზე ებმა ებს ებო ები ება", 3),
    _rule("ისთვის ისგან იდან ში ზე", 4),
    _rule("ის ით მა ად", 4),
    _rule("ს ი ა ე ო", 4),
)
_ARABIC = (
    _rule("ات", 3, "ة"),
    _rule("ون ين ان", 3),
)
_ALBANIAN = (_rule("isë itë", 3, "i"),)
_ARABIC_ARTICLES = ("وال", "بال", "كال", "فال", "ولل", "لل", "ال")
_VOWELS = "აეიოუ"


def _without(word: str, rules: tuple[Rule, ...]) -> str:
    for endings, left, instead in rules:
        for ending in endings:
            if word.endswith(ending) and len(word) - len(ending) >= left:
                return word[: -len(ending)] + instead
    return word


def _without_article(word: str) -> str:
    for article in _ARABIC_ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= 3:
            return word[len(article) :]
    return word


def _georgian(word: str) -> str:
    # ქალაქ-ში, but სკოლა-ში: the vowel of the stem goes as well, as it does in სკოლ-ის.
    stem = _without(word, _GEORGIAN)
    return stem[:-1] if stem != word and len(stem) > 4 and stem[-1] in _VOWELS else stem


def without_ending(word: str) -> str:
    """The casefolded word without the ending its script shows; the word itself when there is none."""
    first = word[:1]
    if "\u0400" <= first <= "\u052f":
        return _without(word, _CYRILLIC)
    if "\u0531" <= first <= "\u0587":
        return _without(word, _ARMENIAN)
    if "\u10d0" <= first <= "\u10ff":
        return _georgian(word)
    if "\u0600" <= first <= "\u06ff":
        return _without(_without_article(word), _ARABIC)
    return _without(word, _ALBANIAN) if word.endswith("ë") else word
