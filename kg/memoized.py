"""Functions that remember what they gave: a corpus says the same titles, names and addresses again and again.

What is remembered has a bound for each function. A process that goes on to
texts that have nothing to do with those before can have all of it forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import _lru_cache_wrapper, lru_cache
from typing import Any, ParamSpec, TypeVar, cast

_P = ParamSpec("_P")
_T = TypeVar("_T")

_MOST = 1 << 16
"""Results that one function remembers."""

_all: list[_lru_cache_wrapper[Any]] = []


def memoized(function: Callable[_P, _T]) -> Callable[_P, _T]:
    """The function, which gives the same for the same arguments, and remembers what it gave last."""
    remembering = lru_cache(maxsize=_MOST)(function)
    _all.append(remembering)
    return cast("Callable[_P, _T]", remembering)


def held() -> int:
    """How many results all functions remember."""
    return sum(one.cache_info().currsize for one in _all)


def forget() -> None:
    """Forget all results."""
    for one in _all:
        one.cache_clear()
