"""What lies beside an output, or in a work folder, is never run, followed or believed."""

from __future__ import annotations

import gzip
import os
import pickle
import shutil
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import kg
from kg import streaming
from kg.errors import OutputError
from kg.exporters.verification import verify
from kg.streaming import Sizes

SMALL = Sizes(files=3, mentions=4, names=4, documents=3, shares=2, runs=2)


class StoppedError(Exception):
    """Raised in place of a signal."""


class Code:
    """A value that makes a file when it is unpickled."""

    def __init__(self, ran: Path) -> None:
        self._ran = ran

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return os.mkdir, (str(self._ran),)


def planted(ran: Path) -> bytes:
    """A file that is a pickle from its first byte, and at its end an index that leads to one."""
    code = pickle.dumps(Code(ran))
    index = pickle.dumps({number: (0, len(code)) for number in range(-9, 99)})
    return code + index + struct.pack("<Q", len(code))


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of what is kept, of this test alone."""
    monkeypatch.setenv("KG_CACHE_DIR", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A project: documents that cite each other's sources, and a secret beside them."""
    folder = tmp_path / "project" / "docs"
    folder.mkdir(parents=True)
    for number in range(9):
        front = (
            f"title: Document {number}\n"
            "primary_sources:\n- {title: Rivers, year: 2020, authors: ['Brook, Ada'], "
            f"doi: 10.1000/{number % 3}}}"
            f"\natomic_facts:\n- {{id: a, statement: 'Number {number}.', source_title: Rivers}}\n"
        )
        (folder / f"{number}.md").write_text(f"---\n{front}---\nText.\n", "utf-8")
    return folder


def build(docs: Path, stop_at: str = "") -> Path:
    """The output of the documents; stopped as soon as a stage has done something, if one is named."""

    def told(stage: str, done: int, total: int) -> None:
        if stage == stop_at and done == total:
            raise StoppedError

    output = docs.parent / "output"
    try:
        streaming.build(docs, output, workers=1, sizes=SMALL, progress=told)
    except StoppedError:
        assert stop_at
    return output


def kept(*folders: Path) -> Iterator[Path]:
    """The files that a stopped build has left."""
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md")


def assert_whole(output: Path, docs: Path) -> None:
    assert (output / "graph.nq").read_text("utf-8") == kg.build(docs, validate=False).dataset.nquads
    assert verify(output).differences == ()


@pytest.mark.parametrize("stage", ["read", "map"])
def test_no_file_that_an_interrupted_build_left_is_run_as_code(
    tmp_path: Path, state: Path, docs: Path, stage: str
) -> None:
    build(docs, stop_at=stage)
    files = list(kept(docs.parent, state))
    assert files
    for path in files:
        path.write_bytes(planted(tmp_path / "ran"))
    output = build(docs)
    assert not (tmp_path / "ran").exists()
    assert_whole(output, docs)


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _turned(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :] if data else b"x"


def _far(data: bytes) -> bytes:
    return data[:-12] + struct.pack("<QI", 1 << 62, 0)


def _huge(data: bytes) -> bytes:
    return struct.pack("<QI", 1 << 62, 0) + data[12:]


def _bomb(data: bytes) -> bytes:
    return gzip.compress(bytes(1 << 22))


@pytest.mark.parametrize("damage", [_cut, _turned, _far, _huge, _bomb, lambda _: b""])
def test_what_was_damaged_is_made_anew(state: Path, docs: Path, damage: Callable[[bytes], bytes]) -> None:
    build(docs, stop_at="map")
    files = list(kept(state))
    assert files
    for path in files:
        path.write_bytes(damage(path.read_bytes()))
    assert_whole(build(docs), docs)


def test_one_damaged_file_of_many_is_found(
    tmp_path: Path, state: Path, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(docs, stop_at="map")
    for number, path in enumerate(sorted(kept(state))):
        copy = tmp_path / f"copy-{number}"
        shutil.copytree(state, copy)
        monkeypatch.setenv("KG_CACHE_DIR", str(copy))
        shutil.rmtree(docs.parent / "output", ignore_errors=True)
        there = copy / path.relative_to(state)
        there.write_bytes(_turned(there.read_bytes()))
        assert_whole(build(docs), docs)


@pytest.mark.parametrize("below", ["", "read", "made", "made/output"])
def test_links_that_a_project_brings_lead_nowhere(
    tmp_path: Path, state: Path, docs: Path, below: str
) -> None:
    treasure = tmp_path / "treasure"
    (treasure / "inside").mkdir(parents=True)
    (treasure / "inside" / "letter.txt").write_text("mine")
    link = docs.parent / ".output-stream" / below
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(treasure, target_is_directory=True)
    output = build(docs)
    assert (treasure / "inside" / "letter.txt").read_text() == "mine"
    assert sorted(path.name for path in treasure.rglob("*")) == ["inside", "letter.txt"]
    assert link.is_symlink()
    assert_whole(output, docs)


def test_a_work_folder_that_others_could_write_is_refused(state: Path, docs: Path) -> None:
    state.mkdir(mode=0o700)
    (state / "stream").mkdir()
    (state / "stream").chmod(0o777)
    with pytest.raises(OutputError, match="cannot be believed"):
        build(docs)


def test_without_a_folder_for_what_is_kept_a_build_is_whole_and_leaves_nothing(
    docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_CACHE_DIR", "")
    output = build(docs)
    assert sorted(path.name for path in docs.parent.iterdir()) == ["docs", "output"]
    assert_whole(output, docs)


def test_an_output_on_another_disk_than_the_work_is_copied(
    state: Path, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def between_disks(path: Path, target: Path) -> Path:
        if path.is_relative_to(state) and not Path(target).is_relative_to(state):
            raise OSError(18, "Invalid cross-device link")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", between_disks)
    output = build(docs)
    assert_whole(output, docs)
    assert sorted(path.name for path in docs.parent.iterdir()) == ["docs", "output"]
    assert list(kept(state / "stream")) == []
