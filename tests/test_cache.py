"""The cache may be shared, spoiled, of another version, or impossible to write: a build is always whole."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import ROOT
from playwright.sync_api import Browser, expect
from visiting import Visit
from watching import watching

import kg
from kg.cache import CacheFolder, archive, cache_folder, folder, memo, version
from kg.cli import main
from kg.standing import build as standing_build

_NOBODY = 65534


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of three documents, in which the test runs."""
    documents = tmp_path / "docs"
    documents.mkdir()
    (documents / "kg.yaml").write_text("title: Tides\n")
    for name, title in {"tides": "Tides", "moon": "The moon", "sea": "The sea"}.items():
        (documents / f"{name}.md").write_text(
            f"---\ntitle: {title}\ntags: [water]\nprimary_sources:\n  - {{title: On tides, doi: 10.1000/t}}\n"
            f"atomic_facts:\n  - {{id: f1, statement: About {title}.}}\n---\nSee [the sea](sea.md).\n"
        )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path


def kept() -> Path:
    """The folder of the cache."""
    found = cache_folder(["docs"], "out")
    assert found is not None
    return found


def built(html: bool = False) -> kg.KnowledgeGraph:
    return kg.build("docs", output="out", cache=CacheFolder(kept()), html=html)


def mapped(graph: kg.KnowledgeGraph) -> int:
    """How many documents were mapped."""
    return graph.work.get("map", 0)


def is_whole(graph: kg.KnowledgeGraph) -> bool:
    """Whether every file of the output was made."""
    return graph.work.get("write", 0) == len([one for one in files("out").values() if one is not None])


def files(output: str) -> dict[str, bytes | None]:
    """The content of each file, and None of each folder."""
    return {
        str(path.relative_to(output)): path.read_bytes() if path.is_file() else None
        for path in Path(output).rglob("*")
    }


def edit(name: str = "tides", title: str = "Neap tides") -> None:
    path = Path("docs", f"{name}.md")
    path.write_text(re.sub("title: .*", f"title: {title}", path.read_text(), count=1))


def assert_clean(html: bool = False) -> None:
    """The output is that of a build without a cache."""
    kg.build("docs", output="clean", html=html)
    assert files("out") == files("clean")


def test_after_an_edit_only_the_document_edited_is_mapped(project: Path) -> None:
    assert is_whole(built())
    edit()
    again = built()
    assert (is_whole(again), mapped(again)) == (False, 1)
    assert_clean()


@pytest.mark.parametrize("html", [True, False])
def test_an_output_that_is_up_to_date_is_left_as_it_stands(project: Path, html: bool) -> None:
    first = built(html)
    before = Path("out/build.json").stat()
    again = built(html)
    after = Path("out/build.json").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert (again.counts, again.diagnostics, again.inputs) == (first.counts, first.diagnostics, first.inputs)
    assert again.work.keys() <= {"locate"}


@pytest.mark.parametrize(
    "change",
    [
        lambda: Path("out/graph.ttl").write_text("Somebody was here."),
        lambda: Path("out/vocabulary.ttl").unlink(),
        lambda: Path("out/documents/tides.ttl").touch(),
        lambda: Path("docs/sea.md").rename("docs/ocean.md"),
        lambda: Path("docs/kg.yaml").write_text("title: Ebb\n"),
        lambda: Path("docs/new.md").write_text("---\ntitle: New\n---\n"),
        lambda: Path("out/documents/empty/below").mkdir(parents=True),
    ],
)
def test_an_output_that_is_not_is_made_again(project: Path, change: Callable[[], object]) -> None:
    built()
    change()
    built()
    assert_clean()
    # What was left to be used again leaves nothing behind, either.
    for title in ("Neap tides", "Spring tides", "Tides"):
        edit(title=title)
        built()
        assert_clean()


def test_a_file_that_a_document_leads_to_is_a_part_of_what_it_says(project: Path) -> None:
    path = Path("docs/tides.md")
    path.write_text(path.read_text() + "[A picture](picture.svg)\n")
    assert [one.code for one in built().diagnostics].count("KG301") == 1
    Path("docs/picture.svg").write_text("<svg/>")
    assert [one.code for one in built().diagnostics].count("KG301") == 0
    assert_clean()


