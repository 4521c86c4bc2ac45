"""The Blueprint that the door's views share, and what their answers have in common."""

from referral.kit.http import Blueprint
from referral.kit.http.paging import cursor_id, moment, page

__all__ = ["NO_STORE", "blp", "cursor_id", "moment", "page"]

blp = Blueprint("access", __name__, description="Who may knock")
NO_STORE = {"Cache-Control": "no-store"}
