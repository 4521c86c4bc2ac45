"""From a file's features to region drafts: geometry repaired, codes unique, siblings compared. Pure.

Two features of one code and one name are the parts of one region and are joined; of one code and two names, the
second is rejected.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from shapely import STRtree

from referral.kit.text import fold
from referral.places.boundaries.fields import Fields, names_of, text_of
from referral.places.boundaries.repair import Unusable, repair
from referral.places.boundaries.report import FeatureNote, ImportReport, RegionDraft
from referral.places.derive import as_multipolygon

OVERLAP_WORTH_A_WARNING = 0.01
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Feature:
    """One feature of the file, counted from 1."""

    number: int
    row: Mapping[str, Any]
    geometry: Any


def make_drafts(
    features: Sequence[Feature], fields: Fields, report: ImportReport, progress: Progress
) -> list[RegionDraft]:
    """The usable regions by code; what was repaired, rejected or looks wrong is written into the report."""
    drafts: dict[str, RegionDraft] = {}
    for done, feature in enumerate(features, 1):
        draft = _draft(feature, fields, report)
        if draft is not None:
            _add(drafts, draft, feature.number, report)
        progress(done, len(features))
    ordered = [drafts[code] for code in sorted(drafts)]
    report.warnings += overlaps(ordered)
    report.accepted = len(ordered)
    report.codes = [draft.code for draft in ordered]
    return ordered


def _draft(feature: Feature, fields: Fields, report: ImportReport) -> RegionDraft | None:
    name = text_of(feature.row[fields.name])
    code = _code(feature.row, fields, report.country)
    note = FeatureNote(feature.number, code, name, "")
    if code is None:
        report.rejected.append(replace(note, reason=f"no code: the field '{fields.code}' is empty"))
        return None
    mended = repair(feature.geometry)
    if isinstance(mended, Unusable):
        report.rejected.append(replace(note, reason=mended.reason))
        return None
    report.repaired += [replace(note, reason=change) for change in mended.changes]
    names, others = names_of(feature.row, fields)
    parent = text_of(feature.row[fields.parent]) if fields.parent else None
    population = _population(feature, fields, report)
    return RegionDraft(code, name or code, names, others, parent, population, mended.shape)


def _code(row: Mapping[str, Any], fields: Fields, country: str) -> str | None:
    """The code, with the country before it: `AL-11` as it is, `1704` as `JO.1704`, a name as `BA.una-sana`."""
    given = text_of(row[fields.code])
    if given is None:
        return None
    if given.upper().startswith((f"{country}-", f"{country}.")) or given.upper() == country:
        return given
    return f"{country}.{fold(given).replace(' ', '-') if fields.code == fields.name else given}"


def _population(feature: Feature, fields: Fields, report: ImportReport) -> int | None:
    text = text_of(feature.row[fields.population]) if fields.population else None
    if text is None:
        return None
    digits = text.replace(" ", "").replace(",", "")
    if digits.isdecimal():
        return int(digits)
    report.warnings.append(
        f"feature {feature.number}: population '{text}' is not a whole number and was left out"
    )
    return None


def _add(drafts: dict[str, RegionDraft], draft: RegionDraft, number: int, report: ImportReport) -> None:
    there = drafts.get(draft.code)
    if there is None:
        drafts[draft.code] = draft
        return
    note = FeatureNote(number, draft.code, draft.name, "")
    if there.name != draft.name:
        reason = f"the code {draft.code} stands twice: '{there.name}' was kept"
        report.rejected.append(replace(note, reason=reason))
        return
    joined = as_multipolygon(shapely.union(there.shape, draft.shape))
    drafts[draft.code] = replace(there, shape=joined)
    report.repaired.append(replace(note, reason="joined with the earlier feature of the same code and name"))


def overlaps(drafts: Sequence[RegionDraft]) -> list[str]:
    """A sentence for every two siblings that share more than 1 % of the smaller one's area."""
    shapes = np.array([draft.shape for draft in drafts], dtype=object)
    if len(shapes) < 2:
        return []
    left, right = STRtree(shapes).query(shapes, predicate="intersects")
    found: list[str] = []
    for one, other in sorted((int(a), int(b)) for a, b in zip(left, right, strict=True) if a < b):
        first, second = drafts[one], drafts[other]
        shared = shapely.intersection(first.shape, second.shape).area / min(
            first.shape.area, second.shape.area
        )
        if shared > OVERLAP_WORTH_A_WARNING:
            found.append(f"{first.code} and {second.code} overlap by {shared:.1%} of the smaller one's area")
    return found


def axes_look_swapped(geometries: Sequence[Any], towns: Sequence[tuple[float, float]]) -> bool:
    """Whether the shapes hold the country's towns only with latitude and longitude exchanged.

    `towns` are (lon, lat). Without towns only latitudes that are impossible in every shape tell.
    """
    usable = np.array([g for g in geometries if g is not None and not g.is_empty], dtype=object)
    if not len(usable):
        return False
    if not towns:
        bounds = np.abs(shapely.bounds(usable))
        return bool(np.all(bounds[:, [1, 3]].max(axis=1) > 90) and bounds[:, [0, 2]].max() <= 90)
    west, south, east, north = shapely.total_bounds(usable)
    straight = sum(west <= lon <= east and south <= lat <= north for lon, lat in towns)
    swapped = sum(west <= lat <= east and south <= lon <= north for lon, lat in towns)
    return bool(straight == 0 and swapped >= 0.5 * len(towns))


def with_axes_swapped(geometry: Any) -> Any:
    """The geometry with longitude and latitude exchanged."""
    return None if geometry is None else shapely.transform(geometry, lambda xy: xy[:, ::-1])
