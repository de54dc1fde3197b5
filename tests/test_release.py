"""A release is refused where it is not fit to go out."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

import kg
from development import release
from development.release import ReleaseError, check_contents


@pytest.mark.parametrize(
    "text",
    [
        "# Changelog\n",
        "## [1.0.0] - unreleased\n",
        "## [1.0.1] - 2026-01-01\n\n## [1.0.0] - 2025-01-01\n",
        "## [Unreleased]\n\n## [1.0.0] - 2025-01-01\n",
    ],
)
def test_a_version_without_a_dated_section_is_refused(text: str) -> None:
    with pytest.raises(ReleaseError, match=r"\[1\.0\.0\]"):
        release._check_changelog(text, "1.0.0")
    release._check_changelog("## [1.0.0] - 2026-11-27\n\n## [0.9.0] - 2025-01-01\n", "1.0.0")


def test_the_version_is_that_of_the_package() -> None:
    assert release._version() == kg.__version__


@pytest.mark.parametrize(
    ("name", "reason"),
    [("kg/__pycache__/a.pyc", "no part"), ("kg/.git/config", "no part"), ("", "lacks kg/py.typed")],
)
def test_a_wheel_with_too_much_or_too_little_is_refused(tmp_path: Path, name: str, reason: str) -> None:
    path = tmp_path / "claimgraph-1-py3-none-any.whl"
    needed = [one for one in release._NEEDED[".whl"] if name or one != "kg/py.typed"]
    with zipfile.ZipFile(path, "w") as wheel:
        for one in needed:
            wheel.writestr(one, "")
    if name:
        check_contents(path)
        with zipfile.ZipFile(path, "a") as wheel:
            wheel.writestr(name, "")
    with pytest.raises(ReleaseError, match=reason):
        check_contents(path)


def test_a_folder_that_is_there_is_not_written_into(tmp_path: Path) -> None:
    assert release.main(["-o", str(tmp_path), "--rehearse"]) == 1
    assert list(tmp_path.iterdir()) == []


def test_builds_of_other_bytes_are_refused(tmp_path: Path) -> None:
    one, other = tmp_path / "a" / "x.whl", tmp_path / "b" / "x.whl"
    for path, text in ((one, "1"), (other, "2")):
        path.parent.mkdir()
        path.write_text(text)
    release._check_same([one], [one])
    with pytest.raises(ReleaseError, match="other bytes"):
        release._check_same([one], [other])
