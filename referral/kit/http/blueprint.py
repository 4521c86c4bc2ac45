"""Our Blueprint: refuses a view without an access declaration, and opens and closes the transaction of each request."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from copy import deepcopy
from dataclasses import replace
from functools import wraps
from typing import Any

import flask_smorest
import marshmallow as ma
from flask import request

from referral.kit.db.work import unit_of_work
from referral.kit.http.access import Access, Use, admit
from referral.kit.http.parser import READ
from referral.kit.problems import InvalidInput

View = Callable[..., Any]


class UndeclaredAccess(TypeError):
    """A view was registered without saying who may call it."""


class Blueprint(flask_smorest.Blueprint):
    """Views of 5 to 15 lines, each with its access declared under `@blp.route`."""

    def arguments(self, schema: Any, *, location: str = "json", **_: Any) -> Callable[[View], View]:
        """Gives the view its arguments by a schema, and the specification the same schema.

        Documented as flask-smorest does it; read by `parser`, with our refusals and a schema that is made once.
        """
        made: ma.Schema = schema() if isinstance(schema, type) else schema
        read = READ[location]

        def decorate(view: View) -> View:
            @wraps(view)
            def with_arguments(*args: Any, **kwargs: Any) -> Any:
                return view(read(made), *args, **kwargs)

            doc = deepcopy(getattr(view, "_apidoc", {}))
            told = doc.setdefault("arguments", {})
            told.setdefault("parameters", []).append({"in": location, "required": True, "schema": made})
            told.setdefault("responses", {})[422] = "UNPROCESSABLE_ENTITY"
            with_arguments._apidoc = doc  # type: ignore[attr-defined]
            return with_arguments

        return decorate

    def public(self, view: View) -> View:
        """Everybody may call it."""
        return _declare(view, Access(permission=None))

    def requires(self, permission: str) -> Callable[[View], View]:
        """Only an actor whom the policy table gives this permission."""
        return lambda view: _declare(view, Access(permission=permission))

    def uses(self, use: Use) -> Callable[[View], View]:
        """How the view uses the database, where it is not reading for GET and writing for the rest."""

        def decorate(view: View) -> View:
            view._use = use  # type: ignore[attr-defined]
            return view

        return decorate

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
        access = replace(access, use=use)
        _document(view_func, access)
        super().add_url_rule(rule, endpoint, _edge(view_func, access), *args, **options)


def _declare(view: View, access: Access) -> View:
    view._access = access  # type: ignore[attr-defined]
    return view


def _document(view: Any, access: Access) -> None:
    doc = view.__dict__.setdefault("_apidoc", {}).setdefault("manual_doc", {})
    responses = doc.setdefault("responses", {})
    doc["security"] = [{}, {"key": []}] if access.permission is None else [{"key": []}]
    responses["401"] = {"$ref": "#/components/responses/Unauthenticated"}
    if access.permission is not None:
        responses["403"] = {"$ref": "#/components/responses/Forbidden"}
        doc["x-permission"] = access.permission
    if access.use != "nothing":
        responses["503"] = {"$ref": "#/components/responses/DatabaseUnavailable"}


def _query_names(view: Any) -> frozenset[str]:
    """The names of the query parameters that the view's schemas declare."""
    names: set[str] = set()
    for parameter in getattr(view, "_apidoc", {}).get("arguments", {}).get("parameters", []):
        if parameter["in"] == "query":
            schema = parameter["schema"]
            schema = schema() if isinstance(schema, type) else schema
            names |= {field.data_key or name for name, field in schema.load_fields.items()}
    return frozenset(names)


def refuse_unknown_query(allowed: frozenset[str]) -> None:
    """Unknown query parameters are refused, never ignored: a filter that does nothing misleads."""
    if not request.query_string:
        return
    unknown = [name for name in request.args if name not in allowed]
    if unknown:
        listed = ", ".join(sorted(allowed)) or "none"
        raise InvalidInput(
            f"Unknown parameter: {', '.join(unknown)}. Allowed: {listed}.",
            errors=[
                {"in": "query", "field": name, "message": f"Unknown parameter; allowed: {listed}."}
                for name in unknown
            ],
        )


def _edge(view: View, access: Access) -> View:
    allowed = _query_names(view)
    transacts = access.use in ("reads", "writes")

    @wraps(view)
    def edge(*args: Any, **kwargs: Any) -> Any:
        work: AbstractContextManager[Any] = nullcontext()
        if transacts:
            work = unit_of_work(write=access.use == "writes")
        admit(access)
        refuse_unknown_query(allowed)
        with work:
            return view(*args, **kwargs)

    return edge
