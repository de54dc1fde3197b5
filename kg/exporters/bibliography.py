"""Works as bibliographies: BibTeX, and CSL JSON (https://docs.citationstyles.org/en/stable/specification.html).

CSL JSON is what Zotero, pandoc and citeproc read. BibTeX is written in UTF-8,
with the characters escaped that mean something to TeX.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kg.graph.reader import Reader
from kg.identity.names import person_name
from kg.numbering import Numbering
from kg.terms import Term, lexical
from kg.vocabulary import KG, RDF, SCHEMA

Json = str | int | bool | list["Json"] | dict[str, "Json"]

_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
# BibTeX counts even braces that are escaped.
_TEX |= {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
_TEX |= {one: f"\\{one}" for one in "#$%&_"}
_SPECIAL = re.compile(r"[\\~^#$%&_{}]")
_SUFFIX = re.compile(r" (Jr\.|Sr\.|II|III|IV)$")
_PARTICLE = re.compile(r"(?:[^\W\d_A-Z][\w'’.-]* )+(?=[A-Z])")
_KEY = re.compile(r"[^a-z0-9]+")
_STOP_WORDS = frozenset(
    ["a", "an", "and", "der", "die", "das", "for", "in", "le", "la", "of", "on", "the", "to", "und"]
)
# Class of schema.org: type of BibTeX, type of CSL.
_TYPES = {
    "Book": ("book", "book"),
    "Chapter": ("incollection", "chapter"),
    "Dataset": ("misc", "dataset"),
    "NewsArticle": ("misc", "article-newspaper"),
    "Report": ("techreport", "report"),
    "ScholarlyArticle": ("article", "article-journal"),
    "SoftwareSourceCode": ("misc", "software"),
    "Thesis": ("phdthesis", "thesis"),
    "WebPage": ("misc", "webpage"),
    "BlogPosting": ("misc", "post-weblog"),
    "Legislation": ("misc", "legislation"),
}
_OTHER = ("misc", "document")
# Type of BibTeX: the field that names where the work appeared, and that names who published it.
_CONTAINER = {"article": "journal", "incollection": "booktitle"}
_PUBLISHER = {"phdthesis": "school", "techreport": "institution"}


@dataclass(frozen=True, slots=True)
class Name:
    """Who wrote or published something; a body has no given name.

    ``particle`` are words such as "van der" that belong to the family name and stand before
    it, ``suffix`` is what tells a child from a parent, such as "Jr.".
    """

    family: str
    given: str = ""
    is_person: bool = True
    particle: str = ""
    suffix: str = ""

    @property
    def whole_family(self) -> str:
        """The family name with its particle."""
        return f"{self.particle} {self.family}".strip()


@dataclass(frozen=True, slots=True)
class Work:
    """What a reference says of a work.

    ``kind`` is the name of a schema.org class, ``date`` ISO 8601 of any
    precision, ``truncated`` whether there are more authors than are named.
    """

    key: str
    kind: str
    title: str
    authors: tuple[Name, ...] = ()
    truncated: bool = False
    date: str = ""
    container: str = ""
    publisher: str = ""
    doi: str = ""
    isbn: str = ""
    url: str = ""
    language: str = ""
    note: str = ""


def works(reader: Reader, subjects: Iterable[Term]) -> list[Work]:
    """The works with these IRIs, each under a key of its own."""
    found = [work(reader, subject) for subject in subjects]
    keys = Numbering(mark="-")
    return [replace(one, key=keys.take(one.key)) for one in found]


def work(reader: Reader, subject: Term) -> Work:
    """What the graph says of a work."""
    types = [one.removeprefix(SCHEMA.iri) for one in reader.texts(subject, RDF.type)]
    identifiers = _identifiers(reader, subject)
    title = reader.label(subject)
    authors = tuple(name(reader, one) for one in reader.authors(subject))
    date = reader.text(subject, SCHEMA.datePublished) or reader.text(subject, SCHEMA.dateModified)
    publishers = [
        reader.label(one)
        for predicate in (SCHEMA.publisher, SCHEMA.sourceOrganization)
        for one in reader.iris(subject, predicate)
    ]
    return Work(
        key=citation_key(authors, date, title),
        kind=types[0] if types else "CreativeWork",
        title=title,
        authors=authors,
        truncated=reader.text(subject, KG.authorsTruncated) == "true",
        date=date,
        container=next((reader.label(one) for one in reader.iris(subject, SCHEMA.isPartOf)), ""),
        publisher=next(iter(publishers), ""),
        doi=identifiers.get("doi", ""),
        isbn=identifiers.get("isbn", ""),
        url=next(iter((*reader.texts(subject, SCHEMA.url), *reader.texts(subject, SCHEMA.sameAs))), ""),
        language=reader.text(subject, SCHEMA.inLanguage),
    )


def name(reader: Reader, agent: Term) -> Name:
    """The name of a person, parted as the graph says or as people read it, or of a body, whole."""
    written = reader.label(agent)
    if reader.kind(agent) != "person":
        return Name(written, is_person=False)
    found = _SUFFIX.search(written)
    bare, suffix = (written[: found.start()], found[1]) if found and found.start() else (written, "")
    told = [one for one in reader.texts(agent, SCHEMA.familyName) if f" {bare}".endswith(f" {one}")]
    family = max(told, key=len, default="")
    if not family:
        read = person_name(bare)
        family = read.family if read is not None and bare.endswith(read.family) else bare.rpartition(" ")[2]
    given = bare.removesuffix(family).strip()
    particle = _PARTICLE.match(family)
    if particle is None:
        return Name(family, given, suffix=suffix)
    return Name(family[particle.end() :], given, particle=particle[0].strip(), suffix=suffix)


def citation_key(authors: Iterable[Name], date: str, title: str) -> str:
    """A key such as ``wilkinson2016fair``: first author, year, first telling word of the title."""
    first = next((one.family for one in authors), "")
    words = [word for word in _ascii(title).split() if word not in _STOP_WORDS]
    year = re.match(r"\d{4}", date)
    return "".join((_ascii(first).replace(" ", "")[:24], year[0] if year else "", *words[:1]))[:60] or "work"


def to_bibtex(found: Iterable[Work]) -> str:
    """The works as BibTeX entries, in the order given."""
    return "\n".join(_bibtex(one) for one in found)


def to_csl(found: Iterable[Work]) -> str:
    """The works as CSL JSON, in the order given."""
    return json.dumps([csl(one) for one in found], ensure_ascii=False, indent=2) + "\n"


def csl(one: Work) -> dict[str, Json]:
    """One work as a CSL JSON item."""
    item: dict[str, Json] = {"id": one.key, "type": _TYPES.get(one.kind, _OTHER)[1], "title": one.title}
    if one.authors:
        item["author"] = [_csl_name(who) if who.is_person else {"literal": who.family} for who in one.authors]
    if parts := [int(part) for part in re.findall(r"\d+", one.date.split("T")[0])]:
        item["issued"] = {"date-parts": [list[Json](parts[:3])]}
    others = {
        "container-title": one.container,
        "publisher": one.publisher,
        "DOI": one.doi,
        "ISBN": one.isbn,
        "URL": one.url,
        "language": one.language,
        "note": one.note,
    }
    item.update({key: text for key, text in others.items() if text})
    return item


def _csl_name(who: Name) -> dict[str, Json]:
    parts = {
        "family": who.family,
        "given": who.given,
        "non-dropping-particle": who.particle,
        "suffix": who.suffix,
    }
    return {key: text for key, text in parts.items() if text}


def _bibtex(one: Work) -> str:
    kind = _TYPES.get(one.kind, _OTHER)[0]
    lines = [f"  {key} = {{{value}}}" for key, value in _bibtex_fields(one, kind)]
    return f"@{kind}{{{one.key},\n" + ",\n".join(lines) + "\n}\n"


def _bibtex_fields(one: Work, kind: str) -> Iterator[tuple[str, str]]:
    # Braces within braces: the title keeps its capitals.
    yield "title", f"{{{tex(one.title)}}}"
    authors = [_tex_name(who) for who in one.authors] + (["others"] if one.truncated and one.authors else [])
    if authors:
        yield "author", " and ".join(authors)
    if match := re.match(r"(\d{4})(?:-(\d\d))?", one.date):
        yield "year", match[1]
        if match[2]:
            yield "month", str(int(match[2]))
    if one.container:
        yield _CONTAINER.get(kind, "howpublished"), tex(one.container)
    if one.publisher:
        yield _PUBLISHER.get(kind, "publisher"), tex(one.publisher)
    for key, text in (("isbn", one.isbn), ("language", one.language), ("note", one.note)):
        if text:
            yield key, tex(text)
    # What is followed, not set: only what would end the field is escaped.
    for key, text in (("doi", one.doi), ("url", one.url)):
        if text:
            yield key, text.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def tex(text: str) -> str:
    """The text with the characters escaped that mean something to TeX, on one line."""
    return _SPECIAL.sub(lambda match: _TEX[match[0]], " ".join(text.split()))


def _tex_name(who: Name) -> str:
    if not (who.is_person and who.given):
        return f"{{{tex(who.family)}}}"
    return ", ".join(map(tex, filter(None, (who.whole_family, who.suffix, who.given))))


def _identifiers(reader: Reader, subject: Term) -> Mapping[str, str]:
    nodes = reader.iris(subject, SCHEMA.identifier)
    return {reader.text(one, SCHEMA.propertyID): reader.text(one, SCHEMA.value) for one in nodes}


def _ascii(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _KEY.sub(" ", bare).strip()


def sources(reader: Reader) -> list[Term]:
    """The sources of a graph, sorted by IRI."""
    return sorted((node.subject for node in reader.nodes.values() if node.kind == "source"), key=lexical)
