"""Releasing a period: counting what may be counted, protecting it, freezing it as a numbered revision."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.audit.rules import declare_action
from referral.audit.service import append
from referral.coverage.cube import (
    ABROAD,
    AGES,
    LEVELS,
    THRESHOLDS,
    TIMED,
    UNKNOWN,
    categories,
    category,
    cube_of,
    medians_of,
)
from referral.coverage.errors import NothingToRelease, PeriodNotOver
from referral.coverage.models import CoveragePeople, CoverageRelease, CoverageReleaseLevel
from referral.coverage.people import pages
from referral.coverage.queries import public_levels, public_releases
from referral.coverage.rules import Period, outcome_of
from referral.coverage.service import bump
from referral.kit.clock import now
from referral.kit.disclosure import Codes, Published, Standing, publish, tabulate
from referral.kit.identity import Actor
from referral.kit.ids import new_id
from referral.places.queries import public_regions
from referral.referrals.queries.statistics import SentReferral, sent_between
from referral.search.presence import public_sites_of

Tell = Callable[[str, int, int | None], None]
RELEASED = declare_action("coverage:release:made", "Counts of a period were released, frozen as a revision.")
ADMIN1 = 1


def release(session: Session, actor: Actor, country: str, period: Period, tell: Tell) -> CoverageRelease:
    """The next revision of a country's counts of a period.

    Raises `PeriodNotOver`, and `NothingToRelease` where nothing changed since the last one or there are no regions.
    """
    if period.ends > now():
        raise PeriodNotOver(f"{period} is not over: it can be released from {period.ends:%Y-%m-%d} on.")
    # Two releases of one period at a time would be two first revisions.
    bump(session, f"release {country}")
    regions = [region.code for region in public_regions(session, country=country, level=ADMIN1)]
    if not regions:
        raise NothingToRelease(f"{country} has no first-order regions: load or import them first.")
    earlier = [*reversed(public_releases(session, country=country, period=str(period)))]
    facts = sent_between(session, actor, country=country, since=period.starts, until=period.ends)
    records = records_of(session, country, [fact for fact in facts if fact.counts])
    return _freeze(session, actor, country, period, regions, earlier, facts, records, tell)


def _freeze(
    session: Session,
    actor: Actor,
    country: str,
    period: Period,
    regions: Sequence[str],
    earlier: Sequence[CoverageRelease],
    facts: Sequence[SentReferral],
    records: Sequence[tuple[dict[str, str], SentReferral]],
    tell: Tell,
) -> CoverageRelease:
    cube = cube_of(regions)
    before = published_before(session, earlier)
    counts = tabulate(cube, ((codes, fact.sender) for codes, fact in records))
    levels = publish(cube, counts, THRESHOLDS, earlier=before, tell=tell)
    if before and all(
        (each.cells, each.refused) == (old.cells, old.refused)
        for each, old in zip(levels, before[-1], strict=True)
    ):
        raise NothingToRelease(
            f"{period} of {country}: nothing that can be shown changed since the last revision."
        )
    made = CoverageRelease(
        id=new_id(),
        country_code=country,
        period=str(period),
        revision=len(earlier) + 1,
        released_at=now(),
        left_out=_left_out(facts),
    )
    session.add(made)
    session.flush()
    timed = {each.name: medians_of(cube, each, records) for each in LEVELS if each.name in TIMED}
    rows = [_row(made, each, timed.get(each.level, []), _old_medians(session, earlier)) for each in levels]
    session.add_all(rows)
    session.flush()
    write_pages(session, made, regions, rows)
    details = {"country": country, "period": str(period), "revision": made.revision}
    append(
        session, actor, action=RELEASED, object_kind="coverage_release", object_id=made.id, details=details
    )
    return made


def _left_out(facts: Iterable[SentReferral]) -> int | None:
    """How many may not be counted; None where it is few enough to tell of somebody."""
    left = [fact for fact in facts if not fact.counts]
    small = 0 < len(left) < THRESHOLDS.k or (
        left and len({fact.sender for fact in left}) < THRESHOLDS.contributors
    )
    return None if small else len(left)


def _row(
    made: CoverageRelease, each: Published, medians: list[Any], old: dict[str, list[Any]]
) -> CoverageReleaseLevel:
    """A level as it is stored; medians only of cells that are shown. A level that stayed keeps its own."""
    shown = {codes for codes, value in each.cells.items() if value is not None}
    told = [pair for pair in medians if tuple(pair[0]) in shown]
    return CoverageReleaseLevel(
        release_id=made.id,
        level=each.level,
        standing=each.standing.value,
        revision=each.revision,
        coarser=each.coarser,
        cells=[
            *([list(codes), value] for codes, value in each.cells.items()),
            *([list(codes), None, k] for codes, k in each.refused.items()),
        ],
        medians=old.get(each.level, []) if each.standing is Standing.KEPT else told,
    )


def _old_medians(session: Session, earlier: Sequence[CoverageRelease]) -> dict[str, list[Any]]:
    if not earlier:
        return {}
    return {row.level: row.medians for row in public_levels(session, [earlier[-1].id])[earlier[-1].id]}


def published_before(session: Session, releases: Sequence[CoverageRelease]) -> list[list[Published]]:
    """What these revisions published, in the order of the cube's levels."""
    order = [level.name for level in LEVELS]
    found = public_levels(session, [each.id for each in releases])
    return [
        sorted((published_of(row) for row in found[each.id]), key=lambda one: order.index(one.level))
        for each in releases
    ]


