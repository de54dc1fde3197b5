"""Tables for data frames: Apache Parquet. Needs the extra ``parquet``."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import astuple, fields

from kg.errors import NotFoundError
from kg.exporters.facts import FactRow, fact_rows
from kg.graph.dataset import Dataset
from kg.graph.reader import Reader
from kg.terms import Term, is_iri, language_and_datatype, lexical

_TRIPLES = ("graph", "subject", "predicate", "object", "datatype", "language")


def parquet_files(dataset: Dataset) -> dict[str, bytes]:
    """``facts.parquet``, one row a claim, and ``triples.parquet``, one row a triple of a document.

    ``object`` is an IRI where ``datatype`` is null. Raises NotFoundError where
    pyarrow is not installed.
    """
    facts = [astuple(row) for row in fact_rows(Reader(dataset))]
    triples = [
        (lexical(graph), lexical(subject), lexical(predicate), *_object(value))
        for graph, found in dataset.graphs.items()
        for subject, predicate, value in found
    ]
    return {
        "facts.parquet": _table([one.name for one in fields(FactRow)], facts),
        "triples.parquet": _table(_TRIPLES, triples),
    }


def _object(value: Term) -> tuple[str, str | None, str | None]:
    if is_iri(value):
        return lexical(value), None, None
    language, datatype = language_and_datatype(value)
    if language:
        return lexical(value), "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", language
    return lexical(value), datatype or "http://www.w3.org/2001/XMLSchema#string", None


def _table(names: Sequence[str], rows: Sequence[tuple[str | None, ...]]) -> bytes:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise NotFoundError(
            "Parquet needs pyarrow: install it with pip install 'claimgraph[parquet]'"
        ) from error
    columns = [pa.array([row[at] or None for row in rows], pa.string()) for at in range(len(names))]
    written = io.BytesIO()
    pq.write_table(pa.table(columns, names=list(names)), written, compression="zstd")
    return written.getvalue()
