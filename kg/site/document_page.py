"""The view of a document: its text, its claims with their evidence, and what it admits."""

from __future__ import annotations

import posixpath
from urllib.parse import quote

from kg.graph.reader import Reader
from kg.identity.links import document_at
from kg.identity.tables import is_nothing
from kg.identity.topics import topic_iri, topic_path
from kg.site import words
from kg.site.markdown import Rendered, has_scheme, is_web, render
from kg.site.outward import outward
from kg.site.picture import picture
from kg.site.related import related
from kg.site.site import LISTS, Site
from kg.site.views import Claim, DocumentView, Link, Reference, Row
from kg.terms import Term, iri, lexical
from kg.vocabulary import KG, PROV, SCHEMA, SKOS

_METHODS = {
    "ai_assisted": "Written by people with the help of models",
    "ai_generated": "Written by a model",
    "ai_structured": "Written by people, put into form by a model",
    "human_only": "Written by people",
}
_NO_CONFLICT = frozenset({"none", "none_declared", "none declared"})


def document_view(site: Site, me: Term, root: str) -> DocumentView:
    """The page of the document ``me``, whose way to the top of the site is ``root``."""
    reader = site.reader
    claims = [_claim(site, one, number, root) for number, one in enumerate(site.claims_of(me), start=1)]
    facts = set(site.claims_of(me))
    disputed = [one for one in reader.iris(me, SCHEMA.hasPart) if one not in facts]
    language = reader.text(me, SCHEMA.inLanguage) or "en"
    topics = reader.iris(me, SCHEMA.about)
    completeness = reader.text(me, KG.completeness)
    return DocumentView(
        title=reader.label(me),
        kind=words.kind_name(site.class_of(me)),
        language=language,
        direction=words.direction(language),
        topics=site.links(topics, root),
        trail=_trail(site, me, root),
        authors=site.links(reader.iris(me, SCHEMA.author), root),
        dates=_dates(reader, me),
        status=reader.text(me, SCHEMA.creativeWorkStatus),
        confidence=confidence(reader, me),
        completeness=round(float(completeness) * 100) if completeness else None,
        words=int(reader.text(me, SCHEMA.wordCount) or 0),
        body=_body(site, me, root),
        claims=claims,
        disputes=[_claim(site, one, number, root) for number, one in enumerate(disputed, start=1)],
        gaps=reader.texts(me, KG.knownGap),
        references=_references(site, me, root),
        provenance=_provenance(site, me, root),
        related=related(site, me, root),
        picture=picture(site, me, root),
        downloads=downloads(site, me, root, with_markdown=True),
    )


def confidence(reader: Reader, subject: Term) -> str:
    """``high``, ``medium``, ``low``, or empty where nothing is said."""
    return reader.text(subject, KG.confidence).rpartition("#")[2]


def downloads(site: Site, subject: Term, root: str, *, with_markdown: bool = False) -> list[Link]:
    """The files beside a page."""
    stem = f"{root}{quote(site.addresses.stem(subject))}"
    found = [Link("Turtle", f"{stem}.ttl"), Link("JSON-LD", f"{stem}.jsonld")]
    return [*found, Link("Markdown", f"{stem}.md")] if with_markdown else found


def _trail(site: Site, me: Term, root: str) -> list[Link]:
    home = Link(site.title, f"{root}index.html")
    category = site.records[me].category
    steps = [] if is_nothing(category) else topic_path(category)
    topics = [iri(topic_iri(site.base, "/".join(steps[:depth]))) for depth in range(1, len(steps) + 1)]
    way = site.links((one for one in topics if one in site.addresses), root)
    return [home, *(way or [Link("Documents", f"{root}{LISTS['document'][0]}")])]


def _dates(reader: Reader, me: Term) -> list[tuple[str, str]]:
    page = next(iter(reader.iris(me, SCHEMA.mainEntityOfPage)), me)
    created, changed = reader.text(me, SCHEMA.dateCreated), reader.text(me, SCHEMA.dateModified)
    found = [("Written", created)] if created else []
    if changed and changed != created:
        found.append(("Updated", changed))
    if verified := reader.text(page, SCHEMA.lastReviewed):
        found.append(("Verified", verified))
    return found


def _body(site: Site, me: Term, root: str) -> Rendered:
    record = site.records[me]

    def resolve(target: str) -> str:
        target = target.strip()
        if target.startswith("#") or is_web(target):
            return target
        if target.startswith("//"):
            return f"https:{target}"
        if has_scheme(target):
            return ""
        path, _, fragment = target.partition("#")
        found = document_at(path, record.name, site.identity.directory) if path else ""
        return site.addresses.link(iri(found), root, fragment) if found else ""

    abstract = site.reader.text(me, SCHEMA.abstract)
    return render(record.body.text, title=record.title, abstract=abstract, resolve=resolve)


