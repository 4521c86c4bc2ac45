"""A faulty taxonomy is refused with an error that names the term and the fault."""

from typing import Any

import pytest

from referral.directory.needs.check import check
from referral.directory.needs.term import LANGUAGES, TaxonomyFault, need_from


def make_raw(code: str = "tea", **changes: Any) -> dict[str, Any]:
    raw: dict[str, Any] = {
        "code": code,
        "key": 1 + sum(map(ord, code)) % 900,
        "description": "Something warm.",
        "labels": {language: f"{code} {language}" for language in LANGUAGES},
    }
    return raw | changes


def test_a_whole_term_is_read() -> None:
    tea = need_from(make_raw(synonyms={"en": ["cuppa"]}, shelter=True))
    assert (tea.code, tea.synonyms["en"], tea.shelter, tea.protection) == ("tea", ("cuppa",), True, False)
    check([tea])


def test_a_term_cannot_be_changed_and_can_stand_in_a_set() -> None:
    tea = need_from(make_raw())
    with pytest.raises(TypeError):
        tea.labels["en"] = "coffee"  # type: ignore[index]
    assert {tea, tea} == {tea}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"code": "Tea Time"}, "lower-case"),
        ({"key": 0}, "from 1 to 999"),
        ({"key": 1000}, "from 1 to 999"),
        ({"key": True}, "from 1 to 999"),
        ({"labels": {"en": "Tea"}}, "no label in sq"),
        ({"labels": None}, "no label in en"),
        ({"labels": dict.fromkeys((*LANGUAGES, "fr"), "x")}, "unknown languages fr"),
        ({"synonyms": {"en": "cuppa"}}, "must be a list"),
        ({"synonyms": {"en": ["cuppa", "cuppa"]}}, "twice"),
        ({"synonyms": {"en": [" cuppa"]}}, "without spaces around"),
        ({"description": ""}, "description"),
        ({"victims": "fire"}, "victims must be one of"),
        ({"shelter": "yes"}, "true or false"),
        ({"colour": "green"}, "unknown fields colour"),
    ],
)
def test_a_faulty_term_is_refused(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(TaxonomyFault, match=fault) as refused:
        need_from(make_raw(**changes))
    assert repr(changes.get("code", "tea")) in str(refused.value)


@pytest.mark.parametrize(
    ("second", "fault"),
    [
        (make_raw("tea", key=2), "code 'tea' is used more than once"),
        (make_raw("milk", key=1), "key 1 is used more than once: milk, tea"),
        (make_raw("milk", labels={language: f"TEA {language}" for language in LANGUAGES}), "label en"),
        (make_raw("milk", parent="cow"), "'milk': unknown parent 'cow'"),
        (make_raw("milk", parent="milk"), "circle: milk > milk"),
    ],
)
def test_needs_that_contradict_each_other_are_refused(second: dict[str, Any], fault: str) -> None:
    with pytest.raises(TaxonomyFault, match=fault):
        check([need_from(make_raw(key=1)), need_from(second)])


def test_parents_that_go_in_a_circle_are_refused() -> None:
    needs = [need_from(make_raw(*pair)) for pair in [("tea",), ("milk",), ("cow",)]]
    circle = [
        need_from(make_raw(n.code, parent=up)) for n, up in zip(needs, ["milk", "cow", "tea"], strict=True)
    ]
    with pytest.raises(TaxonomyFault, match="circle: tea > milk > cow > tea"):
        check(circle)


def test_a_retired_key_or_code_is_never_used_again() -> None:
    tea = need_from(make_raw(key=7))
    with pytest.raises(TaxonomyFault, match="retired"):
        check([tea], retired_keys=[7])
    with pytest.raises(TaxonomyFault, match="retired"):
        check([tea], retired_codes=["tea"])
