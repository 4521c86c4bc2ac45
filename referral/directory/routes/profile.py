"""The HSDS Profile of this directory, at the addresses that the standard's convention gives it.

Under the profile's own address stand its patches, below `profile/`, and the schemas that they make of HSDS, below
`schema/`, under the standard's file names.
"""

from typing import Any

from flask import Response, request

from referral.directory.hsds.json_schema import DIALECT
from referral.directory.hsds.objects import HSDS_VERSION
from referral.directory.profile.codes import TAXONOMY_NAME
from referral.directory.profile.patches import VERSION, by_file, compiled, patches
from referral.directory.schemas.profile import JsonSchema, ProfileSchema
from referral.kit.http import Blueprint
from referral.kit.http.respond import PUBLIC_CACHE, json_response
from referral.kit.problems import NotFound

blp = Blueprint("profile", __name__, description="What this directory adds to HSDS")


def profile_url() -> str:
    """The profile's own address, which names it."""
    return f"{request.url_root.rstrip('/')}/api/v1/profile"


@blp.route("/profile", strict_slashes=False)
@blp.public
@blp.uses("nothing")
@blp.response(200, ProfileSchema)
@blp.doc(operationId="getProfile")
def profile() -> Response:
    """What this directory changes of HSDS: merge patches (RFC 7386) by object, and the schemas they make"""
    url, changes = profile_url(), patches()
    body = {
        "name": TAXONOMY_NAME,
        "version": VERSION,
        "uri": url,
        "hsds_version": HSDS_VERSION,
        "openapi_url": f"{request.url_root.rstrip('/')}/openapi.json",
        "schema_patches": changes,
        "patches": {name: f"{url}/profile/{name}" for name in by_file(changes)},
        "schemas": {name: f"{url}/schema/{name}" for name in by_file(compiled())},
    }
    return json_response(body, headers={"Cache-Control": PUBLIC_CACHE})


@blp.route("/profile/profile/<string:file>")
@blp.public
@blp.uses("nothing")
@blp.response(200, JsonSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getProfilePatch")
def profile_patch(file: str) -> Response:
    """What the profile changes of one schema of HSDS, as a merge patch (RFC 7386)"""
    return json_response(_found(by_file(patches()), file), headers={"Cache-Control": PUBLIC_CACHE})


@blp.route("/profile/schema/<string:file>")
@blp.public
@blp.uses("nothing")
@blp.response(200, JsonSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getProfileSchema")
def profile_schema(file: str) -> Response:
    """The schema of one object in this profile: HSDS with the patch applied"""
    schema = _found(by_file(compiled()), file)
    body = {"$schema": DIALECT, "$id": f"{profile_url()}/schema/{file}", **schema}
    return json_response(body, headers={"Cache-Control": PUBLIC_CACHE})


def _found(schemas: dict[str, dict[str, Any]], file: str) -> dict[str, Any]:
    if file not in schemas:
        raise NotFound(f"There is no such file; there are {', '.join(sorted(schemas))}.")
    return schemas[file]
