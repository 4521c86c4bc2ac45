"""What the worker does for referrals: the clocks' sweep, enquiries that end, work handed over, old keys of requests."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from referral.kit import jobs
from referral.kit.clock import now
from referral.referrals.queries.enquiries import lapsed_by, over_by
from referral.referrals.queries.referrals import due_by
from referral.referrals.service.ending import HAND_OVER, hand_over
from referral.referrals.service.enquiring import expire_enquiry
from referral.referrals.service.holding import LET_GO, let_go, let_lapsed_go
from referral.referrals.service.privacy_clocks import DUE as PRIVACY_DUE
from referral.referrals.service.privacy_clocks import act_on, watch_tasks
from referral.referrals.service.requests import forget
from referral.referrals.service.sweeping import sweep_referral

SWEEP, DUE = "referrals.sweep", "referrals.due"
FORGET = "referrals.forget_requests"
PRIVACY = "referrals.watch_privacy"
ENQUIRIES, EXPIRE = "referrals.end_enquiries", "referrals.expire_enquiry"
_AT_ONCE = 500
_EVERY_SECONDS = 60


def sweep(session: Session, _payload: jobs.Payload) -> None:
    """One job for each referral of which something is due: each is a transaction of its own.

    Where there are more than one sweep takes, another one follows at once, past those that have their job.
    """
    found = due_by(session, now(), limit=_AT_ONCE)
    fresh = 0
    for id_, due_at in found:
        fresh += jobs.enqueue(session, DUE, {"referral_id": id_}, key=f"{DUE}:{id_}:{due_at.isoformat()}")
    if len(found) == _AT_ONCE and fresh:
        jobs.enqueue(session, SWEEP, {}, run_at=now() + timedelta(seconds=1))


def due(session: Session, payload: jobs.Payload) -> None:
    """Acts on what is due of one referral."""
    sweep_referral(session, str(payload["referral_id"]))


def end_enquiries(session: Session, _payload: jobs.Payload) -> None:
    """One job for each enquiry whose time is over, and for each of which places are held no longer."""
    moment = now()
    for id_ in over_by(session, moment, limit=_AT_ONCE):
        jobs.enqueue(session, EXPIRE, {"enquiry_id": id_}, key=f"{EXPIRE}:{id_}")
    for id_ in dict.fromkeys(lapsed_by(session, moment, limit=_AT_ONCE)):
        jobs.enqueue(session, LET_GO, {"enquiry_id": id_}, key=f"{LET_GO}:{id_}:{moment:%Y%m%d%H%M}")


def expire(session: Session, payload: jobs.Payload) -> None:
    """Ends one enquiry."""
    expire_enquiry(session, str(payload["enquiry_id"]), now())


def watch_privacy(session: Session, _payload: jobs.Payload) -> None:
    """One job for each privacy task of which something has become due."""
    watch_tasks(session)


def privacy_due(session: Session, payload: jobs.Payload) -> None:
    """Tells of what became due of one privacy task."""
    act_on(session, str(payload["task_id"]), datetime.fromisoformat(str(payload["at"])))


def let_places_go(session: Session, payload: jobs.Payload) -> None:
    """Frees the places of one enquiry that lapsed; or ends the holding at one service."""
    if "service_id" not in payload:
        let_lapsed_go(session, str(payload["enquiry_id"]))
        return
    service, taken = str(payload["service_id"]), bool(payload["taken"])
    let_go(session, str(payload["enquiry_id"]), service, taken=taken)


def hand_over_work(session: Session, payload: jobs.Payload) -> None:
    """Gives one referral to whoever takes over."""
    to = payload["to"]
    hand_over(
        session,
        str(payload["referral_id"]),
        member_id=str(payload["member_id"]),
        to=None if to is None else str(to),
    )


def forget_requests(session: Session, _payload: jobs.Payload) -> None:
    """Keys of requests are remembered for a week."""
    forget(session)


def register() -> None:
    """Tells the worker which jobs of this room there are, and how often."""
    jobs.handle(SWEEP, sweep)
    jobs.handle(DUE, due)
    jobs.handle(HAND_OVER, hand_over_work)
    jobs.handle(FORGET, forget_requests)
    jobs.handle(ENQUIRIES, end_enquiries)
    jobs.handle(EXPIRE, expire)
    jobs.handle(LET_GO, let_places_go)
    jobs.handle(PRIVACY, watch_privacy)
    jobs.handle(PRIVACY_DUE, privacy_due)
    jobs.every(ENQUIRIES, _EVERY_SECONDS)
    jobs.every(PRIVACY, 3600)
    jobs.every(SWEEP, _EVERY_SECONDS)
    jobs.every(FORGET, 86_400)
