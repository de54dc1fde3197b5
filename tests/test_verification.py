"""``kg verify``, the hash of the graph, and outputs that outlive a kill."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph
import pytest
from click.testing import CliRunner
from conftest import ROOT
from pyld import jsonld

import kg
from kg.cli import main
from kg.errors import OutputError
from kg.exporters import exchange, verification
from kg.exporters.derived import write_list
from kg.exporters.folder import replace_folder
from kg.exporters.verification import graph_hash, verify

# A long run is for people: KG_KILLS=200 pytest tests/test_verification.py
KILLS = int(os.environ.get("KG_KILLS", "4"))

HOSTILE = """---
title: "a \\"quoted\\" back\\\\slash, tab\\t, line\\nend, \\u0085 next, \\u2028 separator, \\x7f, 𝒳"
language: de-AT
atomic_facts:
  - statement: "\\b\\f\\r <script> é ﷽"
---
"""


@pytest.fixture
def output(tmp_path: Path) -> Path:
    (tmp_path / "a.md").write_text(HOSTILE, "utf-8")
    kg.build(tmp_path / "a.md", output=tmp_path / "out", html=False)
    return tmp_path / "out"


def differences(folder: Path) -> list[tuple[str, str]]:
    return [(one.kind, one.path) for one in verify(folder).differences]


def test_an_output_is_as_it_was_written(output: Path) -> None:
    found = verify(output)
    assert found.differences == ()
    assert found.files == len(json.loads((output / "build.json").read_text("utf-8"))["outputs"])


def test_what_is_changed_missing_or_foreign_is_named(output: Path) -> None:
    (output / "graph.ttl").write_text("changed")
    (output / "graph.jsonld").unlink()
    (output / "documents" / "mine.txt").touch()
    (output / ".gitignore").touch()
    assert differences(output) == [
        ("missing", "graph.jsonld"),
        ("changed", "graph.ttl"),
        ("foreign", "documents/mine.txt"),
    ]


def test_another_graph_is_told_from_another_order(output: Path) -> None:
    nquads = output / "graph.nq"
    lines = nquads.read_text("utf-8").split("\n")
    nquads.write_text("\n".join(reversed(lines)), "utf-8")
    assert differences(output) == [("changed", "graph.nq")]
    nquads.write_text("\n".join(lines[1:]), "utf-8")
    assert differences(output) == [("changed", "graph.nq"), ("another graph", "graph.nq")]


@pytest.mark.parametrize("manifest", [None, "[]", "{", '{"outputs": {}}'])
def test_a_folder_without_a_manifest_of_ours_is_refused(tmp_path: Path, manifest: str | None) -> None:
    if manifest is not None:
        (tmp_path / "build.json").write_text(manifest)
    with pytest.raises(OutputError):
        verify(tmp_path)


def test_the_command_exits_with_what_it_found(output: Path) -> None:
    done = CliRunner().invoke(main, ["verify", str(output)])
    assert done.exit_code == 0
    assert f"graph sha256 {verify(output).graph}" in done.stderr
    (output / "graph.nq").unlink()
    done = CliRunner().invoke(main, ["verify", str(output), "--quiet"])
    assert (done.exit_code, done.stdout) == (1, f"missing  {output / 'graph.nq'}\n")
    assert CliRunner().invoke(main, ["verify", str(output.parent)]).exit_code == 2


def test_the_hash_is_that_of_other_peoples_canonical_form(output: Path) -> None:
    triples = pyoxigraph.parse((output / "graph.ttl").read_text("utf-8"), pyoxigraph.RdfFormat.TURTLE)
    dataset = pyoxigraph.Dataset(triples)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    written = pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS).decode()
    lines = sorted(line for line in written.split("\n") if line)
    expected = hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
    assert verify(output).graph == expected
    assert json.loads((output / "build.json").read_text("utf-8"))["graph"]["sha256"] == expected
    # PyLD reads no N-Quads with every character, so it is asked about the seeds.
    seeds = kg.build(ROOT / "seeds", validate=False).serialize("nt")
    form = "application/n-quads"
    normal = jsonld.normalize(seeds, {"algorithm": "URDNA2015", "inputFormat": form, "format": form})
    assert hashlib.sha256(normal.encode()).hexdigest() == graph_hash([seeds])


def test_a_build_that_is_killed_leaves_the_old_output_or_the_new_one(tmp_path: Path) -> None:
    target = tmp_path / "out"
    command = [sys.executable, "-m", "kg", "build", str(ROOT / "seeds"), "-o", str(target), "--quiet"]
    start = time.monotonic()
    subprocess.run(command, check=True, cwd=ROOT)
    lasts = time.monotonic() - start
    chance = random.Random(1)  # noqa: S311
    for _ in range(KILLS):
        running = subprocess.Popen(command, cwd=ROOT)
        time.sleep(chance.uniform(0.4, 1.1) * lasts)
        running.send_signal(signal.SIGKILL)
        running.wait()
        assert verify(target).differences == ()
    subprocess.run(command, check=True, cwd=ROOT)
    assert verify(target).differences == ()
    assert os.listdir(tmp_path) == ["out"]


def files(text: str) -> list[tuple[str, bytes]]:
    return [("a.txt", text.encode()), ("build.json", b'{"outputs": {"a.txt": ""}, "graph": {}}')]


@pytest.mark.parametrize("at_once", [True, False], ids=["in one step", "by two renames"])
def test_folders_are_exchanged_either_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    if not at_once:
        monkeypatch.setattr(exchange, "_exchange_at_once", lambda one, other: False)
    replace_folder(tmp_path / "out", files("old"))
    replace_folder(tmp_path / "out", files("new"))
    assert (tmp_path / "out" / "a.txt").read_text() == "new"
    assert os.listdir(tmp_path) == ["out"]


def test_many_writers_of_one_output_all_succeed(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with ThreadPoolExecutor(8) as executor:
        for one in [executor.submit(replace_folder, target, files(str(n))) for n in range(200)]:
            one.result()
    assert int((target / "a.txt").read_text()) < 200
    assert os.listdir(tmp_path) == ["out"]


def test_two_builds_at_once_leave_one_whole_output(tmp_path: Path) -> None:
    target = tmp_path / "out"
    command = [sys.executable, "-m", "kg", "build", str(ROOT / "seeds"), "-o", str(target), "--quiet"]
    running = [subprocess.Popen([*command, "--no-html"], cwd=ROOT) for _ in range(3)]
    assert [one.wait() for one in running] == [0, 0, 0]
    assert verify(target).differences == ()
    assert os.listdir(tmp_path) == ["out"]


SECTIONS: dict[str, object] = {"outputs": {"a.txt": "0"}, "graph": {"sha256": "0"}, "derived": []}
NO_MANIFEST = "OUT/build.json is not a manifest of kg build"
NO_PATH = "OUT/build.json names {!r}, which is no path inside the folder"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"outputs": None}, NO_MANIFEST),
        ({"outputs": ["a.txt"]}, NO_MANIFEST),
        ({"outputs": {"a.txt": 0}}, NO_MANIFEST),
        ({"graph": None}, NO_MANIFEST),
        ({"graph": {"sha256": 0}}, NO_MANIFEST),
        ({"graph": {}}, NO_MANIFEST),
        ({"derived": {"store": "0"}}, NO_MANIFEST),
        ({"derived": [0]}, NO_MANIFEST),
        ({"derived": [".."]}, NO_PATH.format("..")),
        *(
            ({"outputs": {name: "0"}}, NO_PATH.format(name))
            for name in (
                "",
                "/a",
                "a/",
                "a//b",
                ".",
                "a/./b",
                "a/../b",
                "..",
                "a\\b",
                "C:a",
                "c:/a",
                "a\x00b",
            )
        ),
        (
            {"outputs": {"a.txt": "0", "A.TXT": "0"}},
            "OUT/build.json names two files that differ in case alone",
        ),
        (
            {"outputs": {"\u00e9": "0", "e\u0301": "0"}},
            "OUT/build.json names two files that differ in case alone",
        ),
    ],
)
def test_a_manifest_that_no_build_wrote_is_refused_with_the_reason(
    tmp_path: Path, said: dict[str, object], reason: str
) -> None:
    (tmp_path / "build.json").write_text(json.dumps({**SECTIONS, **said}))
    with pytest.raises(OutputError) as refused:
        verify(tmp_path)
    assert str(refused.value).replace(str(tmp_path), "OUT") == reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "OUT has no build.json: it is no output of kg build"),
        ("[]", NO_MANIFEST),
        ('{"a": 1, "a": 2}', "OUT/build.json cannot be read: a key stands twice"),
        ('{"a": NaN}', "OUT/build.json cannot be read: NaN is no number"),
        ('{"a": -Infinity}', "OUT/build.json cannot be read: -Infinity is no number"),
        ("[" * 100_000, "OUT/build.json cannot be read: it is nested too deep"),
    ],
)
def test_a_manifest_that_cannot_be_read_is_refused_with_the_reason(
    tmp_path: Path, text: str | None, reason: str
) -> None:
    if text is not None:
        (tmp_path / "build.json").write_text(text)
    with pytest.raises(OutputError) as refused:
        verify(tmp_path)
    assert str(refused.value).replace(str(tmp_path), "OUT") == reason


def test_a_file_that_has_become_something_else_is_no_file(output: Path) -> None:
    (output / "graph.ttl").rename(output.parent / "elsewhere.ttl")
    (output / "graph.ttl").symlink_to("../elsewhere.ttl")
    (output / "report.json").unlink()
    (output / "report.json").mkdir()
    (output / "graph.nq").unlink()
    os.mkfifo(output / "graph.nq")
    assert differences(output) == [
        ("no file", "graph.nq"),
        ("no file", "graph.ttl"),
        ("missing", "report.json"),
    ]


def test_what_a_system_or_a_signature_adds_is_foreign_only_as_a_link(output: Path) -> None:
    for name in (".gitkeep", "documents/.DS_Store", "attestation.json"):
        (output / name).touch()
    assert differences(output) == []
    for name in (".gitkeep", "documents/.DS_Store", "attestation.json"):
        (output / name).unlink()
        (output / name).symlink_to("graph.ttl")
    (output / "documents" / "attestation.json").touch()
    assert differences(output) == [
        ("foreign", ".gitkeep"),
        ("foreign", "attestation.json"),
        ("foreign", "documents/.DS_Store"),
        ("foreign", "documents/attestation.json"),
    ]


def test_a_derived_folder_is_held_against_its_list(output: Path) -> None:
    held = json.loads((output / "build.json").read_text("utf-8"))
    (output / "build.json").write_text(json.dumps(held | {"derived": ["store"]}))
    (output / "store").mkdir()
    (output / "store" / "a").write_text("a")
    (output / "store" / "b").write_text("b")
    write_list(output / "store")
    assert differences(output) == []
    (output / "store" / "a").write_text("b")
    (output / "store" / "b").unlink()
    (output / "store" / "c").touch()
    assert differences(output) == [("changed", "store/a"), ("missing", "store/b"), ("foreign", "store/c")]
    (output / "store" / "files.json").unlink()
    assert differences(output) == [
        ("missing", "store/files.json"),
        ("foreign", "store/a"),
        ("foreign", "store/c"),
    ]


def test_what_changes_while_it_is_looked_at_is_told(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def meanwhile(quads: str) -> str:
        (output / "late.txt").touch()
        return union(quads)

    union = verification._union
    monkeypatch.setattr(verification, "_union", meanwhile)
    assert differences(output) == [("changed meanwhile", ".")]


def test_a_graph_that_is_no_text_is_one_sentence(output: Path) -> None:
    (output / "graph.nq").write_bytes(b"\xff")
    with pytest.raises(OutputError, match=f"^{re.escape(str(output))} cannot be read: .*utf-8"):
        verify(output)


def test_a_triple_of_two_documents_is_one_of_the_graph(tmp_path: Path) -> None:
    triples = ["<a> <b> <c> .\n", "<a> <b> <d> .\n"]
    quads = "<a> <b> <d> <two> .\n<a> <b> <c> <one> .\n<a> <b> <c> <two> .\n"
    (tmp_path / "graph.nq").write_text(quads)
    hashes = {"graph.nq": hashlib.sha256(quads.encode()).hexdigest()}
    said = {**SECTIONS, "outputs": hashes, "graph": {"sha256": graph_hash(triples)}}
    (tmp_path / "build.json").write_text(json.dumps(said))
    found = verify(tmp_path)
    assert found.differences == ()
    assert (found.files, found.graph) == (1, hashlib.sha256("".join(triples).encode()).hexdigest())
