"""The indicators equal a slow reference in plain Python, and E2SFCA equals PySAL's `access`."""

import math
import warnings
from typing import Any

import numpy as np
import pytest

from referral.coverage.indicators.catchment import ZONES, e2sfca
from referral.coverage.indicators.counting import distinct_in, sum_in, told_in
from referral.coverage.indicators.gaps import next_sites
from referral.coverage.indicators.reach import people_within, share, weighted_mean, weighted_quantile
from referral.coverage.indicators.sphere import nearest_m, pairs_within, unit_vectors
from tests.fixtures import coverage_reference as slow


class Country:
    """Random towns and sites of a small country; some towns are empty, some lie in no region."""

    def __init__(self, seed: int, *, towns: int = 60, sites: int = 12) -> None:
        draw = np.random.default_rng(seed)
        self.regions = 5
        self.lon, self.lat = draw.uniform(19, 21, towns), draw.uniform(40, 42, towns)
        self.people: Any = draw.integers(0, 5, towns) * draw.integers(1, 3000, towns) * 1.0
        self.region = draw.integers(-1, self.regions - 1, towns)
        self.site_lon, self.site_lat = draw.uniform(19, 21, sites), draw.uniform(40, 42, sites)
        self.supply: Any = draw.integers(0, 30, sites) * 1.0

    @property
    def towns(self):
        return list(zip(self.lon, self.lat, strict=True))

    @property
    def sites(self):
        return list(zip(self.site_lon, self.site_lat, strict=True))

    @property
    def points(self):
        return unit_vectors(self.lon, self.lat)

    @property
    def site_points(self):
        return unit_vectors(self.site_lon, self.site_lat)

    def of(self, number: int):
        return [town for town in range(len(self.lon)) if self.region[town] == number]


@pytest.fixture(params=range(6))
def country(request: pytest.FixtureRequest) -> Country:
    return Country(request.param)


def test_distances_to_the_nearest(country: Country) -> None:
    found = nearest_m(country.points, country.site_points)
    assert found == pytest.approx(slow.nearest(country.towns, country.sites), rel=1e-9, abs=1e-3)


def test_without_a_site_everybody_is_infinitely_far(country: Country) -> None:
    assert np.isinf(nearest_m(country.points, np.zeros((0, 3)))).all()


def test_quantiles_and_shares_by_region(country: Country) -> None:
    distance = nearest_m(country.points, country.site_points)
    median = weighted_quantile(distance, country.people, country.region, country.regions, 0.5)
    p90 = weighted_quantile(distance, country.people, country.region, country.regions, 0.9)
    within = people_within(distance, country.people, country.region, country.regions, 25_000)
    far = slow.nearest(country.towns, country.sites)
    for number in range(country.regions):
        towns = country.of(number)
        distances, people = [far[t] for t in towns], [country.people[t] for t in towns]
        for found, part in ((median, 0.5), (p90, 0.9)):
            wanted = slow.quantile(distances, people, part) if sum(people) else None
            if wanted is None:
                assert math.isnan(found[number])
            else:
                assert found[number] == pytest.approx(wanted, rel=1e-9)
        near = sum(p for d, p in zip(distances, people, strict=True) if d <= 25_000)
        assert within[number] == pytest.approx(near)


def test_where_nobody_lives_there_is_no_share() -> None:
    found = share(np.array([0.0, 3.0]), np.array([0.0, 4.0]))
    assert math.isnan(found[0])
    assert found[1] == 0.75


def test_half_the_people_exactly_is_the_median() -> None:
    found = weighted_quantile(np.array([1.0, 2.0, 3.0, 4.0]), np.ones(4), np.zeros(4, dtype=int), 1, 0.5)
    assert found.tolist() == [2.0]


def test_e2sfca_equals_the_formula_written_out(country: Country) -> None:
    pairs = pairs_within(country.points, country.site_points, ZONES[-1][0])
    found = e2sfca(pairs, country.people, country.supply)
    wanted = slow.e2sfca(country.towns, country.people, country.sites, country.supply)
    assert found == pytest.approx(wanted, rel=1e-9, abs=1e-15)


