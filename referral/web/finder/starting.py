"""The first screen."""

from flask import Response

from referral.web.finder.base import blp
from referral.web.page import page


@blp.route("/")
@blp.public
@blp.uses("nothing")
def start() -> Response:
    """Where people begin"""
    return page("finder/start.html")
