"""A synthetic country is whole HSDS, deterministic, clustered like towns, with the rare cases of benchmarks."""

import csv
import math
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import phonenumbers
import pytest

from referral.directory.demo.synthetic import BATCH, synthetic_country, synthetic_records, write_tabular
from referral.directory.demo.synthetic_plan import make_plan
from referral.directory.demo.synthetic_words import CONFIDENTIAL_NEED, RARE_PAIR
from referral.directory.hsds.objects import BY_FILE, OBJECTS
from referral.directory.needs import need

SIZE = 20_000
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def rows() -> Rows:
    collected: Rows = {}
    for name, batch in synthetic_country(SIZE):
        assert 0 < len(batch) <= BATCH
        collected.setdefault(name, []).extend(batch)
    return collected


def test_it_has_the_services_asked_for_and_an_organisation_for_eight_of_them(rows: Rows) -> None:
    assert len(rows["service"]) == SIZE
    assert len(rows["organization"]) == SIZE // 8


def test_the_same_size_and_seed_give_the_same_rows_and_another_seed_others() -> None:
    assert list(synthetic_country(300, seed=3)) == list(synthetic_country(300, seed=3))
    assert make_plan(300, seed=3).latitude != make_plan(300, seed=4).latitude


def test_rows_are_hsds_with_one_set_of_columns_and_all_that_is_required(rows: Rows) -> None:
    for name, batch in rows.items():
        declared = OBJECTS[name]
        assert set(batch[0]) <= set(declared.columns)
        required = {field.name for field in declared.fields if field.required}
        for row in batch:
            assert row.keys() == batch[0].keys()
            assert all(row[column] not in (None, "") for column in required)


def test_ids_are_unique_and_references_point_at_what_came_before(rows: Rows) -> None:
    seen: dict[str, set[str]] = {}
    for name, batch in rows.items():
        for field in OBJECTS[name].references:
            if field.name in batch[0] and field.to != name:
                assert {row[field.name] for row in batch} <= seen[str(field.to)], (name, field.name)
        seen[name] = {row["id"] for row in batch}
        assert len(seen[name]) == len(batch)
    assert {row["link_id"] for row in rows["attribute"]} == seen["service"]


def test_places_cluster_around_towns(rows: Rows) -> None:
    plan = make_plan(SIZE, seed=1)
    towns = [plan.towns[at] for at in plan.location_town]
    away = np.array(
        [
            math.hypot(lat - town.latitude, (lon - town.longitude) * math.cos(math.radians(lat))) * 111.2
            for lat, lon, town in zip(plan.latitude, plan.longitude, towns, strict=True)
        ]
    )
    assert np.median(away) < 6
    assert 0.01 < np.mean(away > 15) < 0.06
    assert len({row["country"] for row in rows["address"]}) == 8


def test_the_rare_pair_is_held_by_thirty_services_spread_from_west_to_east(rows: Rows) -> None:
    wanted = need(RARE_PAIR[0]).id
    having = {row["link_id"] for row in rows["attribute"] if row["taxonomy_term_id"] == wanted}
    speaking = {row["service_id"] for row in rows["language"] if row["code"] == RARE_PAIR[1]}
    assert len(having & speaking) == 30
    assert len(having) > 60
    assert len(speaking) > 300
    place = {row["service_id"]: row["location_id"] for row in rows["service_at_location"][:SIZE]}
    longitude = {row["id"]: row["longitude"] for row in rows["location"]}
    assert len({round(longitude[place[service]]) for service in having & speaking}) >= 5


def test_needs_are_a_few_common_and_many_rare_ones(rows: Rows) -> None:
    counts = [
        count for _, count in Counter(row["taxonomy_term_id"] for row in rows["attribute"]).most_common()
    ]
    assert counts[0] > 10 * counts[-2]


def test_one_shelter_in_five_hundred_is_for_victims() -> None:
    attributes = [row for name, batch in synthetic_country(60_000) if name == "attribute" for row in batch]
    confidential = {
        row["link_id"] for row in attributes if row["taxonomy_term_id"] == need(CONFIDENTIAL_NEED).id
    }
    assert 3 <= len(confidential) <= 12


def test_telephones_parse_and_cannot_ring(rows: Rows) -> None:
    for row in rows["phone"][:2_000]:
        assert phonenumbers.is_possible_number(phonenumbers.parse(row["number"])), row


def test_the_tabular_package_holds_the_same_rows(tmp_path: Path) -> None:
    counts = write_tabular(tmp_path / "package", 400)
    assert counts["service"] == 400
    for path in (tmp_path / "package").iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            assert sum(1 for _ in csv.DictReader(file)) == counts[BY_FILE[path.name].name]


def test_records_for_the_importer_carry_the_id_apart() -> None:
    first = next(synthetic_records(8))
    assert first.object == "organization"
    assert "id" not in first.values
    assert first.values["name"]


def test_a_country_without_services_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one service"):
        list(synthetic_country(0))
