"""The frame of a programme: recorded by whoever leads it, changed by version."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from referral.cases.service.recording import note
from referral.cases.sight import member_of
from referral.directory.queries.nesting import rows_by
from referral.kit.clock import now
from referral.kit.identity import Actor, ActorKind
from referral.kit.ids import derived_id, new_id
from referral.kit.problems import Forbidden, NotFound, StaleVersion
from referral.places.queries import public_region
from referral.programmes import acts
from referral.programmes.errors import ProgrammeKnown, TerritoryInUse
from referral.programmes.models import (
    Programme,
    ProgrammeAlliance,
    ProgrammePartner,
    ProgrammeTerritory,
)
from referral.programmes.queries import programmes as queries
from referral.programmes.rules import Alliance, Partner, PartnerRole, ProgrammeFrame, Territory


def create_programme(session: Session, actor: Actor, program_id: str, frame: ProgrammeFrame) -> Programme:
    """The frame of a program of the directory, by the organisation that it belongs to.

    Raises `NotFound` for a program that is not the actor's organisation's, `ProgrammeKnown`.
    """
    listed = next(rows_by(session, "program", "id", [program_id]), None)
    if listed is None or not _leads(actor, str(listed["organization_id"])):
        raise NotFound
    if queries.known_programme(session, actor, program_id):
        raise ProgrammeKnown
    programme = Programme(
        id=program_id,
        organization_id=str(listed["organization_id"]),
        version=1,
        recorded_at=now(),
        recorded_by=member_of(actor),
        **_dates(frame),
    )
    session.add(programme)
    session.flush()
    _put_around(session, programme, frame)
    note(session, actor, acts.PROGRAMME_CREATED, ("programme", programme.id), partners=len(frame.partners))
    return programme


def change_programme(
    session: Session, actor: Actor, programme_id: str, frame: ProgrammeFrame, *, version: int
) -> Programme:
    """Another frame for the same programme. Raises `NotFound`, `Forbidden` for who does not lead it, `StaleVersion`."""
    programme = queries.programme_for(session, actor, programme_id, lock=True)
    if not _leads(actor, programme.organization_id):
        raise Forbidden("Whoever leads the programme changes it.")
    if programme.version != version:
        raise StaleVersion(version=programme.version)
    for name, value in _dates(frame).items():
        setattr(programme, name, value)
    programme.version += 1
    _put_around(session, programme, frame)
    note(session, actor, acts.PROGRAMME_CHANGED, ("programme", programme.id), version=programme.version)
    return programme


def _leads(actor: Actor, organization_id: str) -> bool:
    return actor.kind is ActorKind.SYSTEM or actor.organization_id == organization_id


def _dates(frame: ProgrammeFrame) -> dict[str, Any]:
    return {
        "starts_on": frame.starts_on,
        "ends_on": frame.ends_on,
        "countries": list(frame.countries),
        "funder": frame.funder,
    }


def _put_around(session: Session, programme: Programme, frame: ProgrammeFrame) -> None:
    names = _put_territories(session, programme, frame.territories)
    _put_partners(session, programme, frame.partners)
    _put_alliances(session, programme, frame.alliances, names)
    session.flush()


def _put_territories(session: Session, programme: Programme, wanted: Sequence[Territory]) -> dict[str, str]:
    known = {each.id: each for each in queries.territories(session, programme)}
    if set(known) - {each.id for each in wanted}:
        raise TerritoryInUse
    names = {}
    for number, each in enumerate(wanted, 1):
        if each.region_id is not None and public_region(session, each.region_id) is None:
            raise ValueError(
                "territories: there is no such region; right would be an id of GET /api/v1/regions"
            )
        if each.id is not None and each.id not in known:
            raise ValueError("territories: one has an id that is not of this programme")
        row = known.get(each.id or "") or _new_territory(programme, each.name, known)
        row.number, row.name, row.country, row.region_id = number, each.name, each.country, each.region_id
        session.add(row)
        names[each.name] = row.id
    session.flush()
    return names


def _new_territory(
    programme: Programme, name: str, known: Mapping[str, ProgrammeTerritory]
) -> ProgrammeTerritory:
    """The same id for the same name of the same programme, unless another territory was called so first."""
    id_ = derived_id("programme_territory", programme.id, name)
    return ProgrammeTerritory(id=new_id() if id_ in known else id_, programme_id=programme.id)


def _put_partners(session: Session, programme: Programme, wanted: Sequence[Partner]) -> None:
    """Who is not named any more has left; whoever leads it always works in it."""
    roles = {each.organization_id: each.role for each in wanted}
    roles[programme.organization_id] = PartnerRole.LEAD
    moment = now()
    for row in queries.partners(session, programme):
        if roles.get(row.organization_id) == row.role:
            del roles[row.organization_id]
        else:
            row.ended_at = moment
    session.flush()
    for organization_id, role in roles.items():
        made = ProgrammePartner(
            id=new_id(),
            programme_id=programme.id,
            organization_id=organization_id,
            role=role,
            began_at=moment,
        )
        session.add(made)


def _put_alliances(
    session: Session, programme: Programme, wanted: Sequence[Alliance], territories: dict[str, str]
) -> None:
    """As they are now: instruments keep the alliances that adopted them."""
    known = {each.id: each for each in queries.alliances(session, programme)}
    if {each.id for each in wanted if each.id is not None} - set(known):
        raise ValueError("alliances: one has an id that is not of this programme")
    for number, each in enumerate(wanted, 1):
        row = known.pop(each.id or "", None) or ProgrammeAlliance(id=new_id(), programme_id=programme.id)
        row.number, row.name, row.agreement, row.agreed_on = number, each.name, each.agreement, each.agreed_on
        row.territory_id = territories[each.territory] if each.territory else None
        row.member_ids = sorted(each.members)
        session.add(row)
    session.flush()
    used = queries.alliances_with_instruments(session, programme)
    if used & set(known):
        raise ValueError("alliances: one that adopted an instrument stays")
    session.execute(delete(ProgrammeAlliance).where(ProgrammeAlliance.id.in_(list(known))))
