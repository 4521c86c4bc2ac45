"""Keeping the figures of presence what they should be: after a change, in batches, or all of them anew."""

from collections import defaultdict
from collections.abc import Callable, Collection
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.coverage.ground import Ground
from referral.coverage.models import CoverageDirty, CoverageListing, CoveragePage
from referral.coverage.queries import (
    NOBODY,
    POPULATIONS,
    public_dirty,
    public_listed,
    public_needs_listed,
    public_told,
)
from referral.coverage.reckoning import Moment, by_country, ground, list_services, made_of, reckon, write
from referral.coverage.sites import countries_of, digests_in
from referral.kit.db.bulk import bulk_insert
from referral.kit.db.work import unit_of_work
from referral.places.queries import public_regions
from referral.search.presence import (
    PublicSite,
    public_area_shapes,
    public_needs_of_services,
    public_needs_of_sites,
    public_sites,
    public_sites_of,
)

Progress = Callable[[str, int, int | None], None]
_BATCH = 20


def silent(_what: str, _done: int, _of: int | None) -> None:
    """Progress that nobody watches."""


def services_changed(session: Session, service_ids: Collection[str]) -> set[tuple[str, int]]:
    """Notes for what these services count now, and returns the (country, need) that are touched by it."""
    needs = public_needs_of_services(session, service_ids)
    before = public_listed(session, service_ids)
    after = {
        (row.service_id, country, need)
        for row in public_sites_of(session, service_ids)
        for country in countries_of(row)
        for need in needs.get(row.key, ())
    }
    if before != after:
        list_services(session, service_ids, after)
    return {(country, need) for _, country, need in before | after}


def reckon_at_once(session: Session, pairs: Collection[tuple[str, int]]) -> None:
    """Brings these up to date in this transaction."""
    lock_figures(session)
    reckon(session, pairs)


def mark(session: Session, pairs: Collection[tuple[str, int]]) -> None:
    """Notes what has to be reckoned anew."""
    lock_figures(session)
    waiting = set(public_dirty(session))
    rows = [{"country_code": c, "need_key": n} for c, n in sorted(set(pairs) - waiting)]
    bulk_insert(session, cast(sa.Table, CoverageDirty.__table__), rows)


def mark_countries(session: Session, countries: Collection[str]) -> None:
    """Everything in these countries has to be reckoned anew."""
    mark(session, public_needs_listed(session, countries) | {(country, NOBODY) for country in countries})


def lock_figures(session: Session) -> None:
    """One writer of figures at a time. (On SQLite a writing transaction is alone anyway.)"""
    bump(session, "figures")


def bump(session: Session, name: str) -> None:
    """Makes a version one higher; its row stays locked until the commit."""
    statement = sa.text(
        "INSERT INTO coverage_state (name, version) VALUES (:name, 1)"
        " ON CONFLICT (name) DO UPDATE SET version = coverage_state.version + 1"
    )
    session.execute(statement, {"name": name})


def populations_changed(session: Session, countries: Collection[str]) -> None:
    """Figures per head follow."""
    bump(session, POPULATIONS)
    mark_countries(session, countries)


def catch_up(progress: Progress = silent) -> int:
    """Reckons all that waits, in transactions of bounded size; returns how many (country, need) there were."""
    with unit_of_work(write=False) as session:
        total = len(public_dirty(session))
    done = 0
    while total:
        with unit_of_work(write=True) as session:
            lock_figures(session)
            batch = public_dirty(session)[:_BATCH]
            if not batch:
                return done
            reckon(session, batch)
        done += len(batch)
        progress("coverage", done, max(total, done))
    return done


def refresh(progress: Progress = silent) -> int:
    """Reckons everything anew from the index in one transaction; returns how many (country, need) there are.

    Killed half way nothing has changed.
    """
    with unit_of_work(write=True) as session:
        lock_figures(session)
        rows = public_sites(session)
        by_need = _by_need(session, rows)
        for table in (CoverageListing, CoverageDirty, CoveragePage):
            session.execute(sa.delete(table))
        _list_all(session, rows, by_need)
        reckon(session, {(region.country_code, NOBODY) for region in public_regions(session, level=0)})
        return _reckon_all(session, by_need, progress)


def _by_need(session: Session, rows: Collection[PublicSite]) -> dict[int, list[PublicSite]]:
    by_key = {row.key: row for row in rows}
    order = {row.key: number for number, row in enumerate(rows)}
    found: dict[int, list[PublicSite]] = defaultdict(list)
    for need, key in public_needs_of_sites(session):
        if key in by_key:
            found[need].append(by_key[key])
    for sites in found.values():
        sites.sort(key=lambda row: order[row.key])
    return dict(sorted(found.items()))


def _list_all(session: Session, rows: Collection[PublicSite], by_need: dict[int, list[PublicSite]]) -> None:
    countries = {row.key: countries_of(row) for row in rows}
    found = {
        (row.service_id, country, need)
        for need, sites in by_need.items()
        for row in sites
        for country in countries[row.key]
    }
    listed: list[dict[str, Any]] = [
        {"service_id": a, "country_code": b, "need_key": c} for a, b, c in sorted(found)
    ]
    bulk_insert(session, cast(sa.Table, CoverageListing.__table__), listed)


def _reckon_all(session: Session, by_need: dict[int, list[PublicSite]], progress: Progress) -> int:
    moment, done = Moment(), 0
    grounds: dict[str, Ground] = {}
    told = public_told(session, None, moment.fresh_since)
    every = [row for sites in by_need.values() for row in sites]
    shapes = public_area_shapes(session, digests_in(every))
    for number, (need, sites) in enumerate(by_need.items(), start=1):
        for country, here in sorted(by_country(sites).items()):
            if country not in grounds:
                grounds[country] = ground(session, country)
            write(session, country, need, made_of(grounds[country], here, told, shapes, moment), moment.now)
            done += 1
        progress("coverage", number, len(by_need))
    return done


def new_day() -> None:
    """What was told grows old by itself: everything is reckoned anew once a day."""
    refresh()
