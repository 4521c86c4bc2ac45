"""`flask openapi`: the specification and its examples, written from the code and from real answers."""

import json
from pathlib import Path

import click
from flask import current_app

from referral.cli.examples import write_examples
from referral.kit.http.specification import forget, specification


@click.group()
def openapi() -> None:
    """The API's specification."""


@openapi.command("write")
@click.argument("path", type=click.Path(path_type=Path))
def write(path: Path) -> None:
    """Write the OpenAPI document."""
    forget(current_app)
    path.parent.mkdir(parents=True, exist_ok=True)
    # One space a level: with two a quarter of the file is spaces.
    body = json.dumps(specification(current_app), indent=1, sort_keys=True, ensure_ascii=False)
    path.write_text(f"{body}\n", encoding="utf-8")
    click.echo(f"{len(specification(current_app)['paths'])} paths written to {path.name}.", err=True)


@openapi.command("examples")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def examples(folder: Path) -> None:
    """Write an example of every operation, from real answers to the demo data of this database."""
    many = write_examples(current_app, folder)
    click.echo(f"{many} examples written.", err=True)
