"""`flask translations`: the pages' texts and their catalogues."""

from dataclasses import dataclass, field
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import write_po

from referral.kit.catalogues import FOLDER, FOLDERS, catalogue_files, read_catalogue

WEB = Path(__file__).resolve().parents[1] / "web"
# Their texts stand in `messages.po`; those of any other audience in a catalogue of its own.
SHARED = ("page", "account", "finder", "macros")
# What anybody may see.
PUBLIC = ("page", "finder", "macros", "")
_KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
_JINJA = {"silent": "false", "extensions": "jinja2.ext.i18n"}


@dataclass
class Found:
    """One text of the source: its plural where it has one, and the audiences on whose pages it stands."""

    text: str
    plural: str | None
    audiences: set[str] = field(default_factory=set)

    @property
    def domain(self) -> str:
        """The catalogue in which it is kept."""
        own = self.audiences - {*SHARED, ""}
        return own.copy().pop() if len(own) == 1 and own == self.audiences else "messages"

    @property
    def is_public(self) -> bool:
        return bool(self.audiences & set(PUBLIC))

    @property
    def key(self) -> str | tuple[str, str]:
        """As Babel calls it."""
        return self.text if self.plural is None else (self.text, self.plural)


def source_texts(folder: Path = WEB) -> dict[str, Found]:
    """Every text of the pages that is marked for translation."""
    found: dict[str, Found] = {}
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.html")]):
        inside = path.relative_to(folder).parts
        if "node_modules" in inside:
            continue
        parts = inside[1:] if inside[0] == "templates" else inside
        audience = parts[0] if len(parts) > 1 else ""
        method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
        for _, text, _, _ in extract_from_file(method, path, keywords=_KEYWORDS, options=_JINJA):
            single, plural = (text[0], text[1]) if isinstance(text, tuple) else (text, None)
            found.setdefault(single, Found(single, plural)).audiences.add(audience)
    return found


def missing(folder: str) -> list[str]:
    """The texts that this language should have and has not, and translations whose places are not those of the text."""
    known = {_single(message): message for path in catalogue_files(folder) for message in read_catalogue(path)}
    wrong = []
    for each in source_texts().values():
        if FOLDERS[folder] and not each.is_public:
            continue
        message = known.get(each.text)
        if message is None or not _is_whole(message):
            wrong.append(each.text)
        elif any(message.check(read_catalogue_of(folder))):
            wrong.append(f"{each.text} (its places differ)")
    return wrong


def read_catalogue_of(folder: str) -> Catalog:
    """An empty catalogue of the language, which knows its plurals."""
    return Catalog(locale=folder)


def _single(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple | list) else message.id)


def _is_whole(message: Message) -> bool:
    texts = message.string if isinstance(message.string, tuple | list) else [message.string]
    return all(texts) and not message.fuzzy


def update(folder: str) -> int:
    """Writes the language's catalogues anew: texts that are gone go, new ones wait for their translation."""
    known = {_single(message): message for path in catalogue_files(folder) for message in read_catalogue(path)}
    texts = [each for each in source_texts().values() if each.is_public or not FOLDERS[folder]]
    for domain in sorted({each.domain for each in texts}):
        catalogue = Catalog(locale=folder)
        for each in sorted((each for each in texts if each.domain == domain), key=lambda each: each.text):
            kept = known.get(each.text)
            catalogue.add(each.key, kept.string if kept is not None else None)
        path = FOLDER / folder / "LC_MESSAGES" / f"{domain}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, catalogue)
    return len(missing(folder))


def _write(path: Path, catalogue: Catalog) -> None:
    """Without dates and places, so that a file changes only where a text does."""
    with path.open("wb") as file:
        head = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
        file.write(head.encode())
        write_po(file, catalogue, omit_header=True, no_location=True, sort_output=True, width=110)


@click.group()
def translations() -> None:
    """The pages' texts in their languages."""


@translations.command()
def extract() -> None:
    """List every text of the pages, with the catalogue that it belongs to."""
    for each in source_texts().values():
        click.echo(f"{each.domain}: {each.text}")


@translations.command(name="update")
def update_() -> None:
    """Put new texts into all catalogues, take out what is gone."""
    for folder in FOLDERS:
        click.echo(f"{folder}: {update(folder)} to translate")


@translations.command()
def check() -> None:
    """Fail where a text has no translation, or one whose places differ from the text's."""
    wrong = [(folder, text) for folder in FOLDERS for text in missing(folder)]
    for folder, text in wrong:
        click.echo(f"{folder}: {text}")
    if wrong:
        raise click.ClickException(f"{len(wrong)} translations are missing or wrong.")
    click.echo("All texts are translated.")