def test_e2sfca_equals_pysal_access(country: Country) -> None:
    with warnings.catch_warnings():
        # The library and what it stands on warn of their own future.
        warnings.simplefilter("ignore")
        # Where nobody lives near a site the library divides by zero; that case stands in a test of its own.
        country.people += 1.0
        import pandas as pd
        from access import Access, weights

        demand = pd.DataFrame({"id": range(len(country.lon)), "people": country.people})
        supply = pd.DataFrame({"id": range(len(country.supply)), "places": country.supply})
        costs = pd.DataFrame(
            [
                {"origin": i, "dest": j, "cost": slow.great_circle_m(town, site) / 1000}
                for i, town in enumerate(country.towns)
                for j, site in enumerate(country.sites)
            ]
        )
        theirs = Access(
            demand_df=demand,
            demand_index="id",
            demand_value="people",
            supply_df=supply,
            supply_index="id",
            supply_value="places",
            cost_df=costs,
            cost_origin="origin",
            cost_dest="dest",
            cost_name="cost",
        ).enhanced_two_stage_fca(
            name="e2sfca",
            max_cost=30,
            weight_fn=weights.step_fn({10: 1, 20: 0.68, 30: 0.22}),
            normalize=False,
        )
    pairs = pairs_within(country.points, country.site_points, ZONES[-1][0])
    ours = e2sfca(pairs, country.people, country.supply)
    wanted = theirs.iloc[:, 0].reindex(range(len(country.lon))).fillna(0.0).to_numpy()
    assert ours == pytest.approx(wanted, rel=1e-9, abs=1e-12)


def test_supply_is_neither_lost_nor_made(country: Country) -> None:
    """Everybody's scores add up to the supply of the sites near which somebody lives."""
    pairs = pairs_within(country.points, country.site_points, ZONES[-1][0])
    found = e2sfca(pairs, country.people, country.supply)
    near = {site for town, site in zip(pairs.first, pairs.second, strict=True) if country.people[town] > 0}
    assert (found * country.people).sum() == pytest.approx(sum(country.supply[site] for site in near))


def test_the_next_sites_are_the_greedy_ones(country: Country) -> None:
    beyond = np.where(nearest_m(country.points, country.site_points) > 25_000, country.people, 0.0)
    found = next_sites(pairs_within(country.points, country.points, 25_000), beyond, 4)
    assert [(each.settlement, round(each.people, 6)) for each in found] == slow.greedy(
        country.towns, list(beyond), 25_000, 4
    )


def test_when_nobody_is_beyond_reach_no_site_is_proposed(country: Country) -> None:
    neighbours = pairs_within(country.points, country.points, 25_000)
    assert next_sites(neighbours, np.zeros(len(country.lon)), 3) == []


def test_counts_take_each_thing_once_and_tell_nothing_from_zero() -> None:
    region = np.array([0, 0, 0, 2, 2])
    thing = np.array([4, 4, 1, 4, 4])
    values = np.array([1.0, np.nan, 2.0, np.nan, np.nan])
    assert distinct_in(region, thing, 3).tolist() == [2, 0, 1]
    assert sum_in(region, values, 3).tolist() == [3.0, 0.0, 0.0]
    assert told_in(region, values, 3).tolist() == [2, 0, 0]


def test_means_weigh_by_people() -> None:
    found = weighted_mean(np.array([1.0, 5.0]), np.array([3.0, 1.0]), np.array([0, 0]), 2)
    assert found[0] == 2.0
    assert math.isnan(found[1])


def test_across_the_date_line_near_is_near() -> None:
    here, there = (
        unit_vectors(np.array([179.99]), np.array([0.0])),
        unit_vectors(np.array([-179.99]), np.array([0.0])),
    )
    assert nearest_m(here, there)[0] == pytest.approx(slow.great_circle_m((179.99, 0), (-179.99, 0)))
    assert len(pairs_within(here, there, 3_000).first) == 1
