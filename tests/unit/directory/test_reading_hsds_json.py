"""HSDS JSON, nested in every form, becomes flat records with the references that its nesting says."""

import gzip
import json
from pathlib import Path

import pytest

from referral.directory.exchange.reading import Limits, ReadingError
from tests.fixtures.exchange.taking import take, write

SERVICE = {
    "id": "s1",
    "name": "Counselling",
    "status": "active",
    "organization": {
        "id": "o1",
        "name": "Help",
        "description": "d",
        "locations": [{"id": "l2", "location_type": "virtual"}],
    },
    "program": {"id": "p1", "name": "P", "description": "d"},
    "contacts": [
        {
            "id": "c1",
            "name": "Ana",
            "phones": [{"id": "ph1", "number": "1", "languages": [{"id": "la1", "name": "sq"}]}],
        }
    ],
    "service_at_locations": [
        {
            "id": "sal1",
            "location": {"id": "l1", "location_type": "physical", "latitude": 0, "longitude": 20.5},
        }
    ],
    "capacities": [
        {"id": "k1", "unit": {"id": "u1", "name": "Bed"}, "available": 2, "updated": "2024-01-01T00:00:00Z"}
    ],
    "attributes": [
        {"id": "a1", "value": "x", "taxonomy_term": {"id": "t1", "name": "T", "description": "d"}}
    ],
    "metadata": [{"id": "m1", "resource_type": "service", "field_name": "name"}],
}


def as_json(folder: Path, value: object, name: str = "in.json") -> Path:
    return write(folder, name, json.dumps(value))


def test_a_nested_service_gives_every_object_its_reference(tmp_path: Path) -> None:
    taken = take(as_json(tmp_path, SERVICE))
    assert not taken.rejects
    assert taken.one("service").values["organization_id"] == "o1"
    assert taken.one("service").values["program_id"] == "p1"
    assert taken.one("contact").values["service_id"] == "s1"
    assert taken.one("phone").values == {"number": "1", "contact_id": "c1"}
    assert taken.one("language").values["phone_id"] == "ph1"
    assert taken.one("service_at_location").values == {"service_id": "s1", "location_id": "l1"}
    assert taken.one("service_capacity").values["unit_id"] == "u1"
    assert {each.id: each.values.get("organization_id") for each in taken.of("location")} == {
        "l1": None,
        "l2": "o1",
    }


def test_attributes_and_metadata_hang_on_what_holds_them(tmp_path: Path) -> None:
    taken = take(as_json(tmp_path, SERVICE))
    attribute = taken.one("attribute").values
    assert (attribute["link_id"], attribute["link_entity"], attribute["taxonomy_term_id"]) == (
        "s1",
        "service",
        "t1",
    )
    assert taken.one("taxonomy_term").id == "t1"
    assert taken.one("metadata").values["resource_id"] == "s1"


def test_a_link_entity_that_the_source_gives_is_kept(tmp_path: Path) -> None:
    attributes = [
        {
            "id": "a",
            "link_entity": "link_entity",
            "taxonomy_term": {"id": "t", "name": "n", "description": "d"},
        }
    ]
    taken = take(
        as_json(
            tmp_path,
            {"id": "o", "name": "n", "description": "d", "website": "http://x.y", "attributes": attributes},
        )
    )
    assert taken.one("attribute").values["link_entity"] == "link_entity"


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({"id": "1", "name": "n", "status": "active"}, "service"),
        ({"id": "1", "name": "n", "description": "d", "website": "http://a.b"}, "organization"),
        (
            {"id": "1", "service": {"id": "s", "name": "n", "status": "active"}, "location": {"id": "l"}},
            "service_at_location",
        ),
        ({"id": "1", "name": "n", "latitude": 1, "longitude": 2, "location_type": "physical"}, "location"),
        ({"id": "1", "name": "n", "description": "d", "version": "1"}, "taxonomy"),
        (
            {"id": "1", "code": "c", "name": "n", "description": "d", "taxonomy_detail": {"id": "x"}},
            "taxonomy_term",
        ),
    ],
)
def test_the_kind_of_a_root_is_recognised_by_its_fields(tmp_path: Path, value: object, kind: str) -> None:
    assert take(as_json(tmp_path, value)).records[0].object == kind