def test_what_is_costly_in_the_explorer_is_not_made_again_for_another_statement(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(html=True)
    path = Path("docs/tides.md")
    path.write_text(path.read_text().replace("About", "Also about"))

    def fail(*_: object) -> None:
        raise AssertionError("the map is made again")

    with monkeypatch.context() as patch:
        patch.setattr("kg.visualization.atlas.places", fail)
        assert not is_whole(built(html=True))
    assert_clean(html=True)


@pytest.mark.parametrize("spoil", ["cut", "flipped", "empty", "foreign", "too long", "far too long"])
@pytest.mark.parametrize("kind", ["builds", "traces"])
def test_a_spoiled_file_is_a_missing_one(project: Path, kind: str, spoil: str) -> None:
    built(html=True)
    spoiled = sorted(Path(kept(), kind).iterdir())
    assert spoiled
    for path in spoiled:
        data = path.read_bytes()
        middle = len(data) * 2 // 3
        path.write_bytes(
            {
                "cut": data[:middle],
                "flipped": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
                "empty": b"",
                "foreign": b"\x00" * 10_000,
                "too long": b"kg cache, form 1\n" + b"0" * 64 + b" 99999999999999\n",
                "far too long": b"kg cache, form 1\n" + b"0" * 64 + b" " + b"9" * 50 + b"\n",
            }[spoil]
        )
    edit()
    built(html=True)
    assert_clean(html=True)
    edit("moon", "A moon")
    assert not is_whole(built(html=True))
    assert_clean(html=True)


def test_every_length_of_a_file_that_was_cut_off_is_noticed(project: Path) -> None:
    built()
    data = next(Path(kept(), "builds").iterdir()).read_bytes()
    for end in range(0, len(data), max(1, len(data) // 200)):
        Path("cut").write_bytes(data[:end])
        with pytest.raises(archive.DamagedError):
            archive.Archive(Path("cut"))


def test_the_cache_of_another_version_is_not_used(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built()
    assert version.fingerprint() == version.fingerprint()
    for module in (standing_build, memo):
        monkeypatch.setattr(module, "fingerprint", lambda: "another")
    again = built()
    assert (is_whole(again), mapped(again)) == (True, 3)
    assert_clean()


def test_a_cache_that_cannot_be_written_costs_one_line_and_nothing_else(project: Path) -> None:
    (kept() / "builds").write_text("a file where the folder should be")
    result = CliRunner().invoke(main, ["build", "docs", "-o", "out"])
    assert result.exit_code == 0, result.output
    assert result.stderr.count("cannot be written (Not a directory)") == 1
    assert_clean(html=True)


def test_a_full_disk_under_the_cache_leaves_no_half_file(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(html=True)
    before = {path: path.read_bytes() for path in kept().rglob("*") if path.is_file()}

    def full(_: object) -> Iterator[bytes]:
        yield b"kg cache, form 1\n"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    edit()
    with monkeypatch.context() as patch:
        patch.setattr(folder, "packed", full)
        result = CliRunner().invoke(main, ["build", "docs", "-o", "out"])
    assert result.exit_code == 0, result.output
    assert result.stderr.count("No space left on device") == 1
    # What a database of its own holds is there, or is not.
    aside = {"spare", "traces"}
    after = {path for path in kept().rglob("*") if path.is_file() and not aside & set(path.parts)}
    assert {path for path in after if before.get(path) != path.read_bytes()} == set()
    assert_clean(html=True)
    built(html=True)
    assert_clean(html=True)


@contextlib.contextmanager
def as_anybody(project: Path) -> Iterator[None]:
    """As a user who may not write everywhere, which the super-user may."""
    if os.geteuid():
        yield
        return
    for path in (project, *project.parents[:-2]):
        path.chmod(path.stat().st_mode | 0o011)
    for path in (project, *project.rglob("*")):
        os.chown(path, _NOBODY, _NOBODY)
    os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_cache_that_may_only_be_read_is_used_and_left_as_it_is(project: Path) -> None:
    built()
    edit()
    built()
    cache = kept()
    paths = [cache, *cache.rglob("*")]
    before = {path: path.read_bytes() for path in paths if path.is_file()}
    with as_anybody(project):
        for path in paths:
            path.chmod(0o555 if path.is_dir() else 0o444)
        edit(title="Spring tides")
        assert not is_whole(built())
        for path in paths:
            path.chmod(0o755)
    assert {path: path.read_bytes() for path in cache.rglob("*") if path.is_file()} == before
    assert_clean()


def test_builds_at_once_with_one_cache_are_all_whole(project: Path) -> None:
    built()
    edit()
    command = [sys.executable, "-m", "kg", "build", "docs", "-q", "--no-html", "-o"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    # Two into one folder, and one beside them.
    running = [
        subprocess.Popen([*command, output], env=environment, stderr=subprocess.PIPE, text=True)
        for output in ("out", "out", "other")
    ]
    for one in running:
        said = one.communicate(timeout=60)[1]
        assert one.returncode == 0, said
    assert_clean()
    assert files("other") == files("clean")
    edit("sea", "A sea")
    assert not is_whole(built())
    assert_clean()
    assert [path.name for path in Path(".").iterdir() if path.name.startswith(".")] == []


def test_a_signed_output_is_the_same_with_and_without_the_cache(project: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = Ed25519PrivateKey.generate()
    Path("key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    for title in ("Neap tides", "Spring tides"):
        edit(title=title)
        for arguments in (["-o", "out"], ["-o", "clean", "--no-cache"]):
            result = CliRunner().invoke(main, ["build", "docs", "--sign", "key.pem", *arguments])
            assert result.exit_code == 0, result.output
        assert "attestation.json" in files("out")
        assert files("out") == files("clean")


def test_without_a_cache_none_is_made(project: Path) -> None:
    result = CliRunner().invoke(main, ["build", "docs", "-o", "out", "--no-cache", "--no-html"])
    assert result.exit_code == 0, result.output
    assert not any(kept().iterdir())


def test_a_cache_can_be_looked_at_pruned_and_deleted(project: Path) -> None:
    built()
    edit()
    built()
    run = CliRunner()
    said = run.invoke(main, ["cache", "info", "docs"])
    assert re.search(rf"{kept()}  2 files, 0\.\d MB\n", said.output), said.output
    assert re.search(r"\n +0\.\d MB  builds/", said.output), said.output
    assert "0 files" in run.invoke(main, ["cache", "prune", "docs"]).output
    assert "2 files, 0." in run.invoke(main, ["cache", "prune", "docs", "--most", "0"]).output
    assert not list(Path(kept(), "spare").iterdir())
    assert is_whole(built())
    Path(kept(), "notes").write_text("mine")
    assert run.invoke(main, ["cache", "clear", "docs"]).output == "2 files deleted\n"
    assert [path.name for path in kept().iterdir()] == ["notes"]
    assert_clean()


def test_what_a_build_may_take_is_deleted_under_another_name(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built()
    edit()
    built()
    assert list(Path(kept(), "spare").iterdir())
    deleted: list[str] = []
    delete = shutil.rmtree

    def noted(path: Path, **options: Any) -> None:
        if path.is_relative_to(kept()):
            deleted.append(path.name[:6])
        delete(path, **options)

    # Whoever took a folder of a known name meanwhile would have it deleted under their hands.
    monkeypatch.setattr(shutil, "rmtree", noted)
    next(Path(kept(), "builds").iterdir()).unlink()
    CacheFolder(kept()).prune(0)
    assert set(deleted) == {".gone-"}
    built()
    CacheFolder(kept()).clear()
    assert set(deleted) == {".gone-"}
    assert not any(kept().iterdir())
    assert_clean()


def test_what_killed_builds_left_in_the_cache_is_deleted(project: Path) -> None:
    built()
    left, new = Path(kept(), "builds", ".abc.new"), Path(kept(), "builds", ".def.new")
    for one in (left, new):
        one.write_bytes(b"half a")
    os.utime(left, (1, 1))
    Path(kept(), ".gone-abc", "spare").mkdir(parents=True)
    cache = CacheFolder(kept())
    assert [one.path.name.startswith(".") for one in cache.entries()] == [False, False]
    cache.prune(1 << 30)
    # The other one may still be written.
    assert (left.exists(), new.exists()) == (False, True)
    assert not Path(kept(), ".gone-abc").exists()


def test_an_open_explorer_shows_each_build_and_keeps_what_is_chosen(project: Path, browser: Browser) -> None:
    with watching("build", "docs", "-o", "out") as running:
        running.until_ready()
        page = Path(kept(), "live", "index.html").resolve()
        with Visit(browser, page, inside=project) as visit:
            shown = visit.page.frame_locator("iframe")
            shown.locator("#search").fill("neap")
            shown.locator("#search").fill("the moon")
            shown.locator("#results li").first.wait_for()
            shown.locator("#search").press("Enter")
            expect(shown.locator("#panel h2")).to_have_text("The moon")
            edit("moon", "The full moon")
            expect(shown.locator("#panel h2")).to_have_text("The full moon", timeout=20_000)


def test_a_graph_built_with_a_cache_can_be_asked_everything_after_an_edit(project: Path) -> None:
    built()
    edit()
    graph = built()
    clean = kg.build("docs")
    assert graph.dataset.graphs == clean.dataset.graphs
    assert graph.documents == clean.documents
    assert graph.identity.decisions == clean.identity.decisions
    assert graph.serialize() == clean.serialize()


def test_a_graph_whose_cache_is_deleted_says_so_when_it_is_asked_for_more(project: Path) -> None:
    built()
    edit()
    graph = built()
    cache = kept()
    shutil.rmtree(cache)
    with pytest.raises(kg.KgError, match="build it again"):
        graph.dataset  # noqa: B018
    assert list(cache.glob("*")) == []
