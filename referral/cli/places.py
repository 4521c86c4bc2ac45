"""`flask places`: settlements, regions made of them, and official boundaries from a file."""

import json
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from referral.kit.db.work import unit_of_work
from referral.places import service
from referral.places.boundaries.fields import UnclearFields
from referral.places.boundaries.files import UnreadableFile
from referral.places.boundaries.report import ImportReport
from referral.places.errors import ImportRefused
from referral.places.importing import Wishes, import_regions, read_boundaries

MOST_LINES = 20


def _say(text: str) -> None:
    click.echo(f"{text} …", err=True)


@click.group()
def places() -> None:
    """Load settlements, derive regions, import official boundaries."""


@places.command("load")
@click.option(
    "--country",
    "areas",
    multiple=True,
    help="AL, or US-IL for a part. Repeat it; default: the product's own.",
)
def load(areas: tuple[str, ...]) -> None:
    """Load settlements (GeoNames, CC BY 4.0) and derive regions where none were imported. Twice is once."""
    wanted = tuple(area.upper() for area in areas) or service.DEFAULT_AREAS
    try:
        with unit_of_work(write=True) as session:
            loaded = service.load_places(session, wanted, tell=_say)
    except service.UnknownArea as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{loaded.settlements} settlements: {loaded.changed} written, {loaded.removed} removed.")
    if loaded.derived:
        click.echo(f"Regions derived from towns, approximate: {', '.join(loaded.derived)}.")


@places.command("derive-regions")
@click.option(
    "--country", "countries", multiple=True, help="Two letters; default: all without imported regions."
)
def derive_regions(countries: tuple[str, ...]) -> None:
    """Derive first-order regions from towns, in the place of whatever regions of that level there are."""
    try:
        with unit_of_work(write=True) as session:
            wanted = [country.upper() for country in countries] or service.countries_to_derive(session)
            counts = service.derive_country_regions(session, wanted, tell=_say)
    except service.UnknownArea as error:
        raise click.ClickException(str(error)) from error
    for country, count in counts.items():
        click.echo(f"{country}: {count} regions, approximate.")


@places.command("import-regions")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--country", help="Two letters; default: what the file says or where its shapes lie.")
@click.option("--level", type=click.IntRange(0, 3), help="0 country, 1 admin-1, 2 admin-2, 3 municipality.")
@click.option("--code-field", help="The field with each region's code.")
@click.option("--name-field", help="The field with each region's name.")
@click.option("--parent-field", help="The field with the code of the region above.")
@click.option("--population-field", help="The field with the population.")
@click.option("--dry-run", is_flag=True, help="Read, repair and report; write nothing.")
@click.option(
    "--report", "report_file", type=click.Path(path_type=Path), help="Write the whole report here, as JSON."
)
def import_(file: Path, dry_run: bool, report_file: Path | None, **said: object) -> None:
    """Import boundaries from FILE (GeoJSON, GeoPackage, Shapefile, or one of them zipped)."""
    wishes = Wishes(**said)  # type: ignore[arg-type]
    try:
        with _bar() as bar:
            report = _run(file, wishes, bar, dry_run=dry_run)
    except (UnreadableFile, UnclearFields, ImportRefused) as error:
        raise click.ClickException(str(error)) from error
    _show(report)
    if report_file is not None:
        report_file.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=2), encoding="utf-8")


def _bar() -> Progress:
    parts = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    return Progress(*parts, console=console, transient=True, disable=not console.is_terminal)


def _run(file: Path, wishes: Wishes, bar: Progress, *, dry_run: bool) -> ImportReport:
    task = bar.add_task(file.name, total=None)

    def progress(done: int, of: int) -> None:
        bar.update(task, completed=done, total=of)

    if dry_run:
        with unit_of_work(write=False) as session:
            _, report = read_boundaries(session, file, wishes, progress=progress)
        report.dry_run = True
        return report
    with unit_of_work(write=True) as session:
        return import_regions(session, file, wishes, progress=progress)


def _show(report: ImportReport) -> None:
    table = Table("feature", "code", "name", "what", title=f"{report.file}: repaired and rejected")
    notes = [("rejected: ", note) for note in report.rejected] + [("", note) for note in report.repaired]
    for prefix, note in notes[:MOST_LINES]:
        table.add_row(str(note.feature), note.code or "", note.name or "", prefix + note.reason)
    if notes:
        Console().print(table)
    if len(notes) > MOST_LINES:
        click.echo(f"and {len(notes) - MOST_LINES} more: see --report")
    for warning in report.warnings:
        click.echo(f"Warning: {warning}.")
    used = ", ".join(f"{role} = {name}" for role, name in report.fields.items() if name)
    click.echo(f"{report.country}, level {report.level}; fields: {used}.")
    did = "would come in" if report.dry_run else f"came in, {report.replaced} gave way"
    click.echo(
        f"{report.accepted} of {report.features} regions {did}; {len(report.rejected)} features rejected."
    )
