"""How a service at a place reaches people, by what is said of it and by the kind of place."""

import pytest

from referral.directory.profile import term_of_code
from referral.directory.profile.modes import REACHING, Mode, modes_at


@pytest.mark.parametrize(
    ("said", "place", "modes"),
    [
        ([], "physical", ["in_person"]),
        ([], "virtual", ["remote"]),
        ([], "postal", []),
        ([], None, []),
        (["outreach"], "physical", ["outreach"]),
        (["outreach", "in_person"], "physical", ["in_person", "outreach"]),
        (["in_person"], "virtual", ["remote"]),
        (["remote"], "physical", ["remote"]),
        (["remote"], None, ["remote"]),
        (["In person"], None, ["in_person"]),
        (["by pigeon"], "physical", ["in_person"]),
        (["by pigeon", ""], None, []),
    ],
)
def test_modes_at_a_place(said: list[str], place: str | None, modes: list[str]) -> None:
    assert sorted(modes_at(said, place)) == modes


def test_bits_and_the_term_are_fixed() -> None:
    assert {mode.value: mode.bit for mode in Mode} == {"in_person": 0, "outreach": 1, "remote": 2}
    assert REACHING == 0b110
    assert term_of_code()["mode"].id == "8099bf32-f54e-50d3-a458-05e0d8af3d98"
