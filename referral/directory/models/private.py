"""What is exact of confidential places: apart, and read by nothing that searches, answers HSDS or exports."""

from typing import Any

from sqlalchemy import Float, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from referral.kit.db import Base
from referral.kit.db.types import Id, Json


class LocationPrivate(Base):
    """Exact position (WGS 84 degrees) and withheld rows of one confidential location.

    `withheld` holds the source's own rows by object name: `{"address": [{…}], "phone": […], "location": [{…}], …}`.
    """

    __tablename__ = "location_private"

    location_id: Mapped[str] = mapped_column(Id, ForeignKey("location.id"), primary_key=True)
    latitude: Mapped[float | None] = mapped_column(Float(53))
    longitude: Mapped[float | None] = mapped_column(Float(53))
    withheld: Mapped[dict[str, Any]] = mapped_column(Json, nullable=False)


class ServicePrivate(Base):
    """How somebody arrives at a service: the source's own attributes, `[{"id": …, "code": …, "value": …}, …]`."""

    __tablename__ = "service_private"

    service_id: Mapped[str] = mapped_column(Id, ForeignKey("service.id"), primary_key=True)
    arrival: Mapped[list[dict[str, Any]]] = mapped_column(Json, nullable=False)
