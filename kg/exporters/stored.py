"""A graph that ``kg build`` has written, read back."""

from __future__ import annotations

import json
from collections import defaultdict
from io import TextIOWrapper
from pathlib import Path

from kg.disk import open_file, read_file
from kg.errors import NotFoundError
from kg.exporters.folder import MANIFEST
from kg.graph.dataset import Dataset
from kg.terms import Term, Triple


def read_dataset(folder: Path) -> Dataset:
    """The data set in ``graph.nq`` of an output; its lines hold terms as the graph does.

    Raises NotFoundError when the folder holds none.
    """
    graphs: dict[Term, list[Triple]] = defaultdict(list)
    try:
        # A link is nothing that kg build wrote: what it leads to is not given away as the graph.
        file = open_file(folder / "graph.nq", follow=False)
        with TextIOWrapper(file, encoding="utf-8", newline="\n") as lines:
            for line in lines:
                subject, predicate, rest = line.split(" ", 2)
                value, graph, dot = rest.rsplit(" ", 2)
                if not (graph.startswith("<") and graph.endswith(">") and dot == ".\n"):
                    raise ValueError(line)
                graphs[graph].append((subject, predicate, value))
    except OSError as error:
        raise NotFoundError(
            f"there is no graph in {folder}: {error.strerror or error}; "
            "run kg build first, or name its output with -g"
        ) from error
    except ValueError as error:
        raise NotFoundError(f"the graph in {folder} is damaged; run kg build again") from error
    return Dataset.of(graphs.items())


def read_base(folder: Path) -> str:
    """What the IRIs of an output begin with; empty where it does not say."""
    try:
        held = json.loads(read_file(folder / MANIFEST, follow=False))
        return str(held["settings"]["base"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""
