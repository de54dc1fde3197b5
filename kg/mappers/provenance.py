"""How a document's text was made (PROV-O, https://www.w3.org/TR/prov-o/)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources

from kg.documents.records import Document
from kg.identity.tables import is_nothing
from kg.identity.text import normalise
from kg.identity.topics import software_iri
from kg.mappers.scope import Scope
from kg.terms import Triple, iri, literal
from kg.vocabulary import KG, PROV, RDF, SCHEMA

_DIGITAL_SOURCE_TYPE = {
    "trained": SCHEMA.TrainedAlgorithmicMediaDigitalSource,
    "composite": SCHEMA.CompositeWithTrainedAlgorithmicMediaDigitalSource,
}


def triples(document: Document, scope: Scope) -> Iterator[Triple]:
    """The activity that made the text, the models that took part, and what kind of text that gives."""
    method = document.generation_method
    models = [model for model in document.ai_models if not is_nothing(model)]
    if not method and not models:
        return
    me, activity = iri(scope.iri), iri(f"{scope.iri}#generation")
    yield me, PROV.wasGeneratedBy, activity
    yield activity, RDF.type, PROV.Activity
    if method:
        yield activity, KG.generationMethod, literal(method)
        making = _methods().get(normalise(method).replace(" ", "_"))
        if making is None:
            scope.report(
                "KG106",
                f"generation_method {method!r} is not one that is known",
                ("generation_method",),
                hint="write human_only, ai_assisted, ai_structured or ai_generated",
            )
        elif making in _DIGITAL_SOURCE_TYPE:
            yield me, SCHEMA.digitalSourceType, _DIGITAL_SOURCE_TYPE[making]
    for model in models:
        name = software_iri(scope.base, model)
        yield activity, PROV.wasAssociatedWith, iri(name)
        yield iri(name), RDF.type, SCHEMA.SoftwareApplication
        yield iri(name), RDF.type, PROV.SoftwareAgent
        yield iri(name), SCHEMA.name, literal(scope.name(name))


@cache
def _methods() -> dict[str, str]:
    text = resources.files(__package__).joinpath("data/generation_methods.toml").read_text("utf-8")
    methods: dict[str, str] = tomllib.loads(text)["methods"]
    return methods
