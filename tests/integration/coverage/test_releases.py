"""Counts of people come out of frozen releases only: what is counted, what is hidden, revisions, late entries."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from referral.coverage.cube import LEVELS, THRESHOLDS, cube_of
from referral.coverage.errors import NothingToRelease, PeriodNotOver
from referral.coverage.models import CoverageRelease
from referral.coverage.queries import public_releases
from referral.coverage.releasing import published_before, release
from referral.coverage.rules import Period
from referral.coverage.service import refresh, silent
from referral.kit.clock import now
from referral.kit.db.work import unit_of_work
from referral.kit.disclosure import Vintage, narrowed
from referral.kit.identity import SYSTEM
from referral.places.queries import public_regions
from referral.referrals.models import ReferralRecord
from tests.fixtures.coverage_referrals import copies
from tests.fixtures.coverage_world import make_places
from tests.fixtures.exchange.command import run
from tests.fixtures.referral_world import World, make_world

# A quarter that is over when the tests run, and the moment in it at which the copies begin.
TODAY = now()
LAST = Period(TODAY.year, (TODAY.month - 1) // 3 + 1)
OVER = Period(LAST.year, LAST.quarter - 1) if LAST.quarter > 1 else Period(LAST.year - 1, 4)
ONE = pytest.mark.only_on("spatialite", reason="counting reads alike on both; protecting takes seconds")
BEGINS = OVER.starts + timedelta(days=20)


@pytest.fixture
def regions(app: Flask) -> list[str]:
    make_places()
    refresh()
    with unit_of_work(write=False) as session:
        return [region.id for region in public_regions(session, country="AL", level=1)]


def make(period: Period = OVER) -> CoverageRelease:
    with unit_of_work(write=True, actor=SYSTEM) as session:
        return release(session, SYSTEM, "AL", period, silent)


def referrals(regions: list[str], many: int, **more: Any) -> World:
    world = make_world(statistics=True)
    copies(world, many, regions=regions, at=BEGINS, **more)
    return world


def coverage(client: FlaskClient, **asked: Any) -> dict[str, Any]:
    query = {"country": "AL", "need": "legal-aid", "period": str(OVER), **asked}
    answer = client.get("/api/v1/coverage", query_string=query)
    assert answer.status_code == 200, answer.get_json()
    people: dict[str, Any] = answer.get_json()["people"]
    return people


def test_counts_come_out_frozen_and_true(client: FlaskClient, regions: list[str]) -> None:
    referrals(regions[:2], 240)
    made = make()
    assert (made.revision, made.left_out) == (1, 0)
    country = coverage(client, level=0)["regions"][0]
    with unit_of_work(write=False, actor=SYSTEM) as session:
        rows = session.execute(
            sa.select(ReferralRecord.need_codes).where(ReferralRecord.sent_at < OVER.ends)
        ).all()
    assert country["sent"] == {
        "state": "published",
        "value": sum(codes == ["legal-aid"] for (codes,) in rows),
    }
    assert country["median_hours"]["acknowledge"] > 0
    late = make_world(statistics=True)
    copies(late, 40, regions=regions, at=BEGINS, seed=3)
    assert coverage(client, level=0)["regions"][0] == country, "what was released stays as it was"


@ONE
def test_late_entries_make_a_numbered_revision_and_both_together_narrow_nothing(
    client: FlaskClient, regions: list[str]
) -> None:
    world = referrals(regions, 150)
    make()
    copies(world, 60, regions=regions, at=BEGINS, seed=2)
    assert make().revision == 2
    assert coverage(client, level=0)["revision"] == 2
    with unit_of_work(write=False) as session:
        revisions = published_before(session, [*reversed(public_releases(session, country="AL"))])
        cube = cube_of([region.code for region in public_regions(session, country="AL", level=1)])
    vintages = [Vintage(), Vintage()]
    for number, levels in enumerate(revisions, start=1):
        for each in levels:
            for codes, value in each.cells.items() if each.revision == number else ():
                key = each.level, codes
                if value is None:
                    vintages[number - 1].suppressed[key] = THRESHOLDS.k_of(cube.level(each.level), codes)
                else:
                    vintages[number - 1].published[key] = value
    assert vintages[0].suppressed
    assert narrowed(cube, vintages[:1]) == []
    assert narrowed(cube, vintages) == []


@ONE
def test_one_late_entry_is_not_shown(regions: list[str]) -> None:
    world = referrals(regions, 120)
    make()
    copies(world, 1, regions=regions, at=BEGINS, seed=8)
    with pytest.raises(NothingToRelease, match="nothing that can be shown"):
        make()


def test_who_did_not_agree_is_not_counted_and_how_many_is_said(
    client: FlaskClient, regions: list[str]
) -> None:
    referrals(regions, 60)
    silent_world = make_world(statistics=False)
    copies(silent_world, 30, regions=regions, at=BEGINS, seed=4)
    made = make()
    assert made.left_out == 30
    assert coverage(client, level=0)["left_out"] == 30


@ONE
def test_few_who_did_not_agree_are_not_told(client: FlaskClient, regions: list[str]) -> None:
    referrals(regions, 60)
    copies(make_world(statistics=False), 3, regions=regions, at=BEGINS, seed=4)
    make()
    assert coverage(client, level=0)["left_out"] is None


@ONE
def test_the_law_counts_without_consent(regions: list[str]) -> None:
    copies(make_world(statistics=False), 40, regions=regions, at=BEGINS, basis="legal_obligation")
    assert make().left_out == 0


@ONE
def test_two_organisations_are_too_few(client: FlaskClient, regions: list[str]) -> None:
    referrals(regions, 60, sender_organization_id=make_world().sender.id)
    make()
    assert coverage(client, level=0)["regions"][0]["sent"]["value"] is None


@ONE
def test_a_period_without_referrals_is_zeros(client: FlaskClient, regions: list[str]) -> None:
    make()
    assert coverage(client, level=0)["regions"][0]["sent"]["value"] == 0


@ONE
def test_regions_of_narrow_levels_and_groups_outside_the_cube_say_what_is_there(
    client: FlaskClient, regions: list[str]
) -> None:
    referrals(regions, 90)
    make()
    assert coverage(client, target_group="women") == {
        "state": "not_published",
        "period": str(OVER),
        "revision": 1,
        "published": "target_group=all",
    }
    levels = client.get(f"/api/v1/coverage/releases?country=AL&period={OVER}").get_json()["releases"][0][
        "levels"
    ]
    assert [each["level"] for each in levels] == [level.name for level in LEVELS]
    shown = {each["level"] for each in levels if each["standing"] == "published"}
    refused = [each for each in levels if each["standing"] == "refused"]
    assert refused
    assert all(each["published_instead"] in shown for each in refused)
    page = coverage(client)["regions"][0]["outcomes"]["declined_no_capacity"]
    assert page["state"] in ("suppressed", "published") or page["published"] in shown


@ONE
def test_flows_go_from_region_to_region(client: FlaskClient, regions: list[str]) -> None:
    referrals(regions[:2], 200)
    make()
    answer = client.get("/api/v1/coverage/flows?country=AL").get_json()
    assert answer["period"] == str(OVER)
    assert answer["state"] == "published"
    abroad = sum(each["sent"] or 0 for each in answer["flows"] if each["to"] == "abroad")
    assert abroad >= 150, "the service lies in Serbia"


@ONE
def test_a_period_that_is_not_over_is_not_released(regions: list[str]) -> None:
    with pytest.raises(PeriodNotOver):
        make(LAST)
    with time_machine.travel(LAST.ends + timedelta(hours=1), tick=False):
        assert make(LAST).revision == 1


@ONE
def test_a_country_without_regions_has_nothing_to_release(regions: list[str]) -> None:
    with (
        unit_of_work(write=True, actor=SYSTEM) as session,
        pytest.raises(NothingToRelease, match="no first-order"),
    ):
        release(session, SYSTEM, "GE", OVER, silent)


def test_the_command_tells_what_became_of_each_level(app: Flask, regions: list[str]) -> None:
    referrals(regions, 50)
    done = run(app, "coverage", "release", "--period", str(OVER), "--country", "al", "--country", "GE")
    assert done.exit_code == 0, done.output
    assert f"AL {OVER}, revision 1:" in done.output
    assert "national: published, 0 of 1 cells suppressed" in done.output
    assert "GE: GE has no first-order regions" in done.output
    assert run(app, "coverage", "release", "--period", "2026").exit_code == 2


@ONE
def test_releases_hold_no_id_of_anybody(regions: list[str]) -> None:
    world = referrals(regions, 80)
    make()
    with unit_of_work(write=False) as session:
        said = json.dumps(
            [
                [str(value) for value in row]
                for table in ("coverage_release", "coverage_release_level", "coverage_people")
                for row in session.execute(sa.text(f"SELECT * FROM {table}"))
            ]
        )
    assert world.case not in said
    assert world.person not in said
    assert world.sender.id not in said


def test_periods_are_quarters_in_utc() -> None:
    assert Period.read("2026-q4").ends == datetime(2027, 1, 1, tzinfo=UTC)
    assert Period.read("2026-Q1").starts == datetime(2026, 1, 1, tzinfo=UTC)
    assert str(Period.read(" 2026-Q2 ")) == "2026-Q2"
