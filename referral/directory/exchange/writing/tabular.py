"""The HSDS tabular package: a CSV file an object and a datapackage.json, as a folder or a zip."""

import csv
import shutil
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.exchange.writing.batches import batches, whole_file
from referral.directory.exchange.writing.datapackage import datapackage
from referral.directory.hsds.objects import OBJECTS, HsdsObject
from referral.directory.hsds.wire import flat_row
from referral.directory.models import UnresolvedReference
from referral.directory.rules import Sees
from referral.kit.db.work import unit_of_work

Progress = Callable[[str, int, int | None], None]


@dataclass(slots=True)
class Left:
    """What the package lacks: rows that could not be completed, and the targets of some references."""

    out: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    dangling: set[tuple[str, str]] = field(default_factory=set)


def write_tabular(path: Path, progress: Progress, sees: Sees) -> int:
    """A zip where the path ends with .zip, else a folder."""
    with tempfile.TemporaryDirectory(prefix=".export-", dir=path.parent) as name:
        folder = Path(name)
        many = _write_folder(folder, progress, sees)
        if path.suffix.lower() == ".zip":
            with whole_file(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
                for each in sorted(folder.iterdir()):
                    package.write(each, each.name)
        else:
            path.mkdir(parents=True, exist_ok=True)
            for each in folder.iterdir():
                shutil.move(str(each), path / each.name)
    return many


def _write_folder(folder: Path, progress: Progress, sees: Sees) -> int:
    many = 0
    written = []
    with unit_of_work(write=False) as session:
        left = Left()
        for name, each in OBJECTS.items():
            rows = _write_file(session, folder / each.file, each, left, sees)
            if rows:
                written.append(name)
                many += rows
            else:
                (folder / each.file).unlink()
            progress("exporting", len(written), len(OBJECTS))
    package = orjson.dumps(datapackage(written, left.dangling), option=orjson.OPT_INDENT_2)
    (folder / "datapackage.json").write_bytes(package + b"\n")
    return many


def _write_file(session: Session, path: Path, each: HsdsObject, left: Left, sees: Sees) -> int:
    many = 0
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(each.columns)
        for rows in batches(session, each.name, sees):
            kept = _unresolved(session, each.name, [row["id"] for row in rows])
            for row in rows:
                flat = flat_row(each.name, row)
                if flat is None or _hangs_on_dropped(each, flat, left.out):
                    left.out[each.name].add(row["id"])
                    continue
                nowhere = kept.get(row["id"], {})
                left.dangling |= {(each.name, name) for name in nowhere if name not in flat}
                flat = nowhere | flat
                writer.writerow([_cell(flat.get(name)) for name in each.columns])
                many += 1
    return many


def _hangs_on_dropped(each: HsdsObject, flat: Mapping[str, Any], dropped: Mapping[str, set[str]]) -> bool:
    """Rows whose parent could not be completed would dangle."""
    return any(
        flat.get(reference.name) in dropped.get(str(reference.to), ())
        for reference in each.references
        if reference.name in flat
    )


def _unresolved(session: Session, name: str, ids: list[str]) -> dict[str, dict[str, str]]:
    """References that lead nowhere here go out as they came in."""
    found: dict[str, dict[str, str]] = {}
    statement = sa.select(UnresolvedReference).where(
        UnresolvedReference.object == name, UnresolvedReference.object_id.in_(ids)
    )
    for kept in session.scalars(statement):
        found.setdefault(kept.object_id, {})[kept.field] = kept.value
    return found


def _cell(value: Any) -> str:
    return "" if value is None else str(value)
