"""A directory small enough to know by heart: for each filter there is what it finds and what it leaves out."""

import json
from pathlib import Path
from typing import Any

LEGAL, SHELTER, JOBS = (f"7e000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))
WIDER = "7e000000-0000-4000-8000-000000000009"
OURS, THEIRS = (f"7a000000-0000-4000-8000-00000000000{n}" for n in (1, 2))
AID, HOME = (f"0a000000-0000-4000-8000-00000000000{n}" for n in (1, 2))
ADVICE, ROOF, WORK = (f"5e000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))
TIRANA, NEXT_DOOR, NIS, NULL_ISLAND = (f"10000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3, 4))
ADVICE_TIRANA, ADVICE_NIS, ROOF_NEXT_DOOR, ROOF_TIRANA, WORK_NULL = (
    f"5a000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3, 4, 5)
)


def _taxonomy(id_: str, name: str) -> dict[str, Any]:
    return {"id": id_, "name": name, "description": name}


def _term(id_: str, name: str, taxonomy: dict[str, Any], parent: str | None = None) -> dict[str, Any]:
    term = {"id": id_, "code": id_[-3:], "name": name, "description": name, "taxonomy_detail": taxonomy}
    return term if parent is None else {**term, "parent_id": parent}


def _attribute(number: int, term: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"a7000000-0000-4000-8000-00000000000{number}",
        "link_entity": "service",
        "taxonomy_term": term,
    }


def _place(id_: str, name: str, latitude: float, longitude: float, postcode: str) -> dict[str, Any]:
    address = {
        "id": f"ad{id_[2:]}",
        "address_1": "1",
        "city": name,
        "state_province": "-",
        "postal_code": postcode,
        "country": "AL",
        "address_type": "physical",
    }
    return {
        "id": id_,
        "location_type": "physical",
        "name": name,
        "latitude": latitude,
        "longitude": longitude,
        "addresses": [address],
    }


def records() -> list[dict[str, Any]]:
    """The whole directory as nested services, and a wider term."""
    ours, theirs = _taxonomy(OURS, "Kinds of help"), _taxonomy(THEIRS, "Врсте помоћи")
    wider = _term(WIDER, "Everything", ours)
    legal, shelter = _term(LEGAL, "Legal", ours, WIDER), _term(SHELTER, "Shelter", ours)
    jobs = _term(JOBS, "Посао", theirs)
    aid = {"id": AID, "name": "Ndihma e Parë", "description": "Aid"}
    home = {"id": HOME, "name": "Помоћ Ниш", "description": "Home"}
    tirana = _place(TIRANA, "Tiranë", 41.33, 19.82, "1001")
    next_door = _place(NEXT_DOOR, "Next door", 41.3309, 19.82, "1002")
    nis = _place(NIS, "Ниш", 43.32, 21.9, "18000")
    null_island = _place(NULL_ISLAND, "On the equator", 0.0, 0.0, "0000")

    def service(
        id_: str, name: str, of: dict[str, Any], modified: str, attribute: Any, *at: Any
    ) -> dict[str, Any]:
        places = [{"id": each, "location": place} for each, place in at]
        return {
            "id": id_,
            "name": name,
            "status": "active",
            "organization": of,
            "last_modified": modified,
            "attributes": [attribute],
            "service_at_locations": places,
        }

    return [
        service(
            ADVICE,
            "Legal advice",
            aid,
            "2024-01-01T00:00:00Z",
            _attribute(1, legal),
            (ADVICE_TIRANA, tirana),
            (ADVICE_NIS, nis),
        ),
        service(
            ROOF,
            "Strehë për gratë",
            aid,
            "2025-01-01T00:00:00Z",
            _attribute(2, shelter),
            (ROOF_NEXT_DOOR, next_door),
            (ROOF_TIRANA, tirana),
        ),
        service(
            WORK, "Кројачница", home, "2026-01-01T00:00:00Z", _attribute(3, jobs), (WORK_NULL, null_island)
        ),
        wider,
    ]


def write(folder: Path) -> Path:
    """The directory as a file to import."""
    path = folder / "small.json"
    path.write_text(json.dumps(records()))
    return path
