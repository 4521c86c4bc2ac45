"""A mistake in a demo file stops the expansion and names the file, the entry and what is wrong."""

from pathlib import Path

import pytest

from referral.directory.demo.country import DemoDataError
from referral.directory.demo.expand import demo_records

COUNTRY = """
country: AL
languages: [sq]
texts: sq
utc_offset: 1
hours: MO-FR 08:00-16:00
phone: {code: "+355", block: "000"}
towns:
  Fier: {at: [40.7251, 19.5582], post: 9301, state: Qarku i Fierit, tel: "34"}
organizations:
- key: one
  name: Qendra Një | Centre One
  about: Qendër. | A centre.
  places: {main: Fier; Rruga e Ullinjve 1}
  services:
  - key: help
    name: Ndihmë | Help
    text: Ndihmë. | Help.
    needs: [legal-advice]
"""


def expand(folder: Path, text: str) -> int:
    (folder / "albania.yaml").write_text(text, encoding="utf-8")
    return len(list(demo_records(folder)))


def test_the_smallest_file_is_complete(tmp_path: Path) -> None:
    assert expand(tmp_path, COUNTRY) > 8


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("    at: [elsewhere]", "albania.yaml: one/help is at elsewhere"),
        ("    hours: always", "albania.yaml: one/help: .*'always'"),
        ("    program: none-such", "albania.yaml: Ndihmë is of a programme that no file has"),
        ("    area: [Atlantis, 5]", "albania.yaml: 'Atlantis' is not among its towns"),
        ("    languages: [xx]", "albania.yaml: one/help: 'xx'"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(DemoDataError, match=message):
        expand(tmp_path, COUNTRY + line + "\n")


def test_a_place_without_a_street_is_named(tmp_path: Path) -> None:
    with pytest.raises(DemoDataError, match="town; street"):
        expand(tmp_path, COUNTRY.replace("Fier; Rruga e Ullinjve 1", "Fier"))


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DemoDataError, match="no demo files"):
        list(demo_records(tmp_path))
