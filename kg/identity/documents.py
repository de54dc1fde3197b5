"""Names for documents and what hangs on them: by path, never by id."""

from __future__ import annotations

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Protocol

from kg.diagnostics import Diagnostic, Location, diagnostic
from kg.documents.findings import Placed
from kg.documents.places import FieldPath
from kg.documents.records import Document, Fact
from kg.identity.text import iri_fragment, iri_path

_ROOMS = frozenset({"document", "organization", "person", "software", "source", "topic", "venue", "thing"})
"""First segments of IRIs that other things are named under."""

_LANGUAGE = re.compile(r"(?<=.)\.[a-z]{2}(?:-[A-Za-z]{2,4})?$")
_FRAGMENTS = re.compile(r"graph|page|generation|dispute-\d+|author-.*|field/.*|~.*", re.DOTALL)
"""Fragments of a document that are not facts; a page of it may use those with a tilde for its own parts."""


class Named(Protocol):
    """What names a document."""

    @property
    def name(self) -> str:
        """The path that its IRI is made of."""

    @property
    def slug(self) -> str:
        """What stands for the last step of the path, if anything does."""

    @property
    def file(self) -> str:
        """Where it is."""


class Identified(Protocol):
    """A document as far as its id goes."""

    @property
    def id(self) -> str:
        """The id that its front matter gives."""

    @property
    def file(self) -> str:
        """Where it is."""


def document_iris(documents: Sequence[Named], base: str) -> tuple[list[str], list[Diagnostic]]:
    """The IRI of each document, in the same order, and the findings about shared ones."""
    taken: dict[str, Named] = {}
    numbers: Counter[str] = Counter()
    iris: list[str] = []
    found: list[Diagnostic] = []
    for document in documents:
        name = _name(document)
        unique = name
        ending = posixpath.splitext(document.file)[1].lower()
        if unique in taken and ending:
            unique = f"{name}{iri_path(ending)}"
        while unique in taken:
            # On from the number that the last one got, for all before are taken.
            numbers[name] = max(numbers[name], 1) + 1
            unique = f"{name}-{numbers[name]}"
        if unique != name:
            other = taken[name]
            found.append(
                diagnostic(
                    "KG204",
                    f"{other.file} has the same IRI; this document becomes {unique}",
                    Location(document.file),
                    hint="rename one of the files, or give one a slug of its own",
                    related=[Location(other.file)],
                )
            )
        taken[unique] = document
        iris.append(base + unique)
    return iris, found


def _name(document: Named) -> str:
    segments = _steps(document.name)
    if own := _steps(document.slug.replace("\\", "/")):
        # index.es.md has the slug of index.md, whose translation it is.
        language = _LANGUAGE.search(segments[-1]) if segments else None
        segments[-1:] = [own[-1] + (language[0] if language else "")]
    path = iri_path("/".join(segments) or "document")
    return f"document/{path}" if path.split("/", 1)[0] in _ROOMS else path


def _steps(path: str) -> list[str]:
    return [step for part in path.split("/") if (step := part.strip()) not in {"", ".", ".."}]


def fact_fragments(document: Document) -> tuple[dict[FieldPath, str], list[Diagnostic]]:
    """The fragment of each fact by its path, and the findings about repeated ids.

    An id is the fragment, unless something else of the document bears it or
    an earlier fact has it; a fact without id is named by its position.
    """
    first: dict[str, Fact] = {}
    taken: set[str] = set()
    numbers: Counter[str] = Counter()
    fragments: dict[FieldPath, str] = {}
    found: list[Diagnostic] = []
    facts = list(enumerate(document.atomic_facts, start=1))
    for position, fact in sorted(facts, key=lambda one: not one[1].id):
        fragment = iri_fragment(fact.id) if fact.id else f"fact-{position}"
        if fact.id and fact.id in first:
            found.append(_repeated_fact(document, first[fact.id], fact))
        first.setdefault(fact.id, fact)
        unique = fragment
        is_reserved = _FRAGMENTS.fullmatch(fragment) is not None
        while unique in taken or (is_reserved and unique == fragment):
            # On from the number that the last one got, for all before are taken.
            numbers[fragment] = max(numbers[fragment], 1) + 1
            number = numbers[fragment]
            # Before the id, where a reserved beginning would stay reserved.
            unique = f"{number}~{fragment}" if is_reserved else f"{fragment}~{number}"
        taken.add(unique)
        fragments[fact.path] = unique
    return fragments, found


def _repeated_fact(document: Document, first: Fact, second: Fact) -> Diagnostic:
    places = [document.location((*fact.path, "id")) for fact in (first, second)]
    return diagnostic(
        "KG202",
        f"fact id {second.id!r} stands twice in this document (first on line {places[0].line}); "
        "both are kept",
        places[1],
        hint="give one of the two facts another id",
        related=places[:1],
    )


def repeated_document_ids(documents: Iterable[Identified]) -> list[Placed]:
    """A finding for each document whose id an earlier one has."""
    by_id: dict[str, list[Identified]] = defaultdict(list)
    for document in documents:
        if document.id:
            by_id[document.id].append(document)
    return [
        Placed(
            "KG201",
            f"id {identifier!r} is also the id of {first.file}; both documents are kept",
            ((one.file, ("id",)), (first.file, ("id",))),
            hint="give one of the two documents another id",
        )
        for identifier, (first, *others) in by_id.items()
        for one in others
    ]
