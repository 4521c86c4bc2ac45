"""Forms about people: a new case with everybody in it, one more person; unknown names and ages are right, too."""

import re
from functools import lru_cache
from typing import Any

import marshmallow as ma
from flask_babel import lazy_gettext

from referral.cases.values import Facts, Identity, NewContact, NewPerson, Related
from referral.cases.words import AgeSource, ContactKind, IdentityKnown, RelationshipKind
from referral.directory.eligibility import Sex, word_of
from referral.web.desk.words import AGE_SOURCES, RELATIONSHIPS, SEXES
from referral.web.page import fields

MOST = 12
_AGE = re.compile(r"(\d{1,3})(?:\s*[-–]\s*(\d{1,3}))?", re.ASCII)
_OLDEST = 130
_TAG = ma.validate.Regexp(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$", error="")


class Age(ma.fields.Field[tuple[int, int]]):
    """`14`, or `12-15` where it is not known exactly."""

    default_error_messages = {  # noqa: RUF012 - marshmallow declares it on the instance
        "form": lazy_gettext("Write an age like 14, or 12-15 where it is not known exactly.")
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> tuple[int, int]:
        found = _AGE.fullmatch(str(value))
        ages = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if not ages[0] <= ages[1] <= _OLDEST:
            raise self.make_error("form")
        return ages


@lru_cache(maxsize=2 * MOST)
def people_schema(count: int, *, first: int = 1) -> type[ma.Schema]:
    """The fields of so many people, numbered from `first`."""
    made: dict[str, Any] = {}
    for number in range(first, first + count):
        made |= {
            f"given-{number}": fields.text(200),
            f"family-{number}": fields.text(200),
            f"age-{number}": Age(),
            f"age_source-{number}": fields.choice(AGE_SOURCES),
            f"sex-{number}": fields.choice(SEXES),
            f"language-{number}": ma.fields.String(validate=_TAG),
            f"phone-{number}": fields.text(60),
            f"safe-{number}": fields.tick(),
            f"is-{number}": fields.choice(RELATIONSHIPS),
        }
    return ma.Schema.from_dict(made, name="PeopleForm")


def person_of(data: dict[str, Any], number: int) -> NewPerson:
    """The person with this number, of whom nothing has to be known."""
    known = {name.rpartition("-")[0]: value for name, value in data.items() if name.endswith(f"-{number}")}
    given, family, age = known.get("given"), known.get("family"), known.get("age")
    named = "known" if given and family else "partly" if given or family else "unknown"
    facts = Facts(
        age_from=age[0] if age else None,
        age_to=age[1] if age else None,
        age_source=AgeSource(known.get("age_source", "person")) if age else None,
        sex=word_of(Sex, known["sex"]) if "sex" in known else None,
        languages=(known["language"],) if "language" in known else None,
        identity_known=IdentityKnown(named),
    )
    phone = known.get("phone")
    contact = NewContact(kind=ContactKind.PHONE, value=phone, safe=known["safe"] or None) if phone else None
    return NewPerson(
        facts=facts,
        identity=Identity(given_names=given, family_names=family) if given or family else None,
        contacts=(contact,) if contact else (),
    )


def related_of(data: dict[str, Any], count: int) -> tuple[Related, ...]:
    """What each of them is to the first one, where it was said."""
    said = {number: data.get(f"is-{number}") for number in range(2, count + 1)}
    return tuple(
        Related(number - 1, RelationshipKind(kind), 0) for number, kind in said.items() if kind is not None
    )
