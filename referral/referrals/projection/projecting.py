"""The one function through which a referral leaves: reads, lists, exports, webhooks, mails, logs, errors.

The tables say who sees which tiers in which state; whatever they do not say is not seen. The receiver moreover sees
only the kinds of data that are covered, and of the third tier only what was released.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType

from referral.cases.rules.duties import Phase
from referral.referrals.projection.fields import (
    CATEGORY_OF,
    FIELDS,
    LINE,
    OWN_PAGE,
    OWN_PAGE_PROTECTED,
    REDUCED_LINE,
    RELEASED_BY_NAME,
    Tier,
    fields_of,
)
from referral.referrals.projection.seeing import Form, Principal, Projection, Standing, Subject
from referral.referrals.rules.actions import Role
from referral.referrals.rules.kinds import Priority
from referral.referrals.rules.showing import Shown, shown_to_receiver
from referral.referrals.rules.states import OFFERED, OPEN, SERVED, SERVING, UNSENT, State

READABLE_AFTER = timedelta(days=30)

_Tiers = frozenset[Tier]
_NOTHING: _Tiers = frozenset()
_STUB: _Tiers = frozenset({Tier.STUB})
_ALL_OF_SENDER: _Tiers = frozenset(Tier) - {Tier.RECEIVERS_NOTES, Tier.OUTCOME}
_ELIGIBLE = LINE | {Tier.ELIGIBILITY, Tier.RECEIVERS_NOTES}
_IDENTITY: _Tiers = frozenset({Tier.IDENTITY, Tier.SAFE_CONTACT})
_SERVES = _ELIGIBLE | _IDENTITY | {Tier.RELEASED, Tier.OUTCOME}

# What the intake of the receiver and the worker it is assigned to see, by state; declined and the like: the stub.
FOCAL_POINT: Mapping[State, _Tiers] = MappingProxyType(
    {
        State.SENT: LINE,
        **dict.fromkeys((State.ACKNOWLEDGED, State.INFO_REQUESTED, State.WAITLISTED), _ELIGIBLE),
        **dict.fromkeys(SERVING, _ELIGIBLE),
        **dict.fromkeys(SERVED, LINE),
        **dict.fromkeys((State.CLOSED, State.FAILED), _STUB),
    }
)
WORKER: Mapping[State, _Tiers] = MappingProxyType(
    {**dict.fromkeys(SERVING, _SERVES), **dict.fromkeys((*SERVED, State.CLOSED, State.FAILED), _SERVES)}
)
_AT_ONCE = frozenset(
    {
        *(State.DECLINED, State.CANCELLED, State.EXPIRED),
        *(State.CONSENT_WITHDRAWN, State.ENTERED_IN_ERROR),
    }
)


def project(subject: Subject, principal: Principal, at: datetime) -> Projection | None:
    """What the principal sees at a moment. None: for them it does not exist, exactly as an unknown id."""
    if principal.person is not None and principal.person in subject.endangers:
        return None
    return _VIEWS[principal.standing](subject, principal, at)


def _sender(subject: Subject, principal: Principal, at: datetime) -> Projection | None:
    """Case worker and supervisor see all of their own, and the outcome as agreed; others the line."""
    shown = Shown(subject.state, subject.reason)
    if principal.stands_in:
        return _stand_in(subject, shown)
    own = bool(principal.roles & {Role.CASE_WORKER, Role.SUPERVISOR})
    broken = None if own else principal.glass_broken_until
    if own or (broken is not None and at < broken):
        outcome = {Tier.OUTCOME} if subject.direction.tells_back else set()
        names = fields_of(_ALL_OF_SENDER | outcome)
        items = frozenset(subject.released)
        return Projection(form=Form.FULL, fields=names, items=items, shown=shown, ends_at=broken)
    officer = Role.DATA_PROTECTION_OFFICER in principal.roles
    if subject.restricted or subject.protection:
        return _line(REDUCED_LINE, shown) if officer else None
    return _line(LINE, shown)


def _stand_in(subject: Subject, shown: Shown) -> Projection | None:
    """Whom the duty list names sees what an approval is judged by, never who somebody is, and nothing afterwards."""
    if subject.state is not State.PENDING_APPROVAL:
        return None
    names = fields_of(LINE | {Tier.ELIGIBILITY}) | {"warnings"}
    return Projection(form=Form.FULL, fields=names, items=frozenset(), shown=shown)


def _receiver(subject: Subject, principal: Principal, at: datetime) -> Projection | None:
    """Nothing before it is sent; then by role and state, never more than what the receiver itself had a part in."""
    taking = {Role.FOCAL_POINT, Role.SUPERVISOR, Role.RECEIVING_WORKER, Role.DATA_PROTECTION_OFFICER}
    if subject.state in UNSENT or not principal.roles & taking:
        return None
    shown = shown_to_receiver(subject.state, subject.reason)
    if subject.state in _AT_ONCE or subject.withdrawn:
        return _stub(shown) if principal.roles - {Role.RECEIVING_WORKER} else None
    tiers = _NOTHING
    if principal.roles & {Role.FOCAL_POINT, Role.SUPERVISOR}:
        tiers |= _intake(subject)
    if Role.RECEIVING_WORKER in principal.roles:
        tiers |= _working(subject, principal, at)
    if not tiers:
        return _stub(shown) if Role.DATA_PROTECTION_OFFICER in principal.roles else None
    if tiers == _STUB:
        return _stub(shown)
    return _covered(subject, principal, tiers, shown, at)


def _intake(subject: Subject) -> _Tiers:
    tiers = FOCAL_POINT[subject.state]
    if subject.confirmed_state is not None:
        tiers &= FOCAL_POINT.get(subject.confirmed_state, _STUB)
    if subject.state in OFFERED:
        tiers |= _early(subject)
    if subject.open_offer and subject.protection and subject.state in OFFERED:
        tiers -= {Tier.ROUTING}
    return tiers


def _early(subject: Subject) -> _Tiers:
    """What consent, or an emergency, opens before anybody accepted."""
    found = {Tier.ELIGIBILITY} if subject.tier_one_at_sent else set()
    release = subject.emergency_release
    if subject.priority is Priority.EMERGENCY and release is not None and release.holds:
        found |= _IDENTITY
    return frozenset(found)


def _working(subject: Subject, principal: Principal, at: datetime) -> _Tiers:
    """Identity and what was released while it is served, and to read for 30 days; then the safe contact, if agreed."""
    tiers = WORKER.get(subject.state, _NOTHING)
    if subject.confirmed_state is not None:
        tiers &= WORKER.get(subject.confirmed_state, _NOTHING)
    if not tiers or subject.state in SERVING:
        return tiers - _IDENTITY if _assigned_too_late(subject, principal) else tiers
    if (ends := _readable_until(subject)) is not None and at < ends:
        return tiers - _IDENTITY if _assigned_too_late(subject, principal) else tiers
    followed = _followed_until(subject)
    return _STUB | {Tier.SAFE_CONTACT} if followed is not None and at < followed else _NOTHING


def _assigned_too_late(subject: Subject, principal: Principal) -> bool:
    """To open identity to another worker is a new disclosure, for which a consent that ran out does not do."""
    expired, assigned = subject.consent_expired_at, principal.assigned_at
    return expired is not None and (assigned is None or assigned >= expired)


def _readable_until(subject: Subject) -> datetime | None:
    return None if subject.served_until is None else subject.served_until + READABLE_AFTER


def _followed_until(subject: Subject) -> datetime | None:
    """The end of the day in UTC: a day more or less by the zone matters less than one rule."""
    if subject.follow_up_until is None or subject.state not in (State.CLOSED, State.FAILED):
        return None
    return datetime.combine(subject.follow_up_until + timedelta(days=1), time(), UTC)


def _covered(subject: Subject, principal: Principal, tiers: _Tiers, shown: Shown, at: datetime) -> Projection:
    """The fields of the tiers, less what is not covered, not released, or not for this program to read."""
    if not principal.reads_identity:
        tiers -= {*_IDENTITY, Tier.RELEASED}
    expired = subject.consent_expired_at
    released = {name for name, since in subject.released.items() if expired is None or since < expired}
    names = {
        name
        for name in fields_of(tiers)
        if (name not in CATEGORY_OF or CATEGORY_OF[name] in subject.categories)
        and (name not in RELEASED_BY_NAME or name in released)
    }
    after = subject.state not in OPEN or subject.state in SERVED
    ends = _next_end(subject, tiers, at) if after else None
    return Projection(
        form=Form.FULL,
        fields=frozenset(names),
        items=frozenset(released) if Tier.RELEASED in tiers else frozenset(),
        shown=shown,
        read_only=after,
        ends_at=ends,
    )


def _next_end(subject: Subject, tiers: _Tiers, at: datetime) -> datetime | None:
    if Tier.SAFE_CONTACT not in tiers:
        return None
    coming = (each for each in (_readable_until(subject), _followed_until(subject)) if each and each > at)
    return min(coming, default=None)


def _coordinator(subject: Subject, principal: Principal, _: datetime) -> Projection | None:
    """Of the own regions: the line, reduced where protection is needed; after the end only in figures."""
    if Role.COORDINATOR not in principal.roles or subject.state in UNSENT:
        return None
    if not principal.regions & subject.regions:
        return None
    shown = shown_to_receiver(subject.state, subject.reason)
    if subject.state.phase is Phase.ENDED:
        return Projection(
            form=Form.COUNTED, fields=frozenset(), items=frozenset(), shown=shown, read_only=True
        )
    return _line(REDUCED_LINE if subject.protection or subject.restricted else LINE, shown)


def _client(subject: Subject, _: Principal, __: datetime) -> Projection | None:
    """The person's own page, by a code that others may hold; where protection is needed it names no place or need."""
    hidden = subject.protection or subject.restricted
    return Projection(
        form=Form.OWN_PAGE,
        fields=OWN_PAGE_PROTECTED if hidden else OWN_PAGE,
        items=frozenset(),
        shown=Shown(subject.state, subject.reason),
        read_only=True,
    )


def _stranger(_: Subject, __: Principal, ___: datetime) -> Projection | None:
    return None


def _line(tiers: _Tiers, shown: Shown) -> Projection:
    return Projection(form=Form.LINE, fields=fields_of(tiers), items=frozenset(), shown=shown, read_only=True)


def _stub(shown: Shown) -> Projection:
    return Projection(
        form=Form.STUB, fields=frozenset(FIELDS[Tier.STUB]), items=frozenset(), shown=shown, read_only=True
    )


_VIEWS: Mapping[Standing, Callable[[Subject, Principal, datetime], Projection | None]] = MappingProxyType(
    {
        Standing.SENDER: _sender,
        Standing.RECEIVER: _receiver,
        Standing.COORDINATOR: _coordinator,
        Standing.CLIENT: _client,
        Standing.STRANGER: _stranger,
    }
)
