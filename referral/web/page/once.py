"""A double tap sends once: a form's key is taken by the first transaction that does what the form asks for."""

from collections.abc import Callable

from flask import Response
from sqlalchemy import delete
from sqlalchemy.orm import Session

from referral.kit.clock import now
from referral.kit.db.engine import current
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.web.models import TakenForm
from referral.web.page.drafts import DRAFT_KEPT, forget_draft
from referral.web.page.forms import Form
from referral.web.page.rendering import see_other


def once(
    form: Form, do: Callable[[], str], *, notice: str | None = "saved", draft: str | None = None
) -> Response:
    """Does it and sends on to the path that it returns; the same form again is sent on there, and does nothing.

    A second tap waits for the first one's transaction. `draft` is the form's draft, which has then served. What `do`
    refuses rolls everything back, the key too.
    """
    session, member_id = current_session(), str(current_actor().member_id)
    values = {"member_id": member_id, "key": form.key, "address": "", "taken_at": now()}
    taken = current().dialect.insert_new(session.connection(), TakenForm.__table__, values)
    row = session.get_one(TakenForm, (member_id, form.key), populate_existing=True)
    if taken:
        row.address = do()
        if draft is not None:
            forget_draft(session, current_actor(), draft)
    return see_other(row.address, notice=notice)


def forget_taken(session: Session) -> None:
    """Keys of forms that were opened so long ago that nobody taps there any more."""
    session.execute(delete(TakenForm).where(TakenForm.taken_at < now() - DRAFT_KEPT))
