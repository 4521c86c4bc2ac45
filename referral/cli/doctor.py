"""`flask doctor`: looks at everything that has to be right, and says what to do where it is not."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import click
from flask import current_app
from sqlalchemy.exc import DBAPIError

from referral.config import SHORTEST_SECRET, Settings
from referral.kit.db import health
from referral.kit.db.engine import Database, DatabaseUrlError, dialect_of, open_database
from referral.kit.db.health import Finding, Level, ok, warning, wrong

_COLOURS = {Level.OK: "green", Level.WARNING: "yellow", Level.WRONG: "red"}


@click.command()
def doctor() -> None:
    """Look at database, indexes, secrets, clock, backups and disk. Ends with 1 when something is wrong."""
    worst_is_wrong = False
    for finding in examine(current_app.extensions["settings"]):
        level = click.style(f"{finding.level.value:<8}", fg=_COLOURS[finding.level])
        click.echo(f"{level}{finding.name}: {finding.says}")
        if finding.remedy:
            click.echo(f"        → {finding.remedy}")
        worst_is_wrong |= finding.level is Level.WRONG
    if worst_is_wrong:
        raise click.exceptions.Exit(1)


def examine(settings: Settings) -> Iterator[Finding]:
    """All findings, one by one as they are found."""
    there = health.reachable(settings.database_url)
    yield from there
    if all(finding.level is not Level.WRONG for finding in there):
        database = open_database(settings.database_url, settings.reader_database_url)
        try:
            yield from _inside(database)
        except DBAPIError as error:
            remedy = "restore a backup if the database is damaged"
            yield wrong("database", f"reading it broke off ({type(error.orig).__name__})", remedy)
        finally:
            database.engine.dispose()
    yield from secrets(settings)
    yield health.backups(settings.var_folder / "backups")
    yield from health.disk(_folders(settings))


def _folders(settings: Settings) -> list[Path]:
    """Where data grows, as far as this machine's disks are concerned."""
    folders = [settings.var_folder.resolve()]
    with suppress(DatabaseUrlError):
        stored = dialect_of(settings.database_url).storage_folder(settings.database_url)
        folders += [stored] if stored else []
    return folders


def _inside(database: Database) -> Iterator[Finding]:
    yield from health.indexes(database)
    yield from health.rooms(database)
    yield health.reader(database)
    yield health.clock(database)


def secrets(settings: Settings) -> Iterator[Finding]:
    """Whether the secrets are there and strong. Their values are never shown."""
    secret = settings.secret_key
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < 10:
        yield wrong("secrets", "SECRET_KEY is weak", f"set {SHORTEST_SECRET} random characters or more")
    else:
        yield ok("secrets", "SECRET_KEY is set and long enough")
    token = settings.metrics_token
    if token and len(token) < SHORTEST_SECRET:
        remedy = f"give {SHORTEST_SECRET} random characters or more, or none and use a key with metrics:read"
        yield warning("secrets", "METRICS_TOKEN is short", remedy)
    if not settings.production:
        remedy = "set REFERRAL_ENVIRONMENT=production where real people's data is kept"
        yield warning("environment", "development", remedy)
