"""The words in which services say whom they take: sexes, target groups, residence statuses, registrations.

Target groups stay under 60, so that a set of them fits a signed integer of 64 bits; the other lists stay under 31.
"""

from collections.abc import Iterable, Mapping

from referral.directory.eligibility.word import Word, counted


# One word a line, as in a dictionary.
# fmt: off
class Sex(Word):
    """The sex or gender by which services tell whom they take."""

    FEMALE = "female", 0, "Female", "women and girls"
    MALE = "male", 1, "Male", "men and boys"
    OTHER = "other", 2, "Other", "people of another gender"


class TargetGroup(Word):
    """What a person is or has lived through, where services are for such people."""

    RETURNEE = "returnee", 0, "Returnee", "returnees"
    REFUGEE = "refugee", 1, "Refugee", "refugees"
    ASYLUM_SEEKER = "asylum_seeker", 2, "Asylum seeker", "asylum seekers"
    IDP = "idp", 3, "Internally displaced person", "internally displaced people"
    MIGRANT = "migrant", 4, "Migrant", "migrants"
    STATELESS_PERSON = "stateless_person", 5, "Stateless person", "stateless people"
    HOST_COMMUNITY = "host_community", 6, "Member of the host community", "members of the host community"
    TRAFFICKING_VICTIM = "trafficking_victim", 7, "Victim of trafficking", "victims of trafficking"
    TRAFFICKING_VICTIM_POTENTIAL = (
        "trafficking_victim_potential", 8, "Potential victim of trafficking", "potential victims of trafficking"
    )
    VIOLENCE_SURVIVOR = "violence_survivor", 9, "Survivor of violence", "survivors of violence"
    DOMESTIC_VIOLENCE_SURVIVOR = (
        "domestic_violence_survivor", 10, "Survivor of domestic violence", "survivors of domestic violence"
    )
    SEXUAL_VIOLENCE_SURVIVOR = (
        "sexual_violence_survivor", 11, "Survivor of sexual violence", "survivors of sexual violence"
    )
    SURVIVOR_OF_TORTURE = "survivor_of_torture", 12, "Survivor of torture", "survivors of torture"
    CRIME_VICTIM = "crime_victim", 13, "Victim of a crime", "victims of a crime"
    DEPENDANT_OF_VICTIM = (
        "dependant_of_victim", 14, "Child or relative of a victim", "children and relatives of victims"
    )
    UNACCOMPANIED_CHILD = "unaccompanied_child", 15, "Unaccompanied child", "unaccompanied children"
    SEPARATED_CHILD = "separated_child", 16, "Separated child", "separated children"
    STREET_CHILD = "street_child", 17, "Child in street situation", "children in street situations"
    CHILD_LABOUR = "child_labour", 18, "Child in labour", "children in labour"
    CHILD_AT_RISK = "child_at_risk", 19, "Child at risk", "children at risk"
    CHILD_WITHOUT_CARE = "child_without_care", 20, "Child without parental care", "children without parental care"
    CARE_LEAVER = "care_leaver", 21, "Young person leaving care", "young people leaving care"
    OUT_OF_SCHOOL = "out_of_school", 22, "Child out of school", "children out of school"
    WOMAN_AT_RISK = "woman_at_risk", 23, "Woman at risk", "women at risk"
    PREGNANT_OR_LACTATING = "pregnant_or_lactating", 24, "Pregnant or lactating", "pregnant or lactating women"
    SINGLE_PARENT = "single_parent", 25, "Single parent or sole caregiver", "single parents and sole caregivers"
    LARGE_FAMILY = "large_family", 26, "Member of a large family", "large families"
    SEPARATED_FAMILY = "separated_family", 27, "Separated from the family", "people separated from their family"
    CARER = "carer", 28, "Carer of a relative", "carers of a relative"
    DISABILITY = "disability", 29, "Person with disability", "people with disability"
    PERSON_WITH_CHRONIC_ILLNESS = (
        "person_with_chronic_illness", 30, "Person with chronic illness", "people with chronic illness"
    )
    SERIOUS_MEDICAL_CONDITION = (
        "serious_medical_condition", 31, "Serious medical condition", "people with a serious medical condition"
    )
    MENTAL_HEALTH_CONDITION = (
        "mental_health_condition", 32, "Mental health condition", "people with a mental health condition"
    )
    HIV = "hiv", 33, "Person living with HIV", "people living with HIV"
    SUBSTANCE_USE = "substance_use", 34, "Person who uses substances", "people who use substances"
    ELDERLY = "elderly", 35, "Older person", "older people"
    MINORITY = "minority", 36, "Member of a minority", "members of minorities"
    ROMA_EGYPTIAN = "roma_egyptian", 37, "Roma, Ashkali or Egyptian", "Roma, Ashkali and Egyptian communities"
    LGBTI = "lgbti", 38, "LGBTI person", "LGBTI people"
    LOW_INCOME = "low_income", 39, "Person on a low income", "people on a low income"
    SOCIAL_ASSISTANCE = "social_assistance", 40, "Recipient of social assistance", "recipients of social assistance"
    UNEMPLOYED = "unemployed", 41, "Unemployed", "unemployed people"
    LONG_TERM_UNEMPLOYED = "long_term_unemployed", 42, "Long-term unemployed", "long-term unemployed people"
    STUDENT = "student", 43, "Pupil or student", "pupils and students"
    FARMER = "farmer", 44, "Farmer", "farmers"
    FARM_WORKER = "farm_worker", 45, "Seasonal or farm worker", "seasonal and farm workers"
    ENTREPRENEUR = "entrepreneur", 46, "Entrepreneur or founder", "entrepreneurs and founders"
    HOMELESS = "homeless", 47, "Homeless", "homeless people"
    EVICTION_RISK = "eviction_risk", 48, "At risk of losing the home", "people at risk of losing their home"
    DISASTER_AFFECTED = "disaster_affected", 49, "Affected by a disaster", "people affected by a disaster"
    CONFLICT_AFFECTED = "conflict_affected", 50, "Affected by armed conflict", "people affected by armed conflict"
    FAMILY_OF_MISSING = "family_of_missing", 51, "Relative of a missing person", "relatives of missing people"
    VETERAN = "veteran", 52, "Veteran", "veterans"
    VETERAN_FAMILY = "veteran_family", 53, "Relative of a veteran", "relatives of veterans"
    SERVICE_MEMBER = "service_member", 54, "In military service", "people in military service"
    PRISONER_OR_FORMER = "prisoner_or_former", 55, "Prisoner or former prisoner", "prisoners and former prisoners"
    PRISONER = "prisoner", 56, "In prison or detention", "people in prison or detention"
    CONDITIONAL_RELEASE = "conditional_release", 57, "On bail, probation or parole", "people on conditional release"


