"""Every tampering with a chain is found and named; an honest chain is not."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.audit.chain import Head, Link, Tampering, Walk
from referral.audit.rules import GENESIS, Entry, entry_hash

MOMENT = datetime(2026, 3, 1, tzinfo=UTC)


def chain(length, *, marker=0):
    links, previous = [], GENESIS
    for sequence in range(1, length + 1):
        entry = Entry(
            sequence, MOMENT, MOMENT, "a:b:c", "system", None, None, "thing", None, {"mark": marker}
        )
        links.append(Link(entry, previous, entry_hash(previous, entry)))
        previous = links[-1].hash
    return links


def head_of(links):
    return Head(links[-1].entry.sequence, links[-1].hash) if links else Head(0, GENESIS)


def findings(links, *, head, anchor=None):
    links = sorted(links, key=lambda link: link.entry.sequence)
    places = {link.hash: link.entry.sequence for link in links}
    return list(Walk(head, anchor=anchor, locate=places.get).over(links))


def kinds(links, **more):
    return {finding.kind for finding in findings(links, **more)}


def renumbered(link, sequence):
    return replace(link, entry=replace(link.entry, sequence=sequence))


@pytest.mark.parametrize("length", [0, 1, 2, 50])
def test_an_honest_chain_has_no_findings(length):
    links = chain(length)
    for kept in [Head(0, GENESIS), *(Head(link.entry.sequence, link.hash) for link in links)]:
        assert findings(links, head=head_of(links), anchor=kept) == []


@given(st.integers(1, 20), st.data())
def test_an_edit_is_found_at_its_place(length, data):
    links = chain(length)
    place = data.draw(st.integers(0, length - 1))
    edited = replace(links[place], entry=replace(links[place].entry, details={"mark": 1}))
    found = findings([*links[:place], edited, *links[place + 1 :]], head=head_of(links))
    assert [(each.kind, each.sequence) for each in found] == [(Tampering.EDITED, place + 1)]


def test_an_edit_with_a_new_hash_breaks_the_link_to_the_next():
    links = chain(5)
    entry = replace(links[2].entry, details={"mark": 1})
    links[2] = Link(entry, links[2].prev_hash, entry_hash(links[2].prev_hash, entry))
    found = findings(links, head=head_of(links))
    assert [each.sequence for each in found] == [4]


@given(st.integers(2, 20), st.data())
def test_a_deletion_is_found_with_its_numbers(length, data):
    links = chain(length)
    place = data.draw(st.integers(0, length - 2))
    found = findings(links[:place] + links[place + 1 :], head=head_of(links))
    assert (Tampering.DELETED, place + 1) in [(each.kind, each.sequence) for each in found]


def test_a_deletion_that_is_closed_up_is_found():
    links = chain(6)
    closed = [*links[:2], *(renumbered(link, link.entry.sequence - 1) for link in links[3:])]
    assert kinds(closed, head=head_of(links)) >= {Tampering.REORDERED}


@given(st.integers(2, 15), st.data())
def test_an_exchange_of_two_entries_is_found_as_reordering(length, data):
    links = chain(length)
    one, other = sorted(data.draw(st.lists(st.integers(0, length - 1), min_size=2, max_size=2, unique=True)))
    links[one], links[other] = renumbered(links[other], one + 1), renumbered(links[one], other + 1)
    found = findings(links, head=head_of(chain(length)))
    assert Tampering.REORDERED in {each.kind for each in found}


def test_an_insertion_between_is_found():
    links = chain(5)
    forged = Entry(3, MOMENT, MOMENT, "a:b:c", "system", None, None, "thing", None, {"mark": 9})
    inserted = Link(forged, links[1].hash, entry_hash(links[1].hash, forged))
    moved = [renumbered(link, link.entry.sequence + 1) for link in links[2:]]
    assert findings([*links[:2], inserted, *moved], head=head_of(links)) != []


def test_an_end_that_was_cut_off_is_found_by_the_head():
    links = chain(5)
    assert kinds(links[:3], head=head_of(links)) == {Tampering.TRUNCATED}


def test_an_end_that_was_cut_off_with_the_head_set_back_is_found_by_an_anchor():
    links = chain(5)
    assert findings(links[:3], head=head_of(links[:3])) == []
    assert kinds(links[:3], head=head_of(links[:3]), anchor=head_of(links)) == {Tampering.TRUNCATED}


def test_a_chain_written_anew_is_found_by_an_anchor():
    forged = chain(5, marker=1)
    assert findings(forged, head=head_of(forged)) == []
    assert kinds(forged, head=head_of(forged), anchor=head_of(chain(3))) == {Tampering.REWRITTEN}


def test_a_last_entry_that_the_head_does_not_name_is_found():
    assert kinds(chain(3, marker=1), head=head_of(chain(3))) == {Tampering.REWRITTEN}


def test_everything_deleted_is_found():
    assert kinds([], head=head_of(chain(3))) == {Tampering.TRUNCATED}
