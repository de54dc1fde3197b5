"""What several tests share: folders, a maximal corpus, and a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright
from serving import Served, serving

import kg

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
MAXIMAL = Path(__file__).resolve().parent / "maximal"
HOSTILE_DOCUMENTS = Path(__file__).resolve().parent / "hostile"

# How long an example takes says more of what else the machine does than of the example.
settings.register_profile("kg", deadline=None)
settings.load_profile("kg")


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for caches of the tests' own, instead of the user's."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KG_CACHE_DIR", str(folder))
        yield folder


@pytest.fixture(scope="session")
def seeds() -> kg.KnowledgeGraph:
    """The graph of the seeds, built once."""
    return kg.build(SEEDS)


@pytest.fixture(scope="session")
def maximal() -> kg.KnowledgeGraph:
    """The graph of documents that use every field there is, built once."""
    return kg.build(MAXIMAL)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real documents that may lie beside a checkout."""
    folder = ROOT.parent / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("the corpus of real documents is not beside this checkout")
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser; where there is none, CI fails and others skip."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have chromium: pages are tested in a real browser")
        pytest.skip("there is no chromium on this machine")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield launched
        launched.close()


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Write a file below the test's own folder, dedented; gives its path."""

    def write_file(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
        return path

    return write_file


@pytest.fixture
def in_folder(tmp_path: Path) -> Iterator[Path]:
    """Work in the test's own folder, so that paths in messages are short and stable."""
    before = Path.cwd()
    os.chdir(tmp_path)
    yield tmp_path
    os.chdir(before)


@pytest.fixture(scope="session")
def built(maximal: kg.KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output of the documents that use every field there is."""
    folder = tmp_path_factory.mktemp("built") / "output"
    maximal.write(folder)
    return folder


@pytest.fixture(scope="session")
def served(built: Path) -> Iterator[Served]:
    """A server with the limits that it has by itself."""
    with serving(built) as found:
        found.wait_for_search()
        yield found
