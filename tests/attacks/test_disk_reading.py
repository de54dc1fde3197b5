"""Links and settings of a stranger publish, and change, nothing that lies outside of what was named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

import kg
from kg.cli import main
from kg.documents.files import find_files
from kg.errors import InputError, SettingsError

_PRIVATE = "---\ntitle:The secret\n---\nThe secret words.\n"
_DOCUMENT = "---\ntitle: Tides\n---\nThe sea.\n"
_POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows has no pipes in folders")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a user with secrets, beside a clone in which the test runs."""
    home = tmp_path / "home"
    (home / "private").mkdir(parents=True)
    (home / "private" / "secret.md").write_text(_PRIVATE)
    (home / "private" / "sound.md").write_text(_PRIVATE.replace("title:", "title: "))
    (home / "clone" / "docs" / "sub").mkdir(parents=True)
    (home / "clone" / "docs" / "a.md").write_text(_DOCUMENT)
    monkeypatch.chdir(home / "clone")
    return home


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, list(words))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def told(folder: Path) -> str:
    """All that an output says."""
    return "".join(
        one.read_text("utf-8", "replace")
        for one in sorted(folder.rglob("*"))
        if one.is_file() and "store" not in one.parts
    )


LINKS = {
    "docs/b.md": "../../private/sound.md",
    "docs/sub/c.txt": "../../../private/sound.md",
    "docs/folder": "../../private",
    "docs/up": "../..",
    "docs/sub/folder.md": "../../../private",
}


@pytest.mark.parametrize("name", LINKS)
@pytest.mark.parametrize(
    "command", ["build", "build --no-cache", "build --stream", "site", "check", "audit", "fix", "fix --write"]
)
def test_a_link_out_of_the_documents_is_said_and_not_followed(home: Path, name: str, command: str) -> None:
    if "sub" in name:
        Path("docs/kg.yaml").write_text("title: Tides\n")
    absolute = os.path.abspath(os.path.join(os.path.dirname(name), LINKS[name]))
    Path(name).symlink_to(absolute if name.endswith(".md") else LINKS[name])
    output = ["-o", "output"] if command.split()[0] in {"build", "site"} else []
    code, said = run(*command.split(), "docs", *output)
    assert code in {0, 1}, said
    assert "secret" not in said.replace("secret.md", "").lower()
    if command.startswith(("build", "site")):
        assert "The secret" not in told(Path("output"))
    if command != "audit":
        assert "KG005" in said or "KG005" in told(Path("output"))
    assert (home / "private" / "secret.md").read_text() == _PRIVATE
    assert Path(name).is_symlink()


def test_an_excerpt_shows_nothing_of_what_a_link_leads_to(home: Path) -> None:
    Path("docs/b.md").symlink_to(home / "private" / "secret.md")
    for form in ("text", "github", "json", "sarif"):
        _, said = run("check", "docs", "--excerpt", "--format", form)
        assert "KG005" in said
        assert "title:The" not in said
        assert "---" not in said


def test_links_inside_the_root_are_followed(home: Path) -> None:
    Path("docs/kg.yaml").write_text("title: Tides\n")
    Path("docs/sub/b.md").symlink_to("../a.md")
    Path("docs/sub/folder").symlink_to("..", target_is_directory=True)
    assert [one.name for one in find_files(["docs/sub"], root=Path("docs"))] == ["sub/b"]
    assert [one.name for one in find_files(["docs"], root=None)] == ["a", "sub/b"]
    found = kg.check("docs")
    assert "KG005" not in {one.code for one in found}


@pytest.mark.parametrize("loop", ["docs/loop", "docs/loop.md", "docs/sub/loop.md"])
@pytest.mark.parametrize("target", ["loop", "loop.md", ".", "..", "../docs/sub"])
def test_links_in_a_circle_end(home: Path, loop: str, target: str) -> None:
    Path(loop).symlink_to(target)
    code, _ = run("build", "docs", "-q")
    assert code in {0, 1}


@pytest.mark.parametrize("named", ["linked", "linked/sub", "linked/sub/d.md", "docs/../linked"])
def test_a_named_folder_that_leads_elsewhere_is_refused_in_one_sentence(home: Path, named: str) -> None:
    (home / "private" / "sub").mkdir()
    (home / "private" / "sub" / "d.md").write_text(_DOCUMENT)
    Path("linked").symlink_to("../private", target_is_directory=True)
    with pytest.raises(InputError, match="elsewhere than its name says"):
        find_files([named], root=None)
    assert run("build", named)[0] == 2
    assert find_files([home / "private" / "sub"], root=None)


def test_a_named_file_that_leads_out_of_its_folder_is_a_finding(home: Path) -> None:
    Path("docs/b.md").symlink_to("../../private/sound.md")
    assert [one.code for one in kg.check("docs/b.md")][:1] == ["KG005"]
    Path("docs/c.md").symlink_to("a.md")
    assert "KG005" not in {one.code for one in kg.check("docs/c.md")}


