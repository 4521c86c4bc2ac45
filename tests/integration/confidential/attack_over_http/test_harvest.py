"""Everything that anybody may fetch is read whole, headers too: for what is known of hidden houses, for positions."""

import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from shapely.geometry import Point

from referral.directory.exchange.writing import FORMATS
from referral.kit.db import engine
from tests.fixtures.exchange.command import run
from tests.integration.confidential.attack_over_http.attacker import Answer, Attacker, Published, away
from tests.integration.confidential.attack_over_http.conftest import Served
from tests.integration.confidential.attack_over_http.world import (
    FOR_OTHERS,
    HIDDEN,
    HOUSES,
    House,
    Position,
)
from tests.integration.confidential.restricted import TELLING, ids_of_restricted

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NUMBER = re.compile(r"(?<![\w.-])\d{1,3}\.\d{2,}")
_PAIR = re.compile(r"(?=(?<![\w.-])(\d{1,3}\.\d+)[^\d\n]{1,20}(\d{1,3}\.\d+))")
# Ways of asking lists for more.
FORMS = (
    "", "format=ndjson", "full=true", "full_service=true", "full=true&format=ndjson", "minimal=true", "per_page=1",
    "per_page=1&page=2", "modified_after=2000-01-01", "page=999", "full=perhaps", "top_only=true",
)  # fmt: skip
SEARCHES = (
    "", "limit=100", "near=41.2,19.9&limit=100", "q=programme", "need=shelter", "need=shelter-violence&near=41.2,19.9",
    "near=41.2,19.9&radius_km=0.001", "bbox=19,40,21,42", "region=AL", "limit=1", "languages=sq", "cursor=x",
    "within=19,40+21,40+21,42",
)  # fmt: skip
BODIES: tuple[Any, ...] = (
    {}, {"format": "ndjson", "full": True}, {"search": "programme"}, {"near": "41.2,19.9", "limit": 100}, [1], {"q": 1},
)  # fmt: skip
Harvest = dict[str, Answer]


def ids_of(house: House) -> tuple[str, ...]:
    return house.service, house.location, house.organization


def harvest(attacker: Attacker) -> Harvest:
    """All answers by method and path, as the published specification tells them, and what stands beside it."""
    taken: Harvest = {}

    def take(method: str, path: str, body: Any = None) -> Answer:
        answer = attacker.send(method, path, body)
        taken[f"{method} {path} {body}"] = answer
        return answer

    for path in (
        "/",
        "/docs",
        "/openapi.json",
        "/healthz",
        "/readyz",
        "/metrics",
        "/nowhere",
        "/static/main.css",
    ):
        take("GET", path)
    asked = {id_ for house in HOUSES for id_ in ids_of(house)} | ids_of_restricted(*FOR_OTHERS)
    known: dict[str, set[str]] = defaultdict(lambda: set(asked))
    rules = attacker.send("GET", "/openapi.json").json["paths"]
    for rule in (each for each in rules if "{" not in each):
        for form in SEARCHES if rule.endswith("/search") else FORMS:
            known[rule] |= set(_UUID.findall(take("GET", f"{rule}?{form}" if form else rule).text))
        take("HEAD", rule)
        for body in BODIES if "post" in rules[rule] else ():
            take("POST", rule, body)
    for rule in (each for each in rules if "{" in each):
        for value in sorted(known[rule.rpartition("/")[0]]) if "{id_}" in rule else ("AL", "XX"):
            take("GET", re.sub(r"\{\w+\}", value, rule))
    for url in sorted({each.problem or "/" for each in taken.values()}):
        take("GET", urlsplit(url).path)
    return taken


def whole(answer: Answer) -> str:
    return f"{answer.headers}\n{answer.text}"


def told(texts: Iterable[str], houses: Iterable[House]) -> set[tuple[str, str]]:
    """What of the houses stands in the texts: (house, what)."""
    found = set()
    joined = "\n".join(texts)
    # In escaped JSON and in capitals it is the same word.
    folded = joined.casefold()
    for house in houses:
        for secret in house.told():
            if secret.casefold() in folded or json.dumps(secret)[1:-1].casefold() in folded:
                found.add((house.key, secret))
    return found


def close_by(texts: Iterable[str], house: House, published: Published) -> set[str]:
    """Two numbers side by side that are a position in the cell and not its middle; and any number that is the exact
    latitude or longitude to about 50 metres."""
    found = set()
    for text in texts:
        for one, other in {(float(one), float(other)) for one, other in _PAIR.findall(text)}:
            found |= {str(each) for each in ((one, other), (other, one)) if _narrower(each, published)}
        numbers = [float(each) for each in _NUMBER.findall(text)]
        found |= {str(each) for each in numbers for exact in house.position if abs(each - exact) < 0.0005}
    return found


def _narrower(position: Position, published: Published) -> bool:
    if not published.area.covers(Point(position[::-1])) or abs(position[0]) > 90:
        return False
    return away(position, published.position) > 2


