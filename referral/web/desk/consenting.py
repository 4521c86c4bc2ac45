"""Consent by conversation: what is told in the person's language, to whom what goes, who agrees, and what shows it."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from referral.cases.files import cleaned
from referral.cases.new_consent import NewConsent
from referral.cases.queries import cases as case_queries
from referral.cases.queries import people as people_queries
from referral.cases.rules import Basis, ContactChannel, DataCategory, Direction, EvidenceKind, Giver
from referral.cases.rules.presets import Preset, preset_for
from referral.cases.rules.terms import Assent, NoticeChannel, Purpose
from referral.cases.service import consenting as service
from referral.cases.sight import Sight
from referral.kit.clock import now
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.referrals.queries import referrals as queries
from referral.referrals.rules import UNSENT, Kind, state_of
from referral.referrals.service.covering import PURPOSES
from referral.referrals.service.drafting import warnings_of
from referral.referrals.service.resting import find_consents, unagreed
from referral.web.desk import conversing
from referral.web.desk.base import blp, tell, tried
from referral.web.desk.names import Row, language_name, languages, service_names
from referral.web.desk.words import (
    ASSENTS,
    CATEGORIES,
    CHANNELS,
    DIRECTIONS,
    GIVERS,
    NOTICES_BY,
    choices,
    word,
)
from referral.web.page import Form, opened, page, read_form
from referral.web.page.rendering import see_other

_LISTS: dict[str, Any] = {
    "categories": CATEGORIES,
    "directions": DIRECTIONS,
    "givers": GIVERS,
    "assents": ASSENTS,
    "notices_by": NOTICES_BY,
    "channels": CHANNELS,
}


@dataclass(frozen=True)
class _About:
    """The unsent referral that is talked about, and whose permission it still needs."""

    record: Row
    case: Row
    people: list[Row]
    everybody: Sequence[Row]
    preset: Preset

    @property
    def draft(self) -> str:
        return f"consent/{self.record.id}"


def _about(referral_id: str) -> _About:
    """Raises `NotFound`, also where the referral is sent."""
    session, actor = current_session(), current_actor()
    record = queries.referral_for(session, actor, referral_id)
    seen = case_queries.case_for(session, actor, record.case_id, least=Sight.ALL)
    everybody = people_queries.people_of(session, seen)
    without = unagreed(session, actor, record.id)
    preset = preset_for(
        record.receiver_country or record.country or "", conversing.needs_upward(record.need_codes)
    )
    people = [each for each in everybody if each.id in without]
    return _About(record, seen.case, people, everybody, preset)


@blp.route("/desk/referrals/<uuid:id_>/consent")
@blp.requires("referrals:send")
def consent(id_: UUID) -> Response:
    """The conversation in which people agree to a referral, or do not"""
    about = _about(str(id_))
    if not about.people or state_of(about.record.state) not in UNSENT:
        return see_other(f"/desk/referrals/{id_}")
    return _shown(about, opened(about.draft, _begun(about)))


@blp.route("/desk/referrals/<uuid:id_>/consent", methods=["POST"])
@blp.requires("referrals:send")
def give_consent(id_: UUID) -> Response:
    """Records what everybody who was asked said, with what shows it"""
    about = _about(str(id_))
    if "show" in request.form:
        return _shown(about, Form(values=MultiDict(request.form)))
    form = read_form(conversing.consent_schema(tuple(each.number for each in about.people)))
    _keep_photo(form)
    if form.is_right and form.data["agreed"] == "yes" and not form.data.get("categories"):
        form.wrong("categories", _("Say what may be told, at least one kind."))
    done = tried(form, lambda: _record(about, form), draft=about.draft) if form.is_right else None
    return done or _shown(about, form, status=422)


def _begun(about: _About) -> dict[str, Any]:
    """What the conversation begins with: the preset of the country and the service, and the person's language."""
    preset, today = about.preset, now().date()
    spoken = next((each.languages[0] for each in about.people if each.languages), "en")
    begun: dict[str, Any] = {
        "categories": sorted(preset.categories),
        "direction": "both" if preset.direction.tells_back else "send",
        "until": conversing.ends_on(today, preset.valid_days),
        "notice_language": spoken,
        "notice_channel": "spoken",
        "statistics": preset.statistics,
        "tier_one": preset.tier_one_at_sent,
        "release": preset.release_on_send,
    }
    related = {row.other_id: row for each in about.everybody for row in _relations(each)}
    for person in about.people:
        by_guardian = conversing.is_minor(person)
        begun[f"giver-{person.number}"] = "guardian" if by_guardian else "self"
        if by_guardian and person.id in related:
            begun[f"relationship-{person.number}"] = word(related[person.id].kind, "relationship")
    return begun


