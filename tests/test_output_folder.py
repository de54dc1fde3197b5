"""The output folder is replaced whole, and nothing but our own output ever is."""

from __future__ import annotations

import base64
import ctypes
import errno
import fcntl
import hashlib
import json
import os
import re
import resource
import shutil
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import OutputError
from kg.exporters import derived, exchange
from kg.exporters.folder import check_target, put_in_place, replace_folder, write_files
from kg.exporters.staged import Kept, Mark, OutputReplacedError, fill, folders_of, link

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


LATER = {"build.json": '{"outputs": {"d.txt": ""}}', "d.txt": "three"}


def manifest(outputs: dict[str, str], **more: object) -> str:
    """A manifest with every section that a build writes; hashes are made of the texts given."""
    empty: dict[str, object] = {"counts": {}, "graph": {"sha256": ""}, "settings": {}, "versions": {}}
    hashes = {path: hashlib.sha256(text.encode()).hexdigest() for path, text in outputs.items()}
    return json.dumps({**empty, "outputs": hashes, **more})


def written(folder: Path, files: dict[str, str]) -> Path:
    """A folder with files that nobody has noted as ours."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def refusal(target: Path) -> str:
    """Why a folder is not to be replaced, without its path."""
    with pytest.raises(OutputError) as refused:
        check_target(target)
    return str(refused.value).replace(str(target), "OUT")


def test_a_folder_stays_as_open_as_it_was_made(tmp_path: Path) -> None:
    replace(tmp_path / "out", FIRST)
    (tmp_path / "out").chmod(0o750)
    replace(tmp_path / "out", SECOND)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o750


def test_the_folders_above_an_output_are_made(in_folder: Path) -> None:
    replace(Path("a/b/out"), FIRST)
    assert contents(in_folder / "a" / "b" / "out") == FIRST


def test_what_was_replaced_is_left_to_make_the_next_output_of(tmp_path: Path) -> None:
    out, spare = tmp_path / "out", tmp_path / "cache" / "deep" / "spare"

    def renewed(files: dict[str, str]) -> None:
        replace_folder(out, ((name, text.encode()) for name, text in files.items()), spare=spare)
        assert contents(out) == files

    renewed(FIRST)
    assert contents(spare) == {}
    renewed(SECOND)
    assert contents(spare) == {"a/b.txt": "one"}
    inode = (spare / "a").stat().st_ino
    renewed(FIRST)
    assert (out / "a").stat().st_ino == inode
    assert contents(spare) == {}
    assert sorted(os.listdir(tmp_path)) == ["cache", "out"]


def test_a_spare_that_is_a_link_is_not_written_into(tmp_path: Path) -> None:
    written(tmp_path / "thesis", {"chapter.txt": "years of work"})
    (tmp_path / "spare").symlink_to("thesis")
    replace_folder(tmp_path / "out", [("a.txt", b"a")], spare=tmp_path / "spare")
    assert contents(tmp_path / "thesis") == {"chapter.txt": "years of work"}
    assert contents(tmp_path / "out") == {"a.txt": "a"}


def test_a_folder_made_elsewhere_is_put_in_place_whole(tmp_path: Path) -> None:
    for files in (FIRST, SECOND):
        put_in_place(written(tmp_path / "made", files), tmp_path / "out")
        assert contents(tmp_path / "out") == files
        assert os.listdir(tmp_path) == ["out"]
    mine = written(tmp_path / "mine", {"mine.txt": "mine"})
    with pytest.raises(OutputError, match="was not made by kg build"):
        put_in_place(written(tmp_path / "made", FIRST), mine)
    assert contents(mine) == {"mine.txt": "mine"}


@pytest.mark.parametrize("code", [errno.EXDEV, errno.EACCES])
def test_a_folder_made_on_another_disk_is_copied_where_nobody_else_can_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    made, modes = written(tmp_path / "made", FIRST), []
    real, copy = Path.rename, shutil.copytree

    def rename(self: Path, target: Path) -> Path:
        if self == made:
            raise OSError(code, os.strerror(code))
        return real(self, target)

    def noting(source: Path, target: Path, *given: object, **more: object) -> object:
        modes.extend([stat.S_IMODE(target.stat().st_mode)] if source == made else [])
        return copy(source, target, *given, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "rename", rename)
    monkeypatch.setattr(shutil, "copytree", noting)
    if code != errno.EXDEV:
        with pytest.raises(OSError, match="Permission denied"):
            put_in_place(made, tmp_path / "out")
        assert os.listdir(tmp_path) == ["made"]
        return
    put_in_place(made, tmp_path / "out")
    assert contents(tmp_path / "out") == FIRST
    assert modes == [0o700]


def test_one_file_is_written_as_the_target_and_several_into_it(tmp_path: Path) -> None:
    write_files(tmp_path / "graph.nt", {"graph.nt": b"one"})
    write_files(tmp_path / "tables", {"a.csv": b"a", "b.csv": b"b"})
    write_files(tmp_path / "tables", {"c.csv": b"c"})
    assert contents(tmp_path) == {
        "graph.nt": "one", "tables/a.csv": "a", "tables/b.csv": "b", "tables/c.csv": "c",
    }  # fmt: skip
    with pytest.raises(OutputError) as refused:
        write_files(tmp_path / "graph.nt" / "x", {"x": b"x"})
    assert str(refused.value) == f"{tmp_path / 'graph.nt' / 'x'} cannot be written: Not a directory"


def test_why_a_folder_cannot_be_written_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("kg.exporters.folder.fill", full)
    with pytest.raises(OutputError) as refused:
        replace(tmp_path / "out", FIRST)
    assert str(refused.value) == (
        f"the output folder {tmp_path / 'out'} cannot be written: No space left on device"
    )


def test_folders_are_exchanged_in_one_step_where_the_system_can(tmp_path: Path) -> None:
    one, other = written(tmp_path / "one", {"a": "1"}), written(tmp_path / "other", {"b": "2"})
    exchange.exchange(one, other)
    assert (contents(one), contents(other)) == ({"b": "2"}, {"a": "1"})


def test_why_folders_cannot_be_exchanged_is_what_the_system_says(tmp_path: Path) -> None:
    other = written(tmp_path / "other", {"b": "2"})
    with pytest.raises(FileNotFoundError, match=re.escape(f"No such file or directory: '{other}'")):
        exchange.exchange(tmp_path / "one", other)
    assert contents(other) == {"b": "2"}


@pytest.mark.skipif(sys.platform != "linux", reason="the call of Linux")
@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EACCES])
def test_folders_are_exchanged_by_renames_only_where_the_system_cannot_do_better(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    class Library:
        def renameat2(self, *_: object) -> int:
            ctypes.set_errno(code)
            return -1

    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: Library())
    one, other = written(tmp_path / "one", {"a": "1"}), written(tmp_path / "other", {"b": "2"})
    if code == errno.EACCES:
        with pytest.raises(OSError, match=re.escape(f"Permission denied: '{other}'")):
            exchange.exchange(one, other)
        assert (contents(one), contents(other)) == ({"a": "1"}, {"b": "2"})
        return
    exchange.exchange(one, other)
    assert contents(other) == {"a": "1"}
    assert os.listdir(tmp_path) == ["other"]


def test_while_a_folder_is_looked_at_other_builds_wait(tmp_path: Path) -> None:
    descriptor = os.open(tmp_path, os.O_RDONLY)
    try:
        with exchange.guard(tmp_path / "out"), pytest.raises(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        os.close(descriptor)


def test_a_folder_that_was_put_where_an_output_stood_is_not_ours(tmp_path: Path) -> None:
    replace(tmp_path / "out", FIRST)
    (tmp_path / "out").rename(tmp_path / "moved")
    written(tmp_path / "out", FIRST)
    assert refusal(tmp_path / "out") == (
        "the folder OUT is not empty and was not made by kg build; name another with -o"
    )


def test_only_the_outputs_written_last_are_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.exporters.ownership._MOST_KNOWN", 2)
    for number in range(3):
        replace(tmp_path / str(number), FIRST)
        time.sleep(0.01)
    assert refusal(tmp_path / "0").startswith("the folder OUT is not empty")
    check_target(tmp_path / "1")
    check_target(tmp_path / "2")


@pytest.fixture
def unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An output that came with git: this user's own folder says nothing of it."""
    monkeypatch.setenv("KG_CACHE_DIR", "")
    return written(tmp_path / "out", {"build.json": manifest({"a/b.txt": "one"}), "a/b.txt": "one"})


