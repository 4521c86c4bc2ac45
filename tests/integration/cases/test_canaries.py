"""No word of anybody's stands in the database, in a log, an error or a message; and content comes back whole."""

import logging
import struct
import zlib
from datetime import date, time, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog

from referral.cases import values
from referral.cases.errors import DocumentRefused
from referral.cases.rules import SafeTime
from referral.cases.rules.terms import Assent, DataCategory, EvidenceKind, Giver, WithdrawalVia
from referral.cases.service import (
    cases,
    consenting,
    content,
    exporting,
    people,
    reading,
    representing,
    withdrawing,
)
from referral.cases.words import (
    AgeSource,
    BreakGlassReason,
    Change,
    ContactKind,
    DocumentKind,
    GrantLevel,
    PaperKind,
    RelationshipKind,
)
from referral.kit.clock import now
from referral.kit.crypto import SealBroken
from referral.kit.db.models import OutboxMessage
from referral.kit.db.work import unit_of_work
from referral.kit.problems import Forbidden, NotFound
from tests.integration.cases.conftest import OURS, THEIRS, acting, agreement, give_access, member

CANARY = "Kanarienvogel"
_numbers = iter(range(1000))


def canary():
    """A word that stands nowhere else, another one each time."""
    return f"{CANARY}{next(_numbers)}q"


def png(*chunks):
    made = b"\x89PNG\r\n\x1a\n"
    for name, body in (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        *chunks,
        (b"IDAT", zlib.compress(b"\x00\x00")),
        (b"IEND", b""),
    ):
        made += struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    return made


@pytest.fixture
def planted(worker, receiver, officer, supervisor):
    """A case with a canary in every place where words can stand."""
    whole = values.Identity(
        given_names=canary(),
        family_names=canary(),
        other_names=canary(),
        birth_date="1987-06-05",
        birth_place=canary(),
    )
    contacts = tuple(values.NewContact(kind=kind, value=canary(), note=canary()) for kind in ContactKind)
    papers = tuple(values.NewPaper(kind=kind, number=canary()) for kind in PaperKind)
    new = values.NewPerson(identity=whole, contacts=contacts, papers=papers)
    with acting(worker) as session:
        opened = cases.create_case(session, worker, values.NewCase(people=(new,)))
        person = opened.people[0].id
        guardian = representing.add_representative(
            session, worker, person, kind=RelationshipKind.GUARDIAN, name=canary(), contact=canary()
        )
        consent = consenting.record_consent(
            session,
            worker,
            person,
            agreement(
                giver=Giver.GUARDIAN,
                representative_id=guardian.id,
                relationship=canary(),
                capacity_note=canary(),
                minor=True,
                assent=Assent.GIVEN,
                adult_on=date(2028, 6, 5),
                witness=canary(),
                evidence_kind=EvidenceKind.RECORDING,
                evidence=canary().encode(),
                safe_times=(SafeTime(time(9), time(12), frozenset({1})),),
            ),
        )
        representing.mark_conflict(session, worker, person, guardian.id, reason=canary())
    reference = give_access(worker, opened, consent, level=GrantLevel.RELEASED)
    with acting(worker) as session:
        identity = values.Identity(given_names=canary(), birth_date="1987-06-05")
        version = people.living(session, worker, person).version
        facts = values.Facts(age_from=39, age_to=39, age_source=AgeSource.PERSON)
        people.change_person(
            session, worker, person, version=version, identity=identity, facts=facts, change=Change.RECTIFIED
        )
        content.write_note(session, worker, person, canary())
        more = {"to_organization_id": THEIRS, "reference_id": reference}
        content.write_message(session, worker, person, canary(), **more)
        pdf = b"%PDF-1.7 " + canary().encode()
        content.attach_document(session, worker, person, kind=DocumentKind.LEGAL, name=canary(), content=pdf)
        content.attach_document(
            session,
            worker,
            person,
            kind=DocumentKind.PHOTOGRAPH,
            name="p",
            content=png((b"tEXt", canary().encode())),
        )
    with acting(receiver) as session:
        until = now() + timedelta(days=30)
        content.record_own(session, receiver, person, canary(), reference_id=reference, retain_until=until)
        more = {"to_organization_id": OURS, "reference_id": reference}
        content.write_message(session, receiver, person, canary(), **more)
    with acting(officer) as session:
        cases.break_glass(session, officer, opened.case.id, reason=BreakGlassReason.COMPLAINT, words=canary())
    with acting(worker) as session:
        withdrawing.withdraw_consent(session, worker, consent.id, via=WithdrawalVia.IN_PERSON, words=canary())
    return opened


def dumped(store, tmp_path: Path) -> bytes:
    """Everything that the database holds: every row of every table as text, and on SQLite the file and its log."""
    found = b""
    with store.engine.connect() as connection:
        for table in sa.inspect(connection).get_table_names():
            if table.startswith(("spatial_ref_sys", "idx_", "views_", "virts_", "geometry", "vector_")):
                continue
            for row in connection.execute(sa.text(f'SELECT * FROM "{table}"')):
                for value in row:
                    found += value if isinstance(value, bytes) else str(value).encode()
    for file in Path(store.url.removeprefix("sqlite:///")).parent.glob(Path(store.url).name + "*"):
        found += file.read_bytes()
    backup = tmp_path / "whole"
    store.dialect.backup(store.url, str(backup))
    return found + backup.read_bytes()


def test_no_word_stands_in_the_database(planted, store, tmp_path):
    assert next(_numbers) > 40
    whole = dumped(store, tmp_path)
    assert len(whole) > 100_000
    for trace in (CANARY, CANARY.casefold(), CANARY.upper(), "1987-06-05", "2028-06-05"):
        assert trace.encode() not in whole
    assert planted.case.id.encode() in whole


