"""What each action and note is told: one shape on the wire, of which every action takes its own fields and no other."""

import dataclasses
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

import marshmallow as ma

from referral.cases.rules import ContactChannel, DataCategory, WithdrawalScope, WithdrawalVia
from referral.kit.http import Schema
from referral.kit.http.schema import Truth, Whole
from referral.referrals.rules import INPUTS, Action, Helped, Inputs, Note, Told, ToldBy
from referral.referrals.rules.inputs import LONGEST_TEXT, Accept, Complete, StartService
from referral.referrals.rules.reasons import (
    CancelReason,
    DeclineReason,
    FailCause,
    HoldReason,
    Outcome,
    Question,
    WasAsked,
)
from referral.referrals.schemas.questions import by_field, one_of

WE_HELPED, CHOOSE, TURN_KEY = "we_helped", "choose", "turn_key"
_MOST_WORDS = 20
# What each note takes; a note that stands in none of these is written by the rules themselves.
OF_NOTES: Mapping[Note, tuple[str, ...]] = {
    Note.ASSIGN: ("assign_to",),
    Note.MESSAGE: ("body",),
    Note.CONTACT_ATTEMPT: ("way", "text"),
    Note.RELEASE_ITEM: ("item",),
    Note.REMIND: ("text",),
    Note.ESCALATE: ("text",),
    Note.PROPOSE: ("suggested_service", "text"),
    Note.PROGRESS: ("text",),
    Note.WAITLIST_REVIEWED: ("review_on", "text"),
    Note.HOLD_REVIEWED: ("review_on", "text"),
    Note.ARRIVED: (),
    Note.REVIEWED: ("note",),
    Note.KEY_NOTICE: ("text",),
    Note.CONFIRM_TOLD: (),
    Note.CONTEST_TOLD: ("text",),
}
_NEEDED_OF_NOTES = frozenset({"assign_to", "body", "way", "item"})
_COMMON = ("occurred_at", "told")
# Every word by which something can be asked for under `/actions/`.
NAMES = (*(each.value for each in Action), *(each.value for each in OF_NOTES), WE_HELPED, CHOOSE, TURN_KEY)


def _text(**metadata: str) -> ma.fields.String:
    return ma.fields.String(validate=ma.validate.Length(1, LONGEST_TEXT), metadata=metadata)


def _list_of(words: type[StrEnum]) -> ma.fields.List[str]:
    return ma.fields.List(one_of(words), validate=ma.validate.Length(1, _MOST_WORDS))


class ToldSchema(Schema):
    """The receiver said it to the sender, who records it."""

    by = one_of(ToldBy, required=True)
    said_by = ma.fields.String(
        required=True,
        validate=ma.validate.Length(1, 200),
        metadata={"description": "Who of the receiver said it: a name or a function"},
    )


class ActionSchema(Schema):
    """What an action is told. Which fields belong to which action is refused by name where it is wrong."""

    occurred_at = ma.fields.AwareDateTime(metadata={"description": "When it happened, if not now"})
    told = ma.fields.Nested(ToldSchema)
    reason = _text(description="A code of the action's list; of request_approval and mark_error a sentence")
    text = _text(description="Needed where a reason, cause or outcome is `other`")
    note = _text()
    alone_because = _text(description="Of submit: an emergency, and nobody reachable who could approve")
    questions = _list_of(Question)
    categories = _list_of(DataCategory)
    review_on = ma.fields.Date()
    estimate_days = Whole()
    assign_to = ma.fields.UUID()
    suggested_service = ma.fields.UUID()
    first_contact_on = ma.fields.Date()
    channel = one_of(ContactChannel)
    outcome = one_of(Outcome)
    served_from = ma.fields.Date()
    served_to = ma.fields.Date()
    feedback = _text(description="To the sender, where the person agreed to that")
    cause = one_of(FailCause)
    asked = one_of(WasAsked)
    need_met = Truth(allow_none=True)
    satisfaction = Whole(allow_none=True)
    via = one_of(WithdrawalVia)
    scopes = _list_of(WithdrawalScope)
    body = _text(description="Of message")
    way = one_of(ContactChannel, metadata={"description": "Of contact_attempt"})
    authority = _text(description="Of turn_key: the kind of an authority of the country's profile")
    item = _text(description="Of release_item: narrative, or the id of a document of its people")


