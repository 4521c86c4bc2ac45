"""Whether a service would take a person, or a party, with the fact behind every criterion.

Where a service says nothing of a trait, the trait does not stand in the answer and does not make it unknown, with two
exceptions: step-free access that is needed and not said is unknown; and a service that says nothing at all of
whom it takes is unknown as a whole, it has to be asked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from referral.directory.eligibility import traits
from referral.directory.eligibility.criteria import Criteria
from referral.directory.eligibility.facts import Fact, State, fact, whether, worst
from referral.directory.eligibility.person import Party, Person


class Trait(StrEnum):
    """What is weighed, in the order of the answer."""

    AGE = "age"
    SEX = "sex"
    TARGET_GROUP = "target_group"
    NATIONALITY = "nationality"
    RESIDENCE_STATUS = "residence_status"
    REGISTRATION = "registration"
    INCOME = "income"
    ACCESSIBLE = "accessible"
    UNACCOMPANIED = "unaccompanied"
    OTHER = "other"
    OPEN_TO_ALL = "open_to_all"


_WEIGHED: Mapping[Trait, Callable[[Criteria, Person], Fact | None]] = {
    Trait.AGE: traits.age,
    Trait.SEX: traits.sex,
    Trait.TARGET_GROUP: traits.target_group,
    Trait.NATIONALITY: traits.nationality,
    Trait.RESIDENCE_STATUS: traits.residence_status,
    Trait.REGISTRATION: traits.registration,
    Trait.INCOME: traits.income,
    Trait.ACCESSIBLE: traits.accessible,
    Trait.OTHER: traits.other,
    Trait.OPEN_TO_ALL: traits.open_to_all,
}


@dataclass(frozen=True, slots=True)
class Assessment:
    """One person: unmet if any criterion is, else unknown if any is, else met."""

    state: State
    criteria: Mapping[Trait, Fact] = field(hash=False)


@dataclass(frozen=True, slots=True)
class PartyAssessment:
    """A party: the whole is unmet when any member is, or when they are too many together.

    `places_needed` is their number. `together` is the fact of how many are taken at once, None where not said.
    """

    state: State
    members: tuple[Assessment, ...]
    places_needed: int
    together: Fact | None = field(hash=False)

    def members_in(self, state: State) -> tuple[int, ...]:
        """Which members, counted from 0, are in that state."""
        return tuple(at for at, member in enumerate(self.members) if member.state is state)


def assess(criteria: Criteria, person: Person, *, accompanied: bool | None) -> Assessment:
    """The person against the criteria. `accompanied`: by an adult; None where that is not known."""
    found = {trait: weigh(criteria, person) for trait, weigh in _WEIGHED.items()}
    found[Trait.UNACCOMPANIED] = traits.unaccompanied(criteria, person, accompanied)
    facts = {trait: said for trait in Trait if (said := found[trait]) is not None}
    states = [str(said["state"]) for said in facts.values()]
    if not criteria.says_whom:
        states.append(State.UNKNOWN)
    return Assessment(worst(states), facts)


def assess_party(criteria: Criteria, party: Party) -> PartyAssessment:
    """Each member, accompanied by the others, and the whole."""
    members = tuple(
        assess(criteria, member, accompanied=accompanied)
        for member, accompanied in zip(party.members, party.accompanied, strict=True)
    )
    together = None
    if criteria.largest_party is not None:
        fits = whether(party.size <= criteria.largest_party)
        together = fact(fits, why="", asked=party.size, accepts=criteria.largest_party)
    states = [member.state for member in members]
    if together is not None:
        states.append(State(str(together["state"])))
    return PartyAssessment(worst(states), members, party.size, together)
