"""The graph of an output folder, in a store on disk that opens in milliseconds.

The store is made at the first question. Where none can be kept, or the files
are not those that a build wrote, the graph is loaded into memory; the answers
are the same.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from kg.disk import kept_folder
from kg.errors import NotFoundError
from kg.exporters import MANIFEST
from kg.exporters.verification import whole
from kg.graph.store import Store, load
from kg.queries.cache import Entry, Files

_MADE_OF = ("graph.ttl", "graph.nq")
_QUADS_ALONE = ("graph.nq",)
"""What a streamed build writes of it."""
_UNION = b"# The union of all graphs.\n"
_FORM = "1"
_STORE = "oxigraph"
DERIVED = "store"
"""The folder of an output in which a streamed build leaves a store."""


def open_output(folder: Path) -> Store:
    """The store of a graph that ``kg build`` has written.

    Raises NotFoundError when the folder holds none, or one that does not parse.
    """
    if (made := stored_in(folder)) is not None:
        return made
    made_of = _MADE_OF if (folder / _MADE_OF[0]).exists() else _QUADS_ALONE
    files, cache = Files.of(folder, *made_of), kept_folder()
    if files is None or cache is None:
        return _loaded(folder, *_read(folder))
    import pyoxigraph

    entry = Entry(cache, "store", f"{_FORM} {pyoxigraph.__version__}", files)
    if entry.is_there():
        try:
            return _opened(entry)
        except (OSError, RuntimeError):  # Oxigraph raises both for what it cannot read
            entry.remove()
    return _made(entry, files)


def stored_in(folder: Path) -> Store | None:
    """The store that a streamed build of this user has put into its output; None where there is none.

    One that somebody else made, or that was touched since, is not opened:
    the same is made from the graph, of which the hash is known.
    """
    if not (folder / DERIVED / "CURRENT").is_file():
        return None
    import pyoxigraph

    from kg.exporters.derived import is_as_made

    if not is_as_made(folder, DERIVED, "graph.nq", MANIFEST):
        return None
    try:
        return Store(pyoxigraph.Store.read_only(str(folder / DERIVED)))
    except (OSError, RuntimeError) as error:
        raise NotFoundError(
            f"the store in {folder} is damaged ({error}); run kg build --stream again"
        ) from error


def _opened(entry: Entry) -> Store:
    import pyoxigraph

    return Store(pyoxigraph.Store.read_only(str(entry.folder / _STORE)))


def _made(entry: Entry, files: Files) -> Store:
    """A store made and kept, or one in memory where it cannot be kept or something was changed."""
    import pyoxigraph

    triples, quads = _read(files.folder)
    read = {"graph.ttl": triples, "graph.nq": quads}
    if not all(files.is_as_built(name, read[name]) for name in files.hashes):
        return _loaded(files.folder, triples, quads)
    try:
        with entry.making() as fresh:
            store = pyoxigraph.Store(str(fresh / _STORE))
            load(store, triples, quads, _format_of(triples))
            store.optimize()
            del store  # closes its files, which some systems want before a folder is renamed
        return _opened(entry)
    except (OSError, RuntimeError, SyntaxError):
        return _loaded(files.folder, triples, quads)


def _loaded(folder: Path, triples: bytes, quads: bytes) -> Store:
    try:
        return Store.of(triples, quads, triples_format=_format_of(triples))
    except SyntaxError as error:
        raise NotFoundError(f"the graph in {folder} is damaged ({error}); run kg build again") from error


def _read(folder: Path) -> tuple[bytes, bytes]:
    try:
        quads = whole(folder / "graph.nq")
        with contextlib.suppress(FileNotFoundError):
            return whole(folder / "graph.ttl"), quads
        lines = {line.rsplit(b" ", 2)[0] for line in quads.split(b"\n") if line}
        return _UNION + b"".join(b"%b .\n" % line for line in sorted(lines)), quads
    except OSError as error:
        raise NotFoundError(
            f"there is no graph in {folder}: {error.strerror or error}; "
            "run kg build first, or name its output with -g"
        ) from error


def _format_of(triples: bytes) -> str:
    # Turtle takes ten times as long to parse.
    return "nt" if triples.startswith(_UNION) else "turtle"
