"""Who is connected: how many connections each client may have, and who goes where there are too many."""

from __future__ import annotations

import sys
from typing import Protocol

from kg.errors import SettingsError
from kg.server.limits import Limits

_EACH = 8
"""The part of all connections that one client may have, and how many it may have in any case."""

_FILES_OF_A_PROCESS = 4
_FILES_OF_THE_SERVER = 24
_FEWEST = 8
_FILES_OF_A_STORE = 96
"""What Oxigraph wants to be allowed in each process that opens a store."""


class Guest(Protocol):
    """A connection. It ``is_idle`` while it does not wait for an answer, and can be made to leave then."""

    @property
    def is_idle(self) -> bool:
        """Whether it waits for its client, rather than its client for it."""

    def leave(self) -> None:
        """Close at once."""


class Presence:
    """Lets connections in, ``most`` at a time; a client that has more than its part takes its own places.

    Whoever connects and sends nothing, or slowly, or does not read, loses his
    place to others first: the oldest of the client that has most.
    """

    def __init__(self, most: int) -> None:
        self._most, self._each = most, max(_EACH, most // _EACH)
        self._guests: dict[str, dict[Guest, None]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def enter(self, client: str, guest: Guest, *, is_proxy: bool = False) -> bool:
        """Let one in, for whom another may have to leave; whether it may stay.

        A proxy speaks for many clients, and may have all places.
        """
        own = self._guests.get(client, {})
        is_full = self._count >= self._most
        if len(own) >= self._each and not is_proxy:
            if not self._make_room(client):
                return False
        elif is_full:
            greediest = max(self._guests, key=lambda name: len(self._guests[name]))
            if not self._make_room(greediest) and not self._make_room(client):
                return False
        self._guests.setdefault(client, {})[guest] = None
        self._count += 1
        return True

    def go(self, client: str, guest: Guest) -> None:
        """One has left."""
        own = self._guests.get(client, {})
        if guest in own:
            del own[guest]
            self._count -= 1
            if not own:
                del self._guests[client]

    def _make_room(self, client: str) -> bool:
        idle = next((one for one in self._guests.get(client, ()) if one.is_idle), None)
        if idle is None:
            return False
        self.go(client, idle)
        idle.leave()
        return True


def most_connections(limits: Limits) -> int:
    """How many connections there may be, with the files that the system lets this process open.

    Raises SettingsError where these are too few to serve anybody.
    """
    if sys.platform == "win32":
        return limits.connections
    import resource

    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if allowed == resource.RLIM_INFINITY:
        return limits.connections
    processes = limits.workers + limits.long_queries + 2
    left = allowed - _FILES_OF_THE_SERVER - _FILES_OF_A_PROCESS * processes
    needed = max(allowed - left + _FEWEST, _FILES_OF_A_STORE)
    if allowed < needed:
        said = f"the system allows {allowed} open files, and serving needs {needed}; say ulimit -n {needed}"
        raise SettingsError(said)
    return min(limits.connections, left)
