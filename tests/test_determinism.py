"""The same input gives the same bytes, whatever the hash seed, the order of files, locale and time zone."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import MAXIMAL, SEEDS

SCRIPT = """
import os, random, sys
walk = os.walk
def shuffled(top, **options):
    for parent, folders, files in walk(top, **options):
        random.shuffle(folders)
        random.shuffle(files)
        yield parent, folders, files
os.walk = shuffled
forks = 0
if "SHARED" in os.environ:
    from kg.engines import local
    from kg.standing import drawing, edited
    local.WORTH_SHARING = edited.WORTH_SHARING = drawing.WORTH_SHARING = 2
    os.sched_getaffinity = lambda _: {0, 1}
    fork = os.fork
    def counted():
        global forks
        forks += 1
        return fork()
    os.fork = counted
from kg.cli import main
try:
    main()
finally:
    if "SHARED" in os.environ and sys.platform == "linux":
        assert forks >= 3, forks
"""


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def build(
    source: Path, output: Path, command: str = "build", *options: str, **environment: str
) -> dict[str, str]:
    words = [command, source.name, "-o", str(output), "--fail-on", "never", "-q", *options]
    subprocess.run(
        [sys.executable, "-c", SCRIPT, *words],
        cwd=source.parent,
        env={**os.environ, **environment},
        check=True,
    )
    return hashes(output)


@pytest.fixture(params=["seeds", "maximal", "corpus"])
def source(request: pytest.FixtureRequest) -> Path:
    if request.param == "corpus":
        folder: Path = request.getfixturevalue("corpus")
        return folder
    return SEEDS if request.param == "seeds" else MAXIMAL


def test_builds_are_the_same_to_the_byte(source: Path, tmp_path: Path) -> None:
    first = build(source, tmp_path / "one", PYTHONHASHSEED="1", LC_ALL="C", TZ="UTC")
    second = build(
        source, tmp_path / "two", PYTHONHASHSEED="2", LC_ALL="C.UTF-8", TZ="Asia/Tokyo", PYTHONUTF8="0"
    )
    assert first == second


@pytest.mark.parametrize("cache", ["--cache", "--no-cache"])
def test_two_processes_make_what_one_makes(source: Path, tmp_path: Path, cache: str) -> None:
    one = build(source, tmp_path / "one", "build", cache, KG_PROCESSES="1")
    two = build(source, tmp_path / "two", "build", cache, SHARED="yes", KG_PROCESSES="2")
    assert one == two


def test_sites_are_the_same_to_the_byte(tmp_path: Path) -> None:
    first = build(SEEDS, tmp_path / "one", "site", PYTHONHASHSEED="1", LC_ALL="C", TZ="UTC")
    second = build(SEEDS, tmp_path / "two", "site", PYTHONHASHSEED="2", LC_ALL="C.UTF-8", TZ="Asia/Tokyo")
    assert first == second
    assert len(first) > 1000
    assert "graph.ttl" in first
    assert "index.html" in first


def test_a_copy_elsewhere_gives_the_same_graph(tmp_path: Path) -> None:
    shutil.copytree(SEEDS, tmp_path / "elsewhere" / "seeds")
    first = build(SEEDS, tmp_path / "one")
    assert build(tmp_path / "elsewhere" / "seeds", tmp_path / "two") == first


def test_one_document_has_the_same_iri_alone_as_in_its_folder(tmp_path: Path) -> None:
    import kg

    whole = kg.build(SEEDS, validate=False)
    alone = kg.build(SEEDS / "semantic-web" / "rdf.md", validate=False)
    assert set(alone.dataset.graphs) <= set(whole.dataset.graphs)
