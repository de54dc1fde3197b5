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

from kg.disk import read_file
from kg.errors import NotFoundError
from kg.exporters.folder import MANIFEST
from kg.server.limits import Limits
from kg.server.wire import Header

_COMMAND = (sys.executable, "-P", "-m", "kg.server.prepare")
INDEX = "index.sqlite"
"""The name of the index of a build, in its folder; there once it is whole."""

_KEPT = 2
_INTERVAL = 0.5
"""Seconds between looks at the output."""


@dataclass(frozen=True, slots=True)
class Build:
    """A build that workers can open: its copy in ``folder``, and what its manifest says.

    ``indexed`` is the folder of the index, where that is another one.
    """

    folder: Path
    identity: str
    base: str
    title: str
    triples: int
    indexed: Path | None = None

    def told(self, limits: Limits) -> Header:
        """What a worker is told to open."""
        return {
            "do": "open",
            "store": str(self.folder / "store"),
            "index": str((self.indexed or self.folder) / INDEX),
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
        """The build that is in the output now, made ready by another process, but for the index.

        Raises NotFoundError where there is none, or it cannot be read.
        """
        self._number += 1
        folder = self._room / f"build-{self._number}"
        try:
            told = await self._run("store", folder)
        except NotFoundError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self._held.append(folder)
        return Build(folder, **json.loads(told))

    async def index(self, folder: Path) -> None:
        """Make the index of a build in its folder; workers open it at a search. Raises NotFoundError."""
        await self._run("index", folder)

    async def _run(self, what: str, folder: Path) -> bytes:
        process = await asyncio.create_subprocess_exec(
            *_COMMAND,
            what,
            str(self._output),
            str(folder),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            said, errors = await process.communicate()
        except asyncio.CancelledError:
            process.kill()
            raise
        if process.returncode:
            raise NotFoundError(errors.decode("utf-8", "replace").strip() or "the graph cannot be prepared")
        return said

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
        held = json.loads(read_file(output / MANIFEST, follow=False))
        settings, outputs = held["settings"], held["outputs"]
        identity = f"{outputs['graph.ttl'][:16]}{outputs['graph.nq'][:16]}"
        return identity, str(settings["base"]), str(settings["title"] or ""), int(held["counts"]["triples"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotFoundError(
            f"there is no build in {output}; run kg build first, or name its output"
        ) from error
