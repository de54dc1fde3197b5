"""Builds of corpora that do not fit into memory; see ``docs/streaming.md``."""

from __future__ import annotations

from kg.streaming.build import Streamed, build
from kg.streaming.sizes import Sizes

__all__ = ["Sizes", "Streamed", "build"]
