"""HSDS 1.x and 2.x tables say in HSDS 3 what they said."""

from pathlib import Path

from tests.fixtures.exchange.taking import Taken, take, write


def package(folder: Path, **tables: str) -> Taken:
    for name, text in tables.items():
        write(folder, f"{name}.csv", text)
    return take(folder)


def test_postal_and_physical_addresses_become_addresses_with_a_type(tmp_path: Path) -> None:
    header = "id,location_id,address_1,address_2,city,state_province,postal_code,country\n"
    row = header + "{0},l,Street 1,Floor 2,C,S,1,AL\n"
    taken = package(tmp_path, postal_addresses=row.format("a"), physical_addresses=row.format("b"))
    assert {each.id: each.values["address_type"] for each in taken.of("address")} == {
        "a": "postal",
        "b": "physical",
    }
    assert taken.of("address")[0].values["address_2"] == "Floor 2"


def test_an_address_of_an_organisation_gets_a_location_to_stand_at(tmp_path: Path) -> None:
    taken = package(tmp_path, postal_addresses="id,location_id,organization_id,address_1\n,,o1,Street 1\n")
    location = taken.one("location")
    assert location.values == {"organization_id": "o1", "location_type": "postal"}
    assert taken.one("address").values["location_id"] == location.id


def test_regular_schedules_become_weekly_rules(tmp_path: Path) -> None:
    rows = "a,l,Monday,9:00,17:00\nb,l,2,09:00:00,12:00:00\nc,l,Monday-Friday,9:00am,5pm\nd,l,Sunday,,\n"
    taken = package(tmp_path, regular_schedules="id,location_id,weekday,opens_at,closes_at\n" + rows)
    said = {each.id: each.values for each in taken.of("schedule")}
    assert [said[key]["byday"] for key in "abc"] == ["MO", "TU", "MO,TU,WE,TH,FR"]
    assert [said[key]["opens_at"] for key in "abc"] == ["09:00", "09:00:00", "09:00"]
    assert {said[key]["freq"] for key in "abc"} == {"WEEKLY"}


def test_a_day_without_hours_is_closed_and_no_rule(tmp_path: Path) -> None:
    taken = package(tmp_path, regular_schedules="id,location_id,weekday,opens_at,closes_at\nd,l,Sunday,,\n")
    assert taken.one("schedule").values == {"location_id": "l", "description": "Sunday: closed"}


def test_holiday_schedules_keep_their_dates(tmp_path: Path) -> None:
    text = "id,service_id,closed,opens_at,closes_at,start_date,end_date\nh,s,true,,,2024-12-25,2024-12-26\n"
    values = package(tmp_path, holiday_schedules=text).one("schedule").values
    assert (values["valid_from"], values["valid_to"], values["description"]) == (
        "2024-12-25",
        "2024-12-26",
        "Holiday: closed",
    )


def test_taxonomies_with_parents_are_terms(tmp_path: Path) -> None:
    text = "id,name,parent_id,parent_name,vocabulary\nt1,Housing,,,oe\nt2,Shelter,t1,Housing,oe\n"
    taken = package(
        tmp_path,
        taxonomies=text,
        services_taxonomy="id,service_id,taxonomy_id,taxonomy_detail\nx,s,t2,night\n",
    )
    assert taken.one("taxonomy").values == {"name": "oe"}
    assert {each.id: each.values["parent_id"] for each in taken.of("taxonomy_term")} == {
        "t1": None,
        "t2": "t1",
    }
    assert taken.one("attribute").values == {
        "link_id": "s",
        "link_entity": "service",
        "taxonomy_term_id": "t2",
        "value": "night",
    }


def test_other_attributes_keep_what_they_are_linked_to(tmp_path: Path) -> None:
    text = "id,link_id,link_type,taxonomy_term_id\nx,l1,location,t\n"
    values = package(tmp_path, other_attributes=text).one("attribute").values
    assert (values["link_id"], values["link_entity"]) == ("l1", "location")


def test_columns_of_earlier_versions_are_read_under_their_new_names(tmp_path: Path) -> None:
    taken = package(
        tmp_path,
        organizations="id,name,description,url\no,Help,d,http://a.b\n",
        languages="id,service_id,language\nla,s,Albanian\n",
        accessibility_for_disabilities="id,location_id,accessibility,details\nac,l,Ramp,wide\n",
        payments_accepted="id,service_id,payment\npa,s,Cash\n",
        services_at_location="id,service_id,location_id\nx,s,l\n",
    )
    assert taken.one("organization").values["website"] == "http://a.b"
    assert taken.one("language").values["name"] == "Albanian"
    assert taken.one("accessibility").values["description"] == "Ramp"
    assert taken.one("cost_option").values["amount_description"] == "Cash"
    assert taken.one("service_at_location").id == "x"


def test_languages_of_a_phone_become_languages(tmp_path: Path) -> None:
    taken = package(tmp_path, phones='id,number,language\np,1,"en, sq"\n')
    assert [(each.values["phone_id"], each.values["name"]) for each in taken.of("language")] == [
        ("p", "en"),
        ("p", "sq"),
    ]


def test_locations_without_a_type_are_physical(tmp_path: Path) -> None:
    taken = package(tmp_path, locations="id,name\nl,A\n")
    assert taken.one("location").values["location_type"] == "physical"
    assert "physical is taken" in taken.messages()


def test_eligibility_and_programme_are_added_to_their_service(tmp_path: Path) -> None:
    taken = package(
        tmp_path,
        services="id,organization_id,name,status\ns,o,A,active\nt,o,B,active\n",
        eligibility="id,service_id,eligibility\n1,s,Adults\n2,t,All\n3,s,Parents\n4,gone,Nobody\n",
        program_services="id,program_id,service_id\n1,p,s\n",
    )
    said = {each.id: each.values for each in taken.of("service")}
    assert said["s"]["eligibility_description"] == "Adults; Parents"
    assert said["s"]["program_id"] == "p"
    assert said["t"]["eligibility_description"] == "All"
    assert [(each.column, each.value) for each in taken.rejects] == [("service_id", "gone")]


def test_closed_written_as_a_time_is_a_closed_day(tmp_path: Path) -> None:
    taken = package(
        tmp_path, regular_schedules="id,location_id,weekday,opens_at,closes_at\nd,l,Saturday,Closed,Closed\n"
    )
    assert taken.one("schedule").values["description"] == "Saturday: closed"
