"""The process that changes the store, where changes are allowed: ``python -m kg.server.writer FOLDER``.

Workers cannot read what another process changes. So each change ends with a
checkpoint of the store, by links, which they open. Jobs and answers are
messages, as those of workers are.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from typing import cast

import pyoxigraph

from kg.errors import KgError, NotFoundError, QueryError
from kg.graph.nesting import Syntax, is_too_deep
from kg.graph.query_errors import explained_update, refusal
from kg.graph.services import load_in
from kg.processes.confinement import die_with_parent, limit_memory, no_core
from kg.server.wire import Header, Unpacker, packed
from kg.vocabulary import PREFIXES

_READ_AT_ONCE = 1 << 20
_FORMATS = {
    "application/ld+json": pyoxigraph.RdfFormat.JSON_LD,
    "application/n-triples": pyoxigraph.RdfFormat.N_TRIPLES,
    "application/rdf+xml": pyoxigraph.RdfFormat.RDF_XML,
    "text/turtle": pyoxigraph.RdfFormat.TURTLE,
}
_SYNTAXES: dict[str, Syntax] = {"application/ld+json": "json", "application/rdf+xml": "xml"}
_ENTITY = re.compile(rb"<!\s*ENTITY", re.IGNORECASE)
TYPES = tuple(_FORMATS)
"""The media types in which a graph can be sent."""


class Writer:
    """Changes one store; each change is made whole, or not at all."""

    def __init__(self, store: pyoxigraph.Store) -> None:
        """Change this store."""
        self._store = store
        self._changes: dict[str, Callable[[Header, bytes], int]] = {
            "copy": lambda told, body: 200,
            "delete": self._delete,
            "post": self._add,
            "put": self._put,
            "update": self._update,
        }

    def change(self, told: Header, body: bytes) -> Header:
        """Make a change, and then the copy that ``told`` names; gives a status and the number of triples.

        It may take ``told["memory"]`` bytes. Raises KgError where the change
        cannot be made, and OSError where the disk is full.
        """
        no_core()
        limit_memory(told["memory"])
        status = self._changes[told["do"]](told, body)
        self._store.flush()
        self._store.backup(told["copy"])
        counted = self._store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
        (row,) = cast("pyoxigraph.QuerySolutions", counted)
        return {"status": status, "triples": int(row["n"].value)}

    def _update(self, told: Header, body: bytes) -> int:
        text = body.decode("utf-8")
        if refused := refusal(text):
            raise refused
        if load_in(text) is not None:
            raise QueryError("LOAD reads from elsewhere, and is refused; send the triples to /store")
        self._run(text)
        return 204

    def _put(self, told: Header, body: bytes) -> int:
        triples, was_there = self._parsed(told, body), self._is_there(told)
        where = _where(told)
        # One update is one transaction: whatever happens, the old graph is there or the new one.
        create = f"CREATE SILENT {where} ;" if told["graph"] else ""
        self._run(f"CLEAR SILENT {where} ; {create} INSERT DATA {_block(told, triples)}")
        return 204 if was_there else 201

    def _add(self, told: Header, body: bytes) -> int:
        triples, was_there = self._parsed(told, body), self._is_there(told)
        self._run(f"INSERT DATA {_block(told, triples)}")
        return 204 if was_there else 201

    def _delete(self, told: Header, body: bytes) -> int:
        if not self._is_there(told):
            raise NotFoundError(f"there is no graph <{told['graph']}>")
        self._run(f"{'DROP' if told['graph'] else 'CLEAR'} {_where(told)}")
        return 204

    def _parsed(self, told: Header, body: bytes) -> str:
        syntax = _SYNTAXES.get(told["type"], "turtle")
        if is_too_deep(body, syntax):
            raise QueryError("the graph is nested too deeply")
        # Entities of entities: a thousand bytes become as many as one likes.
        if syntax == "xml" and _ENTITY.search(body):
            raise QueryError("the graph declares entities, which are refused; write them out")
        try:
            found = pyoxigraph.parse(body, _FORMATS[told["type"]], base_iri=told["graph"] or told["base"])
            return "".join(f"{one.triple} .\n" for one in found)
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"the graph does not parse: {error}") from error

    def _is_there(self, told: Header) -> bool:
        if not told["graph"]:
            return True
        try:
            return self._store.contains_named_graph(pyoxigraph.NamedNode(told["graph"]))
        except ValueError as error:
            raise QueryError(f"the name of a graph must be an IRI: {error}") from error

    def _run(self, text: str) -> None:
        prefixes = {name: start for name, start in PREFIXES.items() if f"{name}:" in text}
        try:
            self._store.update(text, prefixes=prefixes)
        except SyntaxError as error:
            raise explained_update(text, str(error)) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"the update failed: {error}") from error


def _where(told: Header) -> str:
    return f"GRAPH {pyoxigraph.NamedNode(told['graph'])}" if told["graph"] else "DEFAULT"


def _block(told: Header, triples: str) -> str:
    return f"{{ {_where(told)} {{\n{triples}}} }}" if told["graph"] else f"{{\n{triples}}}"


def main() -> None:
    """Make each change that standard input tells of, until it ends."""
    die_with_parent()
    output = os.dup(1)
    os.dup2(2, 1)
    writer, unpacker = Writer(pyoxigraph.Store(sys.argv[1])), Unpacker()
    while data := os.read(0, _READ_AT_ONCE):
        for told, body in unpacker.feed(data):
            answer = packed(_answered(writer, told, body))
            while answer:
                answer = answer[os.write(output, answer) :]


def _answered(writer: Writer, told: Header, body: bytes) -> Header:
    try:
        return writer.change(told, body)
    except NotFoundError as error:
        return {"status": 404, "title": "Not found", "detail": str(error)}
    except KgError as error:
        return {"status": 400, "title": "The change cannot be made", "detail": str(error)}
    except OSError as error:
        return {"status": 507, "title": "The change cannot be kept", "detail": str(error)}


if __name__ == "__main__":
    main()
