"""Mapping files: what can be said in them, and what is said when they are wrong."""

from pathlib import Path
from typing import Any

import pytest

from referral.directory.exchange.reading import ReadingError
from referral.directory.exchange.reading.mapping import load
from tests.fixtures.exchange.taking import Taken, take, write

ROW = "Key,Title,Kind,Mail,Phones,Text,Hours\n1,Help,NGO,,1; 2,At 41.3,Mon-Tue: 9:00-12:00\n2,Aid,Shelter,n/a,,,soon\n"


def mapped(folder: Path, make: str, data: str = ROW, name: str = "data.csv") -> Taken:
    mapping = write(folder, "map.yaml", f"name: Test\nsources:\n  - make:\n{make}")
    return take(write(folder, name, data), mapping=mapping)


def values(folder: Path, expression: str) -> list[Any]:
    """What an expression comes to in both rows, seen through a text field."""
    make = f"      - {{object: service, key: Key, fields: {{name: Title, description: {expression}}}}}\n"
    return [each.values["description"] for each in mapped(folder, make).of("service")]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("Title", ["Help", "Aid"]),
        ("{column: Mail}", [None, "n/a"]),
        ("{column: Mail, empty: [N/A]}", [None, None]),
        ("{const: x}", ["x", "x"]),
        ('{template: "{Title} ({Kind})"}', ["Help (NGO)", "Aid (Shelter)"]),
        ('{template: "<{Mail}>"}', [None, "<n/a>"]),
        ("{join: [Title, Mail, Kind], with: ' / '}", ["Help / NGO", "Aid / n/a / Shelter"]),
        ("{first: [Mail, Title]}", ["Help", "n/a"]),
        ("[Key, Title]", ["1/Help", "2/Aid"]),
        ("{lines: {Name: Title, Mail: Mail}}", ["Name: Help", "Name: Aid\nMail: n/a"]),
        ("{column: Phones, split: ';'}", ["1, 2", None]),
        ("{column: Phones, split: ';', with: +}", ["1+2", None]),
        (r"{column: Text, extract: '([\d.]+)'}", ["41.3", None]),
        ("{column: Kind, map: {NGO: charity, Shelter: null}}", ["charity", None]),
        ("{column: Kind, map: {NGO: [a, b]}, unmapped: keep}", ["a, b", "Shelter"]),
        ("{column: Kind, map: {NGO: charity}, unmapped: drop}", ["charity", None]),
        ("{column: Key, prefix: 'No. '}", ["No. 1", "No. 2"]),
    ],
)
def test_what_an_expression_comes_to(tmp_path: Path, expression: str, expected: list[Any]) -> None:
    assert values(tmp_path, expression) == expected


def test_a_value_outside_a_map_is_told_once_with_its_count(tmp_path: Path) -> None:
    make = "      - {object: service, key: Key, fields: {name: Title, alert: {column: Kind, map: {x: y}}}}\n"
    taken = mapped(tmp_path, make, ROW + "3,C,NGO,,,,\n")
    assert [(each.value, each.message) for each in taken.warnings] == [
        ("NGO", "not what the mapping expects here (2 times)"),
        ("Shelter", "not what the mapping expects here (1 times)"),
    ]


def test_one_record_for_each_value_of_a_cell(tmp_path: Path) -> None:
    make = "      - {object: phone, each: {column: Phones, split: ';'}, fields: {service_id: Key, number: each}}\n"
    taken = mapped(tmp_path, make)
    assert [each.values for each in taken.of("phone")] == [
        {"service_id": "1", "number": "1"},
        {"service_id": "1", "number": "2"},
    ]
    assert len({each.id for each in taken.of("phone")}) == 2


@pytest.mark.parametrize(
    ("condition", "made"),
    [
        ("{column: Kind, is: [ngo]}", ["1"]),
        ("{column: Kind, is: Shelter}", ["2"]),
        ("{column: Phones}", ["1"]),
        ("{unless: {column: Phones}}", ["2"]),
        ("{first: [Mail, Phones]}", ["1", "2"]),
    ],
)
def test_a_record_is_made_only_where_its_condition_holds(
    tmp_path: Path, condition: str, made: list[str]
) -> None:
    make = f"      - {{object: service, key: Key, when: {condition}, fields: {{name: Title}}}}\n"
    assert [each.id for each in mapped(tmp_path, make).records] == made


def test_a_record_is_made_only_with_what_it_requires(tmp_path: Path) -> None:
    make = "      - {object: phone, requires: [number], fields: {service_id: Key, number: Phones}}\n"
    taken = mapped(tmp_path, make)
    assert len(taken.of("phone")) == 1
    assert not taken.rejects


