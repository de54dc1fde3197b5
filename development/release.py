"""Make and prove the files of a release: ``python3 dev.py release``. Nothing is uploaded.

1. The version, which stands in ``kg/__init__.py``, has a dated section in the changelog.
2. sdist and wheel are built twice, from the commit alone, to the same bytes (the time in
   them is that of the commit), and the wheel once more from the sdist.
3. Their metadata pass ``twine check``; they hold what they must and nothing of this machine.
4. The wheel, with what locks/core.txt names, is installed into an empty environment, where
   ``kg`` builds the sample documents.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_SECTION = re.compile(r"^## \[(?P<version>[^]]+)\] - (?P<date>\d{4}-\d\d-\d\d)$", re.MULTILINE)
_NEEDED = {
    ".whl": ("kg/__init__.py", "kg/shapes/core/fact.ttl", "kg/py.typed", "kg/data/kg.ttl"),
    ".gz": ("pyproject.toml", "README.md", "LICENSE", "dev.py", "locks/core.txt", "tests/conftest.py"),
}
_FOREIGN = re.compile(r"(^|/)(\.git|\.venv|\.kg|__pycache__|node_modules|output|[^/]+\.pyc|\.DS_Store)(/|$)")


class ReleaseError(Exception):
    """Something that a release must not have; the message says what to do."""


def main(words: list[str] | None = None) -> int:
    """Make the files in a folder; 1, with a sentence, where they are not fit to be released."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "-o", "--output", type=Path, default=ROOT / "dist", help="a folder that is not there yet"
    )
    parser.add_argument("--rehearse", action="store_true", help="without a date and with uncommitted changes")
    options = parser.parse_args(words)
    try:
        files = release(options.output, is_rehearsal=options.rehearse)
    except ReleaseError as error:
        sys.stderr.write(f"release: {error}\n")
        return 1
    except subprocess.CalledProcessError as error:
        said = (error.stderr or b"").decode("utf-8", "replace")
        sys.stderr.write(f"release: {' '.join(map(str, error.cmd))} failed\n{said}")
        return 1
    for path in files:
        sys.stdout.write(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path}\n")
    sys.stdout.write(f"To publish: twine upload {' '.join(map(str, files))}\n")
    return 0


def release(output: Path, *, is_rehearsal: bool) -> list[Path]:
    """The sdist and the wheel, built and proved. Raises ReleaseError where they must not go out."""
    if output.exists():
        raise ReleaseError(f"{output} is there already: delete it, or name another with -o")
    if not is_rehearsal:
        _check_commit()
        _check_changelog((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), _version())
    with tempfile.TemporaryDirectory(prefix="claimgraph-release-") as name:
        folder = Path(name)
        first, second = (_built(_copied(folder / place / "tree"), folder / place / "dist") for place in "ab")
        _check_same(first, second)
        _check_same(first[1:], _built_of(first[0], folder / "c")[1:])
        for path in first:
            check_contents(path)
        _run(sys.executable, "-m", "twine", "check", "--strict", *first)
        _prove_installed(first[1], folder / "empty")
        shutil.copytree(first[0].parent, output)
    return [output / path.name for path in first]


def _version() -> str:
    """The version that hatch reads (``tool.hatch.version``)."""
    found = re.search(r'^__version__ = "(.+)"$', (ROOT / "kg/__init__.py").read_text("utf-8"), re.MULTILINE)
    if not found:
        raise ReleaseError("kg/__init__.py says no version")
    return found[1]


def _check_changelog(text: str, version: str) -> None:
    """Raise ReleaseError unless the first section with a date is that of the version."""
    dated = _SECTION.search(text)
    first = re.search(r"^## \[.+$", text, re.MULTILINE)
    if not dated or not first or dated["version"] != version or dated.start() != first.start():
        raise ReleaseError(f"CHANGELOG.md must begin with '## [{version}] - YYYY-MM-DD'")


def _check_commit() -> None:
    if _run("git", "status", "--porcelain").strip():
        raise ReleaseError("there are changes that are not committed, so nobody could build this again")


def _copied(folder: Path) -> Path:
    """The files that git knows, or would add, alone: what else lies here must not get in."""
    for name in _run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0"):
        if name and (ROOT / name).is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target)
    return folder


def _built(tree: Path, folder: Path) -> list[Path]:
    """The sdist and the wheel of a tree, in that order."""
    time = _run("git", "log", "-1", "--format=%ct").strip()
    command = [sys.executable, "-m", "hatchling", "build", "-d", folder]
    # Nothing of the machine's: not the time, not the order of hashes, not who may read a file.
    environment = {**os.environ, "SOURCE_DATE_EPOCH": time, "PYTHONHASHSEED": str(len(str(tree)))}
    subprocess.run(command, cwd=tree, env=environment, check=True, capture_output=True)
    return [*folder.glob("*.tar.gz"), *folder.glob("*.whl")]


def _built_of(sdist: Path, folder: Path) -> list[Path]:
    """What is built of an sdist, as a packager of a distribution does."""
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (tree,) = folder.iterdir()
    return _built(tree, folder / "dist")


def _check_same(ones: list[Path], others: list[Path]) -> None:
    for one, other in zip(ones, others, strict=True):
        if one.name != other.name or one.read_bytes() != other.read_bytes():
            raise ReleaseError(f"{one.name} built again has other bytes: compare {one} and {other}")


def names(path: Path) -> list[str]:
    """The files in an sdist, relative to its folder, or in a wheel."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            return wheel.namelist()
    with tarfile.open(path) as archive:
        return [member.name.partition("/")[2] for member in archive.getmembers()]


def check_contents(path: Path) -> None:
    """Raise ReleaseError where a distribution lacks what it needs, or holds what is nobody's business."""
    held = names(path)
    missing = [name for name in _NEEDED[path.suffix] if name not in held]
    if missing:
        raise ReleaseError(f"{path.name} lacks {', '.join(missing)}")
    foreign = [name for name in held if _FOREIGN.search(name)]
    if foreign:
        raise ReleaseError(f"{path.name} holds {', '.join(foreign[:3])}, which is no part of the project")


def _prove_installed(wheel: Path, folder: Path) -> None:
    """Install a wheel where nothing else is, and build the sample documents with it."""
    venv.create(folder, with_pip=True)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    pip = [scripts / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run(*pip, "--require-hashes", "--only-binary", ":all:", "-r", ROOT / "locks" / "core.txt")
    _run(*pip, "--no-deps", "--no-index", wheel)
    _run(scripts / "python", "-m", "pip", "check")
    said = _run(scripts / "kg", "--version", cwd=folder)
    if _version() not in said:
        raise ReleaseError(f"kg --version says {said.strip()}, not {_version()}")
    _run(scripts / "kg", "build", ROOT / "seeds", "-o", folder / "output", "--no-cache", cwd=folder)
    for name in ("graph.ttl", "index.html", "build.json"):
        if not (folder / "output" / name).stat().st_size:
            raise ReleaseError(f"{name} of the sample documents is empty")


def _run(*words: str | Path, cwd: Path = ROOT) -> str:
    # Without the path of this checkout: what is installed must do alone.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(words, cwd=cwd, env=environment, check=True, capture_output=True).stdout.decode()


if __name__ == "__main__":
    sys.exit(main())
