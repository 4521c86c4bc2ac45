"""Who may open which page."""

from referral.access.rules import Role, Scope

MEMBERS = frozenset(f"role:{role.value}" for role in Role)
EVERYBODY = MEMBERS | {"anonymous", "administrator", "pending", *(f"key:{scope.value}" for scope in Scope)}
PUBLIC = (
    *("/sign-in", "/password-reset", "/join"),
    *("/emergency", "/find", "/service/<uuid:id_>"),
    *("/offline", "/manifest.webmanifest", "/sw.js", "/outline.json"),
)
OWN = ("/work", "/account", "/account/password", "/account/recovery-codes")
SENDERS = frozenset({"role:case_worker", "role:supervisor"})
WITH_PEOPLE = SENDERS | {"role:focal_point", "role:worker", "role:data_protection_officer"}
_CASE, _REFERRAL = "/desk/cases/<uuid:id_>", "/desk/referrals/<uuid:id_>"
_STEPS = tuple(f"{_REFERRAL}/{kind}/<string:step>" for kind in ("do", "told"))
DESK_READS = (
    *("/desk", "/desk/cases/new", "/desk/documents/<uuid:id_>", _CASE, f"{_CASE}/search"),
    *(_REFERRAL, f"{_REFERRAL}/consent", *_STEPS),
)
_ADDED = ("people", "contacts", "papers", "notes", "documents", "assign", "search", "choose")
DESK_WRITES = ("/desk/cases/new", *(f"{_CASE}/{each}" for each in _ADDED), f"{_REFERRAL}/consent", *_STEPS)
RECEIVERS = frozenset({"role:focal_point", "role:worker", "key:referral:respond"})
COORDINATORS = frozenset({"role:coordinator"})
SENDING = SENDERS | {"key:referral:send"}
OFFICERS = frozenset({"role:data_protection_officer"})
IN_REFERRALS = RECEIVERS | SENDING | OFFICERS
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
    **{("GET", rule): SENDERS for rule in DESK_READS},
    **{("POST", rule): SENDERS for rule in DESK_WRITES},
    **{
        (method, f"/desk/{of}/<uuid:id_>/withdraw"): WITH_PEOPLE
        for method in ("GET", "POST")
        for of in ("consents", "referrals")
    },
    ("GET", "/desk/approvals"): frozenset({"role:supervisor"}),
    **{("GET", f"/coverage{path}"): EVERYBODY for path in ("", "/gaps", "/compare", "/flows")},
    **{
        ("GET", rule): frozenset({"role:supervisor", "role:organization_administrator"})
        for rule in ("/programmes", "/programmes/<uuid:id_>")
    },
    # The receiver's intake, and paper. What of a referral anybody sees is decided for each.
    **{("GET", rule): RECEIVERS for rule in ("/intake", "/intake/places")},
    ("POST", "/intake/places/<uuid:id_>"): RECEIVERS,
    ("GET", "/intake/stuck"): COORDINATORS,
    **{("GET", rule): IN_REFERRALS | COORDINATORS for rule in (_ONE, f"{_ONE}/<string:action>")},
    ("POST", f"{_ONE}/<string:action>"): IN_REFERRALS | COORDINATORS,
    **{("GET", rule): IN_REFERRALS for rule in ("/paper", "/paper/referral", "/paper/referral/<uuid:id_>")},
    ("POST", "/paper/find"): IN_REFERRALS,
    ("GET", "/paper/consent"): SENDING,
    ("GET", "/paper/consent/<uuid:id_>"): IN_REFERRALS - {"key:referral:send", "key:referral:respond"}
    | {"key:identity:read"},
}
# Pages with the id of something that belongs to an organisation: (method, rule, what it is).
_THINGS = {"cases": "case", "consents": "consent", "documents": "document", "referrals": "referral"}
OF_PAGES = [
    (method, rule, _THINGS[rule.split("/")[2]])
    for method, rule in PAGES
    if rule.startswith("/desk/") and "<uuid:id_>" in rule
] + [
    (method, rule, "consent" if "consent" in rule else "referral")
    for method, rule in PAGES
    if rule.startswith((_ONE, "/paper/")) and "<uuid:id_>" in rule
]
OF_PAGES += [("POST", "/intake/places/<uuid:id_>", "service"), ("GET", "/programmes/<uuid:id_>", "programme")]
