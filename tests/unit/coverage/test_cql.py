"""Filters in CQL2: what is read, what is refused and by which words, and what must never reach the parser."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from typing import Any

import pytest

from referral.coverage.ogc.errors import FilterNotUnderstood
from referral.coverage.ogc.filters import condition_of_json, condition_of_text
from referral.coverage.ogc.rules.collections import REGIONS, SERVICES
from referral.coverage.ogc.rules.conditions import (
    Between,
    Compare,
    Constant,
    Every,
    IsNull,
    Like,
    Meets,
    Not,
    OneOf,
    Some,
)


def op(operator: str, *arguments: Any) -> dict[str, Any]:
    return {"op": operator, "args": list(arguments)}


def named(name: str) -> dict[str, str]:
    return {"property": name}


SQUARE = [[[19.0, 41.0], [20.0, 41.0], [20.0, 42.0], [19.0, 42.0], [19.0, 41.0]]]
# Text, what it means, and the same as JSON.
READ: list[tuple[str, Any, Any]] = [
    ("country = 'AL'", Compare("country", "=", "AL"), op("=", named("country"), "AL")),
    ("'AL' = country", Compare("country", "=", "AL"), op("=", "AL", named("country"))),
    ("5 < cell_km", Compare("cell_km", ">", 5.0), op("<", 5, named("cell_km"))),
    ("name <> 'ქუჩა ''7'''", Compare("name", "<>", "ქუჩა '7'"), op("<>", named("name"), "ქუჩა '7'")),
    ("confidential", Compare("confidential", "=", True), named("confidential")),
    ("free_of_charge = FALSE", Compare("free_of_charge", "=", False), op("=", named("free_of_charge"), False)),
    ("true", Constant(True), True),
    ("need IN ('shelter', 'food')", OneOf("need", ("shelter", "food")), op("in", named("need"), ["shelter", "food"])),
    ("cell_km BETWEEN 5 AND 10", Between("cell_km", 5.0, 10.0), op("between", named("cell_km"), 5, 10)),
    ("name LIKE 'a\\%%'", Like("name", "a\\%%"), op("like", named("name"), "a\\%%")),
    ("starts IS NULL", IsNull("starts"), op("isNull", named("starts"))),
    ("ends IS NOT NULL", Not(IsNull("ends")), op("not", op("isNull", named("ends")))),
    (
        "starts >= DATE('2026-12-01')",
        Compare("starts", ">=", date(2026, 12, 1)),
        op(">=", named("starts"), {"date": "2026-12-01"}),
    ),
    (
        "updated < TIMESTAMP('2026-12-01T01:00:00+01:00')",
        Compare("updated", "<", datetime(2026, 12, 1, tzinfo=UTC)),
        op("<", named("updated"), {"timestamp": "2026-12-01T01:00:00+01:00"}),
    ),
    (
        "country = 'AL' AND (confidential OR NOT free_of_charge)",
        Every((
            Compare("country", "=", "AL"),
            Some((Compare("confidential", "=", True), Not(Compare("free_of_charge", "=", True)))),
        )),
        op("and", op("=", named("country"), "AL"), op("or", named("confidential"), op("not", named("free_of_charge")))),
    ),
    (
        "S_INTERSECTS(geometry, POLYGON((19 41, 20 41, 20 42, 19 42, 19 41)))",
        Meets({"type": "Polygon", "coordinates": SQUARE}),
        op("s_intersects", named("geometry"), {"type": "Polygon", "coordinates": SQUARE}),
    ),
    (
        "S_INTERSECTS(geometry, BBOX(-1, 41, 20, 42))",
        Meets({"bbox": [-1.0, 41.0, 20.0, 42.0]}),
        op("s_intersects", named("geometry"), {"bbox": [-1.0, 41.0, 20.0, 42.0]}),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "meant", "as_json"), READ, ids=[text for text, *_ in READ])
def test_text_and_json_mean_the_same(text: str, meant: Any, as_json: Any) -> None:
    assert condition_of_text(text, SERVICES.queryables) == meant
    assert condition_of_json(json.dumps(as_json), SERVICES.queryables) == meant


# A filter, and what the refusal must say.
REFUSED = [
    ("", "no CQL2 text"),
    ("country =", "At line 1"),
    ("street = 'x'", "'street' is not a queryable; there are: "),
    ("longitude > 19", "'longitude' is not a queryable"),
    ("key = 1", "'key' is not a queryable"),
    ("document LIKE '%'", "'document' is not a queryable"),
    ("country = 1", "'country' is compared with a text"),
    ("cell_km = '5'", "'cell_km' is compared with a finite number"),
    ("cell_km < 1e400", "a finite number"),
    ("starts = '2026-12-01'", "DATE("),
    ("updated > DATE('2026-12-01T')", "TIMESTAMP("),
    ("updated > TIMESTAMP('0001-01-01T00:00:00+14:00')", "TIMESTAMP("),
    ("confidential = 'true'", "TRUE or FALSE"),
    ("confidential > FALSE", "can't be asked with >"),
    ("need > 'a'", "can't be asked with >"),
    ("need LIKE 'a%'", "can't be asked with LIKE"),
    ("need IS NULL", "IS NULL"),
    ("name", "can't be asked by itself"),
    ("name LIKE '%a%b%c%d%e%'", "5 percent signs"),
    ("country = region_path", "compared with a text"),
    ("1 = 1", "between the name of a property and a value"),
    ("cell_km + 1 = 2", "no sums"),
    ("-cell_km = --1", "no sums"),
    ("geometry = 'x'", "S_INTERSECTS"),
    ("S_WITHIN(geometry, POINT(1 1))", "s_within is not among the operators here"),
    ("S_INTERSECTS(name, POINT(1 1))", "can't be asked with S_INTERSECTS"),
    ("S_INTERSECTS(geometry, name)", "a geometry or BBOX"),
    ("S_INTERSECTS(geometry, POINT(191 1))", "longitude (-180 to 180)"),
    ("S_INTERSECTS(geometry, BBOX(19,42,20,41))", "south not above north"),
    ("S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 0 1, 1 0, 0 0)))", "crosses or touches itself"),
    ("CASEI(name) = 'x'", "between the name of a property and a value"),
    ("pg_sleep(9) = 1", "between the name of a property and a value"),
    ("pg_sleep(9)", "pg_sleep is not among the operators"),
    ("name = 'a'; DROP TABLE service", "no CQL2 text"),
    ("(" * 31 + "confidential" + ")" * 31, "nested deeper"),
    ("name = '" + "x" * 8_000 + "'", "longer than 8000"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), REFUSED, ids=[text[:50] for text, _ in REFUSED])
def test_what_is_not_answered_is_refused_with_its_reason(text: str, said: str) -> None:
    with pytest.raises(FilterNotUnderstood) as refused:
        condition_of_text(text, SERVICES.queryables)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "value",
    [
        *("{", "[]", "1", "null", '"x"', "{}"),
        '{"op": "and", "args": []}',
        '{"op": "=", "args": [{"property": "country"}]}',
        '{"op": "=", "args": "x"}',
        '{"op": ["="], "args": []}',
        '{"op": "in", "args": [{"property": "country"}, []]}',
        '{"op": "=", "args": [{"property": ["country"]}, "x"]}',
        '{"op": "=", "args": [{"property": "country"}, "\\ud800"]}',
        '{"op": "=", "args": [{"property": "country"}, "a\\u0000b"]}',
        '{"op": "<", "args": [{"property": "cell_km"}, NaN]}',
        json.dumps(op("s_intersects", named("geometry"), {"type": "Polygon", "coordinates": "x"})),
        json.dumps(op("s_intersects", named("geometry"), {"type": "Point"})),
        json.dumps(op("s_intersects", named("geometry"), {"bbox": [1, 2, 3]})),
        json.dumps(
            op("s_intersects", named("geometry"), {"type": "Polygon", "coordinates": [[[0, 0], [1, None], [1, 1]]]})
        ),
        '{"op": "not", "args": [' * 500 + "true" + "]}" * 500,
    ],
)  # fmt: skip
def test_broken_json_is_refused(value: str) -> None:
    with pytest.raises(FilterNotUnderstood):
        condition_of_json(value, SERVICES.queryables)


def test_each_collection_has_queryables_of_its_own() -> None:
    assert condition_of_text("level = 1", REGIONS.queryables) == Compare("level", "=", 1.0)
    with pytest.raises(FilterNotUnderstood, match="'need' is not a queryable"):
        condition_of_text("need = 'shelter'", REGIONS.queryables)


# Each of these ends a process whose parser is asked it on a thread with a small stack.
HOSTILE = """
import threading
from referral.coverage.ogc.errors import FilterNotUnderstood
from referral.coverage.ogc.filters import condition_of_text
from referral.coverage.ogc.rules.collections import SERVICES
texts = ["(" * 3999 + "a" + ")" * 3999, "-" * 7000 + "1 = cell_km", "NOT " * 1900 + "confidential", "not(" * 1900,
    "- " * 3900 + "1", "cell_km = 1" + "+1" * 3900, "cell_km = 1" + "-1" * 3900, "cell_km = 1" + " - 1" * 1900,
    "cell_km = 2" + "^2" * 3900, "cell_km = 2" + " div 2" * 1300, "a(" * 3900, "((((" * 1900 + "'", "'" + "(" * 7900,
    '"' + "(" * 7900, "'\\\\'" + "(" * 7900, "name = ''" + "(" * 7900 + "''", "NOT - NOT -" * 700, "[" * 7900,
    " OR ".join(["confidential"] * 500), " AND ".join(["confidential", "NOT confidential"] * 200),
    "confidential OR " * 400 + "confidential AND confidential", "cell_km IN (" + ",".join("1" * 1900) + ")",
    "S_INTERSECTS(geometry, POLYGON((" + ",".join(["1 -1"] * 1500) + ")))", "'" * 7999, "\\\\" * 7999,
    "S_INTERSECTS(geometry, " + "GEOMETRYCOLLECTION(" * 400 + "POINT(1 1)" + ")" * 401]
def run():
    for text in texts:
        try:
            condition_of_text(text, SERVICES.queryables)
        except FilterNotUnderstood:
            pass
    print("alive")
threading.stack_size(1024 * 1024)
thread = threading.Thread(target=run)
thread.start()
thread.join()
"""


def test_no_text_ends_the_process() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HOSTILE], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr[-500:]
