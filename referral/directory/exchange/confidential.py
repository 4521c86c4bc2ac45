"""What is exact of confidential places is taken out of the staged rows before anything public can be written.

A place is confidential where the source says so (a mapping's `confidential`, an attribute with a term of that name),
where the directory knows it already, and where a service shelters victims of trafficking or violence, unless the
source says otherwise. Withheld are street, phones, contacts, names, directions, pictures' and web addresses; the
organisation's own contact stands in as the front gate.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import orjson

from referral.directory.exchange.staging import CODES, Staged, Staging
from referral.directory.hsds.objects import OBJECTS
from referral.directory.needs import all_needs, need
from referral.directory.terms import needs_of_term
from referral.kit.text import fold

# Public values of a confidential location's own row; everything else is withheld.
_PUBLIC_OF_LOCATION = ("location_type", "organization_id")
_WITHHELD_OF_SERVICE = ("url", "email")
_HANGING = ("address", "accessibility", "contact", "phone", "url")
_HIDDEN = (
    "CREATE TEMP TABLE hidden (location_id TEXT PRIMARY KEY)",
    "CREATE TEMP TABLE hidden_site (id TEXT PRIMARY KEY, location_id TEXT)",
    "CREATE TEMP TABLE hidden_service (id TEXT PRIMARY KEY, location_id TEXT)",
    # Rows that were withheld, and for which place.
    "CREATE TEMP TABLE gone (id TEXT PRIMARY KEY, location_id TEXT)",
)
# The cell that stands in for a position: (longitude, latitude) → (longitude, latitude, kilometres).
CellOf = Callable[[float, float], tuple[float, float, float]]


def hide_confidential(staging: Staging, *, known: set[str], cell_of: CellOf) -> int:
    """Splits all confidential places; returns how many. `known` are those of the directory."""
    _find(staging, known)
    withheld: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for name in _HANGING:
        _withhold_hanging(staging, name, withheld)
    _withhold_of_services(staging, withheld)
    _withhold_followers(staging, withheld)
    for (location_id,) in staging.query("SELECT location_id FROM hidden"):
        position = _withhold_location(staging, location_id, withheld, cell_of)
        if withheld[location_id]:
            _keep_withheld(staging, location_id, position, withheld[location_id])
    return len(withheld)


def _keep_withheld(
    staging: Staging, location_id: str, position: tuple[Any, Any], rows: dict[str, list[dict[str, Any]]]
) -> None:
    staging.database.execute(
        "INSERT INTO withheld VALUES (?, ?, ?, ?)", (location_id, *position, orjson.dumps(rows).decode())
    )


def _find(staging: Staging, known: set[str]) -> None:
    """Tables of the hidden: locations, their services at locations, the services."""
    services, open_services = _sheltering_services(staging)
    for statement in _HIDDEN:
        staging.database.execute(statement)
    flagged, cleared = _flagged(staging, "location")
    site_flagged, _ = _flagged(staging, "service_at_location")
    service_flagged, service_cleared = _flagged(staging, "service")
    services = (services - service_cleared - open_services) | service_flagged
    hidden = known | (flagged - cleared)
    for row in staging.rows("service_at_location"):
        location = row.values.get("location_id")
        hides = row.values.get("service_id") in services or row.id in site_flagged
        if hides and location is not None and location not in cleared:
            hidden.add(location)
    staging.database.executemany("INSERT INTO hidden VALUES (?)", [(each,) for each in sorted(hidden)])
    for row in staging.rows("service_at_location"):
        if row.values.get("location_id") in hidden:
            service_id, location_id = row.values.get("service_id"), row.values["location_id"]
            staging.database.execute("INSERT OR IGNORE INTO hidden_site VALUES (?, ?)", (row.id, location_id))
            pair = (service_id, location_id)
            staging.database.execute("INSERT OR IGNORE INTO hidden_service VALUES (?, ?)", pair)


def _flagged(staging: Staging, object_: str) -> tuple[set[str], set[str]]:
    """Ids said to be confidential and ids said not to be, by mapping key or attribute."""
    rows = staging.query(
        """
        SELECT id, payload ->> 'x_confidential' FROM staged
        WHERE object = ? AND payload ->> 'x_confidential' IS NOT NULL
        """,
        (CODES[object_],),
    )
    yes = {id_ for id_, said in rows if said}
    no = {id_ for id_, said in rows if not said}
    terms = _confidential_terms(staging)
    if terms:
        marks = ", ".join("?" * len(terms))
        linked = staging.query(
            f"""
            SELECT payload ->> 'link_id', payload ->> 'value' FROM staged WHERE object = ?
            AND lower(payload ->> 'link_entity') = ? AND payload ->> 'taxonomy_term_id' IN ({marks})
            """,
            (CODES["attribute"], object_, *sorted(terms)),
        )
        for id_, value in linked:
            (no if fold(str(value or "")) in ("false", "no", "0", "public") else yes).add(id_)
    return yes, no


def _confidential_terms(staging: Staging) -> set[str]:
    rows = staging.query(
        "SELECT id, payload ->> 'name', payload ->> 'code' FROM staged WHERE object = ?",
        (CODES["taxonomy_term"],),
    )
    return {
        id_
        for id_, name, code in rows
        if any(fold(str(word or "")).startswith("confidential") for word in (name, code))
    }


def _sheltering_services(staging: Staging) -> tuple[set[str], set[str]]:
    """Services that shelter victims of trafficking or violence, and those that the source calls open."""
    by_term = {each.id: each.code for each in all_needs()}
    needs: dict[str, set[str]] = defaultdict(set)
    open_: set[str] = set()
    for id_, codes, said in staging.query(
        """
        SELECT id, payload -> 'x_needs', payload ->> 'x_confidential' FROM staged
        WHERE object = ? AND (payload ->> 'x_needs' IS NOT NULL OR payload ->> 'x_confidential' IS NOT NULL)
        """,
        (CODES["service"],),
    ):
        needs[id_] |= set(_words(codes))
        if said is not None and not said:
            open_.add(id_)
    terms = dict(_term_needs(staging)) | by_term
    for link, term in staging.query(
        "SELECT payload ->> 'link_id', payload ->> 'taxonomy_term_id' FROM staged WHERE object = ?",
        (CODES["attribute"],),
    ):
        if term in terms:
            needs[link].add(terms[term])
    return {id_ for id_, codes in needs.items() if _shelters_victims(codes)}, open_


def _term_needs(staging: Staging) -> list[tuple[str, str]]:
    rows = staging.query(
        "SELECT id, payload ->> 'name' FROM staged WHERE object = ?", (CODES["taxonomy_term"],)
    )
    return [(id_, code) for id_, name in rows for code in needs_of_term(str(name or ""))]


def _words(codes: Any) -> list[str]:
    return [str(each) for each in orjson.loads(codes)] if codes else []


def _shelters_victims(codes: set[str]) -> bool:
    known = [need(code) for code in codes if any(each.code == code for each in all_needs())]
    return any(each.shelter for each in known) and any(each.victims for each in known)


def _withhold_hanging(
    staging: Staging, name: str, withheld: dict[str, dict[str, list[dict[str, Any]]]]
) -> None:
    fields = {field.name for field in OBJECTS[name].references}
    for row, place in _hanging(staging, name, fields):
        if row.values.get("organization_id") and "organization_id" in fields:
            for field in ("location_id", "service_at_location_id", "service_id", "contact_id"):
                if field in row.values:
                    row.values[field] = None
            staging.replace(row)
            continue
        withheld[place][name].append({"id": row.id, **row.values})
        staging.drop([row.n])


def _hanging(staging: Staging, name: str, fields: set[str]) -> list[tuple[Staged, str]]:
    """Rows that hang on a hidden location, site or service, or on a contact that was withheld."""
    joins = {
        "location_id": "SELECT location_id AS id, location_id FROM hidden",
        "service_at_location_id": "SELECT id, location_id FROM hidden_site",
        "service_id": "SELECT id, location_id FROM hidden_service",
        "contact_id": "SELECT id, location_id FROM gone",
    }
    places: dict[int, str] = {}
    for field, hidden in joins.items():
        if field not in fields:
            continue
        for n, place in staging.query(
            f"SELECT n, h.location_id FROM ({hidden}) h JOIN staged ON payload ->> '{field}' = h.id WHERE object = ?",
            (CODES[name],),
        ):
            places.setdefault(n, place)
    found = []
    for n, place in places.items():
        id_, file, line, payload = staging.query(
            "SELECT id, file, line, payload FROM staged WHERE n = ?", (n,)
        )[0]
        staging.database.execute("INSERT OR IGNORE INTO gone VALUES (?, ?)", (id_, place))
        found.append((Staged(n, name, id_, file, line, orjson.loads(payload)), place))
    return found


def _withhold_of_services(staging: Staging, withheld: dict[str, dict[str, list[dict[str, Any]]]]) -> None:
    for id_, place in staging.query("SELECT id, location_id FROM hidden_service"):
        for row in staging.with_ids("service", [id_]):
            said = {name: row.values[name] for name in _WITHHELD_OF_SERVICE if row.values.get(name)}
            if said:
                withheld[place]["service"].append({"id": id_, **said})
                row.values.update(dict.fromkeys(said))
                staging.replace(row)
    for id_, place in staging.query("SELECT id, location_id FROM hidden_site"):
        for row in staging.with_ids("service_at_location", [id_]):
            if row.values.get("description"):
                said = {"id": id_, "description": row.values["description"]}
                withheld[place]["service_at_location"].append(said)
                row.values["description"] = None
                staging.replace(row)


def _withhold_followers(staging: Staging, withheld: dict[str, dict[str, list[dict[str, Any]]]]) -> None:
    """Languages of withheld phones; attributes and history of hidden places and withheld rows."""
    staging.database.execute("INSERT OR IGNORE INTO gone SELECT location_id, location_id FROM hidden")
    for name, field in (("language", "phone_id"), ("attribute", "link_id"), ("metadata", "resource_id")):
        rows = staging.query(
            f"""
            SELECT n, staged.id, payload, gone.location_id FROM gone JOIN staged ON payload ->> '{field}' = gone.id
            WHERE object = ?
            """,
            (CODES[name],),
        )
        for n, id_, payload, place in rows:
            withheld[place][name].append({"id": id_, **orjson.loads(payload)})
            staging.drop([n])


def _withhold_location(
    staging: Staging, location_id: str, withheld: dict[str, dict[str, list[dict[str, Any]]]], cell_of: CellOf
) -> tuple[Any, Any]:
    position: tuple[Any, Any] = (None, None)
    for row in staging.with_ids("location", [location_id]):
        withheld[location_id]["location"].append({"id": location_id, **row.values})
        position = (row.values.get("latitude"), row.values.get("longitude"))
        latitude, longitude = position
        said = row.values
        row.values = dict.fromkeys(OBJECTS["location"].by_name)
        row.values |= {name: said[name] for name in _PUBLIC_OF_LOCATION if name in said}
        row.values["x_confidential"] = True
        if on_earth(longitude, latitude):
            lon, lat, size = cell_of(float(longitude), float(latitude))
            row.values |= {"longitude": lon, "latitude": lat, "x_cell_km": size}
        staging.replace(row)
    return position


def on_earth(longitude: Any, latitude: Any) -> bool:
    """Whether a pair is a position. 0 is a coordinate."""
    if longitude is None or latitude is None:
        return False
    return -180 <= float(longitude) <= 180 and -90 <= float(latitude) <= 90
