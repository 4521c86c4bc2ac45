"""Coverage: everything reckoned anew against the bare numpy and scipy of the same figures, one service changed against
everything, GET /coverage against the bare read.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from referral.coverage import reading, service
from referral.coverage.ground import Ground
from referral.coverage.groups import GROUPS, Group
from referral.coverage.queries import public_told
from referral.coverage.reckoning import Moment, by_country, ground, made_of
from referral.coverage.sites import Sites, digests_in
from referral.directory.needs import need, need_by_key
from referral.kit.db import engine
from referral.kit.db.work import unit_of_work
from referral.search.presence import public_area_shapes, public_needs_of_sites, public_sites
from tests.performance.report import Table
from tests.performance.workbench import Workbench

COUNTRY, NEED = "AL", "psychosocial-support"
QUESTION = f"/api/v1/coverage?country={COUNTRY}&need={NEED}"
RADIUS = 6_371_008.8
_ROUNDS = 3


def measure(bench: Workbench, table: Table) -> None:
    """Both databases, the small country."""
    for dialect in ("postgis", "spatialite"):
        url = bench.database(dialect, bench.asked.small)
        engine.configure(url)
        name = f"{dialect} {bench.asked.small}"
        whole = timed(service.refresh)
        inputs = list(arrays())
        bare = timed(lambda: [reckon_bare(*each) for each in inputs])  # noqa: B023 - called at once
        table.at_most(f"{name}: all figures : bare numpy", f"{whole:.2f} : {bare:.2f} s", whole / bare, 3)
        one = statistics.median(timed(lambda: change(id_)) for id_ in some_services())  # noqa: B023 - as above
        table.at_most(
            f"{name}: one service : all figures", f"{one * 1000:.1f} ms : {whole:.2f} s", one / whole, 0.01
        )
        _measure_reads(bench, table, name, url)


def timed(work: Callable[[], Any]) -> float:
    """Seconds."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def some_services() -> list[str]:
    """Eleven of them, the first to get everything ready."""
    with unit_of_work(write=False) as session:
        sites = public_sites(session)
    chosen = [sites[number * len(sites) // 11].service_id for number in range(11)]
    change(chosen[0])
    return chosen


def change(service_id: str) -> None:
    """What follows in coverage when one service changed, with its commit."""
    with unit_of_work(write=True) as session:
        pairs = service.services_changed(session, {service_id})
        service.reckon_at_once(session, pairs)


def arrays() -> Iterator[tuple[Ground, Sites, Group]]:
    """The arrays of every need in every country, for each group that is reckoned by itself."""
    with unit_of_work(write=False) as session:
        moment, rows = Moment(), public_sites(session)
        by_key = {row.key: row for row in rows}
        told = public_told(session, None, moment.fresh_since)
        shapes = public_area_shapes(session, digests_in(rows))
        by_need: dict[int, list[Any]] = {}
        for key, site in public_needs_of_sites(session):
            by_need.setdefault(key, []).append(by_key[site])
        for sites in by_need.values():
            for country, here in by_country(sites).items():
                made = made_of(ground(session, country), here, told, shapes, moment)
                seen = set()
                for group in GROUPS if made is not None else ():
                    on, found = made  # type: ignore[misc]
                    alike = found.admits[group.code].tobytes(), id(on.weights(group))
                    if alike not in seen:
                        seen.add(alike)
                        yield on, found.only(found.admits[group.code]), group


def reckon_bare(ground: Ground, sites: Sites, group: Group) -> list[Any]:
    """The same figures in plain numpy and scipy: no rows, no texts, no database."""
    weights = ground.weights(group)
    points = sites.points()
    found: list[Any] = []
    if len(points):
        chord, _ = cKDTree(points).query(ground.points)
        nearest = 2 * RADIUS * np.arcsin(np.minimum(chord / 2, 1))
        pairs = cKDTree(ground.points).sparse_distance_matrix(
            cKDTree(points), 2 * np.sin(30_000 / (2 * RADIUS)), output_type="ndarray"
        )
        metres = 2 * RADIUS * np.arcsin(pairs["v"] / 2)
        step = np.select([metres <= 10_000, metres <= 20_000, metres <= 30_000], [1.0, 0.68, 0.22], 0.0)
        for supply in (np.ones(len(points)), np.ones(len(points))):
            demand = np.bincount(pairs["j"], weights=weights[pairs["i"]] * step, minlength=len(points))
            ratio = np.divide(supply, demand, out=np.zeros(len(points)), where=demand > 0)
            found.append(
                np.bincount(pairs["i"], weights=ratio[pairs["j"]] * step, minlength=len(ground.points))
            )
    else:
        nearest = np.full(len(ground.points), np.inf)
    for region in ground.region_of.values():
        found += by_region(region, nearest, weights)
    for thing in (sites.service, sites.organization):
        both = np.unique(np.column_stack((sites.region, thing[sites.site])), axis=0)
        found.append(np.bincount(both[:, 0], minlength=len(ground.regions)))
    left = np.where(nearest > 25_000, weights, 0.0)
    near = ground.neighbours
    for _ in range(5):
        best = int(np.argmax(np.bincount(near.first, weights=left[near.second], minlength=len(left))))
        left[near.second[near.first == best]] = 0.0
    return found


def by_region(region: Any, nearest: Any, weights: Any) -> list[Any]:
    """Shares within three radii and two quantiles of the regions of a level."""
    found: list[Any] = []
    for number in np.unique(region):
        here = region == number
        far, people = nearest[here], weights[here]
        order = np.argsort(far)
        so_far = np.cumsum(people[order])
        found += [people[far <= radius].sum() for radius in (10_000, 25_000, 50_000)]
        if so_far[-1] > 0:
            found += [far[order][np.searchsorted(so_far, part * so_far[-1])] for part in (0.5, 0.9)]
    return found


def bare_read() -> None:
    """The rows that an answer is made of, fetched and no more."""
    page = reading.presence(COUNTRY, 1, need(NEED).key, "all")
    assert page is not None
    reading.released(COUNTRY, None)
    assert need_by_key(page.need_key).code == NEED
    reading.figures(COUNTRY, 1, page)


def _measure_reads(bench: Workbench, table: Table, name: str, url: str) -> None:
    for _ in range(200):
        bare_read()
    empty_us, answer_us, read_us = [], [], []
    with bench.serving(url) as address:
        bench.load(address, [QUESTION], clients=2, seconds=2)
        for _ in range(_ROUNDS):
            read_us.append(statistics.median(timed(bare_read) for _ in range(2_000)) * 1e6)
            empty_us.append(bench.load(address, ["/healthz"], clients=1, seconds=2).p50_us)
            answer_us.append(bench.load(address, [QUESTION], clients=1, seconds=2).p50_us)
    empty, answer, read = (statistics.median(each) for each in (empty_us, answer_us, read_us))
    table.at_most(
        f"{name}: GET /coverage without an empty view : bare read",
        f"{answer:.0f} - {empty:.0f} : {read:.0f} µs",
        (answer - empty) / read,
        2,
    )
