"""The same job as a careful engineer would write it: PyYAML, rdflib and pySHACL, nothing of ours.

    python bench/plain.py CORPUS OUTPUT [--shapes shapes]

Sources are joined where they share a DOI or URL, people by name: no titles are
compared, nothing is reported, no line is named. It is what the figures of
``bench/compare.py`` are set against.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from urllib.parse import quote

import yaml
from rdflib import RDF, Graph, Literal, Namespace, URIRef

SCHEMA = Namespace("https://schema.org/")
BASE = "https://example.org/"


def named(kind: str, text: str) -> URIRef:
    """A node for a name."""
    return URIRef(f"{BASE}{kind}/{quote(re.sub(r'[^a-z0-9]+', '-', text.lower()).strip('-'))}")


def add_source(graph: Graph, source: dict[str, object], document: URIRef) -> None:
    """The triples of one source."""
    key = str(source.get("doi") or source.get("url") or source.get("title"))
    node = named("source", key)
    graph.add((document, SCHEMA.citation, node))
    graph.add((node, RDF.type, SCHEMA.CreativeWork))
    graph.add((node, SCHEMA.name, Literal(str(source.get("title")))))
    for field, term in (("year", SCHEMA.datePublished), ("url", SCHEMA.url), ("doi", SCHEMA.identifier)):
        if source.get(field):
            graph.add((node, term, Literal(str(source[field]))))
    for name in source.get("authors") or ():
        text = str(name)
        if text.lower().rstrip(".") in {"et al", "multiple"}:
            continue
        shown = " ".join(part.strip() for part in reversed(text.split(",", 1)))
        person = named("person", shown)
        graph.add((node, SCHEMA.author, person))
        graph.add((person, RDF.type, SCHEMA.Person))
        graph.add((person, SCHEMA.name, Literal(shown)))
    if source.get("institution"):
        body = named("organization", str(source["institution"]))
        graph.add((node, SCHEMA.publisher, body))
        graph.add((body, RDF.type, SCHEMA.Organization))
        graph.add((body, SCHEMA.name, Literal(str(source["institution"]))))


def add_document(graph: Graph, name: str, held: dict[str, object]) -> None:
    """The triples of one document."""
    document = URIRef(BASE + quote(name))
    graph.add((document, RDF.type, SCHEMA.Article))
    for field, term in (
        *(("title", SCHEMA.headline), ("language", SCHEMA.inLanguage)),
        *(("created_date", SCHEMA.dateCreated), ("updated", SCHEMA.dateModified)),
    ):
        if held.get(field):
            graph.add((document, term, Literal(str(held[field]))))
    for index, fact in enumerate(held.get("atomic_facts") or ()):
        claim = URIRef(f"{document}#{fact.get('id', index)}")
        graph.add((document, SCHEMA.hasPart, claim))
        graph.add((claim, RDF.type, SCHEMA.Claim))
        graph.add((claim, SCHEMA.text, Literal(str(fact.get("statement")))))
        key = fact.get("source_doi") or fact.get("source_url")
        if key:
            graph.add((claim, SCHEMA.isBasedOn, named("source", str(key))))
    for field in ("primary_sources", "secondary_sources"):
        for source in held.get(field) or ():
            add_source(graph, source, document)


def main() -> None:
    """Build, validate and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--shapes", type=Path)
    options = parser.parse_args()
    graph = Graph()
    graph.bind("schema", SCHEMA)
    for path in sorted(options.corpus.rglob("*.md")):
        front = path.read_text(encoding="utf-8").split("\n---", 1)[0].removeprefix("---\n")
        try:
            held = yaml.load(front, yaml.CSafeLoader)
        except yaml.YAMLError as error:
            print(f"{path}: {error}", file=sys.stderr)
            continue
        if isinstance(held, dict):
            add_document(graph, str(path.relative_to(options.corpus).with_suffix("")), held)
    options.output.mkdir(parents=True, exist_ok=True)
    graph.serialize(options.output / "graph.ttl", format="turtle")
    graph.serialize(options.output / "graph.nt", format="nt")
    graph.serialize(options.output / "graph.jsonld", format="json-ld")
    if options.shapes:
        import pyshacl

        shapes = Graph()
        for path in sorted(options.shapes.rglob("*.ttl")):
            shapes.parse(path)
        pyshacl.validate(graph, shacl_graph=shapes)
    print(f"{len(graph)} triples")


if __name__ == "__main__":
    main()
