"""Changes: one process makes them, one at a time, and all workers open the store as it is after each."""

from __future__ import annotations

import asyncio
import dataclasses
import secrets
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import OutputError
from kg.server.problems import Problem
from kg.server.process import Died, Process
from kg.server.wire import Header

if TYPE_CHECKING:
    from kg.server.builds import Build
    from kg.server.service import Service

_WITHIN = 600.0
"""Seconds that a change may take; who sends it has the token."""


class Changes:
    """Makes changes to the store in ``folder``, which is a copy of the build at first."""

    def __init__(self, service: Service, folder: Path, room: Path) -> None:
        """``room`` is a folder for copies, which are removed once nobody wants them."""
        self._service, self._folder, self._room = service, folder, room
        self._turn = asyncio.Lock()
        self._process: Process | None = None
        self._count = 0
        # What was served before this server was started must not be taken for the same.
        self._name = secrets.token_hex(8)

    async def start(self, build: Build) -> Build:
        """The store as it is, to be served; ``build`` is what it begins with where it is not there yet.

        Raises OutputError where it cannot be opened.
        """
        try:
            if not self._folder.exists():
                await asyncio.to_thread(shutil.copytree, build.folder / "store", self._folder)
            return await self._changed(build, {"do": "copy"}, b"")
        except (OSError, Died, TimeoutError) as error:
            raise OutputError(f"the store in {self._folder} cannot be opened: {error}") from error

    def stop(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()

    async def make(self, told: Header, body: bytes) -> int:
        """Make a change, and let all workers see it; gives the status of the answer. Raises Problem."""
        async with self._turn:
            before = self._service.served
            try:
                build = await self._changed(before, told, body)
            except (Died, TimeoutError) as error:
                if self._process is not None:
                    self._process.kill()
                    self._process = None
                raise Problem(500, "The change failed", f"the store is as it was: {error}") from error
            await self._service.serve(build, is_sound=True)
            # Long queries may still read what was there before.
            shutil.rmtree(self._room / f"change-{self._count - 2}", ignore_errors=True)
            return self._status

    async def _changed(self, build: Build, told: Header, body: bytes) -> Build:
        process = self._process
        if process is None or process.is_gone:
            program = ("kg.server.writer", str(self._folder))
            process = self._process = await Process.start(lambda _: None, program)
        self._count += 1
        folder = self._room / f"change-{self._count}"
        folder.mkdir(parents=True)
        answer = await process.done({**told, "copy": str(folder / "store")}, body, _WITHIN)
        self._status: int = answer["status"]
        if self._status >= 400:
            shutil.rmtree(folder, ignore_errors=True)
            raise Problem(self._status, answer["title"], answer["detail"])
        identity = f"{self._name}-{self._count}"
        # Search finds what the build had: the index is not made anew for each change.
        indexed = build.indexed or build.folder
        return dataclasses.replace(
            build, folder=folder, identity=identity, triples=answer["triples"], indexed=indexed
        )
