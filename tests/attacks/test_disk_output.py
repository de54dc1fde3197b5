"""A cloned repository brings links, caches and outputs of its own: nothing outside is removed or written."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import kg
from kg.cli import main

_POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows has no pipes in folders")
_DOCUMENT = "---\ntitle: Tides\n---\nThe sea.\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a user, with what must not be lost, beside a clone in which the test runs."""
    home = tmp_path / "home"
    (home / "thesis").mkdir(parents=True)
    (home / "thesis" / "chapter.txt").write_text("years of work")
    (home / "secret.txt").write_text("the secret")
    (home / "clone" / "docs").mkdir(parents=True)
    (home / "clone" / "docs" / "a.md").write_text(_DOCUMENT)
    monkeypatch.chdir(home / "clone")
    monkeypatch.setenv("KG_CACHE_DIR", str(tmp_path / "cache"))
    return home


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, list(words))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def contents(folder: Path) -> dict[str, str]:
    """What stands below a folder, links as what they say."""
    return {
        one.relative_to(folder).as_posix(): f"-> {os.readlink(one)}" if one.is_symlink() else one.read_text()
        for one in sorted(folder.rglob("*"))
        if one.is_symlink() or one.is_file()
    }


def assert_unharmed(home: Path) -> None:
    assert sorted(os.listdir(home)) == ["clone", "secret.txt", "thesis"]
    assert contents(home / "thesis") == {"chapter.txt": "years of work"}
    assert (home / "secret.txt").read_text() == "the secret"


def manifest(outputs: dict[str, str], **more: object) -> str:
    """A manifest as a build writes it, forged."""
    empty: dict[str, object] = {"counts": {}, "graph": {"sha256": ""}, "settings": {}, "versions": {}}
    return json.dumps({**empty, "inputs": {}, "outputs": outputs, **more})


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("name", ["spare", "live", "builds", "memo", "gone", ""])
@pytest.mark.parametrize("command", ["build", "edit", "prune", "clear"])
def test_a_cache_that_a_repository_brings_removes_nothing(home: Path, name: str, command: str) -> None:
    link = Path(".kg", name)
    link.parent.mkdir(exist_ok=True)
    link.symlink_to("../.." if name else "..", target_is_directory=True)
    assert run("build", "docs", "-q")[0] == 0
    if command == "edit":
        Path("docs/a.md").write_text(_DOCUMENT.replace("Tides", "Ebb"))
        assert run("build", "docs", "-q")[0] == 0
    elif command != "build":
        run("cache", command, "docs", *(["--most", "0"] if command == "prune" else []))
    assert_unharmed(home)
    assert link.is_symlink()
    assert sorted(os.listdir()) == [".kg", "docs", "output"]


def test_nothing_is_kept_in_a_project(home: Path) -> None:
    Path("docs/kg.yaml").write_text("title: Tides\n")
    assert run("build", "docs", "-q")[0] == 0
    Path("docs/a.md").write_text(_DOCUMENT.replace("Tides", "Ebb"))
    assert run("build", "docs", "-q")[0] == 0
    assert sorted(os.listdir()) == ["docs", "output"]
    assert sorted(os.listdir("docs")) == ["a.md", "kg.yaml"]


@pytest.mark.parametrize(
    "name",
    [".output-x.new", ".output-x.old", ".output-abcdefgh.new", ".kg-0123456789abcdef.new", ".output.new"],
)
@pytest.mark.parametrize("is_link", [True, False])
def test_a_name_like_ours_does_not_make_a_folder_ours(home: Path, name: str, is_link: bool) -> None:
    if is_link:
        Path(name).symlink_to("../thesis", target_is_directory=True)
    else:
        shutil.copytree("../thesis", name)
    assert run("build", "docs", "-q")[0] == 0
    assert run("build", "docs", "-q", "--no-cache")[0] == 0
    assert_unharmed(home)
    assert Path(name, "chapter.txt").read_text() == "years of work"


