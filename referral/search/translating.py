"""Answers of the search in the languages that somebody asks for: the stored ones are read and put into them.

Who asks for none costs nothing: no statement, no look at a document.
"""

from collections.abc import Sequence

from referral.kit.db import reader
from referral.kit.languages import Wanted
from referral.search.rules import Hit
from referral.search.sql import spelling
from referral.search.sql.translations import texts_of_services
from referral.search.translations import translated


class Translator:
    """Translates hits; `used` holds the languages of the texts that it has shown."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.used: set[str | None] = set()

    def translate(self, hits: Sequence[Hit]) -> list[Hit]:
        """The hits with their documents in the best languages."""
        stored = texts_of_services(spelling(), reader.fetch, [hit.service_id for hit in hits])
        return [self._translated(hit, stored.get(hit.service_id)) for hit in hits]

    def _translated(self, hit: Hit, stored: bytes | None) -> Hit:
        if stored is None:
            return hit
        document, used = translated(hit.site.document or b"{}", stored, self.wanted)
        self.used |= used
        return hit._replace(site=hit.site._replace(document=document))
