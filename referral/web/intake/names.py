"""Names for the ids on a page: services, organisations, colleagues, regions, needs."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from referral.access.queries.members import members, shown_names
from referral.access.rules import Role
from referral.directory.needs import need
from referral.directory.queries.nesting import rows_by
from referral.directory.queries.texts import localize
from referral.kit.identity import Actor
from referral.places.queries import public_region
from referral.web.page.languages import language, wanted

_MOST_COLLEAGUES = 500


def named(session: Session, name: str, ids: Iterable[str | None]) -> dict[str, str]:
    """Names of directory objects (`service`, `organization`) by id, in the reader's language where there is one."""
    rows = rows_by(session, name, "id", [each for each in ids if each])
    found: list[dict[str, Any]] = [{"id": row["id"], "name": row["name"]} for row in rows]
    localize(session, name, found, (), wanted())
    return {each["id"]: each["name"] for each in found}


def need_label(code: str, tag: str | None = None) -> str:
    """What a need is called in a language; the reader's, where none is said."""
    try:
        labels: Mapping[str, str] = need(code).labels
    except LookupError:
        return code
    return labels.get(tag or language().tag) or labels["en"]


def region_name(session: Session, region_id: str | None) -> str:
    """What a region is called; nothing where it is not known."""
    region = None if region_id is None else public_region(session, region_id)
    return "" if region is None else str(region.name)


def colleagues(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Ids and names of members of one's own organisation who serve or take referrals in."""
    found = members(session, actor, organization_id=actor.organization_id, after=None, limit=_MOST_COLLEAGUES)
    return [(each.id, each.name) for each in found if {Role.WORKER, Role.FOCAL_POINT} & set(each.roles)]


def people_shown(session: Session, ids: Collection[str | None]) -> dict[str, str]:
    """How members are called to partners."""
    return shown_names(session, [each for each in ids if each])
