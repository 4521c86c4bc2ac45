"""`flask directory`: import and export."""

import gc
import os
from pathlib import Path
from uuid import UUID

import click
from flask import current_app
from rich.console import Console

from referral.cli.progress import progress_bar
from referral.config import Settings
from referral.coverage import service as coverage
from referral.directory.errors import NoSuchService, StillRevealing
from referral.directory.exchange.importing import (
    AnotherImportRuns,
    RejectedAsAWhole,
    Request,
    importing,
)
from referral.directory.exchange.reading.model import ReadingError
from referral.directory.exchange.report import Report, print_report, write_report
from referral.directory.exchange.writing import FORMATS, export
from referral.directory.profile.texts import original_language
from referral.directory.rules import EVERYTHING, THE_PUBLIC
from referral.directory.service import publish_service, revealing_services
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.search.catching_up import catch_up

_PATH = click.Path(path_type=Path)


def settings() -> Settings:
    """The application's settings."""
    found: Settings = current_app.extensions["settings"]
    return found


def _language(tag: str | None) -> str | None:
    if tag is None:
        return None
    try:
        return original_language(tag)
    except ValueError as fault:
        raise click.BadParameter(str(fault)) from fault


@click.group()
def directory() -> None:
    """Bring services in and out."""


@directory.command("import")
@click.argument("path", type=_PATH)
@click.option("--mapping", type=_PATH, help="A YAML file that says what the columns of a foreign file mean.")
@click.option("--source", help="The name of a complete source: what it no longer holds is marked withdrawn.")
@click.option(
    "--language",
    callback=lambda _context, _option, tag: _language(tag),
    help="The language of texts of which the file does not say it: sq, sr-Latn, es, …; without it nobody knows.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be added, changed and rejected; write nothing.")
@click.option("--strict", is_flag=True, help="All or nothing: a single rejected row stops the import.")
@click.option("--report", "report_file", type=_PATH, help="Where to write the report as JSON.")
@click.pass_context
def import_(
    context: click.Context,
    path: Path,
    mapping: Path | None,
    source: str | None,
    language: str | None,
    dry_run: bool,
    strict: bool,
    report_file: Path | None,
) -> None:
    """Import HSDS JSON, a tabular package, or with a mapping CSV, XLSX and GeoJSON. Twice is once."""
    request = Request(path, mapping=mapping, source=source, strict=strict, dry_run=dry_run, language=language)
    if report_file is not None and not report_file.resolve().parent.is_dir():
        raise click.ClickException(f"The report can't be written: {report_file.parent} is no directory.")
    try:
        report = run_import(request, report_file)
    except (ReadingError, RejectedAsAWhole, AnotherImportRuns) as error:
        raise click.ClickException(str(error)) from error
    if report.came_in == 0:
        click.echo("Nothing could be imported.", err=True)
        context.exit(1)


def run_import(request: Request, report_file: Path | None = None, *, to_stderr: bool = False) -> Report:
    """Imports with a progress bar, prints the table, indexes what came in."""
    console = Console(stderr=to_stderr)
    # Millions of short-lived rows: what was loaded at the start need not be walked again and again. Statements leave
    # rings behind that hold their rows, so they are collected while they are few.
    gc.freeze()
    gc.set_threshold(10_000, 10, 100)
    with progress_bar() as tell:
        with importing(request, settings().var_folder / "imports", tell) as (report, staging):
            if report_file is not None:
                write_report(report_file, report, staging)
            print_report(console, report, staging)
        if not request.dry_run:
            catch_up(tell)
            coverage.catch_up(tell)
    return report


@directory.command("export")
@click.option("--format", "form", type=click.Choice(sorted(FORMATS)), required=True)
@click.option("--restricted", is_flag=True, help="Also what is not for the public: to move a directory.")
@click.argument("path", type=_PATH)
def export_(form: str, restricted: bool, path: Path) -> None:
    """Export everything that is public."""
    # What is not for the public is for whoever writes the file alone.
    before = os.umask(0o077) if restricted else None
    try:
        with progress_bar() as tell:
            many = export(form, path, tell, EVERYTHING if restricted else THE_PUBLIC)
    finally:
        if before is not None:
            os.umask(before)
    click.echo(f"{many} rows written to {path.name}.", err=True)


@directory.command("index")
@click.option("--all", "everything", is_flag=True, help="Make every row anew.")
def index(everything: bool) -> None:
    """Index what was put off, or with --all everything."""
    from referral.search.catching_up import mark_all

    if everything:
        mark_all()
    with progress_bar() as tell:
        many = catch_up(tell)
        coverage.catch_up(tell)
    click.echo(f"{many} services indexed.", err=True)


@directory.command("revealing")
def revealing() -> None:
    """List the fields that give confidential places away: their services are kept out of the public until then."""
    with unit_of_work(write=True) as session:
        found = revealing_services(session)
    for service, fields in sorted(found.items()):
        click.echo(f"service {service} is not published:")
        for each in fields:
            click.echo(f"  {each}")
    click.echo(f"{len(found)} services are kept back.", err=True)


@directory.command("publish")
@click.argument("service_id", type=click.UUID)
def publish(service_id: UUID) -> None:
    """Show SERVICE_ID to its audience; refused while a field would give its confidential place away."""
    try:
        with unit_of_work(write=True) as session:
            audience = publish_service(session, SYSTEM, str(service_id))
    except StillRevealing as refusal:
        lines = [
            f"  {each['object']} {each['id']}, {each['field']}: {each['why']}"
            for each in refusal.extra["revealed"]
        ]
        raise click.ClickException("\n".join(["Not published. To be corrected first:", *lines])) from refusal
    except NoSuchService as refusal:
        raise click.ClickException(f"There is no service {service_id}.") from refusal
    click.echo(f"Service {service_id} is shown. Its audience: {audience}.")
