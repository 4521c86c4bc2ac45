"""Whom a service takes, as a mapping reads it out of columns: tables from values to criteria.

    eligibility:                          # service only; what each entry says has to hold
      - from: {column: Nationality, split: ";"}      # a value as everywhere
        label: Nationality                # stands before what has to be asked
        when: {column: Kind, is: [open]}  # a condition, as everywhere
        values:                           # value: criteria, `no limit`, or `ask`
          Everybody: no limit
          Syrian: {nationality: SY}
          Older people: {age: "60-"}
          See the leaflet: ask
        each: {income_limit: "{value}% federal poverty level"}   # values that are not in the table
        several: any                      # of several values one is enough; `all`: each has to hold
        unmapped: warn                    # `keep`: as `warn`, without telling

Criteria are codes and values as in the profile's attributes (`eligibility.wording`); a list gives several. What is
not in the table, what is no criterion, and what several values together cannot say as one, turns nobody away:
it is kept as a condition that has to be asked about, and told with its row and value.
"""

from collections.abc import Callable, Iterator
from typing import Any

from referral.directory.eligibility import CODES
from referral.directory.exchange.reading.mapping.columns import VALUE, Column, Condition, read_pairs
from referral.directory.exchange.reading.mapping.combining import NOBODY_LIMITED, Said
from referral.directory.exchange.reading.mapping.fault import Place
from referral.directory.exchange.reading.mapping.values import Compiler

NO_LIMIT, ASK = "no limit", "ask"
_KEYS = ("from", "label", "when", "values", "each", "several", "unmapped")
_FLAGS = ("accessible", "unaccompanied_minors", "open_to_all")
ReadCondition = Callable[[Any, Compiler, Place], Condition]


def read_columns(said: Any, compiler: Compiler, place: Place, condition: ReadCondition) -> tuple[Column, ...]:
    """The entries of a mapping. Raises MappingFault."""
    return tuple(
        _column(each, compiler, place.under(f"[{n}]"), condition)
        for n, each in enumerate(place.items(said), start=1)
    )


def _column(said: Any, compiler: Compiler, place: Place, condition: ReadCondition) -> Column:
    keys = place.mapping(said, _KEYS, needed=("from",))
    if "values" not in keys and "each" not in keys:
        raise place.fault("the key 'values' is missing (or 'each', for values that are numbers)")
    source, label = keys["from"], keys.get("label", "")
    name = source if isinstance(source, str) else next(iter(_columns(source)), label)
    return Column(
        name=name,
        value=compiler.value(source, place.under("from")),
        label=place.under("label").text(label) if label else "",
        when=condition(keys["when"], compiler, place.under("when")) if "when" in keys else None,
        table=_table(keys["values"], place.under("values")) if "values" in keys else {},
        each=_pattern(keys["each"], place.under("each")) if "each" in keys else None,
        each_holds=_choice(keys, "several", ("any", "all"), place) == "all",
        tells=_choice(keys, "unmapped", ("warn", "keep"), place) == "warn",
    )


def _columns(source: Any) -> Iterator[str]:
    """The columns that a value names, for messages."""
    if isinstance(source, dict):
        yield from (str(source[key]) for key in ("column", "keys", "template") if key in source)


def _choice(keys: dict[str, Any], name: str, allowed: tuple[str, str], place: Place) -> str:
    chosen = keys.get(name, allowed[0])
    if chosen not in allowed:
        raise place.under(name).fault(f"{chosen!r} is not known; right would be {' or '.join(allowed)}")
    return str(chosen)


def _table(said: Any, place: Place) -> dict[str, Said | None]:
    if not isinstance(said, dict) or not said:
        raise place.fault(
            f"values and what they say were expected, like Syrian: {{nationality: SY}} or All: {NO_LIMIT}"
        )
    table: dict[str, Said | None] = {}
    for key, each in said.items():
        here = place.under(str(key))
        if isinstance(key, bool) or key is None:
            raise here.fault(
                "YAML reads this value without quotes as true, false or nothing; right would be quotes"
            )
        text = " ".join(str(key).split()).casefold()
        if text in table:
            raise here.fault("this value stands twice")
        table[text] = None if each == ASK else NOBODY_LIMITED if each == NO_LIMIT else _said(each, here)
    return table


def _said(said: Any, place: Place) -> Said:
    if not isinstance(said, dict) or not said:
        example = "{target_group: disability}"
        raise place.fault(f"criteria like {example}, or {NO_LIMIT!r}, or {ASK!r} were expected")
    try:
        return read_pairs(_checked(said, place))
    except ValueError as fault:
        raise place.fault(str(fault)) from fault


def _pattern(said: Any, place: Place) -> dict[str, Any]:
    if not isinstance(said, dict) or not said:
        raise place.fault(f'criteria like {{income_limit: "{VALUE}% federal poverty level"}} were expected')
    checked = _checked(said, place)
    try:
        read_pairs({code: value for code, value in checked.items() if VALUE not in str(value)})
    except ValueError as fault:
        raise place.fault(str(fault)) from fault
    return checked


def _checked(said: dict[Any, Any], place: Place) -> dict[str, list[str]]:
    """Every value as a list of texts, under codes that there are."""
    place.mapping(said, CODES)
    return {code: [*_texts(code, value, place.under(code))] for code, value in said.items()}


def _texts(code: str, value: Any, place: Place) -> Iterator[str]:
    for each in place.items(value) if isinstance(value, list) else [value]:
        if isinstance(each, bool) and code not in _FLAGS:
            raise place.fault(
                'YAML reads no, yes, on and off without quotes as true or false; right would be "NO"'
            )
        yield ("yes" if each else "no") if isinstance(each, bool) else place.scalar(each)
