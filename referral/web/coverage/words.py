"""How figures, groups and reasons are said. What maps and reports say as well stands in `coverage.writing.words`."""

from collections.abc import Mapping, Sequence

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from referral.coverage.writing import words as drawn
from referral.places.profiles import UnknownCountry
from referral.places.profiles import country as profile_of
from referral.web.page.languages import language

LEVELS: Mapping[int, LazyString] = {
    0: _("The whole country"),
    1: _("Regions"),
    2: _("Districts"),
    3: _("Municipalities"),
}
GROUPS: Mapping[str, LazyString] = {
    "all": _("Everybody"),
    "women": _("Women, 18 and older"),
    "men": _("Men, 18 and older"),
    "children": _("Children, under 18"),
    "older": _("People of 60 and older"),
    "returnee": _("Returnees"),
    "refugee": _("Refugees"),
    "trafficking_victim": _("Victims of trafficking"),
    "domestic_violence_survivor": _("Survivors of violence"),
    "unaccompanied_child": _("Unaccompanied children"),
    "disability": _("People with disability"),
    "roma_egyptian": _("Roma, Ashkali and Egyptian communities"),
}
CLASSES: Mapping[str, LazyString] = {
    "quantile": _("As many regions in each class"),
    "equal": _("Classes of equal width"),
}
# Ends of a flow that are no region.
PLACES: Mapping[str, LazyString] = {"abroad": _("Abroad"), "unknown": _("Region not known")}
UNITS: Mapping[str, LazyString] = {
    "people": _("people"),
    "participants": _("participants of groups"),
    "organizations": _("organisations"),
    "territories": _("territories"),
}
PARTS: Mapping[str, LazyString] = {
    "sex": _("By sex"),
    "age_band": _("By age"),
    "territory": _("By territory"),
    "quarter": _("By quarter"),
}
SEXES: Mapping[str, LazyString] = {
    "female": _("Women and girls"),
    "male": _("Men and boys"),
    "other": _("Other"),
}
STATES: Mapping[str, LazyString] = {
    "met": _("Reached in time"),
    "met_late": _("Reached, but late"),
    "open": _("Under way"),
    "missed": _("Missed"),
}


def word(key: str) -> str:
    """A word that stands on the drawn map too."""
    return drawn.word(language().tag, key)


def name_of(region: Mapping[str, object]) -> str:
    """What the reader's language calls a region."""
    return drawn.name_of(region, language().tag)


def country_name(code: str) -> str:
    """What the reader's language calls a country; its code where nobody knows."""
    try:
        names = profile_of(code).names
    except UnknownCountry:
        return code
    return names.get(language().tag) or names["en"]


def pairs(words: Mapping[str, LazyString]) -> Sequence[tuple[str, str]]:
    """For a choice."""
    return [(code, str(text)) for code, text in words.items()]
