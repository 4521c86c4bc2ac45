"""Releases and flows as plain values for the wire."""

from typing import Any

from sqlalchemy.orm import Session

from referral.coverage.cube import LEVELS
from referral.coverage.errors import NoSuchRelease
from referral.coverage.models import CoverageRelease, CoverageReleaseLevel
from referral.coverage.queries import public_levels, public_releases
from referral.kit.clock import iso

_ORDER = {level.name: number for number, level in enumerate(LEVELS)}


def releases_value(session: Session, country: str | None, period: str | None) -> dict[str, Any]:
    """Releases with their levels."""
    found = public_releases(session, country=country, period=period)
    levels = public_levels(session, [each.id for each in found])
    return {"releases": [_release(each, levels[each.id]) for each in found]}


def _release(release: CoverageRelease, levels: list[CoverageReleaseLevel]) -> dict[str, Any]:
    return {
        "country": release.country_code,
        "period": release.period,
        "revision": release.revision,
        "released_at": iso(release.released_at),
        "left_out": release.left_out,
        "levels": [
            {
                "level": each.level,
                "standing": each.standing,
                "since_revision": each.revision,
                "published_instead": each.coarser,
                "cells": len(each.cells),
                "suppressed": sum(value is None and not refused for _, value, *refused in each.cells),
                "refused": sum(bool(refused) for _, _, *refused in each.cells),
            }
            for each in sorted(levels, key=lambda each: _ORDER[each.level])
        ],
    }


def flows_value(session: Session, country: str, period: str | None) -> dict[str, Any]:
    """The flows of the newest revision; zeros are left out where the level tells them.

    Raises `NoSuchRelease` for a period that was asked for and not released.
    """
    found = public_releases(session, country=country, period=period)
    if not found and period is not None:
        raise NoSuchRelease(f"No counts of {period} were released for {country}.")
    if not found:
        return {"country": country, "state": "not_released", "flows": []}
    newest = found[0]
    flow = next(each for each in public_levels(session, [newest.id])[newest.id] if each.level == "flow")
    return {
        "country": country,
        "period": newest.period,
        "revision": newest.revision,
        "state": "not_published" if flow.standing == "refused" else "published",
        "published": flow.coarser,
        "flows": [
            {
                "from": codes[0],
                "to": codes[1],
                "sent": value,
                "state": "suppressed" if value is None else "published",
            }
            for codes, value, *refused in flow.cells
            if value != 0 and not refused
        ],
    }
