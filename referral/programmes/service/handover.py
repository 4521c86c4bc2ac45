"""What is still open in a programme that ends: listed from sixty days before on, computed and never kept."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy.orm import Session

from referral.kit.clock import now
from referral.kit.identity import Actor
from referral.programmes.models import Enrolment
from referral.programmes.queries import people
from referral.programmes.queries import programmes as queries
from referral.programmes.rules import is_listed, listed_from


@dataclass(frozen=True)
class OpenCase:
    """A case with the enrolments in it that are not over."""

    case_id: str
    enrolments: tuple[Enrolment, ...]


@dataclass(frozen=True)
class Handover:
    """The open cases by id; none before `listed_from`. `days_left` is negative after the end."""

    ends_on: date
    listed_from: date
    days_left: int
    cases: tuple[OpenCase, ...]


def handover_of(session: Session, actor: Actor, programme_id: str) -> Handover:
    """What of the programme the actor sees that somebody has to take on. Raises `NotFound`."""
    programme = queries.programme_for(session, actor, programme_id)
    today = now().date()
    found = people.still_open(session, actor, programme) if is_listed(programme.ends_on, today) else ()
    return Handover(
        ends_on=programme.ends_on,
        listed_from=listed_from(programme.ends_on),
        days_left=(programme.ends_on - today).days,
        cases=tuple(
            OpenCase(case_id, tuple(rows)) for case_id, rows in groupby(found, key=lambda each: each.case_id)
        ),
    )
