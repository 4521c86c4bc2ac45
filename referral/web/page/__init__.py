"""What every page stands on: access, forms, languages, refusals, drafts, double taps. See `referral.web` for how."""

from referral.web.page import fields
from referral.web.page.begun import opened
from referral.web.page.blueprint import Blueprint
from referral.web.page.forms import Form, read_form
from referral.web.page.navigation import Entry
from referral.web.page.once import once
from referral.web.page.rendering import NOTICES, page, see_other

__all__ = [
    "NOTICES",
    "Blueprint",
    "Entry",
    "Form",
    "fields",
    "once",
    "opened",
    "page",
    "read_form",
    "see_other",
]