def test_lists_pages_lines_and_gzip_say_the_same(tmp_path: Path) -> None:
    items = [{"id": str(n), "name": f"S {n}", "status": "active", "organization_id": "o"} for n in range(5)]
    lines = "\n".join(json.dumps(each) for each in items) + "\n"
    page = {"total_items": 5, "first_page": True, "contents": items, "empty": False}
    forms = [
        as_json(tmp_path, items, "list.json"),
        write(tmp_path, "pretty.json", json.dumps(items, indent=2)),
        as_json(tmp_path, page, "page.json"),
        write(tmp_path, "lines.ndjson", lines),
        write(tmp_path, "lines.json", lines),
        write(tmp_path, "lines.ndjson.gz", gzip.compress(lines.encode())),
        write(tmp_path, "bom.json", b"\xef\xbb\xbf" + json.dumps(items).encode()),
        write(tmp_path, "utf16.json", json.dumps(items).encode("utf-16")),
    ]
    for path in forms:
        taken = take(path)
        assert [(each.id, each.values["name"]) for each in taken.records] == [
            (str(n), f"S {n}") for n in range(5)
        ], path
        assert [each.origin.row for each in taken.records] == [1, 2, 3, 4, 5]


def test_the_tabular_form_in_json_is_read_by_its_table_names(tmp_path: Path) -> None:
    tables = {
        "organizations.csv": [{"id": "o", "name": "n", "description": None}],
        "phones.csv": [{"id": "p", "number": 112}],
    }
    taken = take(as_json(tmp_path, tables))
    assert taken.one("organization").values == {"name": "n", "description": None}
    assert taken.one("phone").values["number"] == "112"
    assert taken.one("phone").origin.file == "in.json#phones.csv"


def test_what_was_not_said_is_absent_and_what_was_said_to_be_empty_is_none(tmp_path: Path) -> None:
    values = (
        take(as_json(tmp_path, {"id": "1", "name": "n", "status": "active", "url": None, "email": ""}))
        .records[0]
        .values
    )
    assert values == {"name": "n", "status": "active", "url": None, "email": None}


def test_good_values_survive_byte_for_byte(tmp_path: Path) -> None:
    said = {
        "name": "n",
        "status": "active",
        "description": "ends with a space ",
        "last_modified": "2023-03-15T10:30:45.123Z",
        "minimum_age": 12,
        "assured_date": "2005-01-01",
    }
    assert take(as_json(tmp_path, {"id": "1", **said})).records[0].values == said


def test_nested_objects_without_an_id_get_one_from_their_place(tmp_path: Path) -> None:
    service = {"id": "s", "name": "n", "status": "active", "phones": [{"number": "1"}, {"number": "2"}]}
    assert [each.id for each in take(as_json(tmp_path, service)).of("phone")] == ["s/phones/1", "s/phones/2"]


def test_a_nested_object_with_nothing_but_an_id_is_a_reference(tmp_path: Path) -> None:
    taken = take(as_json(tmp_path, {"id": "s", "name": "n", "status": "active", "organization": {"id": "o"}}))
    assert taken.one("service").values["organization_id"] == "o"
    assert not taken.of("organization")
    assert not taken.rejects


def test_keys_of_earlier_versions_and_wrong_plurals_are_understood(tmp_path: Path) -> None:
    service = {
        "id": "s",
        "name": "n",
        "status": "active",
        "eligibilitys": [{"id": "e", "eligibility": "Adults"}, {"id": "f", "eligibility": "Parents"}],
        "languages": [{"id": "la", "language": "Urdu"}],
        "regular_schedules": [{"id": "r", "weekday": "Mon", "opens_at": "9:00", "closes_at": "5pm"}],
        "service_taxonomys": [{"id": "x", "taxonomy": {"id": "t", "name": "Shelter", "vocabulary": "oe"}}],
        "service_at_locations": [
            {
                "id": "sal",
                "location": {
                    "id": "l",
                    "name": "Office",
                    "physical_addresses": [
                        {
                            "id": "pa",
                            "address_1": "Street 1",
                            "city": "C",
                            "state_province": "S",
                            "postal_code": "1",
                            "country": "AL",
                        }
                    ],
                },
            }
        ],
    }
    taken = take(as_json(tmp_path, service))
    assert taken.one("service").values["eligibility_description"] == "Adults; Parents"
    assert taken.one("language").values["name"] == "Urdu"
    schedule = taken.one("schedule").values
    assert (schedule["byday"], schedule["opens_at"], schedule["closes_at"]) == ("MO", "09:00", "17:00")
    assert taken.one("attribute").values["taxonomy_term_id"] == "t"
    assert taken.one("taxonomy_term").values["taxonomy_id"] == "taxonomy/oe"
    assert taken.one("address").values["address_type"] == "physical"
    assert taken.one("address").values["location_id"] == "l"


