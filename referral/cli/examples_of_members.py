"""What members' operations are asked with, for the examples: each with people of its own, made for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pyotp
from flask import Flask
from flask.testing import FlaskClient

from referral.access.rules import Role
from referral.access.rules.roles import Standing
from referral.access.service.members import Profile, create_member
from referral.access.service.passwords import ask_for_confirmation, issue_mailed_code
from referral.kit.clock import now
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM, Actor, ActorKind, MemberId
from referral.kit.ids import new_id

PASSWORD = "correct horse battery staple"  # noqa: S105 - everybody may know the example's
NEW_PASSWORD = "another long password"  # noqa: S105 - the same
_ADMIN = Role.ORGANIZATION_ADMINISTRATOR
_WEEK = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


@dataclass(frozen=True)
class Person:
    """A member who was made for an example."""

    id: str
    email: str


@dataclass
class Asked:
    """Who asks, with which headers, about which id, and with what."""

    client: FlaskClient
    headers: dict[str, str] = field(default_factory=dict)
    id: str | None = None
    body: dict[str, Any] | None = None
    # What else stands in the address, by name.
    named: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)


class Stage:
    """Makes people of one organisation on a scratch database, and their browsers."""

    def __init__(self, app: Flask, host: str, organization_id: str) -> None:
        self.app, self.host, self.organization_id = app, host, organization_id

    def member(self, *roles: Role) -> Person:
        profile = Profile(f"{new_id()}@example.org", "Arta Example", "Arta E.", "sq")
        with unit_of_work(write=True) as session:
            standing = Standing(self.organization_id, frozenset(roles))
            made = create_member(session, SYSTEM, profile, password=PASSWORD, standing=standing)
            return Person(made.id, made.email)

    def signed_in(self, member: Person) -> Asked:
        asked = Asked(self.app.test_client())
        answer = self.post(asked, "/sessions", {"email": member.email, "password": PASSWORD})
        asked.headers = {"X-CSRF-Token": answer["csrf_token"], "If-Match": '"1"'}
        return asked

    def admin(self, *, about: Person | None = None, body: dict[str, Any] | None = None) -> Asked:
        asked = self.signed_in(self.member(_ADMIN))
        asked.id, asked.body = None if about is None else about.id, body
        return asked

    def worker(self, body: dict[str, Any] | None = None) -> Asked:
        asked = self.signed_in(self.member(Role.CASE_WORKER))
        asked.body = body
        return asked

    def post(self, asked: Asked, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = asked.client.post(f"/api/v1{path}", json=body, headers=asked.headers, base_url=self.host)
        return answer.get_json(silent=True) or {}

    def nobody(self, **body: Any) -> Asked:
        return Asked(self.app.test_client(), body=body)

    def with_secret(self) -> tuple[Asked, pyotp.TOTP]:
        asked = self.worker()
        return asked, pyotp.TOTP(self.post(asked, "/me/second-factor")["secret"])

    def with_factor(self) -> tuple[Asked, list[str]]:
        asked, phone = self.with_secret()
        made = self.post(asked, "/me/second-factor/confirm", {"code": phone.at(now())})
        return asked, made["recovery_codes"]


def _second_step(stage: Stage) -> Asked:
    asked, codes = stage.with_factor()
    account = asked.client.get("/api/v1/me/account", base_url=stage.host).get_json()
    pending = Asked(stage.app.test_client())
    answer = stage.post(pending, "/sessions", {"email": account["email"], "password": PASSWORD})
    return Asked(pending.client, {"X-CSRF-Token": answer["csrf_token"]}, body={"code": codes[0]})


def _confirm(stage: Stage) -> Asked:
    asked, phone = stage.with_secret()
    asked.body = {"code": phone.at(now())}
    return asked


def _by_password(stage: Stage) -> Asked:
    asked, _ = stage.with_factor()
    asked.body = {"password": PASSWORD}
    return asked


def _other_session(stage: Stage) -> Asked:
    member = stage.member(Role.CASE_WORKER)
    other = stage.signed_in(member)
    asked = stage.signed_in(member)
    asked.id = other.client.get("/api/v1/me", base_url=stage.host).get_json()["session_id"]
    return asked


def _invitation(stage: Stage) -> tuple[Asked, dict[str, Any]]:
    asked = stage.admin()
    return asked, stage.post(asked, "/invitations", {"roles": ["case_worker"], "note": "for the desk"})


def _revoke(stage: Stage) -> Asked:
    asked, made = _invitation(stage)
    asked.id = made["id"]
    return asked


def _accept(stage: Stage) -> Asked:
    _, made = _invitation(stage)
    return stage.nobody(
        code=made["code"],
        email=f"{new_id()}@example.org",
        name="Arta Example",
        language="sq",
        password=PASSWORD,
    )


def _redeem_reset(stage: Stage) -> Asked:
    asked = stage.admin(about=stage.member(Role.WORKER), body={})
    code = stage.post(asked, f"/members/{asked.id}/password-resets", {})["code"]
    return stage.nobody(code=code, password=NEW_PASSWORD)


def _redeem_confirmation(stage: Stage) -> Asked:
    member = stage.member(Role.WORKER)
    actor = Actor(ActorKind.MEMBER, id=member.id, member_id=MemberId(member.id))
    with unit_of_work(write=True) as session:
        made = ask_for_confirmation(session, actor)
        issued = issue_mailed_code(session, made.id)
    return stage.nobody(code=issued[2] if issued else "")


def _turns(stage: Stage) -> dict[str, Any]:
    member_id = stage.member(Role.SUPERVISOR).id
    day = {
        "role": "supervisor",
        "member_id": member_id,
        "weekdays": _WEEK,
        "begins": "00:00",
        "until": "00:00",
    }
    return {"zone": "Europe/Tirane", "turns": [day]}


def _duty(stage: Stage) -> Asked:
    asked = stage.admin(body=_turns(stage))
    version = asked.client.get("/api/v1/duty-list", base_url=stage.host).headers["ETag"]
    asked.headers["If-Match"] = version
    return asked


def _sign_in(stage: Stage) -> Asked:
    return stage.nobody(email=stage.member(Role.CASE_WORKER).email, password=PASSWORD)


def _end(stage: Stage) -> Asked:
    successor = stage.member(Role.CASE_WORKER).id
    body = {"successors": [{"role": "case_worker", "member_id": successor}]}
    return stage.admin(about=stage.member(Role.CASE_WORKER), body=body)


_NEW_PASSWORDS = {"present": PASSWORD, "password": NEW_PASSWORD}
_ROLES = {"roles": ["case_worker", "supervisor"]}
ASKED: dict[str, Callable[[Stage], Asked]] = {
    "signIn": _sign_in,
    "giveSecondFactor": _second_step,
    "signOut": Stage.worker,
    "listSessions": Stage.worker,
    "endSession": _other_session,
    "getAccount": Stage.worker,
    "changeAccount": lambda stage: stage.worker({"shown_name": "The night desk"}),
    "changePassword": lambda stage: stage.worker(_NEW_PASSWORDS),
    "beginSecondFactor": Stage.worker,
    "confirmSecondFactor": _confirm,
    "disableSecondFactor": _by_password,
    "renewRecoveryCodes": _by_password,
    "askForEmailConfirmation": Stage.worker,
    "redeemEmailConfirmation": _redeem_confirmation,
    "askForPasswordReset": lambda stage: stage.nobody(email="arta@example.org"),
    "redeemPasswordReset": _redeem_reset,
    "listMembers": Stage.admin,
    "getMember": lambda stage: stage.admin(about=stage.member(Role.WORKER)),
    "changeRoles": lambda stage: stage.admin(about=stage.member(Role.CASE_WORKER), body=_ROLES),
    "endMembership": _end,
    "printPasswordReset": lambda stage: stage.admin(about=stage.member(Role.WORKER), body={}),
    "createInvitation": lambda stage: stage.admin(
        body={"roles": ["case_worker"], "note": "for the desk", "days": 7}
    ),
    "listInvitations": lambda stage: _invitation(stage)[0],
    "revokeInvitation": _revoke,
    "acceptInvitation": _accept,
    "getDutyList": Stage.admin,
    "replaceDutyList": _duty,
}
# What differs each time or opens something.
_ID = "00000000-0000-4000-8000-000000000001"
_MOMENT = "2026-01-01T09:00:00Z"
REPLACED: dict[str, Any] = {
    **dict.fromkeys(("id", "id_", "session_id", "member_id", "created_by"), _ID),
    **dict.fromkeys(("created_at", "started_at", "last_used_at", "ended_at"), _MOMENT),
    "expires_at": "2027-01-01T09:00:00Z",
    "csrf_token": "0" * 64,
    "agent": "Mozilla/5.0",
    "email": "arta@example.org",
    "code": "00000-EXAMP-00000-00000",
    "link": "https://directory.example.org/join#00000-EXAMP-00000-00000",
    "secret": "EXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAM",
    "address": "otpauth://totp/Referral:arta%40example.org?secret=EXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAM&issuer=Referral",
    "recovery_codes": ["00000-EXAMP-00000-00000", "00000-EXAMP-00000-00001"],
    "supervisor": [_ID],
}
