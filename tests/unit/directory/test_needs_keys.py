"""The keys and ids that indexes and other installations have stored: a change breaks them."""

from referral.directory.needs import TAXONOMY_ID, all_needs, need, need_by_id, need_by_key

# Every key that was ever given, by code. Only ever add to it.
GIVEN = {
    "accommodation": 20, "emergency-shelter": 21, "temporary-accommodation": 22, "reception-centre": 23,
    "social-housing": 28, "rent-support": 29, "housing-repair": 30, "shelter-trafficking": 24,
    "shelter-violence": 25, "shelter-children": 26, "shelter-homeless": 27, "basic-needs": 40,
    "food-assistance": 41, "hot-meals": 42, "clothing": 43, "hygiene-items": 44, "household-items": 45,
    "winter-fuel": 46, "water-sanitation": 47, "cash-assistance": 60, "emergency-cash": 61, "vouchers": 62,
    "cash-for-work": 63, "health": 80, "primary-health-care": 81, "specialist-care": 82,
    "emergency-medical-care": 83, "reproductive-health": 84, "dental-care": 85, "medicines": 86,
    "health-insurance": 87, "addiction-treatment": 88, "nutrition": 89, "mental-health": 100,
    "psychosocial-support": 101, "psychological-counselling": 102, "psychiatric-care": 103,
    "crisis-support": 104, "family-counselling": 105, "legal-aid": 120, "legal-advice": 121,
    "legal-representation": 122, "civil-documents": 123, "birth-registration": 124, "residence-permit": 125,
    "asylum-procedure": 126, "statelessness": 127, "labour-rights": 128, "protection": 140,
    "protection-case-management": 141, "violence-prevention": 142, "trafficking-assistance": 143,
    "trafficking-identification": 144, "trafficking-reintegration": 145, "gender-based-violence": 146,
    "domestic-violence": 147, "sexual-violence": 148, "women-safe-spaces": 153, "child-protection": 149,
    "unaccompanied-children": 150, "street-children": 151, "foster-care": 152, "education": 160,
    "preschool": 161, "school-enrolment": 162, "school-integration": 163, "learning-support": 164,
    "second-chance-education": 165, "scholarships": 166, "school-supplies": 167, "vocational-training": 180,
    "trade-training": 181, "apprenticeship": 182, "computer-skills": 183, "work-readiness": 184,
    "skills-assessment": 200, "skills-certification": 201, "diploma-recognition": 202, "employment": 220,
    "job-placement": 221, "career-guidance": 222, "job-search-skills": 223, "wage-subsidy": 224,
    "internship": 240, "on-the-job-training": 241, "self-employment": 260, "start-up-grant": 261,
    "business-training": 262, "business-mentoring": 263, "microcredit": 264, "work-equipment": 265,
    "farm-support": 266, "social-assistance": 280, "minimum-income": 281, "family-benefits": 282,
    "unemployment-benefit": 283, "pensions": 284, "one-off-assistance": 285, "benefit-applications": 286,
    "disability": 300, "disability-assessment": 301, "assistive-devices": 302, "rehabilitation": 303,
    "personal-assistance": 304, "disability-day-care": 305, "supported-employment": 306,
    "elderly-care": 320, "home-care": 321, "elderly-day-care": 322, "elderly-residential-care": 323,
    "return-reintegration": 340, "return-counselling": 341, "assisted-voluntary-return": 342,
    "arrival-reception": 343, "reintegration-support": 344, "family-tracing": 360, "missing-persons": 361,
    "family-reunification": 362, "language-culture": 380, "language-course": 381, "interpretation": 382,
    "cultural-mediation": 383, "cultural-orientation": 384, "community-activities": 385, "transport": 400,
    "travel-costs": 401, "transport-to-services": 402, "information-outreach": 420,
    "information-point": 421, "hotline": 422, "mobile-outreach": 423, "rights-awareness": 424,
}  # fmt: skip


def test_a_key_once_given_stays_with_its_need() -> None:
    assert {code: need(code).key for code in GIVEN} == GIVEN


def test_every_need_is_on_the_list_of_given_keys() -> None:
    assert {term.code for term in all_needs()} == set(GIVEN)


def test_ids_are_the_same_on_every_installation() -> None:
    assert need("accommodation").id == "34c2e9fe-4ed5-5b73-932e-e6e4ae413926"
    assert TAXONOMY_ID == "e57b9ec7-330c-554b-9815-fa93b5c31696"


def test_a_need_is_found_by_its_key_and_by_its_id_in_any_case() -> None:
    shelter = need("emergency-shelter")
    assert need_by_key(21) is shelter
    assert need_by_id(shelter.id.upper()) is shelter
