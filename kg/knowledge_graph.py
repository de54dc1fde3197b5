"""The knowledge graph: what :func:`kg.build` gives, and what can be asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kg.diagnostics import Diagnostic, Severity, gathered, in_order
from kg.errors import NotFoundError
from kg.graph.answers import QueryResult
from kg.graph.dataset import Dataset
from kg.graph.kinds import by_kind
from kg.graph.store import Store
from kg.settings import Settings

if TYPE_CHECKING:
    import os

    import networkx as nx
    import rdflib

    from kg.audit.corpus import Audited
    from kg.documents.records import Document
    from kg.identity.decisions import Identity
    from kg.plan import Planned
    from kg.visualization.explorer import Sheet
    from kg.visualization.picture import Picture
    from kg.visualization.scene import Scene
    from kg.visualization.weak_spots import WeakSpot

FORMATS = ("json-ld", "nquads", "nt", "turtle")
"""The formats that :meth:`KnowledgeGraph.serialize` writes."""

_EXPORTED = {"nt": "ntriples"}


@dataclass(frozen=True, repr=False)
class KnowledgeGraph:
    """A graph built from documents.

    ``documents`` are the records it was made of and ``identity`` the
    decisions about who is who; ``diagnostics`` what was found, in order of
    place; ``inputs`` the SHA-256 of each file read. Triples, records and decisions are
    read when they are asked for: most of a build after an edit needs none.
    ``work`` says on how many rows each step of the plan was run, and how many nodes and files were made.

    >>> import kg
    >>> graph = kg.build("seeds")
    >>> graph.query("SELECT ?name WHERE { ?p a schema:Person ; schema:name ?name } LIMIT 3")
    """

    planned: Planned
    further: tuple[Diagnostic, ...] = ()
    work: Mapping[str, int] = field(default_factory=dict)
    known: Mapping[str, int] | None = None

    @property
    def dataset(self) -> Dataset:
        """The triples of each document, and their union."""
        return self.planned.dataset

    @property
    def documents(self) -> tuple[Document, ...]:
        """The records of the documents, in order of their names."""
        return self.planned.documents

    @property
    def identity(self) -> Identity:
        """Who is who."""
        return self.planned.identity

    @property
    def settings(self) -> Settings:
        """How it was built."""
        return self.planned.settings

    @property
    def inputs(self) -> Mapping[str, str]:
        """The SHA-256 of each file read."""
        return self.planned.inputs

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What was found, in order of place; what is true of nearly all documents is found once."""
        found = self.planned.diagnostics
        if self.further:
            found = tuple(in_order((*found, *self.further)))
        return tuple(gathered(found, len(self.planned.rows)))

    def __len__(self) -> int:
        """The number of triples, each counted once."""
        return len(self.dataset.triples)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        counts = self.counts
        return f"<KnowledgeGraph of {counts['documents']:,} documents, {counts['triples']:,} triples>"

    @property
    def worst(self) -> Severity | None:
        """The severity of the worst finding; None where there is none."""
        return max((found.severity for found in self.diagnostics), default=None)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many documents, facts, sources, people, organisations, topics and triples there are."""
        if self.known is not None:
            return self.known
        kinds = {name: len(found) for name, found in by_kind(self.dataset.nodes.values()).items()}
        facts = sum(row.note.facts for row in self.planned.rows)
        return counts_of(len(self.planned.rows), facts, kinds, len(self))

    def query(self, query: str) -> QueryResult:
        """The answer to a SPARQL 1.1 query over all documents.

        The prefixes ``schema:``, ``kg:``, ``prov:``, ``skos:``, ``rdf:``,
        ``rdfs:`` and ``xsd:`` are known. Each document is also a named graph.
        The answer's rows are mappings to values of Python; ``to_pandas`` and
        ``to_polars`` make frames of it. Raises :class:`kg.errors.QueryError`.
        """
        return self.store.query(query)

    def check_queries(self) -> list[Diagnostic]:
        """What is wrong with the queries inside the documents that say what they must answer.

        These are fenced blocks of ``sparql`` with a line such as ``#+ expect: 3``.
        They are asked in another process, a minute and 2 GiB of memory each.
        """
        from kg.processes.limited import Bounds
        from kg.queries.asked import Answers
        from kg.queries.expectations import expecting_queries, failed_expectations

        answers = Answers(self.dataset, expecting_queries(self.documents), Bounds())
        return failed_expectations(self.documents, lambda: answers)

    @cached_property
    def store(self) -> Store:
        """The graph in an Oxigraph store, made at the first query."""
        return Store.of(self.dataset.ntriples, self.dataset.nquads)

    def validate(
        self, *, shapes: Iterable[str | os.PathLike[str]] = (), engine: str | None = None
    ) -> list[Diagnostic]:
        """What SHACL finds, at the lines of the documents, in order of place.

        ``shapes`` are files or folders of Turtle used besides our own;
        ``engine`` is ``auto``, ``turbo`` or ``pyshacl``. Raises :class:`kg.errors.ShapesError`.
        """
        from kg.validation.origins import Origins
        from kg.validation.validate import validate

        return in_order(
            validate(
                self.dataset,
                lambda: Origins(self.documents, self.identity),
                engine=engine or self.settings.shacl_engine,
                profiles=self.settings.profiles,
                extra_shapes=(*self.settings.shapes, *map(Path, shapes)),
            )
        )

    def validation_report(self) -> str:
        """The SHACL validation report as Turtle, with every ``sh:result``; the same for the same graph.

        Raises :class:`kg.errors.ShapesError`.
        """
        from kg.validation.report import report

        return report(
            self.dataset,
            engine=self.settings.shacl_engine,
            profiles=self.settings.profiles,
            extra_shapes=self.settings.shapes,
        )

    def serialize(self, format: str = "turtle") -> str:
        """The graph as text: ``turtle``, ``json-ld``, ``nt`` or, with named graphs, ``nquads``.

        The same graph always gives the same text. Raises
        :class:`kg.errors.NotFoundError` for another format.
        """
        if format not in FORMATS:
            raise NotFoundError(f"there is no format {format!r}; there are {', '.join(FORMATS)}")
        return next(iter(self.export(_EXPORTED.get(format, format)).values())).decode("utf-8")

    def export(self, format: str) -> Mapping[str, bytes]:
        """The graph in any format of ``kg export``: its files, by their names; most formats have one.

        Raises :class:`kg.errors.NotFoundError` for another format, or one that
        needs an extra that is not installed.
        """
        from kg.exporters.formats import export

        return export(self.dataset, format, self.settings.base)

    def to_rdflib(self) -> rdflib.Graph:
        """The graph as a new :class:`rdflib.Graph`."""
        from kg.graph.rdflib_view import to_rdflib

        return to_rdflib(self.dataset.triples)

    def to_rdflib_dataset(self) -> rdflib.Dataset:
        """The graph as a read-only :class:`rdflib.Dataset` over Oxigraph; nothing is copied.

        The default graph is the union of all documents, and each document is a
        named graph.
        """
        from kg.queries.rdflib_store import to_dataset

        return to_dataset(self.store)

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The graph as a new :class:`networkx.MultiDiGraph`.

        Nodes and edges are as :func:`kg.graph.networkx_view.to_networkx` says.
        """
        from kg.graph.networkx_view import to_networkx

        return to_networkx(self.dataset.triples)

    def visualize(
        self, node: str | None = None, *, depth: int = 1, query: str = "", limit: int = 300
    ) -> Picture:
        """A picture of a part of the graph as one HTML page that needs no network; a notebook shows it.

        With the IRI of a ``node``, what lies up to ``depth`` steps around it;
        with a ``query``, the triples of a CONSTRUCT or the nodes that a SELECT
        names; without both, the ``limit`` nodes that connect most documents.
        Raises :class:`kg.errors.NotFoundError` when the graph has no such node, or
        the extra ``view`` is not installed, and :class:`kg.errors.QueryError`
        where the answer makes no picture.
        """
        from kg.visualization.picture import picture, picture_of_answer

        graph, title = self.to_networkx(), self.settings.title or "Knowledge graph"
        if query:
            return picture_of_answer(graph, self.query(query), title=title)
        return picture(graph, title=title, node=node or "", depth=depth, limit=limit)

    def explore(self) -> str:
        """The explorer: the whole graph as one HTML page that needs no network.

        It opens on a map of documents and topics, and shows the evidence around
        whatever is chosen. What the audit of evidence finds is marked beside
        the diagnostics.
        """
        from kg.visualization.scene import scene

        sheet = draw(scene(self.dataset.nodes), self.settings)
        return explorer(sheet, audited_spots(self, self.diagnostics))

    def write(self, folder: str | os.PathLike[str], *, html: bool = True) -> None:
        """Write every output file into ``folder``, in place of an earlier output.

        Raises :class:`kg.errors.OutputError` when the folder is not ours or
        cannot be written; what it held is then untouched.
        """
        from kg.exporters.folder import replace_folder
        from kg.exporters.output import output_files, output_of

        page = (lambda _: self.explore()) if html else None
        replace_folder(Path(folder), output_files(output_of(self, lambda: self.diagnostics, page)))

    def write_site(self, folder: str | os.PathLike[str]) -> None:
        """Write a web site of the graph into ``folder``, in place of an earlier one; it needs no server.

        Raises :class:`kg.errors.OutputError` as :meth:`write` does.
        """
        from kg.exporters.folder import replace_folder
        from kg.site.files import site_files
        from kg.site.site import Site

        site = Site(self.dataset, self.documents, self.identity, self.settings, self.counts)
        replace_folder(Path(folder), site_files(site, self.explore))


