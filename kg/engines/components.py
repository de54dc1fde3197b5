"""Connected components: which things share a key, directly or over others."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from kg.engines.engine import Part, Row


def connected(keys: Iterable[Iterable[Hashable]]) -> Callable[[Hashable], Part]:
    """The number of the component of each key, where ``keys`` are those of each thing, by union and find."""
    leads: dict[Hashable, Hashable] = {}

    def first(key: Hashable) -> Hashable:
        while (next_one := leads[key]) != key:
            leads[key] = key = leads[next_one]
        return key

    for one, *others in keys:
        root = first(one) if one in leads else leads.setdefault(one, one)
        for other in others:
            if other not in leads:
                leads[other] = root
            elif (its := first(other)) != root:
                leads[its] = root
    numbers: dict[Hashable, Part] = {}
    return lambda key: numbers.setdefault(first(key), len(numbers))


def regrouped(rows: Iterable[tuple[Part, Row]]) -> Iterator[Sequence[Row]]:
    """The rows of each part together, in the order in which they are given."""
    parts: dict[Part, list[Row]] = {}
    for number, row in rows:
        parts.setdefault(number, []).append(row)
    yield from parts.values()
