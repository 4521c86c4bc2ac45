"""Drafting a referral from a search result and a case; and what the worker should know before it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from referral.cases.queries.cases import case_for
from referral.cases.service.referring import PartyMember, chain_of, party_of
from referral.cases.sight import CASE_WORKER, Sight, member_of, roles_of
from referral.cases.values import check_past
from referral.directory.rules import EVERYTHING, sees
from referral.kit.clock import iso, now
from referral.kit.db.work import act_for_case
from referral.kit.identity import SYSTEM, Actor
from referral.kit.ids import new_id
from referral.kit.problems import Forbidden, NotFound
from referral.referrals import acts
from referral.referrals.errors import invalid
from referral.referrals.models import ReferralPerson, ReferralRecord
from referral.referrals.queries import referrals as queries
from referral.referrals.queries.events import events_of
from referral.referrals.rules import SERVED, SERVING, Change, Delivery, Event, Role, State, state_of
from referral.referrals.service.absence import absence_of
from referral.referrals.service.addressing import (
    Addressed,
    addressed,
    assessed,
    can_answer,
    serves_region,
    zone_of,
)
from referral.referrals.service.applying import write_event
from referral.referrals.service.calendars import history_of, look_again_at
from referral.referrals.service.holding import yes_of
from referral.referrals.service.settling import find_chain, put_party, put_region
from referral.referrals.service.telling import seal_text
from referral.referrals.service.values import value_of
from referral.referrals.values import NewReferral

_FOLLOWED = "Must be a referral of the same case, or one that your organisation has accepted."


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that the worker should know: a code, and of what it is about codes and ids."""

    code: str
    about: dict[str, Any]


def create_draft(session: Session, actor: Actor, new: NewReferral) -> ReferralRecord:
    """A draft by a case worker who has the case. Raises `NotFound`, `Forbidden`, `NoSuchService`, `InvalidInput`."""
    if CASE_WORKER not in roles_of(actor):
        raise Forbidden("Only a case worker drafts referrals.")
    case = case_for(session, actor, new.case_id, least=Sight.ALL, lock=True).case
    act_for_case(session, case.id)
    party = _party(session, case.id, new)
    to = addressed(session, new.service_id, new.service_at_location_id, sees=sees(actor))
    record = _record(actor, new, to)
    put_region(session, record, case.region_id)
    put_party(record, party, protected=case.protection)
    record.restricted = case.restricted
    record.sender_calendar = {"zone": zone_of(record.country or to.country), "country": record.country}
    _join_others(session, actor, record, new)
    _start_from_yes(session, actor, record, new)
    _seal_texts(session, record, new, party[0].id)
    session.add(record)
    session.flush()
    _put_people(session, record, new, party, to)
    session.flush()
    _write_creation(session, actor, record)
    return record


def _party(session: Session, case_id: str, new: NewReferral) -> tuple[PartyMember, ...]:
    wanted = [person for person, _ in new.people]
    found = party_of(session, case_id, wanted)
    if len(found) < len(wanted) or any(each.erased for each in found):
        raise invalid("people", "Must be people of the case.")
    return found


def _record(actor: Actor, new: NewReferral, to: Addressed) -> ReferralRecord:
    moment = now()
    happened = moment if new.occurred_at is None else check_past("occurred_at", new.occurred_at, now=moment)
    return ReferralRecord(
        id=new_id(),
        occurred_at=happened,
        recorded_at=moment,
        since=happened,
        version=1,
        case_id=new.case_id,
        author_id=str(member_of(actor)),
        sender_organization_id=str(actor.organization_id),
        receiver_organization_id=to.organization_id,
        service_id=to.service_id,
        service_at_location_id=new.service_at_location_id,
        kind=new.kind,
        priority=new.priority,
        delivery=new.delivery,
        basis="consent",
        direction="send",
        placer_id=new.placer_id,
        hop=0,
        choose=new.choose,
        state=State.DRAFT,
        need_codes=list(dict.fromkeys(new.need_codes)),
        receiver_country=to.country,
        sex_of_staff=new.sex_of_staff,
        needed_from=new.needed_from,
        on_arrival=new.on_arrival,
        tier_one_at_sent=False,
        release_wanted=new.release_on_send,
        withdrawn=False,
        released={},
        receiver_calendar=to.calendar,
    )


def _join_others(session: Session, actor: Actor, record: ReferralRecord, new: NewReferral) -> None:
    """Binds it to the open offer, the referral that it reopens, or the one that it follows."""
    if new.offer_of is not None:
        first = _own(session, actor, new.offer_of, "offer_of", record)
        if first.receiver_organization_id == record.receiver_organization_id:
            raise invalid("service_id", "Must be of another organisation than the rest of the offer.")
        first.offer_id = first.offer_id or first.id
        record.offer_id, record.choose = first.offer_id, first.choose
    if new.replaces is not None:
        before = _own(session, actor, new.replaces, "replaces", record)
        if before.ended_at is None:
            raise invalid("replaces", "Must be a referral that has ended.")
        record.replaces_id = before.id
    if new.follows is not None:
        before = _followed(session, actor, new.follows, record)
        record.parent_id, record.hop = before.id, before.hop + 1


