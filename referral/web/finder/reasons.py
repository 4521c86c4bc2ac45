"""Why a service is there, in plain words: each criterion with yes, no or ask."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import LazyString, get_locale, gettext, lazy_gettext

from referral.web.finder.people import GROUPS, SEXES
from referral.web.page.formats import day, hour, number, weekday

STATES = {"met": lazy_gettext("yes"), "unmet": lazy_gettext("no"), "unknown": lazy_gettext("ask")}
TRAITS: dict[str, LazyString] = {
    "age": lazy_gettext("Takes this age"),
    "sex": lazy_gettext("Takes women, men"),
    "target_group": lazy_gettext("Is for this group"),
    "nationality": lazy_gettext("Takes this nationality"),
    "residence_status": lazy_gettext("Takes this residence status"),
    "registration": lazy_gettext("Asks for papers or registration"),
    "income": lazy_gettext("Has an income limit"),
    "accessible": lazy_gettext("Is step-free"),
    "unaccompanied": lazy_gettext("Takes children alone"),
    "other": lazy_gettext("Has further conditions"),
    "open_to_all": lazy_gettext("Is open to everybody"),
}


class Reason(NamedTuple):
    """`state` is met, unmet or unknown."""

    state: str
    text: str

    # A fact that answers no question has no yes.
    plain: bool = False

    @property
    def word(self) -> str:
        return "" if self.plain else str(STATES[self.state])


def language_name(code: str) -> str:
    """A language's name in the reader's language."""
    locale = get_locale()
    return str(locale.languages.get(code, code)) if locale is not None else code


def reasons(match: dict[str, Any], members: int) -> list[Reason]:
    """What the search found, in the order in which people ask."""
    found: list[Reason] = []
    for name, tell in _TELL.items():
        if name in match:
            found += tell(match[name], members)
    return found


def _eligibility(said: dict[str, Any], members: int) -> Iterator[Reason]:
    for at, member in enumerate(said["members"], 1):
        for trait, fact in member["criteria"].items():
            text = _trait(trait, fact.get("accepts"))
            if members > 1:
                text = gettext("Person %(number)d: %(text)s", number=at, text=text)
            yield Reason(fact["state"], text)
        if not member["criteria"]:
            yield Reason("unknown", gettext("Takes them"))


def _trait(trait: str, accepts: Any) -> str:
    label, told = str(TRAITS[trait]), ""
    if trait == "age" and isinstance(accepts, str):
        told = accepts.replace("-", "–")
    elif trait in ("sex", "target_group") and isinstance(accepts, list):
        words = {**SEXES, **GROUPS}
        told = ", ".join(str(words[each]) for each in accepts if each in words)
    return f"{label} ({told})" if told else label


def _serves(said: dict[str, Any], _: int) -> Iterator[Reason]:
    areas = ", ".join(said.get("areas", ())[:3]) if said["state"] == "met" else ""
    text = gettext("Serves your place (%(areas)s)", areas=areas) if areas else gettext("Serves your place")
    yield Reason(said["state"], text)


def _languages(said: dict[str, Any], _: int) -> Iterator[Reason]:
    for code in said["asked"]:
        yield Reason(said["state"], gettext("Speaks: %(language)s", language=language_name(code)))


def _open(said: dict[str, Any], _: int) -> Iterator[Reason]:
    if said["state"] == "met" and said.get("until"):
        yield Reason("met", gettext("Open now, until %(time)s", time=_clock(said["until"])))
    elif said["state"] == "unmet" and said.get("opens_next"):
        yield Reason(
            "unmet", gettext("Open now; opens %(time)s", time=_clock(said["opens_next"], with_day=True))
        )
    else:
        yield Reason(said["state"], gettext("Open now"))


def _clock(text: str, *, with_day: bool = False) -> str:
    """By the clock of the place, as the search tells it."""
    at = datetime.fromisoformat(text)
    return f"{weekday(at.weekday())} {hour(f'{at:%H:%M}')}" if with_day else hour(f"{at:%H:%M}")


def _free(said: dict[str, Any], _: int) -> Iterator[Reason]:
    yield Reason(said["state"], gettext("Free of charge"))


def _capacity(said: dict[str, Any], _: int) -> Iterator[Reason]:
    if said["state"] == "met" and "available" in said:
        yield Reason("met", gettext("Has places: %(number)s", number=number(said["available"])))
    else:
        yield Reason(said["state"], gettext("Has places"))


def _freshness(said: dict[str, Any], _: int) -> Iterator[Reason]:
    if said.get("verified"):
        yield Reason(said["state"], gettext("Checked on %(day)s", day=day(said["verified"])), plain=True)


_TELL = {
    "eligibility": _eligibility,
    "serves": _serves,
    "languages": _languages,
    "open": _open,
    "free_of_charge": _free,
    "capacity": _capacity,
    "freshness": _freshness,
}
