"""Refusals as pages, in plain words: what happened, that nothing is lost, and what can be done."""

from urllib.parse import urlencode

from flask import Flask, Response, g, make_response, render_template, request
from flask_babel import LazyString, lazy_gettext

from referral.access import door, edge
from referral.access.errors import CsrfTokenWrong, SecondFactorNeeded
from referral.kit.db.work import unit_of_work
from referral.kit.problems import Refusal, Unauthenticated
from referral.web.page.drafts import save_draft
from referral.web.page.rendering import safe_address, see_other

SIGN_IN = "/sign-in"
# What a person is told, by status: a title and what to do.
_WORDS: dict[int, tuple[LazyString, LazyString]] = {
    400: (
        lazy_gettext("This could not be read"),
        lazy_gettext("Go back, look at the form and send it again."),
    ),
    403: (
        lazy_gettext("You cannot open this"),
        lazy_gettext("Your role does not include it. Whoever administers your organisation can change that."),
    ),
    404: (
        lazy_gettext("There is nothing here"),
        lazy_gettext("Check the address. What is not yours to see looks the same as what does not exist."),
    ),
    409: (
        lazy_gettext("This is not possible now"),
        lazy_gettext("Open it again to see how it stands; somebody may have changed it."),
    ),
    412: (
        lazy_gettext("Somebody changed this meanwhile"),
        lazy_gettext("Open it again, look at what changed, and send your change once more."),
    ),
    413: (lazy_gettext("This is too large"), lazy_gettext("Send a smaller file or a shorter text.")),
    422: (lazy_gettext("Something in it is not right"), lazy_gettext("Go back and correct it.")),
    429: (lazy_gettext("Too many tries"), lazy_gettext("Wait a few minutes and try again.")),
    503: (
        lazy_gettext("The service is not available right now"),
        lazy_gettext("Try again in a moment; nothing was half done."),
    ),
}
_FAULT = (
    lazy_gettext("Something went wrong on our side"),
    lazy_gettext("Nothing was changed. Try again; if it stays so, tell the operator the number below."),
)


def show(refusal: Refusal) -> Response:
    """The page for a refusal; to the sign-in where somebody has to say who they are."""
    if isinstance(refusal, Unauthenticated):
        return _to_sign_in()
    if isinstance(refusal, SecondFactorNeeded):
        return see_other(f"{SIGN_IN}/code")
    if isinstance(refusal, CsrfTokenWrong):
        _keep_what_was_typed()
    title, advice = _WORDS.get(refusal.status, _FAULT)
    whole = "HX-Request" not in request.headers
    template = "page/problem.html" if whole else "page/problem_part.html"
    body = render_template(
        template, title=title, advice=advice, refusal=refusal, request_id=g.get("request_id", "")
    )
    headers = {"Cache-Control": "no-store", **refusal.headers}
    return make_response(body, refusal.status, headers)


def _to_sign_in() -> Response:
    _keep_what_was_typed()
    back = (
        request.full_path.rstrip("?") if request.method == "GET" else request.form.get("_back", request.path)
    )
    return see_other(f"{SIGN_IN}?{urlencode({'next': safe_address(back)})}")


def _keep_what_was_typed() -> None:
    """A form that came after its session's end becomes its member's draft: once signed in again, it stands there."""
    draft = request.form.get("_draft") if request.method == "POST" else None
    if draft is None or not edge.form_is_from_here():
        return
    owner = door.owner_of_lapsed(edge.session_token() or "")
    if owner is not None:
        with unit_of_work(write=True, actor=owner) as session:
            save_draft(session, owner, draft, request.form)


def install(app: Flask) -> None:
    """Gives the edge the pages for refusals."""
    app.extensions["problem_page"] = show
