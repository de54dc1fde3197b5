"""Whether the graph in an output is the one that its build wrote, by the hashes in the manifest.

That tells damage, and files that were exchanged one by one. Whoever can write
the graph can write the manifest too, so who made an output only a signature says.
"""

from __future__ import annotations

import json
from pathlib import Path

from kg.disk import read_file
from kg.exporters import MANIFEST
from kg.queries.known import known_hash

_GRAPH = ("graph.ttl", "graph.nq")
"""What is answered from."""


def doubt(folder: Path) -> str:
    """Why the graph in an output is not what its build wrote; empty where it is, or there is none."""
    found = [name for name in _GRAPH if (folder / name).exists()]
    if not found:
        return ""
    try:
        outputs = json.loads(read_file(folder / MANIFEST, follow=False))["outputs"]
        claimed = {name: str(outputs[name]) for name in _GRAPH if name in outputs}
    except FileNotFoundError:
        return f"{folder} has no {MANIFEST}, so nothing tells whether its graph is whole"
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return (
            f"{folder / MANIFEST} is not a manifest of kg build, so nothing tells whether the graph is whole"
        )
    for name in sorted({*found, *claimed}):
        try:
            if known_hash(folder / name) == claimed.get(name):
                continue
        except OSError:
            pass
        return f"{folder / name} is not what the build wrote, by its SHA-256 in {MANIFEST}"
    return ""
