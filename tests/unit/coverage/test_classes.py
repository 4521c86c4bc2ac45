"""How values of regions are put into the classes of a map."""

import pytest

from referral.coverage.writing.classes import COLOURS, NO_DATA, WAYS, Shown, equal, quantiles

MISSING = Shown(None, NO_DATA)


def shown(*values: float) -> list[Shown]:
    return [*(Shown(value) for value in values), MISSING]


def test_equal_classes_are_equally_wide_and_some_may_be_empty() -> None:
    found = equal(shown(0, 1, 2, 10))
    assert found is not None
    assert found.limits == (2, 4, 6, 8, 10)
    assert [found.colour(value) for value in (0, 2, 2.1, 10)] == [
        COLOURS[0],
        COLOURS[0],
        COLOURS[1],
        COLOURS[4],
    ]


def test_quantiles_hold_about_as_many_regions_each() -> None:
    found = quantiles(shown(*range(1, 101)))
    assert found is not None
    sizes = [sum(found.colour(value) == colour for value in range(1, 101)) for colour in found.colours]
    assert max(sizes) - min(sizes) <= 2


@pytest.mark.parametrize("way", WAYS.values())
def test_one_value_is_one_class_and_none_is_none(way: object) -> None:
    assert callable(way)
    assert way([MISSING]) is None
    assert way(shown(3, 3, 3)).limits == (3,)
