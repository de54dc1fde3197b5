"""What all requests share: the workers, the build that is served, and the limits."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import tempfile
from pathlib import Path
from typing import Any

from starlette.requests import Request

from kg.errors import NotFoundError
from kg.server.builds import Build, Builds
from kg.server.changes import Changes
from kg.server.kept import Kept
from kg.server.lanes import Job
from kg.server.limits import Limits
from kg.server.metrics import Metrics
from kg.server.pool import Pool
from kg.server.problems import Problem
from kg.server.process import Died
from kg.server.requests import client_of
from kg.server.wire import Header

_log = logging.getLogger("kg.server")

_NOT_READY = 503
_LISTEN_AFTER = 1.0
"""Seconds after which it is worth to notice that a client has gone."""


class Service:
    """Serves the build in ``output``, and the next one as soon as it is there.

    With a ``token``, who has it may change what is served, and builds are not
    followed. Changes are kept in the folder ``store`` where one is named; it
    is then what is served from the start, once it is there.
    """

    def __init__(self, output: Path, limits: Limits, *, token: str = "", store: Path | None = None) -> None:
        self.limits, self.token = limits, token
        self.metrics = Metrics()
        self.kept = Kept()
        self.pool = Pool(limits, self.metrics)
        self.build: Build | None = None
        self.is_stopping = False
        self._room = Path(tempfile.mkdtemp(prefix="kg-serve-"))
        self._builds = Builds(output, self._room)
        self._watching: asyncio.Task[None] | None = None
        self._indexing: asyncio.Task[None] | None = None
        self._changes: Changes | None = None
        if token:
            self._changes = Changes(self, store or self._room / "store", self._room / "changes")

    async def start(self) -> None:
        """Open the build. Raises KgError where that cannot be done."""
        build = await self._builds.prepare()
        if self._changes is not None:
            build = await self._changes.start(build)
        try:
            await self.serve(build)
        except (Died, TimeoutError, OSError) as error:
            raise NotFoundError(f"the graph cannot be opened: {error}") from error
        if self._changes is None:
            self._watching = asyncio.create_task(self._builds.watch(self.swap))
        self._indexing = asyncio.create_task(self._index())

    async def stop(self) -> None:
        """End all workers, and remove what was made ready."""
        self.is_stopping = True
        for one in (self._watching, self._indexing):
            if one is not None:
                one.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await one
        if self._changes is not None:
            self._changes.stop()
        await self.pool.close()
        shutil.rmtree(self._room, ignore_errors=True)

    async def swap(self) -> None:
        """Serve what is in the output now; what was served goes on where that cannot be."""
        try:
            build = await self._builds.prepare()
            await self.serve(build)
        except (NotFoundError, Died, TimeoutError, OSError) as error:
            self.metrics.swapped("failed")
            _log.error("the new build cannot be served, the one before it goes on: %s", error)
            return
        self._builds.forget_old()
        await self._index()
        _log.info("serving a new build of %s triples", f"{build.triples:,}")

    async def _index(self) -> None:
        """Make the index of the build that is served."""
        try:
            await self._builds.index(self.served.indexed or self.served.folder)
        except NotFoundError as error:
            _log.error("there is no search: %s", error)

    async def change(self, told: Header, body: bytes, request: Request) -> int:
        """Make a change, which all who ask afterwards see; gives the status of the answer. Raises Problem."""
        if self._changes is None:
            raise Problem(403, "Read-only", "this server changes nothing; it was started without a token")
        return await self._changes.make(told, body, client_of(request))

    async def serve(self, build: Build, *, is_sound: bool = False) -> None:
        """Let all workers open a build. Raises Died, TimeoutError or OSError where they cannot."""
        await self.pool.open(build.told(self.limits), is_sound=is_sound)
        self.build = build
        self.kept.clear()
        self.metrics.swapped("done", build.triples)

    @property
    def served(self) -> Build:
        """The build that is served. Raises Problem before there is one."""
        if self.build is None:
            raise Problem(503, "Not ready", "the graph is being opened", retry_after=1)
        return self.build

    async def ask(self, told: Header, request: Request) -> tuple[Header, bytes]:
        """The answer of a worker to a job. Raises Problem."""
        job = self.pool.submit(told, client_of(request))
        loop = asyncio.get_running_loop()
        listening = loop.call_later(_LISTEN_AFTER, self._listen, job, request)
        try:
            header, body = await job.answer
        except asyncio.CancelledError:
            self.pool.abandon(job)
            raise
        finally:
            listening.cancel()
        if header["status"] >= 400:
            again = 1 if header["status"] == _NOT_READY else None
            raise Problem(header["status"], header["title"], header["detail"], retry_after=again)
        return header, body

    def _listen(self, job: Job, request: Request) -> None:
        """Stop a job when its client goes."""

        async def listen() -> None:
            while not job.answer.done():
                if await request.is_disconnected():
                    self.pool.abandon(job)
                    return
                await asyncio.sleep(0.25)

        task: asyncio.Task[Any] = asyncio.get_running_loop().create_task(listen())
        job.answer.add_done_callback(lambda _: task.cancel())
