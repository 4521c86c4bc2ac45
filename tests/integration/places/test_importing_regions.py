"""Official boundaries come in, in the place of what was there, all or nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import Polygon, box, mapping
from sqlalchemy.orm import Session

from referral.kit import events
from referral.kit.db.engine import Database
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.places import queries
from referral.places.boundaries.report import RegionDraft
from referral.places.derive import as_multipolygon
from referral.places.errors import ImportRefused
from referral.places.events import RegionsChanged
from referral.places.importing import Wishes, import_regions, read_boundaries
from referral.places.lookup import find_place, regions_of
from referral.places.rules import Found, RegionLevel
from referral.places.store import finish, replace_regions

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
HOLED = Polygon(box(20, 40, 21, 42).exterior, [box(20.4, 40.5, 20.6, 40.7).exterior])


def make_geojson(path: Path, *features: tuple[dict[str, Any], Any]) -> Path:
    written = [
        {"type": "Feature", "properties": properties, "geometry": None if shape is None else mapping(shape)}
        for properties, shape in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": written}), encoding="utf-8")
    return path


@pytest.fixture
def two_regions(tmp_path: Path) -> Path:
    return make_geojson(
        tmp_path / "al_regions.geojson",
        ({"code": "AL-01", "name": "Perëndim", "population": 1000}, box(19, 40, 20, 42)),
        ({"code": "AL-02", "name": "Lindje", "population": None}, HOLED),
    )


def codes_at(session: Session, lon: float, lat: float) -> list[str]:
    return [ref.code for ref in regions_of(session, [(lon, lat)])[0]]


def test_regions_come_in_with_country_path_holes_and_population(
    database: Database, two_regions: Path
) -> None:
    with unit_of_work(write=True) as session:
        report = import_regions(session, two_regions, Wishes())
    assert (report.country, report.level, report.accepted, report.rejected) == ("AL", 1, 2, [])
    with unit_of_work(write=False) as session:
        country, west, east = queries.public_regions(session, country="AL")
        assert (country.code, country.level, country.name, country.path) == ("AL", 0, "Albania", "AL/")
        assert (west.path, west.parent_id, west.population) == ("AL/AL-01/", country.id, 1000)
        assert (west.approximate, west.source) == (False, "al_regions.geojson")
        assert (east.population, east.population_source) == (
            0,
            "sum of the towns in it (GeoNames, CC BY 4.0)",
        )
        shape = queries.public_shape(session, east.id)
        assert shape is not None
        assert shape.equals(HOLED)
        assert codes_at(session, 19.5, 41) == ["AL", "AL-01"]
        answer = find_place(session, "Lindje")
        assert isinstance(answer, Found)
        assert answer.place.id == east.id


def test_the_same_file_again_keeps_every_id(database: Database, two_regions: Path) -> None:
    ids: list[list[str]] = []
    for _ in range(2):
        with unit_of_work(write=True) as session:
            import_regions(session, two_regions, Wishes())
        with unit_of_work(write=False) as session:
            ids.append([region.id for region in queries.public_regions(session)])
    assert ids[0] == ids[1]


def test_derived_regions_go_away_when_official_ones_come(database: Database, two_regions: Path) -> None:
    draft = RegionDraft("AL-09", "Guess", {}, [], None, None, as_multipolygon(box(19, 40, 21, 42)))
    with unit_of_work(write=True) as session:
        replace_regions(
            session, [draft], country="AL", level=RegionLevel.ADMIN1, source="towns", approximate=True
        )
        finish(session, ["AL"], actor=SYSTEM)
        assert codes_at(session, 19.5, 41) == ["AL", "AL-09"]
    with unit_of_work(write=True) as session:
        report = import_regions(session, two_regions, Wishes())
    assert report.replaced == 1
    with unit_of_work(write=False) as session:
        assert [region.code for region in queries.public_regions(session)] == ["AL", "AL-01", "AL-02"]
        assert not any(region.approximate for region in queries.public_regions(session))


def test_a_finer_level_hangs_below_the_one_that_is_there(
    database: Database, two_regions: Path, tmp_path: Path
) -> None:
    towns = make_geojson(
        tmp_path / "towns.geojson",
        ({"country": "AL", "code": "11", "name": "Jug", "parent": "AL-02"}, box(19, 40, 20, 41)),
        ({"country": "AL", "code": "12", "name": "Veri", "parent": None}, box(19, 41, 20, 42)),
    )
    with unit_of_work(write=True) as session:
        import_regions(session, two_regions, Wishes())
        import_regions(session, towns, Wishes(level=3))
    with unit_of_work(write=False) as session:
        found = {region.code: region.path for region in queries.public_regions(session, level=3)}
        assert found == {"AL.11": "AL/AL-02/AL.11/", "AL.12": "AL/AL-01/AL.12/"}
        assert codes_at(session, 19.5, 41.5) == ["AL", "AL-01", "AL.12"]


def test_a_dirty_file_gives_what_is_good_and_reports_the_rest(database: Database, tmp_path: Path) -> None:
    bowtie = Polygon([(19, 40), (20, 41), (20, 40), (19, 41)])
    file = make_geojson(
        tmp_path / "dirty.geojson",
        ({"code": "1", "name": "crossed"}, bowtie),
        ({"code": "2", "name": "hollow"}, None),
        ({"code": "3", "name": "far"}, box(19, 91, 20, 95)),
        ({"code": "4", "name": "good"}, box(20, 40, 21, 41)),
        ({"code": "4", "name": "twin"}, box(20, 41, 21, 42)),
        *(({"code": str(n), "name": f"n{n}"}, box(n, 0, n + 1, 1)) for n in range(10, 40)),
        ({"code": None, "name": "uncoded"}, box(41, 0, 42, 1)),
    )
    with unit_of_work(write=True) as session:
        report = import_regions(session, file, Wishes(country="AL", code_field="code"))
    assert {note.name: note.reason.split(":")[0] for note in report.rejected} == {
        "hollow": "empty",
        "far": "coordinates outside the globe",
        "twin": "the code AL.4 stands twice",
        "uncoded": "no code",
    }
    assert any(note.name == "crossed" and "self-crossing" in note.reason for note in report.repaired)
    assert json.dumps(report.as_json())


def test_nothing_usable_is_refused_and_leaves_the_regions_as_they_were(
    database: Database, two_regions: Path, tmp_path: Path
) -> None:
    empty = make_geojson(
        tmp_path / "al_bad.geojson", ({"code": "1", "name": "x"}, Polygon([(0, 0), (0, 1e-6), (1e-6, 0)]))
    )
    with unit_of_work(write=True) as session:
        import_regions(session, two_regions, Wishes())
    with unit_of_work(write=True) as session, pytest.raises(ImportRefused):
        import_regions(session, empty, Wishes())
    with unit_of_work(write=False) as session:
        assert len(queries.public_regions(session)) == 3


def test_a_country_that_nobody_names_is_asked_for(database: Database, tmp_path: Path) -> None:
    file = make_geojson(tmp_path / "regions.geojson", ({"code": "1", "name": "x"}, box(0, 0, 1, 1)))
    with unit_of_work(write=False) as session, pytest.raises(ImportRefused, match="--country"):
        read_boundaries(session, file, Wishes())


def test_rooms_above_hear_of_the_change_in_the_same_transaction(
    database: Database, two_regions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[RegionsChanged] = []
    monkeypatch.setitem(events._handlers, RegionsChanged, [lambda _session, event: heard.append(event)])
    with unit_of_work(write=True) as session:
        import_regions(session, two_regions, Wishes())
        assert heard == []
    assert heard == [RegionsChanged(("AL",))]


def test_an_import_that_fails_on_the_way_changes_nothing(database: Database, two_regions: Path) -> None:
    def interrupted() -> None:
        with unit_of_work(write=True) as session:
            import_regions(session, two_regions, Wishes())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with unit_of_work(write=False) as session:
        assert queries.public_regions(session) == []
        assert codes_at(session, 19.5, 41) == []


@pytest.mark.parametrize(
    ("file", "country", "level", "regions"),
    [
        ("boundaries/AL_admin1.geojson", "AL", 1, 12),
        ("boundaries/BA_admin1.geojson", "BA", 1, 18),
        ("boundaries/MK_admin1.geojson", "MK", 3, 84),
        ("boundaries/XK_admin1.geojson", "XK", 3, 30),
        ("boundaries/RS_admin1.geojson", "RS", 1, 25),
        ("jordan-services-advisor/polygons.json", "JO", 1, 12),
    ],
)
def test_published_boundaries_come_in_whole_without_naming_fields(
    database: Database, file: str, country: str, level: int, regions: int
) -> None:
    path = SHARED / file
    if not path.exists():
        pytest.skip(f"needs ../shared/data/{file}")
    wishes = Wishes(country="JO") if country == "JO" else Wishes()
    with unit_of_work(write=True) as session:
        report = import_regions(session, path, wishes)
    assert (report.country, report.level, report.accepted, report.rejected) == (country, level, regions, [])
    with unit_of_work(write=False) as session:
        assert len(queries.public_regions(session, country=country, level=level)) == regions
        assert len(queries.public_shapes(session)) == regions + 1
