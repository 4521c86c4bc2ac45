"""The Blueprint of the receiver's intake, and how its list is asked for."""

import marshmallow as ma

from referral.directory.needs import all_needs
from referral.referrals.rules import Priority
from referral.referrals.rules.groups import Group
from referral.web.intake import words
from referral.web.page import Blueprint, fields

blp = Blueprint("intake", __name__)
blp.context_processor(lambda: {"words": words})
MOST_PAGES = 10_000


class FilterForm(ma.Schema):
    """The list's filter, which stands in the address: codes only, nothing of anybody."""

    group = fields.choice(Group)
    priority = fields.choice(Priority)
    need = fields.choice(each.code for each in all_needs())
    whose = fields.choice(("mine", "nobody"))
    page = fields.whole(1, MOST_PAGES)
