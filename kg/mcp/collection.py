"""The output that a server of agents reads: opened once, and again when it was built anew."""

from __future__ import annotations

from pathlib import Path

from kg.errors import NotFoundError
from kg.exporters.stored import read_dataset
from kg.graph.reader import Reader
from kg.mcp.reading import kind as kind_of
from kg.queries.cache import Files
from kg.queries.nodes import find_nodes
from kg.queries.output_store import open_output
from kg.queries.search import Filters, Hit, search
from kg.terms import Term, iri, lexical

_SEVERAL = 5


class Collection:
    """A graph that ``kg build`` has written, to be searched and read."""

    def __init__(self, folder: Path) -> None:
        """Read this output. Raises NotFoundError when the folder holds none."""
        self.folder = folder
        self._files = Files.of(folder, "graph.ttl", "graph.nq")
        self._store = open_output(folder)
        self._reader: Reader | None = None

    @property
    def reader(self) -> Reader:
        """What reads the graph as it was built last."""
        self._follow()
        if self._reader is None:
            self._reader = Reader(read_dataset(self.folder))
        return self._reader

    def search(self, words: str, filters: Filters, limit: int) -> list[Hit]:
        """What has all the words, the best first. Raises QueryError where no word is asked for."""
        return search(self.folder, words, filters, limit=limit)

    def find(self, text: str, *kinds: str) -> Term:
        """The one node of these kinds that an IRI, a title or an identifier means.

        Raises NotFoundError where there is none, or several, which it names.
        """
        node = iri(text.strip().removeprefix("<").removesuffix(">"))
        kind = kind_of(self.reader, node)
        if kind in kinds:
            return node
        wanted = " or ".join(kinds)
        if kind:
            raise NotFoundError(f"{lexical(node)} is a {kind}, and no {wanted}")
        failed = f"the graph has no {wanted} {text!r}; the tool search finds IRIs by words"
        for one in kinds:
            if one in {"document", "source"}:
                try:
                    found = find_nodes(self._store, one, text)
                except NotFoundError as error:
                    failed = str(error) if len(kinds) == 1 else failed
                    continue
                if len(found) == 1:
                    return found[0]
                names = ", ".join(lexical(each) for each in found[:_SEVERAL])
                raise NotFoundError(f"{text!r} may mean several; give the IRI of one: {names}")
        raise NotFoundError(failed)

    def _follow(self) -> None:
        """Open the output again where its manifest tells of another graph."""
        files = Files.of(self.folder, "graph.ttl", "graph.nq")
        # While it is exchanged there is no manifest; what was opened still answers.
        if files is not None and files != self._files:
            self._store, self._reader, self._files = open_output(self.folder), None, files
