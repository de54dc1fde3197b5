"""Repairs of documents that leave everything else in them as its author wrote it."""

from __future__ import annotations
