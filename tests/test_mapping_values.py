"""What exactly a document, a claim, a source and a page say: every triple of a node, and no other."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from conftest import MAXIMAL

import kg
from kg.mappers.literals import dated
from kg.mappers.schema_types import (
    canonical_class,
    canonical_source_type,
    document_class,
    is_article,
    source_class,
)
from kg.vocabulary import PREFIXES

BASE = "https://example.org/"
Write = Callable[[str, str], Path]
UPDATE = os.environ.get("KG_UPDATE_GOLDEN")


def built(write: Write, front_matter: str, body: str = "", **options: str) -> kg.KnowledgeGraph:
    path = write("a.md", f"---\n{dedent(front_matter).strip()}\n---\n{body}")
    return kg.build(path, settings=kg.Settings(**{"base": BASE, **options}), validate=False)  # type: ignore[arg-type]


def short(term: str) -> str:
    """A term as people write it: a name below the base without it, others with a prefix."""
    if term.startswith(f"<{BASE}"):
        return term[1 + len(BASE) : -1] or "/"
    for prefix, iri in PREFIXES.items():
        if term.startswith(f"<{iri}"):
            return f"{prefix}:{term[1 + len(iri) : -1]}"
    return re.sub(r"\^\^<http://www.w3.org/2001/XMLSchema#(\w+)>", r"^^\1", term)


def said(graph: kg.KnowledgeGraph, subject: str) -> set[str]:
    """All that the graph says of a node, each as ``predicate object``."""
    return {f"{short(p)} {short(o)}" for s, p, o in graph.dataset.triples if short(s) == subject}


def codes(graph: kg.KnowledgeGraph) -> list[str]:
    return [found.code for found in graph.diagnostics]


def test_the_graph_of_every_field_is_exactly_the_one_beside_it(maximal: kg.KnowledgeGraph) -> None:
    """Made again with KG_UPDATE_GOLDEN=1, and read as a diff."""
    text = "".join(f"{short(s)}\t{short(p)}\t{short(o)}\n" for s, p, o in maximal.dataset.triples)
    golden = MAXIMAL / "expected.txt"
    if UPDATE:
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


# A document that gives no title has that of its file.
UNTITLED = {'schema:headline "A"', 'schema:name "A"'}
LEAST = UNTITLED | {
    "rdf:type schema:CreativeWork",
    "schema:url a",
    "schema:mainEntityOfPage a#page",
}


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("odd: 1", {"kg:unmappedField a#field/odd"}),
        ("id: i", {'schema:identifier "i"'}),
        ("language: fr", {'schema:inLanguage "fr"'}),
        ("abstract: Short.", {'schema:abstract "Short."', 'schema:description "Short."'}),
        ('created: "2020"', {'schema:dateCreated "2020"^^gYear'}),
        ('published: "2020"', {'schema:datePublished "2020"^^gYear'}),
        ('updated: "2020-02"', {'schema:dateModified "2020-02"^^gYearMonth'}),
        ('updated: "2020-02-03"', {'schema:dateModified "2020-02-03"^^date'}),
        (
            'updated: "2020-02-03T04:05:06Z"',
            {'schema:dateModified "2020-02-03T04:05:06+00:00"^^dateTime'},
        ),
        ("status: draft", {'schema:creativeWorkStatus "draft"'}),
        ("data_period: static", {'kg:dataPeriod "static"'}),
        ("data_period: 1990/2000", {'kg:dataPeriod "1990/2000"', 'schema:temporalCoverage "1990/2000"'}),
        ("completeness: 0.5", {'kg:completeness "0.5"^^decimal'}),
        ("confidence: high", {"kg:confidence kg:high"}),
        ("confidence: medium", {"kg:confidence kg:medium"}),
        ("confidence: low", {"kg:confidence kg:low"}),
        ("known_gaps: [None of it, n/a]", {'kg:knownGap "None of it"'}),
        ("editorial_decisions: [Kept short, TBD]", {'kg:editorialDecision "Kept short"'}),
        ("ai_citations: [A chat, none]", {'kg:aiCitation "A chat"'}),
        ("tags: [sea, none]", {"schema:about topic/sea"}),
        ("category: TBD", set()),
        ("ai_models: [TBD, n/a]", set()),
        ("verified_by: [N/A]", set()),
    ],
)
def test_a_field_of_a_document_says_this_and_nothing_else(write: Write, field: str, more: set[str]) -> None:
    assert said(built(write, field), "a") == LEAST | more


def test_a_title_is_the_headline_and_the_name(write: Write) -> None:
    titled = {'schema:headline "T"', 'schema:name "T"'}
    assert said(built(write, "title: T"), "a") == (LEAST - UNTITLED) | titled


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("1962", "gYear"),
        ("-0044", "gYear"),
        ("-0044-03", "gYearMonth"),
        ("1962-03", "gYearMonth"),
        ("1962-03-04", "date"),
        ("-0044-03-15", "date"),
        ("1962-03-04T05:06:07Z", "dateTime"),
    ],
)
def test_a_date_has_the_type_of_its_precision_before_our_era_too(text: str, datatype: str) -> None:
    assert short(dated(text)) == f'"{text}"^^{datatype}'


@pytest.mark.parametrize(
    ("status", "is_out"),
    [("", True), ("published", True), (" Published ", True), ("draft", False), ("archived", False)],
)
def test_only_what_readers_may_see_has_been_published(write: Write, status: str, is_out: bool) -> None:
    graph = built(write, f'published: 2020-01-02\nstatus: "{status}"')
    assert ('schema:datePublished "2020-01-02"^^date' in said(graph, "a")) == is_out


@pytest.mark.parametrize(
    ("field", "path"),
    [
        ("category: TBD", "category"),
        ("tags: [sea, TBD]", "tags"),
        ("known_gaps: [n/a]", "known_gaps"),
        ("ai_models: [TBD]", "ai_models"),
        ("verified_by: [TBD]", "verified_by"),
        ("editorial_decisions: [TBD]", "editorial_decisions"),
        ("ai_citations: [TBD]", "ai_citations"),
        ("primary_sources: [{title: TBD}]", "title"),
        ("primary_sources: [{title: T, institution: TBD}]", "institution"),
        ("primary_sources: [{title: T, url: n/a}]", "url"),
        ("primary_sources: [{title: T, doi: n/a}]", "doi"),
        ("primary_sources: [{title: T, isbn: n/a}]", "isbn"),
        ("primary_sources: [{title: T, type: n/a}]", "type"),
        ("primary_sources: [{title: T, authors: [A. Person, n/a]}]", "authors"),
    ],
)
def test_a_value_that_only_fills_a_place_is_reported_where_it_stands(
    write: Write, field: str, path: str
) -> None:
    (found,) = [one for one in built(write, field).diagnostics if one.code == "KG109"]
    word = next(word for word in ("TBD", "n/a") if word in field)
    assert found.message == f"{path} holds the placeholder {word!r}; it becomes nothing"
    assert found.hint == f"write what belongs there, or leave {path} out"
    assert (found.location.line, found.location.column) == (2, field.index(word) + 1)


def test_a_placeholder_is_no_model_that_took_part(write: Write) -> None:
    graph = built(write, "ai_models: [TBD, small-model, n/a]")
    assert said(graph, "a#generation") == {
        "rdf:type prov:Activity",
        "prov:wasAssociatedWith software/small-model",
    }
    assert said(graph, "software/small-model") == {
        "rdf:type schema:SoftwareApplication",
        "rdf:type prov:SoftwareAgent",
        'schema:name "small-model"',
    }


def test_the_settings_say_who_publishes_and_who_wrote_what_names_no_author(write: Write) -> None:
    options = {
        "license": "https://example.com/licence",
        "publisher": "A Press",
        "publisher_url": "https://example.com/",
        "publisher_logo": "https://example.com/logo.png",
        "author": "Ngozi Okafor",
        "author_url": "https://example.com/ngozi",
    }
    graph = built(write, "title: T", **options)
    own = said(graph, "a") - LEAST
    publisher = next(one.split()[1] for one in own if one.startswith("schema:publisher"))
    author = next(one.split()[1] for one in own if one.startswith("schema:author"))
    assert "schema:license <https://example.com/licence>" in own
    assert said(graph, publisher) == {
        "rdf:type schema:Organization",
        'schema:name "A Press"',
        "schema:url <https://example.com/>",
        "schema:logo <https://example.com/logo.png>",
    }
    assert said(graph, author) == {
        "rdf:type schema:Person",
        'schema:name "Ngozi Okafor"',
        "schema:url <https://example.com/ngozi>",
    }


@pytest.mark.parametrize(
    ("role", "is_author"),
    [("author", True), ("writer", True), ("editor", False), ("reviewer", False)],
)
def test_the_author_of_the_settings_steps_back_for_one_of_the_document(
    write: Write, role: str, is_author: bool
) -> None:
    graph = built(
        write, f"contributors: [{{user: Grace Hopper, role: {role}}}]", author="The Editors of Things"
    )
    authors = {one for one in said(graph, "a") if one.startswith("schema:author")}
    assert len(authors) == 1
    assert any("grace" in one for one in authors) == is_author


@pytest.mark.parametrize(
    ("user", "role", "subject", "predicate"),
    [
        ("Grace Hopper", "Author", "a", "schema:author"),
        ("Grace Hopper", "editor", "a", "schema:editor"),
        ("Example Review Board", "editor", "a", "schema:contributor"),
        ("Grace Hopper", "fact-checker", "a#page", "schema:reviewedBy"),
        ("Grace Hopper", "reviewer", "a#page", "schema:reviewedBy"),
        ("Grace Hopper", "verifier", "a#page", "schema:reviewedBy"),
        ("Grace Hopper", "writer", "a", "schema:author"),
        ("Grace Hopper", "illustrator", "a", "schema:contributor"),
        ("Grace Hopper", "", "a", "schema:contributor"),
    ],
)
def test_a_role_says_what_a_contributor_is_to_the_document_or_to_its_page(
    write: Write, user: str, role: str, subject: str, predicate: str
) -> None:
    graph = built(write, f'contributors: [{{user: {user}, role: "{role}"}}]')
    by = {
        (name, one.split()[0])
        for name in ("a", "a#page")
        for one in said(graph, name)
        if re.search("person/|organization/|agent/", one)
    }
    assert by == {(subject, predicate)}
    # A word for which there is no term is kept as it is.
    kept = {
        'schema:propertyID "contributors.0.role"',
        f'schema:value "{role}"',
        "rdf:type schema:PropertyValue",
    }
    is_kept = predicate == "schema:contributor" and bool(role)
    assert said(graph, "a#field/contributors.0.role") == (kept if is_kept else set())


def test_the_role_of_nobody_is_kept(write: Write) -> None:
    graph = built(write, "contributors: [{role: editor}, {user: n/a, role: author}]")
    assert {
        (name, value) for name in (0, 1) for value in said(graph, f"a#field/contributors.{name}.role")
    } >= {(0, 'schema:value "editor"'), (1, 'schema:value "author"')}


@pytest.mark.parametrize(
    ("category", "title", "stations"),
    [
        ("sea", "", []),
        ("sea", "A site", ["A site", "Sea"]),
        ("sea/harbour-walls", "", ["Sea", "Harbour walls"]),
        ("sea/ai-tools", "A site", ["A site", "Sea", "AI tools"]),
        ("TBD", "A site", []),
    ],
)
def test_the_way_to_a_document_has_two_stations_or_is_none(
    write: Write, category: str, title: str, stations: list[str]
) -> None:
    graph = built(write, f"category: {category}", title=title)
    trail = f"topic/{category}#breadcrumb"
    expected = {"rdf:type schema:BreadcrumbList"} if stations else set()
    expected |= {f"schema:itemListElement {trail}-{number}" for number in range(1, len(stations) + 1)}
    assert said(graph, trail) == expected
    assert (f"schema:breadcrumb {trail}" in said(graph, "a#page")) == bool(stations)
    for number, name in enumerate(stations, start=1):
        station = said(graph, f"{trail}-{number}")
        assert {f'schema:name "{name}"', f'schema:position "{number}"^^integer'} < station
        assert len(station) == 4


FACT = "atomic_facts: [{id: f, statement: It floats., %s}]"


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("note: Read twice.", {'skos:note "Read twice."'}),
        ("last_verified: 2020-01", {'kg:lastVerified "2020-01"^^gYearMonth'}),
        ("confidence: low", {"kg:confidence kg:low"}),
        ("source_page: p. 7", {'kg:locator "p. 7"'}),
        ("mood: calm", {"kg:unmappedField a#field/atomic_facts.0.mood"}),
    ],
)
def test_a_field_of_a_claim_says_this_and_nothing_else(write: Write, field: str, more: set[str]) -> None:
    assert (
        said(built(write, FACT % field), "a#f")
        == {
            "rdf:type schema:Claim",
            "schema:appearance a",
            'schema:identifier "f"',
            'schema:text "It floats."',
        }
        | more
    )


def test_a_claim_rests_on_its_source_which_the_document_cites(write: Write) -> None:
    graph = built(write, FACT % "source_doi: 10.1000/x, source_title: A log, source_type: odd log")
    source = "source/doi/10.1000/x"
    assert {f"schema:isBasedOn {source}", f"prov:wasDerivedFrom {source}"} < said(graph, "a#f")
    assert f"schema:citation {source}" in said(graph, "a")
    assert said(graph, f"{source}#doi-10.1000/x") == {
        "rdf:type schema:PropertyValue",
        'schema:propertyID "doi"',
        'schema:value "10.1000/x"',
    }
    assert codes(graph) == ["KG110"]
    assert graph.diagnostics[0].message == "unknown source type 'odd log'; the source becomes a CreativeWork"
    assert graph.diagnostics[0].hint == "write a type such as academic_paper, book, report or web_page"
    assert not codes(built(write, FACT % "source_doi: 10.1000/x, source_type: n/a"))


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ("source_ref: s, source_doi: 10.1000/other", ["source_doi"]),
        ("source_ref: s, source_url: https://example.com/other", ["source_url"]),
        ("source_ref: s, source_doi: 10.1000/own", []),
        ("source_ref: s, source_url: https://example.com/own", []),
        ("source_doi: 10.1000/other", []),
    ],
)
def test_an_identifier_that_its_source_has_not_stays_with_the_claim(
    write: Write, fields: str, kept: list[str]
) -> None:
    listed = "primary_sources: [{id: s, title: T, doi: 10.1000/own, url: https://example.com/own}]"
    graph = built(write, f"{FACT % fields}\n{listed}")
    assert {one for one in said(graph, "a#f") if "unmapped" in one} == {
        f"kg:unmappedField a#field/atomic_facts.0.{name}" for name in kept
    }


@pytest.mark.parametrize(
    ("kind", "has_isbn"), [("book", True), ("textbook", True), ("report", False), ("", False)]
)
def test_only_a_book_has_an_isbn_others_have_it_as_an_identifier(
    write: Write, kind: str, has_isbn: bool
) -> None:
    graph = built(write, f'primary_sources: [{{title: T, type: "{kind}", isbn: 978-0-306-40615-7}}]')
    (source,) = {o for s, p, o in graph.dataset.triples if short(p) == "schema:citation"}
    own = said(graph, short(source))
    assert ('schema:isbn "9780306406157"' in own) == has_isbn
    assert f"schema:identifier {short(source)}#isbn-9780306406157" in own


@pytest.mark.parametrize(
    ("fields", "claimed"),
    [
        ("doi: eleven", {"eleven"}),
        ("doi: n/a", set()),
        ("doi: 2301.00001", set()),
        ("url: not a url", {"not a url"}),
        ("url: n/a", set()),
        ("url: 10.1000/x", set()),
        ('isbn: "123"', {"123"}),
        ("isbn: n/a", set()),
        ("isbn: 0-306-40615-2", set()),
    ],
)
def test_what_identifies_nothing_is_kept_as_it_is_written(
    write: Write, fields: str, claimed: set[str]
) -> None:
    graph = built(write, f"primary_sources: [{{title: T, {fields}}}]")
    assert {o for _, p, o in graph.dataset.triples if short(p) == "kg:claimedIdentifier"} == {
        f'"{one}"' for one in claimed
    }


def test_a_source_is_cited_and_a_primary_one_is_what_the_document_rests_on(write: Write) -> None:
    graph = built(
        write,
        """
        primary_sources:
          - {title: On Tides, doi: 10.1000/x, chapter: 3, note: The best., year: 1962, shelf: 12}
        secondary_sources:
          - {title: On tides (a reprint), doi: 10.1000/x}
          - {title: On Piers, doi: 10.1000/y}
        """,
    )
    primary, secondary = "source/doi/10.1000/x", "source/doi/10.1000/y"
    assert {one for one in said(graph, "a") if "source/" in one} == {
        f"schema:citation {primary}",
        f"prov:hadPrimarySource {primary}",
        f"schema:isBasedOn {primary}",
        f"schema:citation {secondary}",
    }
    assert said(graph, primary) == {
        "rdf:type schema:CreativeWork",
        'schema:name "On Tides"',
        'schema:alternateName "On tides (a reprint)"',
        'schema:datePublished "1962"^^gYear',
        'kg:chapter "3"',
        'skos:note "The best."',
        f"schema:identifier {primary}#doi-10.1000/x",
        "schema:sameAs <https://doi.org/10.1000/x>",
        "kg:unmappedField a#field/primary_sources.0.shelf",
    }


def test_authors_stand_in_their_order_and_a_list_that_was_cut_says_so(write: Write) -> None:
    graph = built(write, "primary_sources: [{title: T, doi: 10.1000/x, authors: [Bo Berg, Al Ames, et al.]}]")
    source = "source/doi/10.1000/x"
    assert said(graph, f"{source}#authors") == {
        "rdf:type rdf:Seq",
        "rdf:_1 person/bo-berg",
        "rdf:_2 person/al-ames",
    }
    assert 'kg:authorsTruncated "true"^^boolean' in said(graph, source)
    assert said(graph, "person/bo-berg") == {"rdf:type schema:Person", 'schema:name "Bo Berg"'}
    alone = built(write, "primary_sources: [{title: T, doi: 10.1000/x}]")
    assert not {one for one in said(alone, source) if "uthor" in one}


@pytest.mark.parametrize(
    ("field", "thing"),
    [
        ("{name: An Engine, url: https://example.com/e}", "schema:url <https://example.com/e>"),
        ("{name: An Engine, url: nowhere}", None),
        ("An Engine", None),
    ],
)
def test_a_related_thing_is_mentioned_by_its_name(write: Write, field: str, thing: str | None) -> None:
    graph = built(write, f"related_entities: [{field}]")
    (name,) = (one.split()[1] for one in said(graph, "a") if one.startswith("schema:mentions"))
    expected = {"rdf:type schema:Thing", 'schema:name "An Engine"'}
    assert said(graph, name) == (expected | {thing} if thing else expected)


def test_a_thing_without_a_name_is_no_thing_and_its_address_is_kept(write: Write) -> None:
    graph = built(write, "related_entities: [{url: https://example.com/e, maker: Babbage}, {maker: Nobody}]")
    assert said(graph, "a") == LEAST | {
        "kg:unmappedField a#field/related_entities.0.url",
        "kg:unmappedField a#field/related_entities.0.maker",
        "kg:unmappedField a#field/related_entities.1.maker",
    }


def test_what_is_disputed_is_a_claim_and_nothing_disputed_is_none(write: Write) -> None:
    graph = built(
        write,
        """
        language: en
        disputed_statements:
          - {statement: None identified, note: So far., since: 2025}
          - {statement: It sinks., note: Seldom.}
          - {statement: n/a}
        """,
    )
    assert said(graph, "a#dispute-2") == {
        "rdf:type schema:Claim",
        "kg:status kg:disputed",
        'schema:text "It sinks."',
        "schema:appearance a",
        'schema:inLanguage "en"',
        'skos:note "Seldom."',
    }
    assert said(graph, "a") == LEAST | {
        'schema:inLanguage "en"',
        "schema:hasPart a#dispute-2",
        "kg:unmappedField a#field/disputed_statements.0.note",
        "kg:unmappedField a#field/disputed_statements.0.since",
    }
    first, _, second = graph.diagnostics
    assert (first.code, second.code) == ("KG109", "KG109")
    assert first.message == "'None identified' disputes nothing; it becomes no claim"
    assert (first.location.line, first.location.column) == (4, 17)
    assert first.hint == "write 'disputed_statements: []' where nothing is disputed"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("Article", "schema:Article"),
        ("techarticle", "schema:TechArticle"),
        ("schema:HowTo", "schema:HowTo"),
        (" https://schema.org/Report ", "schema:Report"),
        ("Person", None),
        ("", None),
    ],
)
def test_a_word_names_a_class_of_works_in_any_case(kind: str, expected: str | None) -> None:
    found = document_class(kind)
    assert (short(found) if found else None) == expected
    assert canonical_class(kind) == (expected or ":").partition(":")[2]
    assert source_class(kind) == found


@pytest.mark.parametrize(
    ("word", "name", "canonical"),
    [
        ("Journal-Article", "schema:ScholarlyArticle", "journal_article"),
        ("book", "schema:Book", "book"),
        ("dataset", "schema:Dataset", "dataset"),
        ("comicseries", "schema:ComicSeries", "ComicSeries"),
        ("wondrous thing", None, ""),
    ],
)
def test_a_word_for_a_source_is_found_however_it_is_joined(
    word: str, name: str | None, canonical: str
) -> None:
    found = source_class(word)
    assert (short(found) if found else None) == name
    assert canonical_source_type(word) == canonical


@pytest.mark.parametrize(
    ("kind", "counts"),
    [("Article", True), ("TechArticle", True), ("Report", True), ("HowTo", False), ("Book", False)],
)
def test_only_articles_count_their_words_and_name_their_sections(
    write: Write, kind: str, counts: bool
) -> None:
    graph = built(write, f"schema_type: {kind}", "Three small words.\n\n## One\n\n## Two\n\n## One\n")
    more = {'schema:articleSection "One"', 'schema:articleSection "Two"'}
    found = {one for one in said(graph, "a") if re.match("schema:(articleSection|wordCount)", one)}
    assert {one for one in found if "Section" in one} == (more if counts else set())
    assert len(found) == (3 if counts else 0)
    assert is_article(f"<https://schema.org/{kind}>") == counts


def test_a_class_that_is_none_is_reported_and_the_document_is_a_work(write: Write) -> None:
    graph = built(write, "title: T\nschema_type: Vessel")
    assert "rdf:type schema:CreativeWork" in said(graph, "a")
    (found,) = graph.diagnostics
    assert (found.code, found.location.line, found.location.column) == ("KG111", 3, 14)
    assert found.message == "schema_type 'Vessel' is no CreativeWork of schema.org"
    assert found.hint == "write a type such as Article, TechArticle, Report or HowTo"


@pytest.mark.parametrize(
    ("step", "name"),
    [
        ("self-improvement", "Self improvement"),
        ("self_improvement", "Self improvement"),
        ("ai", "AI"),
        ("ai-safety", "AI safety"),
        ("use-of-ai", "Use of AI"),
        ("Mixed Case", "Mixed Case"),
        ("two words", "two words"),
    ],
)
def test_a_topic_is_shown_as_people_write_it(write: Write, step: str, name: str) -> None:
    graph = built(write, f"tags: [{step}]")
    (topic,) = (one.split()[1] for one in said(graph, "a") if one.startswith("schema:about"))
    assert said(graph, topic) == {
        "rdf:type schema:DefinedTerm",
        f'schema:termCode "{topic.partition("/")[2]}"',
        f'schema:name "{name}"',
        "schema:inDefinedTermSet topic",
    }
    assert said(graph, "topic") == {"rdf:type schema:DefinedTermSet", 'schema:name "Topics"'}


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("sub/b.md", "mentions sub/b"),
        ("sub/b.markdown", "mentions sub/b"),
        ("sub/b.html?x=1#part", "mentions sub/b"),
        ("/sub/b", "mentions sub/b"),
        ("./sub/../sub/b.txt", "mentions sub/b"),
        ("sub/c%20d.md", "mentions sub/c%20d"),
        ("sub/", "mentions sub/index"),
        ("//example.com/x", "relatedLink <https://example.com/x>"),
        ("http://example.com/x", "relatedLink <http://example.com/x>"),
        ("#part", ""),
        ("?q", ""),
        ("mailto:x@example.com", ""),
        ("tel:123", ""),
        ("a.md", ""),
        ("/nowhere.md", "KG301"),
        ("SUB/b.md", "mentions sub/b KG303"),
        ("x@example.com", "KG305"),
        ("gone.md", "KG301"),
        # What lies outside is not looked at, and so not missed.
        ("../gone.md", ""),
    ],
)
def test_a_link_leads_to_a_document_to_the_web_or_is_reported(
    write: Write, tmp_path: Path, target: str, expected: str
) -> None:
    write("a.md", f"---\ntitle: A\n---\n[x]({target})\n")
    for name in ("sub/b.md", "sub/c d.md", "sub/index.md"):
        write(name, "---\ntitle: B\n---\n")
    graph = kg.build(tmp_path, settings=kg.Settings(base=BASE), validate=False)
    found = {one for name in ("a", "a#page") for one in said(graph, name)}
    links = [one.removeprefix("schema:") for one in found if re.match("schema:(mentions|relatedLink)", one)]
    assert " ".join([*links, *codes(graph)]) == expected


def test_broken_links_are_told_in_the_order_of_the_text(write: Write) -> None:
    names = [f"{letter}.md" for letter in "zyxabc"]
    graph = built(write, "title: A", "".join(f"[x]({name}) and [y]({name})\n" for name in names))
    lines = [found.location.line for found in graph.diagnostics]
    assert lines == sorted(lines)
    assert len(lines) >= len(names)


@pytest.mark.parametrize(
    ("link", "hint"),
    [
        ("b.md", "a document of that name is at sub/b.md"),
        ("other/b.html", "a document of that name is at sub/b.md"),
        ("c.md", "correct the path (it is relative to this file), or delete the link"),
        ("nobody.md", "correct the path (it is relative to this file), or delete the link"),
    ],
)
def test_a_broken_link_is_told_where_the_only_document_of_that_name_is(
    write: Write, tmp_path: Path, link: str, hint: str
) -> None:
    write("a.md", f"---\ntitle: A\n---\nSee\n\n  [x]({link}).\n")
    for name in ("sub/b.md", "sub/c.md", "under/c.md"):
        write(name, "---\ntitle: B\n---\n")
    (found,) = kg.build(tmp_path, settings=kg.Settings(base=BASE), validate=False).diagnostics
    assert found.message == f"the link to {link!r} leads to no document or file"
    assert found.hint == hint
    assert (found.location.line, found.location.column) == (6, 3)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("sub/b.md", "sub/b"),
        ("sub/b", "sub/b"),
        ("/sub/b/", "sub/b"),
        ("the-id-of-b", "sub/b"),
        ("nowhere", None),
    ],
)
def test_a_related_document_is_named_by_its_path_or_its_id(
    write: Write, tmp_path: Path, written: str, found: str | None
) -> None:
    write("a.md", f"---\ntitle: A\nrelated_articles: [{written}]\ntranslations: {{de: {written}}}\n---\n")
    write("sub/b.md", "---\nid: the-id-of-b\n---\n")
    graph = kg.build(tmp_path, settings=kg.Settings(base=BASE), validate=False)
    related = {one for one in said(graph, "a") if re.match("kg:related|schema:workTr|kg:unm", one)}
    if found:
        assert related == {f"kg:relatedDocument {found}", f"schema:workTranslation {found}"}
        assert not graph.diagnostics
        return
    assert related == {
        "kg:unmappedField a#field/related_articles.0",
        "kg:unmappedField a#field/translations.de",
    }
    assert codes(graph) == ["KG302", "KG302"]
    assert [(one.location.line, one.location.column) for one in graph.diagnostics] == [(3, 20), (4, 20)]
    assert graph.diagnostics[0].message == "'nowhere' names no document of this corpus"
    assert graph.diagnostics[0].hint == "write the path of a document relative to this one, or its id"


@pytest.mark.parametrize(
    ("written", "stands"),
    [("Journal of Tides", "schema:Periodical"), ("NeurIPS", "schema:CreativeWorkSeries")],
)
def test_a_venue_is_a_periodical_or_a_series(write: Write, written: str, stands: str) -> None:
    graph = built(write, f"primary_sources: [{{title: T, doi: 10.1000/x, institution: {written}}}]")
    (venue,) = (
        one.split()[1] for one in said(graph, "source/doi/10.1000/x") if one.startswith("schema:isPartOf")
    )
    assert said(graph, venue) == {f"rdf:type {stands}", f'schema:name "{written}"'}


def test_addresses_that_the_authority_file_gives_are_said_of_people_bodies_and_venues(
    write: Write, tmp_path: Path
) -> None:
    write(
        "authorities.yaml",
        """
        people:
          - {name: Bo Berg, same_as: [https://example.com/bo]}
        organizations:
          - {name: Tide Institute, same_as: [https://example.com/tide]}
          - {name: Journal of Tides, same_as: [https://example.com/journal]}
        """,
    )
    write(
        "a.md",
        """
        ---
        title: A
        primary_sources:
          - {title: T, doi: 10.1000/x, authors: [Bo Berg], institution: Tide Institute / Journal of Tides}
        ---
        """,
    )
    settings = kg.Settings(base=BASE, authorities=tmp_path / "authorities.yaml")
    graph = kg.build(tmp_path, settings=settings, validate=False)
    addressed = {
        short(o): next(one for one in said(graph, short(s)) if one.startswith("schema:name"))
        for s, p, o in graph.dataset.triples
        if short(p) == "schema:sameAs" and "doi.org" not in o
    }
    assert addressed == {
        "<https://example.com/bo>": 'schema:name "Bo Berg"',
        "<https://example.com/tide>": 'schema:name "Tide Institute"',
        "<https://example.com/journal>": 'schema:name "Journal of Tides"',
    }
