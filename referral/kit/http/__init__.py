"""The edge: our own Api, Blueprint and Schema, on flask-smorest and marshmallow."""

from referral.kit.http.api import Api
from referral.kit.http.blueprint import Blueprint
from referral.kit.http.schema import Schema

__all__ = ["Api", "Blueprint", "Schema"]
