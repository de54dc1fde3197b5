"""Why two mentions are one thing, or are not; and what a person might decide about it."""

from kg.explain.answer import Answer, Miss, Seen, explain
from kg.explain.suggest import suggest

__all__ = ["Answer", "Miss", "Seen", "explain", "suggest"]
