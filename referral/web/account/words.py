"""What the door says when it stays shut, in plain words."""

from urllib.parse import urlencode

from flask_babel import lazy_gettext

from referral.access.errors import (
    CodeNotValid,
    EmailTaken,
    PasswordWrong,
    SecondFactorWrong,
    TooManyTries,
)
from referral.kit.problems import InvalidInput, Refusal
from referral.web.page.forms import Form

NOT_SIGNED_IN = lazy_gettext("No account has this mail address and this password.")
WRONG_CODE = lazy_gettext("This code is not right, or was used already. Wait for the next one.")
WAIT = lazy_gettext("Too many tries. Wait a few minutes.")
WEAK = lazy_gettext(
    "Choose another password: at least 12 characters, not a common one, not your name or address."
)
_SAID: dict[type[Refusal], tuple[str, object]] = {
    CodeNotValid: ("code", lazy_gettext("There is no such code, or it was used or is too old.")),
    SecondFactorWrong: ("code", WRONG_CODE),
    EmailTaken: ("email", lazy_gettext("Another account has this mail address.")),
    PasswordWrong: ("present", lazy_gettext("This is not your present password.")),
    TooManyTries: ("", WAIT),
}


def tell(form: Form, refusal: Refusal) -> None:
    """Puts the refusal beside the field that it is about."""
    name, message = _SAID.get(type(refusal), ("", ""))
    if isinstance(refusal, InvalidInput):
        name = str(refusal.extra["errors"][0]["field"]).split(".")[-1]
        message = WEAK if name == "password" else ""
    form.refused(refusal, name, message)


def with_next(address: str, back: str) -> str:
    """The address, and where to go on from there."""
    return address if back == "/" else f"{address}?{urlencode({'next': back})}"
