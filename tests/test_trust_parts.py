"""The parts of trust one by one: what a signature and a proof are refused for, and in which words."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kg.errors import TrustError
from kg.trust.attestation import Attestation, opened, sign
from kg.trust.forest import Forest
from kg.trust.keys import key_id, private_key, public_key
from kg.trust.merkle import Tree, root_of
from kg.trust.proof import prove, verify_proof
from kg.trust.signing import attested, sign_output, verify_signature

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key()
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()
NQUADS = "".join(
    f'<urn:g/{graph}#{node}> <urn:says> "{graph} {node}" <urn:g/{graph}> .\n'
    for graph in ("a", "b", "c")
    for node in ("moon", "sun", graph)
)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A small output that is signed: three documents, each with three nodes."""
    (tmp_path / "build.json").write_text("{}\n", encoding="utf-8")
    (tmp_path / "graph.nq").write_text(NQUADS, encoding="utf-8")
    sign_output(tmp_path, KEY)
    return tmp_path


def refusal(act: Callable[..., object], *given: object) -> str:
    with pytest.raises(TrustError) as caught:
        act(*given)
    return str(caught.value)


def test_a_proof_says_what_the_graph_says_of_a_node(output: Path) -> None:
    text = prove(output, "urn:g/b#sun")
    assert text.startswith('{\n "proof": 1,\n "graph": "urn:g/b",\n')
    assert text.endswith("}\n")
    proven = verify_proof(text, PUBLIC)
    assert (proven.graph, proven.triples) == ("urn:g/b", '<urn:g/b#sun> <urn:says> "b sun" .\n')
    assert proven.manifest == attested(output)[0].manifest
    assert prove(output, "b#sun") == text
    assert verify_proof(prove(output, "c#c"), PUBLIC).graph == "urn:g/c"


def test_letters_of_other_languages_stand_in_a_proof_as_themselves(output: Path) -> None:
    (output / "graph.nq").write_text('<urn:g/a#x> <urn:says> "Škoda 東京" <urn:g/a> .\n', encoding="utf-8")
    sign_output(output, KEY)
    assert "Škoda 東京" in prove(output, "urn:g/a#x")


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("moon", "moon may be urn:g/a#moon, urn:g/b#moon, urn:g/c#moon; name one whole"),
        ("urn:g/a#mon", "the graph holds no urn:g/a#mon; did you mean urn:g/a#moon?"),
        ("zzzzzzzz", "the graph holds no zzzzzzzz"),
        ("oon", "the graph holds no oon; did you mean urn:g/c#moon?"),
    ],
)
def test_a_node_that_is_not_named_clearly_is_not_proven(output: Path, reference: str, message: str) -> None:
    assert refusal(prove, output, reference) == message


def test_at_most_five_nodes_are_named_of_those_that_may_be_meant(output: Path) -> None:
    many = "".join(f'<urn:{n}#x> <urn:says> "x" <urn:g> .\n' for n in range(7))
    (output / "graph.nq").write_text(many, encoding="utf-8")
    assert refusal(prove, output, "x") == (
        "x may be urn:0#x, urn:1#x, urn:2#x, urn:3#x, urn:4#x; name one whole"
    )


def change(proof: dict[str, Any], path: str, value: object) -> str:
    held = proof
    *above, last = path.split(".")
    for step in above:
        held = held[step]
    held[last] = value
    return json.dumps(proof)


DAMAGED = "this is no proof of kg prove, or it is damaged"
CHANGED = "the proof does not lead to what was signed: the claim or the proof was changed"


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("proof", 2, "this proof is of version 2, which this kg does not know"),
        ("proof", 0, "this proof is of version 0, which this kg does not know"),
        ("graph", "urn:g/b", CHANGED),
        ("triples", '<urn:g/a#sun> <urn:says> "nothing" .\n', CHANGED),
        ("inDocument.index", 0, "the proof is damaged: the path is too short"),
        ("inDocument.index", -1, "the proof is damaged: there is no entry -1 of 3"),
        ("inDocument.index", 3, "the proof is damaged: there is no entry 3 of 3"),
        ("inDocument.path", [], "the proof is damaged: the path is too short"),
        ("inDocument.path", None, DAMAGED),
        ("inDocument.path", ["no base64!"], DAMAGED),
        ("inDocument.path", [base64.b64encode(b"x" * 31).decode()] * 2, DAMAGED),
        ("inDocument.path", [base64.b64encode(b"x" * 33).decode()] * 2, DAMAGED),
        ("inDocument.index", True, DAMAGED),
        ("inDocument.size", "many", DAMAGED),
        ("inDocument.size", 3.0, DAMAGED),
        ("inBuild.index", 1, CHANGED),
        # A tree of four leads its first entry along the same way as one of three.
        ("inBuild.size", 4, CHANGED),
        ("inBuild.size", 2, "the proof is damaged: the path is too long"),
        ("attestation.payloadType", "text/plain", "the signature is of something else: text/plain"),
        ("attestation.payload", "!", "the signature is damaged: it is no DSSE envelope"),
        ("attestation.payload", "e30=", f"the signature was not made with this key ({key_id(PUBLIC)[:16]}…)"),
        ("attestation", None, "the signature is damaged: it is no DSSE envelope"),
        ("attestation", {}, "the signature is damaged: it is no DSSE envelope"),
    ],
)
def test_a_proof_in_which_anything_is_changed_is_refused_for_that(
    output: Path, path: str, value: object, message: str
) -> None:
    proof = json.loads(prove(output, "urn:g/a#sun"))
    assert refusal(verify_proof, change(proof, path, value), PUBLIC) == message


