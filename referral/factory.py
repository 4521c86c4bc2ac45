"""The application put together, in the order in which it stands: nothing else happens here."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Request
from flask.sessions import SessionInterface
from werkzeug.middleware.proxy_fix import ProxyFix

from referral import __version__, cli, web
from referral.access import edge as access_edge
from referral.access.routes import BLUEPRINTS as ACCESS
from referral.audit.routes import BLUEPRINTS as AUDIT
from referral.cases import checks as cases_checks
from referral.cases.routes import BLUEPRINTS as CASES
from referral.config import Settings
from referral.coverage import handlers as coverage_handlers
from referral.coverage import jobs as coverage_jobs
from referral.coverage import settings as coverage_settings
from referral.coverage.ogc.routes import BLUEPRINTS as OGC
from referral.coverage.routes import BLUEPRINTS as COVERAGE
from referral.coverage.tiles.routes import BLUEPRINTS as TILES
from referral.directory import regions
from referral.directory.routes import BLUEPRINTS as DIRECTORY
from referral.kit import log
from referral.kit.crypto import fitness, keys, ledger
from referral.kit.db import engine
from referral.kit.db.health import start_problems
from referral.kit.http import Api, errors, headers, metrics
from referral.places.routes import BLUEPRINTS as PLACES
from referral.programmes import handlers as programmes_handlers
from referral.programmes.routes import BLUEPRINTS as PROGRAMMES
from referral.referrals import handlers as referrals_handlers
from referral.referrals.routes import BLUEPRINTS as REFERRALS
from referral.search import handlers
from referral.search import jobs as search_jobs
from referral.search import profile as search_profile
from referral.search import settings as search_settings
from referral.search.routes import BLUEPRINTS as SEARCH

API_PREFIX = "/api/v1"


def why_not_to_start(settings: Settings) -> list[str]:
    """What keeps a server from serving this database, each with what to do; empty where nothing does."""
    return start_problems(settings) + fitness.problems(settings)


class _NoSessions(SessionInterface):
    """No cookie is read or written: whoever is somebody says so in each request."""

    def open_session(self, app: Flask, request: Request) -> None:
        return None


class Application(Flask):
    """Flask without its detour for asynchronous views: there are none, and each request asked nine times."""

    session_interface = _NoSessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(settings: Settings, *, testing: bool = False) -> Flask:
    """The WSGI application for these settings. Opens no connection."""
    log.configure(settings.log_level)
    engine.configure(settings.database_url, settings.reader_database_url)
    keys.install(fitness.source_of(settings))
    ledger.install(settings.erasure_ledger)
    app = Application("referral", static_folder="web/static", template_folder="web/templates")
    app.config.update(_flask_config(settings, testing=testing))
    app.extensions["settings"] = settings
    log.install(app, quiet=not settings.log_requests)
    metrics.install(app)
    errors.install(app)
    _install_rooms(app, settings)
    headers.install(app, hsts_seconds=settings.hsts_seconds, public_rules=_public_rules(app))
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    cli.install(app)
    return app


def _flask_config(settings: Settings, *, testing: bool) -> dict[str, Any]:
    return {
        "TESTING": testing,
        "SECRET_KEY": settings.secret_key,
        "MAX_CONTENT_LENGTH": settings.max_body_bytes,
        "SEND_FILE_MAX_AGE_DEFAULT": 86_400,
        "API_TITLE": "Directory of services and referrals",
        "API_VERSION": __version__,
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": None,
    }


_BLUEPRINTS = (
    *(*SEARCH, *DIRECTORY, *PLACES, *ACCESS, *CASES, *AUDIT, *REFERRALS),
    *(*PROGRAMMES, *COVERAGE, *OGC, *TILES),
)


def _install_rooms(app: Flask, settings: Settings) -> None:
    api = Api(app)
    for blueprint in _BLUEPRINTS:
        api.register_blueprint(blueprint, url_prefix=API_PREFIX)
    app.extensions["api"] = api
    web.install(app)
    access_edge.install(settings)
    regions.register()
    search_settings.configure(
        settings.search_weights,
        capacity_days=settings.capacity_fresh_days,
        verify_days=settings.verify_due_days,
        secret=settings.secret_key,
    )
    handlers.register()
    search_profile.register()
    search_jobs.register()
    cases_checks.register()
    referrals_handlers.register()
    programmes_handlers.register()
    coverage_settings.configure(
        capacity_days=settings.capacity_fresh_days, verify_days=settings.verify_due_days
    )
    coverage_handlers.register()
    coverage_jobs.register()


def _public_rules(app: Flask) -> frozenset[str]:
    """The API's rules that answer everybody alike."""
    public = set()
    for rule in app.url_map.iter_rules():
        access = getattr(app.view_functions[rule.endpoint], "_access", None)
        if access is not None and access.shared and rule.rule.startswith(API_PREFIX):
            public.add(rule.rule)
    return frozenset(public)
