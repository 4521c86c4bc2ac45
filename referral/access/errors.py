"""What the door answers to those whom it does not let in."""

from referral.kit.problems import (
    Forbidden,
    MalformedRequest,
    NotFound,
    Refusal,
    TooManyRequests,
    Unauthenticated,
)


class KeyUnknown(Unauthenticated):
    """The header Authorization holds no key that exists here."""

    title = "Unknown key"
    remedy = "Check that the whole key was copied: rk_, eight characters, _, and forty-three more."


class KeyExpired(Unauthenticated):
    """The key was right and its time is over."""

    title = "Key expired"
    remedy = "Ask the administrator for a new key; keys end on a day that was set when they were made."


class KeyRevoked(Unauthenticated):
    """The key was right and has been ended."""

    title = "Key revoked"
    remedy = "Ask the administrator for a new key, and why this one was ended."


class TooManyFailedAttempts(TooManyRequests):
    """Twenty attempts with wrong keys came from one address within ten minutes."""

    title = "Too many failed attempts"
    remedy = "Wait as many seconds as the header Retry-After says, then use a valid key."


class NoSuchKey(NotFound):
    """There is no key with this id."""

    title = "No such key"
    remedy = "GET /api/v1/api-keys lists the keys that there are."


class SignInRefused(Unauthenticated):
    """No account has this mail address and this password."""

    title = "Not signed in"
    remedy = "Check the address and the password. Whoever forgot it asks the organisation's administrator for a code."


class SessionOver(Unauthenticated):
    """The session has ended: signed out, too long unused, too old, or the membership has ended."""

    title = "Session over"
    remedy = "Sign in again with POST /api/v1/sessions."


class SecondFactorNeeded(Forbidden):
    """The password was right; the second factor is still to come."""

    title = "Second factor needed"
    remedy = "Send the code of your authenticator, or a recovery code, to POST /api/v1/sessions/current/second-factor."


class SecondFactorWrong(Forbidden):
    """The code is not the present one of the authenticator, was used before, or is no unused recovery code."""

    title = "Wrong code"
    remedy = "Wait for the authenticator's next code and check that the phone's clock is right; or use a recovery code."


class CsrfTokenWrong(Forbidden):
    """A request with a session's cookie that changes something did not carry the session's token."""

    title = "From here?"
    remedy = "Send the header X-CSRF-Token with the csrf_token that signing in answered; it stands in a cookie, too."


class CrossSite(Forbidden):
    """The request was sent by a page of another site."""

    title = "From another site"
    remedy = "Sign in on the product's own pages, or send the request from a program."


class ActingUserNeeded(MalformedRequest):
    """A key reaches people's data only when its software names who is behind the request."""

    title = "Who is behind the key?"
    remedy = (
        "Send the header X-Acting-User with a stable pseudonym: 1 to 64 letters, digits and _ . : -, no name."
    )


class TooManyTries(TooManyRequests):
    """Too many wrong passwords or codes: this account, or this network, has to wait."""

    title = "Too many tries"
    remedy = "Wait as many seconds as the header Retry-After says. A browser that signed in before is not kept waiting."


class PasswordWrong(Forbidden):
    """The present password, which has to be given again here, is another."""

    title = "Wrong password"
    remedy = "Give the password with which you signed in."


class CodeNotValid(NotFound):
    """There is no such code, or it was used, taken back or is too old."""

    title = "No such code"
    remedy = "Check the code letter by letter; case and hyphens do not count. Otherwise ask for a new one."


class NoSuchMember(NotFound):
    """There is no member with this id whom you may see."""

    title = "No such member"
    remedy = "GET /api/v1/members lists the members that there are."


class NoSuchInvitation(NotFound):
    """There is no invitation with this id in your organisation."""

    title = "No such invitation"
    remedy = "GET /api/v1/invitations lists the invitations that there are."


class NoSuchSession(NotFound):
    """You have no session with this id."""

    title = "No such session"
    remedy = "GET /api/v1/sessions lists your sessions."


class RoleNotYours(Forbidden):
    """You may not give or take this role here; and nobody gives a role to themselves."""

    title = "Not your role to give"
    remedy = (
        "An organisation's administrator gives the roles inside it; those that reach beyond it, the platform's "
        "administrator. A role of your own needs another administrator."
    )


class ScopeNotYours(Forbidden):
    """You may not put this scope into a key."""

    title = "Not your scope to give"
    remedy = "The organisation's own administrator gives scopes that reach people's data; the platform's, the others."


class LastAdministrator(Refusal):
    """Nobody would be left who could let anybody in."""

    title = "The last administrator"
    remedy = "Give another member the administrator's role first."


class MembershipOver(Refusal):
    """The membership has ended; nothing of it can be changed."""

    title = "Membership over"
    remedy = "Invite the person again."


class EmailTaken(Refusal):
    """Another account has this mail address."""

    title = "Address taken"
    remedy = "Use another address; or sign in, if the account is yours."


class SecondFactorExists(Refusal):
    """There is a second factor already."""

    title = "Second factor exists"
    remedy = "Remove it first: POST /api/v1/me/second-factor/disable."


class NoSecondFactor(Refusal):
    """There is no second factor, or its setting up was not begun."""

    title = "No second factor"
    remedy = "Begin with POST /api/v1/me/second-factor."


class NoSuchOrganization(NotFound):
    """There is no organisation with this id that is yours to act for."""

    title = "No such organisation"
    remedy = "GET /api/v1/me says which organisation is yours."
