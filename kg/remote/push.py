"""A graph pushed into a SPARQL store, document by document, and counted there afterwards."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.errors import EndpointError
from kg.graph.dataset import Dataset
from kg.remote.endpoint import Endpoint
from kg.remote.http import Client, shown
from kg.remote.journal import Journal
from kg.remote.protocols import DEFAULT, batches, writer
from kg.remote.target import Target
from kg.terms import Term, Triple, to_ntriples

BATCH = 5000
"""How many triples a request holds at most, where nobody says."""

_COUNTED_AT_ONCE = 200
_DEFAULT_NAME = "default"
_MOST_DIGITS = 18

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """A graph that holds another number of triples than it should; an empty name is the default graph."""

    graph: str
    expected: int
    found: int


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did: how many graphs it sent, with how many triples, and how many stayed or went.

    ``differences`` are the graphs that do not hold as many triples as the
    output afterwards; none where all is well.
    """

    sent: int
    triples: int
    unchanged: int
    removed: int
    differences: tuple[Difference, ...]


def push(
    dataset: Dataset,
    target: Target,
    client: Client,
    *,
    base: str = "",
    default_graph: bool = False,
    batch: int = BATCH,
    again: bool = False,
    progress: Progress | None = None,
) -> Pushed:
    """Replace the named graph of each document at the target, and count the triples of each there.

    What was pushed before and is there still, by hash and by count, is not
    sent, unless ``again``: a push that was stopped goes on where it was.
    Graphs below ``base`` that were pushed before and are no more are removed;
    all others are left alone. With ``default_graph`` the union of all
    documents replaces the default graph. Raises EndpointError.
    """
    graphs: dict[Term, Sequence[Triple]] = dict(dataset.graphs)
    if default_graph:
        graphs[DEFAULT] = dataset.triples
    journal = Journal(f"{target.via} {target.url}")
    known = journal.read()
    hashes = {_name(graph): _hash(triples) for graph, triples in graphs.items()}
    there = counts(target.endpoint, graphs)
    waiting = {
        graph: triples
        for graph, triples in graphs.items()
        if again or known.get(_name(graph)) != hashes[_name(graph)] or there[graph] != len(triples)
    }
    gone = [one for one in known if base and one.startswith(f"<{base}") and one not in hashes]
    _send(waiting, hashes, journal, target, client, batch, progress)
    writer(target, client).remove(gone)
    after = counts(target.endpoint, (*graphs, *gone))
    expected = {**dict.fromkeys(gone, 0), **{graph: len(triples) for graph, triples in graphs.items()}}
    differences = tuple(
        Difference(graph[1:-1], number, after[graph])
        for graph, number in expected.items()
        if after[graph] != number
    )
    whole = {_name(graph): hashes[_name(graph)] for graph in graphs if after[graph] == expected[graph]}
    others = {name: sha for name, sha in known.items() if name not in hashes and after.get(name, 1)}
    journal.replace(others | whole)
    sent = sum(map(len, waiting.values()))
    return Pushed(len(waiting), sent, len(graphs) - len(waiting), len(gone), differences)


def _send(
    waiting: Mapping[Term, Sequence[Triple]],
    hashes: Mapping[str, str],
    journal: Journal,
    target: Target,
    client: Client,
    size: int,
    progress: Progress | None,
) -> None:
    writes = writer(target, client)
    total, done = sum(map(len, waiting.values())), 0
    for parts in batches(waiting, size):
        journal.begin(_name(part.graph) for part in parts if part.is_first)
        writes.write(parts)
        journal.end({_name(part.graph): hashes[_name(part.graph)] for part in parts if part.is_last})
        done += sum(len(part.triples) for part in parts)
        if progress is not None:
            progress("push", done, total)


def counts(endpoint: Endpoint, graphs: Iterable[Term]) -> dict[Term, int]:
    """How many triples each graph holds at an endpoint; 0 for one that is not there."""
    wanted = list(graphs)
    found = dict.fromkeys(wanted, 0)
    named = [graph for graph in wanted if graph != DEFAULT]
    for some in _portions(named, _COUNTED_AT_ONCE):
        query = (
            "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } "
            f"VALUES ?g {{ {' '.join(some)} }} }} GROUP BY ?g"
        )
        for graph, number in _counted(endpoint, query, 2):
            if graph is not None and (name := f"<{graph}>") in found:
                found[name] = _number(endpoint, number)
    if DEFAULT in found:
        rows = _counted(endpoint, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", 1)
        found[DEFAULT] = _number(endpoint, rows[0][0] if rows else None)
    return found


def _counted(endpoint: Endpoint, query: str, columns: int) -> Sequence[tuple[str | None, ...]]:
    """The rows of a count. Raises EndpointError where they have other columns than were asked for."""
    result = endpoint.query(query)
    if len(result.variables) != columns:
        raise EndpointError(f"{endpoint.url} was asked to count, and answers {len(result.variables)} columns")
    return result.rows


def _number(endpoint: Endpoint, text: str | None) -> int:
    if text and not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise EndpointError(f"{endpoint.url} was asked to count, and answers {shown(text)}")
    return int(text or 0)


def _portions(names: Sequence[Term], size: int) -> Iterator[Sequence[Term]]:
    for start in range(0, len(names), size):
        yield names[start : start + size]


def _name(graph: Term) -> str:
    """The name of a graph in the journal."""
    return graph if graph != DEFAULT else _DEFAULT_NAME


def _hash(triples: Sequence[Triple]) -> str:
    return hashlib.sha256(to_ntriples(triples).encode("utf-8", "replace")).hexdigest()
