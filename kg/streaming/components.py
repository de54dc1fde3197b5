"""Which things must be decided together, found without holding them: components over hashed keys."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.identity.candidates import Key

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Ties:
    """Things by number, and the hashes of the keys that they have: the n-th key is that of the n-th owner.

    Two keys of one hash tie things that need not be decided together, which
    does no harm. ``weights`` say how much of a unit of work each thing is.
    """

    owners: Numbers
    keys: Hashes
    weights: Numbers

    @classmethod
    def of(cls, keys: Iterable[Iterable[Key]], weights: Sequence[int]) -> Ties:
        """The ties of things with these keys."""
        import numpy as np

        owners: list[int] = []
        hashes: list[int] = []
        for number, held in enumerate(keys):
            for key in held:
                owners.append(number)
                hashes.append(hashed(key))
        return cls(
            np.array(owners, dtype=np.int64),
            np.array(hashes, dtype=np.uint64),
            np.array(weights, dtype=np.int64),
        )


@dataclass(frozen=True, slots=True)
class PackedTies:
    """Ties as they are kept: three arrays as bytes."""

    owners: bytes
    keys: bytes
    weights: bytes

    @classmethod
    def of(cls, ties: Ties) -> PackedTies:
        """The ties, to be kept."""
        return cls(_bytes(ties.owners), _bytes(ties.keys), _bytes(ties.weights))

    def ties(self) -> Ties:
        """The ties that were kept."""
        return Ties(_numbers(self.owners), _hashes(self.keys), _numbers(self.weights))


@dataclass(frozen=True, slots=True)
class Parts:
    """The part in which each thing and each key is decided; ``count`` is how many parts there are."""

    count: int
    of_owner: Numbers
    largest: int
    keys: Hashes
    of_key: Numbers

    def of(self, key: Key) -> int | None:
        """The part of a key; None for a key that nothing has."""
        import numpy as np

        wanted = np.uint64(hashed(key))
        place = int(np.searchsorted(self.keys, wanted))
        if place < len(self.keys) and self.keys[place] == wanted:
            return int(self.of_key[place])
        return None


@dataclass(frozen=True, slots=True)
class PackedParts:
    """Parts as they are kept: the arrays as bytes."""

    count: int
    of_owner: bytes
    largest: int
    keys: bytes
    of_key: bytes

    @classmethod
    def of(cls, parts: Parts) -> PackedParts:
        """The parts, to be kept."""
        return cls(
            parts.count, _bytes(parts.of_owner), parts.largest, _bytes(parts.keys), _bytes(parts.of_key)
        )

    def parts(self) -> Parts:
        """The parts that were kept."""
        of_owner, of_key = _numbers(self.of_owner), _numbers(self.of_key)
        return Parts(self.count, of_owner, self.largest, _hashes(self.keys), of_key)


def _bytes(array: Numbers | Hashes) -> bytes:
    return array.astype(array.dtype.newbyteorder("<")).tobytes()


def _numbers(data: bytes) -> Numbers:
    import numpy as np

    return np.frombuffer(data, dtype="<i8").astype(np.int64, copy=False)


def _hashes(data: bytes) -> Hashes:
    import numpy as np

    return np.frombuffer(data, dtype="<u8").astype(np.uint64, copy=False)


def hashed(key: Key) -> int:
    """A number of 64 bits, the same for a key in every process."""
    return int.from_bytes(hashlib.blake2b(repr(key).encode(), digest_size=8).digest(), "little")


def joined(ties: Sequence[Ties]) -> Ties:
    """The ties of all things, numbered on."""
    import numpy as np

    starts = np.cumsum([0, *(len(one.weights) for one in ties)])
    return Ties(
        np.concatenate([one.owners + start for one, start in zip(ties, starts, strict=False)]),
        np.concatenate([one.keys for one in ties]),
        np.concatenate([one.weights for one in ties]),
    )


def parted(ties: Ties, size: int) -> Parts:
    """Parts of about that weight, such that what is tied, directly or over others, is in one."""
    import numpy as np

    things = len(ties.weights)
    keys, numbers = np.unique(ties.keys, return_inverse=True)
    leaders = _leaders(ties.owners, numbers + things, things + len(keys))
    numbered, labels = np.unique(leaders, return_inverse=True)
    components = len(numbered)
    weights = np.zeros(components, dtype=np.int64)
    np.add.at(weights, labels[:things], ties.weights)
    before = np.cumsum(weights) - weights
    # Components that begin in one stretch of that weight are a part: none is cut.
    _, part = np.unique(before // size, return_inverse=True)
    count = int(part.max()) + 1 if components else 0
    return Parts(count, part[labels[:things]], int(weights.max(initial=0)), keys, part[labels[things:]])


def _leaders(starts: Numbers, ends: Numbers, nodes: int) -> Numbers:
    """The least node of the connected component of each of that many nodes.

    All roots follow their least neighbour at once, then all nodes their root,
    until no edge joins two roots: at most log² n rounds (Liu and Tarjan 2019,
    https://doi.org/10.4230/OASIcs.SOSA.2019.3), each over the edges that are left.
    """
    import numpy as np

    leaders: Numbers = np.arange(nodes, dtype=np.int64)
    while len(starts):
        low, high = np.sort((leaders[starts], leaders[ends]), axis=0)
        between = low != high
        starts, ends = starts[between], ends[between]
        np.minimum.at(leaders, high[between], low[between])
        while not np.array_equal(above := leaders[leaders], leaders):
            leaders = above
    return leaders
