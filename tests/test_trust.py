"""Signatures over a build and proofs of single claims, with OpenSSL and securesystemslib as other readers."""

from __future__ import annotations

import base64
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
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from securesystemslib.dsse import Envelope
from securesystemslib.signer import SSlibKey

from kg.cli import main
from kg.trust.keys import private_key
from kg.trust.merkle import Tree, leaf_hash, root_of

CLAIM = "tides#moon"


def run(*words: str | Path, given: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], input=given)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a signed output, its key, and the key of somebody else."""
    made = tmp_path_factory.mktemp("signed")
    (made / "docs").mkdir()
    for name in ("tides", "waves", "winds"):
        facts = "".join(f"- {{id: {fact}, statement: The {fact} of {name}.}}\n" for fact in ("moon", "sun"))
        text = f"---\ntitle: {name}\nlanguage: en\natomic_facts:\n{facts}---\n"
        (made / "docs" / f"{name}.md").write_text(text, encoding="utf-8")
    for name in ("key", "other"):
        key = Ed25519PrivateKey.generate()
        no_passphrase = form.NoEncryption()
        (made / f"{name}.pem").write_bytes(
            key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, no_passphrase)
        )
        (made / f"{name}.pub").write_bytes(
            key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
        )
    done = run("build", made / "docs", "-o", made / "out", "--sign", made / "key.pem", "--quiet")
    assert done.exit_code == 0, done.output
    return made


@pytest.fixture
def output(folder: Path, tmp_path: Path) -> Path:
    """A copy of the signed output, to be spoilt."""
    return Path(shutil.copytree(folder / "out", tmp_path / "out"))


def test_a_signed_output_is_verified_and_built_again(folder: Path, output: Path) -> None:
    done = run("verify", output, "--key", folder / "key.pub")
    assert (done.exit_code, "signed with this key; root " in done.output) == (0, True)
    assert run("verify", output).exit_code == 0
    assert run("build", folder / "docs", "-o", output, "--quiet").exit_code == 0
    done = run("verify", output, "--key", folder / "key.pub")
    assert (done.exit_code, "is not signed" in done.output) == (1, True)


def test_the_same_build_and_key_give_the_same_signature(folder: Path, output: Path) -> None:
    before = (output / "attestation.json").read_bytes()
    run("build", folder / "docs", "-o", output, "--sign", folder / "key.pem", "--quiet")
    assert (output / "attestation.json").read_bytes() == before


def test_another_key_or_another_content_is_refused(folder: Path, output: Path) -> None:
    done = run("verify", output, "--key", folder / "other.pub")
    assert (done.exit_code, "was not made with this key" in done.output) == (1, True)
    manifest = output / "build.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"facts": 6', '"facts": 7'), "utf-8")
    done = run("verify", output, "--key", folder / "key.pub")
    assert (done.exit_code, "is not the one that was signed" in done.output) == (1, True)


def test_a_changed_graph_is_refused_even_with_a_manifest_to_match(folder: Path, output: Path) -> None:
    graph = output / "graph.nq"
    graph.write_text(graph.read_text("utf-8").replace("The moon of", "The hill of"), "utf-8")
    done = run("verify", output, "--key", folder / "key.pub")
    assert done.exit_code == 1
    assert "is not the graph that was signed" in done.output


def test_other_peoples_reader_accepts_the_envelope(folder: Path) -> None:
    envelope = Envelope.from_dict(json.loads((folder / "out/attestation.json").read_text("utf-8")))
    pem = (folder / "key.pub").read_text("utf-8")
    key = SSlibKey("any", "ed25519", "ed25519", {"public": _raw(folder / "key.pub")})
    (keyid,) = envelope.signatures
    named = hashlib.sha256(_der(pem)).hexdigest()
    assert keyid == named
    key = SSlibKey(keyid, "ed25519", "ed25519", {"public": _raw(folder / "key.pub")})
    assert set(envelope.verify([key], 1)) == {keyid}
    statement = json.loads(envelope.payload)
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    digest = hashlib.sha256((folder / "out/build.json").read_bytes()).hexdigest()
    assert statement["subject"] == [{"name": "build.json", "digest": {"sha256": digest}}]


def test_openssl_accepts_the_signature(folder: Path, tmp_path: Path) -> None:
    envelope = json.loads((folder / "out/attestation.json").read_text("utf-8"))
    payload, kind = base64.b64decode(envelope["payload"]), envelope["payloadType"].encode()
    (tmp_path / "signed").write_bytes(b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload))
    (tmp_path / "sig").write_bytes(base64.b64decode(envelope["signatures"][0]["sig"]))
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", folder / "key.pub", "-rawin"]
    done = subprocess.run(
        [*command, "-in", tmp_path / "signed", "-sigfile", tmp_path / "sig"], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_a_proof_of_a_claim_needs_nothing_else(folder: Path, tmp_path: Path) -> None:
    proof = tmp_path / "moon.json"
    assert run("prove", CLAIM, "-g", folder / "out", "-o", proof).exit_code == 0
    done = run("verify-proof", proof, "--key", folder / "key.pub")
    assert done.exit_code == 0
    assert '"The moon of tides."' in done.stdout
    assert "https://example.org/tides#graph" in done.stderr
    held = json.loads(proof.read_text("utf-8"))
    assert len(proof.read_bytes()) - len(held["triples"]) < 2_000


def test_every_node_of_a_build_can_be_proven(folder: Path) -> None:
    lines = (folder / "out/graph.nq").read_text("utf-8").splitlines()
    for subject in sorted({line.split(" ", 1)[0][1:-1] for line in lines}):
        proof = run("prove", subject, "-g", folder / "out").stdout
        assert run("verify-proof", "-", "--key", folder / "key.pub", given=proof).exit_code == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda proof: proof.update(triples=proof["triples"].replace("moon of", "hill of")),
        lambda proof: proof.update(graph="https://example.org/waves#graph"),
        lambda proof: proof["inDocument"].update(index=proof["inDocument"]["index"] ^ 1),
        lambda proof: proof["inBuild"].update(size=2),
        lambda proof: proof["inDocument"].update(path=proof["inDocument"]["path"][:-1]),
        lambda proof: proof["inDocument"]["path"].append(proof["inDocument"]["path"][0]),
        lambda proof: proof["inBuild"]["path"].reverse(),
        lambda proof: proof["attestation"]["signatures"].clear(),
        lambda proof: proof["attestation"].update(payload="e30="),
        lambda proof: proof["attestation"].update(payloadType="text/plain"),
        lambda proof: proof.pop("inBuild"),
        lambda proof: proof.update(proof=2),
    ],
)
def test_a_changed_proof_proves_nothing(folder: Path, change: object) -> None:
    proof = json.loads(run("prove", CLAIM, "-g", folder / "out").stdout)
    change(proof)  # type: ignore[operator]
    done = run("verify-proof", "-", "--key", folder / "key.pub", given=json.dumps(proof))
    assert done.exit_code == 1
    assert done.stderr.startswith("not proven: ")
    assert done.stdout == ""


def test_a_node_that_is_not_there_is_named_with_the_nearest(folder: Path) -> None:
    done = run("prove", "tides#mon", "-g", folder / "out")
    assert done.exit_code == 2
    assert "did you mean https://example.org/tides#moon?" in done.stderr
    done = run("prove", "moon", "-g", folder / "out")
    assert (done.exit_code, "name one whole" in done.stderr) == (2, True)


def test_keys_that_cannot_be_used_are_refused_before_anything_is_built(folder: Path, tmp_path: Path) -> None:
    elliptic = generate_private_key(SECP256R1())
    pem, pkcs8 = form.Encoding.PEM, form.PrivateFormat.PKCS8
    (tmp_path / "ec.pem").write_bytes(elliptic.private_bytes(pem, pkcs8, form.NoEncryption()))
    (tmp_path / "junk.pem").write_bytes(b"\xff\x00")
    locked = Ed25519PrivateKey.generate().private_bytes(pem, pkcs8, form.BestAvailableEncryption(b"word"))
    (tmp_path / "locked.pem").write_bytes(locked)
    for name, said in (
        ("ec.pem", "not of Ed25519"),
        ("junk.pem", "holds no private key"),
        ("locked.pem", "is encrypted: set KG_KEY_PASSPHRASE"),
        ("none.pem", "cannot be read"),
    ):
        done = run("build", folder / "docs", "-o", tmp_path / "o", "--sign", tmp_path / name, "--quiet")
        assert (done.exit_code, said in done.stderr) == (2, True), done.stderr
    assert not (tmp_path / "o").exists()
    done = run("verify", folder / "out", "--key", folder / "key.pem")
    assert (done.exit_code, "holds no public key" in done.stderr) == (2, True)


def test_keys_of_openssh_and_with_a_passphrase_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = Ed25519PrivateKey.generate()
    raw = key.private_bytes(form.Encoding.Raw, form.PrivateFormat.Raw, form.NoEncryption())
    path, locked = tmp_path / "id_ed25519", form.BestAvailableEncryption(b"word")
    path.write_bytes(key.private_bytes(form.Encoding.PEM, form.PrivateFormat.OpenSSH, locked))
    monkeypatch.setenv("KG_KEY_PASSPHRASE", "word")
    read = private_key(path)
    assert read.private_bytes(form.Encoding.Raw, form.PrivateFormat.Raw, form.NoEncryption()) == raw


# The eight entries and the roots over the first 1 … 8 of them, which implementations
# of Certificate Transparency test themselves with.
ENTRIES = [
    bytes.fromhex(one)
    for one in (
        *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert Tree(ENTRIES[:size]).root.hex() == ROOTS[size - 1]


def test_the_tree_of_nothing_is_the_hash_of_nothing() -> None:
    assert Tree([]).root == hashlib.sha256().digest()


@given(st.lists(st.binary(max_size=3), min_size=1, max_size=40), st.data())
def test_every_entry_has_one_path_and_no_other_place(entries: list[bytes], data: st.DataObject) -> None:
    tree = Tree(entries)
    index = data.draw(st.integers(0, len(entries) - 1))
    path = tree.path(index)
    assert root_of(entries[index], index, len(entries), path) == tree.root
    elsewhere = data.draw(st.integers(0, len(entries) - 1))
    if leaf_hash(entries[elsewhere]) != leaf_hash(entries[index]):
        try:
            led = root_of(entries[index], elsewhere, len(entries), path)
        except ValueError:
            return
        assert led != tree.root


def _raw(path: Path) -> str:
    key = form.load_pem_public_key(path.read_bytes())
    return key.public_bytes(form.Encoding.Raw, form.PublicFormat.Raw).hex()


def _der(pem: str) -> bytes:
    return base64.b64decode("".join(pem.splitlines()[1:-1]))


def test_without_the_library_a_sentence_says_what_to_install(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "cryptography.py").write_text("raise ModuleNotFoundError('cryptography')", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "kg", "verify", folder / "out", "--key", folder / "key.pub"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == "kg: signatures need another library: pip install 'claimgraph[sign]'\n"
