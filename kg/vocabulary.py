"""The closed vocabulary: every RDF term that the mappers may use.

A term is an attribute of its namespace and gives the N-Triples form of its
IRI: ``SCHEMA.headline`` is ``"<https://schema.org/headline>"``. A term that is
not declared here fails with AttributeError where a module is imported, not in
somebody's browser; the tests hold ``SCHEMA`` against schema.org itself and
``KG`` against ``data/kg.ttl``.
"""

from __future__ import annotations


class Namespace:
    """A closed set of terms that share the beginning of their IRI."""

    def __init__(self, prefix: str, iri: str, terms: str) -> None:
        self.prefix = prefix
        self.iri = iri
        self.terms = frozenset(terms.split())
        self.__dict__.update({term: f"<{iri}{term}>" for term in self.terms})

    def __getitem__(self, term: str) -> str:
        """The term of a name that Python keeps for itself, such as ``class``."""
        return str(getattr(self, term))

    def __getattr__(self, term: str) -> str:
        raise AttributeError(f"{self.prefix}:{term} is not declared in kg/vocabulary.py")


RDF = Namespace("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type Seq langString")
RDFS = Namespace("rdfs", "http://www.w3.org/2000/01/rdf-schema#", "label comment isDefinedBy")
XSD = Namespace(
    "xsd",
    "http://www.w3.org/2001/XMLSchema#",
    "anyURI boolean date dateTime decimal gYear gYearMonth integer string",
)
SKOS = Namespace("skos", "http://www.w3.org/2004/02/skos/core#", "Concept broader inScheme note")
PROV = Namespace(
    "prov",
    "http://www.w3.org/ns/prov#",
    "Activity SoftwareAgent hadPrimarySource wasAssociatedWith wasDerivedFrom wasGeneratedBy",
)
SCHEMA = Namespace(
    "schema",
    "https://schema.org/",
    """
    Book BreadcrumbList Claim CreativeWork CreativeWorkSeries DataDownload Dataset DefinedTerm
    DefinedTermSet ListItem Organization Periodical Person PropertyValue SoftwareApplication Thing
    WebPage WebSite

    CompositeWithTrainedAlgorithmicMediaDigitalSource TrainedAlgorithmicMediaDigitalSource

    about abstract additionalType affiliation alternateName alternativeHeadline appearance
    articleSection author breadcrumb citation contentUrl contributor creativeWorkStatus creator
    creditText dateCreated dateModified datePublished description digitalSourceType distribution
    editor email encodingFormat expires familyName hasPart headline identifier image inDefinedTermSet
    inLanguage isBasedOn isPartOf isbn item
    itemListElement jobTitle lastReviewed license logo mainEntity mainEntityOfPage mentions name
    position propertyID publisher relatedLink reviewedBy sameAs sourceOrganization temporalCoverage
    termCode text translationOfWork translator url value version wordCount workTranslation
    """,
)
KG = Namespace(
    "kg",
    "https://w3id.org/claimgraph/terms#",
    """
    Citation

    aiCitation authorSequence authorsTruncated chapter claimedIdentifier completeness confidence
    confidenceRationale conflictOfInterest dataPeriod derivedFromHumanSeed describes disputed
    editorialDecision generationMethod high isLiveDocument knownGap lastVerified locator low medium
    relatedDocument status unmappedField
    """,
)

# Terms that describe a graph from outside; no graph holds them.
DCAT = Namespace(
    "dcat",
    "http://www.w3.org/ns/dcat#",
    "Dataset Distribution distribution downloadURL landingPage mediaType",
)
DCTERMS = Namespace("dcterms", "http://purl.org/dc/terms/", "description license modified publisher title")
VOID = Namespace(
    "void",
    "http://rdfs.org/ns/void#",
    """
    Dataset class classPartition classes dataDump distinctObjects distinctSubjects documents entities
    properties property propertyPartition triples uriSpace vocabulary
    """,
)

NAMESPACES = (DCAT, DCTERMS, KG, PROV, RDF, RDFS, SCHEMA, SKOS, VOID, XSD)
"""Every namespace, sorted by prefix."""

PREFIXES = {namespace.prefix: namespace.iri for namespace in NAMESPACES}
"""Prefix to namespace IRI, for Turtle, JSON-LD and SPARQL."""
