"""Tier 3: documents of the case that are released through a referral, one by one; each reading is judged anew."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from referral.cases.rules import DataCategory
from referral.cases.service import attaching
from referral.cases.service.attaching import HeldDocument
from referral.cases.service.content import KeptFile
from referral.kit.clock import iso, now
from referral.kit.identity import Actor
from referral.kit.ids import as_uuid
from referral.kit.problems import NotFound
from referral.referrals.errors import invalid
from referral.referrals.rules import Facts
from referral.referrals.service.covering import TOLD, covered_categories, verdict_on
from referral.referrals.service.knowing import receiver_of
from referral.referrals.service.seeing import Opened, open_referral

# Texts of the referral that are released by their names.
TEXTS = ("narrative",)


def facts_of_release(session: Session, opened: Opened, item: str, at: datetime) -> Facts:
    """Whether what people agreed to covers the release: of a document its person and its kinds of data. Raises
    `InvalidInput` for what is no item of the referral.
    """
    record = opened.record
    person_ids, categories = opened.person_ids, frozenset(TOLD)
    if item not in TEXTS:
        document = _document(session, opened, item)
        if document is None:
            raise invalid("item", f"Must be {', '.join(TEXTS)}, or the id of a document of its people.")
        person_ids, categories = [document.person_id], document.categories
    recipient = receiver_of(session, record, opened.ground)
    return Facts(
        consent=verdict_on(
            record, person_ids, opened.ground, recipient=recipient, at=at, categories=categories
        )
    )


def _document(session: Session, opened: Opened, item: str) -> HeldDocument | None:
    id_ = as_uuid(item)
    found = attaching.documents_of(session, opened.person_ids)
    return next((each for each in found if each.id == id_), None)


def open_items(session: Session, opened: Opened) -> list[HeldDocument]:
    """The released documents that are open now to whom the referral was opened for: asked again at every reading."""
    wanted = opened.projection.items
    if not wanted or "items" not in opened.projection.fields:
        return []
    found = [each for each in attaching.documents_of(session, opened.person_ids) if each.id in wanted]
    if opened.is_senders:
        return found
    covered = _covered(session, opened)
    return [each for each in found if each.categories <= covered[each.person_id]]


def _covered(session: Session, opened: Opened) -> Mapping[str, frozenset[DataCategory]]:
    record, ground = opened.record, opened.ground
    recipient = receiver_of(session, record, ground)
    return {
        each: covered_categories(record, ground.consents.get(each), recipient=recipient, at=now())
        for each in opened.person_ids
    }


def items_of(session: Session, actor: Actor, opened: Opened) -> list[dict[str, Any]]:
    """The released documents with their names, as the referral lists them; the reading is audited."""
    found = open_items(session, opened)
    if not found:
        return []
    names = attaching.names_of(session, actor, found, reference=opened.record.id)
    numbers = {person_id: number for number, person_id in enumerate(opened.person_ids, 1)}
    return [
        {
            "id": each.id,
            "number": numbers[each.person_id],
            "kind": each.kind.value,
            "name": names[each.id],
            "media_type": each.media_type,
            "size": each.size,
            "recorded_at": iso(each.recorded_at),
        }
        for each in found
        if each.id in names
    ]


def read_document(session: Session, actor: Actor, referral_id: str, document_id: str) -> KeptFile:
    """One released document, for whom it is open now. Raises `NotFound` in every other case, `PersonErased`."""
    opened = open_referral(session, actor, referral_id)
    found = next((each for each in open_items(session, opened) if each.id == document_id), None)
    if found is None:
        raise NotFound
    return attaching.read_by_referral(session, actor, found, reference=opened.record.id)
