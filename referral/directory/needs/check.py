"""What must hold between the needs of one taxonomy. Pure; every fault names the term and the reason."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence

from referral.directory.needs.term import LANGUAGES, Need, TaxonomyFault
from referral.kit.text import fold


def check(
    needs: Sequence[Need], *, retired_keys: Collection[int] = (), retired_codes: Collection[str] = ()
) -> None:
    """Raise TaxonomyFault for a repeated code, key or label, a retired one, an unknown parent, a cycle."""
    _once("code", ((need.code, need.code) for need in needs))
    _once("key", ((need.code, need.key) for need in needs))
    for language in LANGUAGES:
        _once(f"label {language}", ((need.code, fold(need.labels[language])) for need in needs))
    for need in needs:
        if need.key in retired_keys or need.code in retired_codes:
            raise TaxonomyFault(need.code, "its key or code is retired and must not be used again")
    _check_parents(needs)


def _once(name: str, values: Iterable[tuple[str, Hashable]]) -> None:
    pairs = list(values)
    counted = Counter(value for _, value in pairs)
    for code, value in reversed(pairs):
        if counted[value] > 1:
            users = ", ".join(sorted(user for user, same in pairs if same == value))
            raise TaxonomyFault(code, f"{name} {value!r} is used more than once: {users}")


def _check_parents(needs: Sequence[Need]) -> None:
    parents = {need.code: need.parent for need in needs}
    for need in needs:
        if need.parent is not None and need.parent not in parents:
            raise TaxonomyFault(need.code, f"unknown parent {need.parent!r}")
    for code in parents:
        path = [code]
        while (above := parents[path[-1]]) is not None:
            if above in path:
                raise TaxonomyFault(code, f"its parents go in a circle: {' > '.join([*path, above])}")
            path.append(above)
