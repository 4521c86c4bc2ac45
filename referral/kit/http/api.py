"""Our Api: problem documents instead of flask-smorest's errors, and the parts that every operation shares."""

from typing import Any

import flask_smorest
import marshmallow as ma
from flask import Flask

from referral.kit import problems
from referral.kit.http.schema import Schema

_SHARED = (
    problems.MalformedRequest,
    problems.BodyTooLarge,
    problems.UnsupportedMediaType,
    problems.InvalidInput,
    problems.TooManyRequests,
    problems.Unauthenticated,
    problems.Forbidden,
    problems.NotFound,
    problems.Refusal,
    problems.StaleVersion,
    problems.VersionMissing,
    problems.DatabaseUnavailable,
)


class ProblemSchema(Schema):
    """An RFC 9457 problem document; a problem may say more of itself."""

    class Meta:
        unknown = ma.INCLUDE

    type = ma.fields.String(
        metadata={"description": "Opens a page that explains the problem", "format": "uri"}
    )
    title = ma.fields.String()
    status = ma.fields.Integer()
    detail = ma.fields.String()
    request_id = ma.fields.String()
    errors = ma.fields.List(
        ma.fields.Dict(), metadata={"description": "Each wrong field: in, field, message"}
    )


class Api(flask_smorest.Api):
    """The application's API and its specification."""

    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        """`kit.http.errors` registers them."""

    def init_app(self, app: Flask, *args: Any, **kwargs: Any) -> None:
        super().init_app(app, *args, **kwargs)
        components = self.spec.components
        components.security_scheme(
            "key",
            {
                "type": "http",
                "scheme": "bearer",
                "description": "An organisation's API key, or an administrator's token.",
            },
        )
        components.security_scheme(
            "session",
            {
                "type": "apiKey",
                "in": "cookie",
                "name": "__Host-session",
                "description": "A member's session from POST /api/v1/sessions. Every request that changes something "
                "also sends the header X-CSRF-Token with the `csrf_token` of that answer.",
            },
        )
        for refusal in _SHARED:
            components.response(refusal.__name__, _response(refusal))

    def register_blueprint(self, blp: Any, *args: Any, **kwargs: Any) -> None:
        for name, (description, media_type, schema) in getattr(blp, "own_responses", {}).items():
            content = {media_type: {"schema": schema}}
            self.spec.components.response(name, {"description": description, "content": content})
        super().register_blueprint(blp, *args, **kwargs)


def _response(refusal: type[problems.Refusal]) -> dict[str, Any]:
    return {
        "description": (refusal.__doc__ or refusal.title).strip(),
        "content": {"application/problem+json": {"schema": ProblemSchema}},
    }
