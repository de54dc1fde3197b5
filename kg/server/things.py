"""What the graph says of an IRI, as a page and as data; and where each is (Cool URIs, 303).

A document is information, and is given itself. What else an IRI names, a
person or a topic, cannot be sent: the answer is 303 with the address of what
the graph says of it (https://www.w3.org/TR/cooluris/). Each form has an
address of its own: the IRI with ``.html``, ``.ttl``, ``.jsonld`` or ``.nt``.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kg.errors import NotFoundError
from kg.exporters.jsonld import JsonLdWriter
from kg.exporters.turtle import TurtleWriter
from kg.graph.kinds import Node, nodes
from kg.server.answers import Answer, FormatError
from kg.server.media import HTML, PAGES, Format, chosen, named
from kg.terms import Term, Triple, iri, is_iri, to_ntriples
from kg.vocabulary import RDF, SCHEMA

if TYPE_CHECKING:
    from kg.graph.store import Store
    from kg.server.thing_page import ThingPages

_SAID_OF_OTHERS = frozenset({RDF.type, SCHEMA.name, SCHEMA.headline})
_MOST_LEADING = 500


class Thing:
    """What the graph says of one node: ``own`` are its triples and those of its parts.

    A part hangs on it by a fragment (``#``). ``graph`` is the name of its named
    graph, empty for what is no document. ``leading`` are triples that lead to it.
    """

    def __init__(self, store: Store, me: str) -> None:
        self._store = store
        self.me = me
        self.own: dict[Term, Node] = nodes(store.triples_of(me))
        parts = f"<{me}#"
        for triple in tuple(self._said()):
            if triple[2].startswith(parts):
                self.own |= nodes(store.triples_of(triple[2][1:-1]))
        self.leading: list[Triple] = store.triples_to(me, _MOST_LEADING)

    def __bool__(self) -> bool:
        return bool(self.own or self.leading)

    @property
    def is_document(self) -> bool:
        """Whether it is a document: one that has a page in the graph."""
        node = self.own.get(iri(self.me))
        return node is not None and node.kind == "document"

    def _said(self) -> Iterator[Triple]:
        for node in self.own.values():
            yield from node.triples

    @cached_property
    def others(self) -> dict[Term, Node]:
        """What it leads to, and what leads to it: the type and names of each."""
        found: dict[Term, Node] = {}
        related = [value for _, predicate, value in self._said() if predicate != RDF.type and is_iri(value)]
        for one in (*related, *(subject for subject, _, _ in self.leading)):
            if one not in self.own and one not in found:
                triples = nodes(self._store.triples_of(one[1:-1])).get(one)
                if triples is not None:
                    kept = tuple(t for t in triples.triples if t[1] in (*_SAID_OF_OTHERS, SCHEMA.text))
                    found[one] = Node(one, kept, triples.kind)
        return found

    def whole(self) -> list[Node]:
        """The nodes of its data: its own, and the types and names of what they lead to, in order."""
        reached = {value for _, _, value in self._said()}
        stubs = (
            Node(one.subject, tuple(t for t in one.triples if t[1] in _SAID_OF_OTHERS), one.kind)
            for one in self.others.values()
            if one.subject in reached
        )
        found = [*self.own.values(), *(one for one in stubs if one.triples)]
        return sorted(found, key=lambda node: node.subject)


class Things:
    """Gives the pages and the data of whatever the graph names below its base."""

    def __init__(self, store: Store, site: dict[str, str]) -> None:
        """``site`` has the ``base`` of the IRIs and the ``title`` of the graph."""
        self._store, self._site = store, site

    @cached_property
    def _pages(self) -> ThingPages:
        from kg.server.thing_page import ThingPages

        return ThingPages(self._site)

    def warm(self) -> None:
        """Make a page, so that all files that pages are made from are read."""
        self._in_form(Thing(self._store, self._site["base"]), "", HTML, "/")

    def at(self, path: str, accept: str, way: str) -> Answer:
        """What is at a path below the base, in the form that the client wants.

        ``way`` is what stands before the path in addresses. ``told`` of the
        answer has ``status`` 303 and ``location`` where it is elsewhere.
        Raises NotFoundError where the graph has nothing of that name, and
        FormatError where no form is wanted.
        """
        if found := self._named(path):
            return self._itself(found, path, accept, way)
        stem, dot, ending = path.rpartition(".")
        form = named(ending, PAGES) if dot and stem else None
        if form and (found := self._named(stem)):
            return self._in_form(found, stem, form, way)
        raise NotFoundError(f"the graph has nothing called {self._site['base']}{path}")

    def _itself(self, found: Thing, path: str, accept: str, way: str) -> Answer:
        form = chosen(accept, PAGES)
        if form is None:
            types = ", ".join(one.type for one in PAGES)
            raise FormatError(f"this can be given as {types}; the header Accept wants none of these")
        if found.is_document:
            return self._in_form(found, path, form, way)
        location = f"{way}{path}.{form.name}"
        said = f"What the graph says of it is at {location}\n"
        return Answer("text/plain; charset=utf-8", said.encode(), {"status": 303, "location": location})

    def _in_form(self, found: Thing, stem: str, form: Format, way: str) -> Answer:
        told = {"at": f"{way}{stem}.{form.name}", "stem": f"{way}{stem}", "iri": found.me}
        return Answer(form.content_type, self._written(found, form, way, f"{way}{stem}"), told)

    def _written(self, found: Thing, form: Format, way: str, stem: str) -> bytes:
        whole = found.whole()
        # Writers remember each node that they have written, and the nodes of an answer are its own.
        if form is HTML:
            return self._pages.page(found, JsonLdWriter().page(whole), way, stem).encode("utf-8", "replace")
        if form.name == "ttl":
            return TurtleWriter(self._site["base"]).write(whole).encode("utf-8")
        if form.name == "jsonld":
            return JsonLdWriter().page(whole).encode("utf-8")
        return to_ntriples(triple for node in whole for triple in node.triples).encode("utf-8")

    def _named(self, path: str) -> Thing | None:
        """What a path names: the IRI as it was sent, else with letters in place of their codes."""
        for one in dict.fromkeys((path, _letters(path))):
            name = f"{self._site['base']}{one}"
            try:
                found = Thing(self._store, name)
            except NotFoundError:
                continue
            if found:
                return found
        return None


def _letters(path: str) -> str:
    """A path with the letters beyond ASCII that its percent signs stand for; all else stays as it is."""
    first, *codes = path.split("%")
    # What is ASCII must stay encoded: %2F is no slash.
    kept = "".join(f"%25{one}" if _is_ascii_code(one) else f"%{one}" for one in codes)
    return first + unquote(kept, errors="replace")


def _is_ascii_code(text: str) -> bool:
    try:
        return int(text[:2], 16) < 0x80
    except ValueError:
        return True
