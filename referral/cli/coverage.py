"""`flask coverage`: populations, figures anew, releases of a period, the report of a country."""

from pathlib import Path

import click

from referral.cli.progress import progress_bar
from referral.coverage import answering, service, sheets
from referral.coverage.population import import_population, read_file
from referral.coverage.populationrows import ColumnsMissing, PopulationReport
from referral.coverage.releasing import release as make_release
from referral.coverage.rules import Period, PeriodFault
from referral.coverage.schemas import INDICATORS
from referral.coverage.wire import releases_value
from referral.coverage.writing.maps import pdf_bytes, png_bytes
from referral.directory.exchange.reading.model import ReadingError
from referral.directory.needs import LANGUAGES
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.problems import Refusal
from referral.places.profiles import all_countries

MOST_FAULTS = 20
_PATH = click.Path(path_type=Path)


@click.group()
def coverage() -> None:
    """Who reaches whom: populations, figures, releases, reports."""


def _country(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    if len(value) != 2 or not value.isalpha():
        raise click.BadParameter("two letters, like AL")
    return value.upper()


def _period(_context: click.Context, _option: click.Parameter, value: str) -> Period:
    try:
        return Period.read(value)
    except PeriodFault as fault:
        raise click.BadParameter(str(fault)) from fault


@coverage.command("import-population")
@click.argument("file", type=_PATH)
@click.option("--country", callback=_country, help="Only regions of this country; two letters.")
@click.option("--dry-run", is_flag=True, help="Read and report; write nothing.")
def import_population_(file: Path, country: str | None, dry_run: bool) -> None:
    """Import a table of people by region, sex and age band from FILE (CSV or XLSX).

    Columns: region (code, id or name), sex, age ("0-17", "60+") or age_from and age_to, people, source, year. Of a
    region with a faulty row nothing is taken.
    """
    try:
        with unit_of_work(write=not dry_run) as session:
            given = session, SYSTEM, file, country
            report = read_file(session, file, country) if dry_run else import_population(*given)
    except (ReadingError, ColumnsMissing) as error:
        raise click.ClickException(str(error)) from error
    if not dry_run:
        with progress_bar() as tell:
            service.catch_up(tell)
    _show(report)


def _show(report: PopulationReport) -> None:
    for fault in report.faults[:MOST_FAULTS]:
        row = f"row {fault.row}" if fault.row else "rows"
        click.echo(f"{row}, {fault.column}: {fault.message}.", err=True)
    if len(report.faults) > MOST_FAULTS:
        click.echo(f"and {len(report.faults) - MOST_FAULTS} more.", err=True)
    taken = sum(map(len, report.bands.values()))
    click.echo(
        f"{taken} of {report.rows} rows taken, of {len(report.bands)} regions; {len(report.faults)} faults."
    )
    if report.faults:
        raise click.exceptions.Exit(1)


@coverage.command("refresh")
def refresh() -> None:
    """Reckon every figure of presence anew."""
    with progress_bar() as tell:
        many = service.refresh(tell)
    click.echo(f"{many} needs of countries reckoned.", err=True)


@coverage.command("release")
@click.option("--period", required=True, callback=_period, help="A quarter that is over, like 2026-Q3.")
@click.option(
    "--country", "countries", multiple=True, callback=lambda c, o, v: [_country(c, o, x) for x in v]
)
def release(period: Period, countries: list[str]) -> None:
    """Release the counts of a period, frozen as the next revision; default: of every country that is known."""
    wanted = countries or [each.code for each in all_countries()]
    for country in wanted:
        try:
            with progress_bar() as tell, unit_of_work(write=True, actor=SYSTEM) as session:
                made = make_release(session, SYSTEM, country, period, tell)
                told = releases_value(session, country, str(period))["releases"][0]
        except Refusal as refusal:
            click.echo(f"{country}: {refusal.detail}", err=True)
            continue
        click.echo(f"{country} {period}, revision {made.revision}:")
        for level in told["levels"]:
            instead = f", in its place {level['published_instead']}" if level["published_instead"] else ""
            click.echo(
                f"  {level['level']}: {level['standing']}, {level['suppressed']} of {level['cells']}"
                f" cells suppressed{instead}"
            )


@coverage.command("report")
@click.argument("file", type=_PATH)
@click.option("--country", required=True, callback=_country, help="Two letters.")
@click.option("--need", "need_code", default="protection", show_default=True, help="The code of a need.")
@click.option(
    "--period", callback=lambda c, o, v: v and str(_period(c, o, v)), help="People of this quarter."
)
@click.option("--level", type=click.IntRange(0, 3), default=1, show_default=True)
@click.option("--group", "group", default="all", show_default=True, help="A target group.")
@click.option("--indicator", type=click.Choice(INDICATORS), default="services_per_10000", show_default=True)
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
def report(
    file: Path, country: str, need_code: str, period: str | None, level: int, group: str, **look: str
) -> None:
    """Write the report of a country to FILE.pdf, or its map to FILE.png."""
    if file.suffix.lower() not in (".pdf", ".png"):
        raise click.ClickException(f"{file.name}: a name that ends in .pdf or .png is asked for.")
    try:
        asked = answering.question(
            country=country, level=level, need_code=need_code, group=group, period=period
        )
        with unit_of_work(write=False) as session:
            sheet = sheets.sheet_of(session, answering.find(asked), **look)
    except Refusal as refusal:
        raise click.ClickException(refusal.detail) from refusal
    file.write_bytes(pdf_bytes(sheet) if file.suffix.lower() == ".pdf" else png_bytes(sheet))
    click.echo(f"{file.name} written.", err=True)
