"""Whether anybody of the receiver is there now: by its hours and its duty list; else from when on, and whom to call."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from referral.access.queries.duty import members_on_duty, next_member_on_duty
from referral.access.rules.roles import Role
from referral.directory.queries.audience import open_to
from referral.directory.queries.nesting import Row, rows_by
from referral.directory.rules import Sees
from referral.kit.clock import iso
from referral.referrals.clocks import nobody_until
from referral.referrals.models import ReferralRecord
from referral.referrals.service.calendars import calendar_from

_MOST_NUMBERS = 3
# Words by which a listing marks a number that is answered at night.
_AT_NIGHT = (
    "24",
    "night",
    "emergency",
    "hotline",
    "natë",
    "noć",
    "ноћ",
    "ноќ",
    "noche",
    "გადაუდებელი",
    "գիշեր",
)


def absence_of(
    session: Session, record: ReferralRecord, at: datetime, *, sees: Sees
) -> dict[str, Any] | None:
    """Until when nobody is there, a holiday's name, and numbers, those of the night first; None while somebody is."""
    absence = nobody_until(calendar_from(record.receiver_calendar), at)
    receiver = record.receiver_organization_id
    if absence is None or members_on_duty(session, receiver, role=Role.FOCAL_POINT, at=at):
        return None
    turn = next_member_on_duty(session, receiver, role=Role.FOCAL_POINT, after=at)
    begins = [each for each in (absence.until, turn[0] if turn else None) if each is not None]
    return {
        "until": iso(min(begins)) if begins else None,
        "holiday": absence.holiday,
        "numbers": _numbers(session, record, sees),
    }


def _numbers(session: Session, record: ReferralRecord, sees: Sees) -> list[dict[str, Any]]:
    """Numbers of the service, of it at its place, and of the organisation, as far as the actor may see them."""
    holders = {
        "service_id": record.service_id,
        "service_at_location_id": record.service_at_location_id,
        "organization_id": record.receiver_organization_id,
    }
    seen = open_to(sees, "phone")
    rows = [
        row
        for column, id_ in holders.items()
        if id_ is not None
        for row in rows_by(session, "phone", column, [id_], *seen)
    ]
    rows.sort(key=lambda row: not _at_night(row))
    numbers = {row["number"]: row for row in reversed(rows) if row["number"]}
    listed = [row for row in rows if numbers.get(row["number"]) is row]
    return [
        {"number": row["number"], "description": row["description"], "at_night": _at_night(row)}
        for row in listed[:_MOST_NUMBERS]
    ]


def _at_night(row: Row) -> bool:
    said = f"{row['type'] or ''} {row['description'] or ''}".lower()
    return any(word in said for word in _AT_NIGHT)
