"""The missing key of a transfer: where the sender has closed, an authority turns it after fourteen days' notice."""

from sqlalchemy.orm import Session

from referral.access.queries.reach import is_closed
from referral.cases.sight import member_of
from referral.kit.clock import now
from referral.kit.identity import Actor
from referral.places.profiles import UnknownCountry, country
from referral.referrals.errors import NoNotice, RoleNotAllowed, invalid
from referral.referrals.models import ReferralRecord
from referral.referrals.queries.events import last_event
from referral.referrals.rules import AuthorityKey, Facts, Note, Role, turn_missing_key
from referral.referrals.service.acting import Attempted, changed, opened_at
from referral.referrals.service.applying import apply_change
from referral.referrals.service.values import value_of


def turn_key(
    session: Session, actor: Actor, referral_id: str, authority: str, attempt: Attempted
) -> ReferralRecord:
    """Turns the sender's key for an authority that the country's profile names; with it custody changes.

    Raises `NotFound`, `NoNotice`, and what the rules refuse.
    """
    opened = opened_at(session, actor, referral_id, attempt)
    record = opened.record
    if Role.COORDINATOR not in opened.principal.roles:
        raise RoleNotAllowed("An authority's coordinator turns a missing key.")
    if authority not in _authorities(record):
        raise invalid("authority", "Must be the kind of an authority in the profile of the country.")
    notice = last_event(session, record.id, (Note.KEY_NOTICE,))
    if notice is None:
        raise NoNotice
    key = AuthorityKey(
        authority=authority,
        person=str(member_of(actor)),
        notice_given_at=notice.occurred_at,
        sender_closed=is_closed(session, record.sender_organization_id),
        receiver_closed=is_closed(session, record.receiver_organization_id),
    )
    change = changed(opened, turn_missing_key(value_of(record), key, Facts(), now()))
    apply_change(session, actor, record, change, said={"authority": authority})
    return record


def _authorities(record: ReferralRecord) -> set[str]:
    try:
        profile = country(record.country or record.receiver_country or "")
    except UnknownCountry:
        return set()
    return {each.kind for each in profile.authorities}
