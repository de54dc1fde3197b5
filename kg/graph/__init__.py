"""The graph: its triples, a store to query, and views for rdflib and networkx."""

from __future__ import annotations
