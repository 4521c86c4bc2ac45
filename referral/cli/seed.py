"""`flask seed`: the needs, the places, and demo data or a synthetic country, with demo accounts to try it."""

from pathlib import Path

import click

from referral.cli.demo_accounts import demo_accounts
from referral.cli.demo_programmes import load_programmes
from referral.cli.directory import run_import, settings
from referral.directory.demo.expand import demo_records
from referral.directory.demo.synthetic import synthetic_records
from referral.directory.exchange.importing import Request
from referral.kit.db.work import unit_of_work
from referral.places.service import load_places

PROGRAMMES = Path(__file__).resolve().parents[2] / "seed_data" / "programmes"


@click.command()
@click.option(
    "--scale", type=click.IntRange(1, 5_000_000), help="Make a synthetic country of so many services."
)
def seed(scale: int | None) -> None:
    """Load settlements, regions and the demo services of five programmes; or with --scale a synthetic country.

    Everything is invented and the same each time; twice is once. Demo accounts are printed when they are made, never
    in production.
    """
    click.echo("Loading settlements and regions …", err=True)
    with unit_of_work(write=True) as session:
        load_places(session)
    if scale is None:
        request = Request(Path("demo"), source="demo", records=lambda: demo_records(PROGRAMMES))
    else:
        services = scale
        request = Request(Path(f"synthetic-{scale}"), records=lambda: synthetic_records(services))
    run_import(request, to_stderr=True)
    if scale is None and not settings().production:
        for line in demo_accounts():
            click.echo(line)
        for key in load_programmes():
            click.echo(f"Recorded what {key} set out to do and reached.", err=True)
