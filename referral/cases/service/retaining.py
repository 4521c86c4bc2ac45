"""The end of retention: who stands in a closed case whose term is over is erased, as the law demands, by nobody's wish.

What is erased and what stays is as in an erasure: the key, the indexes, everything sealed and every coded fact go; the
tombstone, the nameless case, the histories of its referrals and the audit stay, and the ledger knows of it.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from referral.audit.service import append
from referral.cases import acts
from referral.cases.models import Case, Person
from referral.cases.queries import cases, people, privacy, referring, retention
from referral.cases.queries.cases import Seen
from referral.cases.rules.retaining import Stays, Term, over_at, why_it_stays
from referral.cases.service.erasing import erase_person
from referral.cases.service.recording import note
from referral.cases.sight import Sight
from referral.cases.words import CaseStatus, ErasureState
from referral.kit.clock import now
from referral.kit.crypto.ledger import ledger
from referral.kit.identity import Actor
from referral.places.profiles import all_countries, country
from referral.places.queries import public_region

ERASED = "erased"
_AT_ONCE = 200


def term_of(session: Session, case: Case) -> Term:
    """The term of the country of the case; the longest that there is where that is not known."""
    region = public_region(session, case.region_id) if case.region_id is not None else None
    known = all_countries()
    if region is not None and region.country_code in {each.code for each in known}:
        found = country(region.country_code).retention
        return Term(found.case_years, found.protection_years)
    terms = [each.retention for each in known]
    return Term(max(each.case_years for each in terms), max(each.protection_years for each in terms))


def is_over(session: Session, case: Case, moment: datetime) -> bool:
    """Whether the term of a closed case is over."""
    if case.status != CaseStatus.CLOSED or case.closed_at is None:
        return False
    return over_at(case.closed_at, term_of(session, case), protection=case.protection) <= moment


def cases_over(session: Session, actor: Actor, moment: datetime) -> Iterator[str]:
    """The ids of the cases whose term is over and of which somebody is readable; read in pages."""
    shortest = min(each.retention.case_years for each in all_countries())
    # A few days too many are looked at: each case is judged by its own term.
    after, latest = None, moment - timedelta(days=365 * shortest)
    while True:
        page = retention.closed_before(session, actor, latest, after=after, limit=_AT_ONCE)
        yield from (each.id for each in page if is_over(session, each, moment))
        if len(page) < _AT_ONCE:
            return
        after = page[-1].id


def end_retention(session: Session, actor: Actor, case_id: str, *, dry: bool = False) -> Counter[str]:
    """Erases who of one case may go; counts who was erased, and who stays and why. Again, nothing is left to do.

    With `dry` it only counts. What changed since the case was found is judged anew, under the case's lock.
    """
    if not dry:
        for person_id in retention.people_of(session, case_id):
            referring.lock_consents_of(session, person_id)
    case = cases.case_for(session, actor, case_id, least=Sight.ALL, lock=not dry).case
    if not is_over(session, case, now()):
        return Counter()
    everybody = people.people_of(session, Seen(case, Sight.ALL))
    judged = [(each, _why(session, each)) for each in everybody if each.erased_at is None]
    leaving = [] if dry else [person for person, stays in judged if stays is None]
    for person in leaving:
        _end(session, actor, person, now())
    # Last, since the audit's head is locked until the commit.
    for person in leaving:
        note(session, actor, acts.RETAINED, ("case_person", person.id))
    return Counter(ERASED if stays is None else stays.value for _, stays in judged)


def _why(session: Session, person: Person) -> Stays | None:
    held = person.legal_hold is not None
    return why_it_stays(held=held, in_use=retention.in_use(session, person))


def _end(session: Session, actor: Actor, person: Person, moment: datetime) -> None:
    # On the disk first: a crash from here on leaves a ledger that says too much, never too little.
    ledger().append(person.id, moment)
    waiting = privacy.erasure_waiting(session, person.id)
    if waiting is not None:
        waiting.state, waiting.ended_at = ErasureState.CANCELLED, moment
    erase_person(session, actor, person, moment)


def record_run(session: Session, actor: Actor, found: Counter[str]) -> None:
    """That somebody ran it and what came of it stands in the audit, also where nothing was over."""
    counts = {name: found[name] for name in (ERASED, *(each.value for each in Stays))}
    append(session, actor, action=acts.RETENTION_RUN, object_kind="retention", object_id=None, details=counts)
