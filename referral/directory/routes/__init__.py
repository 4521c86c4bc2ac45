"""The HSDS interface of the directory."""

from referral.directory.routes.base import blp as base
from referral.directory.routes.organizations import blp as organizations
from referral.directory.routes.profile import blp as profile
from referral.directory.routes.services import blp as services
from referral.directory.routes.services_at_locations import blp as services_at_locations
from referral.directory.routes.taxonomies import blp as taxonomies

BLUEPRINTS = (base, profile, services, services_at_locations, organizations, taxonomies)
