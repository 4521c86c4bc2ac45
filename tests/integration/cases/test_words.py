"""Every list of words is the database's own: a CHECK of the same words, on both databases."""

import re
from enum import StrEnum

import sqlalchemy as sa

from referral.cases import words
from referral.cases.models import Case
from referral.cases.rules import duties, terms

_LISTS = {
    frozenset(each.value for each in kind)
    for module in (words, terms, duties)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum
}


def checks_of_models():
    found = {}
    for table in Case.metadata.tables.values():
        for each in table.constraints:
            if isinstance(each, sa.CheckConstraint) and " IN (" in str(each.sqltext):
                found[f"{each.name}"] = frozenset(re.findall(r"'(\w+)'", str(each.sqltext)))
    return {name: listed for name, listed in found.items() if listed in _LISTS}


def test_the_database_checks_the_words_that_the_code_knows(store):
    wanted = checks_of_models()
    assert len(wanted) >= 25
    inspector = sa.inspect(store.engine)
    stored = {}
    for table in inspector.get_table_names():
        for each in inspector.get_check_constraints(table):
            stored[each["name"]] = frozenset(re.findall(r"'(\w+)'", each["sqltext"]))
    assert {name: stored.get(name) for name in wanted} == wanted
