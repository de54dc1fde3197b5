"""The data of a page: the nodes that its Turtle and JSON-LD files hold, and the JSON-LD in it.

The files of a document hold its named graph, those of a thing what the whole
graph says of it; both also the type and name of whatever that leads to, so
that they can be read on their own. The JSON-LD in the page is a part of it.
"""

from __future__ import annotations

from collections.abc import Mapping

from kg.exporters.jsonld import JsonLdWriter
from kg.exporters.turtle import TurtleWriter
from kg.graph.kinds import Node
from kg.site.site import Site
from kg.terms import Term, is_iri
from kg.vocabulary import RDF, SCHEMA
from kg.web.profile import WebProfile

_SAID_OF_OTHERS = frozenset({RDF.type, SCHEMA.name, SCHEMA.headline})
_LONGEST_SAID = 1200
"""Characters of a name that the data of other pages says too, at most, with what stands around it."""


class PageData:
    """Makes the data of each page of a site; remembers what several pages share."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._nodes = site.reader.nodes
        self._turtle, self._jsonld = TurtleWriter(site.base), JsonLdWriter()
        self._web = WebProfile(site.reader.nodes)
        self._stubs: dict[Term, Node] = {}

    def of_document(self, me: Term) -> tuple[str, str, str]:
        """Turtle, JSON-LD, and the JSON-LD in the page, of a document."""
        return self._written(me, self._site.dataset.described[f"{me[:-1]}#graph>"])

    def of_thing(self, me: Term) -> tuple[str, str, str]:
        """Turtle, JSON-LD, and the JSON-LD in the page, of anything else."""
        own = {me: self._nodes[me]}
        parts = f"{me[:-1]}#"
        for _, _, value in self._nodes[me].triples:
            if value.startswith(parts) and value in self._nodes:
                own[value] = self._nodes[value]
        return self._written(me, own)

    def _written(self, me: Term, own: Mapping[Term, Node]) -> tuple[str, str, str]:
        others = {
            value: self._stub(value)
            for node in own.values()
            for _, predicate, value in node.triples
            if predicate != RDF.type and is_iri(value) and value not in own and value in self._nodes
        }
        whole = [*own.values(), *(one for one in others.values() if one.triples)]
        whole.sort(key=lambda node: node.subject)
        return self._turtle.write(whole), self._jsonld.page(whole), self._web.page(me, own)

    def _stub(self, subject: Term) -> Node:
        found = self._stubs.get(subject)
        if found is None:
            node = self._nodes[subject]
            said = tuple(
                one for one in node.triples if one[1] in _SAID_OF_OTHERS and len(one[2]) <= _LONGEST_SAID
            )
            found = self._stubs[subject] = Node(subject, said, node.kind)
        return found
