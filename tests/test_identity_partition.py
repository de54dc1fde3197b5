"""A corpus decided in parts is decided as a whole: no number, order or content of parts changes anything.

``KG_IDENTITY_EXAMPLES`` sets how many corpora are tried; CI tries a few.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib import import_module

import pytest
from components import Components
from deciding import decided
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from test_identity_properties import DOCUMENTS, described, document, seen_of

from kg.diagnostics import Diagnostic
from kg.documents.records import Document, Source
from kg.engines import Engine, Local
from kg.engines.memo import HeldTraces, Memo
from kg.identity.authorities.names import NamedPeople
from kg.identity.authorities.records import (
    NONE,
    Authorities,
    Names,
    Person,
    Rulings,
    Work,
    WorkReference,
    Works,
)
from kg.identity.candidates import Key
from kg.identity.decisions import Identity
from kg.identity.identifiers import Identifier
from kg.identity.mentions import Seen
from kg.identity.names import PersonName
from kg.identity.people import People
from kg.plan.steps import decide_names

IDENTIFY = import_module("kg.plan.identify")
_EXAMPLES = int(os.environ.get("KG_IDENTITY_EXAMPLES", "150"))
_SEARCH = settings(
    max_examples=1500,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[*HealthCheck],
)
"""For examples that must be found. Small ones need not."""
Line = tuple[str, tuple[PersonName, ...], frozenset[str]]
_DOI = Identifier("doi", "10.1000/one")
_JANE = Person(("people", 0), "Jane Doe", aliases=("Doe, J.",))
_LIMITED = Person(
    ("people", 0), "Jane Doe", id="jane-of-one", works=(WorkReference(identifier=_DOI),), aliases=("Doe, J.",)
)
_DEEP = WorkReference(title="Deep Learning")
_SECOND = WorkReference(title="Deep Learning, 2nd edition")
AUTHORITIES = st.sampled_from(
    [
        NONE,
        NONE,
        Authorities("authorities.yaml", people=(_JANE,)),
        Authorities("authorities.yaml", people=(_LIMITED,)),
        Authorities("authorities.yaml", works=(Work(("works", 0), "GPT-3", ("GPT-4",), (_DOI,)),)),
        Authorities("authorities.yaml", same=Rulings(works=(Works(("same", "works", 0), (_DEEP, _SECOND)),))),
        Authorities(
            "authorities.yaml",
            same=Rulings(people=(Names(("same", "people", 0), ("Janet Doe", "Trevor Hastie")),)),
            not_same=Rulings(
                people=(Names(("not_same", "people", 0), ("Jane Doe", "Jane Q. Doe")),),
                works=(Works(("not_same", "works", 0), (_DEEP, WorkReference(identifier=_DOI))),),
            ),
        ),
    ]
)
DESCRIBED = st.lists(
    st.lists(
        st.builds(
            Source,
            path=st.just(()),
            title=st.sampled_from(["Old Methods of Deep Learning", "Old Methods of Deep Learning: A Book"]),
            year=st.sampled_from(["", "2020", "2021"]),
            authors=st.sampled_from([(), ("Doe, Jane",), ("Hastie, Trevor", "Roe")]),
            doi=st.sampled_from(["", "", "", "10.1000/one"]),
        ),
        min_size=1,
        max_size=2,
    ),
    min_size=2,
    max_size=4,
).map(lambda records: [document(number, one, []) for number, one in enumerate(records)])
"""Works that are known by what is said of them, more than by identifiers."""
CORPORA = DOCUMENTS | DESCRIBED
ENGINES = st.builds(Components, st.randoms(use_true_random=False), st.none() | st.integers(1, 5))


def in_parts() -> Components:
    """An engine that makes as many parts as there are, always in the same order."""
    return Components(random.Random(1))  # noqa: S311


def everything(found: tuple[Identity, list[Diagnostic]]) -> object:
    """All that is decided and found, however it was come by."""
    identity, findings = found
    people = identity.agents.people
    return (
        described(identity),
        identity.decisions,
        dict(identity.clusters),
        identity.names,
        identity.same_as,
        (people.leads, people.short, people.at, people.shared, sorted(people.joins, key=repr)),
        identity.agents.works,
        sorted(findings, key=repr),
    )


def whole(documents: Sequence[Document], authorities: Authorities, engine: Engine | None = None) -> object:
    return everything(decided(documents, authorities=authorities, engine=engine or Local()))


@settings(max_examples=_EXAMPLES, suppress_health_check=[*HealthCheck])
@given(CORPORA, AUTHORITIES, ENGINES)
def test_a_corpus_in_parts_is_decided_as_a_whole(
    documents: list[Document], authorities: Authorities, engine: Components
) -> None:
    assert whole(documents, authorities, engine) == whole(documents, authorities)


@settings(max_examples=_EXAMPLES, suppress_health_check=[*HealthCheck])
@given(CORPORA, AUTHORITIES, ENGINES, st.randoms(use_true_random=False))
def test_the_order_of_mentions_changes_no_part(
    documents: list[Document], authorities: Authorities, engine: Components, chance: random.Random
) -> None:
    def shuffled(one: Seen) -> Seen:
        return replace(
            one,
            mentions=tuple(chance.sample(one.mentions, len(one.mentions))),
            evidence=tuple(chance.sample(one.evidence, len(one.evidence))),
        )

    expected, findings = decided(documents, authorities=authorities)
    views = [shuffled(one) for one in seen_of(documents)]
    found, again = decided(documents, views, authorities=authorities, engine=engine)
    assert described(found) == described(expected)
    assert found.names == expected.names
    assert set(again) == set(findings)


@settings(max_examples=_EXAMPLES, suppress_health_check=[*HealthCheck])
@given(CORPORA, CORPORA, AUTHORITIES, AUTHORITIES)
def test_what_is_remembered_of_another_corpus_changes_nothing_and_of_the_same_all_is(
    before: list[Document], documents: list[Document], ruled: Authorities, authorities: Authorities
) -> None:
    traces = HeldTraces()
    for held, rulings in ((before, ruled), (before, authorities), (documents, authorities)):
        assert whole(held, rulings, Memo(traces, "")) == whole(held, rulings)
    again = Memo(traces, "")
    whole(documents, authorities, again)
    assert not again.run


def test_an_edit_decides_again_about_what_it_is_about_alone() -> None:
    def numbered(doi: str) -> list[Document]:
        titles = ["On Rivers", "The Shape of Hills", "A Tale of Dunes"]
        authors = [("Brook, Ada",), ("Hill, Bo",), ("Sand, Eve",)]
        records = [
            Source(
                ("primary_sources", 0), title=title, authors=several, doi=doi if title == titles[1] else ""
            )
            for title, several in zip(titles, authors, strict=True)
        ]
        return [document(number, [one], []) for number, one in enumerate(records)]

    traces = HeldTraces()
    whole(numbered(""), NONE, Memo(traces, ""))
    engine = Memo(traces, "")
    whole(numbered("10.1000/one"), NONE, engine)
    # The name of the work is another, and so is what its author is an author of.
    assert engine.run == {"decide_works": 1, "decide_names": 1}


def test_a_corpus_is_cut_into_many_parts_and_not_always_into_one() -> None:
    """Else the tests above would compare the whole with itself."""

    def is_cut(documents: list[Document]) -> bool:
        engine = in_parts()
        decided(documents, engine=engine)
        return min(engine.parts) > 2

    find(DOCUMENTS, is_cut, settings=_SEARCH)


@settings(max_examples=_EXAMPLES, suppress_health_check=[*HealthCheck])
@given(CORPORA, AUTHORITIES, ENGINES)
def test_a_part_decides_only_the_names_that_it_owns(
    documents: list[Document], authorities: Authorities, engine: Components
) -> None:
    """And no two parts own one: whatever they say of other names is not looked at."""
    owned: list[set[str]] = []

    def noted(part: Sequence[Line], ruled: NamedPeople) -> People:
        found = decide_names(part, ruled)
        own = {key for _, _, keys in part for key in keys}
        by_hand = {one.one for one in found.joins if one.rule == "authority"}
        assert found.leads.keys() - by_hand <= own
        assert {name for _, name in found.short} <= own
        assert found.at.keys() <= own
        owned.append(own)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(IDENTIFY, "decide_names", noted)
        decided(documents, authorities=authorities, engine=engine)
    assert sum(map(len, owned)) == len(set().union(*owned))


def without(kinds: Sequence[str], keys: Callable[..., Iterator[Key]]) -> Callable[..., Iterator[Key]]:
    """Keys as they would be if a rule had forgotten some; the first of them stands for the thing."""

    def fewer(*given: object) -> Iterator[Key]:
        first, *others = keys(*given)
        yield first
        yield from (one for one in others if one[0] not in kinds)

    return fewer


@pytest.mark.parametrize(
    ("function", "kinds"),
    [
        ("keys_of_mention", ["identifier"]),
        ("keys_of_mention", ["described"]),
        ("keys_of_mention", ["sure"]),
        ("keys_of_mention", ["title and author"]),
        ("keys_of_mention", ["year and author"]),
        ("keys_of_mention", ["ruled"]),
        ("keys_of_name", ["family"]),
    ],
)
def test_keys_that_a_rule_forgot_are_noticed(
    monkeypatch: pytest.MonkeyPatch, function: str, kinds: list[str]
) -> None:
    """Each kind is there for some corpus, which is found among those of the tests above."""
    monkeypatch.setattr(IDENTIFY, function, without(kinds, getattr(IDENTIFY, function)))

    def is_other(given: tuple[list[Document], Authorities]) -> bool:
        documents, authorities = given
        return whole(documents, authorities, in_parts()) != whole(documents, authorities)

    find(st.tuples(CORPORA, AUTHORITIES), is_other, settings=_SEARCH)
