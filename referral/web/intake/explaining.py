"""In plain words: what may be seen of a referral now, and why not more. It reads what the projection left."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import LazyString, gettext, lazy_gettext

from referral.referrals.projection import READABLE_AFTER
from referral.referrals.rules import OFFERED, SERVED, SERVING, State, state_of
from referral.web.page.formats import day

_OPEN: Mapping[str, LazyString] = {
    "need": lazy_gettext("The need, the region, the age band, the languages and the terms."),
    "members": lazy_gettext(
        "What decides whether you can take it: age, sex, status, papers by kind. No names."
    ),
    "people": lazy_gettext("Who the people are, as far as each of them agreed."),
    "safe_contact": lazy_gettext("How they are reached safely."),
    "narrative": lazy_gettext("What the sender released of the story."),
    "outcome": lazy_gettext("What came of it."),
}
_ENDED = lazy_gettext(
    "It has ended, and with it what you could see of the sender's data. What you recorded yourselves stays yours."
)
_SERVED_STUB = lazy_gettext("The service is over. Only its dates and your own decision are shown.")
_BY_STATE: Mapping[State, LazyString] = {
    State.SENT: lazy_gettext("Open it, and what decides whether you can take it is shown too."),
    **dict.fromkeys(
        (State.ACKNOWLEDGED, State.INFO_REQUESTED, State.WAITLISTED),
        lazy_gettext("Who the people are opens when you accept, for the colleague who takes it alone."),
    ),
}
_PROTECTED = lazy_gettext(
    "Of this need only the country, the priority and the terms are shown before you accept."
)
_TOLD = lazy_gettext(
    "The sender recorded what you told them. Confirm it, and what belongs to that state is shown."
)
_OTHERS = lazy_gettext("Who the people are is shown to the colleague alone who has it.")
_NOT_COVERED = lazy_gettext(
    "You have it, but no consent covers who the people are: none was given for that, or it ran out."
)
_COORDINATOR = lazy_gettext("Coordinators see terms and states, never who the people are.")


def open_now(body: Mapping[str, Any]) -> list[str]:
    """What is shown, in sentences."""
    found = [str(text) for name, text in _OPEN.items() if body.get(name)]
    return found or [gettext("Its dates, its state and its terms.")]


def why_not_more(body: Mapping[str, Any], *, mine: bool, coordinates: bool) -> list[str]:
    """Why the rest is not shown; empty where everything is."""
    if coordinates:
        return [str(_COORDINATOR)]
    state = state_of(str(body["state"]))
    if state.ends or "priority" not in body:
        return [str(_ENDED if state not in SERVED else _SERVED_STUB), *_until(body)]
    found = [_TOLD] if body.get("told") else []
    if state in OFFERED:
        found += [_PROTECTED] if "need" not in body else []
        found += [_BY_STATE[state]] if not body.get("told") else []
    elif not body.get("people") and not body.get("told"):
        found.append(_NOT_COVERED if mine and state in SERVING else _OTHERS)
    return [*(str(each) for each in found), *_until(body)]


def _until(body: Mapping[str, Any]) -> list[str]:
    """Until when what is shown after the service may be read."""
    done = body.get("completed_at")
    if not done or not body.get("people"):
        return []
    ends = datetime.fromisoformat(str(done)) + READABLE_AFTER
    return [gettext("To read only, until %(day)s.", day=day(ends))]
