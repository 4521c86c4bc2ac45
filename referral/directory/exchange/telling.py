"""What an import cannot mend is told to whoever imports: public texts that name a hidden place, keys made of its
position, areas that nobody can read.

The warnings name the row and the column, and do not repeat what they found.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from referral.directory.areas import RegionNames, read_area
from referral.directory.exchange.reading.model import Notes
from referral.directory.exchange.staging import Staged, Staging
from referral.kit.text import fold

_TEXTS = (
    "name",
    "alternate_name",
    "description",
    "application_process",
    "eligibility_description",
    "fees_description",
    "accreditations",
    "licenses",
    "alert",
)
# Streets, numbers and links keep a service out of the public; a name may be what the service is called, too.
_TELLING = {"location": ("name", "alternate_name")}
_SHORTEST = 5
_DECIMALS = 3


def tell_what_gives_away(
    staging: Staging, rows: Mapping[str, list[dict[str, Any]]], services: list[str], notes: Notes
) -> None:
    """Warns of texts of the services at a place that repeat what it is called."""
    secret = {fold(str(word)) for word in _withheld_words(rows)}
    secret = {word for word in secret if len(word) >= _SHORTEST}
    for row in staging.with_ids("service", services) if secret else ():
        for column in _TEXTS:
            text = fold(str(row.values.get(column) or ""))
            if any(word in text for word in secret):
                _warn(row, column, "repeats what is withheld of a confidential place: it is public", notes)


def _withheld_words(rows: Mapping[str, list[dict[str, Any]]]) -> Iterator[Any]:
    for name, columns in _TELLING.items():
        for row in rows.get(name, ()):
            yield from (row[column] for column in columns if row.get(column))


def tell_areas(staging: Staging, notes: Notes) -> None:
    """Warns of service areas whose extent cannot be used, or was put right. Called when what is hidden is withheld."""
    nowhere = RegionNames(())
    for row in staging.rows("service_area"):
        if row.values.get("extent"):
            for message in read_area(row.values, nowhere).warnings:
                _warn(row, "extent", message, notes)


def tell_key(row: Staged, notes: Notes) -> None:
    """Warns where a location's id was made of a key that holds its position: by trying, it can be found out."""
    key = row.keys.get("id", "")
    numbers = [row.values.get(name) for name in ("latitude", "longitude")]
    if any(number is not None and _digits(float(number)) in key for number in numbers):
        _warn(row, "id", "the key of a confidential place holds its position: give it another key", notes)


def _digits(number: float) -> str:
    """The number to three decimals, cut and not rounded."""
    whole, _, decimals = repr(number).partition(".")
    return f"{whole}.{decimals[:_DECIMALS]}"


def _warn(row: Staged, column: str, message: str, notes: Notes) -> None:
    notes.warn(file=row.file, row=row.line, column=column, message=message, object=row.object)
