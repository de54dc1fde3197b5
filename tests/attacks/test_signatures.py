"""What is signed, verified and answered is what was built, whatever somebody puts into the output."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kg.cli import main

DOCUMENT = (
    "---\ntitle: Tides\nlanguage: en\natomic_facts:\n- {id: moon, statement: The Moon raises it.}\n---\n"
)
SAID = "SELECT ?t { ?c schema:text ?t }"


def run(*words: str | Path, given: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], input=given)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys, a document, and an output of each kind: signed in whole, signed in parts, and one that lies."""
    folder = tmp_path_factory.mktemp("made")
    key = Ed25519PrivateKey.generate()
    pem = form.Encoding.PEM
    private = key.private_bytes(pem, form.PrivateFormat.PKCS8, form.NoEncryption())
    (folder / "key.pem").write_bytes(private)
    public = key.public_key().public_bytes(pem, form.PublicFormat.SubjectPublicKeyInfo)
    (folder / "key.pub").write_bytes(public)
    for name, text in (("docs", DOCUMENT), ("lies", DOCUMENT.replace("The Moon raises", "The wind raises"))):
        (folder / name).mkdir()
        (folder / name / "tides.md").write_text(text, "utf-8")
    for name, source, *options in (
        ("whole", "docs"),
        ("parts", "docs", "--stream"),
        ("other", "lies", "--stream"),
    ):
        done = run(
            "build", folder / source, "-o", folder / name, "--sign", folder / "key.pem", "--quiet", *options
        )
        assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(params=["whole", "parts"])
def output(request: pytest.FixtureRequest, made: Path, tmp_path: Path) -> Path:
    """A copy of a signed output, to be spoilt."""
    return Path(shutil.copytree(made / request.param, tmp_path / "out"))


def assert_found(output: Path, made: Path, said: str) -> None:
    for options in ([], ["--key", made / "key.pub"]):
        done = run("verify", output, *options)
        assert done.exit_code == 1, done.output
        assert said in done.stdout


def test_an_output_that_nobody_touched_is_verified(output: Path, made: Path) -> None:
    assert run("verify", output, "--key", made / "key.pub").exit_code == 0


@pytest.mark.parametrize("place", ["evil.html", "documents/evil.html", "store/evil", "site/evil.html"])
def test_foreign_files_are_found_wherever_they_are(output: Path, made: Path, place: str) -> None:
    path = output / place
    path.parent.mkdir(exist_ok=True)
    path.write_text("evil")
    assert_found(output, made, "evil")


def test_a_forged_output_inside_an_output_is_found(output: Path, made: Path) -> None:
    (output / "site").mkdir()
    page = b"<script>evil</script>"
    (output / "site" / "index.html").write_bytes(page)
    claimed = {"outputs": {"index.html": hashlib.sha256(page).hexdigest()}, "graph": {}, "counts": {}}
    (output / "site" / "build.json").write_text(json.dumps(claimed | {"settings": {}, "versions": {}}))
    assert_found(output, made, "site/index.html")


