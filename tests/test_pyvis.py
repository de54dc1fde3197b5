"""pyvis draws, whether or not there is IPython, and the library works where pyvis is not installed."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from conftest import ROOT

DRAW = """
import sys
import networkx as nx
from kg.visualization.page import page

graph = nx.MultiDiGraph()
graph.add_node("https://example.org/a", kind="claim", label="A claim")
drawn = "A claim" in page(graph, title="Demo")
"""


def run(script: str, folder: Path) -> str:
    """What a Python says of a script, with the modules in a folder before all others."""
    command = [sys.executable, "-c", script]
    environment = {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip()


@pytest.fixture
def ipython(tmp_path: Path) -> Path:
    """A folder with an IPython in it that says when it is imported, and whose frames are words."""
    (tmp_path / "IPython").mkdir()
    (tmp_path / "IPython" / "__init__.py").write_text("print('imported')\n", encoding="utf-8")
    (tmp_path / "IPython" / "display.py").write_text("def IFrame(name, **_): return name\n", encoding="utf-8")
    return tmp_path


def test_a_picture_is_drawn_without_importing_ipython(ipython: Path) -> None:
    script = f"{DRAW}print(drawn, [name for name in sys.modules if name.startswith('IPython')])"
    assert run(script, ipython) == "True []"


def test_what_uses_pyvis_beside_us_has_frames_of_ipython(ipython: Path) -> None:
    script = f"{DRAW}import pyvis.network as own\nprint(own.IFrame('a frame', width=1))"
    assert run(script, ipython).split("\n") == ["imported", "a frame"]


def test_a_notebook_keeps_the_ipython_that_it_has(ipython: Path) -> None:
    script = (
        f"import IPython.display as its\n{DRAW}import pyvis.network as own\n"
        "print(drawn, own.IFrame is its.IFrame, sys.modules['IPython.display'] is its)"
    )
    assert run(script, ipython).split("\n") == ["imported", "True True True"]


@pytest.fixture
def no_pyvis(tmp_path: Path) -> Path:
    """A folder that hides pyvis from what is run with it."""
    (tmp_path / "pyvis.py").write_text("raise ModuleNotFoundError(name='pyvis')\n", encoding="utf-8")
    return tmp_path


def test_a_picture_without_pyvis_ends_in_the_command_that_installs_it(no_pyvis: Path) -> None:
    drawing = textwrap.indent(DRAW, "    ")
    script = f"import kg.errors\ntry:{drawing}except kg.errors.NotFoundError as error:\n    print(error)"
    said = run(script, no_pyvis)
    assert said == "pyvis is not installed; install the extra: pip install 'claimgraph[view]'"


def test_a_build_and_the_drawing_of_a_thing_need_no_pyvis(no_pyvis: Path) -> None:
    note = "---\ntitle: Tides\nlanguage: en\n---\nThe sea rises.\n"
    (no_pyvis / "tides.md").write_text(note, encoding="utf-8")
    script = """
from pathlib import Path
from kg.cli import main

for words in ("build tides.md -q --no-cache", "view Tides -o tides.svg -q"):
    main(words.split(), standalone_mode=False)
print(*(Path(name).is_file() for name in ("output/index.html", "tides.svg")))
"""
    assert run(script, no_pyvis) == "True True"
