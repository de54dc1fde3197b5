"""SPARQL stores on other machines: questions to them, and a graph pushed into them."""

from __future__ import annotations
