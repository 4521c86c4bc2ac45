"""Many referrals, each with a case of its own: a few made by the product's verbs, and copied by the database.

A copy has ids of its own, made from those of the first and a number, so that everything hangs together as in the first.
"""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from referral.access.rules import Scope
from referral.access.rules.roles import Role
from referral.access.service import create_key
from referral.kit.db.addresses import plain_url
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from tests.fixtures.referral_verbs import sent
from tests.fixtures.referral_world import World, make_world

# In which each row of a case stands, the case itself first.
_TABLES = (
    *(
        "case_file",
        "case_custody",
        "case_person",
        "case_assignment",
        "person_identity",
        "person_contact",
        "person_paper",
    ),
    *("consent", "consent_recipient", "data_key", "disclosure_grant"),
    *("referral", "referral_person", "referral_event"),
)
# Numbers that have to be new in each copy; the copies of a row lie a thousand apart.
_NUMBERED = {("referral_event", "sequence"): "{column} + 1000 * n + 1000000000"}


@dataclass(frozen=True)
class Template:
    """A world with one referral that was sent, and keys with which the receiver's and the sender's software answers."""

    world: World
    referral: str
    receiver_key: str
    sender_key: str


def make_template() -> Template:
    """One of the first."""
    world = make_world()
    record = sent(world)
    keys = [
        _key(organization, scope)
        for organization, scope in (
            (world.receiver.id, Scope.REFERRAL_RESPOND),
            (world.sender.id, Scope.REFERRAL_SEND),
        )
    ]
    world.sender.member(Role.SUPERVISOR)
    return Template(world, record.id, *keys)


def _key(organization_id: str, scope: Scope) -> str:
    with unit_of_work(write=True) as session:
        made = create_key(
            session, SYSTEM, organization_id=organization_id, name="bench", scopes=[scope], days=30
        )
        return made.token


def copy_of(referral: str, number: str) -> str:
    """The id of a copy, as an expression of SQL over the number's own."""
    return f"md5('{referral}:' || {number})::uuid"


def multiply(url: str, template: Template, copies: Sequence[int]) -> None:
    """Copies the template's case with all that hangs on it, once for each of the numbers, which follow each other."""
    with psycopg.connect(plain_url(url), options="-c app.actor_kind=system") as connection:
        # Neither triggers nor foreign keys: what is copied was right.
        connection.execute("SET session_replication_role = replica")
        ids = _ids_of(connection, template)
        for table in _existing(connection):
            _copy(connection, table, ids, copies)


def analyse(url: str) -> None:
    """Statistics and visibility as a database has them that has grown over years."""
    with psycopg.connect(plain_url(url), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _existing(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    there = {name for (name,) in rows}
    return [name for name in _TABLES if name in there]


def _columns(connection: psycopg.Connection, table: str) -> list[tuple[str, str]]:
    wanted = (
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s ORDER BY ordinal_position"
    )
    return [(name, kind) for name, kind in connection.execute(wanted, [table])]


def _ids_of(connection: psycopg.Connection, template: Template) -> list[str]:
    """Everything of the template that each copy has anew."""
    world = template.world
    ids = {world.case, world.person, world.consent, template.referral}
    for table in _existing(connection):
        columns = _columns(connection, table)
        if ("id", "uuid") in columns:
            found = connection.execute(_rows(table, columns, "id"), {"ids": sorted(ids)}).fetchall()
            ids |= {str(row[0]) for row in found}
    return sorted(ids)


def _rows(table: str, columns: Sequence[tuple[str, str]], wanted: str) -> sql.Composed:
    hangs = sql.SQL(" OR ").join(
        sql.SQL("{} = ANY(%(ids)s::uuid[])").format(sql.Identifier(name))
        for name, kind in columns
        if kind == "uuid"
    )
    return sql.SQL("SELECT {} FROM {} WHERE {}").format(sql.SQL(wanted), sql.Identifier(table), hangs)


def _copy(connection: psycopg.Connection, table: str, ids: Sequence[str], copies: Sequence[int]) -> None:
    columns = _columns(connection, table)
    made = []
    for name, kind in columns:
        if kind == "uuid":
            made.append(
                f'CASE WHEN "{name}" = ANY(%(ids)s::uuid[])'
                f' THEN md5("{name}"::text || \':\' || n)::uuid ELSE "{name}" END'
            )
        else:
            made.append(_NUMBERED.get((table, name), '"{column}"').format(column=name))
    wanted = _rows(table, columns, "*")
    names = ", ".join(f'"{name}"' for name, _ in columns)
    statement = sql.SQL(
        f'INSERT INTO "{table}" ({names}) SELECT {", ".join(made)} FROM ({{}}) first,'
        " generate_series(%(first)s::int, %(last)s::int) n"
    ).format(wanted)
    connection.execute(statement, {"ids": list(ids), "first": copies[0], "last": copies[-1]})


def wrk(script: Path, address: str, *, clients: int, seconds: int, arguments: Sequence[str]) -> str:
    """What wrk printed, running a script of its own."""
    command = [
        "wrk",
        f"-t{min(clients, 2)}",
        f"-c{clients}",
        f"-d{seconds}s",
        "-s",
        str(script),
        address,
        "--",
    ]
    return subprocess.run([*command, *arguments], capture_output=True, text=True, check=True).stdout
