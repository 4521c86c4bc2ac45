"""Confidential places of other kinds of sources: a table with a mapping, the demo data; and what importing tells."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from referral.directory.demo.expand import demo_records
from referral.directory.exchange.importing import Request, importing
from referral.directory.exchange.reading.model import Record
from referral.search.catching_up import catch_up
from tests.integration.confidential.conftest import Import
from tests.integration.confidential.houses import CANARY, FRONT_GATE, canary, hidden_houses, position
from tests.integration.confidential.scanning import leaks

Held = Callable[..., list[dict[str, Any]]]
EXACT = position("one need")
MAPPING = """
name: Houses
sources:
  - make:
      - {object: organization, key: Org, fields: {name: Org, description: Org}}
      - object: location
        key: [Lat, Lon]
        fields: {location_type: {const: physical}, name: House, latitude: Lat, longitude: Lon}
        %s
      - object: service
        key: Number
        fields: {organization_id: Org, name: Title, status: {const: active}, url: Web}
        needs: {column: Need}
        %s
      - {object: service_at_location, fields: {service_id: Number, location_id: [Lat, Lon]}}
      - object: address
        fields: {location_id: [Lat, Lon], address_1: Street, city: Town, address_type: {const: physical}}
      - {object: phone, fields: {location_id: [Lat, Lon], number: Tel}}
"""
ROW = "Number,Org,Title,Kind,Need,House,Lat,Lon,Street,Town,Tel,Web\n1,Doors,Help,%s,%s,{0},{1},{2},{0},{0},{0},http://{0}.org\n"


def mapped(folder: Path, *, kind: str, needs: str, place: str, service: str = "") -> tuple[Path, str, Path]:
    (folder / "map.yaml").write_text(MAPPING % (place, service))
    (folder / "houses.csv").write_text(ROW.format(CANARY, *EXACT) % (kind, needs))
    return folder / "houses.csv", "--mapping", folder / "map.yaml"


WHEN = "confidential: {when: {column: Kind, is: [shelter]}}"


@pytest.mark.only_on("spatialite", reason="what a mapping says is decided in the staging file")
@pytest.mark.parametrize(
    ("kind", "needs", "place", "service", "hidden"),
    [
        ("shelter", "food-assistance", WHEN, "", True),
        ("shelter", "food-assistance", "", WHEN, True),
        ("shelter", "food-assistance", "confidential: false", WHEN, True),
        ("office", "shelter-trafficking", WHEN, "", True),
        ("office", "shelter-trafficking", "confidential: false", "", False),
        ("office", "shelter-trafficking", "", "confidential: false", False),
        ("office", "food-assistance", WHEN, "", False),
    ],
)
def test_a_mapping_says_what_is_confidential_and_what_is_not(
    take: Import, held: Held, tmp_path: Path, kind: str, needs: str, place: str, service: str, hidden: bool
) -> None:
    outcome = take(*mapped(tmp_path, kind=kind, needs=needs, place=place, service=service))
    assert outcome.code == 0, outcome.said
    assert [each["confidential"] for each in held("location")] == [hidden]
    assert bool(leaks([EXACT])) is not hidden
    told = "holds its position" in str(outcome.report["warnings"])
    assert told is hidden


def test_a_public_text_that_repeats_what_is_withheld_is_told_and_not_quoted(take: Import) -> None:
    source = hidden_houses("one need")
    source.row("service", "one need")["description"] = f"Ask at {canary('one need', 'street').upper()}."
    (warning,) = take(source).report["warnings"]
    assert (warning["column"], warning["value"]) == ("description", None)
    assert "names the street of a confidential place" in warning["message"]
    assert "is not published" in warning["message"]


def _exact(records: list[Record]) -> Iterator[tuple[str, Record]]:
    """Hidden places of the demo data, and whatever hangs on them."""
    places = {each.id for each in records if each.values.get("x_confidential")}
    for each in records:
        if each.id in places or each.values.get("location_id") in places:
            yield each.object, each


def test_the_demo_data_has_hidden_houses_and_gives_none_away(
    app: Flask, held: Held, root: Path, tmp_path: Path
) -> None:
    records = list(demo_records(root / "seed_data" / "programmes"))
    request = Request(Path("demo"), source="demo", records=lambda: iter(records))
    with importing(request, tmp_path / "imports"):
        catch_up()
    hidden = list(_exact(records))
    public = " ".join(
        str(held(name, key="key" if name == "search_site" else "id"))
        for name in ("location", "address", "phone", "service", "search_site", "metadata", "attribute")
    )
    places = [each for name, each in hidden if name == "location"]
    assert len(places) >= 14
    words = [each.values["number"] for name, each in hidden if name == "phone"]
    words += [each.values["address_1"] for name, each in hidden if name == "address"]
    words += [each.values["name"] for each in places]
    words += [repr(each.values["latitude"]) for each in places]
    assert [word for word in words if word in public] == []
    assert FRONT_GATE not in public
