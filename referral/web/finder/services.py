"""One service: what it does, when it is open, how to get in, what to bring, whom to call."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import segno
from flask import Response, request

from referral.access.configured import configured
from referral.directory.hsds.shapes import SERVICE
from referral.directory.needs.taxonomy import UnknownNeed, need
from referral.directory.queries import lists
from referral.directory.queries.nesting import nested
from referral.directory.queries.texts import localize
from referral.directory.rules import sees
from referral.kit.clock import now
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.problems import NotFound
from referral.web.finder import hours, lines
from referral.web.finder.base import blp
from referral.web.finder.reasons import language_name
from referral.web.page import page
from referral.web.page.languages import language, wanted

_NEEDS = "Needs"
# Codes of our taxonomy whose attribute's value is for people to read.
_GATES = (
    "front_gate_phone",
    "front_gate_email",
    "front_gate_website",
    "front_gate_address",
    "front_gate_note",
)


@blp.route("/service/<uuid:id_>")
@blp.public
def show_service(id_: UUID) -> Response:
    """One service, as much as is public of it"""
    session, eyes = current_session(), sees(current_actor())
    row = lists.row(session, "service", str(id_), eyes)
    shown = nested(session, "service", [row], SERVICE, annotate=True, sees=eyes) if row is not None else []
    if not shown:
        raise NotFound
    localize(session, "service", shown, SERVICE, wanted())
    service = shown[0]
    address = f"{configured().public_url or request.url_root.rstrip('/')}/service/{id_}"
    return page(
        "finder/service.html",
        service=service,
        labels=_labels(service),
        places=[_place(each) for each in service.get("service_at_locations", ())],
        gate=_gate(service),
        week=hours.week(_schedules(service)),
        spoken=[language_name(each["code"]) for each in _with(service.get("languages", ()), "code")],
        phones=_phones(service),
        website=_web(service.get("url") or service["organization"].get("website")),
        qr=segno.make(address, micro=False, error="m").svg_data_uri(
            scale=4, border=4, dark="#000", light="#fff"
        ),
        address=address,
        as_of=now(),
        country=lines.here(),
    )


def _with(rows: Any, name: str) -> list[dict[str, Any]]:
    return [each for each in rows if each.get(name)]


def _attributes(thing: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Taxonomy, code and value of each attribute."""
    found = []
    for each in thing.get("attributes", ()):
        term = each.get("taxonomy_term") or {}
        found.append((term.get("taxonomy", ""), term.get("code", ""), each.get("value") or ""))
    return found


def _labels(service: dict[str, Any]) -> list[str]:
    codes = [code for taxonomy, code, _ in _attributes(service) if taxonomy == _NEEDS]
    labels = []
    for code in codes:
        try:
            labels.append(need(code).labels[language().tag])
        except UnknownNeed:
            continue
    return labels


def _gate(service: dict[str, Any]) -> dict[str, str]:
    """Whom to ask first, where a place's own contacts are not public."""
    said = [*_attributes(service["organization"]), *_attributes(service)]
    return {code.removeprefix("front_gate_"): value for _, code, value in said if code in _GATES}


def _place(at: dict[str, Any]) -> dict[str, Any]:
    """A place as it is shown; of a confidential one only how coarse it is known."""
    location = at.get("location") or {}
    cells = [value for _, code, value in _attributes(location) if code == "confidential"]
    return {
        "location": location,
        "confidential": bool(cells),
        "cell_km": cells[0] if cells else "",
        "addresses": location.get("addresses", ()),
        "accessibility": [
            each["description"] for each in _with(location.get("accessibility", ()), "description")
        ],
        "latitude": location.get("latitude"),
        "longitude": location.get("longitude"),
    }


def _schedules(service: dict[str, Any]) -> list[dict[str, Any]]:
    """The service's own hours, else those at its places, else those of the places."""
    at = service.get("service_at_locations", ())
    for several in (
        service.get("schedules", ()),
        [row for each in at for row in each.get("schedules", ())],
        [row for each in at for row in (each.get("location") or {}).get("schedules", ())],
    ):
        if several:
            return list(several)
    return []


def _phones(service: dict[str, Any]) -> list[dict[str, Any]]:
    """Each number once: the service's, then those at its places, then the organisation's."""
    at = service.get("service_at_locations", ())
    rows = [*service.get("phones", ()), *(row for each in at for row in each.get("phones", ()))]
    found = {row["number"]: row for row in reversed(rows or service["organization"].get("phones", ()))}
    return list(reversed(found.values()))


def _web(address: str | None) -> str | None:
    """An address that a link may have: http or https, nothing that a browser would run."""
    return address if address and urlsplit(address).scheme in ("http", "https") else None