_REASONS: Mapping[Action, type[StrEnum]] = {
    Action.DECLINE: DeclineReason,
    Action.HOLD: HoldReason,
    Action.CANCEL: CancelReason,
}
_READS: Mapping[str, Callable[[Any], Any]] = {
    "questions": lambda given: tuple(Question(each) for each in given),
    "categories": lambda given: frozenset(DataCategory(each) for each in given),
    "scopes": lambda given: frozenset(WithdrawalScope(each) for each in given),
    "channel": ContactChannel,
    "outcome": Outcome,
    "cause": FailCause,
    "asked": WasAsked,
    "via": WithdrawalVia,
    "assign_to": str,
    "suggested_service": str,
}
# The clock alone says that a consent ran out.
_NOT_ASKED = {Action.WITHDRAW_CONSENT: frozenset({"cause"})}


def inputs_of(action: Action, given: Mapping[str, Any]) -> Inputs:
    """The inputs of an action. Raises marshmallow's `ValidationError` by field."""
    kind, without = INPUTS[action], _NOT_ASKED.get(action, frozenset())
    _refuse_others(given, [each.name for each in dataclasses.fields(kind) if each.name not in without])
    made: Inputs = _made(kind, given, reasons=_REASONS.get(action))
    return made


def helped_of(given: Mapping[str, Any]) -> Helped:
    """The inputs of the three actions that "we helped" stands for."""
    parts = (Accept, StartService, Complete)
    names = {part: [each.name for each in dataclasses.fields(part)] for part in parts}
    _refuse_others(given, [name for part in parts for name in names[part]])
    accept, start, complete = (
        _made(part, {name: given[name] for name in names[part] if name in given}) for part in parts
    )
    return Helped(accept=accept, start=start, complete=complete)


def note_of(note: Note, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a note is told, as it is kept."""
    names = OF_NOTES[note]
    _refuse_others(given, names)
    missing = [name for name in names if name in _NEEDED_OF_NOTES and name not in given]
    if missing:
        raise ma.ValidationError({name: ["Missing data for required field."] for name in missing})
    said = {name: given[name] for name in names if name in given}
    return {name: value if isinstance(value, str) else str(value) for name, value in said.items()}


def told_of(given: Mapping[str, Any]) -> Told | None:
    """Who of the receiver said it, and how."""
    told = given.get("told")
    return None if told is None else Told(ToldBy(told["by"]), told["said_by"])


def authority_of(given: Mapping[str, Any]) -> str:
    """For which authority a missing key is turned."""
    _refuse_others(given, ("authority",))
    if "authority" not in given:
        raise ma.ValidationError({"authority": ["Missing data for required field."]})
    return str(given["authority"])


def refuse_inputs(given: Mapping[str, Any]) -> None:
    """For what takes nothing."""
    _refuse_others(given, ())


def _refuse_others(given: Mapping[str, Any], names: Any) -> None:
    others = [name for name in given if name not in names and name not in _COMMON]
    if others:
        allowed = ", ".join(sorted({*names, *_COMMON}))
        raise ma.ValidationError(
            {name: [f"Not a field of this action; allowed: {allowed}."] for name in others}
        )


def _made(kind: type, given: Mapping[str, Any], *, reasons: type[StrEnum] | None = None) -> Any:
    reads = {**_READS, **({"reason": _word_of(reasons)} if reasons is not None else {})}
    values, missing = {}, []
    for field in dataclasses.fields(kind):
        if field.name in given:
            value = given[field.name]
            read = reads.get(field.name)
            values[field.name] = value if read is None or value is None else read(value)
        elif field.default is dataclasses.MISSING:
            missing.append(field.name)
    if missing:
        raise ma.ValidationError({name: ["Missing data for required field."] for name in missing})
    try:
        return kind(**values)
    except ValueError as fault:
        raise by_field(fault) from fault


def _word_of(words: type[StrEnum]) -> Callable[[Any], StrEnum]:
    def read(given: Any) -> StrEnum:
        if given not in tuple(words):
            raise ma.ValidationError({"reason": [f"Must be one of: {', '.join(words)}."]})
        return words(given)

    return read


def is_known(name: str) -> bool:
    """Whether there is such an action or note."""
    return name in NAMES
