"""Country profiles and public holidays."""

import re
from datetime import date
from zoneinfo import ZoneInfo

import phonenumbers
import pytest

from referral.places.profiles import UnknownCountry, all_countries, country, holidays_of

CODES = ["AL", "AM", "BA", "GE", "GT", "HN", "JO", "ME", "MK", "RS", "SV", "XK"]


def test_there_is_a_profile_for_every_country_of_the_programmes() -> None:
    assert [profile.code for profile in all_countries()] == CODES


@pytest.mark.parametrize("code", CODES)
def test_a_profile_is_whole(code: str) -> None:
    profile = country(code)
    assert "en" in profile.names
    assert set(profile.languages) <= set(profile.names)
    assert ZoneInfo(profile.time_zone).key == profile.time_zone
    assert re.fullmatch("[A-Z]{3}", profile.currency)
    assert phonenumbers.country_code_for_region(code) == int(profile.phone_code)
    assert len(profile.working_week) == 5
    assert 13 <= profile.age_of_consent_for_data.years <= 18
    assert 1 <= profile.retention.case_years <= profile.retention.protection_years <= 30


@pytest.mark.parametrize("code", CODES)
def test_every_country_has_an_emergency_number_and_claims_nothing_unverified(code: str) -> None:
    hotlines = country(code).hotlines
    assert {"police", "emergency"} & {line.kind for line in hotlines}
    for line in hotlines:
        assert re.fullmatch(r"\+?\d{3,15}", line.number)
        assert not line.verified
        assert line.source
        assert line.who_may_call


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("year", [2026, 2027])
def test_every_country_has_holidays_in_order(code: str, year: int) -> None:
    days = holidays_of(code, year)
    assert days == sorted(days)
    assert len(days) >= 8
    assert date(year, 1, 1) in dict(days)


def test_holidays_are_named_in_the_language_asked_for_else_the_countrys_own() -> None:
    assert dict(holidays_of("AL", 2026))[date(2026, 11, 28)] == "Flag and Independence Day"
    assert dict(holidays_of("AL", 2026, "sq"))[date(2026, 11, 28)] != "Flag and Independence Day"
    assert holidays_of("AL", 2026, "zz") == holidays_of("AL", 2026, "sq")


def test_codes_of_regions_are_unique_in_a_country() -> None:
    for profile in all_countries():
        codes = [region.code for region in profile.regions]
        assert len(set(codes)) == len(codes)
        assert all(code.startswith(profile.code) for code in codes)


def test_a_country_without_profile_is_refused_by_name() -> None:
    with pytest.raises(UnknownCountry, match="ZZ"):
        country("ZZ")
    assert country("al") is country("AL")
