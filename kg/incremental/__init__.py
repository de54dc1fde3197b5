"""Building again after an edit: what has not changed is taken from the cache and the earlier output.

The result is that of a build without a cache, to the byte.
"""

from __future__ import annotations

from kg.incremental.builder import build
from kg.incremental.built import Built

__all__ = ["Built", "build"]
