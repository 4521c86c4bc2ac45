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
}
