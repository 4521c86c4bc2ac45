"""`flask db`: migrations, backups, restoring."""

from pathlib import Path
from typing import Any

import click
from flask import current_app
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from referral.config import Settings
from referral.kit.clock import now
from referral.kit.db import migrating, reader
from referral.kit.db.backups import BackupError
from referral.kit.db.engine import current, dialect_of, open_database
from referral.kit.db.roles import APP, STATS, WORKER, RolesError


@click.group()
def db() -> None:
    """Migrate, back up and restore the database."""


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _migrate(direction: Any, revision: str) -> None:
    url = _settings().migration_database_url
    current().engine.dispose()
    try:
        direction(url, revision)
    except DBAPIError as error:
        # The statements are ours and carry no values, so the database's own words may be shown.
        says = str(error.orig).strip().splitlines()[0]
        raise click.ClickException(f"{says}\nNothing was changed. {_advice(url, says)}") from error
    click.echo(f"The database is at {migrating.current_revision(current().engine) or 'base (no tables)'}.")


def _advice(url: str, says: str) -> str:
    if "extension" in says or "permission denied" in says:
        return f"The role may not do this: {dialect_of(url).MISSING}."
    if "lock" in says:
        return "The tables are in use: stop the server and the workers, or try again."
    return "Run flask doctor to see what is wrong."


@db.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the tables up to REVISION (the newest by default)."""
    _migrate(migrating.upgrade, revision)
    role = make_url(_settings().reader_database_url).username
    if role is not None and role != make_url(_settings().database_url).username:
        _grant(role)


@db.command("grant-reader")
@click.argument("role")
def grant_reader(role: str) -> None:
    """Let ROLE read the search index and nothing else; READER_DATABASE_URL is then its address.

    On SQLite there are no roles: every reader is bound so when it is opened.
    """
    _grant(role)


def _grant(role: str) -> None:
    """As the owner, for tables that are there now: later migrations grant anew."""
    database = open_database(_settings().migration_database_url)
    try:
        with database.engine.execution_options(writes=True).begin() as connection:
            many = database.dialect.grant_reader(connection, role, reader.beginnings())
    except LookupError as error:
        remedy = f"As the superuser, first: CREATE ROLE {role} LOGIN PASSWORD '...'"
        raise click.ClickException(f"There is no role {role}. {remedy}") from error
    finally:
        database.engine.dispose()
    if many:
        click.echo(f"{role} may read the search index ({many} tables) and nothing else.")
    else:
        click.echo("SQLite has no roles: every reader of the index is bound to it anyway.")


@db.command()
@click.argument("revision", default="-1")
@click.option("--yes", is_flag=True, help="Do not ask.")
def downgrade(revision: str, yes: bool) -> None:
    """Take the tables back to REVISION (one step by default; `base` for none). Data of dropped tables is
    lost.
    """
    if not yes:
        click.confirm(f"Take {_place()} back to {revision}? What newer tables hold is lost.", abort=True)
    _migrate(migrating.downgrade, revision)


@db.command("current")
def current_command() -> None:
    """Say which revision the database has and which one the code needs."""
    found, head = migrating.current_revision(current().engine), migrating.head_revision()
    click.echo(f"database {found or 'none'}, code {head}")
    if found != head:
        raise click.exceptions.Exit(1)


@db.command()
@click.argument("path", required=False, type=click.Path(dir_okay=False, path_type=Path))
def backup(path: Path | None) -> None:
    """Back up to PATH (var/backups/<time> by default) while serving, and prove it by restoring."""
    settings = _settings()
    url = settings.migration_database_url
    dialect = dialect_of(url)
    target = path or settings.var_folder / "backups" / f"{now():%Y%m%dT%H%M%SZ}{dialect.SUFFIX}"
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        raise click.ClickException(f"{target} is already there.")
    # Made first, so that nobody else can read what comes into it.
    target.touch(mode=0o600)
    try:
        counts = dialect.backup(url, str(target))
        verified = dialect.verify_backup(url, str(target), counts)
    except BackupError as error:
        target.unlink(missing_ok=True)
        raise click.ClickException(f"No backup was made: {error}.") from error
    size = target.stat().st_size / 1024**2
    click.echo(f"{target}: {size:.1f} MB, {len(counts)} tables, {sum(counts.values())} rows")
    click.echo(f"verified: {verified}")


@db.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--force", is_flag=True, help="Restore a backup of another version; run flask db upgrade afterwards."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(path: Path, force: bool, yes: bool) -> None:
    """Put the backup at PATH in the place of everything that the database holds now."""
    url = _settings().migration_database_url
    dialect = dialect_of(url)
    try:
        revision, head = dialect.revision_of_backup(str(path)), migrating.head_revision()
        if revision != head and not force:
            remedy = "Use --force, and flask db upgrade afterwards."
            raise click.ClickException(f"The backup is at {revision}, this version needs {head}. {remedy}")
        if not yes:
            click.confirm(f"Replace everything in {_place()} by {path}? Stop the server first.", abort=True)
        current().engine.dispose()
        dialect.restore(url, str(path))
    except BackupError as error:
        raise click.ClickException(f"Nothing was restored: {error}.") from error
    click.echo(f"Restored {path}; the database is at {revision}.")
    if revision != head:
        click.echo("Run flask db upgrade before you start the server.")


@db.command()
@click.option(
    "--app", "app_login", help="The account that the server signs in with; made if it is not there."
)
@click.option("--worker", "worker_login", help="The account that flask worker signs in with.")
@click.option("--stats", "stats_login", help="The account that reads statistics.")
def roles(app_login: str | None, worker_login: str | None, stats_login: str | None) -> None:
    """Give server, worker and statistics accounts of their own, with just the rights they need (PostgreSQL).

    Run it as the owner of the tables (MIGRATION_DATABASE_URL), and again after each flask db upgrade. Accounts are made
    without a password: set one, or let pg_hba.conf say how they sign in.
    """
    wanted = {APP: app_login, WORKER: worker_login, STATS: stats_login}
    url = _settings().migration_database_url
    try:
        done = dialect_of(url).create_roles(url, {group: login for group, login in wanted.items() if login})
    except RolesError as error:
        raise click.ClickException(f"Nothing was changed: {error}.") from error
    for each in done or ["Nothing new was to be made."]:
        click.echo(each)


def _place() -> str:
    """The database's name as it may be shown: never a password."""
    return current().engine.url.render_as_string(hide_password=True)
