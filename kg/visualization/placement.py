"""Where on the map each document and topic stands.

A force-directed method (Fruchterman and Reingold 1991) in which all nodes push
each other apart, and ties draw them together. For many nodes the push is taken
from a mesh by the fast Fourier transform, as in FIt-SNE (Linderman et al.
2019), so that a round takes about as long for 10,000 nodes as for 100.

Places hardly move when little changes: a node starts at a point made of the
name of itself and of the nodes around it, and a weak force holds it there.
"""

from __future__ import annotations

import hashlib
import math
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    import networkx as nx
    import numpy as np
    from numpy.typing import NDArray

    Points = NDArray[np.float64]
    Spectrum = NDArray[np.complex128]

Place = tuple[int, int]
"""Units from the middle of the map, to the right and downwards; a node is about 20 units wide."""

_ROUNDS = 140
_SMOOTHING = 12
_EXACT = 300
_FINE_FROM = 3000
_COARSE, _FINE = 96, 128
"""Cells along a side of the mesh; more of them take longer, and place few nodes no better."""
_APART = 70.0
_ANCHOR = 0.25
GAP = 52.0
"""The least distance between two nodes."""

_NAMED = 0.6


def places(graph: nx.Graph[str]) -> dict[str, Place]:
    """The place of each node of a graph with weighted edges; the same graph always has the same places."""
    import numpy as np

    names = sorted(graph)
    if not names:
        return {}
    number = {name: index for index, name in enumerate(names)}
    edges = sorted(
        (*sorted((number[a], number[b])), float(data.get("weight", 1.0)))
        for a, b, data in graph.edges(data=True)
        if a != b
    )
    starts = np.array([edge[0] for edge in edges], dtype=np.intp)
    ends = np.array([edge[1] for edge in edges], dtype=np.intp)
    weights = np.array([edge[2] for edge in edges], dtype=np.float64)
    anchors = _smoothed(_scattered(names), starts, ends, weights)
    points = _settled(anchors * _APART * math.sqrt(len(names)) * 0.5, starts, ends, weights)
    points = _parted(points)
    points -= (points.min(axis=0) + points.max(axis=0)) / 2
    return {name: (round(float(x)), round(float(y))) for name, (x, y) in zip(names, points, strict=True)}


def _scattered(names: list[str]) -> Points:
    """A point in the unit circle for each name, whatever other names there are."""
    import numpy as np

    found = np.empty((len(names), 2))
    for index, name in enumerate(names):
        digest = hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=8).digest()
        angle = int.from_bytes(digest[:4]) / 2**32 * 2 * math.pi
        radius = math.sqrt(int.from_bytes(digest[4:]) / 2**32)
        found[index] = radius * math.cos(angle), radius * math.sin(angle)
    return found


def _smoothed(points: Points, starts: Any, ends: Any, weights: Any) -> Points:
    """The points after each has moved several times towards those it is tied to, spread out again."""
    import numpy as np

    count = len(points)
    if not len(weights):
        return points
    ones, others = np.concatenate((starts, ends)), np.concatenate((ends, starts))
    total = np.bincount(ones, np.concatenate((weights, weights)), count)[:, None]
    share = np.concatenate((weights, weights))[:, None] / total[ones]
    for _ in range(_SMOOTHING):
        around = _summed(ones, share * points[others], count)
        points = np.where(total > 0, 0.5 * points + 0.5 * around, points)
        points = points - points.mean(axis=0)
        points = points / (np.sqrt((points**2).sum(axis=1)).mean() or 1.0)
    radius = np.sqrt((points**2).sum(axis=1))[:, None]
    return np.asarray(points / np.maximum(1.0, radius / 2))


def _settled(anchors: Points, starts: Any, ends: Any, weights: Any) -> Points:
    """The points after the forces have worked, each round more gently than the last."""
    import numpy as np

    points = anchors.copy()
    count = len(points)
    strength = (weights / (weights.max() if len(weights) else 1.0))[:, None] ** 0.5
    degree = np.bincount(np.concatenate((starts, ends)), minlength=count)
    # A hub is drawn by each of its ties, and would be torn about.
    share = 1 / np.sqrt(np.maximum(1, np.minimum(degree[starts], degree[ends])))[:, None] if count else 1
    for turn in range(_ROUNDS):
        push = _pushed(points) if count <= _EXACT else _pushed_by_mesh(points)
        force = push * _APART**2
        if len(weights):
            span = points[starts] - points[ends]
            length = np.sqrt((span**2).sum(axis=1))[:, None]
            pull = span * length / _APART * strength * share
            force += _summed(ends, pull, count) - _summed(starts, pull, count)
        force -= _ANCHOR * (points - anchors) * 4
        force -= 0.03 * points * math.sqrt(count) / 4
        heat = _APART * 0.8 * (1 - turn / _ROUNDS) + 1
        size = np.sqrt((force**2).sum(axis=1))[:, None]
        points = points + force * np.minimum(1.0, heat / np.maximum(size, 1e-9))
    return points


