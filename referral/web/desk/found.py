"""A search result in plain words: what speaks for the service, what against it, and what has to be asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from referral.web.desk.names import language_name
from referral.web.desk.words import word
from referral.web.page.formats import day, distance


@dataclass(frozen=True)
class Reason:
    """One sentence; `kind` is good, bad or wait (to be asked)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Result:
    """What a page shows of one service at its nearest place."""

    service_id: str
    location_id: str | None
    name: str
    organization: str
    place: str
    distance_m: int | None
    phones: tuple[str, ...]
    description: str
    reasons: tuple[Reason, ...]
    unfit: bool


def result_of(told: Mapping[str, Any]) -> Result:
    """From one result of the search."""
    service, location = told["service"], told.get("location") or {}
    address = (location.get("addresses") or [{}])[0]
    eligibility = told["match"].get("eligibility", {})
    phones = tuple(str(each["number"]) for each in service.get("phones", ()) if each.get("number"))
    return Result(
        service_id=service["id"],
        location_id=location.get("id"),
        name=service.get("name") or "",
        organization=(told.get("organization") or {}).get("name") or "",
        place=address.get("city") or location.get("name") or "",
        distance_m=told.get("distance_m"),
        phones=phones[:2],
        description=service.get("description") or "",
        reasons=tuple(_reasons(told["match"])),
        unfit=eligibility.get("state") == "unmet",
    )


def _reasons(match: Mapping[str, Any]) -> Iterator[Reason]:
    if "eligibility" in match:
        yield from _of_eligibility(match["eligibility"])
    if "languages" in match:
        yield _of_languages(match["languages"])
    if "capacity" in match:
        yield _of_places(match["capacity"])
    metres = match.get("distance", {}).get("metres")
    if metres is not None:
        yield Reason("good", _("%(far)s away", far=distance(metres)))
    fresh = match.get("freshness", {})
    if fresh.get("state") == "met":
        yield Reason("good", _("Checked on %(day)s", day=day(fresh["verified"])))
    elif fresh:
        yield Reason("wait", _("Not checked lately: call before you send anybody"))


def _of_eligibility(told: Mapping[str, Any]) -> Iterator[Reason]:
    found: dict[str, set[str]] = {"unmet": set(), "unknown": set()}
    for member in told.get("members", ()):
        for trait, fact in member["criteria"].items():
            found.setdefault(fact["state"], set()).add(word(trait, "criterion"))
    if (told.get("together") or {}).get("state") == "unmet":
        found["unmet"].add(word("party_size", "criterion"))
    if found["unmet"]:
        yield Reason("bad", _("Does not take them: %(why)s", why=", ".join(sorted(found["unmet"]))))
    elif told.get("state") == "met":
        yield Reason("good", _("Takes all of them"))
    if found["unknown"]:
        yield Reason("wait", _("To be asked: %(what)s", what=", ".join(sorted(found["unknown"]))))
    elif told.get("state") == "unknown":
        yield Reason("wait", _("Does not say whom it takes: ask"))


def _of_languages(told: Mapping[str, Any]) -> Reason:
    named = ", ".join(language_name(code) for code in told.get("by") or told["asked"])
    if told["state"] == "met":
        return Reason("good", _("Speaks %(languages)s", languages=named))
    return Reason("wait", _("Not known whether they speak %(languages)s", languages=named))


def _of_places(told: Mapping[str, Any]) -> Reason:
    free = told.get("available")
    if told["state"] == "unmet":
        return Reason("bad", _("No free place, they say"))
    if told["state"] == "met" and free is not None:
        return Reason("good", _("Free places: %(number)d", number=free))
    return Reason("wait", _("Free places: ask"))