@pytest.mark.parametrize("command", ["build", "build --no-cache", "build --stream", "site"])
@pytest.mark.parametrize("target", ["..", "../thesis", "../nowhere", "../output", "docs"])
def test_an_output_that_is_a_link_is_refused(home: Path, command: str, target: str) -> None:
    if target == "../output":
        kg.build("docs", output=home / "output")
        before = contents(home / "output")
    Path("output").symlink_to(target, target_is_directory=True)
    code, said = run(*command.split(), "docs", "-o", "output")
    assert code == 2
    assert "is a link" in said
    assert os.readlink("output") == target
    if target == "../output":
        assert contents(home / "output") == before
        shutil.rmtree(home / "output")
    assert_unharmed(home)


def test_an_output_below_a_link_that_leads_out_is_refused(home: Path) -> None:
    Path("public").symlink_to("../thesis", target_is_directory=True)
    for command in (["build"], ["build", "--no-cache"], ["build", "--stream"], ["site"]):
        code, said = run(*command, "docs", "-o", "public/kg")
        assert code == 2
        assert "leads out" in said
    assert_unharmed(home)


@pytest.mark.parametrize(
    "outputs", [{}, {"mine.txt": ""}, {"mine.txt": sha256("another")}, {"mine.txt": sha256("mine").upper()}]
)
@pytest.mark.parametrize("variable", ["a folder", ""])
def test_a_forged_manifest_does_not_make_a_file_ours(
    home: Path, monkeypatch: pytest.MonkeyPatch, outputs: dict[str, str], variable: str
) -> None:
    if not variable:
        monkeypatch.setenv("KG_CACHE_DIR", "")
    Path("output").mkdir()
    Path("output/build.json").write_text(manifest(outputs))
    Path("output/mine.txt").write_text("mine")
    before = contents(Path("output"))
    for command in (["build"], ["build", "--no-cache"], ["build", "--stream"]):
        code, said = run(*command, "docs")
        assert code == 2
        assert "mine.txt" in said
        assert contents(Path("output")) == before


@pytest.mark.parametrize("derived", [["store"], ["."], [".."], [""], ["store/.."], ["/"], ["../../thesis"]])
def test_folders_that_a_manifest_calls_derived_are_not_ours_for_that(home: Path, derived: list[str]) -> None:
    Path("output/store").mkdir(parents=True)
    Path("output/build.json").write_text(manifest({}, derived=derived))
    Path("output/store/mine.txt").write_text("mine")
    before = contents(Path("output"))
    for command in (["build"], ["build", "--no-cache"], ["build", "--stream"]):
        assert run(*command, "docs")[0] == 2
        assert contents(Path("output")) == before
    assert_unharmed(home)


@pytest.mark.parametrize(
    "named", ["../../secret.txt", "../../thesis/chapter.txt", "/etc/passwd", "C:\\x", "a/../.."]
)
def test_what_a_manifest_names_outside_is_not_touched(home: Path, named: str) -> None:
    Path("output").mkdir()
    Path("output/build.json").write_text(manifest({named: sha256("the secret")}, derived=[named]))
    assert run("build", "docs", "-q")[0] == 0
    assert_unharmed(home)


