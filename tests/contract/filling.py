"""Fills a test's directory through the real importer."""

from pathlib import Path

from flask import Flask

from referral.directory.demo.expand import demo_records
from referral.directory.exchange.importing import Request, importing
from referral.directory.exchange.report import Report
from referral.search.catching_up import catch_up

FOREIGN = {
    "illinois": "data/illinois-ilao/input",
    "jordan": "data/jordan-services-advisor/compiled.json",
}


def take(app: Flask, request: Request) -> Report:
    """Imports and indexes."""
    with importing(request, app.extensions["settings"].var_folder / "imports") as (report, _):
        catch_up(lambda what, done, of: None)
    return report


def take_demo(app: Flask, root: Path) -> Report:
    """The demo data, without settlements and regions."""
    programmes = root / "seed_data" / "programmes"
    return take(app, Request(Path("demo"), source="demo", records=lambda: demo_records(programmes)))


def take_foreign(app: Flask, root: Path, shared: Path) -> None:
    """Illinois and Jordan by the mappings that come with the product."""
    for name, path in FOREIGN.items():
        mapping = root / "seed_data" / "mappings" / f"{name}.yaml"
        assert take(app, Request(shared / path, mapping=mapping)).came_in
