"""The Blueprint of pages: `referral.kit.http.Blueprint`, whose views are for people.

A page says who may open it as every view does: `@blp.public` (everybody; a member is recognised all the same),
`@blp.requires("cases:work")`. Who it is, is `current_actor()`. GET reads in one transaction and POST writes in one,
`current_session()`, unless `@blp.uses(...)` says otherwise.
"""

from referral.kit.http import Blueprint as _Blueprint


class Blueprint(_Blueprint):
    """Views that answer HTML. Their forms carry `_csrf`, which the edge checks before the view is called."""

    page = True
