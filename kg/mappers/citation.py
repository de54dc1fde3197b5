"""Citations: the sentences of a document that cite works, as claims or as places of the document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from kg.documents.citations import fragment
from kg.documents.records import Citation, Document
from kg.mappers.scope import Scope
from kg.settings import CITED_SENTENCES
from kg.terms import Triple, iri, literal
from kg.vocabulary import KG, PROV, RDF, SCHEMA


def triples(document: Document, scope: Scope) -> Iterator[Triple]:
    """The work that each sentence cites; sentences are claims where the document, or a setting, says so."""
    by_sentence: dict[str, list[Citation]] = defaultdict(list)
    for one in document.citations:
        if work := scope.work(one.source):
            # A source that the front matter lists says this as well.
            yield iri(scope.iri), SCHEMA.citation, iri(work.iri)
            by_sentence[one.sentence].append(one)
    if (document.claims or scope.settings.claims) == CITED_SENTENCES:
        for sentence, citations in by_sentence.items():
            yield from _claim(sentence, citations, scope)
        return
    for citations in by_sentence.values():
        for one in citations:
            yield from _place(one, scope)


def _claim(sentence: str, citations: Sequence[Citation], scope: Scope) -> Iterator[Triple]:
    name = fragment(sentence)
    me, document = iri(f"{scope.iri}#{name}"), iri(scope.iri)
    yield document, SCHEMA.hasPart, me
    yield me, RDF.type, SCHEMA.Claim
    yield me, SCHEMA.appearance, document
    yield me, SCHEMA.text, literal(sentence)
    yield me, SCHEMA.identifier, literal(name)
    if scope.language:
        yield me, SCHEMA.inLanguage, literal(scope.language)
    for one in citations:
        if work := scope.work(one.source):
            yield me, SCHEMA.isBasedOn, iri(work.iri)
            yield me, PROV.wasDerivedFrom, iri(work.iri)
        if one.locator:
            yield me, KG.locator, literal(one.locator)


def _place(citation: Citation, scope: Scope) -> Iterator[Triple]:
    work = scope.work(citation.source)
    if work is None:
        return
    me = iri(f"{scope.iri}#{fragment(citation.sentence, citation.key, citation.locator)}")
    yield me, RDF.type, KG.Citation
    yield iri(scope.iri), SCHEMA.hasPart, me
    yield me, SCHEMA.citation, iri(work.iri)
    if citation.sentence:
        yield me, SCHEMA.text, literal(citation.sentence)
    if citation.locator:
        yield me, KG.locator, literal(citation.locator)