def _pushed(points: Points) -> Points:
    """The push on each point by all others: the inverse of the distance."""
    import numpy as np

    span = points[:, None, :] - points[None, :, :]
    square = (span**2).sum(axis=2) + 1.0
    found: Points = (span / square[:, :, None]).sum(axis=1)
    return np.asarray(found)


def _pushed_by_mesh(points: Points) -> Points:
    """The same push, from a mesh: points are spread on its corners, and the push is a convolution."""
    import numpy as np

    side = _FINE if len(points) >= _FINE_FROM else _COARSE
    low = points.min(axis=0)
    cell = float((points.max(axis=0) - low).max()) / (side - 2) or 1.0
    at = (points - low) / cell
    corner = np.floor(at).astype(np.intp)
    part = at - corner
    mass = np.zeros((side, side))
    corners = []
    for right in (0, 1):
        for down in (0, 1):
            weight = np.abs(1 - right - part[:, 0]) * np.abs(1 - down - part[:, 1])
            index = (corner[:, 0] + right, corner[:, 1] + down)
            flat = index[0] * side + index[1]
            mass += np.bincount(flat, weight, side * side).reshape(side, side)
            corners.append((index, weight))
    spread = np.fft.rfft2(mass, (2 * side, 2 * side))
    found = np.zeros_like(points)
    for axis, kernel in enumerate(_kernels(side)):
        field = np.fft.irfft2(spread * kernel, (2 * side, 2 * side))
        for index, weight in corners:
            found[:, axis] += weight * field[index]
    return found / cell


@cache
def _kernels(side: int) -> tuple[Spectrum, Spectrum]:
    """The push to the right and downwards at each distance in cells, as frequencies."""
    import numpy as np

    away = np.fft.fftfreq(2 * side, 1 / (2 * side))
    square = away[:, None] ** 2 + away[None, :] ** 2 + 1
    return np.fft.rfft2(away[:, None] / square), np.fft.rfft2(away[None, :] / square)


def _parted(points: Points) -> Points:
    """The points after those too near each other have moved apart."""
    import numpy as np

    # Names are wider than they are high.
    stretch = np.array([_NAMED, 1.0]) if len(points) <= _EXACT else np.ones(2)
    points = points * stretch
    for _ in range(60):
        near = _near(points)
        if not len(near):
            break
        span = points[near[:, 0]] - points[near[:, 1]]
        length = np.sqrt((span**2).sum(axis=1))[:, None]
        # Two on one spot part along a line of their own.
        turn = (near[:, :1] * 2.399963) % (2 * math.pi)
        way = np.where(
            length > 1e-6,
            span / np.maximum(length, 1e-6),
            np.concatenate((np.cos(turn), np.sin(turn)), axis=1),
        )
        push = way * (GAP + 1 - length) * 0.5
        count = len(points)
        points = points + _summed(near[:, 0], push, count) - _summed(near[:, 1], push, count)
    return np.asarray(points / stretch)


def _near(points: Points) -> Any:
    """The pairs of points that are nearer than the gap, each as two numbers, in order."""
    import numpy as np

    if len(points) <= _EXACT:
        square = ((points[:, None, :] - points[None, :, :]) ** 2).sum(axis=2)
        return np.argwhere(np.triu(square <= GAP**2, 1))
    return near_in_cells(points)


def near_in_cells(points: Points) -> Any:
    """The same for many points: each is compared with those in its own and the next cells of a grid."""
    import numpy as np

    cells = np.floor((points - points.min(axis=0)) / GAP).astype(np.int64)
    # A column more than there are, so that the last of a row is beside no cell of the next row.
    width = int(cells[:, 1].max()) + 2
    cell = cells[:, 0] * width + cells[:, 1]
    order = np.argsort(cell, kind="stable")
    sorted_cells = cell[order]
    found = []
    for step in (0, 1, width - 1, width, width + 1):
        first = np.searchsorted(sorted_cells, sorted_cells + step, "left")
        count = np.searchsorted(sorted_cells, sorted_cells + step, "right") - first
        ones = np.repeat(np.arange(len(points)), count)
        within = np.arange(len(ones)) - np.repeat(np.cumsum(count) - count, count)
        others = np.repeat(first, count) + within
        pairs = np.stack((order[ones], order[others]), axis=1)
        found.append(pairs[ones < others] if not step else pairs)
    pairs = np.sort(np.concatenate(found), axis=1)
    pairs = pairs[((points[pairs[:, 0]] - points[pairs[:, 1]]) ** 2).sum(axis=1) <= GAP**2]
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def _summed(at: Any, values: Points, count: int) -> Points:
    """For each of ``count`` points, the sum of the values that are its own."""
    import numpy as np

    return np.stack([np.bincount(at, values[:, axis], count) for axis in (0, 1)], axis=1)
