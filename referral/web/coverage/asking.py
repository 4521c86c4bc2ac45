"""What a page of coverage is asked, from its address, which shows it again to whomever it is sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

import marshmallow as ma
from flask import Response, request
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from referral.coverage import answering
from referral.coverage.groups import BY_CODE
from referral.coverage.queries import public_releases
from referral.coverage.schemas import INDICATORS
from referral.coverage.writing.classes import WAYS
from referral.coverage.writing.words import WORDS
from referral.directory.needs import all_needs, need
from referral.kit.db.work import current_session
from referral.places.queries import public_levels_of_countries
from referral.web.coverage import words
from referral.web.coverage.columns import column_of
from referral.web.finder.lines import COUNTRY_COOKIE
from referral.web.page import Form, fields, page, read_form
from referral.web.page.languages import language

_NO_PERIOD = lazy_gettext("Nothing was released for this period.")
_NO_COUNTRY = lazy_gettext("No regions of this country are known here.")
_DEFAULT_INDICATOR = "services_per_10000"


class AskForm(ma.Schema):
    """The view, as its address holds it."""

    country = fields.text(2)
    need = fields.choice(each.code for each in all_needs())
    target_group = fields.choice(BY_CODE)
    level = fields.whole(0, 3)
    period = fields.text(10)
    indicator = fields.choice(INDICATORS)
    classes = fields.choice(WAYS)
    with_period = fields.text(10)
    with_need = fields.choice(each.code for each in all_needs())
    with_country = fields.text(2)


@dataclass(frozen=True)
class View:
    """What is looked at. `levels` and `periods` are those that the country has."""

    country: str
    need: str
    target_group: str
    level: int
    period: str
    indicator: str
    classes: str
    levels: Sequence[int]
    periods: Sequence[str]

    def question(self, **changed: Any) -> dict[str, Any]:
        """As the API asks it."""
        names = ("country", "need", "target_group", "level", "period")
        return {
            name: value
            for name in names
            if (value := changed.get(name, getattr(self, name))) not in ("", None)
        }

    def address(self, **changed: Any) -> dict[str, Any]:
        """As a page's address holds it."""
        look = {"indicator": self.indicator, "classes": self.classes}
        return {**self.question(**changed), **look, **{k: v for k, v in changed.items() if k in look}}

    def drawing(self, **changed: Any) -> dict[str, Any]:
        """As the drawn map and the report ask it, in the reader's language where they have its words."""
        tag = language().tag
        return {**self.address(**changed), "language": tag if tag in WORDS else "en"}

    def asked(self, **changed: Any) -> answering.Question:
        """The service's question."""
        given = self.question(**changed)
        return answering.question(
            country=given["country"],
            level=given["level"],
            need_code=given["need"],
            group=given["target_group"],
            period=given.get("period"),
        )


@dataclass(frozen=True)
class Asked:
    """A view, the form that asks for it, what may be chosen in it, and what was given beside it."""

    view: View
    form: Form
    countries: Sequence[str]
    more: dict[str, Any]

    @property
    def choices(self) -> dict[str, list[tuple[str, str]]]:
        """By field."""
        view = self.view
        countries = sorted(
            ((each, words.country_name(each)) for each in self.countries), key=lambda pair: pair[1]
        )
        return {
            "country": countries,
            "need": [(each.code, need_label(each.code)) for each in all_needs()],
            "target_group": list(words.pairs(words.GROUPS)),
            "level": [(str(each), str(words.LEVELS[each])) for each in view.levels],
            "period": [(each, each) for each in view.periods],
            "indicator": [(each, column_of(each).head) for each in INDICATORS],
            "classes": list(words.pairs(words.CLASSES)),
        }


def need_label(code: str) -> str:
    """What the reader's language calls a need."""
    return need(code).labels[language().tag]


def looking(shown: Callable[[Asked], Response]) -> Callable[[], Response]:
    """A view of what is asked; a page of its own where no regions are known at all."""

    @wraps(shown)
    def view() -> Response:
        asked = _read_asked(current_session())
        return page("coverage/nothing.html") if asked is None else shown(asked)

    return view


def _read_asked(session: Session) -> Asked | None:
    """The view of this address. What cannot be answered gives way to what can, and the form says so."""
    levels = public_levels_of_countries(session)
    if not levels:
        return None
    form = read_form(AskForm, source=request.args)
    given = form.data
    if form.errors:
        rest = MultiDict((k, v) for k, v in request.args.items(multi=True) if k not in form.errors)
        given = read_form(AskForm, source=rest).data
    view = _view(session, given, levels, form)
    form.values = Form.of({**given, **view.address()}).values
    more = {name: value for name, value in given.items() if name.startswith("with_")}
    return Asked(view, form, sorted(levels), more)


def _view(session: Session, given: dict[str, Any], levels: dict[str, list[int]], form: Form) -> View:
    country = _country(given.get("country", "").upper(), levels, form)
    periods = list(dict.fromkeys(each.period for each in public_releases(session, country=country)))
    period = given.get("period", "").upper()
    if period and period not in periods:
        form.wrong("period", _NO_PERIOD)
        period = ""
    there = levels[country]
    return View(
        country=country,
        need=given.get("need", all_needs()[0].code),
        target_group=given.get("target_group", "all"),
        level=nearest(given.get("level", 1), there),
        period=period,
        indicator=given.get("indicator", _DEFAULT_INDICATOR),
        classes=given.get("classes", "quantile"),
        levels=there,
        periods=periods,
    )


def nearest(level: int, there: Sequence[int]) -> int:
    """This level of regions where the country has it, else one near the first order."""
    return level if level in there else min(there, key=lambda each: abs(each - 1))


def _country(given: str, levels: dict[str, list[int]], form: Form) -> str:
    if given in levels:
        return given
    if given:
        form.wrong("country", _NO_COUNTRY)
    last = request.cookies.get(COUNTRY_COOKIE, "")
    return last if last in levels else min(levels)
