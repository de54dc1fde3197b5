"""What is costly to make and hangs on few things is made again only when one of them changes.

    places = remembered("places", json.dumps(edges).encode(), lambda: place(edges))

``make`` gives bytes, and must give the same for the same input and the same
version of the program. Outside a build that has a cache, it is called each time.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar

from kg.cache.version import fingerprint
from kg.engines.engine import digest_of
from kg.engines.memo import Traces

_current: ContextVar[Traces | None] = ContextVar("kg_traces", default=None)


@contextlib.contextmanager
def remembering(traces: Traces) -> Iterator[None]:
    """Let :func:`remembered` use the traces of a build meanwhile."""
    token = _current.set(traces)
    try:
        yield
    finally:
        _current.reset(token)


def remembered(name: str, given: bytes, make: Callable[[], bytes]) -> bytes:
    """What ``make`` gives, from the traces of an earlier build where one made it of the same input.

    ``name`` is a word that says what it is. The threads that a build starts
    see its traces only where they run in a copy of its context.
    """
    traces = _current.get()
    if traces is None:
        return make()
    key = digest_of(fingerprint().encode(), b"\0", name.encode(), b"\0", given)
    found = traces.read(list(traces.find([key]).values()))
    if found:
        return next(iter(found.values()))
    made = make()
    digest = digest_of(made)
    traces.keep({key: digest}, {digest: made})
    return made