def published_of(row: CoverageReleaseLevel) -> Published:
    """A stored level as a value."""
    cells: dict[Codes, int | None] = {
        tuple(codes): value for codes, value, *refused in row.cells if not refused
    }
    bounded: dict[Codes, int] = {tuple(codes): refused[0] for codes, _, *refused in row.cells if refused}
    return Published(row.level, Standing(row.standing), row.revision, cells, row.coarser, bounded)


def records_of(
    session: Session, country: str, facts: Sequence[SentReferral]
) -> list[tuple[dict[str, str], SentReferral]]:
    """Each fact with its code in every dimension of the cube."""
    codes = {region.id: region.code for region in public_regions(session, country=country, level=ADMIN1)}
    known = set(codes.values())
    places: dict[str, str | None] = {}
    for site in public_sites_of(session, {fact.service_id for fact in facts}):
        places.setdefault(site.service_id, site.region_path)
    return [
        (
            {
                "region": codes.get(fact.region1_id or "", UNKNOWN),
                "need": _category(fact.need_codes),
                "outcome": outcome_of(fact.state, fact.reason).value,
                "age": fact.adult_or_child if fact.adult_or_child in AGES else UNKNOWN,
                "destination": _destination(fact, country, places.get(fact.service_id), known),
            },
            fact,
        )
        for fact in facts
    ]


def _category(need_codes: Sequence[str]) -> str:
    try:
        return category(need_codes[0]) if need_codes else UNKNOWN
    except LookupError:
        # A need of an older taxonomy.
        return UNKNOWN


def _destination(fact: SentReferral, country: str, path: str | None, known: set[str]) -> str:
    parts = (path or "").split("/")
    there = parts[0] or fact.receiver_country
    if there and there != country:
        return ABROAD
    return next((part for part in parts if part in known), UNKNOWN)


def write_pages(
    session: Session, made: CoverageRelease, regions: Sequence[str], rows: Sequence[CoverageReleaseLevel]
) -> None:
    """Puts what is answered of the period in the place of the last revision's."""
    people = CoveragePeople
    session.execute(
        sa.delete(people).where(people.country_code == made.country_code, people.period == made.period)
    )
    for (level, need_code, group), body in pages(made, regions, (*categories(), "all"), rows).items():
        session.add(
            CoveragePeople(
                country_code=made.country_code,
                period=made.period,
                level=level,
                need=need_code,
                target_group=group,
                revision=made.revision,
                figures=orjson.dumps(body),
            )
        )
