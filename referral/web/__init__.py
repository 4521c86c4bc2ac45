"""Pages for people, and the addresses at the root that machines watch.

**Where things are.** `page/` is what every page stands on. Each audience has a folder (`finder/`, `account/`; then
`desk/`, `intake/`, `coverage/`, `admin/`, `paper/`) whose `__init__` holds `BLUEPRINTS` and `NAVIGATION` and puts its
words into `NOTICES`; it is added to `AUDIENCES` below. Templates stand in `templates/<audience>/`, macros in
`templates/macros/`, scripts and the one stylesheet in `static/`. Pages call the services that the API calls.

**A view** stands on `page.Blueprint` and says who may open it: `@blp.public` or `@blp.requires("cases:work")`; GET
reads, POST writes, in one transaction (`current_session()`, `current_actor()`), else `@blp.uses("nothing")`. It answers
`page("desk/case.html", ...)`; a form that was taken answers `see_other(address, notice="saved")`. Query parameters that
nobody knows are passed over. Refusals become pages (`page/problems.py`): whoever is not signed in goes to `/sign-in`
and comes back; htmx gets the part alone. Every route is listed in `tests/api/test_access_matrix.py`.

**A form** is a `marshmallow.Schema` of `page.fields`, whose messages are translated. `form = read_form(XForm)`; where
`form.is_right`, `form.data` holds the values; a refusal that belongs to a field is `form.refused(refusal, "field",
text)` with a `lazy_gettext`, and the page is shown again, status 422, with all that was typed. In the template: `{{
forms.summary(form) }}`, then inside the form `{{ forms.hidden(form, draft="referral/" ~ id) }}`, the macros `input`,
`area`, `select`, `options`, `tick`, and `{{ forms.submit(_("Send")) }}`. `forms` is there in every template that
extends `base.html` (inside its blocks); `macros/tables.html` has tables, badges, dates, facts. The fields' names are
their ids.

**Double taps:** `return once(form, lambda: do(), draft="referral/…")` does it once for a form's key and sends on to
the path that `do` returns; the key is checked in the transaction that acts.

**Drafts:** `form = opened("referral/" + id)` (page/begun.py) at GET, `{{ forms.draft_state(form, draft) }}` inside
the form, `forms.hidden(form, draft=draft)`; `once(..., draft=draft)` forgets it. Each field is sent as it is left, a
form that comes after the session's end is kept as well, and both stand there again after signing in. Fields called
`password`, `code` or `present` are never kept. Only members have drafts, so nothing of the finder is kept. (htmx 4
wants `hx-trigger="change from:'closest form'"` in quotes.)

**Language and clock:** `_("…")`, `ngettext`, in Python `lazy_gettext`; filters `day`, `moment`, `hour`, `number`,
`distance`, `ago`. English is the source. `flask translations update` puts new texts into the catalogues: those of the
folders `page`, `account` and `finder` into `messages.po`, those of another audience into `<audience>.po`, so that
branches do not meet in one file; `flask translations check` and a test fail while one is missing. ar and de hold what
is public. Catalogues are read as they are (`referral.kit.catalogues`); nothing is compiled.

**Never:** a script or a style in the HTML (the policy refuses it), a trait, a name or a position finer than 0.1° in an
address or a title, anything from another host.
"""

from flask import Flask

from referral.web import account, coverage, desk, finder, intake, paper
from referral.web.operations import blp as operations
from referral.web.page import jobs, navigation, problems, rendering
from referral.web.page.routes import blp as page_views
from referral.web.pages import blp as pages
from referral.web.pages import machines

# In the order of the navigation.
AUDIENCES = (finder, desk, intake, paper, coverage, account)
BLUEPRINTS = (
    operations,
    machines,
    pages,
    page_views,
    *(each for audience in AUDIENCES for each in audience.BLUEPRINTS),
)


def install(app: Flask) -> None:
    """Registers the pages, and what they need of the application."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    rendering.install(app)
    problems.install(app)
    navigation.register([entry for audience in AUDIENCES for entry in audience.NAVIGATION])
    jobs.register()
