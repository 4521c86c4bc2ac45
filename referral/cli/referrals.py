"""`flask referrals`: the workflow as it is decided by, in three forms."""

import click

from referral.referrals.rules import as_csv, as_json, as_mermaid

_FORMS = {"csv": as_csv, "mermaid": as_mermaid, "json": as_json}


@click.group()
def referrals() -> None:
    """Show how referrals are worked."""


@referrals.command()
@click.option("--format", "form", type=click.Choice(tuple(_FORMS)), default="csv", show_default=True)
def workflow(form: str) -> None:
    """Write the table of states, actions and roles: as CSV, as a Mermaid diagram, or as JSON."""
    click.echo(_FORMS[form]().rstrip("\r\n").encode() + (b"\r\n" if form == "csv" else b"\n"), nl=False)
