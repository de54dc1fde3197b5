"""The graph of an output folder, in a store on disk that opens in milliseconds.

The store is made at the first question. Where none can be kept, or the files
are not those that a build wrote, the graph is loaded into memory; the answers
are the same.
"""

from __future__ import annotations

from pathlib import Path

from kg.errors import NotFoundError
from kg.graph.store import Store, load
from kg.queries.cache import Entry, Files, cache_folder

_MADE_OF = ("graph.ttl", "graph.nq")
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
    files, cache = Files.of(folder, *_MADE_OF), cache_folder()
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
    """The store that a streamed build has put into its output; None where there is none."""
    import pyoxigraph

    if not (folder / DERIVED / "CURRENT").is_file():
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
    if not all(map(files.is_as_built, _MADE_OF, (triples, quads))):
        return _loaded(files.folder, triples, quads)
    try:
        with entry.making() as fresh:
            store = pyoxigraph.Store(str(fresh / _STORE))
            load(store, triples, quads, "turtle")
            store.optimize()
            del store  # closes its files, which some systems want before a folder is renamed
        return _opened(entry)
    except (OSError, RuntimeError, SyntaxError):
        return _loaded(files.folder, triples, quads)


def _loaded(folder: Path, triples: bytes, quads: bytes) -> Store:
    try:
        return Store.of(triples, quads, triples_format="turtle")
    except SyntaxError as error:
        raise NotFoundError(f"the graph in {folder} is damaged ({error}); run kg build again") from error


def _read(folder: Path) -> tuple[bytes, bytes]:
    try:
        triples, quads = ((folder / name).read_bytes() for name in _MADE_OF)
    except OSError as error:
        raise NotFoundError(
            f"there is no graph in {folder}: {error.strerror or error}; "
            "run kg build first, or name its output with -g"
        ) from error
    return triples, quads