def test_no_word_is_logged_or_told(planted, worker, receiver, store, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    person = planted.people[0].id
    with acting(worker) as session:
        known = reading.read_person(session, worker, person)
        notes = content.read_notes(session, worker, person)
        messages = content.read_messages(session, worker, person)
    said = [repr(known), repr(notes), repr(messages), repr(planted)]
    with unit_of_work(write=True) as session:
        session.execute(sa.text("UPDATE person_identity SET given_names_sealed = birth_date_sealed"))
        session.execute(sa.text("UPDATE case_note SET body_sealed = :junk"), {"junk": b"\x01" + bytes(40)})
    for read in (content.read_notes, exporting.export_person):
        with pytest.raises(SealBroken) as broken, acting(worker) as session:
            read(session, worker, person)
        structlog.get_logger("t").error("fault", error=repr(broken.value))
        said.append(repr(broken.value))
    with pytest.raises(sa.exc.DBAPIError) as failed, acting(worker) as session:
        session.execute(
            sa.text("INSERT INTO case_note (id, body_sealed) VALUES (:id, :body)"),
            {"id": planted.case.id, "body": canary().encode()},
        )
    said.append(str(failed.value))
    with unit_of_work(write=False) as session:
        said += [repr(each.payload) for each in session.scalars(sa.select(OutboxMessage))]
    captured = capfd.readouterr()
    for text in (*said, caplog.text, captured.out, captured.err):
        assert CANARY not in text


def test_everything_comes_back_for_who_may_see_it(planted, worker, receiver):
    person = planted.people[0].id
    with acting(worker) as session:
        assert [each.body.startswith(CANARY) for each in content.read_notes(session, worker, person)] == [
            True
        ]
        assert len(content.read_messages(session, worker, person)) == 2
        export = exporting.export_person(session, worker, person)
    assert export["identity"]["birth_date"] == "1987-06-05"
    assert len(export["contacts"]) == len(ContactKind)
    assert len(export["papers"]) == len(PaperKind)
    assert export["consents"][0]["withdrawn_via"] == "in_person"
    assert export["access"] == [
        {"organization_id": THEIRS, "from": export["access"][0]["from"], "ended": "withdrawn"}
    ]
    assert export["glass_broken"][0]["words"].startswith(CANARY)
    assert "conflict" not in repr(export)
    assert {each["name"] for each in export["documents"]} > {"p"}
    with acting(receiver) as session, pytest.raises(NotFound):
        content.read_messages(session, receiver, person)


def test_a_photograph_loses_what_the_camera_wrote(planted, worker):
    person = planted.people[0].id
    with acting(worker) as session:
        export = exporting.export_person(session, worker, person)
        (photo,) = [each["id"] for each in export["documents"] if each["name"] == "p"]
        kept = content.read_document(session, worker, photo)
    assert kept.content == png()
    assert kept.media_type == "image/png"


def test_released_documents_are_read_by_the_receiver_and_no_lower_tier_is_enough(worker, receiver, opened):
    person = opened.people[0].id
    agreed = frozenset({DataCategory.IDENTITY, DataCategory.DOCUMENTS, DataCategory.HEALTH})
    with acting(worker) as session:
        consent = consenting.record_consent(session, worker, person, agreement(categories=agreed))
        document = content.attach_document(
            session, worker, person, kind=DocumentKind.MEDICAL, name="x.pdf", content=b"%PDF-1.4 x"
        )
    reference = give_access(worker, opened, consent, level=GrantLevel.IDENTITY)
    with acting(receiver) as session, pytest.raises(NotFound):
        content.read_document(session, receiver, document.id)
    from referral.cases.service import grants

    with acting(worker) as session:
        grants.set_level(session, worker, reference, GrantLevel.RELEASED)
    with acting(receiver) as session:
        assert content.read_document(session, receiver, document.id).content == b"%PDF-1.4 x"
    with acting(worker) as session:
        content.remove_document(session, worker, document.id)
    with acting(receiver) as session, pytest.raises(NotFound):
        content.read_document(session, receiver, document.id)


def test_a_note_never_leaves_the_organisation(worker, receiver, opened, consent):
    give_access(worker, opened, consent, level=GrantLevel.RELEASED)
    with acting(worker) as session:
        content.write_note(session, worker, opened.people[0].id, "internal")
    with acting(receiver) as session, pytest.raises(NotFound):
        content.read_notes(session, receiver, opened.people[0].id)


def test_a_scanner_decides_what_is_kept(worker, opened):
    content.install_scanner(lambda file: b"EICAR" not in file)
    try:
        with acting(worker) as session:

            def attach(file):
                person = opened.people[0].id
                return content.attach_document(
                    session, worker, person, kind=DocumentKind.OTHER, name="x", content=file
                )

            assert attach(b"%PDF-1 ok").scan == "clean"
            with pytest.raises(DocumentRefused):
                attach(b"%PDF-1 EICAR")
    finally:
        content.install_scanner(None)


def test_messages_go_only_between_the_two_of_a_referral(worker, receiver, opened, consent):
    reference = give_access(worker, opened, consent)
    stranger = member("focal_point", organization_id=None)
    with acting(worker) as session:
        for wrong in ({"to_organization_id": OURS}, {"to_organization_id": member().id}):
            with pytest.raises(NotFound):
                content.write_message(
                    session, worker, opened.people[0].id, "x", reference_id=reference, **wrong
                )
    with acting(stranger) as session, pytest.raises((NotFound, Forbidden)):
        content.read_messages(session, stranger, opened.people[0].id)
