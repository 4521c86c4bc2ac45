"""Demo accounts: one of each role in organisations that send and receive, in two countries, and those above them.

Their addresses are of a domain that production lets nobody sign in under. The password is made on this machine.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time

from sqlalchemy.orm import Session

from referral.access import keyring, service
from referral.access.queries.members import public_member_by_email
from referral.access.rules import Role, Scope
from referral.access.rules.addresses import DEMO_DOMAIN
from referral.access.rules.duty import WEEKDAYS, Turn
from referral.access.rules.roles import Standing
from referral.access.service.duty import UNWRITTEN, replace_duty
from referral.access.service.members import Profile, create_member
from referral.directory.demo.country import demo_id
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM, Actor, ActorKind, OrganizationId
from referral.places.queries import public_regions

KEY_DAYS = 365
_INSIDE = (
    *(Role.CASE_WORKER, Role.SUPERVISOR, Role.FOCAL_POINT, Role.WORKER),
    *(Role.DATA_PROTECTION_OFFICER, Role.DIRECTORY_EDITOR, Role.ORGANIZATION_ADMINISTRATOR),
)
_ABOVE = (Role.COORDINATOR, Role.DIRECTORY_STEWARD)
_PLATFORM = f"platform-administrator@{DEMO_DOMAIN}"


@dataclass(frozen=True)
class Account:
    """One account that was made."""

    id: str
    email: str
    organization_id: str | None


@dataclass(frozen=True)
class Country:
    """Who sends, who receives, and the ministry above them (which runs no service, so the directory has it not)."""

    code: str
    language: str
    zone: str
    sender: str
    receiver: str
    ministry: str


COUNTRIES = (
    Country("AL", "sq", "Europe/Tirane", "ura-e-re-fier", "krah-tirane", "ministria-al"),
    Country("RS", "sr-Latn", "Europe/Belgrade", "most-jug", "sigurno-nis", "ministarstvo-rs"),
)
# Who leads a programme elsewhere: enough to record what it reaches, and to read it.
LEADS = {"khidi-tbilisi": "ka", "sojuz-mk": "mk", "instituto-oficios": "es"}
_LEADING = (Role.CASE_WORKER, Role.SUPERVISOR, Role.ORGANIZATION_ADMINISTRATOR)
_SCOPES = {
    "sender": (Scope.DIRECTORY_READ, Scope.REFERRAL_SEND, Scope.IDENTITY_READ),
    "receiver": (Scope.DIRECTORY_READ, Scope.REFERRAL_RESPOND, Scope.IDENTITY_READ),
}


def demo_accounts() -> list[str]:
    """Makes the accounts where they are not there; a line for each, with what opens it."""
    with unit_of_work(write=True) as session:
        if public_member_by_email(session, _PLATFORM) is not None:
            return []
        return [f"{what:<48}{opens}" for what, opens in _make(session)]


def _make(session: Session) -> Iterator[tuple[str, str]]:
    password = keyring.new_code()
    yield "password of all members", password
    member = _member(session, Role.PLATFORM_ADMINISTRATOR, None, language="en", password=password)
    yield "platform administrator", member.email
    for country in COUNTRIES:
        yield from _of_country(session, country, password)
    for key, language in LEADS.items():
        for role in _LEADING:
            made = _member(session, role, key, language=language, password=password)
            yield f"{role.value.replace('_', ' ')}, {key}", made.email
    yield "administrator's token", service.create_administrator(session, SYSTEM, "Demo administrator").token
    for name, scopes in _SCOPES.items():
        yield f"key of the {name} (AL)", _key(session, str(getattr(COUNTRIES[0], name)), scopes)


def _of_country(session: Session, country: Country, password: str) -> Iterator[tuple[str, str]]:
    supervisors = []
    for part, key, roles in (
        ("sender", country.sender, _INSIDE),
        ("receiver", country.receiver, _INSIDE),
        ("ministry", country.ministry, _ABOVE),
    ):
        for role in roles:
            regions = _regions(session, country.code) if role is Role.COORDINATOR else ()
            made = _member(session, role, key, language=country.language, password=password, regions=regions)
            if role is Role.SUPERVISOR:
                supervisors.append(made)
            yield f"{role.value.replace('_', ' ')}, {part} ({country.code})", made.email
    _duty(session, country, supervisors)


def _regions(session: Session, code: str) -> tuple[str, ...]:
    """All regions of the first level; the country's own id where it has none."""
    found = public_regions(session, country=code, level=1) or public_regions(session, country=code)
    return tuple(sorted(region.id for region in found)) or (demo_id("region", code),)


def _member(
    session: Session,
    role: Role,
    key: str | None,
    *,
    language: str,
    password: str,
    regions: tuple[str, ...] = (),
) -> Account:
    word = role.value.replace("_", "-")
    address = f"{word}.{key}@{DEMO_DOMAIN}" if key else f"{word}@{DEMO_DOMAIN}"
    name = word.replace("-", " ").capitalize()
    standing = Standing(key and demo_id("organization", key), frozenset({role}), regions)
    profile = Profile(address, f"{name} (demo)", name, language)
    made = create_member(session, SYSTEM, profile, password=password, standing=standing)
    return Account(made.id, made.email, made.organization_id)


def _key(session: Session, organization: str, scopes: Sequence[Scope]) -> str:
    made = service.create_key(
        session,
        SYSTEM,
        organization_id=demo_id("organization", organization),
        name="Demo key",
        scopes=scopes,
        days=KEY_DAYS,
    )
    return made.token


def _duty(session: Session, country: Country, supervisors: Sequence[Account]) -> None:
    """By day the sender's own supervisor, by night the receiver's."""
    own, partner = supervisors
    day, night = time(8), time(20)
    turns = [
        Turn(Role.SUPERVISOR, own.id, frozenset(WEEKDAYS), day, night),
        Turn(Role.SUPERVISOR, partner.id, frozenset(WEEKDAYS), night, day),
    ]
    actor = Actor(ActorKind.SYSTEM, organization_id=OrganizationId(str(own.organization_id)))
    replace_duty(session, actor, version=UNWRITTEN, zone=country.zone, turns=turns)
