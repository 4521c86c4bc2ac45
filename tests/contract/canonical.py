"""Two HSDS documents are equal when they differ only in the order of keys and lists and in how a number is written."""

import csv
import json
from pathlib import Path
from typing import Any


def canonical(value: Any) -> Any:
    """The value with lists in one order and every number as a float."""
    if isinstance(value, dict):
        return {name: canonical(each) for name, each in sorted(value.items())}
    if isinstance(value, list):
        return sorted((canonical(each) for each in value), key=lambda each: json.dumps(each, sort_keys=True))
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


def canonical_cell(text: Any) -> Any:
    """A cell of a table: a number where it reads as one, else its text."""
    try:
        return float(text)
    except (TypeError, ValueError):
        return text or None


def canonical_rows(rows: list[dict[str, Any]]) -> Any:
    """Rows of a table, empty cells left out."""
    cells = [{name: canonical_cell(value) for name, value in row.items()} for row in rows]
    return canonical([{name: value for name, value in row.items() if value is not None} for row in cells])


def tables(folder: Path) -> dict[str, Any]:
    """Every CSV file of a tabular package by its name."""
    found = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as opened:
            found[path.name] = canonical_rows(list(csv.DictReader(opened)))
    return found


def differences(said: Any, got: Any, at: str = "") -> list[str]:
    """Where two documents differ, one line each."""
    said, got = canonical(said), canonical(got)
    if isinstance(said, dict) and isinstance(got, dict):
        found = []
        for name in sorted({*said, *got}):
            found += differences(said.get(name), got.get(name), f"{at}/{name}")
        return found
    if isinstance(said, list) and isinstance(got, list) and len(said) == len(got):
        return [
            line
            for n, pair in enumerate(zip(said, got, strict=True))
            for line in differences(*pair, f"{at}/{n}")
        ]
    return [] if said == got else [f"{at}: said {str(said)[:200]}, got {str(got)[:200]}"]
