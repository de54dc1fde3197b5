"""Compiles the package to bytecode, as installing it does.

Where the environment forbids Python to keep bytecode, each process of a measurement
from a checkout would otherwise compile the package again, which takes 0.1 s.
"""

from __future__ import annotations

import compileall
from importlib.util import find_spec


def compile_package() -> None:
    """Compile what has not been compiled."""
    found = find_spec("kg")
    for folder in (found and found.submodule_search_locations) or ():
        compileall.compile_dir(folder, quiet=2)
