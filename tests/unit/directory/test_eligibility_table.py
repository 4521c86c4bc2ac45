"""Who is taken where: one table of people and one of parties. Expected is what a person would answer.

A service is written as it travels ("age: 0-12 male; target_group: returnee"). Behind each person stands the answer
as a whole, then what each criterion that stands in it says; a criterion that is not named must not stand there.
"""

from typing import Any

import pytest

from referral.directory.eligibility import (
    Criteria,
    Party,
    Person,
    Registration,
    ResidenceStatus,
    Sex,
    State,
    TargetGroup,
    assess,
    assess_party,
    compile_criteria,
    excludes,
    excludes_party,
    from_attributes,
    word_of,
)

MET, UNMET, ASK = "met", "unmet", "unknown"


def service(text: str) -> Criteria:
    pairs = [part.split(": ", 1) for part in text.split("; ") if part]
    return from_attributes((code, value) for code, value in pairs)


def who(age: int | str | None = None, sex: str | None = None, **told: Any) -> Person:
    """A person; ages like "12-15" are a range, groups and papers are codes between spaces, "" for none."""
    groups, papers, status = told.get("groups"), told.get("papers"), told.get("status")
    span = tuple(map(int, age.split("-"))) if isinstance(age, str) else None
    return Person(
        age=age if isinstance(age, int) else None,
        age_range=(span[0], span[1]) if span else None,
        sex=word_of(Sex, sex) if sex else None,
        target_groups=None if groups is None else frozenset(word_of(TargetGroup, g) for g in groups.split()),
        nationality=told.get("nat"),
        residence_status=word_of(ResidenceStatus, status) if status else None,
        registrations=None if papers is None else frozenset(word_of(Registration, p) for p in papers.split()),
        income_percent=told.get("income"),
        accessible=told.get("step_free", False),
    )


F, M, OTHER = "female", "male", "other"
TO_12 = "age: 0-12"
WOMEN_BOYS = "age: 18- female; age: 0-12 male"
WOMEN = "sex: female; age: 18- female"
TRAFFICKED = "target_group: trafficking_victim"
POTENTIAL = "target_group: trafficking_victim_potential"
JORDAN = "nationality: SY; required_registration: unhcr_registration; required_registration: moi_card"
POVERTY = "income_limit: 125% federal poverty level"
NO_MINORS_ALONE = "unaccompanied_minors: no"

