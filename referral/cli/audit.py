"""`flask audit`: anchors of the chain's head, and its verification."""

from pathlib import Path

import click

from referral.audit import queries, service
from referral.audit.anchors import AnchorError, read_anchor, write_anchor
from referral.kit.clock import now
from referral.kit.crypto import KeyFileError, create_signing_key
from referral.kit.db.work import unit_of_work

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def audit() -> None:
    """Keep and verify the record of what was done."""


@audit.command("create-key")
@click.argument("path", type=_FILE)
def create_key(path: Path) -> None:
    """Make an Ed25519 key at PATH for signing anchors, and print its public half."""
    try:
        click.echo(create_signing_key(path))
    except KeyFileError as error:
        raise click.ClickException(f"{error}.") from error


@audit.command()
@click.argument("path", type=_FILE)
@click.option("--sign-with", type=_FILE, help="An Ed25519 private key (flask audit create-key).")
def anchor(path: Path, sign_with: Path | None) -> None:
    """Write where the chain ends to PATH. Keep the file elsewhere: it shows a later rewriting or cutting
    off.
    """
    with unit_of_work(write=False) as session:
        head = queries.public_head(session)
    try:
        write_anchor(path, head, taken_at=now(), signing_key=sign_with)
    except (KeyFileError, OSError) as error:
        raise click.ClickException(f"No anchor was written: {error}.") from error
    click.echo(f"entry {head.sequence}, hash {head.hash}")


@audit.command()
@click.option("--anchor", "anchor_path", type=_FILE, help="A head that was kept (flask audit anchor).")
@click.option("--public-key", help="The public key in hex that must have signed the anchor.")
def verify(anchor_path: Path | None, public_key: str | None) -> None:
    """Read the whole chain and say what was tampered with. Ends with 1 when something was."""
    try:
        kept = read_anchor(anchor_path, public_key=public_key) if anchor_path else None
    except AnchorError as error:
        raise click.ClickException(f"{error}.") from error
    with unit_of_work(write=False) as session:
        answer = service.verify(session, anchor=kept.head if kept else None)
    for finding in answer.findings:
        click.echo(f"{finding.kind} at {finding.sequence}: {finding.says}")
    if not answer.ok:
        click.echo(f"TAMPERED: {len(answer.findings)} findings in {answer.entries} entries.")
        raise click.exceptions.Exit(1)
    signed = f", signed by {kept.public_key}" if kept and kept.public_key else ""
    against = f", against the anchor of {kept.taken_at}{signed}" if kept else ""
    click.echo(f"ok: {answer.entries} entries{against}; hash {answer.head.hash}")
