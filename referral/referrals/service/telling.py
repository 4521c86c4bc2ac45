"""What of an event is kept beside its state: codes, days and numbers readable, what somebody wrote sealed."""

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy.orm import Session

from referral.cases.errors import PersonErased
from referral.cases.sealing import Column, open_json, open_text, seal, seal_json
from referral.cases.service.keys import key_of
from referral.referrals.models import ReferralEvent, ReferralRecord
from referral.referrals.rules import Event

# Fields of inputs in which somebody may have written about somebody.
_WRITTEN = frozenset({"alone_because", "reason_text", "note", "text", "feedback", "body", "said_by"})
# The reason of these is a sentence, of all others a code.
_REASON_IS_TEXT = frozenset({"request_approval", "mark_error"})


def details_of(event: Event, more: Mapping[str, Any] | None = None) -> tuple[dict[str, Any], dict[str, str]]:
    """What is kept readable, and what is sealed; `more` is what was said beside the event's own inputs."""
    said = {**({} if event.inputs is None else _fields(event.inputs)), **(more or {})}
    if event.name in _REASON_IS_TEXT and "reason" in said:
        said["reason_text"] = said.pop("reason")
    if event.verified is not None:
        said["verified"] = event.verified
    if event.told is not None:
        said["said_by"] = event.told.said_by
    return _split(said)


def _split(said: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Codes apart from words; what is empty is not kept."""
    kept = {name: value for name, value in said.items() if value not in (None, "", [])}
    words = {name: str(value) for name, value in kept.items() if name in _WRITTEN}
    return {name: value for name, value in kept.items() if name not in words}, words


def _fields(inputs: Any) -> dict[str, Any]:
    return {each.name: _plain(getattr(inputs, each.name)) for each in dataclasses.fields(inputs)}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, frozenset | tuple):
        plain = [_plain(each) for each in value]
        return sorted(plain) if isinstance(value, frozenset) else plain
    return value


def seal_words(session: Session, subject: str, row: str, words: Mapping[str, str]) -> bytes | None:
    """Words of an event, sealed with the key of the first person. Of somebody who was erased nothing is kept."""
    if not words:
        return None
    try:
        key = key_of(session, subject)
    except PersonErased:
        return None
    return seal_json(key, ReferralEvent.words_sealed, row, dict(words))


def words_of(session: Session, subject: str, event: ReferralEvent) -> dict[str, str]:
    """The words of an event; none where there are none, or nobody can read them any more."""
    if event.words_sealed is None:
        return {}
    try:
        key = key_of(session, subject)
    except PersonErased:
        return {}
    found: dict[str, str] = open_json(key, ReferralEvent.words_sealed, _row(event), event.words_sealed)
    return found


def row_of(referral_id: str, number: int) -> str:
    """Under which name the words of an event are sealed."""
    return f"{referral_id}/{number}"


def _row(event: ReferralEvent) -> str:
    return row_of(event.referral_id, event.number)


def seal_text(session: Session, subject: str, column: Column, row: str, text: str | None) -> bytes | None:
    """A text of the referral itself, sealed with the key of the first person."""
    return None if text is None else seal(key_of(session, subject), column, row, text)


def text_of(session: Session, subject: str, column: Column, record: ReferralRecord) -> str | None:
    """A text of the referral itself; nothing where there is none, or nobody can read it any more."""
    sealed = getattr(record, column.key)
    if sealed is None:
        return None
    try:
        return open_text(key_of(session, subject), column, record.id, sealed)
    except PersonErased:
        return None
