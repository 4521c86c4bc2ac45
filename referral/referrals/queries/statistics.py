"""Referrals as facts to be counted: codes, organisations and times, no id of a person or a case."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.cases.queries.statistics import chains_for_statistics
from referral.cases.rules.terms import Basis
from referral.kit.identity import Actor, ActorKind
from referral.referrals.models import ReferralPerson, ReferralRecord
from referral.referrals.rules import State

_TIMES = ("sent_at", "acknowledged_at", "decided_at", "first_contact_at", "completed_at", "ended_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class SentReferral:
    """One referral that was sent. `counts`: the consent of everybody in it, or the law, lets them be counted."""

    counts: bool
    sender: str
    receiver: str
    service_id: str
    country: str | None
    region1_id: str | None
    receiver_country: str | None
    need_codes: Sequence[str]
    adult_or_child: str | None
    state: str
    reason: str | None
    sent_at: datetime
    acknowledged_at: datetime | None
    decided_at: datetime | None
    first_contact_at: datetime | None
    completed_at: datetime | None
    ended_at: datetime | None


def sent_between(
    session: Session, actor: Actor, *, country: str | None, since: datetime, until: datetime
) -> list[SentReferral]:
    """What was sent from `since` on and before `until`, of people in a country, oldest first.

    The installation sees all of it, a member what its organisation sent; everybody else nothing. What was entered in
    error was never sent.
    """
    row = ReferralRecord
    wanted = select(row).where(row.sent_at >= since, row.sent_at < until, row.state != State.ENTERED_IN_ERROR)
    if country is not None:
        wanted = wanted.where(row.country == country)
    if actor.kind is not ActorKind.SYSTEM:
        wanted = wanted.where(row.sender_organization_id == actor.organization_id)
    records = session.scalars(wanted.order_by(row.sent_at, row.id)).all()
    covered = _covered(session, actor, records)
    return [_fact(record, covered) for record in records]


def _fact(record: ReferralRecord, covered: set[str]) -> SentReferral:
    times = {name: getattr(record, name) for name in _TIMES}
    return SentReferral(
        counts=record.id in covered or record.basis == Basis.LEGAL_OBLIGATION,
        sender=record.sender_organization_id,
        receiver=record.receiver_organization_id,
        service_id=record.service_id,
        country=record.country,
        region1_id=record.region1_id,
        receiver_country=record.receiver_country,
        need_codes=tuple(record.need_codes),
        adult_or_child=record.adult_or_child,
        state=record.state,
        reason=record.reason,
        **times,
    )


def _covered(session: Session, actor: Actor, records: Sequence[ReferralRecord]) -> set[str]:
    """The referrals of which everybody agreed to be counted."""
    chains: dict[str, list[str | None]] = defaultdict(list)
    ids = [record.id for record in records]
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        person = ReferralPerson
        found = select(person.referral_id, person.chain_id).where(person.referral_id.in_(some))
        for referral_id, chain_id in session.execute(found):
            chains[referral_id].append(chain_id)
    every = {chain for each in chains.values() for chain in each if chain is not None}
    agreed = chains_for_statistics(session, actor, every)
    return {id_ for id_, each in chains.items() if all(chain in agreed for chain in each)}
