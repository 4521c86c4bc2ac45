"""A canary in every word that is sealed: in no log, error, list, outbox row or address, whoever asks and however."""

import io
import logging

import pytest
import sqlalchemy as sa
import structlog

from referral.audit.models import AuditEntry
from referral.cases.words import ContactKind, PaperKind
from referral.kit.db.models import OutboxMessage
from referral.kit.db.work import unit_of_work
from tests.api.cases_matrix import BODIES, OF_CASES
from tests.fixtures.offices import PDF, give_access, new_consent

CANARY = "Kanarienvogel"


@pytest.fixture
def logged(monkeypatch):
    """What the server logs from here on: its loggers keep the stream that they first wrote to."""
    written = io.StringIO()
    processors = [structlog.processors.JSONRenderer()]
    for module in ("referral.kit.log", "referral.kit.http.errors"):
        logger = structlog.wrap_logger(structlog.WriteLogger(written), processors=processors)
        monkeypatch.setattr(f"{module}._log", logger)
    return written


@pytest.fixture
def planted(ours, theirs):
    """A case with a canary wherever words can stand, and access for their organisation."""
    worker = ours.browser("case_worker")
    names = ("given_names", "family_names", "other_names", "birth_place")
    person = {
        "identity": {name: f"{CANARY} {name}" for name in names},
        "contacts": [{"kind": each, "value": CANARY, "note": CANARY} for each in ContactKind],
        "papers": [{"kind": each, "number": CANARY} for each in PaperKind],
    }
    case = worker.post("/cases", {"people": [person, {}]}).json
    mother = case["members"][0]["id"]
    aunt = {"kind": "guardian", "name": CANARY, "contact": CANARY}
    guardian = worker.post(f"/people/{mother}/representatives", aunt).json["id"]
    sealed = {"relationship": CANARY, "capacity_note": CANARY, "witness": CANARY, "giver": "other"}
    consent = worker.post(
        f"/cases/{case['id']}/consents", new_consent(mother, theirs.organization_id, **sealed)
    ).json["id"]
    reference = give_access(
        ours, "case_worker", person_id=mother, to=theirs.organization_id, consent_id=consent
    )
    message = {"body": CANARY, "to_organization_id": theirs.organization_id, "reference_id": reference}
    for path, body in (
        (f"/people/{mother}/notes", {"body": CANARY}),
        (f"/people/{mother}/messages", message),
        (f"/people/{mother}/documents", {"kind": "legal", "name": CANARY, "content": PDF}),
        (f"/people/{mother}/conflicts", {"representative_id": guardian, "reason": CANARY}),
        (f"/cases/{case['id']}/break-glass", {"reason": "danger", "words": CANARY}),
    ):
        assert worker.post(path, body).status_code == 201, path
    return {"case": case["id"], "person": mother, "consent": consent}


# Where somebody who may see it is shown it, and nowhere else.
SHOWN = (
    *("/people/<uuid:id_>", "/cases/<uuid:id_>/export", "/consents/<uuid:id_>"),
    *(
        f"/people/<uuid:id_>/{each}"
        for each in ("representatives", "notes", "messages", "documents", "versions")
    ),
)


def test_no_word_leaves_but_where_it_is_read(ours, theirs, planted, logged, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    said = []
    for office, roles in ((ours, ("case_worker", "data_protection_officer")), (theirs, ("focal_point",))):
        for role in roles:
            browser = office.browser(role)
            said += [browser.get(path).text for path in ("/cases", "/cases?status=all", "/privacy-tasks")]
            for method, rule, thing in OF_CASES:
                if method != "GET" or thing not in planted:
                    continue
                path = rule.removeprefix("/api/v1")
                answer = browser.get(path.replace("<uuid:id_>", planted[thing]))
                if answer.status_code != 200 or path not in SHOWN:
                    said.append(answer.text)
                assert role == "data_protection_officer" or path not in SHOWN[:1] or CANARY in answer.text
    with unit_of_work(write=False) as session:
        said += [repr(each.payload) for each in session.scalars(sa.select(OutboxMessage))]
        said += [repr(each.details) for each in session.scalars(sa.select(AuditEntry))]
    captured = capfd.readouterr()
    assert "/api/v1/people/<uuid:id_>" in logged.getvalue()
    for text in (*said, logged.getvalue(), caplog.text, captured.out, captured.err):
        assert CANARY not in text


def test_no_refusal_repeats_what_was_sent(ours, theirs, planted, logged, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    said = []
    for browser in (ours.browser("case_worker"), theirs.browser("case_worker")):
        for method, rule, thing in OF_CASES:
            if method == "GET" or thing not in planted:
                continue
            path = rule.removeprefix("/api/v1").replace("<uuid:id_>", planted[thing])
            body = BODIES.get((method, rule)) or {}
            for wrong in (
                {**body, CANARY.lower(): CANARY},
                dict.fromkeys(body, CANARY),
                {**body, "kind": CANARY},
            ):
                answer = browser.call(method, path, json=wrong, headers={"If-Match": '"77"'})
                if answer.status_code >= 400:
                    said.append(answer.text.replace(CANARY.lower(), ""))
    captured = capfd.readouterr()
    assert len(said) > 60
    for text in (*said, logged.getvalue(), caplog.text, captured.out, captured.err):
        assert CANARY not in text
