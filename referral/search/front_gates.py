"""The public contacts that stand in for a confidential place's own: of the service, or else of its organisation."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.models import table_of
from referral.directory.profile import FRONT_GATE, term_of_code
from referral.kit.db.bulk import among

Gate = dict[str, str]


def add_front_gates(session: Session, services: Sequence[dict[str, Any]]) -> None:
    """Gives nested services a `front_gate` where they or their organisations name one."""
    owners = {service["id"]: service["organization"]["id"] for service in services}
    gates = _gates(session, sorted({*owners, *owners.values()})) if owners else {}
    for service in services:
        gate = gates.get(service["id"]) or gates.get(owners[service["id"]])
        if gate:
            service["front_gate"] = gate


def _gates(session: Session, ids: Sequence[str]) -> dict[str, Gate]:
    codes = {term_of_code()[code].id: code.removeprefix("front_gate_") for code in FRONT_GATE}
    attribute = table_of("attribute")
    statement = sa.select(attribute.c.link_id, attribute.c.taxonomy_term_id, attribute.c.value).where(
        among(attribute.c.link_id, ids), attribute.c.taxonomy_term_id.in_(codes)
    )
    found: dict[str, Gate] = defaultdict(dict)
    for link, term, value in session.execute(statement.order_by(attribute.c.id)):
        if value:
            found[link].setdefault(codes[term], value)
    return found
