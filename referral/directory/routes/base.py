"""What this HSDS API says about itself."""

from flask import Response, request

from referral.directory.hsds.objects import HSDS_VERSION
from referral.directory.routes.profile import profile_url
from referral.directory.schemas.hsds import BaseSchema
from referral.kit.http import Blueprint
from referral.kit.http.respond import PUBLIC_CACHE, json_response

blp = Blueprint("base", __name__, description="What this API is")


@blp.route("/")
@blp.public
@blp.uses("nothing")
@blp.response(200, BaseSchema)
@blp.doc(operationId="getAPIMetaInformation")
def base() -> Response:
    """Version, profile and publisher of this HSDS API"""
    root = request.url_root.rstrip("/")
    body = {
        "version": HSDS_VERSION,
        "profile": profile_url(),
        "openapi_url": f"{root}/openapi.json",
        "description": "Services of many organisations, with search by need, place and people.",
        "data_guide": f"{root}/docs",
        "publisher": {"name": "The operator of this directory", "website": root},
    }
    return json_response(body, headers={"Cache-Control": PUBLIC_CACHE})
