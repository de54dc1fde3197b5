"""What holds for every corpus: no order, repetition or text changes or upsets a decision."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields, replace

import pyoxigraph
from deciding import decided
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.documents.body import read_body
from kg.documents.records import Affiliation, Contributor, Document, Entity, Fact, Source
from kg.identity.authors import NameKind, read_authors
from kg.identity.citations import cite_the_same, cites, says_only
from kg.identity.clusters import Cluster, cluster
from kg.identity.decisions import Identity
from kg.identity.mentions import Seen, SourceMention, see
from kg.identity.titles import agree

BODY = read_body("", 1)

TITLES = st.sampled_from(
    [
        "",
        "TBD",
        "???",
        "Deep Learning",
        "Deep learning.",
        "Deep Learning: A Textbook",
        "Deep Learning: A Visual Approach",
        "Deep Learning, 2nd edition",
        "Deep Learning, 3rd edition",
        "A Survey of LLMs for Education",
        "A Survey of Large Language Models for Education",
        "A Survey of LLMs for Medicine",
        "GPT-3",
        "GPT-4",
        "Annual Report",
        "机器学习",
        "RFC 6749",
        "The OAuth 2.0 Authorization Framework",
    ]
)
CITATIONS = TITLES | st.sampled_from(
    [
        "Doe et al. (2020)",
        "Doe, Jane. Deep Learning. MIT Press, 2016",
        "Roe et al. A Survey of LLMs for Medicine. ACM, 2024",
        "Nature 521 (2020), doi:10.1000/one",
        "https://doi.org/10.1000/one",
    ]
)
DOIS = st.sampled_from(
    ["", "", "10.1000/one", "doi:10.1000/ONE", "10.1000/two", "arXiv:2306.11644", "10.x/none"]
)
URLS = st.sampled_from(
    [
        "",
        "",
        "https://example.org/page",
        "http://www.example.org/page/?utm_source=x",
        "https://example.org/other",
        "https://example.org/",
        "https://doi.org/10.1000/one",
        "https://arxiv.org/abs/2306.11644v2",
        "https://www.rfc-editor.org/rfc/rfc6749",
        "nowhere",
    ]
)
ISBNS = st.sampled_from(["", "", "0-306-40615-2", "9780306406157", "9780306406158"])
AUTHORS = st.lists(
    st.sampled_from(
        [
            "Doe, Jane",
            "Jane Doe",
            "JANE DOE",
            "Doe, J.",
            "Jane Q. Doe",
            "Janet Doe",
            "Doe, Jane (MIT)",
            "Doe, Jane (Foo)",
            "Hastie, T.",
            "Trevor Hastie",
            "Hästie, Trevor",
            "Haestie, T.",
            "Roe",
            "OpenAI",
            "et al.",
            "TBD",
            "Foo",
        ]
    ),
    max_size=4,
)
YEARS = st.sampled_from(["", "2020", "2021"])
INSTITUTIONS = st.sampled_from(["", "MIT / Nature", "Foo", "TBD", "Jane Doe"])

LISTED = st.builds(
    Source,
    path=st.just(()),
    id=st.sampled_from(["", "s1", "s2"]),
    title=TITLES,
    type=st.sampled_from(["", "book", "paper"]),
    year=YEARS,
    authors=AUTHORS.map(tuple),
    institution=INSTITUTIONS,
    url=URLS,
    doi=DOIS,
    isbn=ISBNS,
)
BESIDE = st.builds(
    Fact,
    path=st.just(()),
    id=st.sampled_from(["", "f1", "f1", "fact-1"]),
    source_title=CITATIONS,
    source_url=URLS,
    source_doi=DOIS,
    source_ref=st.sampled_from(["", "", "s1", "s3"]),
)


def document(number: int, sources: Sequence[Source], facts: Sequence[Fact]) -> Document:
    name = f"d{number}"
    return Document(
        file=f"{name}.md",
        name=name,
        front_matter="",
        body=BODY,
        primary_sources=tuple(replace(one, path=("primary_sources", at)) for at, one in enumerate(sources)),
        atomic_facts=tuple(replace(one, path=("atomic_facts", at)) for at, one in enumerate(facts)),
    )


DOCUMENTS = st.lists(
    st.tuples(st.lists(LISTED, max_size=4), st.lists(BESIDE, max_size=3)), min_size=1, max_size=5
).map(lambda records: [document(number, *one) for number, one in enumerate(records)])


def seen_of(documents: Sequence[Document]) -> list[Seen]:
    return [see(one)[0] for one in documents]


def described(identity: Identity) -> object:
    """Everything that is decided, comparable."""
    names = {
        agent.iri: identity.names[agent.iri]
        for source in identity.source_of.values()
        for agent in (*source.authors, *source.publishers, *source.organizations)
    }
    return (
        identity.source_of,
        identity.document_iris,
        identity.fact_iris,
        identity.agents.bodies,
        names,
    )


def clusters_of(documents: Sequence[Document]) -> list[Cluster]:
    return cluster(mention for one in documents for mention in see(one)[0].mentions)


@settings(max_examples=150)
@given(DOCUMENTS, st.randoms(use_true_random=False))
def test_no_order_of_documents_or_mentions_changes_a_decision(
    documents: list[Document], chance: random.Random
) -> None:
    expected, findings = decided(documents)
    shuffled = list(documents)
    chance.shuffle(shuffled)
    by_file = {
        one.file: replace(
            one,
            mentions=tuple(chance.sample(one.mentions, len(one.mentions))),
            evidence=tuple(chance.sample(one.evidence, len(one.evidence))),
        )
        for one in seen_of(shuffled)
    }
    ordered = sorted(shuffled, key=lambda one: (one.name, one.file))
    found, again = decided(ordered, [by_file[one.file] for one in ordered])
    assert described(found) == described(expected)
    assert set(again) == set(findings)


@settings(max_examples=100)
@given(DOCUMENTS)
def test_a_mention_met_twice_changes_nothing(documents: list[Document]) -> None:
    once = seen_of(documents)
    twice = [replace(one, mentions=(*one.mentions, *one.mentions)) for one in once]
    expected, findings = decided(documents, once)
    found, again = decided(documents, twice)
    assert described(found) == described(expected)
    assert set(again) == set(findings)


@settings(max_examples=100)
@given(DOCUMENTS)
def test_a_document_without_sources_changes_no_other(documents: list[Document]) -> None:
    more = [*documents, document(9, [], [])]
    expected, _ = decided(documents)
    found, _ = decided(more)
    assert found.source_of == expected.source_of


@settings(max_examples=150)
@given(DOCUMENTS)
def test_no_work_has_titles_that_are_not_linked_by_agreement(documents: list[Document]) -> None:
    for group in clusters_of(documents):
        titled = [one for one in group.mentions if one.has_title]
        listed = [one for one in titled if one.is_listed]
        assert all(agree(one.comparable, other.comparable) for one in listed for other in listed)
        assert linked(titled)


def linked(mentions: Sequence[SourceMention]) -> bool:
    """Whether each mention is reached from the first by steps between titles that agree."""
    reached, left = list(mentions[:1]), list(mentions[1:])
    for one in reached:
        near = [other for other in left if related(one, other)]
        reached += near
        left = [other for other in left if other not in near]
    return not left


def related(one: SourceMention, other: SourceMention) -> bool:
    return (
        one.comparable.key == other.comparable.key
        or agree(one.comparable, other.comparable)
        or cites(one.citation, other.comparable)
        or cites(other.citation, one.comparable)
        or cite_the_same(one.citation, other.citation)
        or says_only(one.title, other.credits)
        or says_only(other.title, one.credits)
    )


@settings(max_examples=100)
@given(DOCUMENTS)
def test_no_identifier_is_owned_by_two_works(documents: list[Document]) -> None:
    owners: dict[object, int] = defaultdict(int)
    found = clusters_of(documents)
    for group in found:
        assert not set(group.owned) & set(group.claimed)
        for identifier in group.owned:
            owners[identifier] += 1
    claimed = {identifier for group in found for identifier in group.claimed}
    assert set(owners.values()) <= {1}
    assert not owners.keys() & claimed


@settings(max_examples=100)
@given(DOCUMENTS)
def test_every_mention_is_in_one_work_and_every_work_has_a_valid_name_of_its_own(
    documents: list[Document],
) -> None:
    found = clusters_of(documents)
    places = [(one.file, one.path) for group in found for one in group.mentions]
    assert sorted(set(places), key=str) == sorted(places, key=str)
    identity, _ = decided(documents)
    names: dict[str, set[tuple[str, object]]] = defaultdict(set)
    for group in found:
        first = group.mentions[0]
        names[identity.source_of[first.file, first.path].iri].add((first.file, first.path))
    assert all(len(works) == 1 for works in names.values())
    for iri in names:
        pyoxigraph.NamedNode(iri)


@settings(max_examples=100)
@given(DOCUMENTS)
def test_everything_a_record_names_is_decided(documents: list[Document]) -> None:
    identity, _ = decided(documents)
    for one in documents:
        for listed in one.sources:
            assert (one.file, listed.path) in identity.source_of
        for fact in one.atomic_facts:
            assert (one.file, fact.path) in identity.fact_iris
    assert len(set(identity.fact_iris.values())) == len(identity.fact_iris)


@settings(max_examples=100)
@given(DOCUMENTS)
def test_no_short_name_of_a_person_is_shared_by_two_works(documents: list[Document]) -> None:
    identity, _ = decided(documents)
    homes: dict[str, set[str]] = defaultdict(set)
    for source in identity.source_of.values():
        for author in source.authors:
            homes[author.iri].add(source.iri)
            (read,) = read_authors([author.name], identity.agents.bodies)
            if read.kind is NameKind.PERSON and read.person is not None and not read.person.is_full:
                is_joined = (source.iri, read.person.key) in identity.agents.people.short
                assert is_joined != author.iri.startswith(f"{source.iri}#author-")
    assert all(len(works) == 1 for iri, works in homes.items() if "#author-" in iri)


TEXT = st.text(st.characters(codec=None), max_size=30) | CITATIONS | URLS | DOIS


def any_texts(record: type, path: tuple[str | int, ...]) -> st.SearchStrategy[object]:
    """A record with arbitrary text in each of its fields."""
    values = {
        one.name: TEXT if one.type == "str" else st.lists(TEXT, max_size=3).map(tuple)
        for one in fields(record)
        if one.name not in {"path", "unmapped", "affiliations"}
    }
    if any(one.name == "affiliations" for one in fields(record)):
        affiliation = st.builds(Affiliation, name=TEXT, ror=TEXT, url=TEXT)
        values["affiliations"] = st.lists(affiliation, max_size=2).map(tuple)
    return st.builds(record, path=st.just(path), **values)


ANY_DOCUMENT = st.builds(
    Document,
    file=TEXT.map(lambda text: f"{text}.md"),
    name=TEXT,
    front_matter=st.just(""),
    body=st.just(BODY),
    id=TEXT,
    slug=TEXT,
    category=TEXT,
    tags=st.lists(TEXT, max_size=2).map(tuple),
    verified_by=st.lists(TEXT, max_size=2).map(tuple),
    ai_models=st.lists(TEXT, max_size=2).map(tuple),
    primary_sources=st.tuples(
        any_texts(Source, ("primary_sources", 0)), any_texts(Source, ("primary_sources", 1))
    ),
    atomic_facts=st.tuples(any_texts(Fact, ("atomic_facts", 0)), any_texts(Fact, ("atomic_facts", 1))),
    contributors=st.tuples(any_texts(Contributor, ("contributors", 0))),
    related_entities=st.tuples(any_texts(Entity, ("related_entities", 0))),
)


@settings(max_examples=150)
@given(st.lists(ANY_DOCUMENT, min_size=1, max_size=2, unique_by=lambda one: one.file))
def test_no_text_in_any_field_upsets_identity(documents: list[Document]) -> None:
    ordered = sorted(documents, key=lambda one: (one.name, one.file))
    identity, _ = decided(ordered)
    assert len(set(identity.document_iris.values())) == len(ordered)
    for iri in (*identity.document_iris.values(), *identity.fact_iris.values()):
        pyoxigraph.NamedNode(iri)
    for source in identity.source_of.values():
        pyoxigraph.NamedNode(source.iri)
        for url in (*source.urls, *source.same_as):
            pyoxigraph.NamedNode(url)
        for agent in (*source.authors, *source.publishers, *source.organizations, *source.venues):
            pyoxigraph.NamedNode(agent.iri)
    for one in ordered:
        identity.agents.contributors(one.verified_by, identity.document_iris[one.file])
