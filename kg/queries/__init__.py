"""What is asked of a built graph: the store on disk, named queries, and what helps to ask."""

from __future__ import annotations
