"""From the graph to files that people and programs use."""

from __future__ import annotations

MANIFEST = "build.json"
"""The file of an output that says what was built from what; whoever asks a graph reads it first."""
