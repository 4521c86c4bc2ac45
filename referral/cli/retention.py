"""`flask retention`: erases who stands in closed cases whose term is over."""

from collections import Counter

import click

from referral.cases.rules.retaining import Stays
from referral.cases.service import retaining
from referral.cli.progress import progress_bar
from referral.kit.clock import now
from referral.kit.crypto import KeyFileError
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM


@click.group()
def retention() -> None:
    """Keep people's data no longer than the law lets you."""


@retention.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def run(dry_run: bool) -> None:
    """Erase who stands in a closed case whose term is over, by the country's profile; run it every night.

    Whom a legal hold keeps, and of whom somebody still has access or an objection waits, stays. What is erased can't
    be read any more, also in restored backups; the histories and the audit stay, and name nobody. It can be broken
    off and run again.
    """
    with unit_of_work(write=False, actor=SYSTEM) as session:
        over = list(retaining.cases_over(session, SYSTEM, now()))
    try:
        found = _through(over, dry=dry_run)
    except KeyFileError as error:
        raise click.ClickException(f"{error}. Nobody is erased without the ledger.") from error
    if not dry_run:
        with unit_of_work(write=True, actor=SYSTEM) as session:
            retaining.record_run(session, SYSTEM, found)
    what = "would be erased" if dry_run else "erased"
    click.echo(f"{len(over)} closed cases whose term is over: {found[retaining.ERASED]} people {what}.")
    click.echo(
        f"{found[Stays.HELD]} stay by a legal hold, {found[Stays.IN_USE]} since they are still in use."
    )


def _through(over: list[str], *, dry: bool) -> Counter[str]:
    """Each case in a transaction of its own."""
    found: Counter[str] = Counter()
    with progress_bar() as tell:
        for done, case_id in enumerate(over, 1):
            with unit_of_work(write=not dry, actor=SYSTEM) as session:
                found += retaining.end_retention(session, SYSTEM, case_id, dry=dry)
            tell("cases", done, len(over))
    return found
