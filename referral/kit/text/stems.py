"""The stem of a folded word in Latin letters, without asking in which language it is.

The one who types does not say a language, and much of what is stored does not either. So there is one light
stemmer: plurals and cases of English, Spanish, Serbian, Bosnian, Macedonian, Albanian and German, taken off
only where enough is left to keep words apart. It is lighter than Snowball on purpose, whose English makes
one word of hospital and hospitality, of intern and international. Deterministic; a stem is [a-z]+ and at
least three letters long.
"""

import re

_IRREGULAR = {
    "children": "child", "women": "woman", "men": "man", "kinder": "kind", "kindern": "kind",
    "frauen": "frau",
}  # fmt: skip
# Words that an ending below would make another word of.
_WHOLE = frozenset({
    "internet", "cabinet", "diplomat", "habitat", "blanket", "evening", "moldova", "morning", "nothing",
    "united",
})  # fmt: skip
# (ending, letters that must remain): English -ing and -ed, Slavic cases, then Albanian and German ones.
_ENDINGS = (
    ("ovima", 4), ("evima", 4), ("ing", 4), ("ovi", 4), ("evi", 4), ("ova", 4), ("eva", 4),
    ("ama", 4), ("ima", 4),
    ("eve", 5), ("ave", 5), ("ed", 4), ("om", 4), ("em", 5), ("og", 5), ("oj", 5), ("ih", 5), ("im", 5),
    ("en", 5), ("et", 5), ("at", 5), ("it", 5), ("in", 5),
)  # fmt: skip
_SHORT_VERB = re.compile(r"([^aeiou][aeiou][^aeiouwxy])(ing|ed)$")
_DOUBLED = re.compile(r"([bdglmnprt])\1$")
_NOT_A_CASE = re.compile(r"(gram|cti|lti|xi)ma$")
# Ijekavian and ekavian are one: savjet, savet; dijete, dete; ljekar, lekar.
_IJEKAVIAN = re.compile(
    r"ije(?=[bcdfghklmnprstvz][a-z])(?!ve$)|(?<=[bcdfghkmprstvz])je(?=[bcdfghklmnprstvz])"
)
_IJEKAVIAN_FIRST = re.compile(r"^([ln])je(?=[a-z]{2})")
_UMLAUT_SPELLED = re.compile(r"(?<![aeiouq])([aou])e(?=[a-z]{2})")
_VOWELS = frozenset("aeiou")


def _singular(word: str) -> str:
    if word.endswith(("ies", "ied")) and len(word) > 5:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")) and len(word) > 4:
        return word[:-2]
    if word.endswith("s") and len(word) > 3 and word[-2] not in "sui":
        return word[:-1]
    return word


def _without_case(word: str) -> str:
    if word in _WHOLE or _NOT_A_CASE.search(word):
        return word
    if short := _SHORT_VERB.fullmatch(word):
        return short[1] + "e"
    for ending, left in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= left:
            rest = word[: -len(ending)]
            if rest[-1] not in _VOWELS or left == 4:
                return _DOUBLED.sub(r"\1", rest) if ending in ("ing", "ed") else rest
    return word


def _without_vowel(word: str) -> str:
    """A last vowel falls; in four letters it becomes a, lest care be car: žena, žene, ženi are zena."""
    if word[-1] in _VOWELS and len(word) > 4:
        word = word[:-1]
    elif word[-1] in _VOWELS and len(word) == 4:
        word = word[:-1] + "a"
    return word[:-1] if word.endswith("ij") and len(word) > 4 else word


def _respelled(word: str) -> str:
    word = _IJEKAVIAN_FIRST.sub(r"\1e", _IJEKAVIAN.sub("e", word))
    return _UMLAUT_SPELLED.sub(r"\1", word) if len(word) > 5 else word


def _closed(word: str) -> str:
    """Endings that change with what follows: centar, centri; center, centre; povratnik, povratnici."""
    if word.endswith("nik"):
        return word[:-1] + "c"
    return word[:-2] + "r" if word.endswith(("tar", "ter")) and len(word) > 4 else word


def stem_latin(word: str) -> str:
    """The stem of a folded word; words under four letters or with digits are their own."""
    if len(word) < 4 or not word.isalpha():
        return word
    word = _singular(_IRREGULAR.get(word, word))
    word = _respelled(_IRREGULAR.get(word, word))
    return _closed(_without_vowel(_without_case(word)))
