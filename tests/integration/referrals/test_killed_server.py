"""The server is killed again and again while four work: what was acknowledged stays, and nothing is done twice.

Whoever got no answer sends the same request with the same key once more. At the end each referral has exactly the
history that its client asked for, each act its entry in the audit and its messages once, and the chain is whole.
"""

import http.client
import random
import threading
import time
from collections import Counter

import pytest
import sqlalchemy as sa

from referral.access.rules.roles import Role
from referral.audit.models import AuditEntry
from referral.audit.service import verify
from referral.cases.models import Grant
from referral.kit.db.models import OutboxMessage
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id
from referral.referrals.models import IdempotencyKey, ReferralEvent, ReferralRecord
from tests.fixtures.members import signed_in
from tests.fixtures.referral_world import make_world
from tests.fixtures.serving import Remote, Server

CLIENTS = 4
# What each client does with one referral after another: who, what, with which words.
STORY: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("worker", "submit", {}),
    ("worker", "message", {"body": "she speaks Farsi"}),
    ("desk", "acknowledge", {}),
    ("desk", "message", {"body": "we will see"}),
    ("desk", "accept", {}),
    ("worker", "cancel", {"reason": "client_choice"}),
)
LONGEST_RETRY_S = 90
# How often somebody goes away before the answer comes, and asks again: the same as a network that breaks.
HANGS_UP = 0.1


class Client(threading.Thread):
    """Works through the story with its own two organisations until it is told to stop, and ends none half-way."""

    def __init__(self, app, server, stop):
        super().__init__()
        self.world, self.stop = make_world(), stop
        members = {"worker": self.world.sender.member(Role.CASE_WORKER)}
        members["desk"] = self.world.receiver.member(Role.FOCAL_POINT)
        self.remotes = {name: Remote(server, signed_in(app, each)) for name, each in members.items()}
        self.acknowledged: set[str] = set()
        self.chance = random.Random(self.world.case)
        self.counts: Counter[str] = Counter()
        self.referrals: list[str] = []
        self.fault: Exception | None = None

    def run(self):
        try:
            while not self.stop.is_set():
                self.one()
        except Exception as fault:  # noqa: BLE001 - told by the thread that waits for this one
            self.fault = fault
        finally:
            for remote in self.remotes.values():
                remote.close()

    def one(self):
        made = self.ask("worker", "/referrals", self.world.draft())
        for number, (who, action, body) in enumerate(STORY, 1):
            done = self.ask(
                who, f"/referrals/{made['id']}/actions/{action}", body, **{"If-Match": f'"{number}"'}
            )
            assert done["version"] == number + 1
        self.referrals.append(made["id"])

    def ask(self, who, path, body, **headers):
        """Asks until there is an answer: the same request, the same key."""
        key, end = new_id(), time.monotonic() + LONGEST_RETRY_S
        while time.monotonic() < end:
            self.counts["sent"] += 1
            if self.chance.random() < HANGS_UP:
                self.remotes[who].send_only("POST", path, body, **{"Idempotency-Key": key, **headers})
            try:
                answer = self.remotes[who].call("POST", path, body, **{"Idempotency-Key": key, **headers})
            except (OSError, http.client.HTTPException):
                self.counts["unanswered"] += 1
                time.sleep(0.02)
                continue
            # Busy, or what the dead server had begun has not been given up yet.
            if answer.status == 503 or (answer.status == 409 and b"idempotency-key-in-use" in answer.body):
                self.counts[f"told {answer.status}"] += 1
                time.sleep(0.02)
                continue
            assert answer.status in (200, 201), (path, answer.status, answer.body)
            self.acknowledged.add(key)
            return answer.json
        raise AssertionError(f"no answer to {path} within {LONGEST_RETRY_S} s")


def rows(*columns):
    with unit_of_work(write=False, actor=SYSTEM) as session:
        return [tuple(each) for each in session.execute(sa.select(*columns))]


def stored_keys():
    return {key for (key,) in rows(IdempotencyKey.key)}


@pytest.fixture
def server(app, database_url, tmp_path):
    made = Server(database_url, tmp_path)
    yield made
    made.kill()


def test_nothing_is_lost_and_nothing_is_done_twice(app, server, count, database_kind):
    chance, stop, unheard = random.Random(5), threading.Event(), 0
    clients = [Client(app, server, stop) for _ in range(CLIENTS)]
    server.start()
    for each in clients:
        each.start()
    kills = count(short=2, long=30) if database_kind == "postgis" else count(short=1, long=10)
    for number in range(kills):
        wait_for_answers(clients, chance.randint(20, 80))
        if number % 5 == 4:
            server.kill_worker()
        server.kill()
        heard = set().union(*(each.acknowledged for each in clients))
        there = stored_keys()
        assert heard <= there, f"{len(heard - there)} acknowledged and lost"
        unheard += len(there - heard)
        server.start()
    wait_for_answers(clients, len(clients))
    stop.set()
    for each in clients:
        each.join(LONGEST_RETRY_S)
        assert not each.is_alive()
        assert each.fault is None, each.fault
    counts = sum((each.counts for each in clients), Counter())
    done = sum(len(each.acknowledged) for each in clients)
    print(
        f"{database_kind}: {kills} kills, {done} acknowledged, {unheard} done and not heard of, {dict(counts)}"
    )
    check_everything_is_there_once(clients, done)


def wait_for_answers(clients, many):
    """Until so many more were given: then all of them are in the middle of something."""
    before, end = sum(len(each.acknowledged) for each in clients), time.monotonic() + LONGEST_RETRY_S
    while sum(len(each.acknowledged) for each in clients) < before + many:
        assert time.monotonic() < end, [each.fault for each in clients]
        time.sleep(0.005)


def check_everything_is_there_once(clients, done):
    made = [id_ for each in clients for id_ in each.referrals]
    assert sorted(made) == sorted(id_ for (id_,) in rows(ReferralRecord.id))
    assert done == len(made) * (len(STORY) + 1) == len(stored_keys())
    expected = ["create", *(action for _, action, _ in STORY)]
    found: dict[str, list[str]] = {id_: [] for id_ in made}
    events = rows(ReferralEvent.referral_id, ReferralEvent.action, ReferralEvent.sequence)
    for id_, action, _ in sorted(events, key=lambda each: each[2]):
        found[id_].append(action)
    assert [id_ for id_, actions in found.items() if actions != expected] == []
    assert set(rows(ReferralRecord.state, ReferralRecord.version)) == {("cancelled", len(expected))}
    grants = rows(Grant.reference_id, Grant.ended_at)
    assert sorted(id_ for id_, _ in grants) == sorted(made)
    assert None not in [ended for _, ended in grants]
    told = Counter(
        payload["referral_id"] for (payload,) in rows(OutboxMessage.payload) if "referral_id" in payload
    )
    assert len({told[id_] for id_ in made}) == 1, told
    audited = Counter(rows(AuditEntry.object_id, AuditEntry.action))
    for id_ in made:
        assert audited[id_, "referrals:referral:moved"] + audited[id_, "referrals:referral:noted"] >= len(
            STORY
        )
    assert len({sequence for _, _, sequence in events}) == len(events)
    with unit_of_work(write=False, actor=SYSTEM) as session:
        answer = verify(session)
    assert answer.ok, answer.findings
    print(f"{len(made)} referrals, {len(events)} events, {answer.entries} audit entries, chain whole")
