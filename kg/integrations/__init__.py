"""Plugins by which other programs use the library."""

from __future__ import annotations
