"""A source with hidden houses: every exact field holds a canary, and each house is marked in a way of its own.

A canary is a text with the word "kanarek" in it; the exact positions are known by their digits.
"""

import csv
import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from referral.directory.hsds.objects import OBJECTS
from referral.directory.hsds.shapes import SERVICE, TAXONOMY_TERM, Branch
from referral.directory.needs import need

CANARY = "kanarek"
FRONT_GATE = "+355 4 000 0001"
LATITUDE, LONGITUDE = 41.3312764, 19.8312764
# Each in a cell of 5 km of its own.
APART = 0.1
WAYS = (
    "attribute of the location",
    "attribute of the service",
    "attribute of the tie",
    "one need",
    "two needs",
    "foreign term",
)
Row = dict[str, Any]


def id_of(*key: str) -> str:
    """The same id for the same key."""
    return str(uuid5(NAMESPACE_URL, "/".join(key)))


def canary(house: str, what: str) -> str:
    """A text that must not become public."""
    return f"{CANARY} {house.replace(' ', '')} {what}"


@dataclass
class Source:
    """Rows by HSDS object."""

    tables: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    def add(self, object_: str, *key: str, **values: Any) -> str:
        """A row, if it is not there yet; returns its id."""
        id_ = id_of(object_, *key)
        if all(row["id"] != id_ for row in self.tables[object_]):
            self.tables[object_].append({"id": id_, **values})
        return id_

    def row(self, object_: str, *key: str) -> Row:
        """A row, to be changed."""
        return next(row for row in self.tables[object_] if row["id"] == id_of(object_, *key))

    def only(self, *objects: str) -> "Source":
        """A source with these objects alone."""
        return Source(defaultdict(list, {name: self.tables[name] for name in objects}))

    def write_tables(self, folder: Path) -> Path:
        """As an HSDS tabular package."""
        folder.mkdir(parents=True)
        for name, rows in self.tables.items():
            if rows:
                with (folder / OBJECTS[name].file).open("w", newline="", encoding="utf-8") as out:
                    writer = csv.DictWriter(out, dict.fromkeys(key for row in rows for key in row))
                    writer.writeheader()
                    writer.writerows(rows)
        return folder

    def write_json(self, path: Path) -> Path:
        """As nested HSDS JSON: a list of services."""
        services = [self._nested("service", row, SERVICE) for row in self.tables["service"]]
        path.write_text(json.dumps(services), encoding="utf-8")
        return path

    def _nested(self, name: str, row: Row, branches: tuple[Branch, ...]) -> Row:
        answer = {
            key: value
            for key, value in row.items()
            if key == "id" or OBJECTS[name].by_name[key].kind not in ("reference", "uuid")
        }
        for branch in branches:
            key, wanted = (branch.via, row["id"]) if branch.many else ("id", row.get(branch.via))
            found = [
                self._nested(branch.object, child, branch.branches)
                for child in self.tables[branch.object]
                if wanted and child.get(key) == wanted
            ]
            if found:
                answer[branch.key] = found if branch.many else found[0]
        for name_, holder in (("attribute", "link_id"), ("metadata", "resource_id")):
            hanging = [each for each in self.tables[name_] if each[holder] == row["id"]]
            if hanging and name_ == "attribute":
                answer["attributes"] = [self._attribute(each) for each in hanging]
            elif hanging:
                answer["metadata"] = [{k: v for k, v in each.items() if k != holder} for each in hanging]
        return answer

    def _attribute(self, row: Row) -> Row:
        term = next(
            (each for each in self.tables["taxonomy_term"] if each["id"] == row["taxonomy_term_id"]), None
        )
        own = {key: value for key, value in row.items() if key not in ("link_id", "taxonomy_term_id")}
        shown = self._nested("taxonomy_term", term, TAXONOMY_TERM) if term else _need_term(row)
        return {**own, "taxonomy_term": shown}


def _need_term(row: Row) -> Row:
    return {"id": row["taxonomy_term_id"]}


def position(house: str) -> tuple[float, float]:
    """Exact (latitude, longitude)."""
    number = (*WAYS, "late", "other").index(house) if house in (*WAYS, "late", "other") else 9
    return round(LATITUDE + APART * number, 7), round(LONGITUDE + APART * number, 7)


def organization(source: Source) -> str:
    """The owner, whose own contact is public."""
    id_ = source.add("organization", "o", name="Open Doors", description="Help", email="office@example.org")
    source.add("phone", "gate", organization_id=id_, number=FRONT_GATE)
    return id_


