"""Which consents let people be counted: ids only, nothing of anybody."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from referral.cases.models import Consent
from referral.kit.db.bulk import among
from referral.kit.identity import Actor, ActorKind


def chains_for_statistics(session: Session, actor: Actor, chain_ids: Collection[str]) -> set[str]:
    """The consents among these whose newest version says yes to statistics and is not withdrawn.

    For the installation itself: nobody else counts people of several organisations.
    """
    if actor.kind is not ActorKind.SYSTEM or not chain_ids:
        return set()
    newest = (
        select(Consent.chain_id, func.max(Consent.version).label("version"))
        .where(among(Consent.chain_id, sorted(chain_ids)))
        .group_by(Consent.chain_id)
        .subquery()
    )
    found = select(Consent.chain_id).join(
        newest, (newest.c.chain_id == Consent.chain_id) & (newest.c.version == Consent.version)
    )
    found = found.where(Consent.statistics, Consent.agreed, Consent.withdrawn_at.is_(None))
    return set(session.scalars(found))