@pytest.mark.parametrize("variable", ["a folder", ""])
def test_an_output_that_came_with_git_is_replaced_where_it_is_as_built(
    home: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    kg.build("docs", output=home / "made")
    kg.build("docs").write_site(home / "made" / "site")
    shutil.copytree(home / "made", "output")
    shutil.rmtree(home / "made")
    monkeypatch.setenv("KG_CACHE_DIR", str(home.parent / "other") if variable else "")
    Path("docs/a.md").write_text(_DOCUMENT.replace("Tides", "Ebb"))
    code, said = run("build", "docs", "-q")
    assert code == 0, said
    assert "Ebb" in Path("output/graph.ttl").read_text()
    assert Path("output/site/index.html").is_file()
    Path("output/site/style.css").write_text("mine")
    code, said = run("build", "docs", "-q", "--no-cache")
    assert code == 2
    assert "site/style.css was not made by kg build" in said


@pytest.mark.parametrize("is_known", [True, False])
def test_a_signed_output_is_replaced(home: Path, monkeypatch: pytest.MonkeyPatch, is_known: bool) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = Ed25519PrivateKey.generate()
    (home.parent / "key.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    sign = ["build", "docs", "-q", "--no-cache", "--sign", str(home.parent / "key.pem")]
    assert run(*sign)[0] == 0
    if not is_known:
        monkeypatch.setenv("KG_CACHE_DIR", "")
    assert run(*sign)[0] == 0
    Path("output/attestation.json").write_text('{"payload": "bWluZQ=="}')
    assert run(*sign)[0] == (0 if is_known else 2)


@pytest.mark.parametrize("place", ["documents", "documents/x.ttl", "mine", ".gitignore", "site", "graph.ttl"])
@pytest.mark.parametrize("target", ["../../thesis", "../../secret.txt"])
@pytest.mark.parametrize("command", ["build", "build --no-cache", "build --stream"])
def test_a_link_in_an_output_is_not_followed_nor_lost(
    home: Path, place: str, target: str, command: str
) -> None:
    assert run("build", "docs", "-q")[0] == 0
    link = Path("output", place)
    if link.is_dir():
        shutil.rmtree(link)
    link.unlink(missing_ok=True)
    link.symlink_to(os.path.join("..", target) if "/" in place else target)
    Path("docs/a.md").write_text(_DOCUMENT.replace("Tides", "Ebb"))
    code, said = run(*command.split(), "docs")
    assert code == 2
    assert place in said
    assert link.is_symlink()
    assert_unharmed(home)


def test_an_output_of_somebody_behind_a_link_is_not_taken_along(home: Path) -> None:
    (home / "thesis" / "build.json").write_text(manifest({"chapter.txt": sha256("years of work")}))
    Path("output").mkdir()
    Path("output/build.json").write_text(manifest({}))
    Path("output/site").symlink_to("../../thesis", target_is_directory=True)
    assert run("build", "docs", "-q")[0] == 2
    assert contents(Path("output")) == {"build.json": manifest({}), "site": "-> ../../thesis"}


@_POSIX
@pytest.mark.parametrize("name", ["build.json", "attestation.json", "graph.ttl", ".gitignore", "other"])
def test_a_pipe_in_an_output_stops_nothing(home: Path, name: str) -> None:
    assert run("build", "docs", "-q")[0] == 0
    Path("output", name).unlink(missing_ok=True)
    os.mkfifo(Path("output", name))
    Path("docs/a.md").write_text(_DOCUMENT.replace("Tides", "Ebb"))
    for command in (["build"], ["build", "--no-cache"], ["build", "--stream"]):
        assert run(*command, "docs")[0] == 2


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"outputs": []}', '{"outputs": null}', "\x00", '{"a": NaN}']
)
def test_a_manifest_of_any_form_is_one_sentence(home: Path, text: str) -> None:
    Path("output").mkdir()
    Path("output/build.json").write_text(text)
    for command in (["build"], ["build", "--no-cache"], ["build", "--stream"]):
        code, said = run(*command, "docs")
        assert code == 2
        assert "was not made by kg build" in said
    assert Path("output/build.json").read_text() == text


@pytest.mark.parametrize("change", ["link", "file"])
def test_what_stands_in_the_way_of_a_folder_gives_way_and_is_not_followed(home: Path, change: str) -> None:
    from kg.exporters.staged import fill

    staged = Path("staged")
    staged.mkdir()
    if change == "link":
        (staged / "deep").symlink_to("../../thesis", target_is_directory=True)
    else:
        (staged / "deep").write_text("a file")
    fill(staged, [("deep/down/a.txt", b"new"), ("b.txt", b"new")], Path("output"))
    assert contents(staged) == {"b.txt": "new", "deep/down/a.txt": "new"}
    assert_unharmed(home)
