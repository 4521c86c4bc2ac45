"""What an import did, as the report's JSON and as a table for people."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from referral.directory.exchange.applying import Counts
from referral.directory.exchange.staging import Staging
from referral.directory.hsds.objects import OBJECTS

_SHOWN = 20
_LONGEST = 100


@dataclass(frozen=True)
class Report:
    """Counts by object; read = added + changed + unchanged + rejected for each."""

    objects: dict[str, dict[str, int]]
    withdrawn: dict[str, int]
    dry_run: bool
    resumed: bool

    @property
    def came_in(self) -> int:
        """Rows that are in the directory because of this import, whether new or as before."""
        return sum(each["added"] + each["changed"] + each["unchanged"] for each in self.objects.values())


def summary(
    counts: Counts, rejected: dict[str, int], *, withdrawn: dict[str, int], dry_run: bool, resumed: bool
) -> Report:
    """The counts of each object that was seen."""
    objects = {}
    for name in (*OBJECTS, "unknown"):
        row = {
            "added": counts.added[name],
            "changed": counts.changed[name],
            "unchanged": counts.unchanged[name],
            "rejected": rejected.get(name, 0),
        }
        if any(row.values()):
            objects[name] = {"read": sum(row.values()), **row}
    return Report(objects, withdrawn, dry_run, resumed)


def write_report(path: Path, report: Report, staging: Staging) -> None:
    """The report as JSON, written piece by piece: a million rejects cost no memory.

    It quotes the source, a confidential place's rows too: it is for whoever imports, so its owner alone can read it.
    """
    with open(path, "wb", opener=_for_the_owner) as out:
        out.write(b'{"objects": ' + orjson.dumps(report.objects))
        out.write(b', "withdrawn": ' + orjson.dumps(report.withdrawn))
        out.write(b', "dry_run": ' + orjson.dumps(report.dry_run))
        for name, kind in (("rejects", "reject"), ("warnings", "warning")):
            out.write(f', "{name}": ['.encode())
            for number, note in enumerate(staging.notes(kind)):
                out.write((b",\n" if number else b"\n") + orjson.dumps(note))
            out.write(b"]")
        out.write(b"}\n")


def _for_the_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def print_report(console: Console, report: Report, staging: Staging) -> None:
    """The counts as a table, then the first rejects and warnings."""
    done = "Imported" if report.came_in else "Nothing imported"
    table = Table(title="Would be imported" if report.dry_run else done)
    table.add_column("object")
    for column in ("read", "added", "changed", "unchanged", "rejected"):
        table.add_column(column, justify="right")
    for name, row in report.objects.items():
        table.add_row(
            name, *(str(row[column]) for column in ("read", "added", "changed", "unchanged", "rejected"))
        )
    console.print(table)
    for name, many in report.withdrawn.items():
        console.print(f"withdrawn: {many} {name}")
    _print_notes(console, "rejected", staging.notes("reject"), "expected")
    _print_notes(console, "warning", staging.notes("warning"), "message")


def _plain(text: str) -> str:
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)


def _print_notes(console: Console, word: str, notes: Iterable[dict[str, Any]], said: str) -> None:
    for note in islice(notes, _SHOWN):
        place = ":".join(
            str(part)[:_LONGEST] for part in (note["file"], note["row"], note["column"]) if part is not None
        )
        value = f" '{note['value']}'" if note["value"] is not None else ""
        # Taken literally: what a file says may look like markup, like ":a:", or steer the terminal.
        console.print(
            _plain(f"{word} {place}{value}: {note[said]}"),
            markup=False,
            emoji=False,
            highlight=False,
            soft_wrap=True,
        )
