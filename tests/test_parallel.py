"""Work shared with a second process: the same results in the same order, whatever becomes of that process."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kg.packing import Packing
from kg.parallel import Aside, shared

HERE = os.getpid()
MANY = 200
CARRIED: Packing[Any] = Packing(Any)
PAIRS: Packing[tuple[int, int]] = Packing(tuple[int, int])

pytestmark = pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="there is no fork that is safe")


@pytest.fixture(autouse=True)
def forked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """As in a process without other threads and with a second processor; none that it made is left behind."""
    processes: list[int] = []
    fork = os.fork

    def noted() -> int:
        processes.append(fork())
        return processes[-1]

    monkeypatch.delenv("KG_PROCESSES", raising=False)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr(os, "fork", noted)
    yield processes
    for process in processes:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


def test_results_are_in_order_and_half_of_them_from_a_second_process() -> None:
    done = list(shared(lambda item: (item, os.getpid()), range(MANY), PAIRS, worth=10))
    assert [item for item, _ in done] == list(range(MANY))
    processes = [process for _, process in done]
    assert processes.count(os.getpid()) == 104
    assert len(set(processes)) == 2


@pytest.mark.parametrize("why", ["few items", "told not to", "one processor", "another thread"])
def test_this_process_does_all_where_a_second_one_does_not_help(
    why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if why == "told not to":
        monkeypatch.setenv("KG_PROCESSES", "1")
    elif why == "one processor":
        monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    elif why == "another thread":
        monkeypatch.setattr(threading, "active_count", lambda: 2)
    worth = MANY + 1 if why == "few items" else 1
    assert set(shared(lambda _: os.getpid(), range(MANY), CARRIED, worth=worth)) == {os.getpid()}


def killed(item: int) -> int:
    if os.getpid() != HERE and item > 60:
        os.kill(os.getpid(), signal.SIGKILL)
    return item


def ended(item: int) -> int:
    if os.getpid() != HERE and item > 60:
        raise MemoryError
    return item


def not_to_be_carried(item: int) -> object:
    return (lambda: item) if os.getpid() != HERE else item


@pytest.mark.parametrize("work", [killed, ended, not_to_be_carried])
def test_nothing_is_lost_when_the_second_process_fails(work: Callable[[int], object]) -> None:
    assert list(shared(work, range(MANY), CARRIED, worth=1)) == list(range(MANY))


def test_an_error_is_raised_here(forked: list[int]) -> None:
    def fails(item: int) -> int:
        if item == 150:
            raise ValueError("the hundred and fiftieth")
        return item

    found = shared(fails, range(MANY), CARRIED, worth=1)
    with pytest.raises(ValueError, match="fiftieth"):
        list(found)
    assert len(forked) == 1


def test_a_caller_who_has_enough_leaves_no_process_behind(forked: list[int]) -> None:
    found = shared(lambda item: b"x" * 100_000, range(MANY), CARRIED, worth=1)
    next(found)
    found.close()  # type: ignore[attr-defined]
    assert len(forked) == 1


def test_results_larger_than_the_pipe_come_whole() -> None:
    found = list(shared(lambda item: bytes([item]) * 300_000, range(64), CARRIED, worth=1))
    assert [(data[0], len(data)) for data in found] == [(item, 300_000) for item in range(64)]


def test_one_piece_of_work_is_done_aside_or_here() -> None:
    with Aside(os.getpid, CARRIED, is_worth=True) as aside:
        assert aside.result() != os.getpid()
    with Aside(os.getpid, CARRIED, is_worth=False) as here:
        assert here.result() == os.getpid()
    with Aside(lambda: killed(61), CARRIED, is_worth=True) as lost:
        assert lost.result() == 61


def test_work_aside_that_nobody_asks_for_is_ended(forked: list[int]) -> None:
    with Aside(lambda: time.sleep(60), CARRIED, is_worth=True):
        pass
    assert len(forked) == 1
