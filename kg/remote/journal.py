"""What was pushed to a server, so that a push goes on where it was stopped, and sends only what changed."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from kg.disk import kept_folder, write_file
from kg.errors import OutputError

_BEGUN = "-"


class Journal:
    """The hash of each graph that a server holds of ours, by the name of the graph.

    A file of lines that is only added to, in the folder for caches; where
    there is none, nothing is remembered and everything is pushed. It is a
    memory of what we sent, and no proof of what a server holds: who reads it
    also counts there.
    """

    def __init__(self, url: str) -> None:
        """The journal of a server, by the address that is pushed to."""
        folder = kept_folder()
        name = hashlib.sha256(url.encode("utf-8")).hexdigest()[:32]
        self._path: Path | None = folder / f"push-{name}.txt" if folder is not None else None

    def read(self) -> dict[str, str]:
        """The hash of each graph that was pushed whole; empty for one that was only begun."""
        if self._path is None:
            return {}
        found: dict[str, str] = {}
        with contextlib.suppress(OSError):
            for line in self._path.read_text(encoding="utf-8", errors="replace").splitlines():
                state, _, graph = line.partition(" ")
                if graph:
                    found[graph] = "" if state == _BEGUN else state
        return found

    def begin(self, graphs: Iterable[str]) -> None:
        """Note that graphs will change at the server, so that what was known of them no longer holds."""
        self._add(f"{_BEGUN} {graph}\n" for graph in graphs)

    def end(self, hashes: Mapping[str, str]) -> None:
        """Note that graphs are there as a whole."""
        self._add(f"{sha} {graph}\n" for graph, sha in hashes.items())

    def replace(self, hashes: Mapping[str, str]) -> None:
        """Hold these graphs and no others."""
        if self._path is None:
            return
        text = "".join(f"{sha or _BEGUN} {graph}\n" for graph, sha in sorted(hashes.items()))
        with contextlib.suppress(OSError, OutputError):
            write_file(self._path, text.encode("utf-8"))

    def _add(self, lines: Iterable[str]) -> None:
        if self._path is None:
            return
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8", newline="\n") as file:
                file.write("".join(lines))
