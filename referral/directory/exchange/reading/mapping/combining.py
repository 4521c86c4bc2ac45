"""What several values say of the people who are taken, put together so that nobody is turned away who may be taken.

What is said is a set of pairs (code, value) as in `eligibility.to_attributes`; the empty set limits nobody. Where
criteria cannot say what the values say together the answer is None: then it has to be asked. Pure.
"""

from collections.abc import Sequence

from referral.directory.eligibility import from_attributes

Pair = tuple[str, str]
Said = frozenset[Pair]

NOBODY_LIMITED: Said = frozenset()
_OPEN = ("open_to_all", "yes")
# One value of several is enough.
_ANY_OF = frozenset({"sex", "target_group", "nationality", "residence_status", "registration"})
# Of these a person has one only.
_EXCLUSIVE = frozenset({"sex", "nationality", "residence_status"})
# Each value holds for itself.
_EACH = frozenset({"excluded_group", "excluded_nationality", "required_registration", "condition"})


def one_of(said: Sequence[Said]) -> Said | None:
    """Whom at least one of them takes."""
    is_open = any(_OPEN in each for each in said)
    found = {each - {_OPEN} for each in said}
    if NOBODY_LIMITED in found:
        return frozenset({_OPEN}) if is_open else NOBODY_LIMITED
    first, *rest = found
    for each in rest:
        joined = _either(first, each)
        if joined is None:
            return None
        first = joined
    return first


def _either(first: Said, second: Said) -> Said | None:
    differing = {code for code, _ in first ^ second}
    if len(differing) > 1:
        return None
    (code,) = differing
    mine, theirs = _of(first, code), _of(second, code)
    common = first & second
    if not mine or not theirs:
        return common  # One of them does not limit it.
    if code in _ANY_OF:
        return first | second
    if code == "age" and len(mine) == len(theirs) == 1:
        return _either_age(min(mine), min(theirs), common)
    return None


def _either_age(mine: str, theirs: str, common: Said) -> Said | None:
    """Ages that overlap or follow each other are one range; those of one sex are no range of all."""
    one, two = (from_attributes([("age", each)]).ages[0] for each in (mine, theirs))
    low, high = (one, two) if one.lowest <= two.lowest else (two, one)
    if low.sex or high.sex or high.lowest > low.highest + 1:
        return None
    last = low if low.highest >= high.highest else high
    return common | {("age", f"{low.lowest}-{'' if last.maximum is None else last.maximum}")}


def both(first: Said, second: Said) -> Said | None:
    """Whom both take."""
    pairs = set(first ^ second) | (first & second)
    for code in {code for code, _ in first} & {code for code, _ in second}:
        mine, theirs = _of(first, code), _of(second, code)
        if mine == theirs or code in _EACH:
            continue
        kept = mine & theirs
        if code not in _ANY_OF or not (kept in (mine, theirs) or (code in _EXCLUSIVE and kept)):
            return None
        pairs -= {(code, value) for value in (mine | theirs) - kept}
    try:
        from_attributes(pairs)
    except ValueError:
        return None
    return frozenset(pairs)


def _of(said: Said, code: str) -> frozenset[str]:
    return frozenset(value for each, value in said if each == code)
