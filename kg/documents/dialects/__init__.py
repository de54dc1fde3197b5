"""The dialects of Markdown that people write, each with what shows it and what its keys mean."""

from kg.documents.dialects.dialect import PLAIN, Dialect, Mark

__all__ = ["PLAIN", "Dialect", "Mark"]
