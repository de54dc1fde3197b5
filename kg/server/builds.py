"""Builds that are served: a copy of each is made ready beside the output, and opened by all workers.

A copy is a checkpoint of the store, by links, and the index for search. It is
the server's own: the output and the caches may change or go meanwhile.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from kg.errors import NotFoundError
from kg.exporters.folder import MANIFEST
from kg.server.limits import Limits
from kg.server.wire import Header

_COMMAND = (sys.executable, "-P", "-m", "kg.server.prepare")
_KEPT = 2
_INTERVAL = 0.5
"""Seconds between looks at the output."""


@dataclass(frozen=True, slots=True)
class Build:
    """A build that workers can open: its copy in ``folder``, and what its manifest says."""

    folder: Path
    identity: str
    base: str
    title: str
    triples: int

    def told(self, limits: Limits) -> Header:
        """What a worker is told to open."""
        index = self.folder / "index.sqlite"
        return {
            "do": "open",
            "store": str(self.folder / "store"),
            "index": str(index) if index.exists() else "",
            "site": {"base": self.base, "title": self.title},
            "memory": limits.memory,
            "rows": limits.rows,
            "size": limits.answer,
        }


class Builds:
    """Makes copies of the builds of one output, numbered, in a folder of the server's own."""

    def __init__(self, output: Path, room: Path) -> None:
        self._output, self._room = output, room
        self._number = 0
        self._held: list[Path] = []

    async def prepare(self) -> Build:
        """The build that is in the output now, made ready by another process.

        Raises KgError where there is none, or it cannot be read.
        """
        self._number += 1
        folder = self._room / f"build-{self._number}"
        process = await asyncio.create_subprocess_exec(
            *_COMMAND,
            str(self._output),
            str(folder),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        said, errors = await process.communicate()
        if process.returncode:
            shutil.rmtree(folder, ignore_errors=True)
            raise NotFoundError(errors.decode("utf-8", "replace").strip() or "the graph cannot be prepared")
        self._held.append(folder)
        return Build(folder, **json.loads(said))

    def forget_old(self) -> None:
        """Remove all copies but the last two: long queries may still read the last but one."""
        while len(self._held) > _KEPT:
            shutil.rmtree(self._held.pop(0), ignore_errors=True)

    async def watch(self, changed: Callable[[], Awaitable[None]]) -> None:
        """Call ``changed`` after each change of the output, until cancelled."""
        seen = self._look()
        while True:
            await asyncio.sleep(_INTERVAL)
            now = self._look()
            if now is not None and now != seen:
                seen = now
                await changed()

    def _look(self) -> tuple[int, int, int] | None:
        """What tells builds apart; None where there is none at the moment."""
        try:
            found = (self._output / MANIFEST).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size


def manifest_of(output: Path) -> tuple[str, str, str, int]:
    """The identity, base, title and number of triples of an output, as its manifest has them."""
    try:
        held = json.loads((output / MANIFEST).read_text(encoding="utf-8"))
        settings, outputs = held["settings"], held["outputs"]
        identity = f"{outputs['graph.ttl'][:16]}{outputs['graph.nq'][:16]}"
        return identity, str(settings["base"]), str(settings["title"] or ""), int(held["counts"]["triples"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotFoundError(
            f"there is no build in {output}; run kg build first, or name its output"
        ) from error
