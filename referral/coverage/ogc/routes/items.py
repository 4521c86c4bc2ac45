"""Features: a page of them as a stream, and one."""

from collections.abc import Generator, Iterator
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Response, request

from referral.coverage.ogc import documents, schemas
from referral.coverage.ogc.documents import GEOJSON, link, own_links
from referral.coverage.ogc.filters import condition_of_json, condition_of_text
from referral.coverage.ogc.routes.base import answer, as_page, base, blp, wants_page
from referral.coverage.ogc.routes.collections import collection_named
from referral.coverage.ogc.rules.collections import Asked, Collection
from referral.coverage.ogc.service import Page, places_in_key, public_feature, public_features
from referral.kit.clock import iso, now
from referral.kit.db.work import current_session
from referral.kit.http.respond import PUBLIC_CACHE
from referral.kit.ids import as_uuid
from referral.kit.problems import NotFound, invalid_field

_LANGUAGES = {"cql2-text": condition_of_text, "cql2-json": condition_of_json}


@blp.route("/ogc/collections/<string:collection>/items")
@blp.public
@blp.uses("nothing")
@blp.arguments(schemas.ItemsQuestionSchema, location="query")
@blp.response(200, schemas.FeaturesSchema, content_type=GEOJSON)
@as_page
@blp.alt_response(404, "OgcException")
@blp.alt_response(503, "OgcException")
@blp.doc(operationId="listOgcItems")
def list_items(question: dict[str, Any], collection: str) -> Response:
    """Features of a collection, by box, time and filter, page by page"""
    each, page = collection_named(collection), Page(matched=0)
    address = _Address(each)
    features = public_features(each, _asked(each, question), page)
    if wants_page(question):
        document = {"features": list(features), **_end(page, address)}
        return answer(question, document, title=each.title)
    headers = {"Cache-Control": PUBLIC_CACHE, "Vary": "Accept"}
    return Response(_Begun(_stream(features, page, address)), headers=headers, content_type=GEOJSON)


@blp.route("/ogc/collections/<string:collection>/items/<string:feature>")
@blp.public
@blp.arguments(schemas.FormSchema, location="query")
@blp.response(200, schemas.FeatureSchema, content_type=GEOJSON)
@as_page
@blp.alt_response(404, "OgcException")
@blp.doc(operationId="getOgcItem")
def get_item(question: dict[str, Any], collection: str, feature: str) -> Response:
    """One feature"""
    each, id_ = collection_named(collection), as_uuid(feature)
    found = public_feature(current_session(), each, id_) if id_ is not None else None
    if found is None:
        raise NotFound("No feature of this collection has this id.")
    here = f"{base()}/collections/{each.id}"
    links = [*own_links(f"{here}/items/{id_}", GEOJSON), link(here, "collection", documents.JSON, each.title)]
    return answer(question, {**found, "links": links}, type_=GEOJSON, title=found["properties"]["name"])


def _asked(collection: Collection, question: dict[str, Any]) -> Asked:
    condition = None
    if "filter" in question:
        condition = _LANGUAGES[question["filter_lang"]](question["filter"], collection.queryables)
    return Asked(
        limit=min(question["limit"], schemas.MOST_FEATURES),
        box=question.get("bbox"),
        period=question.get("datetime"),
        condition=condition,
        after=_after(collection, question.get("cursor")),
    )


def _after(collection: Collection, cursor: str | None) -> tuple[str, ...] | None:
    """The key of the last feature of the page before: ids with a dot between them."""
    if cursor is None:
        return None
    ids = tuple(as_uuid(part) or "" for part in cursor.split("."))
    if len(ids) != places_in_key(collection) or not all(ids):
        raise invalid_field("cursor", "Must be as it is in the link `next` of the page before.")
    return ids


class _Address:
    """Where the page is, noted while there is a request: the stream outlasts it."""

    def __init__(self, collection: Collection) -> None:
        self.collection = collection
        self.here = f"{base()}/collections/{collection.id}"
        self.given = {name: value for name, value in request.args.items() if name != "f"}

    def links(self, page: Page) -> list[dict[str, str]]:
        """The page's links, once its features have been read."""
        asked = f"?{urlencode(self.given)}" if self.given else ""
        links = own_links(f"{self.here}/items{asked}", GEOJSON)
        links.append(link(self.here, "collection", documents.JSON, self.collection.title))
        if page.next is not None:
            following = urlencode({**self.given, "cursor": ".".join(page.next)})
            links.append(link(f"{self.here}/items?{following}", "next", GEOJSON, "The next page"))
        return links


class _Begun:
    """A stream whose first part is there: what goes wrong with a question goes wrong before anything is sent."""

    def __init__(self, stream: Generator[bytes, None, None]) -> None:
        self._first: bytes | None = next(stream)
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        first, self._first = self._first, None
        return first if first is not None else next(self._stream)

    def close(self) -> None:
        """Ends the transaction of a stream that nobody reads to its end."""
        self._stream.close()


def _stream(
    features: Iterator[dict[str, Any]], page: Page, address: _Address
) -> Generator[bytes, None, None]:
    """The collection as GeoJSON; what is known last stands last."""
    before = b'{"type":"FeatureCollection","features":['
    for feature in features:
        yield before + orjson.dumps(feature)
        before = b","
    start = before if page.returned == 0 else b""
    yield start + b"]," + orjson.dumps(_end(page, address))[1:]


def _end(page: Page, address: _Address) -> dict[str, Any]:
    """Numbers, moment and links, once the features have been read."""
    return {
        "numberMatched": page.matched,
        "numberReturned": page.returned,
        "timeStamp": iso(now()),
        "links": address.links(page),
    }
