"""From the attributes of a service to whom it takes.

An attribute that cannot be read, or that contradicts another, is not lost: it becomes a condition to be asked about.
"""

from collections.abc import Iterable

from referral.directory.eligibility import CODES, Criteria, from_attributes, from_hsds, to_attributes
from referral.directory.profile.codes import term_of_code

Pair = tuple[str, str]


def criteria_of(pairs: Iterable[Pair], *, minimum_age: float | None, maximum_age: float | None) -> Criteria:
    """The criteria of pairs (code, value) in any order; HSDS's own ages count where no pair says any.

    What our profile says of other things than people is no condition.
    """
    others = term_of_code().keys() - set(CODES)
    pairs = [pair for pair in pairs if pair[0] not in others]
    # Sexes stand first: an age of one of them is read against all that are taken.
    said = sorted(set(pairs), key=lambda pair: (pair[0] != "sex", pair))
    if all(code != "age" for code, _ in said):
        said += to_attributes(Criteria(ages=from_hsds(minimum_age, maximum_age)))
    try:
        return from_attributes(said)
    except ValueError:
        return from_attributes(_readable(said))


def _readable(said: list[Pair]) -> list[Pair]:
    taken: list[Pair] = []
    for code, value in said:
        try:
            from_attributes([*taken, (code, value)])
        except ValueError:
            taken.append(("condition", value))
        else:
            taken.append((code, value))
    return taken
