"""Letters of the scripts whose general transliteration would lose a match, each with its ASCII spelling.

All tables take casefolded, composed (NFKC) text and promise one spelling a letter; what they do not hold is
left to `fold`. Cyrillic follows the Serbian and Macedonian Latin alphabets without their marks, so that
Ниш, Niš and nis are one word. Arabic keeps its consonants apart: a general transliteration drops alif and
ayn and makes one word of many.
"""

import re


def _table(pairs: str) -> dict[str, str]:
    return {letter: spelling for letter, _, spelling in (pair.partition("=") for pair in pairs.split())}


CYRILLIC = _table("""
    а=a б=b в=v г=g д=d ђ=dj ѓ=gj е=e ж=z з=z ѕ=dz и=i ј=j к=k л=l љ=lj м=m н=n њ=nj о=o п=p
    р=r с=s т=t ћ=c ќ=kj у=u ф=f х=h ц=c ч=c џ=dz ш=s ѐ=e ѝ=i й=j ё=e щ=sc ъ= ы=y ь= э=e ю=ju
    я=ja і=i ї=i є=je ґ=g ў=u
""")

ARMENIAN = _table("""
    ա=a բ=b գ=g դ=d ե=e զ=z է=e ը=y թ=t ժ=zh ի=i լ=l խ=kh ծ=ts կ=k հ=h ձ=dz ղ=gh ճ=ch մ=m յ=y
    ն=n շ=sh ո=o չ=ch պ=p ջ=j ռ=r ս=s վ=v տ=t ր=r ց=ts ւ=v փ=p ք=k օ=o ֆ=f
""")

ARABIC = _table("""
    ا=a أ=a إ=a آ=a ٱ=a ب=b ت=t ث=th ج=j ح=hh خ=kh د=d ذ=dh ر=r ز=z س=s ش=sh ص=ss ض=dd ط=tt
    ظ=zz ع=e غ=gh ف=f ق=q ك=k ک=k ل=l م=m ن=n ه=h ة=h و=w ؤ=w ي=y ى=y ی=y ئ=y ء= ـ= پ=p چ=ch
    ژ=zh گ=g
""")

LATIN = {"đ": "dj"}

SPELLINGS = str.maketrans({**CYRILLIC, **ARMENIAN, **ARABIC, **LATIN})

# Armenian letters that sound otherwise at the start of a word, and the digraph ու.
_ARMENIAN_U = "ու"
_ARMENIAN_FIRST_E = re.compile(r"^ե(?!ւ)")
_ARMENIAN_FIRST_O = re.compile(r"^ո(?![ւվ])")


def spell(word: str) -> str:
    """The word with every letter of the tables replaced; other letters stay as they are."""
    if "\u0561" <= word[:1] <= "\u0587":
        word = _ARMENIAN_FIRST_O.sub("vo", _ARMENIAN_FIRST_E.sub("ye", word))
    return word.replace(_ARMENIAN_U, "u").translate(SPELLINGS)
