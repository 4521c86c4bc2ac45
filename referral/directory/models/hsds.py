"""One table per HSDS object, made from the standard's own declaration, so that no field can be missing.

Values are stored as the source wrote them; only references must be real. `location` holds public values only: what is
exact of a confidential place stands in `location_private`.
"""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, Table, text
from sqlalchemy.schema import SchemaItem

from referral.directory.hsds.objects import OBJECTS, Field, HsdsObject
from referral.kit.db import Base
from referral.kit.db.types import Id, PlainText, UtcDateTime

# Objects that people look at and change one by one: they carry a version (a strong ETag) and times.
KEPT = ("organization", "service", "location", "service_at_location", "program")
# Objects found by their own words, folded: name, alternate name, description.
FOLDED = ("organization", "taxonomy", "taxonomy_term")
# By these the standard's filters ask, beside references.
_ASKED = {
    "attribute": ("link_id",),
    "metadata": ("resource_id",),
    "address": ("postal_code",),
    "taxonomy_term": ("name",),
}


def _column(field: Field) -> Column[object]:
    if field.kind == "reference":
        return Column(field.name, Id, ForeignKey(f"{field.to}.id"), nullable=not field.required)
    if field.kind == "uuid":
        return Column(field.name, Id, nullable=False)
    if field.kind == "number":
        return Column(field.name, Float(53), nullable=True)
    return Column(field.name, PlainText, nullable=True)


def _house_columns(name: str) -> list[SchemaItem]:
    columns: list[SchemaItem] = []
    if name in FOLDED:
        columns.append(Column("folded", PlainText, nullable=False, server_default=""))
    if name not in KEPT:
        return columns
    columns += [
        Column("version", Integer, nullable=False, server_default="1"),
        Column("modified_at", UtcDateTime, nullable=False),
        Column("withdrawn_at", UtcDateTime, nullable=True),
    ]
    if name == "service":
        # Who may see it: `public`, or words of `rules.AUDIENCES` with a space between them.
        columns.append(Column("audience", PlainText, nullable=False, server_default="public"))
        few = text("audience <> 'public'")
        columns.append(Index("ix_service_audience", "audience", postgresql_where=few, sqlite_where=few))
    if name == "location":
        columns += [
            Column("confidential", Boolean, nullable=False, server_default="0"),
            Column("cell_km", Float(53), nullable=True),
            Column("country_code", PlainText, nullable=True),
            Column("region_path", PlainText, nullable=True),
        ]
    return columns


def _indexes(each: HsdsObject) -> list[SchemaItem]:
    columns = [field.name for field in each.references] + list(_ASKED.get(each.name, ()))
    return [Index(f"ix_{each.name}_{column}", column) for column in columns]


def _table(each: HsdsObject) -> Table:
    return Table(
        each.name,
        Base.metadata,
        Column("id", Id, primary_key=True),
        *(_column(field) for field in each.fields),
        *_house_columns(each.name),
        *_indexes(each),
    )


TABLES: dict[str, Table] = {name: _table(each) for name, each in OBJECTS.items()}


def table_of(name: str) -> Table:
    """The table of an HSDS object."""
    return TABLES[name]
