"""What is costly to make and hangs on few things is made again only when one of them changes.

    places = remembered("places", json.dumps(edges).encode(), lambda: place(edges))

``make`` gives bytes, and must give the same for the same input and the same
version of the program. Outside a build that has a cache, it is called each time.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator, Sequence
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
    return remembered_each(name, [given], lambda _: make())[0]


def remembered_each(name: str, given: Sequence[bytes], make: Callable[[int], bytes]) -> list[bytes]:
    """The same for many things of a kind; ``make`` takes the number of the one that has to be made."""
    current = _current.get()
    if current is None:
        return [make(number) for number in range(len(given))]
    folder, build = current
    file = f"memo/{name}-{build}"
    held = folder.read(file)
    keys = [hashlib.sha256(fingerprint().encode() + one).hexdigest()[:40] for one in given]
    known = [_section(held, key) for key in keys]
    found = [make(number) if one is None else one for number, one in enumerate(known)]
    if any(one is None for one in known):
        folder.write(file, dict(zip(keys, found, strict=True)))
    return found


def _section(held: Archive | None, key: str) -> bytes | None:
    if held is None or key not in held:
        return None
    try:
        return held.section(key)
    except DamagedError:
        return None
