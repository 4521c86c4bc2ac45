"""Every parameter that an HSDS list accepts is applied, alike by GET, by POST and as a stream."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from referral.directory.needs import TAXONOMY_ID
from referral.directory.profile import TAXONOMY_ID as PROFILE_ID
from tests.api.directory.small_directory import (
    ADVICE,
    ADVICE_NIS,
    ADVICE_TIRANA,
    AID,
    HOME,
    JOBS,
    LEGAL,
    OURS,
    ROOF,
    ROOF_NEXT_DOOR,
    ROOF_TIRANA,
    SHELTER,
    THEIRS,
    WIDER,
    WORK,
    WORK_NULL,
)

EVERY = {
    "services": {ADVICE, ROOF, WORK},
    "organizations": {AID, HOME},
    "service_at_locations": {ADVICE_TIRANA, ADVICE_NIS, ROOF_NEXT_DOOR, ROOF_TIRANA, WORK_NULL},
    "taxonomies": {OURS, THEIRS},
    "taxonomy_terms": {LEGAL, SHELTER, JOBS, WIDER},
}
OF_ROOF = {ROOF_NEXT_DOOR, ROOF_TIRANA}
OF_ADVICE = {ADVICE_TIRANA, ADVICE_NIS}
Question = dict[str, Any]

# What is asked where, and what is found. Nothing here finds everything: a filter that is ignored is seen.
FILTERS: list[tuple[str, Question, set[str]]] = [
    ("services", {"search": "legal"}, {ADVICE}),
    ("services", {"search": "strehe"}, {ROOF}),
    ("services", {"search": "Strehë"}, {ROOF}),
    ("services", {"search": "кројачница"}, {WORK}),
    ("services", {"search": "krojacnica"}, {WORK}),
    ("services", {"search": "!!!"}, set()),
    ("services", {"organization_id": AID}, {ADVICE, ROOF}),
    ("services", {"organization_id": LEGAL}, set()),
    ("services", {"taxonomy_term_id": SHELTER}, {ROOF}),
    ("services", {"taxonomy_id": THEIRS}, {WORK}),
    ("services", {"taxonomy_term_id": SHELTER, "taxonomy_id": THEIRS}, set()),
    ("services", {"modified_after": "2025-01-01T00:00:00Z"}, {ROOF, WORK}),
    ("services", {"modified_after": "2025-01-01T00:00:01Z"}, {WORK}),
    ("services", {"modified_after": "2025-01-01T01:00:00+02:00"}, {ROOF, WORK}),
    ("services", {"modified_after": "2025-06-01"}, {WORK}),
    ("services", {"organization_id": AID, "modified_after": "2024-06-01"}, {ROOF}),
    ("services", {"search": "legal", "organization_id": HOME}, set()),
    ("organizations", {"search": "pomoc nis"}, {HOME}),
    ("organizations", {"search": "Ниш"}, {HOME}),
    ("organizations", {"search": "Parë"}, {AID}),
    ("organizations", {"search": "???"}, set()),
    ("organizations", {"taxonomy_term_id": JOBS}, {HOME}),
    ("organizations", {"taxonomy_id": OURS}, {AID}),
    ("service_at_locations", {"search": "strehe"}, OF_ROOF),
    ("service_at_locations", {"organization_id": HOME}, {WORK_NULL}),
    ("service_at_locations", {"taxonomy_term_id": LEGAL}, OF_ADVICE),
    ("service_at_locations", {"taxonomy_id": THEIRS}, {WORK_NULL}),
    ("service_at_locations", {"postcode": "1001"}, {ADVICE_TIRANA, ROOF_TIRANA}),
    ("service_at_locations", {"postcode": "1001", "proximity": 50}, {ADVICE_TIRANA, ROOF_TIRANA}),
    ("service_at_locations", {"postcode": "1001", "proximity": 200}, {ADVICE_TIRANA} | OF_ROOF),
    ("service_at_locations", {"postcode": "1001", "proximity": 0}, {ADVICE_TIRANA, ROOF_TIRANA}),
    ("service_at_locations", {"postcode": "0000"}, {WORK_NULL}),
    ("service_at_locations", {"postcode": "0000", "proximity": 10}, {WORK_NULL}),
    ("service_at_locations", {"postcode": "9999", "proximity": 1000000}, set()),
    ("service_at_locations", {"postcode": "1001", "organization_id": HOME}, set()),
    ("taxonomies", {"search": "vrste"}, {THEIRS}),
    ("taxonomies", {"search": "KINDS help"}, {OURS}),
    ("taxonomy_terms", {"search": "posao"}, {JOBS}),
    ("taxonomy_terms", {"taxonomy_id": THEIRS}, {JOBS}),
    ("taxonomy_terms", {"parent_id": WIDER}, {LEGAL}),
    ("taxonomy_terms", {"top_only": True, "taxonomy_id": OURS}, {WIDER, SHELTER}),
    ("taxonomy_terms", {"top_only": True, "parent_id": WIDER}, set()),
]


def own(collection: str, contents: list[dict[str, Any]]) -> set[str]:
    """Ids without the product's own taxonomies, which are in every directory."""
    ours = {TAXONOMY_ID, PROFILE_ID}
    return {
        each["id"]
        for each in contents
        if each["id"] not in ours
        and not (collection == "taxonomy_terms" and each.get("taxonomy_detail", {}).get("id") in ours)
    }


def get(client: FlaskClient, collection: str, question: Question) -> Any:
    asked = {name: str(value).lower() if value is True else value for name, value in question.items()}
    answer = client.get(f"/api/v1/{collection}", query_string={"per_page": 1000, **asked})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


def name_of(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True) if isinstance(value, dict) else ""


@pytest.mark.parametrize("collection", EVERY)
def test_without_a_question_everything_is_listed(small: FlaskClient, collection: str) -> None:
    assert own(collection, get(small, collection, {})["contents"]) == EVERY[collection]


@pytest.mark.parametrize(("collection", "question", "expected"), FILTERS, ids=name_of)
def test_a_filter_is_applied(
    small: FlaskClient, collection: str, question: Question, expected: set[str]
) -> None:
    assert expected != EVERY[collection]
    found = get(small, collection, question)
    assert own(collection, found["contents"]) == expected
    assert found["total_items"] == len(found["contents"])


@pytest.mark.parametrize(("collection", "question", "expected"), FILTERS, ids=name_of)
def test_post_answers_what_get_answers(
    small: FlaskClient, collection: str, question: Question, expected: set[str]
) -> None:
    posted = small.post(f"/api/v1/{collection}", json={"per_page": 1000, **question})
    assert posted.status_code == 200
    assert posted.get_json() == get(small, collection, question)


@pytest.mark.parametrize(("collection", "question", "expected"), FILTERS, ids=name_of)
def test_a_stream_holds_what_the_pages_hold(
    small: FlaskClient, collection: str, question: Question, expected: set[str]
) -> None:
    answer = small.post(f"/api/v1/{collection}", json={"format": "ndjson", **question})
    assert answer.content_type == "application/x-ndjson"
    lines = [json.loads(line) for line in answer.get_data(as_text=True).splitlines()]
    assert lines == get(small, collection, question)["contents"]
