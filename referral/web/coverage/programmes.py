"""What an organisation reached of its programmes' targets: its own figures, for those who answer for it."""

from uuid import UUID

from flask import Response

from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.programmes.queries import programmes as queries
from referral.programmes.service.progress import name_of, progress_of
from referral.web.coverage.base import blp
from referral.web.page import page
from referral.web.page.formats import NOT_SAID

_MOST = 200


@blp.route("/programmes")
@blp.requires("programmes:progress")
def programmes() -> Response:
    """The programmes in which the organisation works"""
    session = current_session()
    found = queries.programmes(session, current_actor(), after=None, limit=_MOST)
    return page("coverage/programmes.html", lines=[(each, name_of(session, each)) for each in found])


@blp.route("/programmes/<uuid:id_>")
@blp.requires("programmes:progress")
@blp.uses("writes")
def progress(id_: UUID) -> Response:
    """Each target: what is reached, its share, what is missing, and by sex, age, territory and quarter"""
    found = progress_of(current_session(), current_actor(), str(id_), as_of=None)
    return page("coverage/progress.html", found=found, not_said=NOT_SAID)