def test_nothing_that_is_served_tells_of_a_hidden_house(attacker: Attacker) -> None:
    taken = harvest(attacker)
    assert {each.status for each in taken.values()} <= {200, 308, 400, 401, 404, 405, 415, 422}
    texts = [whole(each) for each in taken.values()]
    assert len(texts) > 500
    lantern = next(each for each in HOUSES if each.key == "lantern")
    assert {secret for _, secret in told(texts, [lantern])} == set(lantern.told()), "the harvest is not whole"
    assert close_by(texts, lantern, attacker.published(lantern)), "the harvest holds no positions"
    assert told(texts, HIDDEN) == set()
    # The examples of the specification are of demo data in Tirana, the same on every server.
    texts = [whole(each) for path, each in taken.items() if path != "GET /openapi.json None"]
    for house in HIDDEN:
        assert close_by(texts, house, attacker.published(house)) == set(), f"LEAK: {house.key}"


def test_nothing_that_is_served_tells_of_listings_for_others(attacker: Attacker) -> None:
    """Neither their words nor their ids, but where they were asked for by id themselves."""
    taken = harvest(attacker)
    for path, answer in taken.items():
        if path != "GET /openapi.json None":
            text = whole(answer).casefold()
            assert [word for word in TELLING if word in text] == [], path
    ids = ids_of_restricted(*FOR_OTHERS)
    asked = {path: answer for path, answer in taken.items() if any(id_ in path for id_ in ids)}
    assert len(asked) > len(ids)
    # What is not public says 401 whatever the id, and what can't be asked for 405.
    assert {answer.status for answer in asked.values()} <= {401, 404, 405}
    public = ("/services/", "/organizations/", "/service_at_locations/", "/taxonomies/", "/taxonomy_terms/")
    of_directory = [answer for path, answer in asked.items() if any(each in path for each in public)]
    assert {answer.status for answer in of_directory} == {404}
    others = [whole(answer) for path, answer in taken.items() if path not in asked]
    assert [id_ for id_ in ids if any(id_ in text for text in others)] == []


def test_no_export_tells_of_listings_for_others(served: Served, tmp_path: Path) -> None:
    engine.configure(served.database_url)
    try:
        for form in FORMATS:
            path = tmp_path / form
            assert run(served.app, "directory", "export", "--format", form, path).exit_code == 0
            joined = "\n".join(written(path)).casefold()
            told_ids = {id_ for id_ in ids_of_restricted(*FOR_OTHERS) if id_ in joined}
            assert ([word for word in TELLING if word in joined], told_ids) == ([], set()), form
    finally:
        engine.current().engine.dispose()


def test_no_header_differs_between_hidden_houses(attacker: Attacker) -> None:
    """ETags, times and lengths: nothing about a house but its public words can be read from them."""
    shown = []
    for house in HIDDEN:
        if house.office is None:
            answer = attacker.get(f"/services/{house.service}")
            headers = dict(answer.headers)
            assert headers.pop("content-length") == str(len(answer.body))
            for changing in ("date", "x-request-id"):
                headers.pop(changing)
            shown.append(headers)
    assert shown[1:] == shown[:-1]
    assert "last-modified" not in shown[0]
    assert shown[0]["etag"] == '"1"'


def test_bodies_of_hidden_houses_differ_in_public_words_alone(attacker: Attacker) -> None:
    """All that varies from house to house is its key in names and ids, the cell, and where the cell lies."""
    shapes = set()
    for house in HIDDEN:
        if house.office is None:
            published = attacker.published(house)
            text = attacker.get(f"/services/{house.service}").text.replace(house.key, "key")
            text = re.sub(rf'"value":"{published.cell_km}"', '"value":"size"', _UUID.sub("id", text))
            for number in published.position:
                text = text.replace(repr(number), "number")
            shapes.add(re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "moment", text))
    assert len(shapes) == 1, shapes


def test_no_form_of_export_tells_of_a_hidden_house(
    served: Served, attacker: Attacker, tmp_path: Path
) -> None:
    engine.configure(served.database_url)
    try:
        for form in FORMATS:
            path = tmp_path / form
            assert run(served.app, "directory", "export", "--format", form, path).exit_code == 0
            texts = list(written(path))
            lantern = next(each for each in HOUSES if each.key == "lantern")
            assert (lantern.key, lantern.street) in told(texts, [lantern]), form
            assert close_by(texts, lantern, attacker.published(lantern)), form
            assert told(texts, HIDDEN) == set(), form
            for house in HIDDEN:
                assert close_by(texts, house, attacker.published(house)) == set(), (form, house.key)
    finally:
        engine.current().engine.dispose()


def written(path: Path) -> Iterator[str]:
    """The texts of a file, of a folder's files, or of what is packed in them."""
    for each in [path] if path.is_file() else sorted(path.rglob("*")):
        if zipfile.is_zipfile(each):
            with zipfile.ZipFile(each) as packed:
                yield from (packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
        elif each.is_file():
            yield each.read_text(encoding="utf-8", errors="replace")