def test_a_file_as_its_manifest_says_is_ours_and_another_is_not(unknown: Path) -> None:
    check_target(unknown)
    written(unknown, {".gitkeep": "", "a/Thumbs.db": "", "a/desktop.ini": ""})
    check_target(unknown)
    written(unknown, {"a/b.txt": "two"})
    assert refusal(unknown) == (
        "OUT/a/b.txt is not what kg build wrote, by its SHA-256 in build.json, "
        "and would be lost; move it away, or delete OUT yourself"
    )
    written(unknown, {"a/b.txt": "one", "a/.gitignore": ""})
    assert refusal(unknown) == (
        "OUT/a/.gitignore was not made by kg build, which replaces OUT as a whole; "
        "move it away, or name another folder with -o"
    )


def test_a_link_is_nobodys_even_where_a_file_of_ours_stood(tmp_path: Path) -> None:
    out = tmp_path / "out"
    replace(out, FIRST)
    (out / "a" / "b.txt").unlink()
    (out / "a" / "b.txt").symlink_to("../../secret.txt")
    assert refusal(out) == "OUT/a/b.txt is a link or a device, which kg build does not make; move it away"
    (out / "a" / "b.txt").unlink()
    (out / ".DS_Store").symlink_to("nowhere")
    assert refusal(out).startswith("OUT/.DS_Store was not made by kg build")