def _claim(site: Site, me: Term, number: int, root: str) -> Claim:
    reader = site.reader
    evidence = reader.iris(me, SCHEMA.isBasedOn)
    source = site.link(evidence[0], root) if evidence else None
    credit = reader.text(me, SCHEMA.creditText)
    return Claim(
        id=lexical(me).partition("#")[2],
        number=number,
        text=reader.text(me, SCHEMA.text),
        label=reader.text(me, SCHEMA.identifier),
        confidence=confidence(reader, me),
        source=source,
        credit="" if source and credit == source.text else credit,
        locator=reader.text(me, KG.locator),
        verified=words.date_name(reader.text(me, KG.lastVerified)),
        notes=tuple(reader.texts(me, SKOS.note)),
    )


def _references(site: Site, me: Term, root: str) -> list[Reference]:
    reader = site.reader
    primary = set(reader.iris(me, PROV.hadPrimarySource))
    numbers: dict[Term, list[int]] = {}
    for number, claim in enumerate(site.claims_of(me), start=1):
        for source in reader.iris(claim, SCHEMA.isBasedOn):
            numbers.setdefault(source, []).append(number)
    cited = reader.iris(me, SCHEMA.citation)
    cited.sort(key=lambda one: (one not in primary, numbers.get(one, [10_000])[0], reader.label(one)))
    return [
        Reference(
            link=site.link(one, root),
            authors=authors(site, one),
            year=reader.text(one, SCHEMA.datePublished)[:4],
            where=where(site, one),
            kind=words.kind_name(site.class_of(one)),
            outward=outward(site, one),
            is_primary=one in primary,
            claims=tuple(numbers.get(one, ())),
        )
        for one in cited
    ]


def authors(site: Site, source: Term) -> str:
    """The authors of a source in one line."""
    found = site.bylines.get(source)
    if found is None:
        named = [site.name(one) for one in site.reader.authors(source)]
        is_cut = site.reader.text(source, KG.authorsTruncated) == "true"
        found = site.bylines[source] = words.listed(named, 3, more=is_cut and bool(named))
    return found


def where(site: Site, source: Term) -> str:
    """Where a source appeared, and who published it."""
    predicates = (SCHEMA.isPartOf, SCHEMA.publisher, SCHEMA.sourceOrganization)
    named = [site.name(one) for each in predicates for one in site.reader.iris(source, each)]
    return ", ".join(dict.fromkeys(named))


def _provenance(site: Site, me: Term, root: str) -> list[Row]:
    reader = site.reader
    page = next(iter(reader.iris(me, SCHEMA.mainEntityOfPage)), me)
    rows: list[Row] = []
    for activity in reader.iris(me, PROV.wasGeneratedBy):
        method = reader.text(activity, KG.generationMethod)
        if method:
            rows.append(Row("How it was written", [Link(_METHODS.get(method, method))]))
        models = site.links(reader.iris(activity, PROV.wasAssociatedWith), root)
        rows.append(Row("Models", models))
    for title, subject, predicate in (
        ("Author", me, SCHEMA.author),
        ("Editor", me, SCHEMA.editor),
        ("Contributor", me, SCHEMA.contributor),
        ("Verified by", page, SCHEMA.reviewedBy),
        ("Publisher", me, SCHEMA.publisher),
        ("Translations", me, SCHEMA.workTranslation),
    ):
        rows.append(Row(title, site.links(reader.iris(subject, predicate), root)))
    interests = reader.text(me, KG.conflictOfInterest)
    rows.append(
        Row("Interests", [Link("None declared" if interests.lower() in _NO_CONFLICT else interests)])
        if interests
        else Row("Interests", [])
    )
    for title, predicate in (
        ("Why that sure", KG.confidenceRationale),
        ("Data from", SCHEMA.temporalCoverage),
        ("Editorial decisions", KG.editorialDecision),
        ("Cited by AI systems", KG.aiCitation),
    ):
        rows.append(Row(title, [Link(text) for text in reader.texts(me, predicate)]))
    licences = reader.texts(me, SCHEMA.license)
    rows.append(Row("Licence", [Link(_licence(one), one if is_web(one) else "") for one in licences]))
    rows.append(Row("Identifier", [Link(lexical(me))]))
    rows.append(Row("Made from", [Link(posixpath.basename(site.records[me].file))]))
    return [row for row in rows if row.values]


def _licence(text: str) -> str:
    parts = text.split("creativecommons.org/licenses/")
    return f"CC {parts[1].strip('/').replace('/', ' ').upper()}" if len(parts) == 2 else text