def _relations(person: Row) -> list[Any]:
    found = people_queries.relationships_of(current_session(), person)
    return [row for row in found if row.person_id == person.id and row.kind in ("parent", "guardian")]


def _keep_photo(form: Form) -> None:
    """A photo that was chosen stays in the form when something else in it is wrong: browsers forget files."""
    file = request.files.get("photo")
    content = file.read() if file is not None else b""
    if content:
        form.values["photo_kept"] = form.data["photo_kept"] = base64.b64encode(content).decode()
    try:
        form.data["evidence"] = _evidence(form.data)
    except (ValueError, binascii.Error) as fault:
        form.wrong("photo", _("This file cannot be read."))
        tell(form, ValueError(str(fault)))


def _evidence(data: dict[str, Any]) -> tuple[EvidenceKind, bytes] | None:
    """The photo of the signed paper, else the signature on the screen. ValueError, `binascii.Error`."""
    if photo := data.get("photo_kept"):
        return EvidenceKind.SIGNATURE, base64.b64decode(photo, validate=True)
    drawn = data.get("signature", "").partition("base64,")[2]
    return (EvidenceKind.ELECTRONIC, base64.b64decode(drawn, validate=True)) if drawn else None


def _record(about: _About, form: Form) -> str:
    session, actor = current_session(), current_actor()
    kept = form.data["evidence"]
    evidence = None if kept is None else (kept[0], cleaned(kept[1])[1])
    for person in about.people:
        service.record_consent(session, actor, person.id, _new(about, form.data, person, evidence))
    session.flush()
    find_consents(session, actor, about.record.id)
    return f"/desk/referrals/{about.record.id}"


def _new(
    about: _About, data: dict[str, Any], person: Row, evidence: tuple[EvidenceKind, bytes] | None
) -> NewConsent:
    number, until = person.number, data.get("until")
    assent = data.get(f"assent-{number}")
    channels = data.get("safe_channels")
    kind, content = evidence if evidence is not None else (None, None)
    return NewConsent(
        giver=Giver(data[f"giver-{number}"]),
        agreed=data["agreed"] == "yes",
        basis=Basis.CONSENT,
        purpose=Purpose(PURPOSES[Kind(about.record.kind)]),
        categories=frozenset(DataCategory(each) for each in data.get("categories", ())),
        direction=Direction(data["direction"]),
        notice_version=conversing.NOTICE_VERSION,
        notice_language=data["notice_language"],
        notice_channel=NoticeChannel(data["notice_channel"]),
        organizations=(about.record.receiver_organization_id,),
        relationship=data.get(f"relationship-{number}"),
        capacity_note=data.get(f"capacity-{number}"),
        minor=conversing.is_minor(person),
        assent=Assent(assent) if assent else None,
        no_contact=data["no_contact"],
        no_voicemail=data["no_voicemail"],
        safe_channels=frozenset(map(ContactChannel, channels)) if channels else None,
        statistics=data["statistics"],
        tier_one_at_sent=data["tier_one"],
        release_on_send=data["release"],
        protection=about.record.protection,
        evidence_kind=kind,
        evidence=content,
        witness=data.get("witness"),
        expires_at=datetime.combine(until + timedelta(days=1), time(), UTC) if until else None,
    )


def _shown(about: _About, form: Form, *, status: int = 200) -> Response:
    session, record = current_session(), about.record
    line = {"service": record.service_id, "receiver": record.receiver_organization_id}
    names = service_names(session, current_actor(), [line])
    told = conversing.notice(
        form.value("notice_language") or "en",
        organisation=names.get(line["receiver"], ""),
        service=names.get(line["service"], ""),
        categories=form.values.getlist("categories"),
        until=conversing.day_of(form.value("until")),
    )
    spoken = languages()
    if form.value("notice_language") not in dict(spoken):
        spoken = [(form.value("notice_language"), language_name(form.value("notice_language"))), *spoken]
    return page(
        "desk/consent.html",
        form=form,
        draft=about.draft,
        record=record,
        people=about.people,
        names=names,
        conversation=told,
        warnings=[
            {"code": each.code, **each.about}
            for each in warnings_of(session, record, [each.id for each in about.people])
        ],
        spoken=spoken,
        is_minor=conversing.is_minor,
        status=status,
        **{name: choices(words) for name, words in _LISTS.items()},
    )
