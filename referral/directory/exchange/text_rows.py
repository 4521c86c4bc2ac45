"""Translations and languages of originals in a file: what can't be read is told and kept; the language that the import
was given for texts of which nothing is said.

Both travel as attributes, see `profile.texts`.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.exchange.reading.model import Notes
from referral.directory.exchange.staging import CODES, Staged, Staging
from referral.directory.models import table_of
from referral.directory.profile import term_of_code, text_terms
from referral.directory.profile.texts import CONTENT_LANGUAGE, TRANSLATION, WHOLE_LABEL, Texts
from referral.kit.ids import derived_id

# Of these an import says the language: what hangs on them is in theirs.
_SPOKEN_OF = ("organization", "service")


def check_texts(staging: Staging, notes: Notes) -> None:
    """Warns of translations that nobody will see, and says what would be right. They stay as they are."""
    marks = ", ".join("?" * len(text_terms()))
    rows = staging.each(
        f"SELECT n FROM staged WHERE object = ? AND payload ->> 'taxonomy_term_id' IN ({marks}) ORDER BY n",
        (CODES["attribute"], *text_terms()),
    )
    for (n,) in rows:
        _check(staging.row(n), notes)


def _check(row: Staged, notes: Notes) -> None:
    code = text_terms()[row.values["taxonomy_term_id"]]
    said = {name: str(row.values.get(name) or "") for name in ("label", "value", "link_entity")}
    try:
        if not said["value"]:
            raise ValueError("the text is missing")
        Texts().add(code, said["label"], said["value"], said["link_entity"].strip().lower())
    except ValueError as fault:
        column = "label" if code == TRANSLATION and said["value"] else "value"
        notes.warn(
            file=row.file,
            row=row.line,
            column=column,
            value=said[column],
            message=f"not used, but kept: {fault}",
            object="attribute",
        )


def add_language(staging: Staging, session: Session, language: str) -> None:
    """Says of every organisation and service of the file that its originals are in this language.

    What the file or the directory says of one itself stands.
    """
    term, attribute = term_of_code()[CONTENT_LANGUAGE].id, table_of("attribute")
    staged = staging.each(
        "SELECT payload ->> 'link_id' FROM staged WHERE object = ? AND payload ->> 'taxonomy_term_id' = ?",
        (CODES["attribute"], term),
    )
    said = {link for (link,) in staged}
    held = sa.select(attribute.c.id, attribute.c.link_id).where(attribute.c.taxonomy_term_id == term)
    said |= {link for id_, link in session.execute(held) if id_ != _id(link)}
    for entity in _SPOKEN_OF:
        for row in staging.rows(entity):
            if row.id not in said:
                said.add(row.id)
                staging.add(
                    "attribute", _id(row.id), spoken(entity, row.id, language), file=row.file, line=row.line
                )
    staging.flush()


def _id(holder: str) -> str:
    return derived_id(CONTENT_LANGUAGE, holder)


def spoken(entity: str, id_: str, language: str) -> dict[str, str]:
    """The values of the attribute that says an object's language."""
    return {
        "link_id": id_,
        "link_entity": entity,
        "taxonomy_term_id": term_of_code()[CONTENT_LANGUAGE].id,
        "label": WHOLE_LABEL,
        "value": language,
    }