def counts_of(documents: int, facts: int, kinds: Mapping[str, int], triples: int) -> dict[str, int]:
    """The counts of a graph, from its nodes of each kind."""
    return {
        "documents": documents,
        "facts": facts,
        "sources": kinds.get("source", 0),
        "people": kinds.get("person", 0),
        "organizations": kinds.get("organization", 0),
        "venues": kinds.get("venue", 0),
        "topics": kinds.get("topic", 0),
        "triples": triples,
    }


def draw(scene: Scene, settings: Settings) -> Sheet:
    """The explorer of a graph whose scene is given, but for the findings."""
    from kg.visualization.explorer import sheet

    title = settings.title or "Knowledge graph"
    return sheet(scene, title=title, base=settings.base, language=settings.language)


def audited_spots(audited: Audited, besides: Iterable[Diagnostic]) -> list[WeakSpot]:
    """What the audit of evidence finds besides other findings, and those, for the explorer, worst first."""
    from datetime import date

    from kg.audit import audit
    from kg.audit.rules import RULES
    from kg.visualization.weak_spots import weak_spots

    # What is stale or in the future hangs on the day, of which a page knows nothing.
    found = audit(audited, as_of=date.max, rules=RULES.keys() - {"KG541", "KG542"})
    return weak_spots((*besides, *found), audited.documents, audited.identity)


def explorer(
    sheet: Sheet, spots: Sequence[WeakSpot], further: Iterable[Diagnostic] = (), about: Audited | None = None
) -> str:
    """The explorer with weak spots, and with ``further`` findings ``about`` documents that are given."""
    from kg.visualization.explorer import page
    from kg.visualization.weak_spots import in_order, weak_spots

    more = weak_spots(further, about.documents, about.identity) if about is not None else []
    return page(sheet, in_order((*more, *spots)))