def house(source: Source, name: str) -> str:
    """A house with one service and everything that may hang on the two; returns the location's id."""
    owner = organization(source)
    latitude, longitude = position(name)

    def c(what: str) -> str:
        return canary(name, what)

    def link(what: str) -> str:
        return f"https://{CANARY}-{what}.example.org/{name.replace(' ', '-')}"

    def mail(what: str) -> str:
        return f"{CANARY}-{what}-{name.replace(' ', '')}@example.org"

    place = source.add(
        "location", name, location_type="physical", organization_id=owner, url=link("place"), name=c("name"),
        alternate_name=c("other name"), description=c("description"), transportation=c("bus"), latitude=latitude,
        longitude=longitude, external_identifier=c("number"), external_identifier_type=c("cadastre"),
    )  # fmt: skip
    service = source.add(
        "service", name, organization_id=owner, name=f"Help for {name}", status="active", url=link("service"),
        email=mail("service"), assurer_email=mail("assurer"),
    )  # fmt: skip
    site = source.add("service_at_location", name, service_id=service, location_id=place, description=c("at"))
    street = source.add(
        "address", name, location_id=place, attention=c("attention"), address_1=c("street"), address_2=c("floor"),
        city=c("city"), region=c("region"), state_province=c("state"), postal_code=c("code"), country="AL",
        address_type="physical",
    )  # fmt: skip
    source.add(
        "accessibility", name, location_id=place, description=c("ramp"), details=c("d"), url=link("ramp")
    )
    colours = source.add("taxonomy", "plain", name="Colours", description="Colours of doors")
    term = source.add("taxonomy_term", "plain", name="Colour", description="Of the door", taxonomy_id=colours)
    for via, id_ in (("location_id", place), ("service_at_location_id", site), ("service_id", service)):
        contact = source.add("contact", name, via, **{via: id_}, name=c("person"), email=mail("person"))
        phone = source.add("phone", name, via, **{via: id_}, number=c("number"), description=c("bell"))
        source.add("phone", name, via, "of contact", contact_id=contact, number=c("direct"))
        source.add(
            "language", name, via, "of phone", phone_id=phone, name=c("tongue"), code="sq", note=c("n")
        )
        source.add(
            "attribute",
            name,
            via,
            "of phone",
            link_id=phone,
            link_entity="phone",
            taxonomy_term_id=term,
            value=c("v"),
        )
    for entity, id_ in (("location", place), ("service_at_location", site), ("address", street)):
        source.add(
            "attribute",
            name,
            entity,
            "colour",
            link_id=id_,
            link_entity=entity,
            taxonomy_term_id=term,
            value=c("red"),
        )
        _history(source, name, entity, id_, "name")
    _history(source, name, "service", service, "url")
    source.add("language", name, "spoken", location_id=place, name="shqip", code="sq", note=c("note"))
    source.add("url", name, service_id=service, label=c("label"), url=link("more"))
    source.add(
        "schedule", name, location_id=place, freq="WEEKLY", byday="MO", description=c("gate"), notes=c("key")
    )
    source.add("schedule", name, "tie", service_at_location_id=site, byday="TU", schedule_link=link("hours"))
    source.add("service_area", name, service_at_location_id=site, name=c("area"), extent=c("polygon"))
    return place


def _history(source: Source, name: str, entity: str, id_: str, field_: str) -> None:
    source.add(
        "metadata", name, entity, resource_id=id_, resource_type=entity, last_action_date="2026-01-01",
        last_action_type="update", field_name=field_, previous_value=canary(name, "before"),
        replacement_value=canary(name, "after"), updated_by="source",
    )  # fmt: skip


def mark(source: Source, name: str, way: str) -> None:
    """Says that the house is confidential, in this way."""
    holder = {"attribute of the location": "location", "attribute of the tie": "service_at_location"}
    if way.startswith("attribute"):
        entity = holder.get(way, "service")
        term = source.add("taxonomy_term", "confidential", name="Confidential", description="Hidden")
        attribute(source, name, entity, term)
    elif way == "foreign term":
        taxonomy = source.add("taxonomy", "foreign", name="Foreign", description="Somebody else's")
        label = need("shelter-trafficking").labels["en"]
        term = source.add("taxonomy_term", "foreign", name=label, description=label, taxonomy_id=taxonomy)
        attribute(source, name, "service", term)
    else:
        codes = ["shelter-violence"] if way == "one need" else ["emergency-shelter", "trafficking-assistance"]
        for code in codes:
            attribute(source, name, "service", need(code).id)


def attribute(source: Source, name: str, entity: str, term: str, **more: Any) -> None:
    """Ties a term to the house's row of that object."""
    id_ = id_of(entity, name)
    source.add(
        "attribute", name, entity, term, link_id=id_, link_entity=entity, taxonomy_term_id=term, **more
    )


def hidden_houses(*ways: str) -> Source:
    """A house for each way."""
    source = Source()
    for way in ways or WAYS:
        house(source, way)
        mark(source, way, way)
    return source