@pytest.mark.parametrize("name", ["graph.nq", "vocabulary.ttl", "attestation.json"])
def test_a_link_in_the_place_of_a_file_is_found_even_to_the_same_bytes(
    output: Path, made: Path, tmp_path: Path, name: str
) -> None:
    shutil.move(output / name, tmp_path / "elsewhere")
    (output / name).symlink_to(tmp_path / "elsewhere")
    assert_found(output, made, name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_in_the_place_of_a_file_is_found_and_not_waited_for(output: Path, made: Path) -> None:
    (output / "vocabulary.ttl").unlink()
    os.mkfifo(output / "vocabulary.ttl")
    assert_found(output, made, "vocabulary.ttl")


@pytest.mark.parametrize("name", ["../outside.txt", "/etc/hostname", "C:/x", "a//b", "a\\b", "./graph.nq"])
def test_a_manifest_that_names_what_is_outside_is_refused(output: Path, name: str) -> None:
    manifest = json.loads((output / "build.json").read_text("utf-8"))
    manifest["outputs"][name] = "0" * 64
    (output / "build.json").write_text(json.dumps(manifest))
    done = run("verify", output)
    assert (done.exit_code, "no path inside the folder" in done.stderr) == (2, True)


@pytest.mark.parametrize("text", ['{"outputs": {}, "outputs": {}}', "[" * 200_000, '{"outputs": {"a": NaN}}'])
def test_a_manifest_that_can_be_read_in_two_ways_or_not_at_all_is_refused(output: Path, text: str) -> None:
    (output / "build.json").write_text(text)
    done = run("verify", output)
    assert done.exit_code == 2
    assert "a defect" not in done.stderr


def test_a_store_of_another_graph_is_found_and_never_answered_from(made: Path, tmp_path: Path) -> None:
    output = Path(shutil.copytree(made / "parts", tmp_path / "out"))
    shutil.rmtree(output / "store")
    shutil.copytree(made / "other" / "store", output / "store")
    assert run("verify", output, "--key", made / "key.pub").exit_code == 1
    answer = run("query", SAID, "-g", output, "--format", "csv")
    assert "The Moon raises it." in answer.stdout
    assert "wind" not in answer.stdout


def test_a_store_that_was_replaced_where_it_was_made_is_not_answered_from(made: Path, tmp_path: Path) -> None:
    assert run("build", made / "docs", "-o", tmp_path / "out", "--stream", "--quiet").exit_code == 0
    assert "Moon" in run("query", SAID, "-g", tmp_path / "out").stdout
    shutil.rmtree(tmp_path / "out" / "store")
    shutil.copytree(made / "other" / "store", tmp_path / "out" / "store")
    answer = run("query", SAID, "-g", tmp_path / "out", "--format", "csv").stdout
    assert ("Moon" in answer, "wind" in answer) == (True, False)


def test_an_output_that_claims_the_hashes_of_another_gets_no_answer_of_it(made: Path, tmp_path: Path) -> None:
    (tmp_path / "lies").mkdir()
    text = DOCUMENT.replace("The Moon raises", "The wind raises")
    (tmp_path / "lies" / "tides.md").write_text(text, "utf-8")
    run("build", tmp_path / "lies", "-o", tmp_path / "out", "--quiet", "--no-html")
    assert "Moon" in run("query", SAID, "-g", made / "whole").stdout
    shutil.copy(made / "whole" / "build.json", tmp_path / "out" / "build.json")
    assert "wind" in run("query", SAID, "-g", tmp_path / "out").stdout
    assert "wind" in run("search", "raises", "-g", tmp_path / "out").stdout
    assert "Moon" in run("search", "raises", "-g", made / "whole").stdout


def test_what_is_signed_was_read_in_this_run(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_cache(*_: object, **__: object) -> None:
        pytest.fail("a cache was used")

    monkeypatch.setattr("kg.standing.build.built", no_cache)
    done = run("build", made / "docs", "-o", tmp_path / "out", "--sign", made / "key.pem", "--quiet")
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    "change",
    [
        lambda proof: proof["inBuild"].update(index=True),
        lambda proof: proof["inBuild"].update(size=1.5),
        lambda proof: proof["inBuild"].update(size=float("inf")),
        lambda proof: proof["inBuild"].update(size=10**400),
        lambda proof: proof["inDocument"]["path"].append("AA=="),
        lambda proof: proof["attestation"].update(signatures={"sig": "AA=="}),
    ],
)
def test_a_forged_proof_is_a_sentence_and_proves_nothing(made: Path, change: object) -> None:
    proof = json.loads(run("prove", "tides#moon", "-g", made / "whole").stdout)
    change(proof)  # type: ignore[operator]
    done = run("verify-proof", "-", "--key", made / "key.pub", given=json.dumps(proof))
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("not proven: ")


def test_a_proof_nested_without_end_is_a_sentence(made: Path) -> None:
    done = run("verify-proof", "-", "--key", made / "key.pub", given="[" * 200_000)
    assert (done.exit_code, "not proven" in done.stderr) == (1, True)


ASKING = {
    "query": ("query", SAID),
    "search": ("search", "raises"),
    "export": ("export", "--format", "ntriples"),
    "view": ("view", "Tides", "-o", "view.html"),
    "embed": ("embed", "."),
    "push": ("push", "http://127.0.0.1:1/store"),
}
"""How the graph of an output is answered from."""


def spoilt(made: Path, where: Path, name: str) -> Path:
    """A signed output of which one file says something else."""
    output = Path(shutil.copytree(made / "whole", where))
    path = output / name
    path.write_text(path.read_text("utf-8").replace("The Moon raises", "The wind raises"), "utf-8")
    return output


@pytest.mark.parametrize("name", ["graph.nq", "graph.ttl"])
@pytest.mark.parametrize("command", ASKING)
def test_a_graph_that_is_not_what_was_built_is_told_of(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*ASKING[command], "-g", spoilt(made, tmp_path / "out", name))
    assert f"warning: {tmp_path / 'out' / name} is not what the build wrote" in done.stderr


@pytest.mark.parametrize("command", ASKING)
def test_a_graph_that_is_what_was_built_gives_no_warning(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    # Nobody listens where push would push to.
    said = run(*ASKING[command], "-g", made / "whole", "--key", made / "key.pub")
    assert ("kg: warning" in said.stderr, said.exit_code) == (False, 2 if command == "push" else 0)


@pytest.mark.parametrize("change", ["graph.nq", "graph.ttl", "unsigned", "other key"])
@pytest.mark.parametrize("command", ASKING)
def test_with_a_key_nothing_is_answered_that_it_has_not_signed(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, change: str
) -> None:
    monkeypatch.chdir(tmp_path)
    output = spoilt(made, tmp_path / "out", change if change.startswith("graph") else "index.html")
    key = made / "key.pub"
    if change == "unsigned":
        (output / "attestation.json").unlink()
    if change == "other key":
        other = Ed25519PrivateKey.generate().public_key()
        key = tmp_path / "other.pub"
        key.write_bytes(other.public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo))
    done = run(*ASKING[command], "-g", output, "--key", key)
    assert (done.exit_code, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "view.html").exists()


def test_an_output_whose_manifest_was_taken_away_is_told_of(made: Path, tmp_path: Path) -> None:
    output = Path(shutil.copytree(made / "whole", tmp_path / "out"))
    (output / "build.json").unlink()
    done = run("query", SAID, "-g", output)
    assert "Moon" in done.stdout
    assert "has no build.json" in done.stderr


@pytest.mark.parametrize("name", ["graph.nq", "graph.ttl", "build.json"])
@pytest.mark.parametrize("kind", ["pipe", "endless", "link"])
def test_what_is_no_file_in_an_output_is_not_waited_for(
    made: Path, tmp_path: Path, kind: str, name: str
) -> None:
    output = Path(shutil.copytree(made / "whole", tmp_path / "out"))
    kept = tmp_path / name
    (output / name).rename(kept)
    if kind == "pipe":
        os.mkfifo(output / name)
    else:
        (output / name).symlink_to("/dev/zero" if kind == "endless" else kept)
    commands = [["query", SAID], ["search", "raises"], ["export", "--format", "ntriples"], ["mcp"]]
    for words in commands:
        done = subprocess.run(
            [sys.executable, "-m", "kg", *words, "-g", str(output)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, "Traceback" in done.stderr) == (0 if name == "build.json" else 2, False) or (
            words[0] == "export" and name == "graph.ttl"
        ), (words, done)
        assert "kg: " in done.stderr
