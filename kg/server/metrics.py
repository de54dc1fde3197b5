"""What the server has done, for Prometheus (text format 0.0.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

if TYPE_CHECKING:
    from kg.server.pool import Pool

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_REASONS = ("crash", "gone", "long", "memory", "queue", "time", "wait")


class Metrics:
    """Counts and gauges of one server."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry(auto_describe=True)
        self._requests = Counter(
            "kg_requests", "Requests answered, by kind and status", ["kind", "status"], registry=registry
        )
        self._seconds = Histogram(
            "kg_request_seconds",
            "Time from a request to its answer, by kind",
            ["kind"],
            registry=registry,
            buckets=_SECONDS,
        )
        self._refused = Counter(
            "kg_refused", "Queries that were stopped or not begun, by reason", ["reason"], registry=registry
        )
        self._started = Counter("kg_workers_started", "Worker processes started", registry=registry)
        self._kept = Counter(
            "kg_kept_answers", "Queries answered by an answer that was kept", registry=registry
        )
        self._swaps = Counter(
            "kg_swaps", "Builds taken into service, by outcome", ["outcome"], registry=registry
        )
        self._triples = Gauge("kg_triples", "Triples of the graph that is served", registry=registry)
        self._known: dict[tuple[str, int], tuple[Counter, Histogram]] = {}
        for outcome in ("done", "failed"):
            self._swaps.labels(outcome)
        for reason in _REASONS:
            self._refused.labels(reason)

    def watch(self, pool: Pool) -> None:
        """Show how it stands with a pool whenever somebody asks."""
        told = (
            ("kg_queue_length", "Queries that wait for a worker", lambda: pool.waiting),
            ("kg_running", "Queries that run", lambda: pool.running),
            ("kg_long_running", "Long queries that run", lambda: pool.long),
            ("kg_workers", "Worker processes", lambda: len(pool.pids)),
            ("kg_worker_memory_bytes", "Memory of all workers", lambda: pool.memory),
        )
        for name, about, value in told:
            Gauge(name, about, registry=self._registry).set_function(value)

    def answered(self, kind: str, status: int, seconds: float) -> None:
        """A request of a kind was answered."""
        found = self._known.get((kind, status))
        if found is None:
            found = self._requests.labels(kind, str(status)), self._seconds.labels(kind)
            self._known[kind, status] = found
        count, histogram = found
        count.inc()
        histogram.observe(seconds)

    def refused(self, reason: str) -> None:
        """A query was stopped, or not begun."""
        self._refused.labels(reason).inc()

    def started(self) -> None:
        """A worker was started."""
        self._started.inc()

    def kept(self) -> None:
        """A query was answered by an answer that was kept."""
        self._kept.inc()

    def swapped(self, outcome: str, triples: int | None = None) -> None:
        """A build was taken into service (``done``), or could not be (``failed``)."""
        self._swaps.labels(outcome).inc()
        if triples is not None:
            self._triples.set(triples)

    def text(self) -> bytes:
        """All of it, in the text format."""
        return generate_latest(self._registry)
