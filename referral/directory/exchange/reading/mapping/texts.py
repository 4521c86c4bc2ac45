"""The texts of a record in other languages, and the language of its own: attributes that hang on it."""

from collections.abc import Iterator

from referral.directory.exchange.reading.mapping.language import Make
from referral.directory.exchange.reading.mapping.values import Row, as_text
from referral.directory.exchange.reading.model import Record
from referral.directory.profile import term_of_code
from referral.directory.profile.texts import CONTENT_LANGUAGE, LINK_TYPE, TRANSLATION, WHOLE_LABEL


def texts(make: Make, row: Row, holder: Record) -> Iterator[Record]:
    """An attribute for each translation that the row has, and one for the language of the record's own texts."""
    for label, value in make.translations:
        text = as_text(value(row))
        if text:
            yield _attribute(holder, TRANSLATION, label, text.strip(), link_type=LINK_TYPE)
    language = as_text(make.language(row)) if make.language is not None else None
    if language:
        yield _attribute(holder, CONTENT_LANGUAGE, WHOLE_LABEL, language.strip())


def _attribute(holder: Record, code: str, label: str, value: str, **more: str) -> Record:
    values = {
        "link_id": holder.id,
        "link_entity": holder.object,
        "taxonomy_term_id": term_of_code()[code].id,
        "label": label,
        "value": value,
        **more,
    }
    return Record("attribute", f"{holder.id}/{code}/{label}", values, holder.origin)
