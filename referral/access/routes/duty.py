"""An organisation's duty list: who stands in, at which times, and who does now."""

from datetime import time
from typing import Any

from flask import Response

from referral.access.models import DutyList
from referral.access.queries import duty as queries
from referral.access.queries.members import shown_names
from referral.access.routes.base import NO_STORE, blp
from referral.access.rules.duty import WEEKDAYS, Turn, on_duty
from referral.access.rules.roles import Role
from referral.access.schemas.duty import DutyPutSchema, DutySchema
from referral.access.service import duty as service
from referral.kit.clock import now
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.http.respond import json_response
from referral.kit.http.versions import etag, expected_version


@blp.route("/duty-list")
@blp.requires("duty:read")
@blp.response(200, DutySchema)
@blp.doc(operationId="getDutyList")
def get_duty_list() -> Response:
    """Your organisation's duty list, and who is on duty now"""
    return _answer(queries.own_list(current_session(), current_actor()))


@blp.route("/duty-list", methods=["PUT"])
@blp.requires("duty:write")
@blp.changes_version
@blp.arguments(DutyPutSchema)
@blp.response(200, DutySchema)
@blp.doc(operationId="replaceDutyList")
def replace_duty_list(given: dict[str, Any]) -> Response:
    """Replaces the list; people of other organisations may stand in, too"""
    turns = [_turn(each) for each in given["turns"]]
    session, actor = current_session(), current_actor()
    version = expected_version()
    made = service.replace_duty(session, actor, version=version, zone=given["zone"], turns=turns)
    return _answer(made)


def _turn(given: dict[str, Any]) -> Turn:
    return Turn(
        Role(given["role"]),
        str(given["member_id"]),
        frozenset(given["weekdays"]),
        time.fromisoformat(given["begins"]),
        time.fromisoformat(given["until"]),
        given["first"],
        given["last"],
    )


def _answer(duty: DutyList | None) -> Response:
    if duty is None:
        empty: dict[str, Any] = {"zone": None, "turns": [], "now": {}, "version": service.UNWRITTEN}
        return json_response(empty, headers={**NO_STORE, **etag(service.UNWRITTEN)})
    turns = queries.turns_of(duty)
    names = shown_names(current_session(), [turn.member_id for turn in turns])
    body = {
        "zone": duty.zone,
        "turns": [{**_shown(turn), "shown_name": names[turn.member_id]} for turn in turns],
        "now": _now(turns, duty.zone),
        "version": duty.version,
    }
    return json_response(body, headers={**NO_STORE, **etag(duty.version)})


def _shown(turn: Turn) -> dict[str, Any]:
    return {
        "role": turn.role.value,
        "member_id": turn.member_id,
        "weekdays": [each for each in WEEKDAYS if each in turn.weekdays],
        "begins": f"{turn.begins:%H:%M}",
        "until": f"{turn.until:%H:%M}",
        "first": turn.first.isoformat() if turn.first else None,
        "last": turn.last.isoformat() if turn.last else None,
    }


def _now(turns: list[Turn], zone: str) -> dict[str, list[str]]:
    moment, roles = now(), sorted({turn.role for turn in turns})
    return {role.value: on_duty(turns, role=role, at=moment, zone=zone) for role in roles}