class ResidenceStatus(Word):
    """By what right a person stays in the country of the service. Any lawful one is a set: LAWFUL."""

    CITIZEN = "citizen", 0, "Citizen of the country", "citizens of the country"
    PERMANENT_RESIDENT = "permanent_resident", 1, "Permanent resident", "permanent residents"
    TEMPORARY_RESIDENT = "temporary_resident", 2, "Temporary resident", "temporary residents"
    REFUGEE = "refugee", 3, "Recognised refugee", "recognised refugees"
    ASYLUM_SEEKER = "asylum_seeker", 4, "Asylum seeker", "asylum seekers"
    TEMPORARY_PROTECTION = "temporary_protection", 5, "Under temporary protection", "people under temporary protection"
    STATELESS = "stateless", 6, "Recognised stateless person", "recognised stateless people"
    UNDOCUMENTED = "undocumented", 7, "Without a right to stay", "people without a right to stay"
    SUBSIDIARY_PROTECTION = (
        "subsidiary_protection", 8, "Under subsidiary protection", "people under subsidiary protection"
    )
    HUMANITARIAN = "humanitarian", 9, "Stay on humanitarian grounds", "people staying on humanitarian grounds"
    APPLICANT = "applicant", 10, "Applicant for residence", "applicants for residence"
    TOLERATED = "tolerated", 11, "Removal suspended", "people whose removal is suspended"


