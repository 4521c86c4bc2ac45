"""The Blueprint of coverage's pages."""

from referral.web.coverage import words
from referral.web.page import Blueprint

blp = Blueprint("coverage_pages", __name__)
blp.context_processor(lambda: {"words": words})
