"""Drafts: what is typed into a form is kept on the server at each field, and stands there again after a lost
connection, a closed lid or the end of the session. Sealed, for its member alone, for three days.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from referral.kit.clock import now
from referral.kit.crypto import DataKey, KeyLost, Place, SealBroken, Wrapped, keys
from referral.kit.identity import Actor
from referral.web.models import Draft

DRAFT_KEPT = timedelta(days=3)
MOST_DRAFTS = 50
LONGEST = 100_000
FORM_NAME = re.compile(r"[a-z][a-z0-9/_-]{0,119}")
# Never kept: what opens doors, and what is the form's own.
_SECRET = re.compile(r"_.*|.*(password|code|present).*")


@dataclass(frozen=True)
class Kept:
    """A draft: the texts by field, and when they were kept."""

    values: MultiDict[str, str]
    saved_at: datetime


def save_draft(session: Session, actor: Actor, form: str, values: MultiDict[str, str]) -> datetime | None:
    """Keeps what was typed; None where there is nothing to keep or it is too much."""
    told = {name: texts for name, texts in values.lists() if not _SECRET.fullmatch(name) and any(texts)}
    plain = json.dumps(told, ensure_ascii=False).encode()
    if not told or len(plain) > LONGEST or not FORM_NAME.fullmatch(form) or actor.member_id is None:
        return None
    row = session.get(Draft, (actor.member_id, form))
    if row is None and _count(session, actor) >= MOST_DRAFTS:
        return None
    owner, saved = str(actor.organization_id or actor.member_id), now()
    key, wrapped = keys.ring().new_data_key(organization_id=owner, subject=actor.member_id)
    made = Draft(
        member_id=actor.member_id,
        form=form,
        key_id=wrapped.key_id,
        owner_id=owner,
        wrapped_key=wrapped.sealed,
        sealed=key.seal(_place(form, key), plain),
        saved_at=saved,
        expires_at=saved + DRAFT_KEPT,
    )
    session.merge(made)
    return saved


def _count(session: Session, actor: Actor) -> int:
    counted = select(func.count()).select_from(Draft).where(Draft.member_id == actor.member_id)
    return session.scalar(counted) or 0


def _place(form: str, key: DataKey) -> Place:
    return Place("web_draft", "sealed", form, key.subject)


def draft_of(session: Session, actor: Actor, form: str) -> Kept | None:
    """The actor's own draft of that form; None where there is none, or none that still opens."""
    row = None if actor.member_id is None else session.get(Draft, (actor.member_id, form))
    if row is None or row.expires_at <= now():
        return None
    try:
        key = keys.unwrap(Wrapped(row.key_id, row.owner_id, row.member_id, row.wrapped_key))
        told = json.loads(key.open(_place(form, key), row.sealed))
    except (KeyLost, SealBroken):
        return None
    return Kept(MultiDict([(name, text) for name, texts in told.items() for text in texts]), row.saved_at)


def forget_draft(session: Session, actor: Actor, form: str) -> None:
    """The form was sent, or its draft thrown away."""
    session.execute(delete(Draft).where(Draft.member_id == actor.member_id, Draft.form == form))


def forget_expired(session: Session) -> None:
    """What nobody came back to."""
    session.execute(delete(Draft).where(Draft.expires_at <= now()))
