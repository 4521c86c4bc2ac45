"""What rests on a law or on vital interests is not withdrawn but objected to; the officer decides in time."""

from sqlalchemy.orm import Session

from referral.cases import acts
from referral.cases.models import Case, Consent, Objection
from referral.cases.queries import privacy
from referral.cases.rules import Objection as Objected
from referral.cases.sealing import seal
from referral.cases.service.duties import carry_out
from referral.cases.service.keys import key_of
from referral.cases.service.recording import note, recorded
from referral.cases.values import check_text
from referral.cases.words import GrantEnd, ObjectionState
from referral.kit.identity import Actor


def object_to(
    session: Session, actor: Actor, consent: Consent, case: Case, words: str | None, decided: Objected
) -> Objection:
    """The objection that is open, or a new one, of which the officer is told."""
    found = privacy.open_objection(session, consent.id)
    if found is not None:
        return found
    made = Objection(
        **recorded(actor),
        person_id=consent.person_id,
        consent_id=consent.id,
        organization_id=case.organization_id,
        state=ObjectionState.OPEN,
        due_at=decided.decide_by,
    )
    said = check_text("words", words, longest=2000)
    made.words_sealed = seal(key_of(session, consent.person_id), Objection.words_sealed, made.id, said)
    session.add(made)
    carry_out(session, actor, decided.duties, (), why=GrantEnd.WITHDRAWN)
    what = ("case_person", consent.person_id)
    note(session, actor, acts.CONSENT_OBJECTED, what, consent=consent.id, objection=made.id)
    return made
