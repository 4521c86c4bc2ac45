"""Places that are free now, said in one tap for each service; and who is on duty."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import marshmallow as ma
from flask import Response
from flask_babel import gettext
from sqlalchemy.orm import Session

from referral.access.queries import duty
from referral.access.queries.members import shown_names
from referral.access.rules import Role
from referral.access.rules.duty import next_on_duty, on_duty
from referral.access.rules.roles import ON_DUTY
from referral.directory.own_places import MOST_PLACES, OwnPlaces, check_own, own_places, say_places
from referral.kit.clock import now
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.identity import Actor
from referral.search.settings import settings
from referral.web.intake.base import blp
from referral.web.page import Form, fields, once, page, read_form
from referral.web.page.formats import number


class PlacesForm(ma.Schema):
    """How many places are free."""

    free = fields.whole(0, MOST_PLACES, required=True)


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A role: who has its duty now by name, and when the next turn begins and whose it is."""

    role: Role
    now: list[str]
    begins: datetime | None
    following: str | None


@blp.route("/intake/places")
@blp.requires("referrals:respond")
def places() -> Response:
    """How many places each service has, how old that is, and who is on duty"""
    return _shown(Form())


@blp.route("/intake/places/<uuid:id_>", methods=["POST"])
@blp.requires("referrals:respond")
def say(id_: UUID) -> Response:
    """Says how many places are free in a service now"""
    form, session = read_form(PlacesForm), current_session()
    check_own(session, current_actor(), str(id_))
    if not form.is_right:
        return _shown(form, wrong=str(id_), status=422)

    def do() -> str:
        say_places(session, current_actor(), str(id_), form.data["free"])
        return "/intake/places"

    return once(form, do, notice="places")


def _shown(form: Form, *, wrong: str = "", status: int = 200) -> Response:
    session, actor = current_session(), current_actor()
    days = settings().capacity_days
    services = own_places(session, actor, fresh_days=days)
    turns = _duty(session, actor)
    return page(
        "intake/places.html",
        status=status,
        form=form,
        wrong=wrong,
        services=[(each, _quick(each)) for each in services],
        # Of the buttons of a service one counts.
        keys={each.service_id: Form().key for each in services},
        days=days,
        duty=turns,
    )


def _quick(each: OwnPlaces) -> list[tuple[int, str]]:
    """The buttons of one tap: none, one less, as before, one more."""
    free = each.available
    if free is None:
        return [(0, gettext("None"))]
    less = [(free - 1, gettext("One less"))] if free > 1 else []
    same = [(free, gettext("Still %(number)s", number=number(free)))] if free else []
    return [(0, gettext("None")), *less, *same, (free + 1, gettext("One more"))]


def _duty(session: Session, actor: Actor) -> list[OnDuty] | None:
    """By role; None where the organisation has no list."""
    own = duty.own_list(session, actor)
    if own is None:
        return None
    turns, moment, found = duty.turns_of(own), now(), []
    names = shown_names(session, [turn.member_id for turn in turns])
    for role in sorted(ON_DUTY & {turn.role for turn in turns}):
        present = on_duty(turns, role=role, at=moment, zone=own.zone)
        coming = next_on_duty(
            [turn for turn in turns if turn.role is role], role=role, after=moment, zone=own.zone
        )
        begins, member = coming if coming is not None else (None, None)
        found.append(
            OnDuty(role, [names[each] for each in present], begins, names[member] if member else None)
        )
    return found
