"""Which rows the public must not see, worked out from what listings say of their audience.

A service, an organisation or a location may say it (an attribute `audience` of our profile); an organisation's word
holds for its services. What is shared by listings, an organisation, a programme, a location, is for whoever may see
one of them, unless it says `public` itself. What hangs on restricted rows is as restricted as all of them together;
terms, taxonomies and units that nothing public uses are restricted too.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from referral.directory.exchange.known_rows import KnownRows
from referral.directory.hsds.objects import OBJECTS
from referral.directory.profile import ARRIVAL, AUDIENCE, OWN_TAXONOMIES, term_of_code
from referral.directory.rules import NOBODY, PUBLIC, audience_of, narrowed, widened

# Audiences by object and id; what does not stand here is public.
Audiences = dict[str, dict[str, str]]
# (shared object, what ties it to services, the tie's reference to it, where the tie names the service)
_SHARED = (
    ("organization", "service", "organization_id", "id"),
    ("program", "service", "program_id", "id"),
    ("location", "service_at_location", "location_id", "service_id"),
)
# Holders whose restriction passes to what refers to them, and what is settled otherwise.
_HOLDERS = frozenset({"organization", "service", "service_at_location", "location", "contact", "phone"})
_OTHERWISE = frozenset({"organization", "service", "taxonomy", "taxonomy_term", "attribute", "metadata"})


def settled(known: KnownRows, held_back: Mapping[str, Collection[str]]) -> Audiences:
    """The audiences of all rows that are not public. `held_back` are ids by object that nobody may see as yet."""
    work = _Settling(known)
    work.say(held_back)
    for name, tie, via, service in _SHARED:
        work.share(name, tie, via, service)
    for name, each in OBJECTS.items():
        if name not in _OTHERWISE:
            work.belong(name, [(str(field.to), field.name) for field in each.references])
    work.hang_attributes()
    work.keep_arrival()
    work.use("unit", "service_capacity", "unit_id")
    work.terms()
    return {name: ids for name, ids in work.found.items() if ids}


class _Settling:
    def __init__(self, known: KnownRows) -> None:
        self.known = known
        self.found: Audiences = defaultdict(dict)
        self.open: set[str] = set()

    def _shut(self, name: str, id_: str, audience: str) -> None:
        if audience != PUBLIC:
            self.found[name][id_] = narrowed(self.found[name].get(id_, PUBLIC), audience)

    def say(self, held_back: Mapping[str, Collection[str]]) -> None:
        """What is said itself, and what passes from organisations to their services."""
        said = self._said()
        self.open = {id_ for id_, audience in said.items() if audience == PUBLIC}
        shut = {id_: audience for id_, audience in said.items() if audience != PUBLIC}
        for ids in held_back.values():
            shut |= dict.fromkeys(ids, NOBODY)
        for name in ("organization", "program", "location", "service"):
            for id_, *_ in self.known.find(name, "id", shut):
                self._shut(name, id_, shut[id_])
        owners = self.found["organization"]
        for id_, owner in self.known.find("service", "organization_id", owners):
            self._shut("service", id_, owners[owner])

    def _said(self) -> dict[str, str]:
        """Audiences by the id of what says them; before a file is applied the narrower of before and after."""
        term = {term_of_code()[AUDIENCE].id}
        held: dict[str, dict[str, str]] = defaultdict(dict)
        for id_, _, link, value in self.known.held("attribute", "taxonomy_term_id", term, "link_id", "value"):
            held[link][id_] = str(value or "")
        after = {link: dict(values) for link, values in held.items()}
        for id_, _, link, value in self.known.staged(
            "attribute", "taxonomy_term_id", term, "link_id", "value"
        ):
            after.setdefault(link, {})[id_] = str(value or "")
        return {
            link: narrowed(audience_of(held.get(link, {}).values()), audience_of(values.values()))
            for link, values in after.items()
        }

    def share(self, name: str, tie: str, via: str, service: str) -> None:
        """What services share is for whoever sees one of them."""
        shut = self.found["service"]
        ties = self.known.find(tie, service, shut, via)
        shared = {row[2] for row in ties if row[2] is not None} - self.open
        widest: dict[str, str] = {}
        for _, holder, served in self.known.find(tie, via, shared, service):
            audience = shut.get(served, PUBLIC)
            widest[holder] = widened(widest[holder], audience) if holder in widest else audience
        for holder, audience in widest.items():
            self._shut(name, holder, audience)

    def belong(self, name: str, references: Iterable[tuple[str, str]]) -> None:
        """What refers to restricted rows is for whoever sees all of them."""
        for holder, via in references:
            if holder in _HOLDERS:
                for id_, target in self.known.find(name, via, self.found[holder]):
                    self._shut(name, id_, self.found[holder][target])

    def hang_attributes(self) -> None:
        """Attributes hang on anything. (That they and history are as restricted as their holder `open_to` sees to.)"""
        holders = {id_: audience for ids in self.found.values() for id_, audience in ids.items()}
        for id_, holder in self.known.find("attribute", "link_id", holders):
            self._shut("attribute", id_, holders[holder])

    def keep_arrival(self) -> None:
        """How somebody arrives is for nobody: should it stand among attributes, it goes out to none."""
        terms = {term_of_code()[code].id for code in ARRIVAL}
        for id_, *_ in self.known.find("attribute", "taxonomy_term_id", terms):
            self._shut("attribute", id_, NOBODY)

    def terms(self) -> None:
        """Terms and taxonomies of others that only restricted rows use, from the narrow ones to the wide."""
        used = self.known.find("attribute", "id", self.found["attribute"], "taxonomy_term_id")
        terms = {row[2] for row in used if row[2] is not None} - {each.id for each in term_of_code().values()}
        while terms:
            before = set(self.found["taxonomy_term"])
            rows = list(self.known.find("taxonomy_term", "id", terms, "parent_id", "taxonomy_id"))
            for id_ in sorted({row[0] for row in rows if row[3] not in OWN_TAXONOMIES}):
                self._judge(
                    "taxonomy_term", id_, ("attribute", "taxonomy_term_id"), ("taxonomy_term", "parent_id")
                )
            new = self.found["taxonomy_term"].keys() - before
            terms = {row[2] for row in rows if row[2] is not None and row[0] in new}
        self.use("taxonomy", "taxonomy_term", "taxonomy_id")

    def use(self, name: str, user: str, via: str) -> None:
        """Rows that only restricted ones use."""
        users = self.known.find(user, "id", self.found[user], via)
        for id_ in sorted({row[2] for row in users if row[2] is not None and row[2] not in OWN_TAXONOMIES}):
            self._judge(name, id_, (user, via))

    def _judge(self, name: str, id_: str, *uses: tuple[str, str]) -> None:
        """Restricts what no public row uses, and what nothing uses at all is nobody's secret."""
        audience = None
        for user, via in uses:
            shut = self.found[user]
            for each in self.known.first(user, via, id_, len(shut) + 1):
                mine = shut.get(each, PUBLIC)
                audience = mine if audience is None else widened(audience, mine)
        if audience is not None:
            self._shut(name, id_, audience)
