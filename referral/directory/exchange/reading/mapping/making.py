"""From one row of somebody else's data to the records that a mapping makes of it."""

from collections.abc import Iterator
from typing import Any

from referral.directory.exchange.reading import older, rows
from referral.directory.exchange.reading.mapping.columns import Column, criteria
from referral.directory.exchange.reading.mapping.language import Attributes, Make, Source
from referral.directory.exchange.reading.mapping.texts import texts
from referral.directory.exchange.reading.mapping.values import Row, Value, as_text
from referral.directory.exchange.reading.model import Notes, Origin, Record
from referral.directory.hourtexts import opening_hours

_REMEMBERED = 50_000


class Maker:
    """Makes the records of a source's rows; remembers which taxonomy terms were made already."""

    def __init__(self, source: Source, *, file: str, notes: Notes) -> None:
        self.source, self.file, self.notes = source, file, notes
        self._made: set[tuple[str, str]] = set()

    def records(self, row: Row, number: int | None) -> Iterator[Record]:
        origin = Origin(self.file, number)
        for make in self.source.make:
            for each_row in _each(make.each, row):
                if make.when is None or make.when(each_row):
                    yield from self._records_of(make, each_row, origin)

    def _records_of(self, make: Make, row: Row, origin: Origin) -> Iterator[Record]:
        values: dict[str, Any] = {name: value(row) for name, value in make.fields}
        if any(values.get(name) is None for name in make.requires):
            return
        values = {name: as_text(each) if isinstance(each, list) else each for name, each in values.items()}
        if make.needs is not None:
            found = make.needs(row)
            values["x_needs"] = found
        if make.eligibility is not None:
            values["x_criteria"] = self._criteria(make.eligibility, row, origin)
        if make.confidential is not None:
            values["x_confidential"] = make.confidential(row)
        key = as_text(make.key(row)) if make.key is not None else None
        for said in self._hours(make, row, values, origin) if make.hours is not None else [values]:
            record = rows.record_of(
                make.object,
                said,
                id=key.strip() if key else None,
                origin=origin,
                notes=self.notes,
                partial="name" not in said,
            )
            if record is None:
                continue
            yield record
            for attributes in make.attributes:
                yield from self._attributes(attributes, row, record)
            yield from texts(make, row, record)

    def _criteria(self, columns: tuple[Column, ...], row: Row, origin: Origin) -> list[str]:
        found, doubts = criteria(columns, row)
        for each in doubts:
            self.notes.warn(
                file=origin.file,
                row=origin.row,
                column=each.column,
                value=each.value,
                message=each.message,
                object="service",
            )
        return found

    def _hours(self, make: Make, row: Row, values: dict[str, Any], origin: Origin) -> list[dict[str, Any]]:
        text = as_text(make.hours(row)) if make.hours is not None else None
        if text is None:
            return []
        found = opening_hours(text)
        if found is None:
            self.notes.warn(
                file=origin.file,
                row=origin.row,
                column="hours",
                value=text,
                message="not understood as opening hours, kept as the description",
                object="schedule",
            )
            return [{**values, "description": text}]
        return [
            {
                **values,
                **older.weekly({"weekday": each.days, "opens_at": each.opens, "closes_at": each.closes}),
            }
            for each in found
        ]

    def _attributes(self, attributes: Attributes, row: Row, holder: Record) -> Iterator[Record]:
        found = attributes.values(row)
        for value in found if isinstance(found, list) else [found]:
            text = as_text(value)
            if text is None:
                continue
            group = f"{attributes.taxonomy}/{attributes.group}"
            term = f"{group}/{text}"
            yield from self._terms(attributes, group, term, text, holder.origin)
            link = {"link_id": holder.id, "link_entity": holder.object, "taxonomy_term_id": term}
            yield Record(
                "attribute",
                f"{holder.id}/attributes/{term}",
                {**link, "label": attributes.group, "value": text},
                holder.origin,
            )

    def _terms(
        self, attributes: Attributes, group: str, term: str, text: str, origin: Origin
    ) -> Iterator[Record]:
        name = attributes.taxonomy
        common = {"taxonomy": name, "taxonomy_id": name}
        for object_name, id_, values in (
            ("taxonomy", name, {"name": name, "description": f"Terms that {self.file} uses"}),
            ("taxonomy_term", group, {"name": attributes.group, "description": attributes.group, **common}),
            ("taxonomy_term", term, {"name": text, "description": text, "parent_id": group, **common}),
        ):
            if (object_name, id_) not in self._made:
                if len(self._made) < _REMEMBERED:
                    self._made.add((object_name, id_))
                yield Record(object_name, id_, values, origin)


def _each(each: Value | None, row: Row) -> Iterator[Row]:
    if each is None:
        yield row
        return
    found = each(row)
    for value in found if isinstance(found, list) else [found]:
        if value is not None:
            yield {**row, "each": value}
