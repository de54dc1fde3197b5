"""The graph under an rdflib face, without a copy: a Store of rdflib that Oxigraph answers.

    >>> import rdflib
    >>> graph = rdflib.Dataset(store="kg")
    >>> graph.open("output")

It is read-only. The default graph is the union of all documents, and each
document a named graph. SPARQL is answered by Oxigraph; a query that rdflib
has prepared by rdflib's own engine, over the same triples.
https://rdflib.readthedocs.io/en/stable/persistence/
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pyoxigraph as ox
from rdflib import BNode, Dataset, Graph, Literal, URIRef, Variable
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.store import VALID_STORE
from rdflib.store import Store as RdflibStore
from rdflib.term import Identifier, Node

from kg.errors import QueryError
from kg.graph.query_errors import explained, refusal
from kg.graph.rdflib_view import node_of
from kg.graph.store import Store
from kg.vocabulary import PREFIXES

if TYPE_CHECKING:
    from rdflib.graph import _ContextType, _TriplePatternType, _TripleType

_Subject = ox.NamedNode | ox.BlankNode
_Pattern = tuple[_Subject | None, ox.NamedNode | None, _Subject | ox.Literal | None]
_UNKNOWN = "no node of a graph"


def to_dataset(store: Store) -> Dataset:
    """The graph of a store as a read-only :class:`rdflib.Dataset`; nothing is copied."""
    return Dataset(store=OxigraphView(store=store))


class OxigraphView(RdflibStore):
    """A graph that ``kg build`` has written, or any :class:`kg.graph.store.Store`, for rdflib to read."""

    context_aware = True
    formula_aware = False
    graph_aware = True
    transaction_aware = False

    def __init__(
        self,
        configuration: str | None = None,
        identifier: Identifier | None = None,
        *,
        store: Store | None = None,
    ) -> None:
        """Read this store; without one, :meth:`open` names an output."""
        self._opened = store
        self._namespaces = {prefix: URIRef(iri) for prefix, iri in PREFIXES.items()}
        super().__init__(configuration, identifier)

    def open(self, configuration: str | tuple[str, str], create: bool = False) -> int:
        """Read the graph in an output folder. Raises NotFoundError when it holds none."""
        from kg.queries.output_store import open_output

        self._opened = open_output(Path(str(configuration)))
        return VALID_STORE

    def close(self, commit_pending_transaction: bool = False) -> None:
        """Read nothing any more."""
        self._opened = None

    def triples(
        self, triple_pattern: _TriplePatternType, context: _ContextType | None = None
    ) -> Iterator[tuple[_TripleType, Iterator[_ContextType | None]]]:
        """The triples of a graph, or of all, that match; each once, with the graphs that hold it."""
        try:
            quads = self._ox.quads_for_pattern(*_pattern(triple_pattern), self._graph_name(context))
        except (TypeError, ValueError):  # a literal as subject, say: no triple has it
            return
        for quad in quads:
            found = (_node(quad.subject), _node(quad.predicate), _node(quad.object))
            yield found, self._holders(quad) if context is None else iter((context,))

    def __len__(self, context: _ContextType | None = None) -> int:
        """The number of triples in a graph, or in all, each counted once."""
        counted = self._ox.query(
            "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", default_graph=[self._graph_name(context)]
        )
        assert isinstance(counted, ox.QuerySolutions)  # noqa: S101
        return int(next(counted)["n"].value)

    def contexts(self, triple: _TripleType | None = None) -> Generator[_ContextType, None, None]:
        """The named graphs, or the graphs that hold a triple."""
        if triple is None:
            names: Iterable[object] = self._ox.named_graphs()
        else:
            names = (quad.graph_name for quad in self._ox.quads_for_pattern(*_pattern(triple), None))
        for name in names:
            yield self._graph(name)

    def query(
        self,
        query: Query | str,
        initNs: Mapping[str, Any],  # noqa: N803
        initBindings: Mapping[str, Identifier],  # noqa: N803
        queryGraph: str,  # noqa: N803
        **options: object,
    ) -> Result:
        """The answer of Oxigraph. Raises QueryError where it does not parse or fails.

        What only rdflib's own engine can do raises NotImplementedError, at
        which rdflib takes that engine.
        """
        if isinstance(query, Query) or initBindings or options:
            raise NotImplementedError
        default = None
        if isinstance(queryGraph, URIRef) and queryGraph != DATASET_DEFAULT_GRAPH_ID:
            default = ox.NamedNode(queryGraph)
        if refused := refusal(query):
            raise refused
        try:
            return _result(
                self._ox.query(
                    query,
                    prefixes={**PREFIXES, **{prefix: str(iri) for prefix, iri in initNs.items()}},
                    default_graph=default,
                )
            )
        except SyntaxError as error:
            raise explained(query, str(error)) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"the query failed: {error}") from error

    def bind(self, prefix: str, namespace: URIRef, override: bool = True) -> None:
        """Know a namespace by a prefix."""
        if override or not (prefix in self._namespaces or namespace in self._namespaces.values()):
            others = {one: iri for one, iri in self._namespaces.items() if iri != namespace}
            self._namespaces = {**others, prefix: namespace}

    def prefix(self, namespace: URIRef) -> str | None:
        """The prefix of a namespace."""
        return next((prefix for prefix, iri in self._namespaces.items() if iri == namespace), None)

    def namespace(self, prefix: str) -> URIRef | None:
        """The namespace of a prefix."""
        return self._namespaces.get(prefix)

    def namespaces(self) -> Iterator[tuple[str, URIRef]]:
        """Every prefix with its namespace."""
        yield from self._namespaces.items()

    def add(self, triple: object, context: object, quoted: bool = False) -> NoReturn:
        """Refused."""
        _refuse()

    def addN(self, quads: Iterable[object]) -> NoReturn:  # noqa: N802
        """Refused."""
        _refuse()

    def remove(self, triple: object, context: object | None = None) -> NoReturn:
        """Refused."""
        _refuse()

    def update(self, *arguments: object, **options: object) -> NoReturn:
        """Refused."""
        _refuse()

    def remove_graph(self, graph: Graph) -> NoReturn:
        """Refused."""
        _refuse()

    def add_graph(self, graph: Graph) -> None:
        """Nothing: rdflib says this whenever a graph is only looked at."""

    @property
    def _store(self) -> Store:
        if self._opened is None:
            raise QueryError("no graph is open; call open() with an output of kg build")
        return self._opened

    @property
    def _ox(self) -> ox.Store:
        return self._store.oxigraph

    def _graph_name(self, context: _ContextType | None) -> ox.NamedNode | ox.DefaultGraph:
        """The graph that a context means: one that rdflib gave no name is the union, as all together are."""
        name = None if context is None else context.identifier
        if isinstance(name, URIRef) and name != DATASET_DEFAULT_GRAPH_ID:
            return ox.NamedNode(name)
        return ox.DefaultGraph()

    def _holders(self, quad: ox.Quad) -> Iterator[Graph]:
        for one in self._ox.quads_for_pattern(quad.subject, quad.predicate, quad.object, None):
            yield self._graph(one.graph_name)

    def _graph(self, name: object) -> Graph:
        iri = getattr(name, "value", DATASET_DEFAULT_GRAPH_ID) if name != ox.DefaultGraph() else None
        return Graph(store=self, identifier=URIRef(iri) if iri else DATASET_DEFAULT_GRAPH_ID)


def _refuse() -> NoReturn:
    raise TypeError("this graph is read-only; to_rdflib() gives a copy that can be changed")


def _pattern(triple: _TriplePatternType) -> _Pattern:
    subject, predicate, value = (None if one is None else _term(one) for one in triple)
    return subject, predicate, value  # type: ignore[return-value]


def _node(term: object) -> Identifier:
    return node_of(str(term), normalize=True)


def _term(node: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """A node of rdflib as a term of Oxigraph. Raises TypeError or ValueError where there is no such term."""
    if isinstance(node, URIRef):
        return ox.NamedNode(node)
    if isinstance(node, BNode):
        return ox.BlankNode(node)
    if not isinstance(node, Literal):
        raise TypeError(f"{node!r} is {_UNKNOWN}")
    if node.language:
        return ox.Literal(str(node), language=node.language)
    return ox.Literal(str(node), datatype=ox.NamedNode(node.datatype) if node.datatype else None)


def _result(answer: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> Result:
    if isinstance(answer, ox.QueryBoolean):
        result = Result("ASK")
        result.askAnswer = bool(answer)
        return result
    if isinstance(answer, ox.QueryTriples):
        result = Result("CONSTRUCT")
        result.graph = Graph()
        for one in answer:
            result.graph.add((_node(one.subject), _node(one.predicate), _node(one.object)))
        return result
    result = Result("SELECT")
    result.vars = [Variable(one.value) for one in answer.variables]
    result.bindings = [
        {name: _node(term) for name, term in zip(result.vars, solution, strict=True) if term is not None}
        for solution in answer
    ]
    return result
