"""A file is written whole or not at all, never through a link, and a kill leaves nothing for long."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.disk import VARIABLE, UnfitError, clean_up, noted, read_file, remove, token, user_folder, write_file
from kg.disk import writing as module
from kg.errors import OutputError

_POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows has no pipes and modes of this kind")


@pytest.fixture(autouse=True)
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the test, with a folder for state of its own; the test runs in it."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "state"))
    (tmp_path / "room").mkdir()
    monkeypatch.chdir(tmp_path / "room")
    return tmp_path / "room"


@pytest.fixture(params=["descriptors", "paths"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Systems that open folders, and systems such as Windows that have only paths."""
    if request.param == "paths":
        monkeypatch.setattr(module, "_HAS_FOLDER_DESCRIPTORS", False)
        monkeypatch.setattr(module, "_NO_FOLLOW", 0)
    return str(request.param)


def test_a_file_takes_the_place_of_another_and_has_its_permissions(room: Path, system: str) -> None:
    path = room / "a" / "b.txt"
    write_file(path, b"one")
    if os.name == "posix":
        path.chmod(0o640)
    write_file(path, iter([b"two", b" three"]), is_durable=True)
    assert path.read_bytes() == b"two three"
    assert os.listdir(path.parent) == ["b.txt"]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_the_other_name_of_a_file_keeps_what_it_held(room: Path, system: str) -> None:
    (room / "secret").write_text("old")
    os.link(room / "secret", room / "a.md")
    write_file(room / "a.md", b"new")
    assert (room / "secret").read_text() == "old"


@pytest.mark.parametrize("target", ["there", "not there", "folder"])
def test_a_link_is_neither_written_through_nor_replaced(room: Path, system: str, target: str) -> None:
    outside = room.parent / "outside"
    if target == "there":
        outside.write_text("old")
    elif target == "folder":
        outside.mkdir()
    (room / "x.nq").symlink_to(outside)
    with pytest.raises(OutputError, match="is a link"):
        write_file(room / "x.nq", b"new")
    assert (room / "x.nq").is_symlink()
    assert outside.is_dir() or not outside.exists() or outside.read_text() == "old"


def test_a_folder_on_the_way_does_not_lead_out_of_the_current_one(room: Path, system: str) -> None:
    (room.parent / "outside").mkdir()
    (room / "public").symlink_to("../outside")
    (room / "inside").mkdir()
    (room / "other").symlink_to("inside")
    with pytest.raises(OutputError, match="leads out"):
        write_file(Path("public/x.nq"), b"new")
    with pytest.raises(OutputError, match="leads out"):
        write_file(room / "public" / "deep" / "x.nq", b"new")
    assert not list((room.parent / "outside").iterdir())
    write_file(Path("other/x.nq"), b"new")
    assert (room / "inside" / "x.nq").read_bytes() == b"new"


def test_a_link_planted_under_a_temporary_name_of_old_is_not_touched(room: Path, system: str) -> None:
    outside = room.parent / "outside"
    outside.write_text("old")
    for name in (".x.nq.new", ".x.nq", "x.nq.new"):
        (room / name).symlink_to(outside)
    write_file(room / "x.nq", b"new")
    assert outside.read_text() == "old"
    assert sorted(os.listdir(room)) == [".x.nq", ".x.nq.new", "x.nq", "x.nq.new"]


def test_a_name_as_long_as_names_can_be_is_written(room: Path, system: str) -> None:
    write_file(room / ("x" * 255), b"new")
    assert len(os.listdir(room)) == 1


def test_only_new_leaves_what_is_there(room: Path, system: str) -> None:
    write_file(room / "a", b"one", only_new=True)
    with pytest.raises(FileExistsError):
        write_file(room / "a", b"two", only_new=True)
    assert (room / "a").read_bytes() == b"one"
    assert os.listdir(room) == ["a"]


@pytest.mark.parametrize("where", ["first piece", "second piece"])
def test_what_fails_on_the_way_leaves_the_old_file_and_nothing_else(
    room: Path, system: str, where: str
) -> None:
    def pieces() -> Iterator[bytes]:
        if where == "second piece":
            yield b"x" * 100_000
        raise OSError(28, "No space left on device")

    write_file(room / "a", b"old")
    with pytest.raises(OSError, match="No space"):
        write_file(room / "a", pieces())
    assert (room / "a").read_bytes() == b"old"
    assert os.listdir(room) == ["a"]


