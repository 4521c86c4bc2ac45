"""A form as it is opened: with its draft where there is one, else with what is known already."""

from collections.abc import Mapping
from typing import Any

from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.web.page.drafts import draft_of
from referral.web.page.forms import Form


def opened(draft: str, values: Mapping[str, Any] | None = None) -> Form:
    """The form to show at GET. `restored` says when the draft in it was kept; the template tells it."""
    kept = draft_of(current_session(), current_actor(), draft)
    form = Form.of(values)
    if kept is not None:
        for name, texts in kept.values.lists():
            form.values.setlist(name, texts)
        form.restored = kept.saved_at
    return form
