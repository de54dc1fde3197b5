"""An output folder held against its manifest: what differs, what is missing, what is not ours."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.errors import OutputError
from kg.exporters.folder import ATTESTATION, MANIFEST, derived_folders, is_of_a_system

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Difference:
    """A file that is not as the manifest says: ``changed``, ``missing`` or ``foreign``."""

    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class Verification:
    """How many files an output has, the hash of its graph (RDFC-1.0), and what differs."""

    files: int
    graph: str
    differences: tuple[Difference, ...]


def verify(folder: Path) -> Verification:
    """Hold every file of an output folder against the SHA-256 that its build wrote down.

    The union of the graphs in ``graph.nq`` is also canonicalised and held
    against the hash of the graph, which is the same however the file is
    ordered. Raises OutputError where the folder has no manifest of ours, or
    cannot be read.
    """
    manifest = _manifest(folder)
    outputs: dict[str, str] = manifest["outputs"]
    try:
        found = list(_differences(folder, outputs, derived_folders(manifest)))
        nquads = folder / "graph.nq"
        graph = graph_hash([_union(nquads.read_text("utf-8"))]) if nquads.is_file() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise OutputError(f"{folder} cannot be read: {error}") from error
    if graph and graph != manifest["graph"]["sha256"]:
        found = [*found, Difference("graph.nq", "another graph")]
    return Verification(len(outputs), graph, tuple(found))


def graph_hash(pieces: Iterable[str]) -> str:
    """The SHA-256 of a graph in canonical form (RDFC-1.0, https://www.w3.org/TR/rdf-canon/).

    ``pieces`` are its triples, each once and sorted, in canonical N-Triples.
    That is canonical N-Quads, for our graphs have no blank nodes.
    """
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece.encode("utf-8"))
    return digest.hexdigest()


def _union(nquads: str) -> str:
    """The triples of all named graphs, each once and sorted."""
    lines = {line.rsplit(" ", 2)[0] for line in nquads.split("\n") if line}
    return "".join([f"{line} .\n" for line in sorted(lines)])


def _manifest(folder: Path) -> dict[str, dict[str, str]]:
    try:
        held = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise OutputError(f"{folder} has no {MANIFEST}: it is no output of kg build") from None
    except (OSError, ValueError) as error:
        raise OutputError(f"{folder / MANIFEST} cannot be read: {error}") from error
    if not isinstance(held, dict) or not all(isinstance(held.get(key), dict) for key in ("outputs", "graph")):
        raise OutputError(f"{folder / MANIFEST} is not a manifest of kg build")
    return held


def _differences(folder: Path, outputs: dict[str, str], derived: list[str]) -> Iterator[Difference]:
    for name, expected in sorted(outputs.items()):
        path = folder / name
        if not path.is_file():
            yield Difference(name, "missing")
        elif _sha256(path) != expected:
            yield Difference(name, "changed")
    for parent, folders, files in os.walk(folder):
        if Path(parent) == folder:
            folders[:] = [one for one in folders if one not in derived]
        # A folder with a manifest is an output of its own, such as a site.
        folders[:] = [one for one in folders if not Path(parent, one, MANIFEST).is_file()]
        for name in sorted(files):
            below = Path(parent, name).relative_to(folder).as_posix()
            if below not in outputs and below not in (MANIFEST, ATTESTATION) and not is_of_a_system(below):
                yield Difference(below, "foreign")


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
