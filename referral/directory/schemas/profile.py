"""The wire's shapes of the HSDS Profile."""

import marshmallow as ma

from referral.kit.http import Schema


class ProfileSchema(Schema):
    """The HSDS profile of this directory."""

    name = ma.fields.String(required=True)
    version = ma.fields.String(
        required=True, metadata={"description": "Of the profile (Semantic Versioning)"}
    )
    uri = ma.fields.URL(required=True, metadata={"description": "Names the profile, and is this address"})
    hsds_version = ma.fields.String(required=True)
    openapi_url = ma.fields.URL(required=True)
    schema_patches = ma.fields.Dict(
        required=True, metadata={"description": "Merge patches to the standard's schemas, by object"}
    )
    patches = ma.fields.Dict(
        required=True, metadata={"description": "The same by file, with their addresses"}
    )
    schemas = ma.fields.Dict(
        required=True, metadata={"description": "The schemas of this profile by file, with their addresses"}
    )


class JsonSchema(Schema):
    """A JSON Schema (2020-12), or a merge patch to one."""

    class Meta:
        unknown = ma.INCLUDE

    properties = ma.fields.Dict(metadata={"description": "Those of HSDS, and what the profile adds"})
