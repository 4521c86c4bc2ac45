"""The door to the needs: loaded from the package's YAML files once, checked, then only looked up.

Promises: no database, no clock; order is that of the files, a parent before its children; the same ids
on every installation. A faulty file stops the first call with a `TaxonomyFault` that names the term.
"""

from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import yaml

from referral.directory.needs.check import check
from referral.directory.needs.term import TAXONOMY_ID, Need, TaxonomyFault, need_from
from referral.directory.needs.words import WordIndex
from referral.kit.text import tokens

# libyaml reads the files ten times as fast; a build of PyYAML without it still works.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


Key = TypeVar("Key", str, int)


class UnknownNeed(LookupError):
    """No need has this code, key or id."""


@cache
def all_needs() -> tuple[Need, ...]:
    """Every need, parents before their children, the top ones in the order in which people see them."""
    head = _head()
    raw = [term for branch in head["branches"] for term in _read(f"terms/{branch}.yaml")]
    needs = tuple(need_from(term) for term in raw)
    check(needs, retired_keys=head["retired_keys"], retired_codes=head["retired_codes"])
    return needs


def need(code: str) -> Need:
    """The need with this code; UnknownNeed when there is none."""
    return _one(_by_code(), code)


def need_by_key(key: int) -> Need:
    """The need with this integer key; UnknownNeed when there is none, as for 0, which means any need."""
    return _one(_by_key(), key)


def need_by_id(need_id: str) -> Need:
    """The need with this UUID, in any case; UnknownNeed when there is none."""
    return _one(_by_id(), need_id.lower())


@cache
def ancestors(code: str) -> tuple[Need, ...]:
    """The wider needs of a need, the nearest first, without itself."""
    above: list[Need] = []
    parent = need(code).parent
    while parent is not None:
        above.append(need(parent))
        parent = above[-1].parent
    return tuple(above)


@cache
def descendants(code: str) -> tuple[Need, ...]:
    """All narrower needs of a need, in the order of the taxonomy, without itself."""
    wanted = need(code)
    return tuple(other for other in all_needs() if wanted in ancestors(other.code))


def resolve(word: str) -> list[Need]:
    """The needs that a typed word or phrase means, in any language and script, best first; see `words`."""
    return _words().find(word)


def by_activity(name: str) -> list[Need]:
    """The needs behind the name of a sector or activity ("WASH", "Cash for rent"); else as `resolve`."""
    codes = _keywords().get(_activity(name))
    return resolve(name) if codes is None else [need(code) for code in codes]


def by_open_eligibility(name: str) -> list[Need]:
    """The needs that an Open Eligibility term of this name stands for, in any letter case."""
    wanted = name.strip().casefold()
    return [other for other in all_needs() if wanted in map(str.casefold, other.open_eligibility)]


def hsds_rows() -> tuple[dict[str, str], list[dict[str, str | None]]]:
    """The HSDS `taxonomy` row and its `taxonomy_term` rows, in English; `parent_id` is None at the top."""
    head = _head()
    taxonomy: dict[str, str] = {
        "id": TAXONOMY_ID,
        "name": head["name"],
        "description": head["description"],
        "version": head["version"],
    }
    return taxonomy, [_hsds_term(other, head["name"]) for other in all_needs()]


def _hsds_term(term: Need, taxonomy: str) -> dict[str, str | None]:
    return {
        "id": term.id,
        "code": term.code,
        "name": term.labels["en"],
        "description": term.description,
        "parent_id": None if term.parent is None else need(term.parent).id,
        "taxonomy": taxonomy,
        "taxonomy_id": TAXONOMY_ID,
        "language": "en",
    }


def _one(index: dict[Key, Need], wanted: Key) -> Need:
    try:
        return index[wanted]
    except KeyError:
        raise UnknownNeed(f"there is no need {wanted!r}") from None


@cache
def _by_code() -> dict[str, Need]:
    return {other.code: other for other in all_needs()}


@cache
def _by_key() -> dict[int, Need]:
    return {other.key: other for other in all_needs()}


@cache
def _by_id() -> dict[str, Need]:
    return {other.id: other for other in all_needs()}


@cache
def _words() -> WordIndex:
    return WordIndex.of(all_needs())


@cache
def _keywords() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = _read("keywords.yaml")
    for name, codes in table.items():
        if unknown := [code for code in codes if code not in _by_code()]:
            raise TaxonomyFault(name, f"keywords.yaml names unknown needs {', '.join(unknown)}")
    return {_activity(name): tuple(codes) for name, codes in table.items()}


def _activity(name: str) -> str:
    return " ".join(word for word in tokens(name) if word != "and")


@cache
def _head() -> dict[str, Any]:
    head: dict[str, Any] = _read("needs.yaml")
    return head


def _read(name: str) -> Any:
    text = files("referral.directory.needs").joinpath(name).read_text(encoding="utf-8")
    try:
        return yaml.load(text, Loader=_LOADER)  # noqa: S506 - either loader is a safe one
    except yaml.YAMLError as fault:
        raise TaxonomyFault(name, f"the file is not YAML: {fault}") from fault
