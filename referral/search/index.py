"""Making index rows of services: in batches, in the transaction that asks for it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.hsds.shapes import Branch
from referral.directory.models import table_of
from referral.directory.needs import TAXONOMY_ID, Need
from referral.directory.profile import TAXONOMY_ID as PROFILE_ID
from referral.directory.profile.modes import CODE as MODE
from referral.directory.profile.texts import Texts
from referral.directory.queries.nesting import Row, nested, rows_by
from referral.directory.queries.texts import texts_of
from referral.directory.rules import NETWORK as THE_NETWORK
from referral.directory.rules import PUBLIC, THE_PUBLIC, Sees
from referral.directory.terms import needs_of_term
from referral.kit import events
from referral.kit.clock import now
from referral.kit.db.bulk import among, bulk_insert
from referral.kit.db.engine import current
from referral.search.areas import add_reach, forget_areas, region_names, remove_reach, write_reach
from referral.search.documents import document, fields_of_text, languages_of, need_keys, needs_of
from referral.search.events import ServicesIndexed
from referral.search.front_gates import add_front_gates
from referral.search.locking import lock_index
from referral.search.models import (
    EVERYBODY,
    NETWORK,
    Partition,
    SearchAbsent,
    SearchDirty,
    SearchTranslation,
)
from referral.search.partitions import over
from referral.search.said_rows import SAID_CODES, delete_said, hours_of_site, said_of_service, write_said
from referral.search.saying import day_number
from referral.search.sql import dialect
from referral.search.translations import stored_texts, words_of

BATCH = 500
_LISTED = ("active", "")
_LANGUAGES = Branch("languages", "language", "phone_id", many=True)


def _phones(via: str) -> Branch:
    return Branch("phones", "phone", via, many=True, branches=(_LANGUAGES,))


def _many(key: str, object_: str, via: str, *branches: Branch) -> Branch:
    return Branch(key, object_, via, many=True, branches=branches)


# What the public answer and its words need of a service.
_SHAPE = (
    _phones("service_id"),
    _many("schedules", "schedule", "service_id"),
    _many("languages", "language", "service_id"),
    _many("service_areas", "service_area", "service_id"),
    Branch(
        "organization",
        "organization",
        "organization_id",
        many=False,
        branches=(Branch("phones", "phone", "organization_id", many=True),),
    ),
    _many("cost_options", "cost_option", "service_id"),
    _many("capacities", "service_capacity", "service_id", Branch("unit", "unit", "unit_id", many=False)),
    _many(
        "service_at_locations",
        "service_at_location",
        "service_id",
        _phones("service_at_location_id"),
        _many("schedules", "schedule", "service_at_location_id"),
        _many("service_areas", "service_area", "service_at_location_id"),
        Branch(
            "location",
            "location",
            "location_id",
            many=False,
            branches=(
                _many("addresses", "address", "location_id"),
                _phones("location_id"),
                _many("languages", "language", "location_id"),
                _many("schedules", "schedule", "location_id"),
            ),
        ),
    ),
)


def mark_dirty(session: Session, service_ids: Iterable[str]) -> None:
    """Notes services whose rows must be made anew."""
    lock_index(session)
    wanted = sorted(set(service_ids))
    waiting = set(
        session.scalars(sa.select(SearchDirty.service_id).where(among(SearchDirty.service_id, wanted)))
    )
    rows = [{"service_id": id_} for id_ in wanted if id_ not in waiting]
    bulk_insert(session, SearchDirty.__table__, rows)  # type: ignore[arg-type]


def dirty_batch(session: Session) -> list[str]:
    """The next services that wait."""
    return list(
        session.scalars(sa.select(SearchDirty.service_id).order_by(SearchDirty.service_id).limit(BATCH))
    )


def index_services(session: Session, service_ids: Sequence[str]) -> int:
    """Makes the rows of these services anew; returns how many rows there are now."""
    lock_index(session)
    session.execute(sa.delete(SearchAbsent).where(among(SearchAbsent.service_id, service_ids)))
    texts = sa.delete(SearchTranslation)
    session.execute(texts.where(among(SearchTranslation.service_id, service_ids)))
    rows = [
        row
        for row in rows_by(session, "service", "id", service_ids)
        if (row["status"] or "") in _LISTED and row["withdrawn_at"] is None
    ]
    everybodys = [row for row in rows if row["audience"] == PUBLIC]
    networks = [row for row in rows if THE_NETWORK in row["audience"].split()]
    many = _index(session, EVERYBODY, service_ids, everybodys, THE_PUBLIC)
    many += _index(session, NETWORK, service_ids, networks, frozenset({THE_NETWORK}))
    session.execute(sa.delete(SearchDirty).where(among(SearchDirty.service_id, service_ids)))
    events.emit(session, ServicesIndexed(frozenset(service_ids)))
    return many


def _index(
    session: Session, part: Partition, service_ids: Sequence[str], rows: Sequence[Row], sees: Sees
) -> int:
    """One part of the index, built by what its readers see. It counts as changed only where a row came or went."""
    removed, areas = _remove(session, part, service_ids)
    sites = _sites(session, rows, sees)
    _write(session, part, sites)
    forget_areas(session, areas)
    if removed or sites:
        changed = {"name": part.state("index"), "version": 1}
        statement = sa.text(
            "INSERT INTO search_state (name, version) VALUES (:name, :version)"
            " ON CONFLICT (name) DO UPDATE SET version = search_state.version + 1"
        )
        session.execute(statement, changed)
    return len(sites)


def _remove(session: Session, part: Partition, service_ids: Sequence[str]) -> tuple[int, set[int]]:
    """Takes the services out; how many rows they had, and which areas."""
    areas: set[int] = set()
    of_services = among(part.site.c.service_id, service_ids)
    keys = list(session.scalars(sa.select(part.site.c.key).where(of_services)))
    if keys:
        dialect().delete_sites(session.connection(), keys, part=part.name)
        delete_said(session, part, keys)
        areas = remove_reach(session, part, keys)
        session.execute(sa.delete(part.site).where(among(part.site.c.key, keys)))
    return len(keys), areas


def _sites(session: Session, rows: Sequence[Row], sees: Sees) -> list[dict[str, Any]]:
    if not rows:
        return []
    objects = nested(session, "service", rows, _SHAPE, annotate=False, sees=sees)
    add_front_gates(session, objects)
    said = said_by_services(session, [row["id"] for row in rows])
    texts = texts_of(session, objects, "service", _SHAPE)
    places = _places(session, objects)
    made, ended = [], []
    names = region_names(session)
    today = day_number(now().date())
    for service in objects:
        services_needs = needs_of(said.needs.get(service["id"], ()))
        ats = service.get("service_at_locations") or [{}]
        listed = [at for at in ats if _is_listed(at, places)] or [{}]
        told = said_of_service(service, said.whom.get(service["id"], ()))
        if told["said"].ends < today:
            ended.append({"service_id": service["id"]})
            continue
        kept = stored_texts(service, listed, _SHAPE, texts) if texts else None
        sites = [_site(service, at, places, services_needs, texts) for at in listed]
        modes = [value for code, value in said.whom.get(service["id"], ()) if code == MODE]
        add_reach(names, service, listed, sites, places, modes)
        for at, site in zip(listed, sites, strict=True):
            hours = hours_of_site(service, at, site["region_path"], told)
            made.append({**site, **told, "texts": kept, "hours": hours})
    bulk_insert(session, SearchAbsent.__table__, ended)  # type: ignore[arg-type]
    return made


def _is_listed(at: Mapping[str, Any], places: Mapping[str, Row]) -> bool:
    place = places.get(at.get("location", {}).get("id", ""))
    return place is not None and place["withdrawn_at"] is None


class Said(NamedTuple):
    """What attributes say of services, by their ids: codes of needs, and of whom they take pairs (code, text)."""

    needs: dict[str, set[str]]
    whom: dict[str, set[tuple[str, str]]]


def said_by_services(session: Session, service_ids: Sequence[str]) -> Said:
    """What the services' attributes say, read once.

    Needs in terms of others are read only where nobody has said them in ours: their lists also hold who is taken in
    and how one is reached, in the same words.
    """
    attribute, term = table_of("attribute"), table_of("taxonomy_term")
    own: dict[str, set[str]] = defaultdict(set)
    others: dict[str, set[str]] = defaultdict(set)
    whom: dict[str, set[tuple[str, str]]] = defaultdict(set)
    statement = (
        sa.select(attribute.c.link_id, term.c.taxonomy_id, term.c.code, term.c.name, attribute.c.value)
        .join(term, term.c.id == attribute.c.taxonomy_term_id)
        .where(among(attribute.c.link_id, service_ids))
    )
    for link, taxonomy, code, name, value in session.execute(statement):
        if taxonomy == TAXONOMY_ID:
            own[link].add(code)
        elif taxonomy != PROFILE_ID:
            others[link].update(needs_of_term(str(name or "")))
        elif code in SAID_CODES and value:
            whom[link].add((code, value))
    return Said({**others, **own}, whom)


def _places(session: Session, objects: Iterable[Mapping[str, Any]]) -> dict[str, Row]:
    ids = {
        at["location"]["id"]
        for service in objects
        for at in service.get("service_at_locations", [])
        if "location" in at
    }
    return {row["id"]: row for row in rows_by(session, "location", "id", ids)}


def _site(
    service: Mapping[str, Any],
    at: Mapping[str, Any],
    places: Mapping[str, Row],
    needs: list[Need],
    texts: Mapping[str, Texts],
) -> dict[str, Any]:
    location = at.get("location", {})
    place = places.get(location.get("id", ""))
    longitude, latitude = (place["longitude"], place["latitude"]) if place is not None else (None, None)
    if longitude is None or latitude is None or not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        longitude = latitude = None
    return {
        "service_id": service["id"],
        "service_at_location_id": at.get("id"),
        "organization_id": service["organization"]["id"],
        "longitude": longitude,
        "latitude": latitude,
        "region_path": place["region_path"] if place is not None else None,
        "spoken": languages_of(service, location),
        "own_needs": [need.key for need in needs],
        "document": document(service, at, place, needs),
        "needs": need_keys(needs),
        "text": fields_of_text(service, at, needs, lambda each, fields: words_of(each, fields, texts)),
    }


def _write(session: Session, part: Partition, sites: list[dict[str, Any]]) -> None:
    if not sites:
        return
    last = session.scalar(sa.select(sa.func.max(part.site.c.key))) or 0
    for key, site in enumerate(sites, start=last + 1):
        site["key"] = key
    siblings = _siblings(sites)
    columns = [column.name for column in part.site.columns if column.name != "siblings"]
    rows = [
        {**{name: site[name] for name in columns}, "siblings": siblings.get(site["key"])} for site in sites
    ]
    bulk_insert(session, part.site, rows)
    write_said(session, part, sites, siblings)
    write_reach(session, part, sites)
    pairs = [{"need_key": need, "site_key": site["key"]} for site in sites for need in site["needs"]]
    bulk_insert(session, part.need, pairs)
    texts = {site["service_id"]: site["texts"] for site in sites if site["texts"] is not None}
    translations = [{"service_id": id_, "texts": each} for id_, each in texts.items()]
    bulk_insert(session, SearchTranslation.__table__, translations)  # type: ignore[arg-type]
    _write_points_and_text(session, part, sites)


def _write_points_and_text(session: Session, part: Partition, sites: list[dict[str, Any]]) -> None:
    words = dialect()
    connection = session.connection()
    points = (
        words.point_row(need, site["key"], site["longitude"], site["latitude"])
        for site in sites
        if site["longitude"] is not None
        for need in site["needs"]
    )
    insert = current().dialect.bulk_insert
    insert(connection, over(words.POINT_TABLE, part.name), words.POINT_COLUMNS, points)
    texts = (words.text_row(site["key"], site["text"]) for site in sites)
    insert(connection, f"{part.name}_text", words.TEXT_COLUMNS, texts)


def _siblings(sites: list[dict[str, Any]]) -> dict[int, str]:
    """For each site the others of its service."""
    by_service: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for site in sites:
        by_service[site["service_id"]].append(site)
    found = {}
    for group in by_service.values():
        for site in group if len(group) > 1 else ():
            others = [
                [other["key"], other["longitude"], other["latitude"], other["region_path"]]
                for other in group
                if other is not site
            ]
            found[site["key"]] = orjson.dumps(others).decode()
    return found
