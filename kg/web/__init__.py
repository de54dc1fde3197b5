"""Linked data inside web pages: what schema.org's consumers read, and the pages it stands in."""

from __future__ import annotations
