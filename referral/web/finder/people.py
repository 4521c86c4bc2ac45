"""Who comes, as the finder's form asks for it. Only ever in a body; nothing of it is kept."""

from typing import Any

import marshmallow as ma
from flask_babel import LazyString, lazy_gettext

from referral.web.page import fields
from referral.web.page.forms import Form

SEXES = {"female": lazy_gettext("Woman or girl"), "male": lazy_gettext("Man or boy")}
GROUPS: dict[str, LazyString] = {
    "returnee": lazy_gettext("Has returned from abroad"),
    "refugee": lazy_gettext("Refugee"),
    "asylum_seeker": lazy_gettext("Asylum seeker"),
    "idp": lazy_gettext("Displaced inside the country"),
    "trafficking_victim": lazy_gettext("Has been exploited or trafficked"),
    "domestic_violence_survivor": lazy_gettext("Has lived with violence"),
    "unaccompanied_child": lazy_gettext("Child alone"),
    "pregnant_or_lactating": lazy_gettext("Pregnant or breastfeeding"),
    "single_parent": lazy_gettext("Single parent"),
    "disability": lazy_gettext("Has a disability"),
    "elderly": lazy_gettext("Older person"),
    "roma_egyptian": lazy_gettext("Roma, Ashkali or Egyptian"),
    "homeless": lazy_gettext("Without a home"),
    "unemployed": lazy_gettext("Without work"),
}
_ADULT_CHILD = 17


class PeopleForm(ma.Schema):
    """One person, and ages of children who come along."""

    age = fields.whole(0, 120)
    sex = fields.choice(SEXES)
    group = fields.choices(GROUPS)
    children = fields.text(40)


def read_people(form: Form) -> list[dict[str, Any]]:
    """The party, for the search; empty where nobody was described."""
    told = form.data
    first: dict[str, Any] = {name: told[name] for name in ("age", "sex") if name in told}
    if told.get("group"):
        first["target_groups"] = told["group"]
    ages = [int(each) for each in told.get("children", "").replace(",", " ").split() if each.isdigit()]
    if any(age > _ADULT_CHILD for age in ages) or len(ages) > 10:
        form.wrong(
            "children", lazy_gettext("Please give the ages of children, from 0 to 17: for example 14, 3.")
        )
        return []
    return [each for each in (first, *({"age": age} for age in ages)) if each]
