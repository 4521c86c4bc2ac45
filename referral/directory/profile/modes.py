"""How a service reaches the person, and what a service at a place is known to do. Pure."""

from collections.abc import Iterable

from referral.directory.eligibility.word import Word, mask, word_of

CODE = "mode"


class Mode(Word):
    """How a service is delivered."""

    IN_PERSON = "in_person", 0, "In person", "at its place"
    OUTREACH = "outreach", 1, "Outreach", "where the person is"
    REMOTE = "remote", 2, "Remote", "by telephone or online"


# Those for which nobody has to come anywhere.
REACHING = mask((Mode.OUTREACH, Mode.REMOTE))
_BY_PLACE = {"physical": Mode.IN_PERSON, "virtual": Mode.REMOTE}


def modes_at(said: Iterable[str], location_type: str | None) -> frozenset[Mode]:
    """The modes of a service at one place: what its attributes say, else what the kind of place tells; none where
    nobody knows. What is at a virtual place is remote whatever is said of the service's other places; a word that is
    no mode has said nothing.
    """
    if location_type == "virtual":
        return frozenset({Mode.REMOTE})
    stated = frozenset(mode for text in said if (mode := _mode_of(text)) is not None)
    if stated:
        return stated
    told = _BY_PLACE.get(location_type or "")
    return frozenset() if told is None else frozenset({told})


def _mode_of(text: str) -> Mode | None:
    try:
        return word_of(Mode, text)
    except ValueError:
        return None
