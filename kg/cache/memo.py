"""What is costly to make and hangs on few things is made again only when one of them changes.

    layout = remembered("layout", [json.dumps(edges).encode()], lambda: place(edges))

``make`` gives bytes, and must give the same for the same inputs and the same
version of the program. Outside a build that has a cache, it is called each time.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar

from kg.cache.archive import DamagedError
from kg.cache.folder import CacheFolder
from kg.cache.version import fingerprint

_current: ContextVar[CacheFolder | None] = ContextVar("kg_cache", default=None)


@contextlib.contextmanager
def remembering(folder: CacheFolder | None) -> Iterator[None]:
    """Let :func:`remembered` use a cache meanwhile; None lets it use none."""
    token = _current.set(folder)
    try:
        yield
    finally:
        _current.reset(token)


def remembered(name: str, inputs: Iterable[bytes], make: Callable[[], bytes]) -> bytes:
    """What ``make`` gives, from the cache where it was made of the same inputs before.

    ``name`` is a word that says what it is. The threads that a build starts
    see its cache only where they run in a copy of its context.
    """
    folder = _current.get()
    if folder is None:
        return make()
    key = hashlib.sha256(fingerprint().encode())
    for one in inputs:
        key.update(len(one).to_bytes(8, "big"))
        key.update(one)
    file = f"memo/{name}-{key.hexdigest()[:40]}"
    held = folder.read(file)
    if held is not None:
        with contextlib.suppress(DamagedError):
            return held.section("made")
    made = make()
    folder.write(file, {"made": made})
    return made
