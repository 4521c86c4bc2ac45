"""HSDS tables as CSV: encodings, separators, ragged rows, wrong headers, several keys in a cell."""

import zipfile
from pathlib import Path

import pytest

from referral.directory.exchange.reading import Limits, ReadingError
from tests.fixtures.exchange.taking import Taken, take, write

LOCATION = "id,location_type,name,latitude,longitude\n"


def table(folder: Path, text: str | bytes, name: str = "locations.csv") -> Taken:
    return take(write(folder, name, text))


def test_empty_cells_are_none_and_rows_are_counted_as_in_a_spreadsheet(tmp_path: Path) -> None:
    taken = table(tmp_path, LOCATION + 'l1,physical,"two\nlines",,\n\nl2,physical,B,1.5,2\n')
    first, second = taken.records
    assert first.values == {
        "location_type": "physical",
        "name": "two\nlines",
        "latitude": None,
        "longitude": None,
    }
    assert (first.origin.row, second.origin.row) == (2, 4)
    assert (second.values["latitude"], second.values["longitude"]) == (1.5, 2)


@pytest.mark.parametrize(
    ("encoding", "says"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_the_encoding_is_found_and_told_where_it_is_not_utf_8(
    tmp_path: Path, encoding: str, says: str | None
) -> None:
    taken = table(tmp_path, (LOCATION + "l1,physical,Café Shkodër,1,2\n").encode(encoding))
    assert taken.one("location").values["name"] == "Café Shkodër"
    assert (says is None and not taken.warnings) or (says is not None and says in taken.messages())


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_other_separators_are_found(tmp_path: Path, separator: str) -> None:
    taken = table(tmp_path, (LOCATION + "l1,physical,B,1,2\n").replace(",", separator))
    assert taken.one("location").values["name"] == "B"


def test_a_row_with_too_many_cells_is_rejected_and_one_with_too_few_is_filled(tmp_path: Path) -> None:
    taken = table(tmp_path, LOCATION + "l1,physical,A,1,2,oops\nl2,physical\nl3,physical,C,1,2,,\n")
    assert [each.id for each in taken.records] == ["l2", "l3"]
    (reject,) = taken.rejects
    assert (reject.row, reject.value, reject.object) == (2, "oops", "location")
    assert "5 cells as in the header, not 6" in reject.expected
    assert taken.read["location"] == 3


def test_a_misspelt_column_is_used_and_an_unknown_one_left_out_both_told_once(tmp_path: Path) -> None:
    taken = table(
        tmp_path,
        "id,location_type,Name,lattitude,longitude,colour\nl1,physical,A,1,2,red\nl2,physical,B,1,2,red\n",
    )
    assert taken.records[0].values == {
        "location_type": "physical",
        "name": "A",
        "latitude": 1,
        "longitude": 2,
    }
    assert sorted((each.column, each.message) for each in taken.warnings) == [
        ("Name", "read as the column name"),
        ("colour", "no column of HSDS location: left out"),
        ("lattitude", "read as the column latitude"),
    ]


def test_of_a_column_that_stands_twice_the_first_is_used(tmp_path: Path) -> None:
    taken = table(tmp_path, "id,name,name,location_type\nl1,A,B,physical\n")
    assert taken.one("location").values["name"] == "A"
    assert "stands twice" in taken.messages()


def test_nul_bytes_and_spaces_around_are_taken_away(tmp_path: Path) -> None:
    taken = table(tmp_path, LOCATION.encode() + b" l1 ,physical , A\0 ,1,2\n")
    assert taken.one("location").id == "l1"
    assert taken.one("location").values["name"] == "A"


def test_a_header_without_rows_gives_nothing(tmp_path: Path) -> None:
    assert not table(tmp_path, LOCATION).records


def test_rows_without_id_or_name_are_rejected(tmp_path: Path) -> None:
    taken = table(
        tmp_path, "id,organization_id,name,status\n,o,A,active\ns2,o,,active\ns3,o,C,active\n", "services.csv"
    )
    assert [each.id for each in taken.records] == ["s3"]
    assert [(each.row, each.column) for each in taken.rejects] == [(2, "id"), (3, "name")]


def test_children_without_an_id_get_the_same_one_in_any_order(tmp_path: Path) -> None:
    rows = ["", "l1,+355 1\n", "l1,+355 2\n", "l2,+355 1\n"]
    one = table(tmp_path, "id,location_id,number\n" + ",".join(rows), "phones.csv")
    other = table(tmp_path, "id,location_id,number\n" + ",".join(["", *reversed(rows[1:])]), "phones.csv")
    assert len({each.id for each in one.records}) == 3
    assert {each.id for each in one.records} == {each.id for each in other.records}


def test_an_empty_status_is_told(tmp_path: Path) -> None:
    taken = table(tmp_path, "id,organization_id,name,status\ns,o,A,\n", "services.csv")
    assert taken.one("service").values["status"] is None
    assert "no status given" in taken.messages()


def test_several_locations_in_one_cell_become_several_links(tmp_path: Path) -> None:
    taken = table(
        tmp_path, 'id,service_id,location_id\nx,s1,12;13\ny,s2,"14, 15"\n', "service_at_location.csv"
    )
    assert [(each.id, each.values["location_id"]) for each in taken.records] == [
        ("x", "12"),
        ("x/2", "13"),
        ("y", "14"),
        ("y/2", "15"),
    ]


def test_a_column_of_location_ids_in_services_becomes_links(tmp_path: Path) -> None:
    taken = table(
        tmp_path, "id,organization_id,name,status,location_ids\ns,o,A,active,12;13\n", "services.csv"
    )
    assert [
        (each.values["service_id"], each.values["location_id"]) for each in taken.of("service_at_location")
    ] == [
        ("s", "12"),
        ("s", "13"),
    ]


def test_several_keys_elsewhere_leave_the_first_with_a_warning(tmp_path: Path) -> None:
    taken = table(tmp_path, 'id,location_id,number\np,12;13,1\nq,"Smith, John",2\n', "phones.csv")
    assert [each.values["location_id"] for each in taken.records] == ["12", "Smith, John"]
    assert "several keys in one cell" in taken.messages()


def test_a_package_is_a_folder_or_a_zip_with_any_spelling_of_names(tmp_path: Path) -> None:
    folder = tmp_path / "package"
    write(folder, "Organization.csv", "id,name,description\no,Help,d\n")
    write(folder, "service.csv", "id,organization_id,name,status\ns,o,A,active\n")
    write(folder, "readme.csv", "what,ever\n1,2\n")
    archive = tmp_path / "package.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for path in folder.iterdir():
            zipped.write(path, f"export/{path.name}")
    for source in (folder, archive):
        taken = take(source)
        assert [(each.object, each.id) for each in taken.records] == [("organization", "o"), ("service", "s")]
        assert "no table of HSDS has this name" in taken.messages()


def test_a_datapackage_says_which_file_is_which_table(tmp_path: Path) -> None:
    write(tmp_path, "datapackage.json", '{"resources": [{"name": "services", "path": "data/export-1.csv"}]}')
    write(tmp_path, "data/export-1.csv", "id,organization_id,name,status\ns,o,A,active\n")
    assert take(tmp_path).one("service").id == "s"


def test_a_single_table_is_known_by_its_name_or_by_its_header(tmp_path: Path) -> None:
    text = "id,service_id,location_id,number,extension,type\np,s,l,1,2,voice\n"
    assert table(tmp_path, text, "export (1).csv").one("phone").values["number"] == "1"
    with pytest.raises(ReadingError, match="needs a mapping file"):
        table(tmp_path, "Name,Town\nA,B\n", "offices.csv")


def test_warnings_of_one_kind_are_counted_after_the_first_hundred(tmp_path: Path) -> None:
    rows = "".join(f"l{n},physical,A,x,2\n" for n in range(250))
    taken = table(tmp_path, LOCATION + rows)
    told = [
        each.message
        for each in taken.warnings
        if each.column == "latitude" and "not a number" in each.message
    ]
    assert len(told) == 101
    assert "(150 more times)" in told[-1]


def test_read_is_yielded_plus_rejected_for_every_object(tmp_path: Path) -> None:
    taken = table(tmp_path, LOCATION + "l1,physical,A,1,2\n,physical,B,1,2\nl3,physical,C,1,2,x\n")
    assert taken.read["location"] == 3 == len(taken.records) + len(taken.rejects)


def test_a_cell_without_end_is_refused_with_its_row(tmp_path: Path) -> None:
    text = LOCATION + 'l1,physical,A,1,2\nl2,physical,"never closed,1,2\n' + "l3,physical,C,1,2\n" * 1000
    with pytest.raises(ReadingError, match=r"row 3 .* more than 5000 characters; probably a quotation mark"):
        take(write(tmp_path, "locations.csv", text), limits=Limits(max_cell=5000))


def test_a_line_without_end_is_refused_before_it_is_held(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="line 2 is longer than 100000 characters"):
        take(write(tmp_path, "locations.csv", LOCATION + "x" * 300_000), limits=Limits(max_line=100_000))
