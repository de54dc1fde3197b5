"""The claims of a graph as a table: one row a claim, with the document that makes it and its source."""

from __future__ import annotations

from dataclasses import dataclass

from kg.graph.reader import Reader
from kg.outlets import for_markdown, for_markdown_link
from kg.terms import Term, lexical
from kg.vocabulary import KG, SCHEMA


@dataclass(frozen=True, slots=True)
class FactRow:
    """One claim; every value is text, and empty where nothing is known. ``disputed`` is yes or empty."""

    claim: str
    text: str
    confidence: str
    disputed: str
    language: str
    document: str
    document_title: str
    source: str
    source_title: str
    source_doi: str
    source_url: str
    locator: str
    last_verified: str


def fact_rows(reader: Reader) -> list[FactRow]:
    """Every claim, sorted by IRI; of several sources of one claim, the first."""
    claims = sorted((node.subject for node in reader.nodes.values() if node.kind == "claim"), key=lexical)
    return [_row(reader, claim) for claim in claims]


def markdown_table(reader: Reader) -> str:
    """The claims as a table in GitHub's Markdown."""
    lines = ["| Claim | Confidence | Document | Source |", "|---|---|---|---|"]
    for row in fact_rows(reader):
        document = _link(row.document_title, row.claim)
        address = f"https://doi.org/{row.source_doi}" if row.source_doi else row.source_url
        source = _link(row.source_title, address)
        locator = f", {for_markdown(row.locator)}" if row.locator and source else ""
        sure = "disputed" if row.disputed else row.confidence
        lines.append(f"| {for_markdown(row.text)} | {sure} | {document} | {source}{locator} |")
    return "\n".join(lines) + "\n"


def _row(reader: Reader, me: Term) -> FactRow:
    document = next(iter(reader.iris(me, SCHEMA.appearance)), "")
    source = next(iter(reader.iris(me, SCHEMA.isBasedOn)), "")
    identifiers = {
        reader.text(one, SCHEMA.propertyID): reader.text(one, SCHEMA.value)
        for one in reader.iris(source, SCHEMA.identifier)
    }
    addresses = (*reader.texts(source, SCHEMA.url), *reader.texts(source, SCHEMA.sameAs))
    return FactRow(
        claim=lexical(me),
        text=reader.text(me, SCHEMA.text),
        confidence=reader.text(me, KG.confidence).rpartition("#")[2],
        disputed="yes" if KG.disputed in reader.values(me, KG.status) else "",
        language=reader.text(me, SCHEMA.inLanguage),
        document=lexical(document) if document else "",
        document_title=reader.label(document) if document else "",
        source=lexical(source) if source else "",
        source_title=reader.label(source) if source else "",
        source_doi=identifiers.get("doi", ""),
        source_url=next(iter(addresses), ""),
        locator=reader.text(me, KG.locator),
        last_verified=reader.text(me, KG.lastVerified),
    )


def _link(text: str, address: str) -> str:
    target = for_markdown_link(address)
    return f"[{for_markdown(text)}]({target})" if text and target else for_markdown(text)
