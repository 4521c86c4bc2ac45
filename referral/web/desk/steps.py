"""What each step with a referral asks for, as fields of a form, and how they become the inputs of the rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import marshmallow as ma
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from referral.cases.rules.terms import DataCategory
from referral.referrals.rules.reasons import CancelReason, DeclineReason, FailCause, HoldReason
from referral.web.desk import words
from referral.web.page import fields

LONGEST = 2_000


@dataclass(frozen=True)
class Asked:
    """One field. `kind`: select, options, several, area, text, day or number."""

    kind: str
    label: LazyString
    choices: Mapping[str, LazyString] | None = None
    required: bool = False


_WHY, _MORE = _("Why"), _("More about it")
_NOTE = Asked("area", _("Note"))


def _reason(codes: Any) -> Asked:
    listed = {each.value: words.REASONS[each.value] for each in codes}
    return Asked("options", _WHY, listed, required=True)


_TEXT = Asked("area", _MORE)
STEPS: Mapping[str, Mapping[str, Asked]] = {
    "request_approval": {"reason": Asked("area", _WHY, required=True)},
    "submit": {"alone_because": Asked("area", _("Why it cannot wait for a supervisor (emergencies only)"))},
    "approve": {"note": _NOTE},
    "return_to_draft": {"note": Asked("area", _("What has to change"), required=True)},
    "provide_info": {
        "body": Asked("area", _("Answer")),
        "categories": Asked("several", _("What the answer tells"), words.CATEGORIES),
    },
    "confirm_closure": {
        "asked": Asked("options", _("Did you ask the person?"), words.ASKED, required=True),
        "need_met": Asked("options", _("Did it help?"), {"yes": _("Yes"), "no": _("No")}),
        "satisfaction": Asked("number", _("How content, from 1 to 5")),
    },
    "dispute_outcome": {"note": Asked("area", _("What the person says"), required=True)},
    "cancel": {"reason": _reason(each for each in CancelReason if each != "taken"), "text": _TEXT},
    "mark_error": {"reason": Asked("area", _WHY, required=True)},
    "message": {"body": Asked("area", _("Message"), required=True)},
    "contact_attempt": {
        "way": Asked("options", _("By which way"), words.CHANNELS, required=True),
        "text": _TEXT,
    },
    "reviewed": {"note": _NOTE},
    "choose": {},
    "arrived": {},
    # What the receiver does, and may tell us.
    "acknowledge": {},
    "resume": {},
    "resume_service": {},
    "accept": {},
    "request_info": {"questions": Asked("several", _("What they ask"), words.QUESTIONS, required=True)},
    "waitlist": {
        "review_on": Asked("day", _("To be looked at on"), required=True),
        "estimate_days": Asked("number", _("How many days, they think")),
    },
    "decline": {"reason": _reason(DeclineReason), "text": _TEXT},
    "start_service": {
        "first_contact_on": Asked("day", _("Day of the first contact"), required=True),
        "channel": Asked("select", _("By which way"), words.CHANNELS, required=True),
    },
    "hold": {
        "reason": _reason(HoldReason),
        "review_on": Asked("day", _("To be looked at on"), required=True),
        "text": _TEXT,
    },
    "complete": {
        "outcome": Asked("options", _("What came of it"), words.OUTCOMES, required=True),
        "served_from": Asked("day", _("First day"), required=True),
        "served_to": Asked("day", _("Last day"), required=True),
        "text": _TEXT,
    },
    "fail": {"cause": _reason(FailCause), "text": _TEXT},
}
# Steps with the person or our supervisor; the rest is the receiver's, and recorded as told.
OURS = (
    *("submit", "request_approval", "approve", "return_to_draft", "provide_info", "confirm_closure"),
    *(
        "dispute_outcome",
        "choose",
        "arrived",
        "message",
        "contact_attempt",
        "reviewed",
        "cancel",
        "mark_error",
    ),
)
TOLD: Mapping[str, Asked] = {
    "by": Asked("options", _("How they told it"), words.TOLD_BY, required=True),
    "said_by": Asked("text", _("Who said it: a name or a function"), required=True),
    "occurred_at": Asked("moment", _("When, if not now")),
}


@lru_cache(maxsize=128)
def schema_of(step: str, *, told: bool) -> type[ma.Schema]:
    """The form of a step."""
    asked = {**(TOLD if told else {}), **STEPS[step]}
    made: dict[str, Any] = {name: _field(each) for name, each in asked.items()}
    return ma.Schema.from_dict({**made, "version": fields.whole(1, 10**9)}, name="StepForm")


def _field(asked: Asked) -> Any:
    more = {"required": True} if asked.required else {}
    if asked.kind in ("select", "options"):
        return fields.choice(asked.choices or (), **more)
    if asked.kind == "several":
        return fields.choices(asked.choices or (), **more)
    if asked.kind == "day":
        return fields.day(**more)
    if asked.kind == "number":
        return fields.whole(0, 3_650, **more)
    if asked.kind == "moment":
        wrong = _("This is not a moment: for example 2026-11-25T14:30.")
        return ma.fields.NaiveDateTime(error_messages={"invalid": wrong})
    return fields.text(LONGEST, **more)


def given_of(step: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a step as the rules' own shapes take them."""
    given = {name: data[name] for name in STEPS[step] if name in data}
    if "need_met" in given:
        given["need_met"] = given["need_met"] == "yes"
    if step == "provide_info":
        given = {"categories": [DataCategory(each) for each in given.get("categories", ())]}
    return given
