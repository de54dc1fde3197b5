"""What is costly to make and hangs on few things is made again only when one of them changes.

    places = remembered("places", json.dumps(edges).encode(), lambda: place(edges))

``make`` gives bytes, and must give the same for the same input and the same
version of the program. Outside a build that has a cache, it is called each time.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar

from kg.cache.archive import Archive, DamagedError
from kg.cache.folder import CacheFolder
from kg.cache.version import fingerprint

_current: ContextVar[tuple[CacheFolder, str] | None] = ContextVar("kg_cache", default=None)


@contextlib.contextmanager
def remembering(folder: CacheFolder, build: str) -> Iterator[None]:
    """Let :func:`remembered` use a cache meanwhile; ``build`` names the build whose things are kept."""
    token = _current.set((folder, build))
    try:
        yield
    finally:
        _current.reset(token)


def remembered(name: str, given: bytes, make: Callable[[], bytes]) -> bytes:
    """What ``make`` gives, from the cache where the last build made it of the same input.

    ``name`` is a word that says what it is. The threads that a build starts
    see its cache only where they run in a copy of its context.
    """
    current = _current.get()
    if current is None:
        return make()
    folder, build = current
    file = f"memo/{name}-{build}"
    key = hashlib.sha256(fingerprint().encode() + given).hexdigest()[:40]
    found = _section(folder.read(file), key)
    if found is None:
        found = make()
        folder.write(file, {key: [found]})
    return found


def _section(held: Archive | None, key: str) -> bytes | None:
    if held is None or key not in held:
        return None
    try:
        return held.section(key)
    except DamagedError:
        return None
