"""What is believed stands where only this user can write."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from kg.disk import VARIABLE, state_folder, user_folder
from kg.errors import OutputError


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of a folder for state, which is not there yet."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "deep" / "own"))
    return tmp_path / "deep" / "own"


def test_the_folder_is_made_and_nobody_else_can_look_into_it(own: Path) -> None:
    assert user_folder() == own
    folder = state_folder("build", "output")
    assert folder is not None
    assert folder.is_dir()
    assert folder.parent.parent == own
    if os.name == "posix":
        for one in (own, folder.parent, folder):
            assert stat.S_IMODE(one.stat().st_mode) == 0o700


def test_an_empty_variable_means_that_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "")
    assert user_folder() is None
    assert state_folder("build", "output") is None


def test_without_the_variable_it_is_the_cache_folder_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name, **_: tmp_path / name)
    assert user_folder() == tmp_path / "claimgraph"


@pytest.mark.parametrize("named", ["cache", "./cache", "../cache"])
def test_a_relative_folder_is_refused_because_a_repository_may_bring_it(
    named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, named)
    with pytest.raises(OutputError, match="absolute"):
        user_folder()
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name != "posix", reason="Windows has no modes")
@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o770, 0o702])
def test_a_folder_that_others_can_write_is_refused(own: Path, mode: int) -> None:
    own.mkdir(parents=True)
    own.chmod(mode)
    with pytest.raises(OutputError, match="written by others"):
        user_folder()


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows has no users by number")
def test_a_folder_of_somebody_else_is_refused(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert user_folder()
    user = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: user + 1)
    with pytest.raises(OutputError, match="somebody else"):
        user_folder()


@pytest.mark.parametrize("kind", ["", "build"])
def test_a_link_is_refused_at_every_level(own: Path, tmp_path: Path, kind: str) -> None:
    (tmp_path / "planted").mkdir(mode=0o700)
    (own / kind).parent.mkdir(parents=True, mode=0o700)
    (own / kind).symlink_to(tmp_path / "planted", target_is_directory=True)
    with pytest.raises(OutputError, match="link"):
        state_folder("build", "output")
    assert not list((tmp_path / "planted").iterdir())


def test_a_folder_that_cannot_be_made_is_one_sentence(own: Path) -> None:
    own.parent.mkdir()
    own.write_text("a file", encoding="utf-8")
    with pytest.raises(OutputError, match="link or a file"):
        user_folder()
    own.unlink()
    own.parent.rmdir()
    own.parent.write_text("a file", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be made"):
        user_folder()


def test_two_names_of_a_folder_have_one_state_and_two_folders_two(own: Path, tmp_path: Path) -> None:
    place = tmp_path / "project"
    place.mkdir()
    (tmp_path / "other").symlink_to(place, target_is_directory=True)
    here = state_folder("build", place / "output")
    assert here == state_folder("build", tmp_path / "other" / "output")
    assert here == state_folder("build", place / "sub" / ".." / "output")
    assert here != state_folder("build", tmp_path / "output")
    assert here != state_folder("query", place / "output")