def _followed(session: Session, actor: Actor, id_: str, record: ReferralRecord) -> ReferralRecord:
    """The one that is referred on: of the same case, or one that the own organisation took and serves by a case of its
    own. Consent is asked for anew either way.
    """
    try:
        found = queries.referral_for(session, actor, id_, lock=True)
    except NotFound:
        raise invalid("follows", _FOLLOWED) from None
    received = found.receiver_organization_id == actor.organization_id
    if found.case_id != record.case_id and not (received and state_of(found.state) in (*SERVING, *SERVED)):
        raise invalid("follows", _FOLLOWED)
    return found


def _start_from_yes(session: Session, actor: Actor, record: ReferralRecord, new: NewReferral) -> None:
    """Binds it to the yes of this service in an enquiry of the own organisation, with the places that are held."""
    if new.enquiry_id is None:
        return
    said = yes_of(session, actor, new.enquiry_id, record.service_id)
    if said is None:
        raise invalid("enquiry_id", "Must be an enquiry of yours in which this service said yes.")
    record.enquiry_id, record.held_until = said.enquiry_id, said.held_until


def _own(session: Session, actor: Actor, id_: str, field: str, record: ReferralRecord) -> ReferralRecord:
    try:
        found = queries.referral_for(session, actor, id_, lock=True)
    except NotFound:
        raise invalid(field, "Must be a referral of the same case.") from None
    if found.case_id != record.case_id:
        raise invalid(field, "Must be a referral of the same case.")
    return found


def _seal_texts(session: Session, record: ReferralRecord, new: NewReferral, subject: str) -> None:
    for name, text in (("narrative_sealed", new.narrative), ("notes_sealed", new.notes)):
        column = getattr(ReferralRecord, name)
        setattr(record, name, seal_text(session, subject, column, record.id, text))


def _put_people(
    session: Session,
    record: ReferralRecord,
    new: NewReferral,
    party: tuple[PartyMember, ...],
    to: Addressed,
) -> None:
    given = dict(new.people)
    for number, member in enumerate(party, 1):
        consent_id = given[member.id]
        chain = (
            chain_of(session, member.id, consent_id)
            if consent_id is not None
            else find_chain(session, record, member.id, to)
        )
        if consent_id is not None and chain is None:
            raise invalid("people", "consent_id: must be a consent of that person.")
        session.add(ReferralPerson(referral_id=record.id, person_id=member.id, number=number, chain_id=chain))


def _write_creation(session: Session, actor: Actor, record: ReferralRecord) -> None:
    event = Event(
        name="create",
        origin=State.DRAFT,
        target=State.DRAFT,
        by=record.author_id,
        role=Role.CASE_WORKER,
        occurred_at=record.occurred_at,
        recorded_at=record.recorded_at,
    )
    change = Change(referral=value_of(record), event=event, clock_with=None)
    write_event(session, actor, record, change, act=acts.CREATED)
    record.next_due_at = look_again_at(record, history_of(record, events_of(session, record.id)), now())


def warnings_of(session: Session, record: ReferralRecord, person_ids: Sequence[str]) -> list[Warned]:
    """What speaks against sending it, or should be known before: each with a code and what it is about."""
    to = addressed(session, record.service_id, record.service_at_location_id)
    party = party_of(session, record.case_id, person_ids)
    found = [*_of_eligibility(to, party)]
    if not to.active:
        found.append(Warned("service-not-active", {}))
    if not serves_region(session, to, record.region_id):
        found.append(Warned("place-not-served", {}))
    others = queries.duplicates_of(
        session,
        case_id=record.case_id,
        service_id=record.service_id,
        person_ids=person_ids,
        but=record.id,
    )
    found += [Warned("duplicate-open", {"referral_id": each}) for each in others]
    if record.delivery == Delivery.CONNECTED and not can_answer(session, to):
        found.append(Warned("receiver-not-connected", {}))
    found += _of_places(session, record)
    absence = absence_of(session, record, now(), sees=EVERYTHING)
    about = {name: value for name, value in (absence or {}).items() if value}
    return found + ([] if absence is None else [Warned("nobody-on-duty", about)])


def _of_eligibility(to: Addressed, party: tuple[PartyMember, ...]) -> list[Warned]:
    whole = assessed(to, party)
    found = [
        Warned(
            "criterion-unmet" if fact["state"] == "unmet" else "criterion-unknown",
            {"person": member.number, "criterion": trait.value},
        )
        for member, judged in zip(party, whole.members, strict=True)
        for trait, fact in judged.criteria.items()
        if fact["state"] != "met"
    ]
    if whole.together is not None and whole.together["state"] == "unmet":
        found.append(Warned("criterion-unmet", {"criterion": "party_size"}))
    return found


def _of_places(session: Session, record: ReferralRecord) -> list[Warned]:
    """Whether the places of the enquiry are still held, and are enough."""
    if record.enquiry_id is None:
        return []
    said = yes_of(session, SYSTEM, record.enquiry_id, record.service_id)
    places = said.places or 0 if said is not None else 0
    found = []
    if record.held_until is not None and record.held_until <= now():
        found.append(Warned("hold-over", {"until": iso(record.held_until)}))
    if places < record.party_size:
        found.append(Warned("too-few-places", {"places": places, "party_size": record.party_size}))
    return found
