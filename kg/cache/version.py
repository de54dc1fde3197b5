"""Which program made something: another one may make it differently."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_LIBRARIES = frozenset(
    {
        "jinja2",
        "msgspec",
        "networkx",
        "numpy",
        "pyoxigraph",
        "pyshacl",
        "pyshacl_turbo",
        "pyromark",
        "pyyaml",
        "rdflib",
    }
)


@cache
def fingerprint() -> str:
    """A hash of our own code, tables and shapes, of Python, and of the versions of the libraries at work."""
    found = hashlib.sha256(sys.version.encode())
    for name in sorted(_installed()):
        found.update(f"{name}\n".encode())
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for folder in (package, os.path.join(os.path.dirname(package), "shapes")):
        for path in sorted(_files(folder)):
            found.update(f"{path[len(folder) :]}\n".encode())
            with open(path, "rb", buffering=0) as file:
                found.update(file.readall())
    return found.hexdigest()


def _installed() -> Iterator[str]:
    """The names of the folders that say which version of a library is installed (PEP 376)."""
    for place in dict.fromkeys(sys.path):
        with contextlib.suppress(OSError):
            for name in os.listdir(place or Path.cwd()):
                if name.endswith((".dist-info", ".egg-info")):
                    library = name.rpartition(".")[0].partition("-")[0].lower()
                    if library in _LIBRARIES or library == "claimgraph":
                        yield name


def _files(folder: str) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (os.path.join(parent, name) for name in files)
