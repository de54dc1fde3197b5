"""The workers, and who gets one.

Of the processes, ``workers`` are for questions that are answered at once. One
that uses more time than ``patience`` becomes a long one: it goes on with lower
priority, and a new process takes its place, so that others are answered
meanwhile. Where as many long ones run as may, it is refused instead. A process
that had a long question is not used again.

Where all are busy, a process is given a few questions ahead, so that it need
not wait for the front between two. They are taken back, and asked elsewhere,
as soon as the one before them turns out not to be swift.

Where many ask for much, each from an address of its own, those who ask for
little come first: what a client's questions cost is remembered, and clients
whose questions are long have all processes but one, together.
"""

from __future__ import annotations

import asyncio
import logging
import math

from kg.server.costs import Costs
from kg.server.crew import Crew
from kg.server.lanes import Job, Lane
from kg.server.limits import MEBIBYTE, Limits
from kg.server.metrics import Metrics
from kg.server.problems import Problem, busy
from kg.server.process import Died
from kg.server.waiting import Waiting
from kg.server.wire import Header

_log = logging.getLogger("kg.server")

_AHEAD = 4
"""Questions that a process may have at a time."""
_SWIFT = 0.02
"""Seconds after which no question waits behind another in a process."""
_WALL = 2
"""How many times its patience the clock may show before a query is a long one, whatever it used."""
_RESTART = 0.3
"""Seconds that it costs to start a process in place of one that was stopped."""
_LOOK = 0.1
"""Seconds between looks at the memory of a process with a long question."""


