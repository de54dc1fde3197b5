"""The output folder is replaced whole, and nothing but our own output ever is."""

from __future__ import annotations

import os
import resource
from pathlib import Path

import pytest

from kg.errors import OutputError
from kg.exporters import exchange
from kg.exporters.folder import replace_folder

FIRST = {"build.json": '{"outputs": {"a/b.txt": ""}}', "a/b.txt": "one"}
SECOND = {"build.json": '{"outputs": {"c.txt": ""}}', "c.txt": "two"}


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


@pytest.mark.parametrize("name", ["notes.txt", "a/notes.txt", ".git", ".git/config"])
def test_a_file_of_somebody_else_in_an_output_is_never_deleted(tmp_path: Path, name: str) -> None:
    replace(tmp_path / "out", FIRST)
    (tmp_path / "out" / name).parent.mkdir(exist_ok=True)
    (tmp_path / "out" / name).write_text("mine")
    with pytest.raises(OutputError, match=f"{name} was not made by kg build"):
        replace(tmp_path / "out", SECOND)
    assert contents(tmp_path / "out") == FIRST | {name: "mine"}


@pytest.mark.parametrize("manifest", ["{}", "[]", "no JSON", '{"outputs": ["a"]}'])
def test_a_build_json_of_another_tool_does_not_make_a_folder_ours(tmp_path: Path, manifest: str) -> None:
    (tmp_path / "build.json").write_text(manifest)
    with pytest.raises(OutputError, match="was not made by kg build"):
        replace(tmp_path, FIRST)
    assert contents(tmp_path) == {"build.json": manifest}


def test_what_a_system_leaves_in_every_folder_is_no_obstacle(tmp_path: Path) -> None:
    replace(tmp_path / "out", FIRST)
    (tmp_path / "out" / "a" / ".DS_Store").write_text("")
    replace(tmp_path / "out", SECOND)
    assert contents(tmp_path / "out") == SECOND


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
        monkeypatch.setattr(exchange, "_exchange_at_once", lambda one, other: False)
    with pytest.raises(OutputError, match="cannot be written"):
        replace(tmp_path / "out", broken)
    assert contents(tmp_path / "out") == FIRST
    assert os.listdir(tmp_path) == ["out"]


def test_an_output_folder_is_as_open_as_any_other_folder(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    replace(tmp_path / "out", FIRST)
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_disk_that_is_full_in_the_middle_of_a_file_leaves_no_half_file(tmp_path: Path) -> None:
    replace(tmp_path / "out", FIRST)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    # The first write of a file then ends early, without an error, as on a disk with little room left.
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(OutputError, match="File too large"):
            replace(tmp_path / "out", SECOND | {"big.txt": "x" * 150_000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert contents(tmp_path / "out") == FIRST


def test_an_output_inside_an_output_is_kept(tmp_path: Path) -> None:
    out = tmp_path / "out"
    replace(out, FIRST)
    replace(out / "site", {"build.json": '{"outputs": {"page.html": ""}}', "page.html": "a page"})
    replace(out, SECOND)
    site = {"site/build.json": '{"outputs": {"page.html": ""}}', "site/page.html": "a page"}
    assert contents(out) == SECOND | site
    (out / "site" / "mine.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"site/mine\.txt was not made by kg build"):
        replace(out, FIRST)
    assert contents(out) == SECOND | site | {"site/mine.txt": "mine"}


def test_an_output_inside_gives_way_to_a_file_of_the_new_one(tmp_path: Path) -> None:
    out = tmp_path / "out"
    replace(out, FIRST)
    replace(out / "c.txt", {"build.json": '{"outputs": {}}'})
    replace(out, SECOND)
    assert contents(out) == SECOND
