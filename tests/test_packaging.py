"""What is installed from a wheel is whole."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as held:
        return set(held.namelist())


def test_the_wheel_holds_every_module_and_data_file(packed: set[str]) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "kg"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    wanted = {name for name in tracked.stdout.split() if (ROOT / name).is_file()}
    assert len(wanted) > 50
    assert wanted <= packed


def test_the_wheel_holds_the_shapes_where_the_code_looks_for_them(packed: set[str]) -> None:
    shapes = {f"kg/{path.relative_to(ROOT).as_posix()}" for path in Path(ROOT, "shapes").rglob("*.ttl")}
    assert len(shapes) > 10
    assert shapes <= packed


def test_the_wheel_holds_nothing_else(packed: set[str]) -> None:
    assert {name.split("/")[0].split("-")[0] for name in packed} == {"kg", "claimgraph"}