@pytest.mark.parametrize("text", ["", "[]", "1", "{}", "null", '{"proof": 1}'])
def test_what_is_no_proof_at_all_is_refused(text: str) -> None:
    assert refusal(verify_proof, text, PUBLIC) == DAMAGED


@pytest.mark.parametrize(
    "line",
    [
        "<urn:s> <urn:p> <urn:o> <urn:g>",
        '<urn:s> <urn:p> "o" _:g .',
        "<urn:s> <urn:p> <urn:o> urn:g> .",
        "<urn:s> <urn:p> <urn:o> <urn:g .",
        "<urn:s> <urn:g> .",
        "word .",
    ],
)
def test_a_graph_with_a_line_that_is_none_is_damaged(line: str) -> None:
    assert refusal(Forest.of, f"{NQUADS}{line}\n") == "graph.nq is damaged; run kg build again"


def test_the_trees_are_the_same_for_any_order_of_lines_and_say_each_triple_once() -> None:
    lines = NQUADS.splitlines(keepends=True)
    forest, other = Forest.of(NQUADS), Forest.of("".join(reversed(lines)) + "\n" + lines[0])
    assert forest.root == other.root
    assert len(forest) == 3
    assert forest.graphs_of("<urn:g/a#a>") == ["<urn:g/a>"]
    assert forest.subjects() == other.subjects()
    two = Forest.of("<urn:s> <urn:q> <urn:o> <urn:g> .\n<urn:s> <urn:p> <urn:o> <urn:g> .\n" * 2)
    assert two.said("<urn:g>", "<urn:s>") == "<urn:s> <urn:p> <urn:o> .\n<urn:s> <urn:q> <urn:o> .\n"
    both = Forest.of("<urn:s> <urn:p> <urn:o> <urn:h> .\n<urn:s> <urn:p> <urn:o> <urn:g> .\n")
    assert both.graphs_of("<urn:s>") == ["<urn:g>", "<urn:h>"]
    assert both.place("<urn:h>", "<urn:s>")[1].index == 1


def test_there_is_no_entry_before_the_first_or_after_the_last() -> None:
    tree = Tree([b"a", b"b"])
    for index in (-1, 2):
        with pytest.raises(ValueError, match=rf"there is no entry {index} of 2"):
            root_of(b"a", index, 2, tree.path(0))
    assert root_of(b"b", 1, 2, tree.path(1)) == tree.root


def signed_payload(payload: bytes) -> dict[str, Any]:
    kind = "application/vnd.in-toto+json"
    said = f"DSSEv1 {len(kind)} {kind} {len(payload)} ".encode() + payload
    return {
        "payloadType": kind,
        "payload": base64.b64encode(payload).decode(),
        "signatures": [{"sig": base64.b64encode(KEY.sign(said)).decode()}],
    }


ATTESTATION = Attestation("ab" * 32, "cd" * 32, 3)
STATEMENT = {
    "_type": "https://in-toto.io/Statement/v1",
    "subject": [{"name": "build.json", "digest": {"sha256": "ab" * 32}}],
    "predicateType": "https://w3id.org/claimgraph/attestation/v1",
    "predicate": {"merkleTree": {"algorithm": "RFC 9162 with SHA-256", "root": "cd" * 32, "size": 3}},
}


def test_what_is_signed_is_a_statement_of_in_toto() -> None:
    envelope = sign(ATTESTATION, KEY)
    assert json.loads(base64.b64decode(envelope["payload"])) == STATEMENT
    assert envelope["payloadType"] == "application/vnd.in-toto+json"
    assert [one["keyid"] for one in envelope["signatures"]] == [key_id(PUBLIC)]
    assert opened(envelope, PUBLIC) == ATTESTATION
    assert opened(signed_payload(json.dumps(STATEMENT).encode()), PUBLIC) == ATTESTATION


def test_one_good_signature_among_others_is_enough() -> None:
    envelope = sign(ATTESTATION, KEY)
    bad = {"sig": base64.b64encode(b"x" * 64).decode()}
    for signatures in ([bad, *envelope["signatures"]], [*envelope["signatures"], bad]):
        assert opened({**envelope, "signatures": signatures}, PUBLIC) == ATTESTATION
    for signatures in ([], [bad]):
        said = refusal(opened, {**envelope, "signatures": signatures}, PUBLIC)
        assert said == f"the signature was not made with this key ({key_id(PUBLIC)[:16]}…)"