def test_hours_become_schedules_and_what_is_none_a_description(tmp_path: Path) -> None:
    taken = mapped(tmp_path, "      - {object: schedule, fields: {service_id: Key}, hours: Hours}\n")
    first, second = taken.of("schedule")
    assert first.values == {
        "service_id": "1",
        "freq": "WEEKLY",
        "byday": "MO,TU",
        "opens_at": "09:00",
        "closes_at": "12:00",
    }
    assert second.values == {"service_id": "2", "description": "soon"}
    assert "not understood as opening hours" in taken.messages()


def test_needs_and_confidential_stand_beside_the_fields(tmp_path: Path) -> None:
    make = (
        "      - object: service\n        key: Key\n        fields: {name: Title}\n"
        "        needs: [{const: legal-aid}, {column: Kind, map: {Shelter: [shelter-violence]}, unmapped: drop}]\n"
        "        confidential: {when: {column: Kind, is: shelter}}\n"
    )
    first, second = mapped(tmp_path, make).records
    assert (first.values["x_needs"], first.values["x_confidential"]) == (["legal-aid"], None)
    assert (second.values["x_needs"], second.values["x_confidential"]) == (
        ["legal-aid", "shelter-violence"],
        True,
    )


def test_attributes_become_terms_of_a_taxonomy_once(tmp_path: Path) -> None:
    make = (
        "      - object: service\n        key: Key\n        fields: {name: Title}\n"
        "        attributes: [{taxonomy: list, group: Kind, values: Kind}]\n"
    )
    taken = mapped(tmp_path, make, ROW + "3,C,NGO,,,,\n")
    assert taken.one("taxonomy").id == "list"
    assert [each.id for each in taken.of("taxonomy_term")] == [
        "list/Kind",
        "list/Kind/NGO",
        "list/Kind/Shelter",
    ]
    assert [each.values["link_id"] for each in taken.of("attribute")] == ["1", "2", "3"]
    assert taken.of("attribute")[2].values["taxonomy_term_id"] == "list/Kind/NGO"


