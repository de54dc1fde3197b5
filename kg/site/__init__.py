"""The graph as a web site that needs no server: pages for people, files for machines."""

from __future__ import annotations