def test_unknown_keys_are_told_and_left_out(tmp_path: Path) -> None:
    taken = take(as_json(tmp_path, {"id": "1", "name": "n", "status": "active", "colour": "red"}))
    assert "colour" not in taken.records[0].values
    assert "no key of HSDS service" in taken.messages()


def test_a_bad_line_is_rejected_and_the_rest_is_read(tmp_path: Path) -> None:
    good = json.dumps({"id": "1", "name": "n", "status": "active"})
    taken = take(write(tmp_path, "in.ndjson", f"{good}\n{{broken\n[1]\n\n{good}\n"))
    assert [each.row for each in taken.rejects] == [2, 3]
    assert [each.origin.row for each in taken.records] == [1, 5]
    assert taken.read == {"service": 2, "unknown": 2}


def test_not_a_number_in_json_is_a_doubt_not_an_end(tmp_path: Path) -> None:
    taken = take(
        write(
            tmp_path, "in.json", '[{"id": "l", "location_type": "physical", "latitude": NaN, "longitude": 1}]'
        )
    )
    assert taken.one("location").values["latitude"] is None
    assert "not a number" in taken.messages()


def test_roots_without_id_or_name_are_rejected(tmp_path: Path) -> None:
    taken = take(
        as_json(
            tmp_path, [{"name": "n", "status": "active"}, {"id": "1", "status": "active"}, {"version": 3}]
        )
    )
    assert not taken.records
    assert len(taken.rejects) == 3


@pytest.mark.parametrize("cut", [30, 60, 119])
def test_json_that_is_cut_off_says_where(tmp_path: Path, cut: int) -> None:
    text = json.dumps([{"id": str(n), "name": "A name", "status": "active"} for n in range(3)])[:cut]
    with pytest.raises(ReadingError, match=f"in.json is cut off: it ends at byte {cut}"):
        take(write(tmp_path, "in.json", text))


def test_ndjson_that_is_cut_off_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="cut off in line 3"):
        take(
            write(tmp_path, "in.ndjson", '{"id":"1","name":"n","status":"active"}\n' * 2 + '{"id": "1", "na')
        )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[1, 2]", "item 1 of the list is not an object"),
        ('[{"id": "1", "name": "n"}, "x"]', "item 2 of the list is not an object"),
        ('[{"id": "1", "name": "n"}] trailing {"a": 1}', "more text after the end of the list"),
        ('{"id": "1" "name": "n"}', "not valid JSON"),
        ("[" * 5000, "item 1 of the list is not an object"),
        ('{"a":' * 5000, "nested deeper than 100 levels"),
    ],
)
def test_json_that_cannot_be_used_says_what_is_wrong(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ReadingError, match=says):
        take(write(tmp_path, "in.json", text))


def test_one_object_larger_than_the_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="larger than 2000 bytes"):
        take(as_json(tmp_path, [{"id": "1", "name": "n" * 2_000_000}]), limits=Limits(max_object=2000))


def test_strings_with_brackets_and_escapes_do_not_confuse_the_cutting(tmp_path: Path) -> None:
    names = [
        'a "quoted" [name]',
        "back\\slash\\",
        '}{][,"',
        "\u10d7\u10d1\u10d8\u10da\u10d8\u10e1\u10d8",
        "\\\\\\",
    ]
    items = [{"id": str(n), "name": name, "status": "active"} for n, name in enumerate(names)]
    taken = take(as_json(tmp_path, {"contents": items}))
    assert [each.values["name"] for each in taken.records] == names


def test_items_larger_than_a_chunk_are_put_together(tmp_path: Path) -> None:
    items = [{"id": str(n), "name": "n", "status": "active", "description": "x" * 700_000} for n in range(6)]
    assert [each.id for each in take(as_json(tmp_path, items)).records] == list("012345")


def test_geojson_asks_for_a_mapping(tmp_path: Path) -> None:
    features: list[object] = [{"type": "Feature", "properties": {}, "geometry": None}]
    for value in (features, {"type": "FeatureCollection", "features": features}):
        with pytest.raises(ReadingError, match="GeoJSON; it needs a mapping file"):
            take(as_json(tmp_path, value))


def test_half_a_surrogate_pair_becomes_text_that_can_be_stored(tmp_path: Path) -> None:
    path = write(tmp_path, "in.json", '{"id": "1", "name": "A \\ud800 B", "status": "active"}')
    take(path).one("service").values["name"].encode("utf-8")


def test_numbers_that_no_database_holds_are_left_out(tmp_path: Path) -> None:
    taken = take(
        write(tmp_path, "in.json", '{"id": "l", "location_type": "physical", "latitude": 1' + "0" * 40 + "}")
    )
    assert taken.one("location").values["latitude"] is None
    assert "too large" in taken.messages()
