"""The questions of HSDS list endpoints: the same for GET and POST."""

import re
from datetime import UTC, datetime
from typing import Any

import marshmallow as ma

from referral.directory.rules import ListFilter, ListForm
from referral.kit.http import Schema
from referral.kit.http.schema import Finite

MOST_PER_PAGE = 1_000
MOST_MINIMAL = 100_000
_PLAIN_DATE = re.compile(r"\d{4}-\d\d-\d\d")


class Moment(ma.fields.Field[datetime]):
    """An RFC 3339 date-time, or a date (its first moment in UTC)."""

    default_error_messages = {  # noqa: RUF012 - as marshmallow declares it
        "form": "Must be an RFC 3339 date-time such as 2026-11-22T10:00:00Z, or a date."
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> datetime:
        try:
            text = str(value).replace(" ", "+") if "T" in str(value) else str(value)
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise self.make_error("form") from error
        if moment.tzinfo is None:
            if not _PLAIN_DATE.fullmatch(text):
                raise self.make_error("form")
            moment = moment.replace(tzinfo=UTC)
        return moment


class TextId(ma.fields.UUID):
    """A UUID, as text in Python."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return str(super()._deserialize(value, attr, data, **kwargs))


def _words() -> ma.fields.String:
    return ma.fields.String(
        validate=ma.validate.Length(min=1, max=200), metadata={"description": "Words, in any script"}
    )


class ListSchema(Schema):
    """Paging and form."""

    search = _words()
    page = ma.fields.Integer(load_default=1, strict=False, validate=ma.validate.Range(min=1, max=10**9))
    per_page = ma.fields.Integer(load_default=50, validate=ma.validate.Range(min=1, max=MOST_PER_PAGE))
    format = ma.fields.String(
        load_default="json",
        validate=ma.validate.OneOf([form.value for form in ListForm]),
        metadata={"description": "`ndjson` streams all that match, one object a line, without pages"},
    )


class _TermsSchema(ListSchema):
    taxonomy_term_id = TextId()
    taxonomy_id = TextId()


class ServiceListSchema(_TermsSchema):
    """What a list of services can be asked."""

    organization_id = TextId()
    modified_after = Moment(metadata={"type": "string", "format": "date-time"})
    minimal = ma.fields.Boolean(
        load_default=False,
        metadata={"description": f"Only id and modified_date; per_page may then be up to {MOST_MINIMAL}"},
    )
    full = ma.fields.Boolean(load_default=False, metadata={"description": "Whole nested services"})
    per_page = ma.fields.Integer(load_default=50, validate=ma.validate.Range(min=1, max=MOST_MINIMAL))

    @ma.validates_schema
    def check_size(self, data: dict[str, Any], **_: Any) -> None:
        if data["minimal"] and data["full"]:
            raise ma.ValidationError("minimal and full exclude each other.", "minimal")
        if not data["minimal"] and data["per_page"] > MOST_PER_PAGE:
            raise ma.ValidationError(f"Must be at most {MOST_PER_PAGE} unless minimal=true.", "per_page")


class ServiceAtLocationListSchema(_TermsSchema):
    """What a list of services at locations can be asked."""

    organization_id = TextId()
    modified_after = Moment(metadata={"type": "string", "format": "date-time"})
    full = ma.fields.Boolean(load_default=False)
    postcode = ma.fields.String(validate=ma.validate.Length(min=1, max=20))
    proximity = Finite(
        validate=ma.validate.Range(min=0, max=1_000_000),
        metadata={"description": "Metres from the middle of the postcode"},
    )

    @ma.validates_schema
    def check_proximity(self, data: dict[str, Any], **_: Any) -> None:
        if "proximity" in data and "postcode" not in data:
            raise ma.ValidationError("Needs a postcode to measure from.", "proximity")


class OrganizationListSchema(_TermsSchema):
    """What a list of organisations can be asked."""

    full = ma.fields.Boolean(load_default=False)
    full_service = ma.fields.Boolean(
        load_default=False, metadata={"description": "With whole nested services"}
    )


class TaxonomyListSchema(ListSchema):
    """What a list of taxonomies can be asked."""


class TaxonomyTermListSchema(ListSchema):
    """What a list of taxonomy terms can be asked."""

    taxonomy_id = TextId()
    parent_id = TextId()
    top_only = ma.fields.Boolean(load_default=False)


class OrganizationSchema(Schema):
    """How one organisation is answered."""

    full_service = ma.fields.Boolean(
        load_default=True, metadata={"description": "Whole nested services; otherwise without services"}
    )


def list_filter(question: dict[str, Any]) -> ListFilter:
    """The filters of a loaded question."""
    return ListFilter(
        search=question.get("search"),
        taxonomy_term_id=question.get("taxonomy_term_id"),
        taxonomy_id=question.get("taxonomy_id"),
        organization_id=question.get("organization_id"),
        modified_after=question.get("modified_after"),
        parent_id=question.get("parent_id"),
        top_only=question.get("top_only", False),
        postcode=question.get("postcode"),
        proximity_m=question.get("proximity"),
    )
