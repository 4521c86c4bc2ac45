"""Which kinds of data each tier opens: what an organisation may have seen that was given access up to it."""

from referral.cases.rules.terms import DataCategory

_C = DataCategory
_OPENS: tuple[tuple[int, frozenset[DataCategory]], ...] = (
    (1, frozenset({_C.NEEDS})),
    (2, frozenset({_C.IDENTITY, _C.CONTACT, _C.FAMILY, _C.LOCATION})),
    (3, frozenset({_C.HEALTH, _C.TRAFFICKING, _C.LEGAL, _C.DOCUMENTS})),
)


def opened_up_to(level: int) -> frozenset[DataCategory]:
    """The kinds of data that are open at a tier and those below it."""
    return frozenset(each for tier, opens in _OPENS if tier <= level for each in opens)


_DOCUMENTS = {"medical": _C.HEALTH, "legal": _C.LEGAL, "identity": _C.IDENTITY, "photograph": _C.IDENTITY}


def category_of_contact(kind: str) -> DataCategory:
    """Which kind of data a way to reach somebody is: where they are found is their location."""
    return DataCategory.LOCATION if kind == "address" else DataCategory.CONTACT


def categories_of_document(kind: str) -> frozenset[DataCategory]:
    """Which kinds of data a document is: a document, and what stands in it."""
    own = _DOCUMENTS.get(kind)
    return frozenset({DataCategory.DOCUMENTS, *([own] if own else [])})
