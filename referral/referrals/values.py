"""What is told when a referral is drafted. ValueError says what would be right."""

from dataclasses import dataclass, field
from datetime import date, datetime

from referral.cases.values import check_text
from referral.cases.words import DocumentKind
from referral.directory.needs import all_needs
from referral.referrals.rules import Choose, Delivery, Kind, Priority

MOST_NEEDS = 5
LONGEST_NARRATIVE = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDocument:
    """A file for one of the people, by number in the referral."""

    kind: DocumentKind
    name: str = field(repr=False)
    content: bytes = field(repr=False)
    number: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReferral:
    """A draft. `people` are ids with the consent each rests on, or None: then it is looked for when it is sent.

    `offer_of` is another draft or sent referral: both are then of one open offer, which one organisation gets.
    `replaces` reopens one that ended, `follows` refers on one that was served. `enquiry_id`: it starts from the yes
    that this service answered there.
    """

    case_id: str
    people: tuple[tuple[str, str | None], ...]
    service_id: str
    need_codes: tuple[str, ...]
    service_at_location_id: str | None = None
    kind: Kind = Kind.REFERRAL
    priority: Priority = Priority.ROUTINE
    delivery: Delivery = Delivery.CONNECTED
    choose: Choose = Choose.FIRST
    offer_of: str | None = None
    replaces: str | None = None
    follows: str | None = None
    enquiry_id: str | None = None
    placer_id: str | None = None
    sex_of_staff: str | None = None
    needed_from: date | None = None
    on_arrival: bool = False
    release_on_send: bool = False
    narrative: str | None = field(default=None, repr=False)
    notes: str | None = field(default=None, repr=False)
    occurred_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuses nobody, somebody twice, and needs that do not exist."""
        ids = [person for person, _ in self.people]
        if not ids or len(set(ids)) < len(ids):
            raise ValueError("people: right would be at least one person, each once")
        known = {each.code for each in all_needs()}
        if not 1 <= len(set(self.need_codes)) <= MOST_NEEDS or not set(self.need_codes) <= known:
            raise ValueError(f"needs: right would be 1 to {MOST_NEEDS} codes of the list of needs")
        if self.on_arrival and self.needed_from is not None:
            raise ValueError("needed_from: a day and on arrival are both said; right would be one of the two")
        check_text("narrative", self.narrative, longest=LONGEST_NARRATIVE)
        check_text("notes", self.notes, longest=LONGEST_NARRATIVE)