PEOPLE = [
    # Ages at their limits.
    ("the lowest age is in", "age: 18-64", who(18), MET, {"age": MET}),
    ("a year under it is out", "age: 18-64", who(17), UNMET, {"age": UNMET}),
    ("the highest age is in, the whole year", "age: 18-64", who(64), MET, {"age": MET}),
    ("a year over it is out", "age: 18-64", who(65), UNMET, {"age": UNMET}),
    ("no highest age", "age: 60-", who(104), MET, {"age": MET}),
    ("a baby where children to 12 are taken", TO_12, who(0), MET, {"age": MET}),
    ("one age only", "age: 14-14", who(14), MET, {"age": MET}),
    ("one age only, another one", "age: 14-14", who(15), UNMET, {"age": UNMET}),
    ("no age told", TO_12, who(), ASK, {"age": ASK}),
    ("no age told, all ages taken", "age: 0-", who(), MET, {"age": MET}),
    # Ranges of ages.
    ("a range within", "age: 18-64", who("18-64"), MET, {"age": MET}),
    ("a range that begins below", "age: 18-64", who("17-30"), ASK, {"age": ASK}),
    ("a range that ends above", "age: 18-64", who("60-65"), ASK, {"age": ASK}),
    ("a range that touches the lowest age", "age: 18-", who("10-18"), ASK, {"age": ASK}),
    ("a range below", "age: 18-", who("10-17"), UNMET, {"age": UNMET}),
    ("a range above", TO_12, who("13-15"), UNMET, {"age": UNMET}),
    ("a range around all that is taken", "age: 14-15", who("10-20"), ASK, {"age": ASK}),
    # Sex.
    ("a woman where women are taken", "sex: female", who(30, F), MET, {"sex": MET}),
    ("a man where women are taken", "sex: female", who(30, M), UNMET, {"sex": UNMET}),
    ("another gender where women are taken", "sex: female", who(30, OTHER), UNMET, {"sex": UNMET}),
    ("another gender where both others are taken", "sex: female; sex: male", who(30, OTHER), UNMET, {"sex": UNMET}),
    ("sex not told where women are taken", "sex: female", who(30), ASK, {"sex": ASK}),
    ("sex not told where all are taken", "sex: female; sex: male; sex: other", who(30), MET, {"sex": MET}),
    # Ages by sex.
    ("a boy of 12", WOMEN_BOYS, who(12, M), MET, {"age": MET}),
    ("a boy of 13", WOMEN_BOYS, who(13, M), UNMET, {"age": UNMET}),
    ("a woman of 18", WOMEN_BOYS, who(18, F), MET, {"age": MET}),
    ("a girl of 17 where women are from 18", WOMEN_BOYS, who(17, F), UNMET, {"age": UNMET}),
    ("another gender of which no age is said", WOMEN_BOYS, who(30, OTHER), ASK, {"age": ASK}),
    ("5, not told whether girl or boy", WOMEN_BOYS, who(5), ASK, {"age": ASK}),
    ("15, out as girl and as boy, but another gender is not said", WOMEN_BOYS, who(15), ASK, {"age": ASK}),
    ("15, and only girls and boys are taken", f"sex: female; sex: male; {WOMEN_BOYS}", who(15), UNMET,
     {"sex": ASK, "age": UNMET}),
    ("10, in for whatever sex", "age: 0-17; age: 0-12 male", who(10), MET, {"age": MET}),
    ("15, in unless a boy", "age: 0-17; age: 0-12 male", who(15), ASK, {"age": ASK}),
    ("18, out for whatever sex", "age: 0-17; age: 0-12 male", who(18), UNMET, {"age": UNMET}),
    ("the range of her sex beats the general one", "age: 18-; age: 16- female", who(16, F), MET, {"age": MET}),
    ("the general range for the others", "age: 18-; age: 16- female", who(16, M), UNMET, {"age": UNMET}),
    ("17, sex not told, certain for no one", "age: 18-; age: 16- female", who(17), ASK, {"age": ASK}),
    ("a woman of 30 where only boys have a limit", "sex: female; sex: male; age: 0-12 male", who(30, F), MET,
     {"sex": MET, "age": MET}),
    ("a man among women's ages is measured by theirs", WOMEN, who(30, M), UNMET, {"sex": UNMET, "age": MET}),
    ("30, sex not told, women from 18", WOMEN, who(30), ASK, {"sex": ASK, "age": MET}),
    ("15, sex not told, women from 18: out either way", WOMEN, who(15), UNMET, {"sex": ASK, "age": UNMET}),
    # Target groups.
    ("a returnee", "target_group: returnee", who(30, groups="returnee"), MET, {"target_group": MET}),
    ("one of two groups is enough", "target_group: returnee; target_group: idp", who(groups="idp carer"), MET,
     {"target_group": MET}),
    ("told groups are complete", "target_group: returnee", who(groups="idp"), UNMET, {"target_group": UNMET}),
    ("told to be in no group", "target_group: returnee", who(groups=""), UNMET, {"target_group": UNMET}),
    ("groups not told", "target_group: returnee", who(30), ASK, {"target_group": ASK}),
    ("a victim where potential victims are taken", POTENTIAL, who(groups="trafficking_victim"), MET,
     {"target_group": MET}),
    ("a potential victim where victims are taken", TRAFFICKED, who(groups="trafficking_victim_potential"), UNMET,
     {"target_group": UNMET}),
    ("two steps of counting: domestic violence is violence is a crime", "target_group: crime_victim",
     who(groups="domestic_violence_survivor"), MET, {"target_group": MET}),
    ("Roma where minorities are taken", "target_group: minority", who(groups="roma_egyptian"), MET,
     {"target_group": MET}),
    ("an excluded group", "excluded_group: substance_use", who(groups="substance_use homeless"), UNMET,
     {"target_group": UNMET}),
    ("not in the excluded group", "excluded_group: substance_use", who(groups="homeless"), MET, {"target_group": MET}),
    ("excluded groups, none told", "excluded_group: substance_use", who(), ASK, {"target_group": ASK}),
    ("taken and turned away at once", "target_group: homeless; excluded_group: substance_use",
     who(groups="homeless substance_use"), UNMET, {"target_group": UNMET}),
    ("only counts as one turned away: the service has to say", "excluded_group: minority",
     who(groups="roma_egyptian"), ASK, {"target_group": ASK}),
    # Nationality.
    ("a Syrian where Syrians are taken", "nationality: SY", who(nat="SY"), MET, {"nationality": MET}),
    ("a Jordanian where Syrians are taken", "nationality: SY", who(nat="JO"), UNMET, {"nationality": UNMET}),
    ("one of two nationalities", "nationality: SY; nationality: IQ", who(nat="IQ"), MET, {"nationality": MET}),
    ("nationality not told", "nationality: SY", who(30), ASK, {"nationality": ASK}),
    ("a stateless person where Syrians are taken", "nationality: SY", who(nat="XX"), UNMET, {"nationality": UNMET}),
    ("a stateless person where such are taken", "nationality: GE; nationality: XX", who(nat="XX"), MET,
     {"nationality": MET}),
    ("an excluded nationality", "excluded_nationality: SY; excluded_nationality: JO", who(nat="JO"), UNMET,
     {"nationality": UNMET}),
    ("any other than the excluded", "excluded_nationality: SY", who(nat="SD"), MET, {"nationality": MET}),
    ("a stateless person is no citizen of the excluded", "excluded_nationality: SY", who(nat="XX"), MET,
     {"nationality": MET}),
    # Residence status.
    ("a citizen where citizens are taken", "residence_status: citizen", who(status="citizen"), MET,
     {"residence_status": MET}),
    ("an asylum seeker where refugees are taken", "residence_status: refugee", who(status="asylum_seeker"), UNMET,
     {"residence_status": UNMET}),
    ("status not told", "residence_status: refugee", who(30), ASK, {"residence_status": ASK}),
    ("any lawful status", "residence_status: any_lawful", who(status="temporary_protection"), MET,
     {"residence_status": MET}),
    ("no lawful status", "residence_status: any_lawful", who(status="undocumented"), UNMET,
     {"residence_status": UNMET}),
    ("every status is taken, none told", "residence_status: any_lawful; residence_status: undocumented", who(30), MET,
     {"residence_status": MET}),
    # Registration.
    ("registered", "registration: unemployment_register", who(papers="unemployment_register"), MET,
     {"registration": MET}),
    ("told papers are complete", "registration: unemployment_register", who(papers="passport"), UNMET,
     {"registration": UNMET}),
    ("papers not told", "registration: unemployment_register", who(30), ASK, {"registration": ASK}),
    ("a passport is an identity document", "registration: id_document", who(papers="passport"), MET,
     {"registration": MET}),
    ("an expired registration where a valid one is needed", "registration: unhcr_registration",
     who(papers="unhcr_registration_expired"), UNMET, {"registration": UNMET}),
    ("a valid registration where an expired one would do", "registration: unhcr_registration_expired",
     who(papers="unhcr_registration"), MET, {"registration": MET}),
    ("one of two papers that are both needed", JORDAN, who(nat="SY", papers="unhcr_registration"), UNMET,
     {"nationality": MET, "registration": UNMET}),
    ("both papers that are needed", JORDAN, who(nat="SY", papers="unhcr_registration moi_card"), MET,
     {"nationality": MET, "registration": MET}),
    # Income.
    ("income at the limit", POVERTY, who(income=125), MET, {"income": MET}),
    ("income over the limit", POVERTY, who(income=126), UNMET, {"income": UNMET}),
    ("no income is told as 0", POVERTY, who(income=0), MET, {"income": MET}),
    ("income not told", POVERTY, who(30), ASK, {"income": ASK}),
    # Step-free access.
    ("a ramp for who needs it", "age: 18-; accessible: yes", who(30, step_free=True), MET,
     {"age": MET, "accessible": MET}),
    ("stairs for who cannot climb them", "age: 18-; accessible: no", who(30, step_free=True), UNMET,
     {"age": MET, "accessible": UNMET}),
    ("access is needed and not said", "age: 18-", who(30, step_free=True), ASK, {"age": MET, "accessible": ASK}),
    ("stairs for who does not mind", "age: 18-; accessible: no", who(30), MET, {"age": MET}),
    # Minors, alone as they come here.
    ("a minor alone who may not come alone", NO_MINORS_ALONE, who(17), UNMET, {"unaccompanied": UNMET}),
    ("an adult alone", NO_MINORS_ALONE, who(18), MET, {"unaccompanied": MET}),
    ("perhaps a minor", NO_MINORS_ALONE, who("16-20"), ASK, {"unaccompanied": ASK}),
    ("a minor alone where that is said to be fine", "unaccompanied_minors: yes", who(14), MET, {"unaccompanied": MET}),
    # What no program can decide, and what is not said.
    ("a condition in words", "age: 18-; condition: Lives in Tirana", who(30), ASK, {"age": MET, "other": ASK}),
    ("a condition does not save who is out", "age: 18-; condition: Lives in Tirana", who(12), UNMET,
     {"age": UNMET, "other": ASK}),
    ("nothing is said", "", who(30, F), ASK, {}),
    ("nothing is said of people, only of the place", "accessible: yes; largest_party: 6", who(30), ASK, {}),
    ("nothing is said, and there are stairs", "accessible: no", who(30, step_free=True), UNMET, {"accessible": UNMET}),
    ("open to all by its own words", "open_to_all: yes", who(), MET, {"open_to_all": MET}),
    ("open to all, but Syrians only", "open_to_all: yes; nationality: SY", who(nat="JO"), UNMET,
     {"open_to_all": MET, "nationality": UNMET}),
    ("what is not said does not stand in the answer", "age: 18-", who(30, F, nat="SY", groups="idp", income=90), MET,
     {"age": MET}),
    ("unmet beats unknown", "age: 18-; target_group: returnee", who(12), UNMET, {"age": UNMET, "target_group": ASK}),
]  # fmt: skip

