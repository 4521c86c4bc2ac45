"""Referrals on PostGIS: accepting against pgbench, the work list, the clocks' sweep, and the audit's verification.

(a) accept, with the consent's check, audit and outbox in its transaction, durably, at 4 clients: against pgbench doing
the same bare writes under the same lock of the audit's head. (b) a work list of 50: beyond an empty view, against the
statements that it sends. (c) the sweep costs by what is due and not by what is open. (d) the chain is verified.
"""

import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.audit.rules import GENESIS, Entry, entry_hash
from referral.audit.service import verify
from referral.factory import create_app
from referral.kit import jobs
from referral.kit.db import engine
from referral.kit.db.addresses import plain_url
from referral.kit.db.bulk import bulk_insert
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id
from referral.referrals import jobs as referrals_jobs
from tests.fixtures.application import settings_for
from tests.performance.referral_rows import Template, analyse, copy_of, make_template, multiply, wrk
from tests.performance.report import Table
from tests.performance.workbench import Workbench

TEMPLATES = 20
ACCEPTED = 2_000
DUE = 200
VERIFIED_A_SECOND = 50_000
_ROUNDS = 3
_HEADERS = {"X-Acting-User": "bench", "Content-Type": "application/json"}


def measure(bench: Workbench, table: Table) -> None:
    """All four; the database is made anew each time, since accepting uses it up."""
    url, _ = bench.empty_database("postgis", f"referrals{bench.asked.referrals}")
    bench.flask(url, "db", "upgrade")
    var = bench.folder / "var"
    create_app(settings_for(url, var, LOG_REQUESTS="no"), testing=True)
    templates = [make_template() for _ in range(TEMPLATES)]
    grown = Grown(url, templates)
    _sweeps(bench, table, grown)
    grown.to(bench.asked.referrals)
    _lists(bench, table, grown, var)
    _accepts(bench, table, grown)
    engine.current().engine.dispose()
    _verified(bench, table)


