"""The facts that an action is judged by, found out under the locks: only those that the action asks for."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from referral.access.queries.duty import members_on_duty
from referral.access.queries.reach import holders_of
from referral.access.rules.roles import Role as MemberRole
from referral.cases.rules import Basis, DataCategory, Direction, Giver, Recipient, StandIn
from referral.cases.service.referring import Ground, PartyMember, party_of, ways_to_reach
from referral.directory.needs import need
from referral.kit.clock import now
from referral.referrals.clocks import expires_at, nobody_until
from referral.referrals.models import ReferralRecord
from referral.referrals.queries import referrals as queries
from referral.referrals.queries.events import events_of
from referral.referrals.rules import (
    Action,
    Attempt,
    Eligibility,
    Facts,
    Note,
    Priority,
    Sensitive,
    approval_reasons,
)
from referral.referrals.rules.reasons import ApprovalReason
from referral.referrals.service.addressing import Addressed, addressed, assessed, can_answer, serves_region
from referral.referrals.service.calendars import calendar_from, history_of
from referral.referrals.service.covering import TOLD, recipient_of, verdict_on, verdict_on_sending
from referral.referrals.service.seeing import Opened

_SENDING = (Action.SUBMIT, Action.APPROVE)
_BY_CONSENT = (
    *(Action.ACCEPT, Action.PROVIDE_INFO),
    Note.CONFIRM_TOLD,
)


def facts_for(
    session: Session,
    opened: Opened,
    what: Action | Note,
    *,
    categories: Collection[DataCategory] = frozenset(),
    at: datetime,
) -> Facts:
    """The facts for an action or a note; whatever it does not ask for stays at the answer that refuses."""
    record = opened.record
    if what in _SENDING:
        return _for_sending(session, opened, at)
    if what in _BY_CONSENT:
        recipient = receiver_of(session, record, opened.ground)
        asked = TOLD.union(categories)
        return Facts(
            consent=verdict_on(
                record, opened.person_ids, opened.ground, recipient=recipient, at=at, categories=asked
            ),
            taken=queries.is_taken(queries.offer_of(session, record)),
        )
    if what in (Action.COMPLETE, Note.ATTACH_DOCUMENT):
        return Facts(tells_back=Direction(record.direction).tells_back)
    if what is Action.FAIL:
        return Facts(attempts=_attempts(session, record), ways=ways_to_reach(session, opened.person_ids))
    if what is Action.EXPIRE:
        return Facts(expires_at=expires_at(history_of(record, events_of(session, record.id))))
    return Facts()


def receiver_of(session: Session, record: ReferralRecord, ground: Ground) -> Recipient:
    """The receiver; of which kinds it is, is looked up only where a consent names a kind."""
    kinds: frozenset[str] = frozenset()
    if any(each.recipients.category is not None for each in ground.consents.values()):
        kinds = addressed(session, record.service_id, record.service_at_location_id).categories
    return recipient_of(record.receiver_organization_id, kinds)


def _for_sending(session: Session, opened: Opened, at: datetime) -> Facts:
    record = opened.record
    to = addressed(session, record.service_id, record.service_at_location_id)
    recipient = recipient_of(to.organization_id, to.categories)
    party = party_of(session, record.case_id, opened.person_ids)
    taken = queries.is_taken(queries.offer_of(session, record))
    same = to.organization_id == record.receiver_organization_id
    return Facts(
        consent=verdict_on_sending(session, record, opened.ground, recipient=recipient, at=at),
        service_active=to.active and same and not taken,
        serves_place=serves_region(session, to, record.region_id),
        eligibility=Eligibility(assessed(to, party).state),
        duplicates=tuple(_duplicates(session, opened)),
        receiver_can_answer=can_answer(session, to),
        forced=forced_reasons(session, opened, to),
        approver_reachable=_approver_reachable(session, record),
        taken=taken,
        stand_in=_stand_in(opened, party),
    )


def _stand_in(opened: Opened, party: Sequence[PartyMember]) -> StandIn | None:
    """What stands in for the first child whose guardian is marked: an authority by its word, or a law."""
    for each in party:
        agreed = opened.ground.consents.get(each.id)
        if each.guardian_marked and each.minor_alone and agreed is not None:
            authority = agreed.id if agreed.giver is Giver.OTHER else None
            return StandIn(agreed.basis, authority, agreed.article, None, opened.record.author_id)
    return None


def _duplicates(session: Session, opened: Opened) -> list[str]:
    record = opened.record
    return queries.duplicates_of(
        session,
        case_id=record.case_id,
        service_id=record.service_id,
        person_ids=opened.person_ids,
        but=record.id,
    )


def forced_reasons(session: Session, opened: Opened, to: Addressed) -> frozenset[ApprovalReason]:
    """Why a supervisor has to approve."""
    record, consents = opened.record, opened.ground.consents.values()
    party = party_of(session, record.case_id, opened.person_ids)
    bases = {each.basis for each in consents} - {Basis.CONSENT}
    about = Sensitive(
        minor_without_guardian=any(each.minor_alone for each in party),
        categories=frozenset(category for each in consents for category in each.categories),
        victims=any(need(code).victims is not None for code in record.need_codes),
        basis=min(bases, default=Basis.CONSENT),
        emergency_release=record.release_wanted and record.priority == Priority.EMERGENCY,
        sender_country=record.country or to.country or "",
        receiver_country=to.country or record.country or "",
    )
    return approval_reasons(about)


def _approver_reachable(session: Session, record: ReferralRecord) -> bool:
    """Somebody of the duty list; without one another supervisor, while the organisation works."""
    organization_id, moment = record.sender_organization_id, now()
    on_duty = members_on_duty(session, organization_id, role=MemberRole.SUPERVISOR, at=moment)
    if on_duty:
        return any(each != record.author_id for each in on_duty)
    others = set(holders_of(session, organization_id, MemberRole.SUPERVISOR)) - {record.author_id}
    return bool(others) and nobody_until(calendar_from(record.sender_calendar), moment) is None


def _attempts(session: Session, record: ReferralRecord) -> tuple[Attempt, ...]:
    return tuple(
        Attempt(str(each.details.get("way")), each.occurred_at)
        for each in events_of(session, record.id)
        if each.action == Note.CONTACT_ATTEMPT
    )
