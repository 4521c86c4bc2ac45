"""The forms of the intake, one for each thing that can be done; their fields are called as the actions' inputs are."""

import re
from datetime import date, datetime, time
from typing import Any

import marshmallow as ma
from flask_babel import lazy_gettext

from referral.kit.clock import now
from referral.referrals.rules.inputs import LONGEST_ESTIMATE_DAYS, LONGEST_TEXT
from referral.web.intake import words
from referral.web.page import fields
from referral.web.page.languages import zone

_CLOCK = re.compile(r"([01]?\d|2[0-3]):[0-5]\d")
_NO_TIME = lazy_gettext("This is not a time: for example 14:30.")
_NO_DAY = lazy_gettext("Say the day as well.")


def _text(**more: Any) -> ma.fields.String:
    return fields.text(LONGEST_TEXT, **more)


class ActionForm(ma.Schema):
    """What every action takes: which version was read, and when it happened, if not now."""

    version = fields.whole(1, 1_000_000, required=True)
    happened_on = fields.day()
    happened_at = fields.text(5)

    @ma.validates_schema
    def _is_a_moment(self, data: dict[str, Any], **_: Any) -> None:
        """A time of day belongs to a day."""
        if "happened_at" not in data:
            return
        if _CLOCK.fullmatch(data["happened_at"]) is None:
            raise ma.ValidationError({"happened_at": [str(_NO_TIME)]})
        if "happened_on" not in data:
            raise ma.ValidationError({"happened_on": [str(_NO_DAY)]})


def occurred_at(data: dict[str, Any]) -> datetime | None:
    """The moment that was said, by the reader's clock. Of a day alone its noon, and of today this moment: None."""
    day: date | None = data.pop("happened_on", None)
    said: str | None = data.pop("happened_at", None)
    if day is None or (said is None and day == now().astimezone(zone()).date()):
        return None
    hour, minute = (int(each) for each in (said or "12:00").split(":"))
    return datetime.combine(day, time(hour, minute), zone())


class AskForm(ActionForm):
    """Coded questions."""

    questions = fields.choices(words.QUESTIONS, required=True)


class WaitlistForm(ActionForm):
    """When it is looked at again, and how long it may take."""

    review_on = fields.day(required=True)
    estimate_days = fields.whole(0, LONGEST_ESTIMATE_DAYS)


class AssignedForm(ActionForm):
    """Who takes it; without a word whoever accepts."""

    assign_to = fields.text(36)


class AssignForm(ActionForm):
    """Who has it from now on."""

    assign_to = fields.text(36, required=True)


class SuggestingForm(ActionForm):
    """Another service, by name until it is found."""

    text = _text()
    suggested_name = fields.text(200)
    suggested_service = fields.text(36)


class DeclineForm(SuggestingForm):
    """Why not, and perhaps which service would be right."""

    reason = fields.choice(words.DECLINE, required=True)


class StartForm(ActionForm):
    """The first contact."""

    first_contact_on = fields.day(required=True)
    channel = fields.choice(words.CHANNELS, required=True)


class HoldForm(ActionForm):
    """Why it pauses, and until when."""

    reason = fields.choice(words.HOLD, required=True)
    review_on = fields.day(required=True)
    text = _text()


class CompleteForm(ActionForm):
    """What came of it."""

    outcome = fields.choice(words.OUTCOMES, required=True)
    served_from = fields.day(required=True)
    served_to = fields.day(required=True)
    feedback = _text()
    text = _text()


class HelpedForm(StartForm, CompleteForm):
    """The three at once."""


class FailForm(ActionForm):
    """Why it came to nothing."""

    cause = fields.choice(words.FAIL, required=True)
    text = _text()


class AttemptForm(ActionForm):
    """A try to reach the person."""

    way = fields.choice(words.CHANNELS, required=True)
    text = _text()


class MessageForm(ActionForm):
    """Words to the other side."""

    body = _text(required=True)


class WordsForm(ActionForm):
    """Words, or none."""

    text = _text()


class ReviewForm(WordsForm):
    """When it is looked at again."""

    review_on = fields.day(required=True)


class WithdrawForm(ActionForm):
    """How the person said it, and what is meant."""

    via = fields.choice(words.WITHDRAWN_VIA, required=True)
    scopes = fields.choices(words.WITHDRAWAL)
