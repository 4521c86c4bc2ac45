"""Returnees, El Salvador: what he learnt abroad is certified; nineteen organisations work in alliances."""

import pytest

from referral.access.rules.roles import Role
from tests.fixtures.stories import Programme, ok, organization, today

pytestmark = pytest.mark.only_on("spatialite", reason="the story of Serbia is played on both databases")
LEAD, COUNCIL = "instituto-oficios", "consejo-migrantes"
PLACES = ("San Salvador", "Santa Ana", "San Miguel", "Sonsonate", "Usulután")
MEMBERS = (
    *(
        LEAD,
        COUNCIL,
        "recepcion-aire",
        "camara-talleres",
        "camara-turismo",
        "agencia-pyme",
        "ministerio-empleo",
    ),
    *("ventanilla-cancilleria", "universidad-oriente", "tejiendo-paz", "casa-flor", "salud-volcan"),
    *(
        "abogados-sonsonate",
        "jovenes-sonsonate",
        "cooperativa-usulutan",
        "alcaldia-usulutan",
        "mujeres-oriente",
    ),
    *("diocesis-chalate", "linea-regreso"),
)


def alliance(place, *members):
    return {
        "name": f"Alianza {place}",
        "territory": place,
        "members": [organization(each) for each in members],
    }


@pytest.fixture
def programme(story):
    cuts = [MEMBERS[start : start + 4] for start in range(0, 19, 4)]
    made = Programme(
        *(story, "returnees-el-salvador", LEAD),
        countries=["SV"],
        territories=[{"name": each, "country": "SV"} for each in PLACES],
        partners=dict.fromkeys(MEMBERS[1:], "implementing"),
        alliances=[alliance(place, *cut) for place, cut in zip(PLACES, cuts, strict=True)],
    )
    made.target("People supported", kinds=["supported"], goal=747)
    made.target("Certified", kinds=["certified"], goal=300)
    made.target("Territories with instruments", unit="territories", kinds=["agreement"], goal=5)
    made.target("Organisations with instruments", unit="organizations", kinds=["agreement"], goal=19)
    return made


def test_what_a_returned_mason_can_do_is_certified(story, programme):
    worker = story.desk(COUNCIL, Role.CASE_WORKER)
    hit = story.find(worker, "skills-certification", "13.704472,-89.193733", LEAD)
    assert hit["distance_m"] == 0
    case, person = story.open_case(worker, age_from=41, age_to=41, sex="male", target_groups=["returnee"])
    story.consent(worker, case, person, LEAD)
    story.receives(LEAD)
    referral = story.refer(worker, hit, "skills-certification", case, person)
    story.consent(worker, case, person, COUNCIL, purpose="programme")
    enrolment = programme.enrol(worker, person, territory_id=programme.territories["San Salvador"])
    body = {"enrolment_id": enrolment, "kind": "certified", "referral_id": referral}
    assert worker.post("/milestones", body).status_code == 409
    story.serve(LEAD, referral)
    story.confirm(worker, referral)
    programme.reached(worker, enrolment, "certified", referral_id=referral, evidence="certificate")
    assert programme.figure("Certified", of=COUNCIL)["reached"] == 1
    # The institute served him and did not enrol him: its own figures have him not.
    assert programme.figure("People supported")["reached"] == 0


def test_five_territories_and_nineteen_organisations_have_instruments(story, programme):
    lead = story.desk(LEAD, Role.ORGANIZATION_ADMINISTRATOR)
    for number, place in enumerate(PLACES, 1):
        paper = {"kind": "agreement", "title": f"Acuerdo {place}", "adopted_on": today()}
        ok(
            lead.post(
                "/instruments", {"programme_id": programme.id, **paper, "alliance": f"Alianza {place}"}
            ),
            201,
        )
        assert programme.figure("Territories with instruments")["reached"] == number
    figure = programme.figure("Organisations with instruments")
    assert (figure["reached"], figure["state"], figure["missing"]) == (19, "met", 0)
