"""The directory out of the house, in the forms that others read, in constant memory: everything public, and for other
eyes what they may see as well.
"""

from collections.abc import Callable
from pathlib import Path

from referral.directory.exchange.writing.flat import write_csv, write_geojson, write_xlsx
from referral.directory.exchange.writing.roots import write_json, write_ndjson
from referral.directory.exchange.writing.tabular import write_tabular
from referral.directory.rules import THE_PUBLIC, Sees

Progress = Callable[[str, int, int | None], None]
FORMATS: dict[str, Callable[[Path, Progress, Sees], int]] = {
    "hsds-json": write_json,
    "ndjson": write_ndjson,
    "hsds-csv": write_tabular,
    "csv": write_csv,
    "xlsx": write_xlsx,
    "geojson": write_geojson,
}


def export(form: str, path: Path, progress: Progress, sees: Sees = THE_PUBLIC) -> int:
    """Writes the directory in a form; returns the number of rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return FORMATS[form](path, progress, sees)
