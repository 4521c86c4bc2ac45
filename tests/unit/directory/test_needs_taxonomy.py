"""The tree of needs, its flags, its HSDS rows and its mapping to Open Eligibility."""

import json
from pathlib import Path
from typing import Any

import pytest

from referral.directory.needs import (
    TAXONOMY_ID,
    all_needs,
    ancestors,
    by_open_eligibility,
    descendants,
    hsds_rows,
    need,
    need_by_key,
)
from referral.directory.needs.taxonomy import UnknownNeed

OPEN_ELIGIBILITY = Path(__file__).parents[4] / "shared/hsds/taxonomies/openeligibility-oe.json"


def titles(node: Any) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(titles, node))
    if not isinstance(node, dict):
        return set()
    own = {node["@title"]} if "@title" in node else set()
    return own.union(*map(titles, node.values()))


def test_parents_come_before_their_children() -> None:
    seen: set[str | None] = {None}
    for term in all_needs():
        assert term.parent in seen, term.code
        seen.add(term.code)


def test_ancestors_are_the_nearest_first() -> None:
    assert ancestors("domestic-violence") == (need("gender-based-violence"), need("protection"))
    assert ancestors("health") == ()


def test_descendants_reach_the_last_generation_and_leave_out_the_need_itself() -> None:
    narrower = {term.code for term in descendants("protection")}
    assert {"child-protection", "street-children", "domestic-violence"} <= narrower
    assert "protection" not in narrower
    assert descendants("dental-care") == ()


def test_a_need_is_a_descendant_of_exactly_its_ancestors() -> None:
    for term in all_needs():
        above = {wider for wider in all_needs() if term in descendants(wider.code)}
        assert above == set(ancestors(term.code))


@pytest.mark.parametrize("unknown", ["no-such-need", ""])
def test_an_unknown_code_is_refused_by_name(unknown: str) -> None:
    with pytest.raises(UnknownNeed, match=repr(unknown)):
        need(unknown)


def test_key_zero_means_any_need_and_is_no_need() -> None:
    with pytest.raises(UnknownNeed):
        need_by_key(0)


def test_shelters_for_victims_can_be_told_from_all_others() -> None:
    hidden = {term.code: term.victims for term in all_needs() if term.shelter and term.victims}
    assert hidden == {"shelter-trafficking": "trafficking", "shelter-violence": "violence"}


def test_whatever_is_for_victims_or_under_protection_is_marked_as_protection() -> None:
    under = {term for term in all_needs() if term.victims} | {need("protection"), *descendants("protection")}
    assert [term.code for term in under if not term.protection] == []


def test_needs_that_are_not_for_the_night_are_no_shelter() -> None:
    asked = ["accommodation", "shelter-homeless", "rent-support", "trafficking-assistance"]
    assert [code for code in asked if need(code).shelter] == ["accommodation", "shelter-homeless"]


def test_hsds_rows_are_whole_and_hang_together() -> None:
    taxonomy, terms = hsds_rows()
    assert taxonomy["id"] == TAXONOMY_ID
    assert {"name", "description", "version"} <= set(taxonomy)
    ids = {row["id"] for row in terms}
    assert len(ids) == len(terms) == len(all_needs())
    assert TAXONOMY_ID not in ids
    assert all(row["parent_id"] is None or row["parent_id"] in ids for row in terms)
    assert all(row["taxonomy_id"] == TAXONOMY_ID and row["taxonomy"] == taxonomy["name"] for row in terms)
    assert all(row["name"] and row["description"] and row["language"] == "en" for row in terms)


def test_open_eligibility_names_find_their_needs_in_any_letter_case() -> None:
    codes = [term.code for term in by_open_eligibility(" emergency SHELTER ")]
    assert "emergency-shelter" in codes
    assert by_open_eligibility("Animal Welfare") == []


def test_every_need_is_mapped_to_a_term_that_open_eligibility_has() -> None:
    assert [term.code for term in all_needs() if not term.open_eligibility] == []
    if not OPEN_ELIGIBILITY.exists():
        pytest.skip("the Open Eligibility file is not beside the repository (../shared/hsds/taxonomies)")
    known = titles(json.loads(OPEN_ELIGIBILITY.read_text(encoding="utf-8")))
    assert {name for term in all_needs() for name in term.open_eligibility} - known == set()
