"""Changing what is recorded of a case itself: number, region, need of protection, whether somebody works on it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from referral.cases import acts
from referral.cases.models import Case
from referral.cases.queries import cases
from referral.cases.service.cases import check_region, flush_number
from referral.cases.service.recording import note, recorded
from referral.cases.sight import Sight
from referral.cases.values import check_text
from referral.cases.words import CaseStatus
from referral.kit.identity import Actor
from referral.kit.problems import StaleVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePatch:
    """What a case is to be from now on; `given` names the fields that were said, so that None can empty one."""

    given: frozenset[str]
    number: str | None = None
    region_id: str | None = None
    protection: bool = False
    status: CaseStatus = CaseStatus.OPEN


def change_case(session: Session, actor: Actor, case_id: str, *, version: int, patch: CasePatch) -> Case:
    """Changes what was given. A case with a need of protection becomes restricted, and stays so until that is lifted.

    Raises `StaleVersion` where it was changed since that version was read, `NumberTaken`, `NotFound`.
    """
    case = cases.case_for(session, actor, case_id, least=Sight.ALL, lock=True).case
    if case.version != version:
        raise StaleVersion(version=case.version)
    changed = _apply(session, actor, case, patch)
    if not changed:
        return case
    case.version += 1
    flush_number(session)
    note(session, actor, acts.CASE_CHANGED, ("case", case.id), fields=changed, status=case.status)
    return case


def _apply(session: Session, actor: Actor, case: Case, patch: CasePatch) -> list[str]:
    """Writes what differs and answers which fields those were."""
    wanted: dict[str, object] = {}
    if "number" in patch.given:
        wanted["number"] = check_text("number", patch.number, longest=40)
    if "region_id" in patch.given:
        wanted["region_id"] = check_region(session, patch.region_id)
    if "protection" in patch.given:
        wanted["protection"] = patch.protection
        wanted["restricted"] = case.restricted or patch.protection
    if "status" in patch.given and patch.status != case.status:
        wanted["status"] = patch.status
        closed = patch.status is CaseStatus.CLOSED
        wanted["closed_at"] = recorded(actor)["occurred_at"] if closed else None
    changed = [name for name, value in wanted.items() if getattr(case, name) != value]
    for name in changed:
        setattr(case, name, wanted[name])
    return changed
