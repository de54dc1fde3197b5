"""The graph as a property graph: for Neo4j's importer, for Gephi and for whatever reads GraphML.

Nodes and edges are those of :func:`kg.graph.networkx_view.to_networkx`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.graph.networkx_view import to_networkx
from kg.terms import Triple

if TYPE_CHECKING:
    import networkx as nx

_COLUMNS = ("label", "kind", "text", "url", "confidence", "year")
_LAST_MODIFIED = re.compile(r' lastmodifieddate="[^"]*"')


def neo4j_csv(triples: Iterable[Triple]) -> tuple[str, str]:
    """Nodes and relationships with the headers that ``neo4j-admin database import`` reads.

    https://neo4j.com/docs/operations-manual/current/import/. Labels and types
    are written as neosemantics writes them, ``schema__Claim``.
    """
    graph = to_networkx(triples)
    nodes, edges = io.StringIO(), io.StringIO()
    # A backslash means nothing to the importer; only quotes are doubled, as RFC 4180 says.
    write = csv.writer(nodes, lineterminator="\n")
    write.writerow(("iri:ID", *_COLUMNS, ":LABEL"))
    for iri, held in graph.nodes(data=True):
        labels = [held["kind"].capitalize(), *(_neosemantic(one) for one in held["types"])]
        write.writerow((iri, *(held[name] for name in _COLUMNS), ";".join(labels)))
    write = csv.writer(edges, lineterminator="\n")
    write.writerow((":START_ID", ":END_ID", ":TYPE"))
    for start, end, predicate in sorted(graph.edges(keys=True)):
        write.writerow((start, end, _neosemantic(str(predicate))))
    return nodes.getvalue(), edges.getvalue()


def graphml(triples: Iterable[Triple]) -> str:
    """GraphML (http://graphml.graphdrawing.org/)."""
    import networkx as nx

    return "\n".join(nx.generate_graphml(_flat(triples), named_key_ids=True)) + "\n"


def gexf(triples: Iterable[Triple]) -> str:
    """GEXF 1.2 (https://gexf.net/), without the day on which it was written."""
    import networkx as nx

    text = "\n".join(nx.generate_gexf(_flat(triples))) + "\n"
    return _LAST_MODIFIED.sub("", text, count=1)


def _flat(triples: Iterable[Triple]) -> nx.MultiDiGraph[str]:
    """The network with texts alone as attributes, and numbered edges: what these formats can hold."""
    import networkx as nx

    graph = to_networkx(triples)
    flat: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for iri, held in graph.nodes(data=True):
        flat.add_node(
            iri, **{name: _xml_text(held[name]) for name in _COLUMNS}, types=" ".join(held["types"])
        )
    for number, (start, end, predicate) in enumerate(sorted(graph.edges(keys=True))):
        flat.add_edge(start, end, key=number, predicate=str(predicate))
    return flat


def _neosemantic(name: str) -> str:
    return name.replace(":", "__", 1) if "://" not in name else name


def _xml_text(text: str) -> str:
    # A carriage return would come back as a line feed (XML 1.0 section 2.11).
    return text.replace("\r\n", "\n").replace("\r", "\n")
