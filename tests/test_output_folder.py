"""The output folder is replaced whole, and nothing but our own output ever is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kg.errors import OutputError
from kg.exporters.folder import replace_folder

FIRST = {"build.json": "{}", "a/b.txt": "one"}
SECOND = {"build.json": "{ }", "c.txt": "two"}


def replace(folder: Path, files: dict[str, str]) -> None:
    replace_folder(folder, ((name, text.encode()) for name, text in files.items()))


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_new_output_replaces_the_old_one_whole(tmp_path: Path) -> None:
    replace(tmp_path / "out", FIRST)
    replace(tmp_path / "out", SECOND)
    assert contents(tmp_path / "out") == SECOND
    assert os.listdir(tmp_path) == ["out"]


def test_files_that_keep_the_folder_in_git_stay(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".gitignore").write_text("*\n")
    replace(tmp_path / "out", FIRST)
    assert contents(tmp_path / "out") == FIRST | {".gitignore": "*\n"}


def test_a_folder_that_is_not_ours_is_refused_and_untouched(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(OutputError, match="was not made by kg build"):
        replace(tmp_path, FIRST)
    assert contents(tmp_path) == {"thesis.txt": "years of work"}


def test_a_file_is_refused_as_output(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OutputError, match="is a file"):
        replace(tmp_path / "out", FIRST)


@pytest.mark.parametrize("failing", ["write", "first rename", "second rename"])
def test_a_failure_on_the_way_leaves_the_old_output_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    replace(tmp_path / "out", FIRST)
    if failing == "write":
        broken: dict[str, str] = {**SECOND, "c.txt/impossible": "c.txt is a file"}
    else:
        broken = SECOND
        real, calls = Path.rename, iter([failing == "first rename", True, False])

        def rename(self: Path, target: Path) -> Path:
            if next(calls):
                raise OSError("no")
            return real(self, target)

        monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(OutputError, match="cannot be written"):
        replace(tmp_path / "out", broken)
    assert contents(tmp_path / "out") == FIRST
    assert os.listdir(tmp_path) == ["out"]


def test_an_output_folder_is_as_open_as_any_other_folder(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    replace(tmp_path / "out", FIRST)
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "plain").stat().st_mode
