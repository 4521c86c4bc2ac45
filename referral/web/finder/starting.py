"""The first screen, and who answers in danger."""

from typing import Any

from flask import Response

from referral.web.finder import lines
from referral.web.finder.base import blp
from referral.web.finder.finding import top_needs
from referral.web.page import page


@blp.app_context_processor
def numbers() -> dict[str, Any]:
    """For pages that tell whom to call in danger where the country is not known."""
    return {"all_countries": lines.all_lines}


@blp.route("/")
@blp.public
@blp.uses("nothing")
def start() -> Response:
    """Where people begin"""
    return page("finder/start.html", country=lines.here(), needs=top_needs())


@blp.route("/emergency")
@blp.public
@blp.uses("nothing")
def emergency() -> Response:
    """The lines of all countries"""
    return page("finder/emergency.html", countries=lines.all_lines(), own=lines.here())
