"""Files of boundaries: the formats, and what is said of files that are not what they seem."""

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from shapely.geometry import box, mapping

from referral.places.boundaries.fields import (
    Fields,
    UnclearFields,
    guess_country,
    guess_fields,
    guess_level,
    names_of,
)
from referral.places.boundaries.files import UnreadableFile, read_layer

SHAPES = [box(19, 40, 20, 41), box(20, 40, 21, 41)]
DRIVERS = {".geojson": "GeoJSON", ".gpkg": "GPKG", ".shp": "ESRI Shapefile"}


def make_file(folder: Path, name: str, *, crs: str | None = "EPSG:4326", shapes: list[Any] = SHAPES) -> Path:
    path = folder / name
    data = [np.array(["01", "02"], dtype=object), np.array(["Dibër", "Vlorë"], dtype=object)]
    wkb = shapely.to_wkb(np.array(shapes, dtype=object))
    kind = shapes[0].geom_type
    pyogrio.raw.write(
        path, wkb, data, ["code", "name"], geometry_type=kind, crs=crs, driver=DRIVERS[path.suffix]
    )
    return path


def make_zip(path: Path) -> Path:
    archive = path.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w") as opened:
        for part in path.parent.glob(f"{path.stem}.*"):
            if part != archive:
                opened.write(part, part.name)
    return archive


@pytest.mark.parametrize("suffix", DRIVERS)
@pytest.mark.parametrize("zipped", [False, True], ids=["plain", "zipped"])
def test_every_format_is_read_with_its_letters(tmp_path: Path, suffix: str, zipped: bool) -> None:
    path = make_file(tmp_path, f"al_regions{suffix}")
    layer = read_layer(make_zip(path) if zipped else path)
    assert [row["name"] for row in layer.rows()] == ["Dibër", "Vlorë"]
    assert layer.geometries[0].equals(SHAPES[0])
    assert layer.crs == "EPSG:4326"


@pytest.mark.filterwarnings("ignore:.*crs.*:UserWarning")
def test_other_coordinate_systems_are_turned_into_degrees(tmp_path: Path) -> None:
    utm = [box(400_000, 4_500_000, 410_000, 4_510_000), box(410_000, 4_500_000, 420_000, 4_510_000)]
    layer = read_layer(make_file(tmp_path, "utm.gpkg", crs="EPSG:32634", shapes=utm))
    assert shapely.total_bounds(np.array(layer.geometries, dtype=object)) == pytest.approx(
        [19.81, 40.64, 20.06, 40.74], abs=0.02
    )


@pytest.mark.filterwarnings("ignore:.*crs.*:UserWarning")
def test_a_shapefile_without_coordinate_system_is_taken_as_degrees_when_it_can_be(tmp_path: Path) -> None:
    assert "assumed" in read_layer(make_file(tmp_path, "degrees.shp", crs=None)).notes[0]
    metres = [box(400_000, 4_500_000, 410_000, 4_510_000)] * 2
    with pytest.raises(UnreadableFile, match="does not say its coordinate system"):
        read_layer(make_file(tmp_path, "metres.shp", crs=None, shapes=metres))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.geojson", b"", "is empty"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": [{"ty', "cut off"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}', "no features"),
        ("a.geojson", b'{"hello": 1}', "not a GeoJSON FeatureCollection"),
        ("a.geojson", b"SQLite format 3\x00\xff\xfe", "not UTF-8|not JSON"),
        ("a.geojson", b"[" * 200_000, "nested too deeply|cut off"),
        ("a.gpkg", b'{"type": "FeatureCollection"}', "not a GeoPackage"),
        ("a.shp", b"PK\x03\x04" + b"\x00" * 200, "not a Shapefile"),
        ("a.zip", b"not a zip", "not a zip file"),
        ("a.csv", b"code,name\n1,x\n", "boundaries come as"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused_in_a_sentence(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableFile, match=said):
        read_layer(tmp_path / name)


@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".geojson"])
def test_a_file_that_is_cut_off_is_refused(tmp_path: Path, suffix: str) -> None:
    path = make_file(tmp_path, f"cut{suffix}")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableFile, match="cut off"):
        read_layer(path)


def test_a_shapefile_without_its_table_says_what_is_missing(tmp_path: Path) -> None:
    path = make_file(tmp_path, "alone.shp")
    path.with_suffix(".dbf").unlink()
    with pytest.raises(UnreadableFile, match=r"alone\.dbf"):
        read_layer(path)


def test_a_zip_whose_paths_leave_the_folder_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as opened:
        opened.writestr("../../evil.geojson", "{}")
    with pytest.raises(UnreadableFile, match="leaves its folder"):
        read_layer(tmp_path / "evil.zip")


def test_a_file_of_points_is_refused(tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "properties": {"code": "1"},
        "geometry": {"type": "Point", "coordinates": [1, 2]},
    }
    path = tmp_path / "points.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    with pytest.raises(UnreadableFile, match="no layer of areas; it holds Point"):
        read_layer(path)


def test_features_without_geometry_are_kept_for_the_report(tmp_path: Path) -> None:
    features = [
        {"type": "Feature", "properties": {"code": "1"}, "geometry": mapping(SHAPES[0])},
        {"type": "Feature", "properties": {"code": "2"}, "geometry": None},
    ]
    path = tmp_path / "half.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    assert read_layer(path).geometries[1] is None


def test_the_fields_of_common_sources_are_guessed() -> None:
    natural_earth = [
        {"name": n, "iso_3166_2": f"AL-{n}", "hasc": "AL.X", "level": "admin1"} for n in ("a", "b")
    ]
    fields = guess_fields(natural_earth, named={})
    assert (fields.code, fields.name, guess_level(natural_earth, fields)) == ("iso_3166_2", "name", 1)
    cods = [{"ADM2_EN": n, "ADM2_PCODE": f"AL{n}", "ADM1_PCODE": "AL1"} for n in ("a", "b")]
    fields = guess_fields(cods, named={})
    assert (fields.code, fields.name, guess_level(cods, fields)) == ("ADM2_PCODE", "ADM2_EN", 2)


def test_a_key_with_gaps_gives_way_to_one_that_is_complete() -> None:
    rows = [
        {"name": str(i), "hasc": "-99" if i == 3 else f"MK.{i}", "geonames_id": 700 + i} for i in range(20)
    ]
    assert guess_fields(rows, named={}).code == "geonames_id"


def test_the_name_is_the_code_where_there_is_no_other() -> None:
    assert guess_fields([{"name": "a"}, {"name": "b"}], named={}) == Fields("name", "name", None, None)


def test_a_named_field_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(UnclearFields, match=r"no field 'kod' for the code; there are name"):
        guess_fields([{"name": "a"}], named={"code": "kod"})
    with pytest.raises(UnclearFields, match="--name-field"):
        guess_fields([{"x": 1, "y": 2}], named={})


def test_the_country_is_read_from_a_field_or_the_files_name() -> None:
    assert guess_country([{"country": "AL"}, {"country": "AL"}], "x.geojson") == "AL"
    assert guess_country([{"country": "AL"}, {"country": "XK"}], "x.geojson") is None
    assert guess_country([{"x": 1}], "rs_districts.shp") == "RS"


def test_other_names_are_kept_with_their_language_where_it_is_known() -> None:
    row = {"adm1_nam": "Al Karak", "adm1_ar": "الكرك", "adm1_nam_alt": "Karak|Kerak", "rid": 9}
    assert names_of(row, Fields("rid", "adm1_nam", None, None)) == ({"ar": "الكرك"}, ["Karak", "Kerak"])
