"""The wire's shapes of tiles."""

import marshmallow as ma

from referral.kit.http import Schema
from referral.kit.http.schema import Words


class TileQuestionSchema(Schema):
    """What is asked of a tile."""

    need = Words(
        most=10,
        metadata={
            "description": "Of services only those for one of these needs: codes, or words for them in any language"
        },
    )


class TileLayerSchema(Schema):
    """A layer in TileJSON's `vector_layers`."""

    id = ma.fields.String(required=True)
    description = ma.fields.String()
    minzoom = ma.fields.Integer()
    maxzoom = ma.fields.Integer()
    # Not as a class's attribute: marshmallow's own `fields` stands under this name.
    said = ma.fields.Dict(
        keys=ma.fields.String(), values=ma.fields.String(), required=True, data_key="fields"
    )


class TileJsonSchema(Schema):
    """TileJSON 3.0."""

    tilejson = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    description = ma.fields.String()
    attribution = ma.fields.String()
    scheme = ma.fields.String()
    tiles = ma.fields.List(ma.fields.String(), required=True)
    minzoom = ma.fields.Integer()
    maxzoom = ma.fields.Integer()
    vector_layers = ma.fields.List(ma.fields.Nested(TileLayerSchema), required=True)
