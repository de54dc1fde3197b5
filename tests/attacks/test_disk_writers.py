"""Each command that writes a file: not through a planted link, not over a file of the user, no part left."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import kg
from kg.cli import main

_DOCUMENT = "---\ntitle: Tides\nlanguage: en\n---\nThe sea.\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a user with a thesis, beside a clone with an output, in which the test runs."""
    home = tmp_path / "home"
    (home / "clone" / "docs").mkdir(parents=True)
    (home / "thesis.txt").write_text("years of work")
    (home / "clone" / "docs" / "a.md").write_text(_DOCUMENT)
    monkeypatch.chdir(home / "clone")
    monkeypatch.setenv("KG_CACHE_DIR", str(tmp_path / "cache"))
    kg.build("docs", output="output")
    return home


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, list(words))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


WRITERS = {
    "export": ["export", "--format", "nquads", "-o", "x.nq"],
    "view": ["view", "Tides", "-o", "x.nq"],
    "drawing": ["view", "Tides", "-o", "x.svg"],
    "suggest": ["identity", "suggest", "docs", "-o", "x.nq"],
    "audit": ["audit", "docs", "-o", "x.nq"],
    "schema": ["schema", "-o", "x.nq"],
}


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("planted", ["the file", ".{}.new", ".{}", "{}.new", "a folder"])
def test_no_command_writes_through_a_planted_link(home: Path, name: str, planted: str) -> None:
    words = list(WRITERS[name])
    target = words[-1]
    if planted == "a folder":
        (home / "other").mkdir()
        Path("way").symlink_to("../other", target_is_directory=True)
        words[-1] = f"way/{target}"
    else:
        Path(target if planted == "the file" else planted.format(target)).symlink_to("../thesis.txt")
    before = sorted(os.listdir())
    code, said = run(*words)
    assert (home / "thesis.txt").read_text() == "years of work"
    if planted in {"the file", "a folder"}:
        assert code == 2
        assert "link" in said
        assert sorted(os.listdir()) == before
        assert not (home / "other").exists() or not os.listdir(home / "other")
    else:
        assert code in {0, 1}
        assert sorted(os.listdir()) == sorted([*before, target])


@pytest.mark.parametrize("name", ["view", "drawing", "suggest"])
def test_a_file_that_the_command_did_not_make_is_replaced_only_when_asked(home: Path, name: str) -> None:
    words = WRITERS[name]
    path = Path(words[-1])
    path.write_text("mine")
    code, said = run(*words)
    assert code == 2
    assert "--force" in said
    assert path.read_text() == "mine"
    assert run(*words, "--force")[0] == 0
    made = path.read_text()
    assert made != "mine"
    # What it made it may make again, and that is no longer so once it was edited.
    Path("docs/a.md").write_text(_DOCUMENT.replace("Tides", "Tides") + "More.\n")
    assert run(*words)[0] == 0
    path.write_text(f"{path.read_text()}\nmine\n")
    assert run(*words)[0] == 2
    path.write_text(made)
    assert run(*words)[0] == 0


@pytest.mark.parametrize("name", ["graph.nq", "build.json"])
def test_what_a_link_in_an_output_leads_to_is_not_given_away(home: Path, name: str) -> None:
    private = Path("output", name).read_text().replace("Tides", "The secret")
    (home / "private").write_text(private.replace("https://example.org/", "https://secret.example/"))
    Path("output", name).unlink()
    Path("output", name).symlink_to("../../private")
    code, said = run("export", "--format", "turtle")
    assert code == (2 if name == "graph.nq" else 0)
    assert "secret" not in said.lower()


def test_several_files_do_not_go_through_links_either(home: Path) -> None:
    Path("import").mkdir()
    for name in ("nodes.csv", "relationships.csv"):
        Path("import", name).symlink_to("../../thesis.txt")
    code, said = run("export", "--format", "neo4j", "-o", "import")
    assert code == 2
    assert "is a link" in said
    assert (home / "thesis.txt").read_text() == "years of work"


def test_a_repaired_file_keeps_its_other_name_as_it_was(home: Path) -> None:
    (home / "other.md").write_text("---\ntitle:Tides\n---\n")
    os.link(home / "other.md", "docs/b.md")
    assert run("fix", "docs", "--write")[0] == 0
    assert (home / "other.md").read_text() == "---\ntitle:Tides\n---\n"
    assert Path("docs/b.md").read_text() == "---\ntitle: Tides\n---\n"


def test_a_first_project_is_not_begun_through_links(home: Path) -> None:
    for name in ("kg.yaml", "authorities.yaml"):
        Path(name).symlink_to(f"../planted-{name}")
    Path("shapes").symlink_to("..", target_is_directory=True)
    code, said = run("init", ".")
    assert code == 2
    assert "leads out" in said
    assert sorted(os.listdir(home)) == ["clone", "thesis.txt"]


@pytest.fixture
def site(home: Path) -> Path:
    """A site whose page is that of the document."""
    page = "<!doctype html><html><head><title>Tides</title></head><body></body></html>"
    Path("site").mkdir()
    Path("site/a.html").write_text(page)
    return Path("site")


def test_pages_are_not_read_or_written_through_links(home: Path, site: Path) -> None:
    page = (site / "a.html").read_text()
    (home / "secret.html").write_text(page.replace("Tides", "The secret"))
    (site / "a.html").unlink()
    (site / "a.html").symlink_to("../../secret.html")
    code, said = run("embed", "site")
    assert code == 1
    assert "KG605" in said
    assert (site / "a.html").is_symlink()
    assert (home / "secret.html").read_text() == page.replace("Tides", "The secret")


def test_what_is_embedded_is_no_link(home: Path, site: Path) -> None:
    (home / "secret.jsonld").write_text('[{"@id": "https://example.org/secret", "name": "The secret"}]')
    Path("output/web/secret.jsonld").symlink_to("../../../secret.jsonld")
    shutil.copy(site / "a.html", site / "secret.html")
    assert run("embed", "site")[0] == 2
    assert "The secret" not in (site / "secret.html").read_text()


@pytest.fixture
def small_files(home: Path) -> Iterator[None]:
    """No file may be longer than 700 bytes, as on a disk that is full."""
    resource = pytest.importorskip("resource", reason="Windows has no limits of this kind")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (700, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("name", ["export", "view", "drawing", "schema"])
@pytest.mark.usefixtures("small_files")
def test_a_full_disk_leaves_no_part_of_a_file(home: Path, name: str) -> None:
    before = sorted(os.listdir())
    code, said = run(*WRITERS[name])
    assert code == 2
    assert "cannot be written" in said
    assert sorted(os.listdir()) == before


@pytest.mark.usefixtures("small_files")
def test_a_full_disk_leaves_the_output_and_nothing_beside_it(home: Path) -> None:
    before = {one: one.read_bytes() for one in Path("output").rglob("*") if one.is_file()}
    Path("docs/a.md").write_text(_DOCUMENT.replace("Tides", "Ebb"))
    for command in (["build"], ["build", "--no-cache"], ["site", "-o", "pages"]):
        code, said = run(*command[:1], "docs", *command[1:])
        assert code == 2, said
        assert sorted(os.listdir()) == ["docs", "output"]
    assert {one: one.read_bytes() for one in Path("output").rglob("*") if one.is_file()} == before


def test_the_permissions_of_a_file_stay(home: Path) -> None:
    if os.name != "posix":
        return
    assert run(*WRITERS["export"])[0] == 0
    Path("x.nq").chmod(0o600)
    assert run(*WRITERS["export"])[0] == 0
    assert stat.S_IMODE(Path("x.nq").stat().st_mode) == 0o600
