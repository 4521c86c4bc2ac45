"""The Blueprint of the finder's pages."""

from referral.web.page import Blueprint

blp = Blueprint("finder", __name__)