@pytest.mark.parametrize("section", ["counts", "graph", "outputs", "settings", "versions"])
@pytest.mark.parametrize("value", [None, []])
def test_a_manifest_without_a_section_of_ours_proves_nothing(
    unknown: Path, section: str, value: object
) -> None:
    held = json.loads((unknown / "build.json").read_text())
    if value is None:
        del held[section]
    else:
        held[section] = value
    (unknown / "build.json").write_text(json.dumps(held))
    assert refusal(unknown).startswith("the folder OUT is not empty")


def test_a_manifest_that_is_a_link_proves_nothing(unknown: Path) -> None:
    (unknown / "build.json").rename(unknown.parent / "build.json")
    (unknown / "build.json").symlink_to("../build.json")
    assert refusal(unknown).startswith("the folder OUT is not empty")


def test_a_signature_is_ours_where_it_is_one_of_this_manifest(unknown: Path) -> None:
    digest = hashlib.sha256((unknown / "build.json").read_bytes()).hexdigest()
    payload = base64.b64encode(json.dumps({"manifest": digest}).encode()).decode()
    attestation = unknown / "attestation.json"
    attestation.write_text(json.dumps({"payload": payload}))
    check_target(unknown)
    for text in (
        json.dumps({"payload": base64.b64encode(b"another").decode()}),
        json.dumps({"payload": f"*{payload}"}),
        json.dumps([payload]),
        "{}",
        "no JSON",
        "[" * 100_000,
    ):
        attestation.write_text(text)
        assert refusal(unknown).startswith("OUT/attestation.json was not made by kg build")


def test_a_folder_made_from_an_output_is_ours_by_its_list(unknown: Path) -> None:
    (unknown / "build.json").write_text(manifest({"a/b.txt": "one"}, derived=["store"]))
    written(unknown / "store", {"deep/x.sst": "rows"})
    derived.write_list(unknown / "store")
    check_target(unknown)
    written(unknown / "store", {"deep/x.sst": "other rows"})
    assert refusal(unknown).startswith("OUT/store/deep/x.sst is not what kg build wrote")
    written(unknown / "store", {"deep/x.sst": "rows", "mine.txt": "mine"})
    assert refusal(unknown).startswith("OUT/store/mine.txt was not made by kg build")
    (unknown / "store" / "mine.txt").unlink()
    (unknown / "store" / "files.json").unlink()
    assert refusal(unknown).startswith("OUT/store/deep/x.sst was not made by kg build")


