"""The texts in other languages, by service: the same statement on both databases."""

from collections.abc import Sequence

from referral.search.sql.lists import Fetch, Spelling


def texts_of_services(spelling: Spelling, fetch: Fetch, service_ids: Sequence[str]) -> dict[str, bytes]:
    """What the index keeps of the texts of these services, by id; services of which nothing is said are missing."""
    if not service_ids:
        return {}
    marks = ", ".join([spelling.MARK] * len(service_ids))
    statement = f"SELECT service_id, texts FROM search_translation WHERE service_id IN ({marks})"
    return {str(service_id): bytes(texts) for service_id, texts in fetch(statement, list(service_ids))}
