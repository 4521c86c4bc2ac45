"""Pages as answers: with who reads, in which language and colours; and the answer that sends on after a form."""

from typing import Any

from flask import Flask, Response, g, make_response, render_template, request
from flask_babel import LazyString, gettext, lazy_gettext
from werkzeug.datastructures import MultiDict

from referral.access import edge, keyring
from referral.access.configured import configured
from referral.kit.catalogues import LANGUAGES
from referral.kit.http.access import current_actor
from referral.kit.identity import ActorKind
from referral.web.page import formats, languages, navigation

THEME_COOKIE, NOTICE_COOKIE = "theme", "notice"
THEMES = ("light", "dark")
# How long an open page of a member may lie there before it hides itself.
LOCK_AFTER_S = 300
# What is said at the top of the page behind a form, by its code: the cookie holds the code alone.
NOTICES: dict[str, LazyString] = {
    "saved": lazy_gettext("Saved."),
    "signed-out": lazy_gettext("You have signed out."),
}


def page(template: str, *, status: int = 200, **values: Any) -> Response:
    """The template as an answer. Whatever a page of a member shows is kept by no cache."""
    return make_response(render_template(template, **values), status)


def see_other(address: str, *, notice: str | None = None) -> Response:
    """Sends on after a form was taken, so that going back and reloading send nothing twice."""
    response = Response(status=303, headers={"Location": address})
    if "HX-Request" in request.headers:
        response = Response(status=204, headers={"HX-Redirect": address})
    if notice is not None:
        response.set_cookie(NOTICE_COOKIE, notice, max_age=60, samesite="Lax", httponly=True)
    return response


def safe_address(text: str | None) -> str:
    """An address on these pages, from a form or a query; the start page for every other."""
    given = text or "/"
    inside = given.startswith("/") and not given.startswith(("//", "/\\")) and given.isprintable()
    return given if inside else "/"


def here() -> str:
    """The address of this page, for links that come back to it."""
    return request.full_path.rstrip("?") if request.method == "GET" else request.path


def csrf_token() -> str:
    """The token of this session for forms; empty where nobody is signed in."""
    token = edge.session_token()
    return "" if token is None else keyring.csrf_token(token)


def theme() -> str:
    """`light` or `dark` where the reader chose; else the device decides."""
    chosen = request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


def install(app: Flask) -> None:
    """Gives templates what all of them need."""
    languages.install(app)
    formats.install(app)

    @app.context_processor
    def common() -> dict[str, Any]:
        actor = current_actor() if g.get("is_page") else None
        kind = actor.kind if actor is not None else ActorKind.ANONYMOUS
        return {
            "actor": actor,
            "signed_in": kind is ActorKind.MEMBER,
            "language": languages.language(),
            "languages": LANGUAGES.values(),
            "theme": theme(),
            "csrf_token": csrf_token,
            "here": here,
            "may": navigation.may,
            "navigation": navigation.entries,
            "notice": NOTICES.get(request.cookies.get(NOTICE_COOKIE, "")),
            "lock_after": LOCK_AFTER_S,
            "practice": configured().demo_accounts,
            "asked": MultiDict(request.args),
            "_": gettext,
        }

    @app.after_request
    def forget_notice(response: Response) -> Response:
        if NOTICE_COOKIE in request.cookies and response.mimetype == "text/html":
            response.delete_cookie(NOTICE_COOKIE, samesite="Lax", httponly=True)
        return response
