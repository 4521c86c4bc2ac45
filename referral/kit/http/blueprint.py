"""Our Blueprint: refuses a view without an access declaration, and opens and closes the transaction of each request."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from functools import wraps
from types import MappingProxyType
from typing import Any

import flask_smorest
import marshmallow as ma
from flask import g, request

from referral.kit.db.work import unit_of_work
from referral.kit.http.access import Access, Use, admit, tell_refusal
from referral.kit.http.languages import ACCEPT_LANGUAGE
from referral.kit.http.parser import READ, query_given, refuse_unknown
from referral.kit.problems import Refusal

View = Callable[..., Any]
_IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "schema": {"type": "string", "pattern": '^"[0-9]{1,18}"$'},
    "example": '"1"',
    "description": "The ETag of the answer in which you read it",
}


class UndeclaredAccess(TypeError):
    """A view was registered without saying who may call it."""


class Blueprint(flask_smorest.Blueprint):
    """Views of 5 to 15 lines, each with its access declared under `@blp.route`."""

    # Whether its views are pages for people.
    page = False
    # What each view may refuse with, by status; a Blueprint of another standard names its own.
    refusals: Mapping[int, str] = MappingProxyType(
        {401: "Unauthenticated", 422: "InvalidInput", 429: "TooManyRequests", 503: "DatabaseUnavailable"}
    )

    # Responses of its own that views name, by name: description, media type, schema.
    own_responses: Mapping[str, tuple[str, str, type[ma.Schema]]] = MappingProxyType({})

    def arguments(
        self, schema: Any, *, location: str = "json", largest: int | None = None, **_: Any
    ) -> Callable[[View], View]:
        """Gives the view its arguments by a schema, and the specification the same schema.

        Documented as flask-smorest does it; read by `parser`, with our refusals and a schema that is made once.
        `largest` bytes of a body are taken where that is more than the server takes elsewhere.
        """
        made: ma.Schema = schema() if isinstance(schema, type) else schema
        read = READ[location]

        def decorate(view: View) -> View:
            @wraps(view)
            def with_arguments(*args: Any, **kwargs: Any) -> Any:
                if largest is not None:
                    request.max_content_length = max(largest, request.max_content_length or 0)
                return view(read(made), *args, **kwargs)

            doc = deepcopy(getattr(view, "_apidoc", {}))
            told = doc.setdefault("arguments", {})
            told.setdefault("parameters", []).append({"in": location, "required": True, "schema": made})
            if 422 in self.refusals:
                told.setdefault("responses", {})[422] = "UNPROCESSABLE_ENTITY"
            with_arguments._apidoc = doc  # type: ignore[attr-defined]
            return with_arguments

        return decorate

    def public(self, view: View) -> View:
        """Everybody may call it and is answered alike; pages of other sites too."""
        return _declare(view, Access(permission=None, shared=True))

    def entrance(self, view: View) -> View:
        """Everybody may call it, from here only: signing in, and what is done before one is known."""
        return _declare(view, Access(permission=None))

    def requires(self, permission: str, *others: str) -> Callable[[View], View]:
        """Only an actor whom the policy table gives this permission, or one of the others."""
        return lambda view: _declare(view, Access(permission=permission, others=others))

    def uses(self, use: Use) -> Callable[[View], View]:
        """How the view uses the database, where it is not reading for GET and writing for the rest."""

        def decorate(view: View) -> View:
            view._use = use  # type: ignore[attr-defined]
            return view

        return decorate

    def changes_version(self, view: View) -> View:
        """The view changes one version of a thing, which If-Match names."""
        doc = view.__dict__.setdefault("_apidoc", {}).setdefault("manual_doc", {})
        doc.setdefault("parameters", []).append(_IF_MATCH)
        doc.setdefault("responses", {}).update({412: "StaleVersion", 428: "VersionMissing"})
        return view

    def streams(self, view: View) -> View:
        """The view may also answer a stream of JSON documents, one a line."""
        doc = view.__dict__.setdefault("_apidoc", {}).setdefault("manual_doc", {})
        lines = {"application/x-ndjson": {"schema": {"type": "string"}}}
        doc.setdefault("responses", {}).setdefault(200, {})["content"] = lines
        return view

    def speaks(self, view: View) -> View:
        """The view answers in the languages that `Accept-Language` asks for."""
        told = view.__dict__.setdefault("_apidoc", {}).setdefault("arguments", {})
        told.setdefault("parameters", []).append(dict(ACCEPT_LANGUAGE))
        return view

    def reads_index(self, view: View) -> View:
        """The view reads the search index on its own autocommit connection: no transaction is opened."""
        return self.uses("index")(view)

    def add_url_rule(
        self, rule: str, endpoint: str | None = None, view_func: Any = None, *args: Any, **options: Any
    ) -> None:
        access = getattr(view_func, "_access", None)
        if access is None:
            raise UndeclaredAccess(
                f"{view_func.__name__} does not say who may call it: @blp.public or @blp.requires"
            )
        methods = options.get("methods", ["GET"])
        declared = getattr(view_func, "_use", None)
        use = declared or ("reads" if set(methods) <= {"GET", "HEAD"} else "writes")
        access = replace(access, use=use, page=self.page, shared=access.shared and not self.page)
        _document(view_func, access, self.refusals)
        super().add_url_rule(rule, endpoint, _edge(view_func, access), *args, **options)


def _declare(view: View, access: Access) -> View:
    view._access = access  # type: ignore[attr-defined]
    return view


def _document(view: Any, access: Access, told: Mapping[int, str]) -> None:
    doc = view.__dict__.setdefault("_apidoc", {}).setdefault("manual_doc", {})
    responses = doc.setdefault("responses", {})
    known: list[dict[str, list[str]]] = [{"key": []}, {"session": []}]
    doc["security"] = known if access.permission is not None else [{}, {"key": []}]
    refusals = {status: name for status, name in told.items() if status != 503 or access.use != "nothing"}
    if any(parameter["in"] == "json" for parameter in _arguments(view)):
        refusals |= {400: "MalformedRequest", 413: "BodyTooLarge", 415: "UnsupportedMediaType"}
    if access.permission is not None:
        refusals[403] = "Forbidden"
        doc["x-permission"] = " or ".join((access.permission, *access.others))
    for status, name in refusals.items():
        responses[status] = name


def _arguments(view: Any) -> list[dict[str, Any]]:
    """What the view's schemas read, and from where."""
    found: list[dict[str, Any]] = getattr(view, "_apidoc", {}).get("arguments", {}).get("parameters", [])
    return found


def _reads_query(view: Any) -> bool:
    """Whether a schema of the view takes the query, and so refuses what it does not know."""
    return any(parameter["in"] == "query" for parameter in _arguments(view))


def _edge(view: View, access: Access) -> View:
    reads_query = _reads_query(view)
    writes = access.use == "writes"
    transacts = writes or access.use == "reads"

    def answer(*args: Any, **kwargs: Any) -> Any:
        actor = admit(access)
        if not reads_query and not access.page and request.query_string:
            refuse_unknown(query_given(), ())
        if not transacts:
            return view(*args, **kwargs)
        try:
            with unit_of_work(write=writes, actor=actor):
                return view(*args, **kwargs)
        except Refusal as refusal:
            if refusal.afterwards is not None:
                with unit_of_work(write=True, actor=actor) as session:
                    refusal.afterwards(session, actor)
            raise

    @wraps(view)
    def edge(*args: Any, **kwargs: Any) -> Any:
        g.is_page = access.page
        try:
            return answer(*args, **kwargs)
        except Refusal as refusal:
            id_ = kwargs.get("id_")
            tell_refusal(access, view.__name__, None if id_ is None else str(id_), refusal)
            raise

    return edge
