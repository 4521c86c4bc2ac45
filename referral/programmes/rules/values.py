"""What comes in, as values that cannot contradict themselves. ValueError says the field and what would be right."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from referral.programmes.rules.words import (
    KINDS,
    ActivityKind,
    AgeBand,
    Correction,
    Evidence,
    GoalKind,
    InstrumentKind,
    MilestoneKind,
    PartnerRole,
    Sex,
    Unit,
)

MOST_HEADS = 100_000
LONGEST_DAYS = 30 * 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """A part of the country in which a programme works; `region_id` where the places know it."""

    name: str
    country: str
    region_id: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """An organisation that works in a programme."""

    organization_id: str
    role: PartnerRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Alliance:
    """Organisations that agreed to work together, in a territory of the programme by name, or in all of it."""

    name: str
    members: tuple[str, ...]
    territory: str | None = None
    agreement: str | None = None
    agreed_on: date | None = None
    id: str | None = None

    def __post_init__(self) -> None:
        """An alliance is of two at least, each once."""
        if len(set(self.members)) < 2 or len(set(self.members)) < len(self.members):
            raise ValueError("members: an alliance has two organisations or more, each once")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeFrame:
    """What the network keeps of a programme beside its HSDS listing."""

    starts_on: date
    ends_on: date
    countries: tuple[str, ...]
    funder: str | None = None
    territories: tuple[Territory, ...] = ()
    partners: tuple[Partner, ...] = ()
    alliances: tuple[Alliance, ...] = ()

    def __post_init__(self) -> None:
        """Dates in order, names once, alliances in territories that there are."""
        if not 1990 <= self.starts_on.year <= 2200:
            raise ValueError("starts_on: the year lies between 1990 and 2200")
        if not 0 <= (self.ends_on - self.starts_on).days <= LONGEST_DAYS:
            raise ValueError("ends_on: a programme ends after it starts, within thirty years")
        _once("countries", self.countries)
        _once("territories", [each.name for each in self.territories])
        _once("territories", [each.id for each in self.territories if each.id is not None])
        _once("alliances", [each.id for each in self.alliances if each.id is not None])
        _once("partners", [each.organization_id for each in self.partners])
        _once("alliances", [each.name for each in self.alliances])
        if any(each.country not in self.countries for each in self.territories):
            raise ValueError("territories: each lies in one of the countries")
        known = {each.name for each in self.territories}
        if any(each.territory is not None and each.territory not in known for each in self.alliances):
            raise ValueError("alliances: the territory is the name of one of the territories")


def _once(name: str, given: Sequence[str]) -> None:
    if len(set(given)) < len(given):
        raise ValueError(f"{name}: each stands there once")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """That a record follows another one, and why; `retracted`: it never was."""

    reason: Correction
    retracted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTarget:
    """What is to be reached. `kinds` are of the unit; `of_kinds`, of a share, whom it is a share of (else the same).

    Of a share `sex`, `age_band` and `target_group` say who counts, and `territory_id` where, for both sides.
    """

    title: str
    unit: Unit
    kinds: tuple[str, ...]
    goal_kind: GoalKind
    goal: int
    due_on: date
    of_kinds: tuple[str, ...] = ()
    sex: Sex | None = None
    age_band: AgeBand | None = None
    territory_id: str | None = None
    target_group: str | None = None
    organization_id: str | None = None

    def __post_init__(self) -> None:
        """Kinds of one unit; a share is 1 to 100 per cent of somebody."""
        for name in ("kinds", "of_kinds"):
            known, given = KINDS[self.unit], getattr(self, name)
            _once(name, given)
            if any(each not in known for each in given):
                raise ValueError(f"{name}: of {self.unit.value} these can be counted: {', '.join(known)}")
        if not self.kinds:
            raise ValueError("kinds: one at least is counted")
        if self.goal < 1 or (self.goal_kind is GoalKind.SHARE and self.goal > 100):
            raise ValueError("goal: a count is 1 or more, a share 1 to 100 per cent")
        self._check_share()
        self._check_whom()

    def _check_share(self) -> None:
        if self.goal_kind is GoalKind.COUNT and self.of_kinds:
            raise ValueError("of_kinds: only a share is of others")
        narrowed = self.sex or self.age_band or self.target_group
        if self.goal_kind is GoalKind.SHARE and not narrowed and not self.of_kinds:
            raise ValueError("of_kinds: a share is of others, or of some among the same")

    def _check_whom(self) -> None:
        if self.unit in (Unit.ORGANIZATIONS, Unit.TERRITORIES) and (
            self.sex or self.age_band or self.target_group or self.goal_kind is GoalKind.SHARE
        ):
            raise ValueError("unit: organisations and territories are counted as they are")
        if self.unit is Unit.PARTICIPANTS and self.target_group:
            raise ValueError("target_group: of participants only sex and age band are known")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEnrolment:
    """Who is to be in a programme; where the case is another's, by a referral that the actor's organisation took."""

    programme_id: str
    person_id: str
    consent_id: str | None = None
    referral_id: str | None = None
    territory_id: str | None = None
    target_group: str | None = None
    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMilestone:
    """What somebody who is enrolled reached."""

    kind: MilestoneKind
    occurred_at: datetime | None = None
    territory_id: str | None = None
    referral_id: str | None = None
    evidence: Evidence | None = None
    document_id: str | None = None

    def __post_init__(self) -> None:
        """A document is evidence of some kind."""
        if self.document_id is not None and self.evidence is None:
            raise ValueError("evidence: say what kind of evidence the document is")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """So many people of one sex and age band; None where that was not said."""

    count: int
    sex: Sex | None = None
    age_band: AgeBand | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewActivity:
    """A group that came together: how many, never who."""

    programme_id: str
    kind: ActivityKind
    counts: tuple[Heads, ...]
    occurred_at: datetime | None = None
    territory_id: str | None = None
    place: str | None = None

    def __post_init__(self) -> None:
        """Each sex and band once; somebody came, and not more than a stadium holds."""
        cells = [(each.sex, each.age_band) for each in self.counts]
        if len(set(cells)) < len(cells):
            raise ValueError("counts: each sex and age band stands there once")
        if not 1 <= sum(each.count for each in self.counts) <= MOST_HEADS:
            raise ValueError(f"counts: 1 to {MOST_HEADS} people in all")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInstrument:
    """What was adopted, by organisations, an alliance (by name) or in a territory."""

    programme_id: str
    kind: InstrumentKind
    title: str
    adopted_on: date
    organizations: tuple[str, ...] = field(default=())
    alliance: str | None = None
    territory_id: str | None = None

    def __post_init__(self) -> None:
        """Somebody adopted it."""
        _once("organizations", self.organizations)
        if not self.organizations and self.alliance is None and self.territory_id is None:
            raise ValueError("organizations: somebody adopted it: organisations, an alliance or a territory")