def test_geojson_is_reached_by_paths_and_keys(tmp_path: Path) -> None:
    data = (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "id": 7, "geometry": {"type": "Point", '
        '"coordinates": [35.5, 0]}, "properties": {"name": "A", "open": {"Mon": true, "Tue": false, "Wed": 1}}}]}'
    )
    make = (
        "      - {object: location, key: id, fields: {name: properties > name, longitude: geometry > coordinates > 0,"
        " latitude: geometry > coordinates > 1, location_type: {const: physical}}}\n"
        "      - {object: service, key: id, fields: {name: properties > name, alert: {keys: properties > open}}}\n"
    )
    taken = mapped(tmp_path, make, data, "in.geojson")
    location = taken.one("location")
    assert (location.id, location.values["longitude"], location.values["latitude"]) == ("7", 35.5, 0)
    assert taken.one("service").values["alert"] == "Mon, Wed"
    assert taken.one("service").origin.row == 1


def test_a_workbook_is_read_by_sheet_and_header_row(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "data.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("About").write(0, 0, "nothing here")
        sheet = book.add_worksheet("Offices")
        for number, row in enumerate([["List of offices"], [], ["Key", "Title"], [1, "Help"]]):
            sheet.write_row(number, 0, row)
    mapping = write(
        tmp_path,
        "map.yaml",
        "name: T\nsources:\n  - sheet: Offices\n    header: 3\n"
        "    make: [{object: service, key: Key, fields: {name: Title}}]\n",
    )
    service = take(path, mapping=mapping).one("service")
    assert (service.id, service.values["name"], service.origin.row) == ("1", "Help", 4)


def test_columns_are_matched_without_case_and_missing_ones_are_told(tmp_path: Path) -> None:
    make = "      - {object: service, key: KEY, fields: {name: title, url: Website}}\n"
    taken = mapped(tmp_path, make)
    assert [each.values["name"] for each in taken.records] == ["Help", "Aid"]
    assert [(each.column, each.message) for each in taken.warnings] == [
        ("Website", "the mapping names this column, the file does not have it")
    ]


def test_a_file_with_none_of_the_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match=r"none of the columns that the mapping names \(Nr, Name"):
        mapped(tmp_path, "      - {object: service, key: Nr, fields: {name: Name}}\n")


def test_a_file_that_the_mapping_is_not_about_is_refused(tmp_path: Path) -> None:
    mapping = write(tmp_path, "map.yaml", "name: T\nsources: [{files: [a.csv], make: [{object: service}]}]\n")
    with pytest.raises(ReadingError, match=r"holds none of the files that map.yaml is about \(a.csv\)"):
        take(write(tmp_path, "b.csv", ROW), mapping=mapping)


def test_rows_without_a_key_or_name_are_rejected(tmp_path: Path) -> None:
    make = "      - {object: service, key: Key, fields: {name: Title}}\n"
    taken = mapped(tmp_path, make, "Key,Title\n,A\n2,\n3,C\n4,D,too,many\n")
    assert [each.id for each in taken.records] == ["3"]
    assert [each.row for each in taken.rejects] == [2, 3, 5]
    assert taken.read["service"] == 4


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[]", "a list where keys were expected (name, sources)"),
        ("name: T", "the key 'sources' is missing"),
        ("name: T\nsources: []", "sources: a list where a list with at least one entry was expected"),
        (
            "name: T\nsources: [{make: [{object: servize}]}]",
            "sources > [1] > make > [1] > object: 'servize' is no HSDS object",
        ),
        (
            "name: T\nsources: [{make: [{object: service, colour: red}]}]",
            "unknown key 'colour'; allowed are object, key",
        ),
        (
            "name: T\nsources: [{make: [{object: service, fields: {nmae: A}}]}]",
            "fields: unknown key 'nmae'; allowed are",
        ),
        (
            "name: T\nsources: [{make: [{object: service, fields: {name: {colum: A}}}]}]",
            "unknown key 'colum'",
        ),
        (
            "name: T\nsources: [{make: [{object: service, fields: {name: {column: A, const: b}}}]}]",
            "exactly one of",
        ),
        (
            "name: T\nsources: [{make: [{object: service, fields: {name: {column: A, map: []}}}]}]",
            "(from: to)",
        ),
        (
            "name: T\nsources: [{make: [{object: service, fields: {name: {column: A, unmapped: keep}}}]}]",
            "no map",
        ),
        (
            "name: T\nsources: [{make: [{object: service, fields: {name: {column: A, extract: '('}}}]}]",
            "not a regular expression",
        ),
        (
            "name: T\nsources: [{make: [{object: service, fields: {name: {column: A, extract: '(a+)+b'}}}]}]",
            "could take forever",
        ),
        (
            "name: T\nsources: [{make: [{object: service, fields: {name: {column: A, extract: '(.)\\1'}}}]}]",
            "could take forever",
        ),
        ("name: T\nsources: [{make: [{object: service, hours: A}]}]", "only a schedule has hours"),
        (
            "name: T\nsources: [{make: [{object: service, requires: [colour]}]}]",
            "'colour' is no field of service",
        ),
        ("name: T\nsources: [{header: 0, make: [{object: service}]}]", "the number of the header's row"),
        ("name: T\nsources: [{encoding: klingon, make: [{object: service}]}]", "'klingon' is no encoding"),
        ("name: !!python/object/apply:os.system ['echo']\nsources: []", "not a readable YAML file"),
        ("name: {", "not a readable YAML file"),
        ('name: "\\x00', "not a readable YAML file"),
    ],
)
def test_a_mapping_that_is_wrong_names_the_place_and_what_is_allowed(
    tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(ReadingError) as caught:
        load(write(tmp_path, "map.yaml", text))
    assert str(caught.value).startswith("map.yaml: ")
    assert says in str(caught.value)


def test_a_bomb_of_aliases_is_refused(tmp_path: Path) -> None:
    layers = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))
    with pytest.raises(ReadingError, match="more than 50000 values once its aliases are followed"):
        load(write(tmp_path, "map.yaml", f"a0: &a0 [x]\n{layers}"))


def test_a_mapping_that_is_not_there_or_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="the mapping file cannot be read"):
        load(tmp_path / "none.yaml")
    with pytest.raises(ReadingError, match="larger than a megabyte"):
        load(write(tmp_path, "map.yaml", "#" * 1_100_000))


def test_a_long_text_does_not_hold_up_an_expression(tmp_path: Path) -> None:
    data = "Key,Title,Text\n1,A," + "a" * 300_000 + "\n2,B," + "a" * 200 + "\n"
    make = "      - {object: service, key: Key, fields: {name: Title, alert: {column: Text, extract: '(a*)(a*)b'}}}\n"
    taken = mapped(tmp_path, make, data)
    assert [each.values["alert"] for each in taken.records] == [None, None]
    assert "a text of more than 500 characters, too long for extract" in taken.messages()
