"""A directory to be attacked: four hidden houses at known places, two open ones of the same kind, and decoys.

The open houses stand there so that each attack is seen to work: it must find them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from shapely.geometry import box

from referral.kit.db.work import unit_of_work
from referral.places.cells import LARGEST_KM, SMALLEST_KM, box_of, square_of
from referral.places.division import cell_for
from referral.places.models import Settlement
from referral.places.towngrid import TownGrid
from tests.integration.confidential.conftest import load_regions
from tests.integration.confidential.houses import Source, attribute, id_of, mark

# Audiences of listings that stand among the rest; the last is none, and admits nobody.
FOR_OTHERS = ("network", "role:police", "hotline", "netwrok")
# Between the exact position of "harbour" and the middle of its cell.
BORDER = 20.055
# As far around its place as each house's programme serves people.
SERVED_KM = 12
Position = tuple[float, float]


@dataclass(frozen=True)
class House:
    """A house, its exact (latitude, longitude), and what is known of it to those who live there."""

    key: str
    position: Position
    hidden: bool
    name: str
    street: str
    city: str
    postal_code: str
    phone: str
    person: str
    # The same service is also given here, in the open.
    office: Position | None = None

    @property
    def service(self) -> str:
        return id_of("service", self.key)

    @property
    def location(self) -> str:
        return id_of("location", self.key)

    @property
    def organization(self) -> str:
        return id_of("organization", self.key)

    @property
    def email(self) -> str:
        return f"{self.person.split()[0].lower()}@{self.person.split()[1].lower()}.example.org"

    @property
    def website(self) -> str:
        return f"https://{self.person.split()[1].lower()}.example.org/"

    def told(self) -> list[str]:
        """Everything that would give it away."""
        own = [self.name, self.street, self.city, self.postal_code, self.phone, self.person]
        return [*own, self.email, self.website, f"Autobusi {self.postal_code[-2:]}, {self.city}"]


HOUSES = (
    House("dawn", (41.3498731, 19.8546312), True, "Vezulli Agimtar", "Rruga e Kestenjave 417", "Sauklindje",
          "AL-71057", "+355 69 214 7790", "Vjollca Dibranaj"),
    House("harbour", (41.2204318, 20.0433127), True, "Svetionik Plavetni", "Улица Багремова 538", "Лимиште",
          "AL-72311", "+355 68 530 1146", "Zorana Vujadin"),
    # In a square without a town, which shares the cell of one beside it: the cell is shown as a square of 10 km.
    House("mill", (41.1172389, 20.0518437), True, "Mulliri Gurrave", "Prroi Thellësirave 622", "Bregdrini",
          "AL-73809", "+355 67 881 9024", "Teuta Kolgjini"),
    House("orchard", (41.1812345, 19.7512345), True, "ხილნარი ოქროსი", "Sheshi Mollëkuqe 743", "Ullishtore",
          "AL-74466", "+355 66 407 3358", "Nino Beridzeli", office=(41.24, 19.9)),
    House("lantern", (41.2871943, 19.8973521), False, "Fenerishte Rrezatuese", "Rruga e Limonave 856", "Qyteteza",
          "AL-75172", "+355 65 962 5513", "Arta Mehmetaj"),
    House("bridge", (41.1512345, 19.8712345), False, "Urishtja Gurtë", "Sheshi Dardhore 967", "Kodrina",
          "AL-76283", "+355 64 173 6629", "Besa Hoxhallari", office=(41.21, 19.99)),
)  # fmt: skip
HIDDEN = tuple(each for each in HOUSES if each.hidden)
# With one place each, so that a distance to the service is one to the house.
ALONE = tuple(each for each in HOUSES if each.office is None)
WITH_OFFICE = tuple(each for each in HOUSES if each.office is not None)
# Ordinary services at places that everybody knows, by their postal codes.
DECOYS: dict[str, Position] = {
    "9001": (41.42, 19.7), "9002": (41.45, 20.05), "9003": (41.36, 20.25), "9004": (41.235, 20.3),
    "9005": (41.02, 20.25), "9006": (40.98, 19.98), "9007": (41.05, 19.7), "9008": (41.25, 19.62),
}  # fmt: skip
# Public words, each one letter away from a word of a street: the first of a hidden one, the second of an open one.
ALIKE = {"9001": "Kestenjaxe", "9002": "Limonaxe"}


def towns() -> list[Position]:
    """One in each of the smallest squares for 40 km around, but none in the mill's."""
    dawn, mill = (next(each for each in HOUSES if each.key == key) for key in ("dawn", "mill"))
    whole = box_of(dawn.position[1], dawn.position[0], LARGEST_KM)
    across = LARGEST_KM // SMALLEST_KM
    wide, high = (whole.east - whole.west) / across, (whole.north - whole.south) / across
    found = [
        (whole.south + high * (row + 0.3), whole.west + wide * (column + 0.6))
        for row in range(across)
        for column in range(across)
    ]
    alone = square_of(mill.position[1], mill.position[0], SMALLEST_KM)
    return [each for each in found if square_of(each[1], each[0], SMALLEST_KM) != alone]


