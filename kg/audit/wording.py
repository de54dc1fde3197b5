"""How findings speak: quoted titles, counted things, lists that do not go on for ever."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_LONGEST = 90


def quoted(text: str, longest: int = _LONGEST) -> str:
    """The text in quotation marks, cut where it is long."""
    bare = " ".join(text.split())
    return f"“{bare if len(bare) <= longest else bare[: longest - 1].rstrip() + '…'}”"


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: ``1 document``, ``2 documents``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(items: Iterable[str], most: int = 4) -> str:
    """The items, parted by commas; of many the first, and how many more."""
    every: Sequence[str] = list(items)
    more = len(every) - most
    shown = ", ".join(every[:most])
    return f"{shown} and {more:,} more" if more > 0 else shown
