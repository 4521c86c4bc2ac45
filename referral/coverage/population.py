"""Importing the operator's population table: CSV or XLSX, with the source and year of each row."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.audit.rules import declare_action
from referral.audit.service import append
from referral.coverage.models import CoveragePopulation
from referral.coverage.populationrows import PopulationReport, read_population
from referral.coverage.service import populations_changed
from referral.directory.exchange.reading.files import kind_of, member_of, readable
from referral.directory.exchange.reading.model import Limits, Notes
from referral.directory.exchange.reading.tables import Table, read_table
from referral.directory.exchange.reading.workbook import read_sheet
from referral.kit.db.bulk import bulk_insert
from referral.kit.identity import Actor
from referral.places.queries import public_regions
from referral.search.areas import region_names

IMPORTED = declare_action("coverage:population:imported", "Populations of regions came in from a table.")


def read_file(session: Session, path: Path, country: str | None) -> PopulationReport:
    """The table without writing anything. Raises `ReadingError` and `ColumnsMissing`."""
    with readable(path):
        table = _table(path)
        return read_population(table.header, table.rows, _finder(session, country))


def _table(path: Path) -> Table:
    member, limits = member_of(path), Limits()
    if kind_of(member.start(), file=member.file) == "zip":
        return read_sheet(member, sheet=None, limits=limits)
    notes = Notes(on_reject=lambda _reject: None, on_warning=lambda _warning: None)
    return read_table(member.open, file=member.file, notes=notes, limits=limits)


def _finder(session: Session, country: str | None) -> Callable[[str], str | None]:
    """A region by code, id or name in any script; in this country where one is given."""
    names = region_names(session)
    by_path = {region.path: region for region in public_regions(session)}
    home = frozenset({country}) if country else frozenset()

    def find(text: str) -> str | None:
        paths = names.paths(text, home)
        region = by_path.get(paths[0]) if len(paths) == 1 else None
        outside = region is not None and country is not None and region.country_code != country
        return None if region is None or outside else region.id

    return find


def import_population(session: Session, actor: Actor, path: Path, country: str | None) -> PopulationReport:
    """Puts the table's bands in the place of what its regions had. Raises as `read_file`."""
    report = read_file(session, path, country)
    if report.bands:
        row = CoveragePopulation
        session.execute(sa.delete(row).where(row.region_id.in_(sorted(report.bands))))
        bulk_insert(session, cast(sa.Table, row.__table__), _rows(report))
        countries = {region.country_code for region in public_regions(session) if region.id in report.bands}
        populations_changed(session, countries)
        for code in sorted(countries):
            details = {"country": code, "regions": len(report.bands)}
            append(session, actor, action=IMPORTED, object_kind="country", object_id=code, details=details)
    return report


def _rows(report: PopulationReport) -> list[dict[str, Any]]:
    names = ("sex", "age_from", "age_to", "people", "source", "year")
    return [
        {"region_id": region, **{name: getattr(band, name) for name in names}}
        for region, bands in sorted(report.bands.items())
        for band in bands
    ]