INHABITANTS = 5_000
# All settlements there are, as anybody may know them.
SETTLEMENTS = TownGrid((longitude, latitude, INHABITANTS) for latitude, longitude in towns())


def elsewhere_in_cell(position: Position) -> Position:
    """A place in another of the squares of its cell, or, where the cell has one square only, on its other side."""
    latitude, longitude = position
    shown = cell_for(longitude, latitude, SETTLEMENTS.settlements_in)
    own = box_of(longitude, latitude, SMALLEST_KM)
    wide, high = own.east - own.west, own.north - own.south
    for north, east in ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)):
        there = round(latitude + north * high, 7), round(longitude + east * wide, 7)
        if cell_for(there[1], there[0], SETTLEMENTS.settlements_in) == shown:
            return there
    return round(own.south + own.north - latitude, 7), round(own.west + own.east - longitude, 7)


def decoy(postal_code: str) -> str:
    """The id of the service there."""
    return id_of("service", postal_code)


def load_surroundings() -> None:
    """Towns of 5,000, and two regions with a border between."""
    with unit_of_work(write=True) as session:
        session.add_all(
            Settlement(
                id=number, name=f"Town {number}", country_code="AL", admin1_code="1", latitude=latitude,
                longitude=longitude, population=INHABITANTS, timezone="Europe/Tirane", names=[], region_id=None,
            )
            for number, (latitude, longitude) in enumerate(towns(), start=1)
        )  # fmt: skip
    load_regions(("AL", box(19, 40, BORDER, 42)), ("MK", box(BORDER, 40, 21, 42)))


def source(houses: Sequence[House] = HOUSES) -> Source:
    """All of it as one source."""
    made = Source()
    for each in houses:
        _add(made, each)
    for postal_code, position in DECOYS.items():
        public = made.add("organization", "public", name="Public Help", description="Help")
        made.add(
            "service", postal_code, organization_id=public, status="active",
            name=f"Kitchen {ALIKE.get(postal_code, postal_code)}",
        )  # fmt: skip
        _place(made, postal_code, position, service=postal_code, postal_code=postal_code)
    return made


def _add(made: Source, house: House) -> None:
    owner = made.add("organization", house.key, name=f"{house.key} union", description="-")
    made.add("phone", house.key, "gate", organization_id=owner, number="+355 4 000 0001")
    service = made.add(
        "service", house.key, organization_id=owner, status="active", name=f"{house.key} programme",
        url=house.website, email=house.email,
    )  # fmt: skip
    if house.hidden and house.office is None:
        mark(made, house.key, "one need")
    else:
        kinds = made.add("taxonomy", "kinds", name="Kinds", description="-")
        name = "Emergency shelter"
        attribute(
            made, house.key, "service", made.add("taxonomy_term", name, name=name, description="-", taxonomy_id=kinds)
        )  # fmt: skip
    place = _place(
        made, house.key, house.position, service=house.key, postal_code=house.postal_code, name=house.name,
        street=house.street, city=house.city, transportation=house.told()[-1],
    )  # fmt: skip
    for via, id_ in (("location_id", place), ("service_id", service)):
        made.add("phone", house.key, via, **{via: id_}, number=house.phone)
        made.add("contact", house.key, via, **{via: id_}, name=house.person, email=house.email)
    if house.hidden and house.office is not None:
        mark(made, house.key, "attribute of the location")
    _areas(made, house, service)
    if house.office is not None:
        _place(made, f"{house.key} office", house.office, service=house.key, postal_code="9000")


def _areas(made: Source, house: House, service: str) -> None:
    """Each serves so many metres around; of a hidden one a drawing around the very place is kept apart."""
    made.add("service_area", house.key, service_id=service, name=f"within {SERVED_KM} km")
    if house.hidden:
        latitude, longitude = house.position
        ring = [
            [longitude + x, latitude + y]
            for x, y in ((-0.02, -0.02), (0.02, -0.02), (0, 0.02), (-0.02, -0.02))
        ]
        made.add(
            "service_area", house.key, "drawn", service_at_location_id=id_of("service_at_location", house.key),
            name=house.street, extent=json.dumps({"type": "Polygon", "coordinates": [ring]}), extent_type="geojson",
        )  # fmt: skip


def _place(
    made: Source, key: str, position: Position, *, service: str, postal_code: str, name: str = "", street: str = "1",
    city: str = "-", transportation: str = "",
) -> str:  # fmt: skip
    place = made.add(
        "location", key, location_type="physical", name=name, transportation=transportation, latitude=position[0],
        longitude=position[1],
    )  # fmt: skip
    made.add("service_at_location", key, service_id=id_of("service", service), location_id=place)
    made.add(
        "address", key, location_id=place, address_1=street, city=city, state_province="-", postal_code=postal_code,
        country="AL", address_type="physical",
    )  # fmt: skip
    return place
