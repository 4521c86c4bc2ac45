"""The demo's programmes: their published targets, and invented records of what the organisations that lead reached.

Read from `seed_data/results.yaml`. Never in production: the people are nobody's, and stand in cases of demo accounts.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.orm import Session

from referral.access.queries.members import public_member_by_email
from referral.access.rules import Role
from referral.access.rules.addresses import DEMO_DOMAIN
from referral.cases.new_consent import NewConsent
from referral.cases.rules import Basis, DataCategory, Direction, Giver, NoticeChannel, Purpose
from referral.cases.service.cases import create_case
from referral.cases.service.consenting import record_consent
from referral.cases.values import Facts, NewCase, NewPerson
from referral.cases.words import AgeSource
from referral.directory.demo.country import demo_id
from referral.directory.eligibility import Sex, TargetGroup, word_of
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM, Actor, ActorKind, MemberId, OrganizationId
from referral.programmes import rules
from referral.programmes.queries.programmes import known_programme, programme_for, territories
from referral.programmes.service import aims, enrolling, milestones, programmes

_FILE = Path(__file__).resolve().parents[2] / "seed_data" / "results.yaml"
_NOON = time(12)
_EVERY = 14
_AGREED = frozenset({DataCategory.NEEDS})


def demo_results() -> Mapping[str, Any]:
    """The file as it is written, by the key of the programme."""
    read: Mapping[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return read


def load_programmes() -> Iterator[str]:
    """Records each programme that is not there, in a transaction of its own; the key of each that was."""
    for key, said in demo_results().items():
        id_ = demo_id("program", key)
        with unit_of_work(write=True, actor=SYSTEM) as session:
            if known_programme(session, SYSTEM, id_):
                continue
            programmes.create_programme(session, SYSTEM, id_, _frame(said))
            _record(session, id_, said)
        yield key


def _frame(said: Mapping[str, Any]) -> rules.ProgrammeFrame:
    return rules.ProgrammeFrame(
        starts_on=said["starts_on"],
        ends_on=said["ends_on"],
        countries=tuple(said["countries"]),
        funder=said.get("funder"),
        territories=tuple(
            rules.Territory(name=name, country=country) for name, country in said["territories"].items()
        ),
        partners=tuple(
            rules.Partner(organization_id=demo_id("organization", key), role=rules.PartnerRole(role))
            for key, role in said["partners"].items()
        ),
        alliances=tuple(
            rules.Alliance(
                name=each["name"],
                territory=each["territory"],
                members=tuple(demo_id("organization", key) for key in each["members"]),
            )
            for each in said.get("alliances", ())
        ),
    )


def _record(session: Session, programme_id: str, said: Mapping[str, Any]) -> None:
    lead = said["lead"]
    boss = _actor(session, lead, Role.ORGANIZATION_ADMINISTRATOR)
    worker = _actor(session, lead, Role.CASE_WORKER)
    places = _places(session, boss, programme_id)
    for each in said["targets"]:
        aims.set_target(session, boss, programme_id, _target(each, said["ends_on"]))
    for each in said.get("instruments", ()):
        aims.record_instrument(session, boss, _instrument(programme_id, each, places))
    for each in said.get("groups", ()):
        aims.record_activity(session, worker, _activity(programme_id, each, places))
    for each in said.get("people", ()):
        for number in range(each["many"]):
            day = each["day"] + timedelta(days=number * each.get("every", _EVERY))
            _person(session, worker, programme_id, each, places, day)


def _places(session: Session, actor: Actor, programme_id: str) -> dict[str, str]:
    programme = programme_for(session, actor, programme_id)
    return {each.name: each.id for each in territories(session, programme)}


def _actor(session: Session, organization: str, role: Role) -> Actor:
    word = role.value.replace("_", "-")
    member = public_member_by_email(session, f"{word}.{organization}@{DEMO_DOMAIN}")
    if member is None:
        raise LookupError(f"{organization} has no {word} among the demo's accounts")
    of = OrganizationId(demo_id("organization", organization))
    return Actor(
        ActorKind.MEMBER, member.id, of, member_id=MemberId(member.id), roles=frozenset({role.value})
    )


def _target(said: Mapping[str, Any], ends_on: date) -> rules.NewTarget:
    share = said.get("share")
    return rules.NewTarget(
        title=said["title"],
        unit=rules.Unit(said.get("unit", rules.Unit.PEOPLE)),
        kinds=tuple(said["kinds"]),
        of_kinds=tuple(said.get("of_kinds", ())),
        goal_kind=rules.GoalKind.SHARE if share else rules.GoalKind.COUNT,
        goal=share or said["goal"],
        due_on=said.get("due_on", ends_on),
        sex=rules.Sex(said["sex"]) if "sex" in said else None,
    )


def _instrument(programme_id: str, said: Mapping[str, Any], places: Mapping[str, str]) -> rules.NewInstrument:
    return rules.NewInstrument(
        programme_id=programme_id,
        kind=rules.InstrumentKind(said["kind"]),
        title=said["title"],
        adopted_on=said["day"],
        alliance=said.get("alliance"),
        territory_id=places.get(said.get("territory", "")),
    )


def _activity(programme_id: str, said: Mapping[str, Any], places: Mapping[str, str]) -> rules.NewActivity:
    return rules.NewActivity(
        programme_id=programme_id,
        kind=rules.ActivityKind(said["kind"]),
        counts=tuple(
            rules.Heads(count=count, sex=rules.Sex(sex), age_band=rules.AgeBand(band) if band else None)
            for sex, band, count in said["counts"]
        ),
        occurred_at=_moment(said["day"]),
        territory_id=places[said["territory"]],
        place=said["place"],
    )


def _moment(day: date) -> datetime:
    return datetime.combine(day, _NOON, UTC)


def _person(
    session: Session,
    worker: Actor,
    programme_id: str,
    said: Mapping[str, Any],
    places: Mapping[str, str],
    day: date,
) -> None:
    """A case of one person, what they agree to, and what they reached after so many days."""
    new = NewCase(
        people=(NewPerson(facts=_facts(said)),),
        occurred_at=_moment(day),
        protection=said.get("protection", False),
    )
    person = create_case(session, worker, new).people[0].id
    record_consent(session, worker, person, _agreement(worker, said, day))
    enrolment = enrolling.enrol(
        session,
        worker,
        rules.NewEnrolment(
            programme_id=programme_id,
            person_id=person,
            territory_id=places[said["territory"]],
            occurred_at=_moment(day),
        ),
    )
    for kind, days in said["reached"].items():
        reached = rules.NewMilestone(
            kind=rules.MilestoneKind(kind), occurred_at=_moment(day + timedelta(days=days))
        )
        milestones.record_milestone(session, worker, enrolment.id, reached)


def _facts(said: Mapping[str, Any]) -> Facts:
    age = said.get("age")
    return Facts(
        age_from=age,
        age_to=age,
        age_source=None if age is None else AgeSource.PERSON,
        sex=word_of(Sex, said["sex"]) if "sex" in said else None,
        target_groups=frozenset({word_of(TargetGroup, said["group"])}) if "group" in said else None,
    )


def _agreement(worker: Actor, said: Mapping[str, Any], day: date) -> NewConsent:
    return NewConsent(
        giver=Giver.SELF,
        agreed=True,
        basis=Basis.CONSENT,
        purpose=Purpose.PROGRAMME,
        categories=_AGREED,
        direction=Direction.SEND,
        organizations=(str(worker.organization_id),),
        statistics=True,
        protection=said.get("protection", False),
        notice_version="demo",
        notice_language="en",
        notice_channel=NoticeChannel.SPOKEN,
        given_at=_moment(day),
    )
