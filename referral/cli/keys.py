"""`flask keys`: the keys under which people's data is sealed, and erasures after a restore."""

import os
import sys
from pathlib import Path

import click
from flask import current_app

from referral.cases.queries import privacy
from referral.cases.service.erasing import not_reapplied, reapply
from referral.cases.service.keys import rotate_batch
from referral.config import Settings
from referral.kit.clock import now
from referral.kit.crypto import KeyFileError, KeyLost, KeyRing, SealBroken, keyfile, ledger
from referral.kit.crypto import keys as of_process
from referral.kit.crypto.fitness import source_of
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM

_FILE = click.Path(dir_okay=False, path_type=Path)
_AGAIN = "Passphrase, at least 16 characters"


@click.group()
def keys() -> None:
    """Make, rotate and watch the keys under which people's data is sealed."""


@keys.command()
@click.argument("path", type=_FILE)
@click.option("--name", help="What the version is called; the year and month by default.")
@click.option("--lock", is_flag=True, help="Lock the file by a passphrase, which is asked for.")
def create(path: Path, name: str | None, lock: bool) -> None:
    """Make keys at PATH. Where there are some, add a version, which is written with from then on.

    Keep a copy elsewhere, apart from the backups of the database: without the keys nobody can read the data.
    """
    try:
        made, passphrase = _made(path, name or f"{now():%Y-%m}")
        if lock and not passphrase:
            passphrase = click.prompt(_AGAIN, hide_input=True, confirmation_prompt=True)
        keyfile.save(path, keyfile.write(made, passphrase), replacing=path.exists())
    except KeyFileError as error:
        raise click.ClickException(f"{error}.") from error
    click.echo(f"{path}: {', '.join(sorted(made.roots))}; '{made.current}' is written with.")
    if len(made.roots) > 1:
        click.echo("Servers that read this file know it within a second. Now run flask keys rotate.")


def _made(path: Path, name: str) -> tuple[KeyRing, str]:
    if not path.exists():
        return keyfile.new_ring(name), ""
    text = path.read_text(encoding="ascii", errors="replace")
    passphrase = _passphrase() if keyfile.is_locked(text) else ""
    return keyfile.with_new_version(keyfile.read(text, passphrase), name), passphrase


def _passphrase() -> str:
    given = _settings().keys_passphrase
    return given or str(click.prompt("Passphrase", hide_input=True))


@keys.command()
@click.argument("path", type=_FILE)
def lock(path: Path) -> None:
    """Lock the keys at PATH by a passphrase, or by another one."""
    try:
        text = path.read_text(encoding="ascii", errors="replace")
        ring = keyfile.read(text, _passphrase() if keyfile.is_locked(text) else "")
        passphrase = click.prompt(f"New {_AGAIN.lower()}", hide_input=True, confirmation_prompt=True)
        keyfile.save(path, keyfile.write(ring, passphrase), replacing=True)
    except (KeyFileError, OSError) as error:
        raise click.ClickException(f"{error}.") from error
    click.echo(f"{path} is locked.")


@keys.command(context_settings={"ignore_unknown_options": True})
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
def unlock(command: tuple[str, ...]) -> None:
    """Ask for the passphrase, then run COMMAND with it: flask keys unlock granian --interface wsgi app:app."""
    settings = _settings()
    passphrase = click.prompt("Passphrase", hide_input=True)
    try:
        keyfile.read(_text(settings), passphrase)
    except KeyFileError as error:
        raise click.ClickException(f"{error}.") from error
    environment = {**os.environ, "KEYS_PASSPHRASE": passphrase}
    environment.pop("FLASK_RUN_FROM_CLI", None)
    try:
        os.execvpe(command[0], list(command), environment)  # noqa: S606 - what the operator typed
    except OSError as error:
        raise click.ClickException(f"{command[0]} cannot be run: {error.strerror}.") from error


def _text(settings: Settings) -> str:
    if settings.keys_file is None:
        return settings.keys
    try:
        return settings.keys_file.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise KeyFileError(f"{settings.keys_file} cannot be read: {error.strerror}") from error


@keys.command()
def status() -> None:
    """Say which versions there are and how many data keys need each. Ends with 1 when one is missing."""
    ring = _ring()
    with unit_of_work(write=False) as session:
        needed = privacy.keys_by_version(session)
        back = not_reapplied(session)
    lost = sorted(set(needed) - set(ring.roots))
    for key_id in sorted(set(ring.roots) | set(needed)):
        what = "written with" if key_id == ring.current else "readable"
        click.echo(
            f"{key_id:<20} {'MISSING' if key_id in lost else what:<14} {needed.get(key_id, 0)} data keys"
        )
    for key_id in lost:
        click.echo(f"What {needed[key_id]} data keys seal cannot be read until '{key_id}' is put back.")
    spare = [key_id for key_id in sorted(ring.roots) if key_id != ring.current and key_id not in needed]
    for key_id in spare:
        click.echo(
            f"'{key_id}' is needed by no data key here; backups made before the rotation still need it."
        )
    if back:
        click.echo(f"{len(back)} erased people are in the database again: run flask keys reapply-erasures.")
    if lost or back:
        raise click.exceptions.Exit(1)


@keys.command()
def rotate() -> None:
    """Wrap all data keys anew with the present version, in short batches, while servers serve.

    It can be broken off and run again. Old versions stay readable; keep them as long as backups that need them.
    """
    ring, done = _ring(), 0
    try:
        while True:
            with unit_of_work(write=True, actor=SYSTEM) as session:
                batch = rotate_batch(session, SYSTEM)
            done += batch.keys
            if batch.finished:
                break
    except (KeyLost, SealBroken) as error:
        raise click.ClickException(f"{error}\n{done} data keys were wrapped anew before.") from error
    click.echo(f"{done} data keys were wrapped anew with '{ring.current}'.")
    with unit_of_work(write=False) as session:
        left = sum(
            count for key_id, count in privacy.keys_by_version(session).items() if key_id != ring.current
        )
    if left:
        raise click.ClickException(f"{left} data keys were in use meanwhile: run the command again.")


@keys.command("reapply-erasures")
def reapply_erasures() -> None:
    """Erase again whom a restored backup brought back, by the ledger. Until then /readyz refuses."""
    done = 0
    try:
        erased = ledger.ledger().erased()
        for person_id, moment in sorted(erased.items()):
            with unit_of_work(write=True, actor=SYSTEM) as session:
                done += reapply(session, SYSTEM, person_id, moment)
    except KeyFileError as error:
        raise click.ClickException(f"{error}.") from error
    click.echo(f"{len(erased)} erasures in the ledger, {done} done again.")


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _ring() -> KeyRing:
    """The keys as the servers have them; a locked file is opened with a passphrase that is asked for."""
    settings = _settings()
    source = source_of(settings)
    try:
        text = _text(settings)
        if text and not settings.keys_passphrase and keyfile.is_locked(text) and sys.stdin.isatty():
            passphrase = _passphrase()
            source = of_process.KeySource(source.path, source.text, passphrase)
        of_process.install(source)
        return of_process.ring()
    except KeyFileError as error:
        raise click.ClickException(f"{error}.") from error
