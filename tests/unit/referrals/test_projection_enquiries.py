"""A canary in every field of an enquiry: a service is told the question, reduced where protection is needed."""

import pytest

from referral.referrals.projection.enquiries import Part, project_enquiry

SHOWN = {
    *("id", "side", "state", "party_size", "adult_or_child", "needed_from", "region1", "country", "priority"),
    *("reduced", "asker", "asked_at", "ends_at", "services"),
}
ROUTING = {"need", "region", "age_bands", "languages"}
VALUES = {name: f"canary:{name}" for name in (*SHOWN, *ROUTING, "author_id", "case_id", "column_of_tomorrow")}


@pytest.mark.parametrize(
    ("part", "protection", "wanted"),
    [
        (Part.ASKER, False, SHOWN | ROUTING | {"author_id"}),
        (Part.ASKER, True, SHOWN | ROUTING | {"author_id"}),
        (Part.ASKED, False, SHOWN | ROUTING),
        (Part.ASKED, True, SHOWN),
    ],
)
def test_each_part_is_told_its_fields_and_no_other(part, protection, wanted):
    assert set(project_enquiry(VALUES, part, protection=protection)) == wanted