class Pool:
    """Does jobs in processes that all have the same edition open."""

    def __init__(self, limits: Limits, metrics: Metrics) -> None:
        self._limits, self._metrics = limits, metrics
        self._costs = Costs()
        self._waiting: Waiting[Job] = Waiting(limits.queue, self._costs.expected)
        self._crew = Crew(limits.workers, self._serve, metrics.started)
        metrics.watch(self)

    @property
    def waiting(self) -> int:
        """How many questions wait for a worker."""
        return len(self._waiting)

    @property
    def running(self) -> int:
        """How many questions are with a worker."""
        return sum(len(lane.jobs) for lane in self._crew.lanes)

    @property
    def long(self) -> int:
        """How many long questions run."""
        return sum(lane.is_long for lane in self._crew.lanes)

    @property
    def memory(self) -> int:
        """The resident memory of all processes in bytes."""
        return sum(lane.process.memory() for lane in self._crew.lanes)

    @property
    def pids(self) -> list[int]:
        """The processes."""
        return [lane.process.pid for lane in self._crew.lanes if not lane.process.is_gone]

    async def open(self, told: Header, *, is_sound: bool = False) -> None:
        """Let all workers open a store; see :meth:`kg.server.crew.Crew.open`."""
        await self._crew.open(told, is_sound=is_sound)

    async def close(self) -> None:
        """End all processes."""
        await self._crew.close()

    def submit(self, told: Header, client: str) -> Job:
        """A job that is with a worker, or waits for one. Its answer fails with Problem."""
        loop = asyncio.get_running_loop()
        job = Job(told, client, loop.create_future())
        is_let = not self._waiting and self._costs.expected(client) <= self._most_expected()
        if is_let and (lane := self._crew.free()):
            self._begin(lane, job)
            return job
        job.timer = loop.call_later(self._limits.wait, self._waited_too_long, job)
        refused = self._waiting.put(client, job)
        if refused is not None:
            self._metrics.refused("queue")
            self._costs.refused(refused.client)
            refused.refuse(busy("too many requests are waiting; come again in a moment"))
        while self._waiting and (lane := self._crew.free()):
            self._serve(lane)
            if not lane.jobs:
                break
        self._give_ahead()
        return job

    def _most_expected(self) -> float:
        """What a question that is begun now may be expected to cost: little for the last process."""
        patience = self._limits.patience
        dear = 0
        for lane in self._crew.lanes:
            job = lane.jobs[0] if lane.jobs and not lane.is_long else None
            dear += job is not None and self._costs.expected(job.client) > patience
        return patience if dear >= max(1, self._limits.workers - 1) else math.inf

    def abandon(self, job: Job) -> None:
        """Nobody wants the answer any more."""
        gone = Problem(499, "The client has gone", "the client closed the connection")
        if job.lane is None:
            self._waiting.remove(job.client, job)
            job.refuse(gone)
        elif job.lane.jobs[0] is job:
            self._stop(job.lane, gone, "gone")

    def _give_ahead(self) -> None:
        """Let busy processes have questions that wait, where what they do may be swift."""
        while self._waiting:
            lanes = [one for one in self._crew.current if one.is_swift and 0 < len(one.jobs) < _AHEAD]
            if not lanes:
                return
            job = self._waiting.take(self._limits.patience)
            if job is None:
                return
            if not job.answer.done():
                self._begin(min(lanes, key=lambda one: len(one.jobs)), job)

    def _serve(self, lane: Lane) -> None:
        """Give a process that has nothing to do its next questions."""
        while not lane.jobs and (job := self._waiting.take(self._most_expected())) is not None:
            if not job.answer.done():
                self._begin(lane, job)
        if lane.jobs:
            self._give_ahead()
        else:
            self._crew.rest(lane)

    def _begin(self, lane: Lane, job: Job) -> None:
        job.stop_timer()
        job.lane = lane
        lane.jobs.append(job)
        job.number = lane.process.ask(job.told, lambda header, body: self._answered(lane, header, body))
        if len(lane.jobs) == 1:
            self._time(lane)

    def _time(self, lane: Lane) -> None:
        lane.is_swift = True
        lane.since = asyncio.get_running_loop().time()
        lane.timer = asyncio.get_running_loop().call_later(_SWIFT, self._is_not_swift, lane)

    def _answered(self, lane: Lane, header: Header | Died, body: bytes) -> None:
        """The first job of a process is done, or the process has died."""
        lane.stop_timer()
        job = lane.jobs.popleft()
        if isinstance(header, Died):
            self._died(lane, job, header)
            return
        if job is not None:
            self._costs.took(job.client, self._used(lane))
            if not job.answer.done():
                job.answer.set_result((header, body))
        if lane.is_long or header.get("last"):
            for one in lane.take_back(is_final=True):
                self._wait_again(one)
            self._crew.replace(lane)
        elif lane.jobs:
            self._time(lane)
            self._give_ahead()
        else:
            self._crew.next(lane)

    def _used(self, lane: Lane) -> float:
        """The seconds that a process has worked for its first job; those of others count only where few."""
        if lane.is_swift:
            return min(asyncio.get_running_loop().time() - lane.since, _SWIFT)
        return _SWIFT + max(0.0, lane.process.seconds() - lane.seconds)

    def _died(self, lane: Lane, job: Job | None, death: Died) -> None:
        self._crew.replace(lane)
        if job is None or job.answer.done():
            return
        if not death.is_begun:
            self._wait_again(job)
        elif death.is_of_memory:
            job.refuse(self._out_of_memory())
        else:
            _log.warning("a worker ended with %s: %s", death.status, death.said.strip()[-500:])
            self._metrics.refused("crash")
            detail = "the query is nested too deeply, or met a defect; simplify it"
            job.refuse(Problem(500, "The query broke its worker", detail))

    def _wait_again(self, job: Job) -> None:
        """Let a question that was with a process wait for another."""
        job.lane = None
        if job.answer.done():
            return
        if lane := self._crew.free():
            self._begin(lane, job)
            return
        loop = asyncio.get_running_loop()
        job.timer = loop.call_later(self._limits.wait, self._waited_too_long, job)
        self._waiting.put_back(job.client, job)

    def _is_not_swift(self, lane: Lane) -> None:
        """What a process does takes a while: nothing waits behind it any more."""
        lane.is_swift = False
        for job in reversed(lane.take_back()):
            self._wait_again(job)
        loop = asyncio.get_running_loop()
        lane.began, lane.seconds = loop.time(), lane.process.seconds()
        lane.timer = loop.call_later(self._limits.patience, self._takes_long, lane)

    def _takes_long(self, lane: Lane) -> None:
        loop, job = asyncio.get_running_loop(), lane.jobs[0]
        used = lane.process.seconds() - lane.seconds
        left = min(self._limits.patience - used, lane.began + _WALL * self._limits.patience - loop.time())
        if left > 0:
            # Where there is much to do, a short query takes long too: what it used decides.
            lane.timer = loop.call_later(max(left, _SWIFT), self._takes_long, lane)
            return
        if job is None:
            # Somebody else does it already.
            self._crew.replace(lane)
            return
        long = [one.jobs[0] for one in self._crew.lanes if one.is_long and one.jobs]
        if sum(one is not None and one.client == job.client for one in long) >= self._limits.long_each:
            self._stop(lane, busy("this client already runs as many long queries as it may", 5), "long")
        elif len(long) >= self._limits.long_queries:
            self._stop(lane, busy("as many long queries run as may at a time", 5), "long")
        else:
            lane.is_long = True
            lane.process.yield_to_others()
            self._crew.fill()
            self._watch(lane, max(lane.began + self._limits.timeout, loop.time()))

    def _watch(self, lane: Lane, deadline: float) -> None:
        """Stop a long question at its deadline, or where its process has grown too large."""
        loop = asyncio.get_running_loop()
        if loop.time() >= deadline:
            detail = (
                f"the query ran for {self._limits.timeout:g} s without an end; ask for less, or add a LIMIT"
            )
            self._stop(lane, Problem(504, "Out of time", detail), "time")
        elif lane.process.memory() > 2 * self._limits.memory:
            # The system has a closer bound where it can; this one is for where it cannot.
            self._stop(lane, self._out_of_memory(), "")
        else:
            at = min(loop.time() + _LOOK, deadline)
            lane.timer = loop.call_at(at, self._watch, lane, deadline)

    def _stop(self, lane: Lane, problem: Problem, reason: str) -> None:
        """Refuse what a process does, and end it."""
        lane.stop_timer()
        if reason:
            self._metrics.refused(reason)
        if lane.jobs and (job := lane.jobs[0]) is not None:
            self._costs.took(job.client, self._used(lane) + _RESTART)
            job.refuse(problem)
        self._crew.replace(lane)

    def _out_of_memory(self) -> Problem:
        self._metrics.refused("memory")
        allowed = self._limits.memory // MEBIBYTE
        detail = f"the query needed more than {allowed} MiB of memory; ask for less at a time"
        return Problem(422, "Out of memory", detail)

    def _waited_too_long(self, job: Job) -> None:
        if self._waiting.remove(job.client, job):
            self._metrics.refused("wait")
            job.refuse(busy(f"no worker was free for {self._limits.wait:g} s; come again in a moment"))