class Grown:
    """A database that grows by copies; the numbers of all templates' copies run from 1 to `each`."""

    def __init__(self, url: str, templates: Sequence[Template]) -> None:
        self.url, self.templates, self.each = url, templates, 0

    def to(self, referrals: int) -> None:
        """So many referrals in all."""
        wanted = max(referrals // len(self.templates), self.each + 1)
        for template in self.templates:
            multiply(self.url, template, range(self.each + 1, wanted + 1))
        self.each = wanted
        analyse(self.url)

    def ids(self, numbers: Sequence[int]) -> list[tuple[Template, str]]:
        """The copies with these numbers, of one template after the other."""
        found = []
        with psycopg.connect(plain_url(self.url)) as connection:
            for template in self.templates:
                made = copy_of(template.referral, "n")
                rows = connection.execute(
                    f"SELECT {made}::text FROM unnest(%s::int[]) n".encode(), [list(numbers)]
                )
                found += [(template, str(id_)) for (id_,) in rows]
        return found


# The clocks' sweep.


def _sweeps(bench: Workbench, table: Table, grown: Grown) -> None:
    seconds = {}
    for number, open_ in enumerate((bench.asked.open // 10, bench.asked.open)):
        grown.to(open_)
        seconds[open_] = statistics.median(
            _sweep(grown, range(1 + DUE * (each + 3 * number), 1 + DUE * (each + 1 + 3 * number)))
            for each in range(_ROUNDS)
        )
    few, many = seconds.values()
    table.at_most(
        f"sweep of {DUE} due: of {bench.asked.open} open : of {bench.asked.open // 10} open",
        f"{many * 1000:.0f} : {few * 1000:.0f} ms, {many / DUE * 1000:.1f} ms each",
        many / few,
        1.5,
    )


def _sweep(grown: Grown, numbers: Sequence[int]) -> float:
    """Seconds in which all that is due is done: one referral of each number, three days late."""
    per = len(grown.templates)
    ids = [id_ for _, id_ in grown.ids(range(numbers[0] // per + 1, numbers[-1] // per + 2))][: len(numbers)]
    with psycopg.connect(plain_url(grown.url), options="-c app.actor_kind=system") as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE referral SET next_due_at = NULL")  # what fell due of the others meanwhile
        connection.execute(
            "UPDATE referral_event SET occurred_at = occurred_at - interval '3 days' WHERE referral_id = ANY(%s)",
            [ids],
        )
        connection.execute(
            "UPDATE referral SET since = since - interval '3 days', next_due_at = now() - interval '1 minute'"
            " WHERE id = ANY(%s)",
            [ids],
        )
        connection.execute(
            "UPDATE referral SET next_due_at = now() + interval '1 day' WHERE next_due_at IS NULL"
        )
        connection.execute("DELETE FROM job")
    analyse(grown.url)
    referrals_jobs.register()
    began = time.perf_counter()
    with unit_of_work(write=True, actor=SYSTEM) as session:
        jobs.enqueue(session, referrals_jobs.SWEEP, {})
    done = 0
    while jobs.run_once("bench"):
        done += 1
    assert done == len(ids) + 1, (done, len(ids))
    return time.perf_counter() - began


# The work list.


def _lists(bench: Workbench, table: Table, grown: Grown, var: Path) -> None:
    key = grown.templates[0].receiver_key
    headers = {**_HEADERS, "Authorization": f"Bearer {key}"}
    path = "/api/v1/referrals?limit=50"
    app = create_app(settings_for(grown.url, var, LOG_REQUESTS="no"), testing=True)
    client = app.test_client()
    noted = _noted(lambda: client.get(path, headers=headers))
    script = _script(bench, "list.lua", _LIST)
    empty_us, list_us, bare_us = [], [], []
    with (
        bench.serving(grown.url) as address,
        psycopg.connect(plain_url(grown.url), autocommit=True, prepare_threshold=0) as connection,
    ):
        for _ in range(_ROUNDS):
            bare_us.append(_median_us(connection, noted))
            empty_us.append(bench.load(address, ["/healthz"], clients=1).p50_us)
            output = wrk(script, address, clients=1, seconds=bench.asked.seconds, arguments=[path, key])
            list_us.append(_p50_us(output))
    bare, empty, listed = (statistics.median(each) for each in (bare_us, empty_us, list_us))
    table.at_most(
        f"work list of 50 of {bench.asked.referrals}: (list − empty view) : bare statements ({len(noted)})",
        f"({listed:.0f} − {empty:.0f}) : {bare:.0f} µs",
        (listed - empty) / bare,
        3.0,
    )


Noted = list[tuple[str, Any]]


def _noted(ask: Callable[[], Any]) -> Noted:
    """The statements that a request sends when all that is kept is kept."""
    ask()
    noted: Noted = []

    def on(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        noted.append((statement, parameters))

    sa.event.listen(engine.current().engine, "before_cursor_execute", on)
    answered = ask()
    sa.event.remove(engine.current().engine, "before_cursor_execute", on)
    assert len(answered.json["results"]) == 50, answered.json
    return noted


def _median_us(connection: psycopg.Connection, noted: Noted) -> float:
    times = []
    for _ in range(200):
        began = time.perf_counter_ns()
        for statement, parameters in noted:
            connection.execute(statement.encode(), parameters).fetchall()
        times.append((time.perf_counter_ns() - began) / 1_000)
    return statistics.median(times)


# Accepting.


def _accepts(bench: Workbench, table: Table, grown: Grown) -> None:
    per = ACCEPTED // len(grown.templates)
    script = _script(bench, "accept.lua", _ACCEPT)
    rates, peers = [], []
    with bench.serving(grown.url) as address:
        for number in range(_ROUNDS + 1):
            # From the end: those at the beginning were swept.
            last = grown.each - number * per
            asked = bench.folder / "accept.txt"
            lines = [
                f"{id_} {template.receiver_key}"
                for template, id_ in grown.ids(range(last - per + 1, last + 1))
            ]
            asked.write_text("\n".join(lines) + "\n")
            output = wrk(script, address, clients=4, seconds=bench.asked.seconds, arguments=[str(asked)])
            if number:  # the first one warms up
                rates.append(_rate(output))
                peers.append(_bare(bench, grown, below=grown.each - (_ROUNDS + 1) * per))
    rate, peer = statistics.median(rates), statistics.median(peers)
    table.at_least(
        f"accept at 4 clients, of {bench.asked.referrals}: pgbench with the same writes under the same lock",
        f"{rate:.0f} : {peer:.0f} /s",
        rate / peer,
        0.25,
    )


def _bare(bench: Workbench, grown: Grown, *, below: int) -> float:
    """What an acceptance writes and locks, and nothing else, by pgbench."""
    template = grown.templates[0]
    world = template.world

    def made(of: str) -> str:
        return copy_of(of, ":n")

    entry = (
        "now(), now(), 'referral_moved', 'member', NULL, NULL, 'referral', 'x',"
        " '{{\"name\": \"accept\"}}', repeat('0', 64), md5(:s::text || '{0}') || md5('{0}'))"
    )
    referral = made(template.referral)
    text = f"""
\\set n random(1, {below})
BEGIN;
SELECT id FROM consent WHERE chain_id = {made(world.consent)} ORDER BY version DESC LIMIT 1 FOR UPDATE;
SELECT id FROM case_file WHERE id = {made(world.case)} FOR UPDATE;
SELECT id FROM referral WHERE id = {referral} FOR UPDATE;
UPDATE referral SET state = 'accepted', since = now(), clock_with = 'receiver', decided_at = now(),
 acknowledged_at = now(), assigned_at = now(), next_due_at = now() + interval '1 day', version = version + 1
 WHERE id = {referral};
SELECT sequence AS s FROM audit_head WHERE id = 1 FOR UPDATE \\gset
INSERT INTO audit_entry VALUES (:s::bigint + 1, {entry.format("a")};
INSERT INTO referral_event (sequence, referral_id, number, occurred_at, recorded_at, action, from_state, to_state,
 role, details, version) VALUES (:s::bigint + 1, {referral}, :s::bigint % 30000 + 100, now(), now(), 'accept',
 'sent', 'accepted', 'RFP', '{{}}', 3);
UPDATE disclosure_grant SET level = 2, reached = 2 WHERE reference_id = {referral};
INSERT INTO audit_entry VALUES (:s::bigint + 2, {entry.format("b")};
UPDATE audit_head SET sequence = :s::bigint + 2 WHERE id = 1;
INSERT INTO outbox (event, payload, created_at) VALUES ('referral.changed', '{{"state": "accepted"}}', now());
INSERT INTO idempotency_key (client_id, key, body_hash, status, resource_id, resource_version, created_at)
 VALUES ({made(world.case)}, :s, repeat('0', 64), 200, {referral}, 3, now());
COMMIT;
"""
    return bench.pgbench(grown.url, "accept", text.strip().splitlines())


# The audit.


def _verified(bench: Workbench, table: Table) -> None:
    url, _ = bench.empty_database("postgis", "audit")
    bench.flask(url, "db", "upgrade")
    engine.configure(url)
    with unit_of_work(write=True) as session:
        _write_chain(session, bench.asked.entries)
    analyse(url)
    seconds = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        with unit_of_work(write=False) as session:
            answer = verify(session)
        seconds.append(time.perf_counter() - began)
        assert answer.ok, answer.findings
        assert answer.entries == bench.asked.entries
    rate = bench.asked.entries / statistics.median(seconds)
    table.at_least(
        f"audit of {bench.asked.entries} verified : {VERIFIED_A_SECOND} a second",
        f"{rate:.0f} : {VERIFIED_A_SECOND} /s",
        rate / VERIFIED_A_SECOND,
        1.0,
    )
    engine.current().engine.dispose()


def _write_chain(session: Session, many: int) -> None:
    from referral.audit.models import AuditEntry, AuditHead

    before, rows, moment = GENESIS, [], datetime(2026, 3, 2, 9, tzinfo=UTC)
    for sequence in range(1, many + 1):
        moment += timedelta(seconds=7, microseconds=sequence % 1000)
        entry = Entry(
            sequence=sequence,
            occurred_at=moment,
            recorded_at=moment,
            action="referrals:referral:moved",
            actor_kind="member",
            actor_id=new_id(),
            organization_id=new_id(),
            object_kind="referral",
            object_id=new_id(),
            details={"name": "accept", "from": "sent", "to": "accepted", "version": sequence % 30},
        )
        chained = entry_hash(before, entry)
        fields = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
        rows.append({**fields, "prev_hash": before, "hash": chained})
        before = chained
    bulk_insert(session, AuditEntry.metadata.tables[AuditEntry.__tablename__], rows)
    session.execute(sa.update(AuditHead).values(sequence=many, hash=before))


# Loads by wrk.


def _script(bench: Workbench, name: str, text: str) -> Path:
    path = bench.folder / name
    path.write_text(text + _DONE)
    return path


def _p50_us(output: str) -> float:
    return float(_told(output)[1])


def _rate(output: str) -> float:
    found = re.search(r"Requests/sec:\s+([\d.]+)", output)
    assert found is not None
    _told(output)
    return float(found[1])


def _told(output: str) -> "re.Match[str]":
    told = re.search(r"MEDIAN ([\d.]+) ERRORS (\d+)", output)
    if told is None or int(told[2]):
        sys.exit(f"the load failed:\n{output}")
    return told


_DONE = """
done = function(summary, latency) io.write(string.format('MEDIAN %f ERRORS %d\\n', latency:percentile(50),
 summary.errors.status + summary.errors.read + summary.errors.timeout)) end
"""
_LIST = """
init = function(given) path = given[1]
 headers = {['Authorization'] = 'Bearer ' .. given[2], ['X-Acting-User'] = 'bench'} end
request = function() return wrk.format('GET', path, headers) end
"""
# Each referral is accepted once: a thread takes every second line, and stops at the end.
_ACCEPT = """
local threads = 0
setup = function(thread) threads = threads + 1; thread:set('part', threads) end
init = function(given) lines = {}; for line in io.lines(given[1]) do lines[#lines + 1] = line end; at = part - 2 end
request = function()
 at = at + 2
 if at > #lines then wrk.thread:stop(); at = #lines end
 local id, key = string.match(lines[at], '(%S+) (%S+)')
 local headers = {['Authorization'] = 'Bearer ' .. key, ['X-Acting-User'] = 'bench', ['If-Match'] = '"2"',
  ['Idempotency-Key'] = id, ['Content-Type'] = 'application/json'}
 return wrk.format('POST', '/api/v1/referrals/' .. id .. '/actions/accept', headers, '{}')
end
"""
