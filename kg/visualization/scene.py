"""What the explorer shows: the things people look for, and the links among them, as plain values.

The graph says some things twice and some through nodes that nobody looks for
(a page, an activity, a list of authors). A scene says each once, and directly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.graph.kinds import KINDS, Node
from kg.graph.networkx_view import compact
from kg.terms import Term, Triple, is_iri, lexical
from kg.vocabulary import KG, PROV, RDF, SCHEMA, SKOS

_LABELS = (SCHEMA.headline, SCHEMA.name, SCHEMA.text, SCHEMA.identifier)
_TEXTS = (SCHEMA.text, SCHEMA.abstract)
_LINKS = (SCHEMA.url, SCHEMA.sameAs)
# What a panel says of a thing beside its text.
_REMARKS = {
    KG.locator: "Where in the source",
    SCHEMA.creditText: "Cited as",
    KG.lastVerified: "Last verified",
    KG.completeness: "Completeness",
    KG.knownGap: "Known gap",
    KG.confidenceRationale: "Why that sure",
    SCHEMA.dateModified: "Updated",
}
# Said a second time for machines, in the other direction or in terms of PROV.
_ECHOES = frozenset({PROV.wasDerivedFrom, SCHEMA.appearance, SCHEMA.mainEntity, SCHEMA.mainEntityOfPage})
# From a document to its page or to the activity that made it, whose own links become the document's.
_THROUGH = (SCHEMA.mainEntityOfPage, PROV.wasGeneratedBy)
_MEMBER = f"<{RDF.iri}_"


@dataclass(frozen=True, slots=True)
class Thing:
    """A node as people see it.

    ``year`` is four digits or empty, ``type`` a compact name such as
    ``schema:Book``, ``remarks`` pairs of what is said and its value.
    """

    iri: str
    kind: str
    label: str
    text: str = ""
    links: tuple[str, ...] = ()
    confidence: str = ""
    year: str = ""
    type: str = ""
    disputed: bool = False
    remarks: tuple[tuple[str, str], ...] = ()


class Link(NamedTuple):
    """One directed link between things; ``predicate`` is a compact name such as ``schema:author``."""

    start: str
    predicate: str
    end: str


@dataclass(frozen=True)
class Scene:
    """Things by IRI, sorted, and the links among them; the links of a thing stand in reading order."""

    things: Mapping[str, Thing]
    links: tuple[Link, ...]
    _around: dict[str, list[Link]] = field(default_factory=dict, repr=False)
    _starts: dict[tuple[str, str], list[str]] = field(default_factory=dict, repr=False)

    def of_kind(self, kind: str) -> list[Thing]:
        """The things of one kind, by IRI."""
        return [thing for thing in self.things.values() if thing.kind == kind]

    def around(self, iri: str) -> list[Link]:
        """The links that begin or end at a thing."""
        if not self._around:
            for link in self.links:
                self._around.setdefault(link.start, []).append(link)
                if link.end != link.start:
                    self._around.setdefault(link.end, []).append(link)
        return self._around.get(iri, [])

    def starts(self, end: str, predicate: str) -> list[str]:
        """Where the links with that predicate begin that lead to a thing."""
        if not self._starts:
            for link in self.links:
                self._starts.setdefault((link.end, link.predicate), []).append(link.start)
        return self._starts.get((end, predicate), [])

    def ends(self, *predicates: str) -> dict[str, list[str]]:
        """Where the links with these predicates lead, by the IRI where they begin."""
        found: dict[str, list[str]] = defaultdict(list)
        for link in self.links:
            if link.predicate in predicates:
                found[link.start].append(link.end)
        return found


class Sight(NamedTuple):
    """What a scene has of one node: the thing, and the links that begin there, to things and others."""

    thing: Thing
    links: tuple[Link, ...]


def scene(nodes: Mapping[Term, Node]) -> Scene:
    """The scene of a graph whose nodes are given by subject, as :attr:`Dataset.nodes` gives them."""
    return scene_of(sights(nodes).values())


def sights(nodes: Mapping[Term, Node]) -> dict[Term, Sight]:
    """The nodes that are seen, by subject."""
    return {subject: sighted(node, nodes) for subject, node in nodes.items() if is_seen(node.kind)}


def scene_of(sights: Iterable[Sight]) -> Scene:
    """The scene of nodes that are seen, in order of their IRIs."""
    listed = list(sights)
    things = {one.thing.iri: one.thing for one in listed}
    links = tuple(link for one in listed for link in one.links if link.end in things)
    return Scene(things, links)


def is_seen(kind: str) -> bool:
    """Whether nodes of a kind are things that people look for."""
    return kind != "other" and kind in KINDS


def sighted(node: Node, nodes: Mapping[Term, Node]) -> Sight:
    """A node of a graph whose nodes are given as it is seen.

    That hangs on its triples, on which of the nodes that it leads to are
    described, and on what is said of those among them that are not seen.
    """
    links = dict.fromkeys(link for link in _links(node, nodes) if link.start != link.end)
    return Sight(_thing(node), tuple(links))


def _thing(node: Node) -> Thing:
    values: dict[Term, list[Term]] = defaultdict(list)
    for _, predicate, value in node.triples:
        values[predicate].append(value)

    def first(predicates: Iterable[Term]) -> str:
        return next((lexical(values[one][0]) for one in predicates if one in values), "")

    iri = lexical(node.subject)
    text = first(_TEXTS)
    return Thing(
        iri=iri,
        kind=node.kind,
        label=" ".join((first(_LABELS) or iri.rsplit("/", 1)[-1]).split()),
        text=text,
        links=tuple(
            dict.fromkeys(
                lexical(value)
                for predicate in _LINKS
                for value in values.get(predicate, ())
                if _is_web(lexical(value)) and lexical(value) != iri
            )
        ),
        confidence=first([KG.confidence]).rpartition("#")[2],
        year=_year(first([SCHEMA.datePublished, SCHEMA.dateCreated])),
        type=compact(values[RDF.type][0]) if RDF.type in values else "",
        disputed=KG.disputed in values.get(KG.status, ()),
        remarks=tuple(
            (said, lexical(value))
            for predicate, said in _REMARKS.items()
            for value in values.get(predicate, ())
            if not is_iri(value)
        ),
    )


def _links(node: Node, nodes: Mapping[Term, Node]) -> Iterator[Link]:
    start = lexical(node.subject)
    primary = {value for _, predicate, value in node.triples if predicate == PROV.hadPrimarySource}
    order = _order_of_authors(node, nodes)
    # Sorted already, but for the authors of a byline.
    triples: Sequence[Triple] = node.triples
    if order:
        triples = sorted(triples, key=lambda one: (one[1], order.get(one[2], 0), one[2]))
    for _, predicate, value in triples:
        if value not in nodes or predicate in _ECHOES or (predicate == SCHEMA.citation and value in primary):
            continue
        if node.kind == "document" and predicate == SCHEMA.isBasedOn:
            continue  # a document cites what it rests on, too; of a claim alone the difference is told
        yield Link(start, compact(predicate), lexical(value))
    for _, predicate, value in node.triples:
        if predicate in _THROUGH and value in nodes:
            for _, further, end in nodes[value].triples:
                if end in nodes and further not in _ECHOES and end != node.subject:
                    yield Link(start, compact(further), lexical(end))


def _order_of_authors(node: Node, nodes: Mapping[Term, Node]) -> dict[Term, int]:
    """The place of each author in the byline."""
    places = {}
    for _, predicate, value in node.triples:
        if predicate == KG.authorSequence and value in nodes:
            for _, member, who in nodes[value].triples:
                number = member.removeprefix(_MEMBER).removesuffix(">")
                if number.isdigit():
                    places[who] = int(number)
    return places


def broader(found: Scene) -> dict[str, list[str]]:
    """The broader topics of each topic."""
    return found.ends(compact(SKOS.broader))


def _year(date: str) -> str:
    return date[:4] if date[:4].isdigit() and len(date) >= 4 else ""


def _is_web(address: str) -> bool:
    return address.startswith(("http://", "https://"))
