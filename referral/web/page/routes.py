"""What every page uses: language and colours, drafts, the screen that has hidden itself."""

from urllib.parse import urlsplit

from flask import Response, make_response, request, url_for

from referral.access.entering import proving
from referral.access.errors import PasswordWrong
from referral.kit.catalogues import LANGUAGES
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.problems import NotFound
from referral.web.page.blueprint import Blueprint
from referral.web.page.drafts import FORM_NAME, forget_draft, save_draft
from referral.web.page.languages import LANGUAGE_COOKIE
from referral.web.page.navigation import entries
from referral.web.page.rendering import THEME_COOKIE, THEMES, page, safe_address, see_other

blp = Blueprint("page", __name__)
_YEAR_S = 365 * 86_400


@blp.route("/preferences", methods=["POST"])
@blp.public
@blp.uses("nothing")
def prefer() -> Response:
    """Chooses the language or the colours, and goes back to the page"""
    response = see_other(safe_address(request.form.get("_back")))
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=_YEAR_S, samesite="Lax")
    colours = request.form.get("theme")
    if colours is not None:
        kept = colours if colours in THEMES else ""
        response.set_cookie(THEME_COOKIE, kept, max_age=_YEAR_S if kept else 0, samesite="Lax")
    return response


@blp.route("/work")
@blp.requires("account:use")
@blp.uses("nothing")
def work() -> Response:
    """Where a member begins: the first page of their navigation"""
    return see_other(url_for(entries()[0].endpoint))


@blp.route("/drafts", methods=["POST"])
@blp.requires("account:use")
def keep_draft() -> Response:
    """Keeps what was typed so far, at each field"""
    name = request.form.get("_draft", "")
    if not FORM_NAME.fullmatch(name):
        raise NotFound
    saved = save_draft(current_session(), current_actor(), name, request.form)
    return page("page/draft_saved.html", saved=saved)


@blp.route("/drafts/forget", methods=["POST"])
@blp.requires("account:use")
def throw_draft_away() -> Response:
    """Begins a form anew"""
    forget_draft(current_session(), current_actor(), request.form.get("_draft", ""))
    return see_other(urlsplit(safe_address(request.form.get("_back"))).path)


@blp.route("/unlock", methods=["POST"])
@blp.requires("account:use")
@blp.uses("nothing")
def unlock() -> Response:
    """Shows a page again that had hidden itself, for whoever knows the password"""
    try:
        proving.prove(current_actor(), request.form.get("password", "")[:1_000])
    except PasswordWrong:
        return make_response("", 422)
    return make_response("", 204)
