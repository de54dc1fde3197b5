"""What one request may take, and how many may be served at a time."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

MEBIBYTE = 2**20


def default_workers() -> int:
    """One more than there are processors, so that one long query leaves all of them to the others."""
    return (
        max(2, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1) + 1
    )


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a server. Times are in seconds, sizes in bytes.

    ``timeout`` and ``memory`` hold for each query, the memory beyond what the
    open store needs. ``rows`` and ``answer`` bound what a query may give,
    ``body`` what a request may bring and ``upload`` what one with the token
    may. A query that has used ``patience`` of processor time becomes a long one: at most
    ``long_queries`` of these run at a time, ``long_each`` of one client, and
    ``workers`` processes stay free of them. ``queue`` requests wait at most
    ``wait`` each; ``held`` bounds all answers that are being sent. A change may take
    ``change``, and one more second for each mebibyte that it brings;
    ``change_queue`` of them wait, ``change_wait`` each.
    """

    timeout: float = 10.0
    memory: int = 512 * MEBIBYTE
    rows: int = 100_000
    answer: int = 32 * MEBIBYTE
    body: int = MEBIBYTE
    upload: int = 256 * MEBIBYTE
    patience: float = 0.15
    long_queries: int = 4
    long_each: int = 2
    workers: int = field(default_factory=default_workers)
    queue: int = 64
    wait: float = 5.0
    held: int = 512 * MEBIBYTE
    change: float = 30.0
    change_queue: int = 32
    change_wait: float = 60.0
    header_wait: float = 10.0
    body_wait: float = 30.0
    upload_wait: float = 300.0
    send_wait: float = 30.0
    idle_wait: float = 15.0
    connections: int = 1000
    shutdown_wait: float = 15.0
