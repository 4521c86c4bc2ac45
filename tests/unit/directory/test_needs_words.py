"""What people type, in any language and script, finds the need that they mean."""

import pytest

from referral.directory.needs import all_needs, by_activity, need, resolve

MEANT = [
    ("job", "employment"), ("job", "job-placement"), ("shelter", "accommodation"),
    ("shelter", "emergency-shelter"), ("cash assistance", "cash-assistance"),
    ("roof", "accommodation"), ("Refuge", "emergency-shelter"), ("safe house", "shelter-violence"),
    ("safe house", "shelter-trafficking"), ("lawyer", "legal-aid"), ("ID card", "civil-documents"),
    ("birth certificate", "birth-registration"), ("wheelchairs", "assistive-devices"),
    ("GBV", "gender-based-violence"), ("CV", "job-search-skills"), ("strehim", "accommodation"),
    ("strehë", "emergency-shelter"), ("strehe", "emergency-shelter"), ("punë", "employment"),
    ("ndihmë juridike", "legal-aid"), ("qira", "rent-support"), ("kopsht", "preschool"),
    ("sigurna kuća", "shelter-violence"), ("сигурна кућа", "shelter-violence"),
    ("posao", "job-placement"), ("посао", "job-placement"), ("narodna kuhinja", "hot-meals"),
    ("народна кухиња", "hot-meals"), ("lijekovi", "medicines"), ("škola", "education"),
    ("skola", "education"), ("Pravna pomoć", "legal-aid"), ("работа", "employment"),
    ("правна помош", "legal-aid"), ("лична карта", "civil-documents"),
    ("თავშესაფარი", "emergency-shelter"), ("ტრეფიკინგი", "trafficking-assistance"),
    ("ფსიქოლოგი", "psychological-counselling"), ("ცხელი ხაზი", "hotline"), ("სამუშაო", "employment"),
    ("ապաստարան", "emergency-shelter"), ("աշխատանք", "employment"),
    ("հոգեբան", "psychological-counselling"), ("դրամաշնորհ", "start-up-grant"),
    ("refugio", "emergency-shelter"), ("albergue", "emergency-shelter"),
    ("capital semilla", "start-up-grant"), ("retornados", "return-reintegration"),
    ("trabajo", "employment"), ("مأوى", "accommodation"), ("محامي", "legal-aid"),
    ("نقود", "cash-assistance"), ("Frauenhaus", "shelter-violence"), ("Dolmetscher", "interpretation"),
    ("Praktikum", "internship"), ("врач", "primary-health-care"), ("горячая линия", "hotline"),
    ("убежище", "emergency-shelter"),
]  # fmt: skip


def found(word: str) -> list[str]:
    return [meant.code for meant in resolve(word)]


@pytest.mark.parametrize(("word", "code"), MEANT)
def test_a_word_finds_its_need(word: str, code: str) -> None:
    assert code in found(word)


def test_every_code_label_and_synonym_finds_its_own_need() -> None:
    for term in all_needs():
        for phrase in [
            term.code,
            *term.labels.values(),
            *(s for same in term.synonyms.values() for s in same),
        ]:
            assert term in resolve(phrase), (term.code, phrase)


def test_a_label_comes_before_a_synonym() -> None:
    assert found("internship")[0] == "internship"
    assert found("emergency shelter")[0] == "emergency-shelter"


def test_a_wider_need_comes_before_a_narrower_one() -> None:
    assert found("job") == ["employment", "job-placement"]


def test_an_exact_word_does_not_bring_every_need_that_contains_it() -> None:
    assert found("shelter") == ["accommodation", "emergency-shelter"]


def test_an_inflected_phrase_finds_what_its_plain_form_finds() -> None:
    assert found("sigurne kuće") == found("sigurna kuća")


def test_words_in_another_order_or_with_fillers_find_the_phrase_that_holds_them_all() -> None:
    assert found("victims of trafficking, shelter") == ["shelter-trafficking"]
    assert "trafficking-assistance" in found("assistance for the victims of trafficking")


@pytest.mark.parametrize("word", ["", "   ", "!?", "xyzzyx", "🙂"])
def test_what_means_nothing_finds_nothing(word: str) -> None:
    assert resolve(word) == []


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("WASH", ["water-sanitation"]),
        ("Cash For Rent", ["rent-support"]),
        ("Psychosocial & Mental Health", ["mental-health"]),
        ("Refugee Right", ["asylum-procedure"]),
        ("NFI", ["basic-needs"]),
        ("SHELTER", ["accommodation"]),
        ("Child Protection", ["child-protection"]),
    ],
)
def test_the_name_of_an_activity_is_understood(name: str, codes: list[str]) -> None:
    assert [term.code for term in by_activity(name)] == codes


def test_an_activity_that_is_on_no_list_is_read_as_words() -> None:
    assert by_activity("soup kitchen") == [need("hot-meals")]