SHELTER = "sex: female; sex: male; age: 0-12 male"
OF_VIOLENCE = f"{SHELTER}; target_group: violence_survivor; target_group: dependant_of_victim"
MOTHER, BOY_14, BOY_12, BABY = who(34, F), who(14, M), who(12, M), who(0, F)
ADULT, GIRL = who(40, M), who(15, F)

PARTIES = [
    ("takes her and the baby; boy of 14: no", SHELTER, [MOTHER, BOY_14, BABY], UNMET, [MET, UNMET, MET]),
    ("takes her, the boy of 12 and the baby", SHELTER, [MOTHER, BOY_12, BABY], MET, [MET, MET, MET]),
    ("takes her; of the boy only 10 to 14 is told", SHELTER, [MOTHER, who("10-14", M)], ASK, [MET, ASK]),
    ("takes her; a child of 14 is only out if a boy", SHELTER, [MOTHER, who(14)], ASK, [MET, ASK]),
    ("takes her, not her husband", SHELTER, [MOTHER, who(36, M)], UNMET, [MET, UNMET]),
    ("a woman alone", SHELTER, [MOTHER], MET, [MET]),
    ("a man alone", SHELTER, [ADULT], UNMET, [UNMET]),
    ("women and boys to 12, girls are not taken", WOMEN_BOYS, [MOTHER, BOY_12, GIRL], UNMET, [MET, MET, UNMET]),
    ("a survivor and her child", OF_VIOLENCE,
     [who(34, F, groups="violence_survivor"), who(3, M, groups="dependant_of_victim")], MET, [MET, MET]),
    ("a survivor and a child of whom nothing is told", OF_VIOLENCE, [who(34, F, groups="violence_survivor"), who(3, M)],
     ASK, [MET, ASK]),
    ("her child is no survivor, and relatives are not named", "target_group: violence_survivor",
     [who(34, F, groups="violence_survivor"), who(3, M, groups="")], UNMET, [MET, UNMET]),
    ("a son over 12 of a survivor", OF_VIOLENCE,
     [who(34, F, groups="violence_survivor"), who(13, M, groups="dependant_of_victim")], UNMET, [MET, UNMET]),
    # Minors and their adults.
    ("a child with her mother", NO_MINORS_ALONE, [MOTHER, GIRL], MET, [MET, MET]),
    ("a child alone", NO_MINORS_ALONE, [GIRL], UNMET, [UNMET]),
    ("two siblings without an adult", NO_MINORS_ALONE, [GIRL, BOY_12], UNMET, [UNMET, UNMET]),
    ("siblings with a brother of 18", NO_MINORS_ALONE, [GIRL, who(18, M)], MET, [MET, MET]),
    ("siblings with a brother of 17", NO_MINORS_ALONE, [GIRL, who(17, M)], UNMET, [UNMET, UNMET]),
    ("a child with somebody of unknown age", NO_MINORS_ALONE, [GIRL, who(None, F)], ASK, [ASK, ASK]),
    ("a child with somebody of 16 to 20", NO_MINORS_ALONE, [GIRL, who("16-20")], ASK, [ASK, ASK]),
    ("of unknown age with an adult", NO_MINORS_ALONE, [who(), ADULT], MET, [MET, MET]),
    ("children alone are welcome", "unaccompanied_minors: yes", [GIRL, BOY_12], MET, [MET, MET]),
    ("children's home: its ages keep the mother out", "unaccompanied_minors: yes; age: 0-17", [MOTHER, BABY], UNMET,
     [UNMET, MET]),
    # How many together.
    ("as many as are taken", "age: 0-; largest_party: 3", [MOTHER, BOY_14, BABY], MET, [MET, MET, MET]),
    ("one too many", "age: 0-; largest_party: 2", [MOTHER, BOY_14, BABY], UNMET, [MET, MET, MET]),
    ("one too many beats what is not told", "target_group: returnee; largest_party: 1", [MOTHER, BABY], UNMET,
     [ASK, ASK]),
    ("only the size is said", "largest_party: 4", [MOTHER, BABY], ASK, [ASK, ASK]),
    ("twenty people where all are taken", "open_to_all: yes", [ADULT] * 20, MET, [MET] * 20),
    # Other traits, each for each.
    ("a grandmother who needs a ramp", "age: 0-; accessible: yes", [who(80, F, step_free=True), GIRL], MET, [MET, MET]),
    ("a grandmother who cannot climb the stairs", "age: 0-; accessible: no", [who(80, F, step_free=True), GIRL], UNMET,
     [UNMET, MET]),
    ("a grandmother, and nobody says whether there are stairs", "age: 0-", [who(80, F, step_free=True), GIRL], ASK,
     [ASK, MET]),
    ("a Syrian mother of a stateless child", "nationality: SY", [who(30, F, nat="SY"), who(2, nat="XX")], UNMET,
     [MET, UNMET]),
    ("both are taken by name", "nationality: SY; nationality: XX", [who(30, F, nat="SY"), who(2, nat="XX")], MET,
     [MET, MET]),
    ("two returnees and one who is not", "target_group: returnee",
     [who(30, groups="returnee"), who(5, groups="returnee"), who(70, groups="")], UNMET, [MET, MET, UNMET]),
    ("a refugee and his undocumented brother", "residence_status: any_lawful",
     [who(20, M, status="refugee"), who(24, M, status="undocumented")], UNMET, [MET, UNMET]),
    ("nothing is said", "", [MOTHER, BOY_14, BABY], ASK, [ASK, ASK, ASK]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("says", "person", "whole", "traits"), [case[1:] for case in PEOPLE], ids=[case[0] for case in PEOPLE]
)
def test_a_person(says: str, person: Person, whole: str, traits: dict[str, str]) -> None:
    found = assess(service(says), person, accompanied=False)
    assert {str(trait): fact["state"] for trait, fact in found.criteria.items()} == traits
    assert found.state == whole
    assert excludes(compile_criteria(service(says)), person, accompanied=False) == (whole == UNMET)


@pytest.mark.parametrize(
    ("says", "people", "whole", "members"), [case[1:] for case in PARTIES], ids=[case[0] for case in PARTIES]
)
def test_a_party(says: str, people: list[Person], whole: str, members: list[str]) -> None:
    party = Party(tuple(people))
    found = assess_party(service(says), party)
    assert [member.state.value for member in found.members] == members
    assert found.state == whole
    assert found.places_needed == len(people)
    assert excludes_party(compile_criteria(service(says)), party) == (whole == UNMET)


def test_the_members_in_a_state_are_named() -> None:
    found = assess_party(service(SHELTER), Party((MOTHER, BOY_14, BABY)))
    assert found.members_in(State.MET) == (0, 2)
    assert found.members_in(State.UNMET) == (1,)


def test_a_child_whose_company_is_not_known_is_asked_about() -> None:
    found = assess(service(NO_MINORS_ALONE), GIRL, accompanied=None)
    assert found.state is State.UNKNOWN
    assert not excludes(compile_criteria(service(NO_MINORS_ALONE)), GIRL, accompanied=None)
