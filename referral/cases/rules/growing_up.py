"""Minors: who has to agree for them, when they turn 18, and that they are asked again then."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from referral.cases.rules.consent import Consent
from referral.cases.rules.terms import Giver

MAJORITY = 18
REMINDED_BEFORE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class MajorityNotice:
    """From `remind_at` on the workers are told that the person will turn 18; from `due_at` on they must ask again."""

    remind_at: datetime
    due_at: datetime
    remind: bool
    ask_again: bool


def turns(born: date, years: int, zone: str) -> datetime:
    """The moment, in UTC, with which somebody becomes so many years old: local midnight of the birthday.

    Whoever is born on 29 February has the birthday on 1 March in other years.
    """
    year = born.year + years
    try:
        day = born.replace(year=year)
    except ValueError:
        day = date(year, 3, 1)
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def majority_notice(consent: Consent, at: datetime) -> MajorityNotice | None:
    """For a consent that somebody else gave for a minor; None where no majority ends it, or its date is not known."""
    if not consent.ends_with_majority or consent.adult_from is None or consent.withdrawn is not None:
        return None
    due = consent.adult_from
    remind_at = due - REMINDED_BEFORE
    return MajorityNotice(remind_at, due, remind=remind_at <= at < due, ask_again=at >= due)


def who_must_agree(*, age: int | None, age_of_consent: int, guardians: Collection[Giver]) -> frozenset[Giver]:
    """Whose agreement is needed: the person from the country's age of consent on, else a guardian or caregiver.

    A minor above that age agrees for themself. Empty: nobody who is there can, so only a law or vital interests can
    carry it and a supervisor approves. An age that is not known counts as the person's own: nobody is made a minor by
    a missing paper.
    """
    if not 0 < age_of_consent <= MAJORITY:
        raise ValueError(f"an age of consent of {age_of_consent}; right would be 1 to {MAJORITY} years")
    if age is None or age >= age_of_consent:
        return frozenset({Giver.SELF})
    able = [each for each in (Giver.GUARDIAN, Giver.CAREGIVER) if each in guardians]
    return frozenset(able[:1])
