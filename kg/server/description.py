"""The description of the service in its own terms (https://www.w3.org/TR/sparql11-service-description/)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.server.answers import Bounded, write_triples
from kg.server.media import Format
from kg.terms import iri, literal, typed
from kg.vocabulary import PREFIXES, XSD

if TYPE_CHECKING:
    from kg.server.service import Service

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_GRAPHS = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")
_MOST = 100_000


def described(service: Service, endpoint: str, format: Format) -> bytes:
    """The description as triples in a format; ``endpoint`` is where queries are sent."""
    import pyoxigraph

    target = Bounded(_MOST)
    text = _turtle(service, iri(endpoint))
    write_triples(
        (quad.triple for quad in pyoxigraph.parse(text, pyoxigraph.RdfFormat.TURTLE)), format, target
    )
    return target.getvalue()


def _turtle(service: Service, endpoint: str) -> str:
    build = service.served
    languages = ["sd:SPARQL11Query"]
    # The default graph holds what all named graphs do, until somebody changes one of them.
    features = ["sd:EmptyGraphs", "sd:UnionDefaultGraph"]
    if service.token:
        languages.append("sd:SPARQL11Update")
        features.remove("sd:UnionDefaultGraph")
    formats = ", ".join(f"<{_FORMATS}{one}>" for one in (*_RESULTS, *_GRAPHS))
    triples = typed(str(build.triples), XSD.integer)
    return f"""
        @prefix sd: <{_SD}> .
        @prefix void: <{PREFIXES["void"]}> .
        @prefix dcterms: <{PREFIXES["dcterms"]}> .
        <{endpoint[1:-1]}#service> a sd:Service ;
          sd:endpoint {endpoint} ;
          sd:supportedLanguage {", ".join(languages)} ;
          sd:feature {", ".join(features)} ;
          sd:resultFormat {formats} ;
          sd:defaultDataset <{endpoint[1:-1]}#dataset> .
        <{endpoint[1:-1]}#dataset> a sd:Dataset ;
          dcterms:title {literal(build.title)} ;
          sd:defaultGraph <{endpoint[1:-1]}#graph> .
        <{endpoint[1:-1]}#graph> a sd:Graph ; void:triples {triples} .
    """