@pytest.mark.parametrize("payload", [b"", b"[]", b"{}", b'{"predicate": 1}', b"\xff", b"null"])
def test_a_signed_text_that_is_no_statement_vouches_for_nothing(payload: bytes) -> None:
    said = refusal(opened, signed_payload(payload), PUBLIC)
    assert said == "what is signed is no statement about a build"
    no_subject = json.dumps({**STATEMENT, "subject": []}).encode()
    assert refusal(opened, signed_payload(no_subject), PUBLIC) == said


@pytest.mark.parametrize(
    "more",
    [{"_type": "other"}, {"predicateType": "other"}, {"more": 1}, {"subject": [STATEMENT["subject"][0]] * 2}],  # type: ignore[index]
)
def test_a_statement_of_another_kind_vouches_for_nothing(more: dict[str, object]) -> None:
    said = refusal(opened, signed_payload(json.dumps({**STATEMENT, **more}).encode()), PUBLIC)
    assert said == "what is signed is no statement about a build of this version"


def test_text_in_a_signature_that_is_not_all_base64_is_damage() -> None:
    envelope = sign(ATTESTATION, KEY)
    for broken in (
        {**envelope, "payload": f"{envelope['payload']}\n*"},
        {**envelope, "signatures": [{"sig": "*" + envelope["signatures"][0]["sig"]}]},
        {**envelope, "signatures": [{}]},
    ):
        assert refusal(opened, broken, PUBLIC) == "the signature is damaged: it is no DSSE envelope"


def test_each_key_has_a_number_of_its_own_that_is_the_hash_of_its_der_form() -> None:
    # RFC 8410 section 4: this head, and the 32 bytes of the key.
    raw = PUBLIC.public_bytes(form.Encoding.Raw, form.PublicFormat.Raw)
    der = bytes.fromhex("302a300506032b6570032100") + raw
    assert key_id(PUBLIC) == hashlib.sha256(der).hexdigest()
    assert key_id(PUBLIC) != key_id(OTHER)


def pem(key: Any, passphrase: bytes = b"") -> bytes:
    encryption = form.BestAvailableEncryption(passphrase) if passphrase else form.NoEncryption()
    return key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, encryption)  # type: ignore[no-any-return]


MAKE_ONE = "make one with: openssl genpkey -algorithm ed25519 -out key.pem"


def test_a_key_that_cannot_be_used_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "key"
    elliptic = generate_private_key(SECP256R1())

    def said(data: bytes, read: Callable[[Path], object]) -> str:
        path.write_bytes(data)
        return refusal(read, path).removeprefix(str(path)).replace(str(path), "KEY").strip()

    assert said(b"nothing", private_key) == f"holds no private key, or the passphrase is wrong; {MAKE_ONE}"
    assert said(pem(elliptic), private_key) == f"the key KEY is not of Ed25519; {MAKE_ONE}"
    assert said(pem(KEY, b"secret"), private_key) == "the key KEY is encrypted: set KG_KEY_PASSPHRASE"
    assert said(b"nothing", public_key) == (
        "holds no public key; take it from the private one with: "
        "openssl pkey -in key.pem -pubout -out key.pub"
    )
    of_elliptic = elliptic.public_key().public_bytes(
        form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo
    )
    assert said(of_elliptic, public_key) == "the key KEY is not of Ed25519"
    monkeypatch.setenv("KG_KEY_PASSPHRASE", "secret")
    assert said(pem(KEY), private_key) == "the key KEY is not encrypted: unset KG_KEY_PASSPHRASE"
    path.write_bytes(pem(KEY, b"secret"))
    assert key_id(private_key(path).public_key()) == key_id(PUBLIC)
    path.unlink()
    assert refusal(private_key, path) == (
        f"the key {path} cannot be read: No such file or directory; {MAKE_ONE}"
    )


def test_an_output_that_was_not_signed_or_was_changed_is_refused_with_the_file(output: Path) -> None:
    assert verify_signature(output, PUBLIC) == attested(output)[0]
    assert refusal(verify_signature, output, OTHER).startswith("the signature was not made with this key")
    (output / "build.json").write_text("{} \n", encoding="utf-8")
    assert (
        refusal(verify_signature, output, PUBLIC) == f"{output / 'build.json'} is not the one that was signed"
    )
    (output / "build.json").write_text("{}\n", encoding="utf-8")
    (output / "graph.nq").write_text(NQUADS.replace("moon", "noon", 1), encoding="utf-8")
    assert (
        refusal(verify_signature, output, PUBLIC) == f"{output / 'graph.nq'} is not the graph that was signed"
    )
    (output / "graph.nq").unlink()
    assert re.match(
        f"there is no output of kg build in {output}: ", refusal(verify_signature, output, PUBLIC)
    )
    (output / "attestation.json").write_text("{", encoding="utf-8")
    assert refusal(verify_signature, output, PUBLIC).startswith(
        f"{output / 'attestation.json'} cannot be read: "
    )
    (output / "attestation.json").unlink()
    assert refusal(verify_signature, output, PUBLIC) == (
        f"{output} is not signed; build it with kg build --sign KEY"
    )
