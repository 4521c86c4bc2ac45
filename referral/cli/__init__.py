"""The `flask` commands."""

from flask import Flask

from referral.cli.access import access
from referral.cli.audit import audit
from referral.cli.db import db
from referral.cli.directory import directory
from referral.cli.doctor import doctor
from referral.cli.keys import keys
from referral.cli.openapi import openapi
from referral.cli.places import places
from referral.cli.referrals import referrals
from referral.cli.seed import seed
from referral.cli.translations import translations
from referral.cli.worker import worker

COMMANDS = (access, audit, db, directory, doctor, keys, openapi, places, referrals, seed, translations, worker)


def install(app: Flask) -> None:
    """Adds the commands; ours take the place of a library's of the same name."""
    for command in COMMANDS:
        app.cli.add_command(command)