@pytest.mark.parametrize(
    "target", ["/etc/passwd", "/etc/no-such-file", "../../private/secret.md", "../../nothing"]
)
@pytest.mark.parametrize("through", ["", "docs/way"])
def test_a_document_does_not_find_out_what_files_there_are_outside(
    home: Path, target: str, through: str
) -> None:
    link = os.path.relpath(target, "/") if target.startswith("/") else target
    if target.startswith("/"):
        link = os.path.join(os.path.relpath("/", os.path.realpath("docs")), link)
    if through:
        Path(through).symlink_to(os.path.dirname(link), target_is_directory=True)
        link = f"way/{os.path.basename(link)}"
    Path("docs/a.md").write_text(f"{_DOCUMENT}\n[It]({link})\n")
    found = [one for one in kg.check("docs") if one.code == "KG301"]
    assert found == []


def test_a_broken_link_below_the_root_is_still_found(home: Path) -> None:
    Path("docs/kg.yaml").write_text("title: Tides\n")
    Path("docs/sub/b.md").write_text(f"{_DOCUMENT}\n[It](../gone.png) [this](./gone/x.png) [that](../a.md)\n")
    assert len([one for one in kg.check("docs/sub") if one.code == "KG301"]) == 2


SETTINGS = {
    "shapes": [
        "/etc/passwd",
        "../../private/secret.md",
        "../../private",
        "inside/../../../private",
        "link.ttl",
    ],
    "authorities": ["/etc/passwd", "../../private/secret.md", "link.ttl"],
    "root": ["/", "..", "../../private", "link"],
}


@pytest.mark.parametrize(
    ("key", "value"), [(key, value) for key, values in SETTINGS.items() for value in values]
)
@pytest.mark.parametrize("command", ["build", "build --stream", "check", "fix", "audit", "site"])
def test_settings_that_lead_out_of_the_project_are_refused(
    home: Path, key: str, value: str, command: str
) -> None:
    Path("docs/link.ttl").symlink_to("../../private/secret.md")
    Path("docs/link").symlink_to("../../private", target_is_directory=True)
    Path("docs/kg.yaml").write_text(f"{key}: {value}\n")
    code, said = run(*command.split(), "docs")
    assert code == 2
    assert "leads out of" in said
    assert "root:" not in said.replace("kg.yaml: root", "")
    assert "secret words" not in said
    assert said.count("\n") == 1


def test_what_the_command_line_names_is_trusted(home: Path) -> None:
    shapes = home / "private" / "own.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix schema: <https://schema.org/> .\n"
        "<urn:own> a sh:NodeShape ; sh:targetClass schema:Person ; sh:property [ sh:path schema:name ] .\n"
    )
    Path("docs/kg.yaml").write_text(
        "shapes: ../../private/own.ttl\nroot: ..\nauthorities: ../../private/a.yaml\n"
    )
    (home / "private" / "a.yaml").write_text("people: []\n")
    given = ["--shapes", str(shapes), "--root", ".", "--authorities", "../private/a.yaml"]
    code, said = run("check", "docs", *given)
    assert code in {0, 1}, said
    assert run("check", "docs", *given[2:])[0] == 2
    assert run("check", "docs", *given[:4])[0] == 2
    with pytest.raises(SettingsError):
        kg.build("docs")


@pytest.mark.parametrize("name", ["kg.yaml", "authorities.yaml"])
@pytest.mark.parametrize("target", ["../../private/secret.md", "/etc/passwd"])
def test_settings_that_are_a_link_out_of_their_folder_are_refused(home: Path, name: str, target: str) -> None:
    Path("docs", name).symlink_to(target)
    for command in (["build"], ["check"], ["fix"]):
        code, said = run(*command, "docs")
        assert code == 2
        assert "leads out of" in said
        assert "secret words" not in said


@pytest.mark.parametrize(
    "text", ["root:x:0:0:the secret:/root:/bin/bash\n", "@prefix a: <b> .\na:b a:c secret .\n", "\x00"]
)
def test_shapes_that_are_no_turtle_do_not_show_what_they_are(home: Path, text: str) -> None:
    Path("docs/own.ttl").write_text(text)
    Path("docs/kg.yaml").write_text("shapes: own.ttl\n")
    code, said = run("check", "docs")
    assert code == 2
    assert "own.ttl" in said
    assert "is not Turtle" in said
    assert "secret" not in said
    assert "bash" not in said


def test_a_link_in_a_folder_of_shapes_does_not_lead_out(home: Path) -> None:
    Path("docs/shapes").mkdir()
    Path("docs/shapes/a.ttl").symlink_to("../../../private/secret.md")
    Path("docs/kg.yaml").write_text("shapes: shapes\n")
    code, said = run("check", "docs")
    assert code == 2
    assert "leads out of" in said


@_POSIX
@pytest.mark.parametrize("name", ["kg.yaml", "authorities.yaml", "own.ttl", "b.md"])
def test_no_pipe_or_endless_file_is_waited_for(home: Path, name: str) -> None:
    Path("docs/kg.yaml").write_text("shapes: own.ttl\n" if name == "own.ttl" else "title: Tides\n")
    Path("docs", name).unlink(missing_ok=True)
    os.mkfifo(Path("docs", name))
    assert run("check", "docs")[0] in {0, 1, 2}
    Path("docs", name).unlink()
    with open(Path("docs", name), "wb") as file:
        file.truncate(1 << 40)
    code, said = run("check", "docs")
    assert code in {1, 2}
    assert "more than 64 MB" in said
