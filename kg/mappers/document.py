"""Documents, their pages, and what they say of themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.documents.coerce import shortened
from kg.documents.records import Contributor, Document, Unmapped
from kg.identity.agents import Agent
from kg.identity.authors import says_nobody
from kg.identity.directory import is_address
from kg.identity.identifiers import web_address
from kg.identity.tables import is_nothing, is_placeholder_dispute
from kg.identity.topics import thing_iri
from kg.mappers import edition, page, publication
from kg.mappers.author import described, in_order, named
from kg.mappers.kept import unmapped
from kg.mappers.links import body_links, original, property_links, related_documents
from kg.mappers.literals import CONFIDENCE, dated
from kg.mappers.placeholders import report_placeholders
from kg.mappers.schema_types import document_class, is_article
from kg.mappers.scope import Scope
from kg.terms import Triple, iri, literal, typed
from kg.vocabulary import KG, RDF, SCHEMA, SKOS, XSD

_STATIC = "static"
# The states of a document that its readers may see.
_OUT = frozenset({"", "published", "stable", "deprecated"})
_ROLES = {
    "author": SCHEMA.author,
    "editor": SCHEMA.editor,
    "fact-checker": SCHEMA.reviewedBy,
    "reviewer": SCHEMA.reviewedBy,
    "publisher": SCHEMA.publisher,
    "translator": SCHEMA.translator,
    "verifier": SCHEMA.reviewedBy,
    "writer": SCHEMA.author,
}


def triples(document: Document, scope: Scope) -> Iterator[Triple]:
    """What the graph says of a document: its description, its page, its gaps and disputes."""
    me = iri(scope.iri)
    kind = _class(document, scope)
    yield me, RDF.type, kind
    yield from _named(document, me)
    yield from edition.triples(document, scope)
    for alias in document.aliases:
        if not is_address(alias):
            yield me, SCHEMA.alternateName, literal(alias)
    if document.id:
        yield me, SCHEMA.identifier, literal(document.id)
    for language in (scope.language, *document.further_languages):
        if language:
            yield me, SCHEMA.inLanguage, literal(language)
    yield from _summarised(document, me)
    yield from _life(document, me)
    if is_article(kind):
        yield me, SCHEMA.wordCount, typed(str(document.body.word_count), XSD.integer)
        for section in dict.fromkeys(document.body.sections):
            yield me, SCHEMA.articleSection, literal(section)
    report_placeholders(document, scope)
    yield from page.triples(document, scope)
    yield from _assessment(document, me)
    yield from _disputes(document, scope)
    credited = list(_contributors(document, scope))
    yield from credited
    yield from _order_of_authors(document, scope)
    yield from publication.triples(
        scope,
        has_license=bool(document.license),
        has_author=any(one[1] == SCHEMA.author for one in credited),
        has_publisher=any(one[1] == SCHEMA.publisher for one in credited),
    )
    yield from _things(document, scope)
    yield from related_documents(document, scope)
    yield from property_links(document, scope)
    yield from original(scope)
    yield from body_links(document, scope)
    kept = (*_unknown_class(document), *_addresses(document), *document.unmapped)
    yield from unmapped(kept, scope, scope.iri)


def _named(document: Document, me: str) -> Iterator[Triple]:
    """The title: the headline in the main language, the names in all in which it is given."""
    if document.title:
        yield me, SCHEMA.headline, literal(document.title)
        for language, title in document.titles or (("", document.title),):
            yield me, SCHEMA.name, literal(title, language)


def _summarised(document: Document, me: str) -> Iterator[Triple]:
    abstract = document.abstract or document.body.abstract
    if abstract:
        yield me, SCHEMA.abstract, literal(abstract)
        for language, text in document.abstracts or (("", abstract),):
            yield me, SCHEMA.description, literal(text, language)


def _addresses(document: Document) -> Iterator[Unmapped]:
    """The addresses of the page on its own site, which is not where the graph is published."""
    if document.permalink:
        yield Unmapped(("permalink",), document.permalink)
    for number, alias in enumerate(document.aliases):
        if is_address(alias):
            yield Unmapped(("aliases", number), alias)


def _unknown_class(document: Document) -> Iterator[Unmapped]:
    if document.schema_type and document_class(document.schema_type) is None:
        yield Unmapped(("schema_type",), document.schema_type)


def _life(document: Document, me: str) -> Iterator[Triple]:
    if document.created:
        yield me, SCHEMA.dateCreated, dated(document.created)
    if document.published and document.status.strip().lower() in _OUT:
        yield me, SCHEMA.datePublished, dated(document.published)
    if document.updated:
        yield me, SCHEMA.dateModified, dated(document.updated)
    if document.status:
        yield me, SCHEMA.creativeWorkStatus, literal(document.status)


def _class(document: Document, scope: Scope) -> str:
    if not document.schema_type:
        return SCHEMA.CreativeWork
    found = document_class(document.schema_type)
    if found is None:
        scope.report(
            "KG111",
            f"schema_type {document.schema_type!r} is no CreativeWork of schema.org",
            ("schema_type",),
            hint="write a type such as Article, TechArticle, Report or HowTo",
        )
        return SCHEMA.CreativeWork
    return found


def _assessment(document: Document, me: str) -> Iterator[Triple]:
    for predicate, text in (
        (KG.confidenceRationale, document.confidence_rationale),
        (KG.conflictOfInterest, document.conflict_of_interest),
        (KG.dataPeriod, document.data_period),
        (SCHEMA.temporalCoverage, "" if document.data_period == _STATIC else document.data_period),
    ):
        if text:
            yield me, predicate, literal(text)
    for predicate, text, datatype in (
        (KG.completeness, document.completeness, XSD.decimal),
        (KG.derivedFromHumanSeed, document.derived_from_human_seed, XSD.boolean),
        (KG.isLiveDocument, document.is_live_document, XSD.boolean),
    ):
        if text:
            yield me, predicate, typed(text, datatype)
    if document.confidence:
        yield me, KG.confidence, CONFIDENCE[document.confidence]
    for predicate, texts in (
        (KG.knownGap, document.known_gaps),
        (KG.editorialDecision, document.editorial_decisions),
        (KG.aiCitation, document.ai_citations),
    ):
        for text in texts:
            if not is_nothing(text):
                yield me, predicate, literal(text)


def _disputes(document: Document, scope: Scope) -> Iterator[Triple]:
    for number, dispute in enumerate(document.disputed_statements, start=1):
        if is_placeholder_dispute(dispute.statement):
            scope.report(
                "KG109",
                f"{dispute.statement!r} disputes nothing; it becomes no claim",
                (*dispute.path, "statement"),
                hint="write 'disputed_statements: []' where nothing is disputed",
            )
            note = [Unmapped((*dispute.path, "note"), dispute.note)] if dispute.note else []
            yield from unmapped((*note, *dispute.unmapped), scope, scope.iri)
            continue
        claim = iri(f"{scope.iri}#dispute-{number}")
        yield iri(scope.iri), SCHEMA.hasPart, claim
        yield claim, RDF.type, SCHEMA.Claim
        yield claim, KG.status, KG.disputed
        yield claim, SCHEMA.text, literal(dispute.statement)
        yield claim, SCHEMA.appearance, iri(scope.iri)
        if scope.language:
            yield claim, SCHEMA.inLanguage, literal(scope.language)
        if dispute.note:
            yield claim, SKOS.note, literal(dispute.note)
        yield from unmapped(dispute.unmapped, scope, f"{scope.iri}#dispute-{number}")


def _contributors(document: Document, scope: Scope) -> Iterator[Triple]:
    for contributor, agents in zip(document.contributors, scope.decisions.contributors, strict=True):
        if not agents and contributor.user and not says_nobody(contributor.user):
            scope.report(
                "KG120",
                f"{contributor.path[0]} names nobody for sure: {shortened(contributor.user, 80)}",
                contributor.path,
                hint="write each name as an entry of a list of its own",
            )
            yield from unmapped((Unmapped(contributor.path, contributor.user),), scope, scope.iri)
        elif not agents and contributor.role:
            kept = Unmapped((*contributor.path, "role"), contributor.role)
            yield from unmapped((kept,), scope, scope.iri)
        for agent in agents:
            predicate = _ROLES.get(contributor.role.strip().lower(), SCHEMA.contributor)
            if predicate == SCHEMA.editor and not agent.is_person:
                predicate = SCHEMA.contributor
            if predicate == SCHEMA.publisher and agent.is_person:
                # A name that is not known for one of a body may be one all the same: nobody is made of it.
                yield from unmapped(
                    (Unmapped((*contributor.path, "user"), contributor.user),), scope, scope.iri
                )
                continue
            me = iri(f"{scope.iri}#page" if predicate == SCHEMA.reviewedBy else scope.iri)
            yield me, predicate, iri(agent.iri)
            yield from named(agent, scope)
            if predicate == SCHEMA.contributor and contributor.role:
                # No term says what somebody did: the word is kept as it is.
                kept = Unmapped((*contributor.path, "role"), contributor.role)
                yield from unmapped((kept,), scope, scope.iri)
        yield from described(contributor, agents, scope)
        yield from unmapped((*_unused(contributor, agents), *contributor.unmapped), scope, scope.iri)


def _order_of_authors(document: Document, scope: Scope) -> Iterator[Triple]:
    """The order of the authors, where there are several."""
    several = zip(document.contributors, scope.decisions.contributors, strict=True)
    authors = dict.fromkeys(
        iri(agent.iri)
        for contributor, agents in several
        if _ROLES.get(contributor.role.strip().lower()) == SCHEMA.author
        for agent in agents
    )
    if len(authors) > 1:
        yield from in_order(scope.iri, authors)


def _unused(contributor: Contributor, agents: Sequence[Agent]) -> Iterator[Unmapped]:
    """What is said of a contributor that no node can say: of nobody in particular, or no address."""
    said = {
        **({"url": contributor.url} if len(agents) != 1 else {}),
        "image": contributor.image,
        **{f"same_as/{number}": one for number, one in enumerate(contributor.same_as)},
    }
    for key, text in said.items():
        if text and (len(agents) != 1 or web_address(text) is None):
            yield Unmapped((*contributor.path, *key.split("/")), text)
    if contributor.orcid and not any(agent.orcid for agent in agents):
        yield Unmapped((*contributor.path, "orcid"), contributor.orcid)
    if contributor.job_title and not (len(agents) == 1 and agents[0].is_person):
        yield Unmapped((*contributor.path, "job_title"), contributor.job_title)


def _things(document: Document, scope: Scope) -> Iterator[Triple]:
    for entity in document.related_entities:
        if not entity.name:
            url = [Unmapped((*entity.path, "url"), entity.url)] if entity.url else []
            yield from unmapped((*url, *entity.unmapped), scope, scope.iri)
            continue
        thing = thing_iri(scope.base, entity.name)
        yield iri(scope.iri), SCHEMA.mentions, iri(thing)
        yield iri(thing), RDF.type, SCHEMA.Thing
        yield iri(thing), SCHEMA.name, literal(scope.name(thing))
        if address := web_address(entity.url):
            yield iri(thing), SCHEMA.url, iri(address.url)
        yield from unmapped(entity.unmapped, scope, thing)
