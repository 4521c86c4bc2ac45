"""Who may see a listing, from what it says and who asks. Whatever cannot be read admits nobody."""

from dataclasses import replace

import pytest

from referral.access.rules import AUDIENCE_ROLES, Scope
from referral.directory.rules import (
    AUDIENCES,
    NETWORK,
    NOBODY,
    PUBLIC,
    THE_PUBLIC,
    audience_of,
    narrowed,
    sees,
    widened,
    words_of,
)
from referral.kit.identity import ANONYMOUS, SYSTEM, Actor, ActorKind, OrganizationId

HOTLINE, POLICE = "hotline", "role:police"


@pytest.mark.parametrize(
    ("said", "audience"),
    [
        ([], PUBLIC),
        (["public"], PUBLIC),
        (["network"], NETWORK),
        ([" Network "], NETWORK),
        (["National hotline only"], HOTLINE),
        (["role: police", "role justice"], "role:justice role:police"),
        (["role:police, hotline; network"], "hotline network role:police"),
        # The narrower word counts.
        (["public", "network"], NETWORK),
        (["netwrok"], NOBODY),
        ([""], NOBODY),
        (["public", "netwrok"], NOBODY),
        (["network", "role:king"], NETWORK),
        (["role:"], NOBODY),
        (["Публика"], NOBODY),
        (["nobody"], NOBODY),
    ],
)
def test_what_a_listing_says_of_its_audience(said: list[str], audience: str) -> None:
    assert audience_of(said) == audience


def test_unknown_words_are_found_beside_known_ones() -> None:
    assert words_of("network, role:king") == (["network"], ["role:king"])
    assert words_of(" ; ") == ([], [" ; "])


@pytest.mark.parametrize(
    ("one", "other", "narrow", "wide"),
    [
        (PUBLIC, PUBLIC, PUBLIC, PUBLIC),
        (PUBLIC, NETWORK, NETWORK, PUBLIC),
        (NETWORK, HOTLINE, NOBODY, "hotline network"),
        ("hotline network", NETWORK, NETWORK, "hotline network"),
        (NOBODY, NETWORK, NOBODY, NETWORK),
        (NOBODY, PUBLIC, NOBODY, PUBLIC),
        (NOBODY, NOBODY, NOBODY, NOBODY),
    ],
)
def test_what_belongs_to_two_listings_and_what_two_share(
    one: str, other: str, narrow: str, wide: str
) -> None:
    assert (narrowed(one, other), narrowed(other, one)) == (narrow, narrow)
    assert (widened(one, other), widened(other, one)) == (wide, wide)


def key(*scopes: str, organization: str | None = "o") -> Actor:
    owner = OrganizationId(organization) if organization else None
    return Actor(ActorKind.KEY, id="k", organization_id=owner, scopes=frozenset(scopes))


def member(*roles: str) -> Actor:
    return Actor(ActorKind.MEMBER, id="m", organization_id=OrganizationId("o"), roles=frozenset(roles))


@pytest.mark.parametrize(
    ("actor", "words"),
    [
        (ANONYMOUS, THE_PUBLIC),
        (SYSTEM, THE_PUBLIC),
        (Actor(ActorKind.ADMINISTRATOR, id="a"), {NETWORK}),
        (key(Scope.DIRECTORY_READ), {NETWORK}),
        (key(Scope.DIRECTORY_WRITE), {NETWORK}),
        (key(Scope.METRICS_READ, Scope.AUDIT_READ, Scope.REFERRAL_SEND), THE_PUBLIC),
        (key(Scope.AUDIENCE_HOTLINE), {HOTLINE}),
        (key(Scope.AUDIENCE_POLICE, Scope.DIRECTORY_READ), {POLICE, NETWORK}),
        # The operator's metrics token is of no organisation; a scope that nobody declared opens nothing.
        (key(Scope.DIRECTORY_READ, organization=None), THE_PUBLIC),
        (key("audience:nobody", "audience:*", "audience:public x"), THE_PUBLIC),
        # A member sees what the network does and what their roles do; before the second factor nothing.
        (member("worker", "data_protection_officer"), {NETWORK}),
        (member("case_worker", "coordinator"), {NETWORK, "role:case_worker", "role:coordinator"}),
        (replace(member("case_worker"), kind=ActorKind.PENDING), THE_PUBLIC),
    ],
)
def test_what_an_actor_sees(actor: Actor, words: frozenset[str]) -> None:
    assert sees(actor) == words


def test_every_audience_but_the_publics_can_be_given_to_a_key() -> None:
    given = {word for scope in Scope for word in sees(key(scope.value))}
    assert given == set(AUDIENCES) - {PUBLIC}
    assert {f"role:{role}" for role in AUDIENCE_ROLES} < given
