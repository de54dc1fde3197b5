"""Categories and tags as terms of one set of topics."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources

from kg.documents.records import Document
from kg.identity.tables import is_nothing
from kg.identity.text import slug
from kg.identity.topics import topic_iri, topic_path
from kg.mappers.scope import Scope
from kg.terms import Triple, iri, literal
from kg.vocabulary import RDF, SCHEMA, SKOS


def triples(document: Document, scope: Scope) -> Iterator[Triple]:
    """What a document is about; a path such as ``technology/ai`` gives two terms, one broader."""
    paths = [path for path in (document.category, *document.tags) if path and not is_nothing(path)]
    for path in paths:
        steps = topic_path(path)
        for depth, step in enumerate(steps, start=1):
            name = topic_iri(scope.base, "/".join(steps[:depth]))
            yield iri(scope.iri), SCHEMA.about, iri(name)
            yield from _term(name, step, scope)
            if depth > 1:
                broader = topic_iri(scope.base, "/".join(steps[: depth - 1]))
                yield iri(name), SKOS.broader, iri(broader)


def _term(name: str, step: str, scope: Scope) -> Iterator[Triple]:
    terms = iri(f"{scope.base}topic")
    yield iri(name), RDF.type, SCHEMA.DefinedTerm
    yield iri(name), SCHEMA.termCode, literal(slug(step))
    yield iri(name), SCHEMA.name, literal(topic_name(name, scope))
    yield iri(name), SCHEMA.inDefinedTermSet, terms
    yield terms, RDF.type, SCHEMA.DefinedTermSet
    yield terms, SCHEMA.name, literal("Topics")


def topic_name(topic: str, scope: Scope) -> str:
    """The name of the topic with the IRI ``topic`` as it is shown."""
    return _readable(scope.name(topic))


def _readable(step: str) -> str:
    """``self-improvement`` as ``Self improvement``, ``ai`` as ``AI``; a name stays as it is."""
    if not step.islower() or " " in step:
        return step
    words = [word.upper() if word in _acronyms() else word for word in step.replace("_", "-").split("-")]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])


@cache
def _acronyms() -> frozenset[str]:
    text = resources.files(__package__).joinpath("data/acronyms.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text)["acronyms"])
