"""Records of the nodes of a graph."""

from __future__ import annotations

from kg.graph.reader import Reader
from kg.mcp.records import Claim, ClaimLine, Document, Named, Source
from kg.terms import Term, lexical
from kg.vocabulary import KG, PROV, RDF, SCHEMA


def kind(reader: Reader, me: Term) -> str:
    """The kind of a node, where whatever is cited or rested on is a source; empty for none of the graph."""
    found = reader.kind(me)
    if found == "other" and (
        reader.leading_to(me, SCHEMA.citation) or reader.leading_to(me, SCHEMA.isBasedOn)
    ):
        return "source"
    return found


def source(reader: Reader, me: Term) -> Source:
    """What the graph says of a source."""
    types = [one.removeprefix(SCHEMA.iri) for one in reader.texts(me, RDF.type)]
    publishers = (*reader.iris(me, SCHEMA.publisher), *reader.iris(me, SCHEMA.sourceOrganization))
    return Source(
        iri=lexical(me),
        title=reader.label(me),
        type=next(iter(types), ""),
        authors=[reader.label(one) for one in reader.authors(me)],
        more_authors=reader.text(me, KG.authorsTruncated) == "true",
        date=reader.text(me, SCHEMA.datePublished),
        container=next((reader.label(one) for one in reader.iris(me, SCHEMA.isPartOf)), ""),
        publisher=next(map(reader.label, publishers), ""),
        url=reader.text(me, SCHEMA.url),
        identifiers=[
            f"{reader.text(one, SCHEMA.propertyID)}:{reader.text(one, SCHEMA.value)}"
            for one in reader.iris(me, SCHEMA.identifier)
        ],
        claimed_identifiers=reader.texts(me, KG.claimedIdentifier),
        same_as=reader.texts(me, SCHEMA.sameAs),
    )


def claim(reader: Reader, me: Term) -> Claim:
    """What the graph says of a claim, with all that it rests on."""
    home = next(iter(reader.iris(me, SCHEMA.appearance)), "")
    return Claim(
        iri=lexical(me),
        text=reader.text(me, SCHEMA.text),
        confidence=_confidence(reader, me),
        disputed=_is_disputed(reader, me),
        language=reader.text(me, SCHEMA.inLanguage),
        locator=reader.text(me, KG.locator),
        credit=reader.text(me, SCHEMA.creditText),
        last_verified=reader.text(me, KG.lastVerified),
        document=_named(reader, home) if home else Named(iri="", name=""),
        evidence=[source(reader, one) for one in reader.iris(me, SCHEMA.isBasedOn)],
    )


def document(reader: Reader, me: Term) -> Document:
    """What the graph says of a document: its claims in order of their IRIs, and what it cites."""
    claims = [one for one in reader.iris(me, SCHEMA.hasPart) if reader.kind(one) == "claim"]
    page = next(iter(reader.iris(me, SCHEMA.mainEntityOfPage)), "")
    made_with = {
        reader.label(model)
        for activity in reader.iris(me, PROV.wasGeneratedBy)
        for model in reader.iris(activity, PROV.wasAssociatedWith)
    }
    related = {*reader.iris(me, KG.relatedDocument), *reader.iris(me, SCHEMA.mentions)} - {me}
    return Document(
        iri=lexical(me),
        title=reader.label(me),
        abstract=reader.text(me, SCHEMA.abstract),
        language=reader.text(me, SCHEMA.inLanguage),
        created=reader.text(me, SCHEMA.dateCreated),
        modified=reader.text(me, SCHEMA.dateModified),
        last_verified=reader.text(page, SCHEMA.lastReviewed) if page else "",
        confidence=_confidence(reader, me),
        completeness=reader.text(me, KG.completeness),
        made_with=sorted(made_with),
        known_gaps=reader.texts(me, KG.knownGap),
        topics=sorted({reader.label(one) for one in reader.iris(me, SCHEMA.about)}),
        related=[_named(reader, one) for one in sorted(related) if reader.kind(one) == "document"],
        claims=[
            ClaimLine(
                iri=lexical(one),
                text=reader.text(one, SCHEMA.text),
                confidence=_confidence(reader, one),
                disputed=_is_disputed(reader, one),
                sources=[reader.label(each) for each in reader.iris(one, SCHEMA.isBasedOn)],
            )
            for one in claims
        ],
        sources=[_named(reader, one) for one in reader.iris(me, SCHEMA.citation)],
    )


def _named(reader: Reader, me: Term) -> Named:
    return Named(iri=lexical(me), name=reader.label(me))


def _confidence(reader: Reader, me: Term) -> str:
    return reader.text(me, KG.confidence).rpartition("#")[2]


def _is_disputed(reader: Reader, me: Term) -> bool:
    return KG.disputed in reader.values(me, KG.status)
