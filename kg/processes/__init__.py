"""Processes that can be ended: commands that answer Ctrl-C, and work within limits of time and memory."""

from __future__ import annotations
