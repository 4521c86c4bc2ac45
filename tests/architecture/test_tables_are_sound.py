"""Every table can be named in a migration, on both databases."""

import importlib
from pathlib import Path

import pytest
from sqlalchemy import MetaData, Table
from sqlalchemy.schema import SchemaItem

from tests.fixtures.source import modules, report

LONGEST_NAME = 63  # PostgreSQL cuts longer ones off, and two may then collide


@pytest.fixture(scope="module")
def tables() -> list[Table]:
    for path in modules():
        if path.stem == "models" or "models" in path.parent.parts:
            importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
    from referral.kit.db import Base

    metadata: MetaData = Base.metadata
    return list(metadata.sorted_tables)


def test_models_stand_in_their_place() -> None:
    """Tables are declared in a room's models.py or models/, where the migrations and this test find them."""
    found = [
        str(path)
        for path in modules()
        if path.stem != "models" and "models" not in path.parts and path != Path("referral/kit/db/base.py")
        if "__tablename__" in (Path(__file__).resolve().parents[2] / path).read_text(encoding="utf-8")
    ]
    assert not found, report(found)


def test_every_table_has_a_named_primary_key(tables: list[Table]) -> None:
    assert tables
    found = [table.name for table in tables if not table.primary_key.columns or not table.primary_key.name]
    assert not found, report(found)


def test_every_constraint_and_index_has_a_name_that_fits(tables: list[Table]) -> None:
    items: list[tuple[Table, SchemaItem]] = [(table, item) for table in tables for item in table.constraints]
    items += [(table, index) for table in tables for index in table.indexes]
    names = [(table, item, str(getattr(item, "name", None) or "")) for table, item in items]
    found = [
        f"{table.name}: {name or type(item).__name__}"
        for table, item, name in names
        if not name or len(name) > LONGEST_NAME
    ]
    assert not found, report(found)


def test_names_are_lower_case_words(tables: list[Table]) -> None:
    names = [table.name for table in tables] + [column.name for table in tables for column in table.columns]
    found = [name for name in names if not name.replace("_", "a").isalnum() or name != name.lower()]
    assert not found, report(found)
