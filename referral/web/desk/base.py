"""The Blueprint of the desk, and how its forms are carried out: what the rules refuse stands beside the field."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import marshmallow as ma
from flask import Response, request
from flask_babel import LazyString, lazy_gettext

from referral.cases.schemas.content import LARGEST_BODY
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.identity import ActorKind
from referral.kit.problems import Forbidden, NotFound, Refusal
from referral.web.desk.names import language_name, need_label
from referral.web.desk.words import KINDS, said_of, word
from referral.web.page import Blueprint, Form, once

View = Callable[..., Any]


class DeskBlueprint(Blueprint):
    """Pages for members only: the same permissions may be a key's, and software has the API."""

    def requires(self, permission: str, *others: str) -> Callable[[View], View]:
        """Only a member whom the policy table gives this permission."""
        declare = super().requires(permission, *others)

        def decorate(view: View) -> View:
            @wraps(view)
            def for_members(*args: Any, **given: Any) -> Any:
                if current_actor().kind is not ActorKind.MEMBER:
                    raise Forbidden
                return view(*args, **given)

            return declare(for_members)

        return decorate


blp = DeskBlueprint("desk", __name__)
for _name, _filter in {
    "word": word,
    "need_word": need_label,
    "language_word": language_name,
    "category_word": lambda code: word(code, "category"),
}.items():
    blp.app_template_filter(_name)(_filter)
# The views that take a photo.
_TAKE_FILES = ("desk.give_consent", "desk.attach")

# The code of a refusal → the field that it is about, and what to say.
_SAID: Mapping[str, tuple[str, LazyString]] = {
    "stale-version": ("", lazy_gettext("Somebody changed it meanwhile. Look at it and send it again.")),
    "person-changed-meanwhile": (
        "",
        lazy_gettext("Somebody changed it meanwhile. Look at it and send it again."),
    ),
    "approval-required": ("", lazy_gettext("A supervisor has to approve it first: ask for approval.")),
    "consent-missing": ("", lazy_gettext("The person has not agreed to this yet. Ask for consent first.")),
    "not-eligible": ("", lazy_gettext("The service is known not to take them. Choose another one.")),
    "duplicate-open": ("", lazy_gettext("The same person is already referred to this service.")),
    "receiver-not-connected": (
        "",
        lazy_gettext("Nobody there can answer here. Tell them by phone or on paper, and record it as that."),
    ),
    "place-not-served": ("", lazy_gettext("The service does not serve the place of this person.")),
    "service-not-active": ("", lazy_gettext("The service does not work now. Choose another one.")),
    "same-person": ("", lazy_gettext("Nobody approves what they wrote themselves.")),
    "illegal-transition": ("", lazy_gettext("This is not possible any more. Look at how it stands now.")),
    "number-taken": ("number", lazy_gettext("Another case has this number.")),
    "document-refused": ("photo", lazy_gettext("Only PDF, JPEG and PNG files can be kept.")),
    "document-too-large": ("photo", lazy_gettext("This file is too large: 10 MB at most.")),
    "review-not-ahead": ("review_on", lazy_gettext("Choose a day that lies ahead.")),
    "review-too-far": ("review_on", lazy_gettext("Choose a day within the next 30 days.")),
    "in-the-future": ("", lazy_gettext("This lies in the future. Say when it happened.")),
    "before-its-state": ("", lazy_gettext("This lies before what was recorded last.")),
    "feedback-not-agreed": ("feedback", lazy_gettext("The person did not agree that we are told.")),
    "too-few-attempts": ("", lazy_gettext("At least three tries to reach the person have to be recorded.")),
    "no-effect": ("", lazy_gettext("This has no effect: somebody has a conflict of interest.")),
    "unknown-place": ("near", lazy_gettext("No place is called that.")),
    "ambiguous-place": (
        "near",
        lazy_gettext("Several places are called that. Add the country or the region."),
    ),
}
_UNFIT = lazy_gettext("This does not fit together. Look at what you filled in.")


@blp.before_request
def take_files() -> None:
    """Lets in photos as large as are kept, from somebody who has a session."""
    if request.endpoint in _TAKE_FILES and request.cookies:
        request.max_content_length = request.max_form_memory_size = 2 * LARGEST_BODY


@blp.context_processor
def words_of_pages() -> dict[str, Any]:
    """What every page of the desk says codes with."""
    return {"kinds": KINDS, "said_of": said_of}


def tell(
    form: Form, fault: Refusal | ValueError | ma.ValidationError, fields: Mapping[str, str] | None = None
) -> None:
    """Says on the form what was refused; `fields` are those of the form by the names that the rules use."""
    if isinstance(fault, ma.ValidationError):
        for name in fault.messages_dict:
            form.wrong(str(name), _UNFIT)
        return
    if isinstance(fault, Refusal):
        name, text = _SAID.get(fault.code(), ("", ""))
        form.refused(fault, name, text)
        return
    told = str(fault).partition(": ")[0]
    form.wrong((fields or {}).get(told, told if told in form.values else ""), _UNFIT)


def tried(form: Form, do: Callable[[], str], **more: Any) -> Response | None:
    """Does it once and sends on; None where the rules refuse it: then nothing was done, and the form says why."""
    session = current_session()
    noted = len(session.info.get("events", ()))
    fields = more.pop("fields", None)
    try:
        with session.begin_nested():
            return once(form, do, **more)
    except (NotFound, Forbidden):
        raise
    except (Refusal, ValueError) as fault:
        del session.info.setdefault("events", [])[noted:]
        tell(form, fault, fields)
        if isinstance(fault, Refusal) and fault.afterwards is not None:
            fault.afterwards(session, current_actor())
        return None
