"""The door at HTTP's edge: finds out who is calling, by key or by cookie, and refuses what a page elsewhere forged.

A key in Authorization comes first. A session's cookie is looked at only where the answer may depend on it, and a
request by cookie that changes something carries the session's token in a header, which no other site can read.
"""

from flask import Response, request

from referral.access import door, keyring, rules
from referral.access.attempts import keep_attempt
from referral.access.configured import configure, configured
from referral.access.entering.signing_in import Visit
from referral.access.errors import (
    ActingUserNeeded,
    CrossSite,
    CsrfTokenWrong,
    SecondFactorNeeded,
    SessionOver,
)
from referral.access.rules.policy import names_nobody
from referral.config import Settings
from referral.kit import crypto
from referral.kit.http import access
from referral.kit.http.access import Access
from referral.kit.identity import ANONYMOUS, Actor, ActorKind

_SAFE = ("GET", "HEAD", "OPTIONS")
_FROM_HERE = ("same-origin", "none", "")
_DEVICE_SECONDS = 365 * 86_400
SESSION, CSRF, DEVICE = "session", "csrf", "device"


def install(settings: Settings) -> None:
    """Gives the edge its two functions: who knocks, and who may what."""
    configure(settings)

    def authenticate(declared: Access) -> Actor:
        header = request.headers.get("Authorization")
        if not header:
            return ANONYMOUS if declared.shared else _by_cookie(declared)
        token = settings.metrics_token
        if token and crypto.same(header, f"Bearer {token}"):
            return Actor(ActorKind.KEY, scopes=frozenset({rules.Scope.METRICS_READ}))
        source = crypto.keyed_hash(settings.secret_key, purpose="failed attempts", text=network())
        actor = door.authenticate(header, source=source)
        return door.with_acting_user(actor, request.headers.get("X-Acting-User"))

    access.install(authenticate, permit, keep_attempt)


def permit(actor: Actor, permission: str) -> bool:
    """Whether the policy table gives the permission; raises what says more than no."""
    if rules.allowed(actor, permission):
        if names_nobody(actor, permission):
            raise ActingUserNeeded
        return True
    if actor.kind is ActorKind.PENDING:
        raise SecondFactorNeeded
    return False


def _by_cookie(declared: Access) -> Actor:
    changes = request.method not in _SAFE
    if changes and request.headers.get("Sec-Fetch-Site", "") not in _FROM_HERE:
        raise CrossSite
    token = session_token()
    if token is None:
        return ANONYMOUS
    from_here = not changes or crypto.same(_csrf_given(declared), keyring.csrf_token(token))
    # Whoever signs in, or brings a code, is nobody yet, whatever cookie the browser still has.
    if changes and declared.permission is None and not (declared.page and from_here):
        return ANONYMOUS
    actor = door.recognise(token)
    if actor is None:
        if declared.permission is None:
            return ANONYMOUS
        raise SessionOver(headers={"WWW-Authenticate": "Bearer"})
    if not from_here:
        raise CsrfTokenWrong
    return actor


def _csrf_given(declared: Access) -> str:
    """In the header; of a page's form in the field `_csrf`, since a form sets no headers."""
    given = request.headers.get("X-CSRF-Token")
    if given is None and declared.page:
        given = request.form.get("_csrf")
    return given or ""


def form_is_from_here() -> bool:
    """Whether a page's form carries the token of the session whose cookie came with it, over or not."""
    token = session_token()
    return token is not None and crypto.same(request.form.get("_csrf", ""), keyring.csrf_token(token))


def network() -> str:
    """What tries are counted by: the client's address or network."""
    return rules.source_network(request.remote_addr or "")


def visit() -> Visit:
    """From where the request comes, for signing in."""
    device = request.cookies.get(_name(DEVICE))
    return Visit(network(), request.user_agent.string, device, session_token())


def session_token() -> str | None:
    """The session's token, if the browser sent one."""
    return request.cookies.get(_name(SESSION))


def _name(kind: str) -> str:
    """With `__Host-` no other host and no unencrypted page can set the cookie; over http that cannot be had."""
    return f"__Host-{kind}" if configured().secure_cookies else kind


def set_session(response: Response, token: str, *, device: str | None = None) -> Response:
    """Gives the browser its session, and the token that goes with it, which scripts of our pages may read."""
    _set(response, SESSION, token)
    _set(response, CSRF, keyring.csrf_token(token), readable=True)
    if device is not None:
        _set(response, DEVICE, device, seconds=_DEVICE_SECONDS)
    return response


def _set(
    response: Response, kind: str, value: str, *, seconds: int | None = None, readable: bool = False
) -> None:
    response.set_cookie(
        _name(kind),
        value,
        max_age=seconds,
        path="/",
        secure=configured().secure_cookies,
        httponly=not readable,
        samesite="Lax",
    )


def forget_session(response: Response) -> Response:
    """Takes the session's cookies back; that the device is known stays."""
    for kind in (SESSION, CSRF):
        response.delete_cookie(
            _name(kind),
            path="/",
            secure=configured().secure_cookies,
            samesite="Lax",
            httponly=kind == SESSION,
        )
    return response
