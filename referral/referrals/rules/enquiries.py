"""Enquiries for a free place: "a bed tonight for a woman with two children, anyone?". No case, nobody's data.

Several services are asked at once, each answers for itself, and a referral starts from the yes that the person chose.
Places that a service holds for the asker are held until the moment that it named.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from referral.referrals.rules.bands import AGE_BANDS, OF_CHILDREN
from referral.referrals.rules.kinds import Priority, ToldBy

MOST_SERVICES = 10
MOST_PLACES = 100
LARGEST_PARTY = 20
# For how long an enquiry may be open, and a place be held.
SHORTEST, LONGEST = timedelta(minutes=10), timedelta(days=7)
USUAL = {
    Priority.EMERGENCY: timedelta(hours=4),
    Priority.URGENT: timedelta(hours=24),
    Priority.ROUTINE: timedelta(days=3),
}


class EnquiryState(StrEnum):
    """Open; then a place was chosen, the asker closed it, or nobody did anything until its end."""

    OPEN = "open"
    CHOSEN = "chosen"
    CLOSED = "closed"
    EXPIRED = "expired"


class AnswerKind(StrEnum):
    """What a service says."""

    YES = "yes"
    NO = "no"
    CALL_ME = "call_me"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked: a need's code, how many, of which ages, what they speak, from when, where roughly."""

    need: str
    party_size: int
    age_bands: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()
    needed_from: date | None = None
    region_id: str | None = None
    priority: Priority = Priority.URGENT
    open_for: timedelta | None = None

    def __post_init__(self) -> None:
        """Refuses what nobody can be."""
        if not 1 <= self.party_size <= LARGEST_PARTY:
            raise ValueError(f"party_size: right would be 1 to {LARGEST_PARTY}")
        if not self.age_bands <= frozenset(AGE_BANDS) or len(self.age_bands) > self.party_size:
            raise ValueError(
                f"age_bands: right would be one for each person at most, of: {', '.join(AGE_BANDS)}"
            )
        if self.open_for is not None and not SHORTEST <= self.open_for <= LONGEST:
            raise ValueError("open_for_minutes: right would be ten minutes to seven days")

    @property
    def children_alone(self) -> bool:
        """Whether the bands tell of children and of nobody who is grown up."""
        return bool(self.age_bands) and self.age_bands <= OF_CHILDREN

    def ends_at(self, at: datetime) -> datetime:
        """Until when it can be answered, asked at a moment."""
        return at + (self.open_for or USUAL[self.priority])


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a service answers. `places` are free now; as many of them as are asked for are held until `held_until`.

    `told`: the asker recorded what it heard. `occurred_at`: when it was said, if not now.
    """

    kind: AnswerKind
    places: int | None = None
    held_until: datetime | None = None
    told: ToldBy | None = None
    occurred_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuses a yes without places, and places without a yes."""
        yes = self.kind is AnswerKind.YES
        if yes and (self.places is None or not 1 <= self.places <= MOST_PLACES):
            raise ValueError(f"places: right would be 1 to {MOST_PLACES} with a yes")
        if not yes and (self.places is not None or self.held_until is not None):
            raise ValueError("places: only a yes names and holds places; leave places and held_until out")


def fault_of(
    answer: Answer, state: EnquiryState, *, asked_at: datetime, ends_at: datetime, at: datetime
) -> str | None:
    """Why an answer is not taken: `field: what would be right`, or `over` where the enquiry has ended; else None."""
    if state is not EnquiryState.OPEN or at >= ends_at:
        return "over"
    if answer.occurred_at is not None and not asked_at <= answer.occurred_at <= at:
        return "occurred_at: right would be a moment between the question and now"
    if answer.held_until is not None and not at < answer.held_until <= at + LONGEST:
        return "held_until: right would be a moment within the next seven days"
    return None


def held(answer: AnswerKind, *, places: int | None, held_until: datetime | None, party_size: int) -> int:
    """How many places are held for the asker by an answer."""
    if answer is not AnswerKind.YES or held_until is None:
        return 0
    return min(places or 0, party_size)


def places_told(answer: Answer, *, party_size: int) -> int | None:
    """How many places are free for others, as an answer tells; None where it says nothing of that."""
    if answer.kind is AnswerKind.CALL_ME:
        return None
    kept = held(answer.kind, places=answer.places, held_until=answer.held_until, party_size=party_size)
    return (answer.places or 0) - kept
