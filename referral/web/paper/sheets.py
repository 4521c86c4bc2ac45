"""What stands on which copy of a referral: whoever prints it has all that they see, the others no more than a line.

A paper can be lost. So the receiver's copy of a sender's print tells what every receiver may know before it accepts,
with room to write by hand what the person agreed to, and the person's copy what the person's own page would.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import segno

from referral.directory.needs import need
from referral.referrals.projection.fields import LINE, OWN_PAGE, OWN_PAGE_PROTECTED, REDUCED_LINE, fields_of

COPIES = ("sender", "receiver", "person")
# Internal to the sender, and what is for a screen: on no paper.
_NEVER = frozenset(
    {"notes", "warnings", "risk_assessment", "supervision", "allowed_actions", "version", "case_id"}
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One copy: for whom, what stands on it, and whether there is room for who it is."""

    copy: str
    body: Mapping[str, Any]
    writes_identity: bool


def sheets_of(body: Mapping[str, Any], *, side: str, short: bool) -> list[Sheet]:
    """The three copies for a print by one side. `short`: the person's names no need, service or place."""
    found = []
    for copy in COPIES:
        names = _NAMES[copy](body, short) if copy != side else frozenset(body) - _NEVER
        kept = {name: value for name, value in body.items() if name in names or name == "id"}
        found.append(Sheet(copy, kept, writes_identity=copy != "person" and not kept.get("people")))
    return found


def blank_sheets() -> list[Sheet]:
    """Three copies with nothing on them."""
    return [Sheet(copy, {}, writes_identity=True) for copy in COPIES]


def is_protected(body: Mapping[str, Any]) -> bool:
    """Whether a need in it is one of protection; where no need is shown, it is taken for one."""
    codes = body.get("need") or ()
    return not codes or any(need(code).protection for code in codes)


def _line(body: Mapping[str, Any], _: bool) -> frozenset[str]:
    reduced = is_protected(body) and body.get("offer") is not None
    return fields_of(REDUCED_LINE if reduced else LINE) - _NEVER


def _own(body: Mapping[str, Any], short: bool) -> frozenset[str]:
    return OWN_PAGE_PROTECTED if short or is_protected(body) else OWN_PAGE


_NAMES = {"sender": _line, "receiver": _line, "person": _own}


def qr_of(id_: str) -> str:
    """A QR code of the id alone, as the address of a picture."""
    return segno.make(id_, micro=False, error="m").svg_data_uri(scale=3, border=2, dark="#000", light="#fff")
