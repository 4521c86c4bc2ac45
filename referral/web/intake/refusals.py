"""What the rules refuse, beside the field that it is about, in plain words."""

from collections.abc import Mapping

import marshmallow as ma
from flask_babel import LazyString, lazy_gettext

from referral.kit.db.work import unit_of_work
from referral.kit.http.access import current_actor
from referral.kit.problems import InvalidInput, Refusal, StaleVersion
from referral.referrals import errors
from referral.web.page import Form

_STALE = lazy_gettext(
    "Somebody changed this meanwhile. You see it as it is now, and what you typed stands here still. "
    "Look, and send it again."
)
_NOT_NOW = lazy_gettext("This is not possible any more. You see how it stands now.")
_SAID: Mapping[type[Refusal], tuple[str, LazyString]] = {
    StaleVersion: ("", _STALE),
    errors.IllegalTransition: ("", _NOT_NOW),
    errors.RoleNotAllowed: (
        "",
        lazy_gettext("This is for a colleague with another role, or for whoever has it."),
    ),
    errors.ConsentMissing: (
        "",
        lazy_gettext("Nothing covers it any more. The sender knows why: write to them."),
    ),
    errors.Taken: ("", lazy_gettext("Another organisation was first.")),
    errors.AlreadyOffered: ("", lazy_gettext("You have offered a place. Now the person chooses.")),
    errors.PersonChooses: ("", lazy_gettext("You can offer a place by accepting. Then the person chooses.")),
    errors.ReviewNotAhead: ("review_on", lazy_gettext("Choose a day ahead.")),
    errors.ReviewTooFar: ("review_on", lazy_gettext("Choose a day within the next thirty days.")),
    errors.FeedbackNotAgreed: (
        "feedback",
        lazy_gettext("The person did not agree that the sender is told. Leave this empty."),
    ),
    errors.TooFewAttempts: (
        "cause",
        lazy_gettext("The person was not tried to reach often enough: note at least three tries first."),
    ),
    errors.InTheFuture: ("happened_on", lazy_gettext("It cannot have happened yet.")),
    errors.BeforeItsState: (
        "happened_on",
        lazy_gettext("It was not in this state then. Enter things in the order in which they happened."),
    ),
    errors.NothingTold: ("", lazy_gettext("There is nothing left to confirm.")),
}
_NEEDED = lazy_gettext("Please say more in words.")
_ORDER = lazy_gettext("The last day is before the first.")
_LOOK = lazy_gettext("Please look at this again.")
_COLLEAGUE = lazy_gettext("Choose an active colleague of your organisation.")


def tell(form: Form, refusal: Refusal) -> None:
    """Puts it into the form, and what has to be written of it into a transaction of its own."""
    if refusal.afterwards is not None:
        with unit_of_work(write=True, actor=current_actor()) as session:
            refusal.afterwards(session, current_actor())
    name, message = _SAID.get(type(refusal), ("", None))
    if isinstance(refusal, InvalidInput):
        name = str(refusal.extra["errors"][0]["field"]) if refusal.extra.get("errors") else ""
        message = _COLLEAGUE if name == "assign_to" else _LOOK
    # A field that this form has not is no place for a message.
    form.refused(refusal, name if name in form.values or name == "review_on" else "", message or "")


def tell_fields(form: Form, fault: ma.ValidationError) -> None:
    """What an action's inputs lack, by field."""
    for name in fault.messages_dict:
        said = {"text": _NEEDED, "served_to": _ORDER}.get(str(name), _LOOK)
        form.wrong(str(name), said)


def not_now() -> Form:
    """A form that says only that."""
    form = Form()
    form.wrong("", _NOT_NOW)
    return form
