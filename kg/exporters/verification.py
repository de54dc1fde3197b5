"""An output folder held against its manifest: what differs, what is missing, what is not ours."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.disk import read_file, sha256_of
from kg.errors import OutputError
from kg.exporters.derived import LIST, listed
from kg.exporters.folder import ATTESTATION, MANIFEST, is_of_a_system
from kg.exporters.staged import files_below

_LEAVES = re.compile(r"[\\\x00]|^[A-Za-z]:")
"""What leads out of a folder on some system: the separator of Windows, the letter of a drive."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A file that is not as the manifest says: ``changed``, ``missing``, ``foreign``, or ``no file``."""

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
    ordered. Links are not followed, and an output inside it, such as a site, is foreign:
    it is to be verified by itself. Raises OutputError where the folder has no
    manifest of ours, or cannot be read.
    """
    outputs, derived, expected = _manifest(folder)
    try:
        before = _below(folder)
        found = list(_differences(folder, before, outputs, derived))
        graph = ""
        if _is_file(before, "graph.nq"):
            quads = whole(folder / "graph.nq")
            graph = graph_hash([_union(quads.decode("utf-8"))])
            if hashlib.sha256(quads).hexdigest() != outputs.get("graph.nq"):
                found.append(Difference("graph.nq", "changed"))
        if _below(folder) != before:
            found.append(Difference(".", "changed meanwhile"))
    except (OSError, UnicodeDecodeError) as error:
        raise OutputError(f"{folder} cannot be read: {error}") from error
    if graph and graph != expected:
        found.append(Difference("graph.nq", "another graph"))
    return Verification(len(outputs), graph, tuple(dict.fromkeys(found)))


def whole(path: Path) -> bytes:
    """The bytes of a file of any size. Raises OSError where it is a link or no file."""
    return read_file(path, most=os.lstat(path).st_size, follow=False)


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


def _manifest(folder: Path) -> tuple[dict[str, str], list[str], str]:
    """What a manifest says: the hash of each file, the derived folders, and the hash of the graph."""
    path = folder / MANIFEST
    try:
        data = whole(path)
        held = json.loads(data.decode("utf-8"), object_pairs_hook=_each_once, parse_constant=_no_number)
    except FileNotFoundError:
        raise OutputError(f"{folder} has no {MANIFEST}: it is no output of kg build") from None
    except RecursionError:
        raise OutputError(f"{path} cannot be read: it is nested too deep") from None
    except (OSError, ValueError) as error:
        raise OutputError(f"{path} cannot be read: {error}") from error
    try:
        outputs, graph, derived = held["outputs"], held["graph"]["sha256"], held.get("derived", [])
        is_ours = isinstance(outputs, dict) and isinstance(graph, str) and isinstance(derived, list)
    except (KeyError, TypeError, AttributeError):
        is_ours = False
    if not is_ours or not all(isinstance(one, str) for one in (*outputs.values(), *derived)):
        raise OutputError(f"{path} is not a manifest of kg build")
    for name in (*outputs, *derived):
        if not _stays_inside(name):
            raise OutputError(f"{path} names {name!r}, which is no path inside the folder")
    if len({unicodedata.normalize("NFC", name).casefold() for name in outputs}) < len(outputs):
        raise OutputError(f"{path} names two files that differ in case alone")
    return outputs, derived, graph


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _stays_inside(name: str) -> bool:
    """Whether a name with ``/`` between its parts leads to something in the folder, on every system."""
    steps = name.split("/")
    return not {"", ".", ".."}.intersection(steps) and not _LEAVES.search(name)


_Below = dict[str, tuple[int, int, int, int]]
"""Kind, size, time of change in ns and inode of everything below a folder that is no folder, by its path."""


def _below(folder: Path) -> _Below:
    start, found = len(os.fspath(folder)) + 1, {}
    for one in files_below(os.fspath(folder)):
        status = one.stat(follow_symlinks=False)
        kind = stat.S_IFMT(status.st_mode)
        path = one.path[start:].replace(os.sep, "/")
        found[path] = kind, status.st_size, status.st_mtime_ns, status.st_ino
    return found


def _is_file(below: _Below, path: str) -> bool:
    return path in below and below[path][0] == stat.S_IFREG


def _differences(
    folder: Path, below: _Below, outputs: dict[str, str], derived: list[str]
) -> Iterator[Difference]:
    expected = dict(outputs)
    for name in derived:
        # The list cannot hold its own hash; a signature does.
        expected |= {**listed(folder, name), f"{name}/{LIST}": ""}
    for path, digest in sorted(expected.items()):
        if path not in below:
            yield Difference(path, "missing")
        elif not _is_file(below, path):
            yield Difference(path, "no file")
        elif digest and path != "graph.nq" and sha256_of(folder / path, follow=False) != digest:
            yield Difference(path, "changed")
    for path in sorted(below.keys() - expected.keys() - {MANIFEST}):
        if not (_is_file(below, path) and (path == ATTESTATION or is_of_a_system(path))):
            yield Difference(path, "foreign")
