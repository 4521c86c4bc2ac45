"""`flask access`: administrators, the keys of organisations, and the first member of each."""

import click

from referral.access import queries, service
from referral.access.rules import LONGEST_LIFE_DAYS, Role, Scope
from referral.access.rules.codes import MOST_DAYS
from referral.access.service import invitations
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import as_uuid
from referral.kit.problems import NotFound, Refusal

_ONCE = "Keep it now: it is never shown again."


@click.group()
def access() -> None:
    """Make and end administrators and keys."""


@access.command("create-admin")
@click.argument("name")
def create_admin(name: str) -> None:
    """Make an administrator called NAME and print the token, this once."""
    with unit_of_work(write=True) as session:
        created = service.create_administrator(session, SYSTEM, _name(name))
    click.echo(created.token)
    click.echo(_ONCE, err=True)


@access.command("list-admins")
def list_admins() -> None:
    """List administrators by the beginning of their tokens."""
    with unit_of_work(write=False) as session:
        for each in queries.administrators(session):
            state = f"ended {each.disabled_at:%Y-%m-%d}" if each.disabled_at else "active"
            click.echo(f"{each.prefix}  {each.created_at:%Y-%m-%d}  {state}  {each.name}")


@access.command("disable-admin")
@click.argument("prefix")
def disable_admin(prefix: str) -> None:
    """End the administrator's token that begins with PREFIX."""
    try:
        with unit_of_work(write=True) as session:
            service.disable_administrator(session, SYSTEM, prefix)
    except NotFound as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{prefix} has ended.")


@access.command("invite")
@click.option(
    "--role",
    required=True,
    type=click.Choice([Role.ORGANIZATION_ADMINISTRATOR.value, Role.PLATFORM_ADMINISTRATOR.value]),
)
@click.option("--organization", help="The organisation's id; a platform's administrator has none.")
@click.option("--days", default=7, show_default=True, type=click.IntRange(1, MOST_DAYS))
def invite(role: str, organization: str | None, days: int) -> None:
    """Print a code by which somebody becomes the first administrator of an organisation, or of the platform."""
    organization_id = None if organization is None else as_uuid(organization)
    if organization is not None and organization_id is None:
        raise click.BadParameter("must be the organisation's id, a UUID", param_hint="--organization")
    try:
        with unit_of_work(write=True) as session:
            made = invitations.invite(
                session,
                SYSTEM,
                organization_id=organization_id,
                roles=[Role(role)],
                regions=(),
                note="",
                days=days,
            )
    except Refusal as error:
        raise click.ClickException(str(error)) from error
    click.echo(made.token)
    click.echo(_ONCE, err=True)


@access.command("create-key")
@click.option("--organization", required=True, help="The organisation's id.")
@click.option("--name", required=True, help="What the key is for.")
@click.option(
    "--scope", "scopes", multiple=True, required=True, type=click.Choice([each.value for each in Scope])
)
@click.option("--days", default=365, show_default=True, type=click.IntRange(1, LONGEST_LIFE_DAYS))
def create_key(organization: str, name: str, scopes: tuple[str, ...], days: int) -> None:
    """Make a key for an organisation's software and print it, this once."""
    organization_id = as_uuid(organization)
    if organization_id is None:
        raise click.BadParameter("must be the organisation's id, a UUID", param_hint="--organization")
    with unit_of_work(write=True) as session:
        created = service.create_key(
            session,
            SYSTEM,
            organization_id=organization_id,
            name=_name(name),
            scopes=[Scope(each) for each in scopes],
            days=days,
        )
    click.echo(created.token)
    click.echo(_ONCE, err=True)


@access.command("list-keys")
def list_keys() -> None:
    """List all keys, newest first."""
    before: str | None = None
    with unit_of_work(write=False) as session:
        while page := queries.keys(session, SYSTEM, before=before, limit=200):
            for key in page:
                ended = (
                    f"ended {key.revoked_at:%Y-%m-%d}"
                    if key.revoked_at
                    else f"until {key.expires_at:%Y-%m-%d}"
                )
                used = f"used {key.last_used_on}" if key.last_used_on else "never used"
                click.echo(f"{key.id}  {key.prefix}  {ended}  {used}  {','.join(key.scopes)}  {key.name}")
            before = page[-1].id


@access.command("revoke-key")
@click.argument("key_id")
def revoke_key(key_id: str) -> None:
    """End the key with the id KEY_ID at once."""
    known = as_uuid(key_id)
    if known is None:
        raise click.BadParameter("must be the id that list-keys shows, a UUID", param_hint="KEY_ID")
    try:
        with unit_of_work(write=True) as session:
            service.revoke_key(session, SYSTEM, known)
    except NotFound as error:
        raise click.ClickException(f"There is no key with the id {known}.") from error
    click.echo(f"{key_id} has ended.")


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not 1 <= len(name) <= 200:
        raise click.BadParameter("must have 1 to 200 characters", param_hint="name")
    return name