@_POSIX
def test_a_disk_that_is_full_leaves_no_part(room: Path) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            write_file(room / "a", b"x" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not os.listdir(room)


@_POSIX
def test_a_device_is_written_into_and_stays_one(room: Path) -> None:
    before = os.stat(os.devnull)
    write_file(Path(os.devnull), b"new")
    assert os.stat(os.devnull).st_ino == before.st_ino
    reading, writing = os.pipe()
    write_file(Path(f"/dev/fd/{writing}"), b"new")
    os.close(writing)
    assert os.read(reading, 10) == b"new"
    os.close(reading)


@_POSIX
def test_a_link_to_a_device_is_a_link(room: Path) -> None:
    (room / "x.nq").symlink_to("/dev/full")
    with pytest.raises(OutputError, match="is a link"):
        write_file(room / "x.nq", b"new")


_KILLED = """
import os, signal, sys
from pathlib import Path
from kg.disk import noted, noted_aside, token, write_file
kind, room = sys.argv[1], Path(sys.argv[2])
def pieces():
    yield b"x" * 100_000
    os.kill(os.getpid(), signal.SIGKILL)
if kind == "file":
    write_file(room / "a.md", pieces())
elif kind == "folder":
    path = room / f".{token()}.new"
    with noted(path):
        (path / "deep").mkdir(parents=True)
        (path / "deep" / "link").symlink_to(room / "mine")
        (path / "up").symlink_to(room / "mine", target_is_directory=True)
        os.kill(os.getpid(), signal.SIGKILL)
else:
    path = room / f".{token()}.old"
    with noted_aside(path, room / "mine"):
        (room / "mine").rename(path)
        if kind == "aside and replaced":
            (room / "mine").mkdir()
            (room / "mine" / "new").write_text("new")
        os.kill(os.getpid(), signal.SIGKILL)
"""


@_POSIX
@pytest.mark.parametrize("kind", ["file", "folder", "aside", "aside and replaced"])
def test_what_a_kill_left_is_mended_by_the_next_run_and_nothing_else_is(room: Path, kind: str) -> None:
    (room / "mine").mkdir()
    (room / "mine" / "kept").write_text("kept")
    # As a repository may bring them: the same kind of name, but nobody noted it.
    planted = [".kg-0123456789abcdef.new", ".0123456789abcdef.old", ".a.md-x1y2z3.new", ".a.md.new"]
    for name in planted:
        (room / name).mkdir()
    done = subprocess.run([sys.executable, "-c", _KILLED, kind, str(room)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(os.listdir(room)) == len(planted) + 1 + (kind != "aside")
    clean_up()
    assert sorted(os.listdir(room)) == sorted([*planted, "mine"])
    assert os.listdir(room / "mine") == (["new"] if kind == "aside and replaced" else ["kept"])
    state = user_folder()
    assert state is not None
    assert not list((state / "unfinished").iterdir())


@_POSIX
def test_what_a_running_process_makes_is_left_to_it(room: Path) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom kg.disk import noted\npath = Path(sys.argv[1])\n"
        "with noted(path):\n    path.mkdir()\n    print('made', flush=True)\n    sys.stdin.read()\n"
    )
    path = room / f".{token()}.new"
    command = [sys.executable, "-c", script, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"made\n"
        clean_up()
        assert path.is_dir()
        running.kill()
        running.wait()
    clean_up()
    assert path.is_dir()  # once in a run is enough
    subprocess.run([sys.executable, "-c", "import kg.disk; kg.disk.clean_up()"], check=True)
    assert not path.exists()


def test_without_a_folder_of_our_own_files_are_written_all_the_same(
    room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for value in ("", "relative", str(room / "file" / "below")):
        (room / "file").write_text("")
        monkeypatch.setenv(VARIABLE, value)
        write_file(room / "a", value.encode())
        assert (room / "a").read_bytes() == value.encode()
        with noted(room / "b"):
            pass


def test_removing_never_follows_a_link(room: Path) -> None:
    (room / "mine").mkdir()
    (room / "mine" / "kept").write_text("kept")
    (room / "link").symlink_to("mine", target_is_directory=True)
    (room / "tree").mkdir()
    (room / "tree" / "link").symlink_to("../mine", target_is_directory=True)
    for path in (room / "link", room / "tree", room / "nothing"):
        remove(path)
    assert os.listdir(room) == ["mine"]
    assert os.listdir(room / "mine") == ["kept"]


@_POSIX
def test_what_never_ends_is_not_read(room: Path) -> None:
    os.mkfifo(room / "pipe")
    for path in (room / "pipe", Path("/dev/zero"), room):
        with pytest.raises(UnfitError):
            read_file(path)
    with open(room / "large", "wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(UnfitError, match="more than 64 MB"):
        read_file(room / "large")


def test_a_file_is_read_up_to_what_it_may_hold(room: Path) -> None:
    (room / "a").write_bytes(b"x" * 100)
    (room / "link").symlink_to("a")
    assert read_file(room / "link", most=100) == b"x" * 100
    with pytest.raises(UnfitError):
        read_file(room / "a", most=99)
    with pytest.raises(UnfitError):
        read_file(room / "link", follow=False)
