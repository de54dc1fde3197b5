"""From the graph to files that people and programs use."""

from __future__ import annotations
