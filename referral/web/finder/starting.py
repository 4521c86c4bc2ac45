"""The first screen, and who answers in danger."""

from flask import Response

from referral.web.finder import lines
from referral.web.finder.base import blp
from referral.web.finder.finding import top_needs
from referral.web.page import page


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
