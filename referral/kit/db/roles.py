"""`flask db roles` on a server: three roles with just the rights that each needs, besides the owner's.

`referral_app` serves requests: it never sees everything, whatever context it is talked into, cannot rewrite the audit
or the history of custody, and makes no tables. `referral_worker` runs jobs for the whole installation.
`referral_stats` reads one view. They are groups without a login; accounts are put into them.
"""

from collections.abc import Mapping

import psycopg
from psycopg import sql

from referral.kit.db.addresses import plain_url

APP, WORKER, STATS = "referral_app", "referral_worker", "referral_stats"
GROUPS = (APP, WORKER, STATS)
# Only the owner writes these; triggers and migrations do, and the audit grows by its own two ways.
_READ_ONLY = ("alembic_version", "case_custody")
# What only grows, or is changed and never deleted.
_NARROWER = {
    "audit_entry": "INSERT",
    "audit_head": "UPDATE",
    "consent": "INSERT, UPDATE",
    "referral": "INSERT, UPDATE",
    "referral_event": "INSERT",
    "referral_breach": "INSERT",
    "programme": "INSERT, UPDATE",
    "programme_target": "INSERT",
    # What told of somebody is emptied when they are erased.
    "programme_enrolment": "INSERT, UPDATE",
    "programme_milestone": "INSERT",
    "programme_activity": "INSERT",
    "programme_instrument": "INSERT",
    "enquiry": "INSERT, UPDATE",
    "enquiry_service": "INSERT, UPDATE",
}
_TABLES = (
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT EXISTS "
    "(SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 1"
)


class RolesError(RuntimeError):
    """The roles can't be made by this account; the message says what is missing."""


def create_roles(url: str, logins: Mapping[str, str]) -> list[str]:
    """Makes the groups, gives them their rights on the tables that there are, and puts accounts into them.

    `logins` maps a group to the account that is made where it is not there, without a password. Answers what was done.
    Again it only adds what is new: run it after each migration.
    """
    done = []
    try:
        with psycopg.connect(plain_url(url)) as connection:
            for group in GROUPS:
                done += _ensure_role(connection, group, "NOLOGIN NOBYPASSRLS")
            _grant(connection)
            for group, login in logins.items():
                done += _ensure_role(connection, login, "LOGIN NOBYPASSRLS")
                done += _refuse_strong(connection, login)
                connection.execute(
                    sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), sql.Identifier(login))
                )
                done.append(f"{login} is in {group}")
    except psycopg.errors.InsufficientPrivilege as error:
        raise RolesError(
            f"this account may not make roles or give rights ({str(error).splitlines()[0]}): run the command with "
            "MIGRATION_DATABASE_URL of the tables' owner with CREATEROLE, or of the superuser"
        ) from error
    return done


def _ensure_role(connection: psycopg.Connection, name: str, options: str) -> list[str]:
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone():
        return []
    connection.execute(sql.SQL("CREATE ROLE {} " + options).format(sql.Identifier(name)))
    return [f"{name} was made"]


def _refuse_strong(connection: psycopg.Connection, login: str) -> list[str]:
    """An account that row-level security does not bind would make it a decoration."""
    strong = connection.execute(
        "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", (login,)
    ).fetchone()
    owns = connection.execute(
        "SELECT 1 FROM pg_class WHERE relname = 'case_file' AND pg_get_userbyid(relowner) = %s", (login,)
    ).fetchone()
    if (strong and strong[0]) or owns:
        raise RolesError(f"{login} owns the tables or passes by row-level security: give another account")
    return []


def _grant(connection: psycopg.Connection) -> None:
    serving = sql.SQL(", ").join(map(sql.Identifier, (APP, WORKER)))
    everybody = sql.SQL(", ").join(map(sql.Identifier, GROUPS))
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(everybody))
    connection.execute(sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(serving))
    connection.execute(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}").format(serving))
    for (table,) in connection.execute(_TABLES).fetchall():
        rights = _rights(table)
        if rights:
            statement = sql.SQL("GRANT " + rights + " ON {} TO {}")
            connection.execute(statement.format(sql.Identifier(table), serving))
    connection.execute(sql.SQL("GRANT SELECT ON statistics_case TO {}").format(sql.Identifier(STATS)))


def _rights(table: str) -> str:
    if table in _READ_ONLY:
        return ""
    return _NARROWER.get(table, "INSERT, UPDATE, DELETE")
