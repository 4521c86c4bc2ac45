"""The services for a question: the list, why each is there, and what to do where there is none."""

from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Response, request
from flask_babel import gettext, lazy_gettext

from referral.directory.needs import all_needs
from referral.directory.needs.taxonomy import need
from referral.directory.rules import sees
from referral.kit.clock import now
from referral.kit.http.access import current_actor
from referral.kit.problems import InvalidInput
from referral.search.asking import read_for
from referral.search.cursors import moment_of_cursor, read_cursor
from referral.search.errors import AmbiguousPlace, UnknownNeed, UnknownPlace
from referral.search.finding import find
from referral.search.reasons import ways_out
from referral.search.service import answer
from referral.search.translating import Translator
from referral.web.finder import lines, people
from referral.web.finder.base import blp
from referral.web.finder.reading import RADII, Wish, read_wish, rounded
from referral.web.finder.reasons import language_name, reasons
from referral.web.page import Form, page, read_form, see_other
from referral.web.page.languages import language, wanted
from referral.web.page.rendering import here

SPOKEN = ("sq", "sr", "bs", "mk", "ka", "hy", "es", "en", "ar", "ru", "rom", "tr", "uk", "fa", "fr", "de")
# What lifts a filter that keeps everything out: its name in our addresses, and how it is said.
_LIFTED = {
    "radius_km": ("km", lazy_gettext("Search farther away")),
    "open_at": ("open", lazy_gettext("Also who is closed now")),
    "languages": ("lang", lazy_gettext("Also who speaks other languages")),
    "free_of_charge": ("free", lazy_gettext("Also who takes a fee")),
    "need": ("need", lazy_gettext("Any help near there")),
    "q": ("q", lazy_gettext("Any help near there")),
}


@blp.route("/find")
@blp.public
@blp.reads_index
def find_services() -> Response:
    """The services for a need near a place; a position in the address is made coarse first"""
    coarse = rounded(request.args.get("near", ""))
    wish = read_wish(request.args)
    if coarse is not None:
        return see_other(f"{request.path}?{urlencode(wish.address(near=coarse), safe=',')}")
    return _answer(wish, Form())


@blp.route("/find", methods=["POST"])
@blp.public
@blp.reads_index
def find_for_people() -> Response:
    """The same for people who are described: in the body, never in an address"""
    form, wish = read_form(people.PeopleForm), read_wish(request.form)
    if form.is_right:
        wish.party = people.read_people(form)
    return _answer(wish, form)


def _answer(wish: Wish, form: Form) -> Response:
    if wish.is_empty and form.is_right and not wish.party:
        return see_other("/")
    shown: dict[str, Any] = {"found": None, "candidates": (), "unknown": "", "ways": ()}
    try:
        shown |= _found(wish)
    except AmbiguousPlace as refusal:
        shown["candidates"] = refusal.extra["candidates"]
    except UnknownPlace as refusal:
        shown |= {"unknown": wish.place, "candidates": refusal.extra["suggestions"]}
    except (UnknownNeed, InvalidInput):
        shown["unknown"] = wish.text or wish.place
    return _page(wish, form, shown)


def _found(wish: Wish) -> dict[str, Any]:
    cursor = wish.given.get("cursor") or None
    as_of = moment_of_cursor(cursor) if cursor is not None else int(now().timestamp())
    question = read_for(wish.question(), as_of, sees(current_actor()))
    after = read_cursor(question, cursor) if cursor is not None else None
    found = orjson.loads(answer(question, after, Translator(wanted()).translate))
    for each in found["results"]:
        each["reasons"] = reasons(each["match"], len(wish.party))
        each["labels"] = [need(code).labels[language().tag] for code in each["service"].get("needs", ())]
    lifted = ways_out(question, find) if not found["results"] and cursor is None else ()
    return {"found": found, "ways": [_way(name, hit, wish) for name, hit in lifted if name in _LIFTED]}


def _way(name: str, hit: Any, wish: Wish) -> tuple[str, int | None, dict[str, str]]:
    lifted, text = _LIFTED[name]
    changed: dict[str, str | None] = {lifted: None}
    if name in ("need", "q"):
        changed = {"q": None, "need": None, "near": wish.place}
    return str(text), hit.distance_m, wish.address(**changed)


def _page(wish: Wish, form: Form, shown: dict[str, Any]) -> Response:
    needs = [need(code).labels[language().tag] for code in wish.line.needs[:1]]
    country = lines.here()
    place = (shown["found"] or {}).get("place") or {}
    if place.get("country"):
        country = lines.lines_of(place["country"]) or country
    response = page(
        "finder/results.html",
        wish=wish,
        form=form,
        needs=needs,
        country=country,
        as_of=now(),
        radii=RADII,
        spoken=sorted(((code, language_name(code)) for code in SPOKEN), key=lambda each: each[1]),
        groups=list(people.GROUPS.items()),
        sexes=list(people.SEXES.items()),
        title=needs[0] if needs else gettext("Help near you"),
        address=here(),
        **shown,
    )
    if place.get("country"):
        response.set_cookie(lines.COUNTRY_COOKIE, place["country"], samesite="Lax", httponly=True)
    return response


def top_needs() -> list[tuple[str, str]]:
    """The widest needs, code and label, in the order in which people see them."""
    return [(each.code, each.labels[language().tag]) for each in all_needs() if each.parent is None]
