"""The graph as a picture: what to show, where to draw it, and a page that needs no network."""

from __future__ import annotations
