"""What is promised at the door of the library."""

from __future__ import annotations

import subprocess
import sys

import kg
from kg import errors


def test_the_exported_names_are_sorted_and_all_there() -> None:
    assert kg.__all__ == sorted(kg.__all__)
    for name in kg.__all__:
        assert getattr(kg, name) is not None
    public = {name for name in vars(kg) if not name.startswith("_")}
    modules = {name for name in public if type(getattr(kg, name)).__name__ == "module"}
    assert public - modules - {"annotations", "TYPE_CHECKING"} <= set(kg.__all__)


def test_every_error_is_a_kg_error_and_is_drawn_in_the_tree() -> None:
    raised = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, Exception)]
    assert all(issubclass(one, errors.KgError) for one in raised)
    assert all(one.__name__ in (errors.__doc__ or "") for one in raised)


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    script = "import sys, kg.cli; print(sorted(set(sys.modules) & set(sys.argv[1:])))"
    heavy = ["networkx", "numpy", "pyoxigraph", "pyshacl", "pyvis", "rdflib", "rich", "yaml"]
    done = subprocess.run([sys.executable, "-c", script, *heavy], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_command_is_imported_when_it_is_called() -> None:
    script = (
        "import sys, kg.cli; kg.cli.main(['cache', '--help'], standalone_mode=False); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    imported = {name for name in done.stdout.split() if name.startswith("kg.cli.")}
    assert imported == {"kg.cli.cache"}
