"""A built graph for AI agents, by the Model Context Protocol: answers with their evidence."""

from __future__ import annotations
