"""What a service says of its places, its times and its price, as columns of its row in the index. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from referral.directory.profile import Listing
from referral.directory.profile.values import CapacityState
from referral.kit.text import fold

NOT_SAID = -1
NEVER_ENDS = 9_999_999
_EPOCH = date(1970, 1, 1).toordinal()
# Words for "free" in the languages of the directory, folded; only a text that says nothing else counts.
_FREE = frozenset(
    fold(word)
    for word in (
        "free",
        "free of charge",
        "no fee",
        "none",
        "falas",
        "pa pagesë",
        "besplatno",
        "бесплатно",
        "бесплатна",
        "უფასო",
        "უფასოა",
        "անվճար",
        "gratis",
        "gratuito",
        "sin costo",
        "kostenlos",
        "مجاني",
        "مجانا",
    )
)
_ZERO = re.compile(r"0+(?:[.,]0+)?")


@dataclass(frozen=True, slots=True)
class Said:
    """Columns of `search_filter`. Days are counted since 1970, moments in seconds since then, UTC."""

    places: int
    places_at: int
    places_state: int
    verified_on: int
    free: int
    accepts: int
    starts: int
    ends: int
    intakes: int


def said_by(service: Mapping[str, Any], listing: Listing) -> Said:
    """The columns of a service, nested as HSDS nests it."""
    places, since = _capacity(service.get("capacities", ()))
    state, at = 0, 0
    if listing.places is not None:
        state = state_number(listing.places.state)
        at = int(listing.places.at.timestamp()) if listing.places.at is not None else 0
    if state and at < since:
        state = 0
    elif state and at > since:
        # The words are newer than the number.
        places, since = NOT_SAID, at
    return Said(
        places=places,
        places_at=since,
        places_state=state,
        verified_on=_day(service.get("assured_date")),
        free=_free(service),
        accepts=NOT_SAID if listing.accepts_referrals is None else int(listing.accepts_referrals),
        starts=day_number(listing.starts) if listing.starts else 0,
        ends=day_number(listing.ends) if listing.ends else NEVER_ENDS,
        intakes=1 if listing.intakes else 0,
    )


def windows(listing: Listing) -> list[tuple[int, int]]:
    """The days between which people are taken, each window once."""
    return sorted({(day_number(each.opens), day_number(each.closes)) for each in listing.intakes})


def day_number(day: date) -> int:
    """Days since 1970."""
    return day.toordinal() - _EPOCH


def state_number(state: CapacityState) -> int:
    """1 for the first."""
    return list(CapacityState).index(state) + 1


def _capacity(rows: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """The free places that were told last, and when; of several units told at once the most."""
    told = [
        (moment_of(row.get("updated")), int(row["available"]))
        for row in rows
        if isinstance(row.get("available"), int | float) and row["available"] >= 0
    ]
    if not told:
        return NOT_SAID, 0
    since, places = max(told)
    return min(places, 2_000_000_000), since


def moment_of(text: Any) -> int:
    """Seconds since 1970; 0 where the text is no moment."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return 0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0, int(moment.timestamp()))


def _day(text: Any) -> int:
    try:
        return max(0, day_number(date.fromisoformat(str(text)[:10])))
    except ValueError:
        return 0


def _free(service: Mapping[str, Any]) -> int:
    """Amounts first; then the text of the fees, where it says "free" or an amount and nothing else."""
    amounts = [each["amount"] for each in service.get("cost_options", ()) if each.get("amount") is not None]
    if amounts:
        return int(all(float(amount) == 0 for amount in amounts))
    return _free_by_text(service.get(name) for name in ("fees_description", "fees"))


def _free_by_text(texts: Iterable[Any]) -> int:
    for text in texts:
        words = fold(str(text or "")).strip(" .!")
        if words in _FREE or _ZERO.fullmatch(words):
            return 1
    return NOT_SAID
