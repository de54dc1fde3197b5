"""Whether a path leads from a document to something in its root, told by folders that are looked at once."""

from __future__ import annotations

import os
from itertools import product
from pathlib import Path

import pytest

from kg.disk import is_below, leads_out
from kg.documents.beside import Beside

_STEPS = ["", ".", "..", "one.md", "there", "gone", "in", "out", "nowhere", "loop", "x\0y", "file"]


def is_beside(file: str, name: str, path: str) -> bool:
    """The rule, asked of the file system each time."""
    named = os.path.join(os.path.dirname(file), path)
    if os.path.exists(named):
        return True
    root = os.path.abspath(file)
    for _ in range(name.count("/") + 1):
        root = os.path.dirname(root)
    try:
        return not is_below(os.path.abspath(named), root) or leads_out(named, root)
    except (OSError, ValueError):
        return False


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A root in a folder with another, with links that stay inside and links that lead out."""
    root = tmp_path / "root"
    for folder in (root / "sub" / "there", root / "there", tmp_path / "other"):
        folder.mkdir(parents=True)
    (tmp_path / "other" / "file").write_text("somebody's")
    for folder in (root, root / "sub"):
        (folder / "one.md").write_text("")
        (folder / "file").write_text("")
        (folder / "in").symlink_to(root / "there", target_is_directory=True)
        (folder / "out").symlink_to(tmp_path / "other", target_is_directory=True)
        (folder / "nowhere").symlink_to(tmp_path / "other" / "gone")
        (folder / "loop").symlink_to(folder / "loop")
    monkeypatch.chdir(root)
    return root


@pytest.mark.parametrize("begin", ["", "absolute"])
@pytest.mark.parametrize("name", ["one", "sub/one"])
def test_what_is_asked_of_folders_once_is_what_is_asked_each_time(root: Path, begin: str, name: str) -> None:
    file = f"{root}/{name}.md" if begin else f"{name}.md"
    beside = Beside()
    paths = ["/".join(steps) for steps in product(_STEPS, repeat=3)]
    found = {path: beside(file, name, path) for path in paths}
    assert found == {path: is_beside(file, name, path) for path in paths}
    assert len(set(found.values())) == 2


def test_a_path_into_another_folder_tells_nothing_of_it(root: Path) -> None:
    beside = Beside()
    for path in ("../../other/file", "../../other/gone", "../out/file", "../out/gone", "../nowhere"):
        assert beside("sub/one.md", "sub/one", path)
    assert not beside("sub/one.md", "sub/one", "../gone")
