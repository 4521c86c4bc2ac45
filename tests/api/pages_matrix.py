"""Who may open which page."""

from referral.access.rules import Role, Scope

MEMBERS = frozenset(f"role:{role.value}" for role in Role)
EVERYBODY = MEMBERS | {"anonymous", "administrator", "pending", *(f"key:{scope.value}" for scope in Scope)}
PUBLIC = (
    *("/sign-in", "/password-reset", "/join"),
    *("/emergency", "/find", "/service/<uuid:id_>"),
    *("/offline", "/manifest.webmanifest", "/sw.js", "/outline.json"),
)
OWN = ("/account", "/account/password", "/account/recovery-codes")
RECEIVERS = frozenset({"role:focal_point", "role:worker", "key:referral:respond"})
COORDINATORS = frozenset({"role:coordinator"})
SENDERS = frozenset({"role:case_worker", "role:supervisor", "key:referral:send"})
OFFICERS = frozenset({"role:data_protection_officer"})
IN_REFERRALS = RECEIVERS | SENDERS | OFFICERS
_ONE = "/intake/<uuid:id_>"
# (method, rule) → who may call it.
PAGES: dict[tuple[str, str], frozenset[str]] = {
    **{("GET", rule): EVERYBODY for rule in PUBLIC},
    **{
        ("POST", rule): EVERYBODY
        for rule in ("/sign-in", "/password-reset", "/join", "/preferences", "/find")
    },
    ("GET", "/sign-in/code"): frozenset({"pending"}),
    ("POST", "/sign-in/code"): frozenset({"pending"}),
    ("POST", "/sign-out"): MEMBERS | {"pending"},
    **{("GET", rule): MEMBERS for rule in OWN},
    **{
        ("POST", rule): MEMBERS
        for rule in (
            *("/account/password", "/account/recovery-codes", "/account/second-step", "/unlock", "/drafts"),
            *("/account/second-step/confirm", "/account/second-step/remove", "/drafts/forget"),
            "/account/sessions/<uuid:id_>/end",
        )
    },
    # The receiver's intake, and paper. What of a referral anybody sees is decided for each.
    **{("GET", rule): RECEIVERS for rule in ("/intake", "/intake/places")},
    ("POST", "/intake/places/<uuid:id_>"): RECEIVERS,
    ("GET", "/intake/stuck"): COORDINATORS,
    **{("GET", rule): IN_REFERRALS | COORDINATORS for rule in (_ONE, f"{_ONE}/<string:action>")},
    ("POST", f"{_ONE}/<string:action>"): IN_REFERRALS | COORDINATORS,
    **{("GET", rule): IN_REFERRALS for rule in ("/paper", "/paper/referral", "/paper/referral/<uuid:id_>")},
    ("POST", "/paper/find"): IN_REFERRALS,
    ("GET", "/paper/consent"): SENDERS,
    ("GET", "/paper/consent/<uuid:id_>"): IN_REFERRALS - {"key:referral:send", "key:referral:respond"}
    | {"key:identity:read"},
}
