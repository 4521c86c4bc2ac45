"""Columns of somebody else's file as criteria: what a table says, what is asked instead, what is wrong with a table."""

from pathlib import Path

import pytest

from referral.directory.exchange.criteria_rows import agreed
from referral.directory.exchange.reading import ReadingError
from referral.directory.exchange.reading.mapping import load
from tests.fixtures.exchange.taking import Taken, take, write

MAP = (
    "name: T\nsources:\n  - make:\n      - object: service\n        key: Key\n        fields: {name: Key}\n"
    "        eligibility:\n"
)
NATIONS = "{All: no limit, Syrian: {nationality: SY}, Iraqi: {nationality: IQ}, Ask us: ask}"


def mapped(folder: Path, entries: str, *cells: str, columns: str = "A") -> Taken:
    rows = "".join(f"{number},{cell}\n" for number, cell in enumerate(cells, start=1))
    mapping = write(
        folder, "map.yaml", MAP + "".join(f"          - {each}\n" for each in entries.splitlines())
    )
    return take(write(folder, "data.csv", f"Key,{columns}\n{rows}"), mapping=mapping)


def said(taken: Taken) -> list[list[str]]:
    return [each.values["x_criteria"] for each in taken.of("service")]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Syrian", ["nationality=SY"]),
        ("  SYRIAN ", ["nationality=SY"]),
        ("Syrian; Iraqi", ["nationality=IQ", "nationality=SY"]),
        ("All", []),
        ("All; Syrian", []),
        ("", []),
        ("Ask us", ["condition=Nationality: Ask us"]),
        ("Syrian; Ask us", ["condition=Nationality: Syrian; Ask us"]),
        ("Syrian;; ;", ["nationality=SY"]),
    ],
)
def test_a_cell_says_what_the_table_says(tmp_path: Path, cell: str, expected: list[str]) -> None:
    entry = f"{{from: {{column: A, split: ;}}, label: Nationality, values: {NATIONS}}}"
    taken = mapped(tmp_path, entry, f'"{cell}"')
    assert said(taken) == [expected]
    assert not taken.warnings


def test_what_is_not_in_the_table_turns_nobody_away_and_is_told_with_row_and_value(tmp_path: Path) -> None:
    entry = f"{{from: {{column: A, split: ;}}, values: {NATIONS}}}"
    taken = mapped(tmp_path, entry, "Syrian", "Syrian; Martian")
    assert said(taken) == [["nationality=SY"], ["condition=Syrian; Martian"]]
    (warning,) = taken.warnings
    assert (warning.row, warning.column, warning.value) == (3, "A", "Martian")
    assert "kept as a condition to ask about" in warning.message
    quiet = mapped(tmp_path, entry.replace("values:", "unmapped: keep, values:"), "Martian")
    assert (said(quiet), quiet.warnings) == ([["condition=Martian"]], [])


def test_values_that_limit_different_things_are_not_put_together(tmp_path: Path) -> None:
    table = "{Old: {age: '60-'}, Adult: {age: '18-64'}, Child: {age: 0-11}, Ill: {target_group: hiv}}"
    entry = f"{{from: {{column: A, split: ;}}, values: {table}}}"
    taken = mapped(tmp_path, entry, "Old; Ill", "Adult;Old", "Child;Old", "Child;Adult;Old")
    assert said(taken)[:3] == [["condition=Old; Ill"], ["age=18-"], ["condition=Child; Old"]]
    assert [each.row for each in taken.warnings] == [2, 4, 5]
    assert "no criterion says together" in taken.messages()


def test_with_all_each_value_has_to_hold(tmp_path: Path) -> None:
    papers = "MOI: {required_registration: moi_card}, ASC: {required_registration: unhcr_registration}"
    table = f"{{{papers}, Old: {{age: '60-'}}}}"
    entry = f"{{from: {{column: A, split: ;}}, several: all, values: {table}}}"
    taken = mapped(tmp_path, entry, "MOI;ASC;Old", "MOI;Foo")
    assert said(taken) == [
        ["age=60-", "required_registration=unhcr_registration", "required_registration=moi_card"],
        ["required_registration=moi_card", "condition=Foo"],
    ]


def test_columns_hold_together_and_what_contradicts_is_asked(tmp_path: Path) -> None:
    entries = (
        "{from: A, values: {S: {nationality: [SY, IQ]}, D: {target_group: disability}}}\n"
        "{from: B, label: B, values: {S: {nationality: SY}, J: {nationality: JO}, H: {target_group: hiv},"
        " X: {excluded_nationality: SY}}}"
    )
    taken = mapped(tmp_path, entries, "S,S", "S,J", "D,H", "D,J", "S,X", columns="A,B")
    assert said(taken) == [
        ["nationality=SY"],
        ["nationality=IQ", "nationality=SY", "condition=B: J"],
        ["target_group=disability", "condition=B: H"],
        ["target_group=disability", "nationality=JO"],
        ["nationality=IQ", "nationality=SY", "condition=B: X"],
    ]
    assert [(each.row, each.value) for each in taken.warnings] == [(3, "J"), (4, "H"), (6, "X")]


