"""Phone and document numbers in one spelling, so that a lookup finds what was written otherwise."""

import re
import unicodedata

import phonenumbers

_DIGITS = re.compile(r"\d")


def normal_phone(text: str, country_code: str | None = None) -> str | None:
    """The number as `+38344123456`, or None where it is none. `country_code` is that of numbers without a prefix."""
    # Digits of other scripts are digits too; bidirectional marks and spaces are nothing.
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(each for each in plain if unicodedata.category(each) != "Cf").strip()
    plain = _DIGITS.sub(lambda found: str(unicodedata.decimal(found.group())), plain)
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    try:
        number = phonenumbers.parse(plain, (country_code or "").upper() or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normal_document(text: str) -> str | None:
    """The number in capitals, letters and digits only, or None where nothing is left of it."""
    plain = unicodedata.normalize("NFKC", text).upper()
    kept = "".join(
        str(unicodedata.decimal(each)) if each.isdecimal() else each for each in plain if each.isalnum()
    )
    return kept or None
