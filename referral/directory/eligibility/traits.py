"""One trait at a time: what a service says of it, against what is told of a person.

Each function gives a fact, or None where the service says nothing of the trait. A trait is unmet only when that is
certain; what is not told, or told so roughly that it may be in or out, is unknown.
"""

from referral.directory.eligibility.ages import AgeRange
from referral.directory.eligibility.criteria import Criteria
from referral.directory.eligibility.facts import Fact, State, codes, fact, whether
from referral.directory.eligibility.person import Person
from referral.directory.eligibility.vocabulary import (
    ResidenceStatus,
    Sex,
    counted_groups,
    counted_registrations,
)


def age(criteria: Criteria, person: Person) -> Fact | None:
    """By the range of the person's sex; where that is not told, certain only if it is so for every sex taken.

    Who is of a sex that is not taken is weighed by the ages of those who are.
    """
    if not criteria.ages:
        return None
    own = person.sex if person.sex in criteria.admitted else None
    ranges = {sex: criteria.ages_of(sex) for sex in (criteria.admitted if own is None else (own,))}
    states = {_in_range(person, each) for each in ranges.values()}
    return fact(
        states.pop() if len(states) == 1 else None,
        why=_why_age_is_unknown(person, ranges),
        asked=person.asked_age,
        accepts=_years(ranges),
        sex=own.value if own and any(each.sex for each in criteria.ages) else None,
    )


def _in_range(person: Person, ages: AgeRange | None) -> State:
    if ages is None:
        return State.UNKNOWN
    if person.oldest < ages.lowest or person.youngest > ages.highest:
        return State.UNMET
    inside = ages.lowest <= person.youngest and person.oldest <= ages.highest
    return State.MET if inside else State.UNKNOWN


def _why_age_is_unknown(person: Person, ranges: dict[Sex, AgeRange | None]) -> str:
    if len(set(ranges.values())) > 1:
        return "depends_on_sex"
    if None in ranges.values():
        return "not_said"
    return "not_told" if person.asked_age is None else "straddles"


def _years(ranges: dict[Sex, AgeRange | None]) -> str | None:
    """The ages in short: "0-12", or by sex where they differ: "18- female, 0-12 male"."""
    if len(set(ranges.values())) == 1:
        (same,) = set(ranges.values())
        return same.years if same else None
    return ", ".join(f"{ages.years} {sex}" for sex, ages in ranges.items() if ages)


def sex(criteria: Criteria, person: Person) -> Fact | None:
    """Met also where it is not told, if every sex is taken."""
    if criteria.sexes is None:
        return None
    state = State.MET if len(criteria.sexes) == len(Sex) else None
    if person.sex is not None:
        state = whether(person.sex in criteria.sexes)
    asked = person.sex and person.sex.value
    return fact(state, why="not_told", asked=asked, accepts=codes(criteria.sexes))


def target_group(criteria: Criteria, person: Person) -> Fact | None:
    """One of the groups taken, in the wide sense, and in the narrow sense none of those turned away."""
    taken, refused, told = criteria.groups_any, criteria.groups_excluded, person.target_groups
    if not taken and not refused:
        return None
    accepts, excludes = codes(taken) or None, codes(refused) or None
    if told is None:
        return fact(None, why="not_told", accepts=accepts, excludes=excludes)
    wide = counted_groups(told)
    state: State | None = whether((not taken or bool(wide & taken)) and not told & refused)
    if state is State.MET and wide & refused:
        state = None  # only counts as one who is turned away, so the service has to say
    return fact(state, why="ask", asked=codes(told), accepts=accepts, excludes=excludes)


def nationality(criteria: Criteria, person: Person) -> Fact | None:
    """Among those taken, where any are named, and not among those turned away."""
    taken, refused, told = criteria.nationalities, criteria.nationalities_excluded, person.nationality
    if taken is None and not refused:
        return None
    state = None if told is None else whether((taken is None or told in taken) and told not in refused)
    accepts = None if taken is None else codes(taken)
    return fact(state, why="not_told", asked=told, accepts=accepts, excludes=codes(refused) or None)


def residence_status(criteria: Criteria, person: Person) -> Fact | None:
    """Met also where it is not told, if every status is taken."""
    taken, told = criteria.residence_any, person.residence_status
    if not taken:
        return None
    state = State.MET if len(taken) == len(ResidenceStatus) else None
    if told is not None:
        state = whether(told in taken)
    return fact(state, why="not_told", asked=told and told.value, accepts=codes(taken))


def registration(criteria: Criteria, person: Person) -> Fact | None:
    """One of those of which one is needed, and each of those that are all needed, both in the wide sense."""
    one_of, each_of, told = criteria.registration_any, criteria.registration_all, person.registrations
    if not one_of and not each_of:
        return None
    accepts, requires = codes(one_of) or None, codes(each_of) or None
    if told is None:
        return fact(None, why="not_told", accepts=accepts, requires=requires)
    has = counted_registrations(told)
    enough = (not one_of or bool(has & one_of)) and each_of <= has
    return fact(whether(enough), why="", asked=codes(told), accepts=accepts, requires=requires)


def income(criteria: Criteria, person: Person) -> Fact | None:
    """Not over the limit; both in percent of what the service refers to."""
    limit, told = criteria.income_limit_percent, person.income_percent
    if limit is None:
        return None
    state = None if told is None else whether(told <= limit)
    reference = criteria.income_reference or None
    return fact(state, why="not_told", asked=told, accepts=limit, reference=reference)


def accessible(criteria: Criteria, person: Person) -> Fact | None:
    """Weighed only for who needs step-free access, and then also where the service does not say."""
    if not person.accessible:
        return None
    state = None if criteria.accessible is None else whether(criteria.accessible)
    return fact(state, why="not_said", asked="step_free")


def unaccompanied(criteria: Criteria, person: Person, accompanied: bool | None) -> Fact | None:
    """People under 18 without an adult; `accompanied` None: it is not known whether an adult comes along."""
    takes_alone = criteria.unaccompanied_minors
    if takes_alone is None:
        return None
    state, asked = None, None
    if person.is_minor is False:
        state, asked = State.MET, "adult"
    elif accompanied:
        state, asked = State.MET, "with_adult"
    elif person.is_minor and accompanied is False:
        state, asked = State.UNMET, "alone"
    accepts = "alone" if takes_alone else "with_adult"
    return fact(State.MET if takes_alone else state, why="not_told", asked=asked, accepts=accepts)


def other(criteria: Criteria, _: Person) -> Fact | None:
    """Conditions in words: always to be asked."""
    return fact(None, why="ask", accepts=list(criteria.other)) if criteria.other else None


def open_to_all(criteria: Criteria, _: Person) -> Fact | None:
    """The service says itself that it turns nobody away for anything else."""
    return fact(State.MET, why="") if criteria.open_to_all else None