def test_numbers_are_put_into_a_pattern_and_wrong_ones_are_asked(tmp_path: Path) -> None:
    entry = (
        "{from: A, label: Income, values: {None: no limit}, each: {income_limit: '{value}% poverty line'}}"
    )
    taken = mapped(tmp_path, entry, "125", "none", "much", "99999")
    assert said(taken) == [
        ["income_limit=125% poverty line"],
        [],
        ["condition=Income: much"],
        ["condition=Income: 99999"],
    ]
    assert [(each.row, each.value) for each in taken.warnings] == [(4, "much"), (5, "99999")]
    assert "is no income limit; right would be like" in taken.messages()


def test_an_entry_holds_only_under_its_condition(tmp_path: Path) -> None:
    entry = "{from: A, when: {column: B, is: [only them]}, values: {S: {nationality: SY}}}"
    taken = mapped(tmp_path, entry, "S,only them", "S,all", columns="A,B")
    assert said(taken) == [["nationality=SY"], []]


def test_yes_and_no_are_flags_where_the_criterion_is_one(tmp_path: Path) -> None:
    table = "{Alone: {unaccompanied_minors: yes}, With adult: {unaccompanied_minors: no}}"
    taken = mapped(tmp_path, f"{{from: A, values: {table}}}", "Alone", "with  adult")
    assert said(taken) == [["unaccompanied_minors=yes"], ["unaccompanied_minors=no"]]


def test_rows_of_one_service_that_say_otherwise_are_asked_about() -> None:
    first, second = ["nationality=SY", "age=18-"], ["age=18-", "condition=Scoring"]
    assert agreed(first, first) == first
    assert agreed(first, second) == ["age=18-", "condition=nationality: SY", "condition=Scoring"]
    assert agreed(first, []) == ["condition=nationality: SY", "condition=age: 18-"]


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("{values: {A: ask}}", "the key 'from' is missing"),
        ("{from: A}", "the key 'values' is missing"),
        ("{from: A, values: {}}", "like Syrian: {nationality: SY} or All: no limit"),
        ("{from: A, valeus: {A: ask}}", "unknown key 'valeus'; allowed are from, label"),
        (
            "{from: A, values: {X: nobody}}",
            "values > X: criteria like {target_group: disability}, or 'no limit'",
        ),
        ("{from: A, values: {X: {nation: SY}}}", "values > X: unknown key 'nation'; allowed are age, sex"),
        (
            "{from: A, values: {X: {nationality: Syria}}}",
            "values > X: nationality: 'SYRIA' is no nationality",
        ),
        ("{from: A, values: {X: {nationality: NO}}}", "nationality: YAML reads no, yes, on and off"),
        ("{from: A, values: {X: {target_group: refuge}}}", "'refuge' is not known; right would be refugee"),
        ("{from: A, values: {X: {age: 18}}}", "'18' are no ages; right would be like '0-12'"),
        ("{from: A, values: {X: {sex: []}}}", "a list where a list with at least one entry was expected"),
        ("{from: A, values: {Yes: ask}}", "right would be quotes"),
        ("{from: A, values: {X: ask, ' x': ask}}", "this value stands twice"),
        ("{from: A, values: {X: {sex: female, age: 3-4 male}}}", "ages are said for male, who are not taken"),
        ("{from: A, each: {income_limit: '125'}}", "each: income_limit: '125' is no income limit"),
        ("{from: A, each: [x]}", "{income_limit: "),
        (
            "{from: A, values: {X: ask}, several: both}",
            "several: 'both' is not known; right would be any or all",
        ),
        ("{from: A, values: {X: ask}, unmapped: drop}", "'drop' is not known; right would be warn or keep"),
        ("{from: {colum: A}, values: {X: ask}}", "from: unknown key 'colum'"),
    ],
)
def test_a_wrong_table_names_the_place_and_what_is_right(tmp_path: Path, entry: str, says: str) -> None:
    with pytest.raises(ReadingError) as caught:
        load(write(tmp_path, "map.yaml", f"{MAP}          - {entry}\n"))
    assert str(caught.value).startswith("map.yaml: sources > [1] > make > [1] > eligibility > [1]")
    assert says in str(caught.value)


def test_only_a_service_says_whom_it_takes(tmp_path: Path) -> None:
    text = MAP.replace("service", "location") + "          - {from: A, values: {X: ask}}\n"
    with pytest.raises(ReadingError, match="only a service says whom it takes"):
        load(write(tmp_path, "map.yaml", text))
