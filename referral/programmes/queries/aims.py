"""Group activities and instruments as an actor finds them."""

from sqlalchemy import ColumnElement, and_, literal, select

from referral.kit.identity import Actor, ActorKind
from referral.programmes.models import Activity, Instrument, Programme
from referral.programmes.queries.programmes import works_in


def sees_activity(actor: Actor) -> ColumnElement[bool]:
    """Counts of heads are seen by whose they are."""
    if actor.kind is ActorKind.SYSTEM:
        return literal(True)
    return Activity.organization_id == actor.organization_id


def sees_instrument(actor: Actor) -> ColumnElement[bool]:
    """What was adopted is known to everybody in the programme."""
    return Instrument.programme_id.in_(select(Programme.id).where(works_in(actor)))


def may_change_instrument(actor: Actor) -> ColumnElement[bool]:
    """Whoever recorded it corrects it."""
    if actor.kind is ActorKind.SYSTEM:
        return literal(True)
    return and_(sees_instrument(actor), Instrument.organization_id == actor.organization_id)
