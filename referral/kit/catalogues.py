"""The languages of the pages and their catalogues of messages.

`referral/translations/<language>/LC_MESSAGES/*.po` are read as they are, each when it is first needed: nothing is
compiled, and nothing compiled can be out of date. English is the language of the source and has no catalogue. Serbian
is written in Cyrillic and transliterated for readers of Latin. `flask translations` keeps the files and checks them.
"""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from referral.kit.text.serbian import to_latin

FOLDER = Path(__file__).resolve().parents[1] / "translations"
SOURCE = "en"


@dataclass(frozen=True)
class Language:
    """A language of the pages: its tag, what it calls itself, its locale, and the folder of its catalogue."""

    tag: str
    name: str
    locale: str
    folder: str
    right_to_left: bool = False
    # Whether only what anybody may see without an account is translated.
    public_only: bool = False


LANGUAGES = {
    each.tag: each
    for each in (
        Language("en", "English", "en_GB", ""),
        Language("sq", "Shqip", "sq", "sq"),
        Language("sr-Latn", "Srpski", "sr_Latn", "sr"),
        Language("sr-Cyrl", "Српски", "sr_Cyrl", "sr"),
        Language("bs", "Bosanski", "bs_Latn", "bs"),
        Language("mk", "Македонски", "mk", "mk"),
        Language("ka", "ქართული", "ka", "ka"),
        Language("hy", "Հայերեն", "hy", "hy"),
        Language("es", "Español", "es", "es"),
        Language("ar", "العربية", "ar", "ar", right_to_left=True, public_only=True),
        Language("de", "Deutsch", "de", "de", public_only=True),
    )
}
# Folders of catalogues, and whether they hold only what is public.
FOLDERS = {each.folder: each.public_only for each in LANGUAGES.values() if each.folder}


def catalogue_files(folder: str) -> list[Path]:
    """The catalogues of one folder: `messages.po`, and one for each audience that has its own."""
    return sorted((FOLDER / folder / "LC_MESSAGES").glob("*.po"))


def read_catalogue(path: Path) -> Catalog:
    """One file's messages."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


@lru_cache(maxsize=len(LANGUAGES))
def translations(tag: str) -> NullTranslations:
    """The messages of a language; those of the source for English and for what is not known."""
    language = LANGUAGES.get(tag)
    if language is None or not language.folder:
        return NullTranslations()
    made = Translations()
    for path in catalogue_files(language.folder):
        compiled = _compiled(read_catalogue(path), latin=tag == "sr-Latn")
        made.add(compiled)
        # Adding takes over the messages, but not how the language counts.
        made.plural = compiled.plural
    return made


def _compiled(catalogue: Catalog, *, latin: bool) -> Translations:
    for message in catalogue:
        if latin and message.id:
            text = message.string
            message.string = to_latin(text) if isinstance(text, str) else tuple(map(to_latin, text or ()))
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
