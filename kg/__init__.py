"""Knowledge graphs from Markdown documents with YAML front matter.

>>> import kg
>>> graph = kg.build("seeds", output="output")
>>> graph.counts["documents"]
16
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg import errors
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.diagnostics import Diagnostic, Severity
    from kg.graph.answers import QueryResult
    from kg.knowledge_graph import KnowledgeGraph
    from kg.pipeline import build, check
    from kg.repair.files import fix
    from kg.settings import Settings

__all__ = [
    "Diagnostic",
    "KgError",
    "KnowledgeGraph",
    "QueryResult",
    "Settings",
    "Severity",
    "__version__",
    "build",
    "check",
    "errors",
    "fix",
]

__version__ = "0.2.0"

# Imported at first use, so that `import kg` and `kg --help` stay light.
_HOMES = {
    "Diagnostic": "kg.diagnostics",
    "KnowledgeGraph": "kg.knowledge_graph",
    "QueryResult": "kg.graph.answers",
    "Settings": "kg.settings",
    "Severity": "kg.diagnostics",
    "build": "kg.pipeline",
    "check": "kg.pipeline",
    "fix": "kg.repair.files",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return __all__
