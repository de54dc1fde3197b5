"""A question on its way, and a process with the questions that it has."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field

from kg.server.problems import Problem
from kg.server.process import Process
from kg.server.wire import Header


@dataclass(eq=False, slots=True)
class Job:
    """A question that waits for a worker, or is with one; ``answer`` fails with Problem.

    ``number`` is what its process knows it by. ``timer`` ends the wait.
    """

    told: Header
    client: str
    answer: asyncio.Future[tuple[Header, bytes]]
    lane: Lane | None = None
    number: int = 0
    timer: asyncio.TimerHandle | None = None

    def refuse(self, problem: Problem) -> None:
        """Answer it with a problem, unless it is answered."""
        self.stop_timer()
        if not self.answer.done():
            self.answer.set_exception(problem)
            # Where its client has gone, nobody will look at it.
            self.answer.exception()

    def stop_timer(self) -> None:
        """Wait no longer."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None


@dataclass(eq=False, slots=True)
class Lane:
    """A process, the edition it has open, and its jobs in order; the first is the one that it does.

    A job that was taken back leaves None, until the process has passed it over.
    It ``is_swift`` while its first job may be done in a moment, and ``is_long``
    once that has become a long one. ``began`` is when that showed not to be
    swift, and ``seconds`` the processor time of the process then; ``since`` is
    when it began with its first job.
    """

    process: Process
    edition: int
    jobs: deque[Job | None] = field(default_factory=deque)
    timer: asyncio.TimerHandle | None = None
    since: float = 0.0
    began: float = 0.0
    seconds: float = 0.0
    is_swift: bool = False
    is_long: bool = False

    def stop_timer(self) -> None:
        """Forget what was to happen to its first job."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def take_back(self, *, is_final: bool = False) -> list[Job]:
        """All jobs but the first, which its process will pass over; where it ``is_final``, the first too."""
        found = []
        for place in range(0 if is_final else 1, len(self.jobs)):
            job = self.jobs[place]
            if job is not None:
                self.process.forget(job.number)
                self.jobs[place] = None
                job.lane = None
                found.append(job)
        return found
