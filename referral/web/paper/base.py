"""The Blueprint of printed forms."""

from referral.web.intake import words
from referral.web.page import Blueprint

blp = Blueprint("paper", __name__)
blp.context_processor(lambda: {"words": words})