@pytest.mark.parametrize("name", [".", "..", "", "a/b", "../thesis", "/"])
def test_no_list_is_looked_for_outside_of_an_output(
    unknown: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("kg.exporters.ownership.listed", lambda folder, one: asked.append(one) or {})
    (unknown / "build.json").write_text(manifest({"a/b.txt": "one"}, derived=["store", name]))
    check_target(unknown)
    assert asked == ["store"]


def test_an_output_in_an_output_is_proved_by_its_own_manifest(unknown: Path) -> None:
    written(unknown / "site", {"build.json": manifest({"p.html": "page"}), "p.html": "page"})
    check_target(unknown)
    written(unknown / "site", {"p.html": "another page"})
    assert refusal(unknown).startswith("OUT/site/p.html is not what kg build wrote")
    (unknown / "site" / "build.json").unlink()
    assert refusal(unknown).startswith("OUT/site/p.html was not made by kg build")


def test_a_folder_that_cannot_be_read_is_named_with_the_reason(
    unknown: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> str:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr("kg.exporters.ownership.sha256_of", failing)
    assert refusal(unknown) == "the output folder OUT/a/b.txt cannot be read: Input/output error"
    monkeypatch.setattr("kg.exporters.ownership.files_below", failing)
    assert refusal(unknown) == "the output folder OUT cannot be read: Input/output error"


def test_the_list_of_a_derived_folder_names_each_file_with_its_hash(tmp_path: Path) -> None:
    written(tmp_path / "out" / "store", {"b": "2", "a/c": "1"})
    derived.write_list(tmp_path / "out" / "store")
    one, two = (hashlib.sha256(text.encode()).hexdigest() for text in "12")
    text = (tmp_path / "out" / "store" / "files.json").read_text()
    assert text == f'{{\n "a/c": "{one}",\n "b": "{two}"\n}}\n'
    assert derived.listed(tmp_path / "out", "store") == {"store/a/c": one, "store/b": two}
    for other in ("[]", "{", "[" * 100_000):
        (tmp_path / "out" / "store" / "files.json").write_text(other)
        assert derived.listed(tmp_path / "out", "store") == {}
    (tmp_path / "out" / "store" / "files.json").unlink()
    assert derived.listed(tmp_path / "out", "store") == {}


CHANGES: dict[str, Callable[[Path], object]] = {
    "nothing": lambda out: None,
    "a file is changed and its time set back": lambda out: changed_in_secret(out / "store" / "x"),
    "a file is added": lambda out: (out / "store" / "y").touch(),
    "a file is gone": lambda out: (out / "store" / "x").unlink(),
    "the graph is written again": lambda out: (out / "graph.nq").write_text("graph"),
    "the graph is gone": lambda out: (out / "graph.nq").unlink(),
    "the folder is gone": lambda out: shutil.rmtree(out / "store"),
}


def changed_in_secret(path: Path) -> None:
    before = path.stat()
    path.write_text("X")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("change", CHANGES)
def test_a_derived_folder_is_as_made_until_anything_in_it_changes(tmp_path: Path, change: str) -> None:
    out = written(tmp_path / "out", {"graph.nq": "graph", "store/x": "x"})
    assert not derived.is_as_made(out, "store", "graph.nq")
    derived.note_made(out, "store", "graph.nq")
    time.sleep(0.01)
    CHANGES[change](out)
    assert derived.is_as_made(out, "store", "graph.nq") is (change == "nothing")


def test_a_derived_folder_is_never_as_made_where_nothing_may_be_noted(unknown: Path) -> None:
    derived.note_made(unknown, "a")
    assert not derived.is_as_made(unknown, "a")


def test_a_file_that_is_kept_is_the_same_file(tmp_path: Path) -> None:
    out = tmp_path / "out"
    marks = replace_folder(out, [("a/b.txt", b"one"), ("c.txt", b"two")])
    inode = (out / "a" / "b.txt").stat().st_ino
    again = replace_folder(out, [("a/b.txt", Kept(marks["a/b.txt"])), ("c.txt", [b"t", b"hree"])])
    assert contents(out) == {"a/b.txt": "one", "c.txt": "three"}
    assert (out / "a" / "b.txt").stat().st_ino == inode
    assert again["a/b.txt"] == marks["a/b.txt"]
    assert again["c.txt"].size == 5


@pytest.mark.parametrize("change", ["gone", "size", "time"])
def test_a_file_that_is_not_what_was_to_be_kept_stops_the_build(tmp_path: Path, change: str) -> None:
    out = tmp_path / "out"
    mark = replace_folder(out, [("a.txt", b"one")])["a.txt"]
    if change == "gone":
        (out / "a.txt").unlink()
    elif change == "size":
        (out / "a.txt").write_text("longer")
        os.utime(out / "a.txt", ns=(mark.changed, mark.changed))
    else:
        os.utime(out / "a.txt", ns=(mark.changed, mark.changed + 1))
    before = contents(out)
    with pytest.raises(OutputReplacedError):
        replace_folder(out, [("a.txt", Kept(mark)), ("b.txt", b"b")])
    assert contents(out) == before


def test_a_file_that_two_outputs_share_is_not_written_through(tmp_path: Path) -> None:
    standing = written(tmp_path / "standing", {"a.txt": "old"})
    staged = written(tmp_path / "staged", {"b/c/d.txt": "x", "e.txt": "x"})
    os.link(standing / "a.txt", staged / "a.txt")
    fill(staged, [("a.txt", b"new"), ("f/g.txt", iter([b"1", b"2"]))], standing)
    assert contents(standing) == {"a.txt": "old"}
    assert contents(staged) == {"a.txt": "new", "f/g.txt": "12"}
    assert sorted(os.listdir(staged)) == ["a.txt", "f"]


def test_the_folders_of_files_are_all_those_above_them() -> None:
    assert folders_of(["a/b/c.txt", "a/d.txt", "e.txt"]) == {"a", "a/b"}


def test_a_file_that_is_there_already_as_it_is_to_be_kept_stays(tmp_path: Path) -> None:
    staged = written(tmp_path / "staged", {"a.txt": "one"})
    mark = Mark.of((staged / "a.txt").stat())
    assert fill(staged, [("a.txt", Kept(mark))], tmp_path / "nowhere") == {"a.txt": mark}
    assert contents(staged) == {"a.txt": "one"}


def test_however_many_files_wait_for_the_disk_all_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.exporters.staged._BATCH", 4)
    monkeypatch.setattr("kg.exporters.staged._MOST_PENDING", 2)
    files = {f"{number // 10}/{number}.txt": f"{number}" for number in range(50)}
    marks = fill(tmp_path, [(name, text.encode()) for name, text in files.items()], tmp_path)
    assert contents(tmp_path) == files
    assert marks == {name: Mark.of((tmp_path / name).stat()) for name in files}


@pytest.mark.parametrize("is_link", [False, True])
def test_where_there_are_no_hard_links_a_file_is_copied_and_a_link_stays_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_link: bool
) -> None:
    def impossible(*_: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    written(tmp_path, {"a": "one", "secret": "secret"})
    if is_link:
        (tmp_path / "a").unlink()
        (tmp_path / "a").symlink_to("secret")
    os.utime(tmp_path / "a", ns=(1, 10**9), follow_symlinks=False)
    monkeypatch.setattr(os, "link", impossible)
    link(str(tmp_path / "a"), str(tmp_path / "b"))
    assert (tmp_path / "b").is_symlink() is is_link
    assert (tmp_path / "b").lstat().st_mtime_ns == 10**9
    assert (tmp_path / "b").lstat().st_ino != (tmp_path / "a").lstat().st_ino