class Registration(Word):
    """A paper that a person has, or a register in which she stands."""

    UNHCR_REGISTRATION = "unhcr_registration", 0, "Valid UNHCR registration", "valid UNHCR registration"
    UNHCR_REGISTRATION_EXPIRED = (
        "unhcr_registration_expired", 1, "UNHCR registration, valid or expired", "valid or expired UNHCR registration"
    )
    MOI_CARD = "moi_card", 2, "Service card of the Ministry of Interior", "Ministry of Interior service card"
    ORIGIN_ID = (
        "origin_id", 3, "Identity document of the country of origin", "identity document of the country of origin"
    )
    ID_DOCUMENT = "id_document", 4, "Identity document", "identity document"
    IDENTITY_CARD = "identity_card", 5, "Identity card of the country", "identity card of the country"
    PASSPORT = "passport", 6, "Passport", "passport"
    BIRTH_REGISTRATION = "birth_registration", 7, "Birth registration", "birth registration"
    PERSONAL_NUMBER = "personal_number", 8, "Personal number", "personal number"
    REGISTERED_ADDRESS = "registered_address", 9, "Registered address", "registered address"
    RESIDENCE_PERMIT = "residence_permit", 10, "Residence permit", "residence permit"
    ASYLUM_CARD = "asylum_card", 11, "Card of an asylum seeker", "card of an asylum seeker"
    REFUGEE_CARD = "refugee_card", 12, "Card of a refugee", "card of a refugee"
    IDP_REGISTRATION = "idp_registration", 13, "Registered as displaced", "registration as displaced"
    UNRWA_REGISTRATION = "unrwa_registration", 14, "UNRWA registration", "UNRWA registration"
    RETURN_DOCUMENT = "return_document", 15, "Proof of return or readmission", "proof of return or readmission"
    UNEMPLOYMENT_REGISTER = "unemployment_register", 16, "Registered as unemployed", "registration as unemployed"
    SOCIAL_ASSISTANCE_REGISTER = (
        "social_assistance_register", 17, "Registered for social assistance", "registration for social assistance"
    )
    HEALTH_INSURANCE = "health_insurance", 18, "Health insurance", "health insurance"
    DISABILITY_CERTIFICATE = "disability_certificate", 19, "Certificate of disability", "certificate of disability"
    VICTIM_STATUS = "victim_status", 20, "Formally identified as a victim", "formal identification as a victim"
    PROTECTION_ORDER = "protection_order", 21, "Protection order", "protection order"
    VETERAN_CERTIFICATE = "veteran_certificate", 22, "Certificate of a veteran", "certificate of a veteran"
    FARM_REGISTER = "farm_register", 23, "Registered farm", "farm registration"
    BUSINESS_REGISTER = "business_register", 24, "Registered business", "business registration"

# fmt: on


LAWFUL = frozenset(ResidenceStatus) - {ResidenceStatus.UNDOCUMENTED}

# Who is the first counts as the others too, where a service asks for those. Not the other way round, and not where a
# service turns people away: "no potential victims" does not turn away a victim for certain.
WIDER_GROUPS: Mapping[TargetGroup, frozenset[TargetGroup]] = {
    TargetGroup.TRAFFICKING_VICTIM: frozenset(
        {TargetGroup.TRAFFICKING_VICTIM_POTENTIAL, TargetGroup.CRIME_VICTIM}
    ),
    TargetGroup.VIOLENCE_SURVIVOR: frozenset({TargetGroup.CRIME_VICTIM}),
    TargetGroup.DOMESTIC_VIOLENCE_SURVIVOR: frozenset({TargetGroup.VIOLENCE_SURVIVOR}),
    TargetGroup.SEXUAL_VIOLENCE_SURVIVOR: frozenset({TargetGroup.VIOLENCE_SURVIVOR}),
    TargetGroup.UNACCOMPANIED_CHILD: frozenset({TargetGroup.CHILD_WITHOUT_CARE}),
    TargetGroup.CHILD_WITHOUT_CARE: frozenset({TargetGroup.CHILD_AT_RISK}),
    TargetGroup.SEPARATED_CHILD: frozenset({TargetGroup.CHILD_AT_RISK}),
    TargetGroup.STREET_CHILD: frozenset({TargetGroup.CHILD_AT_RISK}),
    TargetGroup.CHILD_LABOUR: frozenset({TargetGroup.CHILD_AT_RISK}),
    TargetGroup.ROMA_EGYPTIAN: frozenset({TargetGroup.MINORITY}),
    TargetGroup.LONG_TERM_UNEMPLOYED: frozenset({TargetGroup.UNEMPLOYED}),
    TargetGroup.PRISONER: frozenset({TargetGroup.PRISONER_OR_FORMER}),
    TargetGroup.CONDITIONAL_RELEASE: frozenset({TargetGroup.PRISONER_OR_FORMER}),
}
WIDER_REGISTRATIONS: Mapping[Registration, frozenset[Registration]] = {
    Registration.UNHCR_REGISTRATION: frozenset({Registration.UNHCR_REGISTRATION_EXPIRED}),
    Registration.ORIGIN_ID: frozenset({Registration.ID_DOCUMENT}),
    Registration.IDENTITY_CARD: frozenset({Registration.ID_DOCUMENT}),
    Registration.PASSPORT: frozenset({Registration.ORIGIN_ID}),
}


def counted_groups(groups: Iterable[TargetGroup]) -> frozenset[TargetGroup]:
    """The groups and all as which who belongs to them counts."""
    return counted(groups, WIDER_GROUPS)


def counted_registrations(registrations: Iterable[Registration]) -> frozenset[Registration]:
    """The registrations and all as which they count."""
    return counted(registrations, WIDER_REGISTRATIONS)
