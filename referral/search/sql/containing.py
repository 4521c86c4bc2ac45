"""Texts that hold a text, without LIKE: SQLite prepares a statement anew whenever what a LIKE is bound to changes."""

_FUNCTION = {"?": "instr", "%s": "strpos"}


def holds(column: str, mark: str) -> str:
    """The condition that the column's text holds the value, by the placeholder of the dialect."""
    return f"{_FUNCTION[mark]}({column}, {mark}) > 0"
