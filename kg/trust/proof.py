"""Proofs that a signed build holds a claim: what it says of the claim, and the way to the signed root."""

from __future__ import annotations

import difflib
import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import TrustError
from kg.trust.attestation import opened
from kg.trust.forest import Forest, Place, graph_entry
from kg.trust.merkle import root_of
from kg.trust.signing import attested, read_envelope

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

_VERSION = 1
_HASH = 32


@dataclass(frozen=True, slots=True)
class Proven:
    """What a proof proves: that the named graph ``graph`` of the signed build says these N-Triples."""

    graph: str
    triples: str
    manifest: str


def prove(folder: Path, reference: str) -> str:
    """The proof, as JSON, that a signed output holds what it says of a node, e.g. a claim.

    ``reference`` is the IRI of the node, or the end of it such as
    ``tides#moon``. Of a node that several documents speak of, the first is
    proven. Raises TrustError where there is no such node or no signature.
    """
    envelope = read_envelope(folder)
    _, forest = attested(folder)
    subject = _subject(forest, reference)
    graph = forest.graphs_of(subject)[0]
    in_document, in_build = forest.place(graph, subject)
    proof = {
        "proof": _VERSION,
        "graph": graph[1:-1],
        "triples": forest.said(graph, subject),
        "inDocument": _written(in_document),
        "inBuild": _written(in_build),
        "attestation": envelope,
    }
    return json.dumps(proof, ensure_ascii=False, indent=1) + "\n"


def verify_proof(text: str, key: Ed25519PublicKey) -> Proven:
    """What a proof proves; nothing but the proof and the key is needed.

    Raises TrustError where it proves nothing: it is damaged or changed, or
    the key signed something else.
    """
    try:
        proof = json.loads(text)
        version = proof["proof"]
        in_document, in_build = _read(proof["inDocument"]), _read(proof["inBuild"])
        graph, triples = str(proof["graph"]), str(proof["triples"])
        envelope = proof["attestation"]
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        raise TrustError("this is no proof of kg prove, or it is damaged") from None
    if version != _VERSION:
        raise TrustError(f"this proof is of version {version}, which this kg does not know")
    signed = opened(envelope, key)
    try:
        document = root_of(triples.encode(), in_document.index, in_document.size, in_document.path)
        entry = graph_entry(f"<{graph}>", document)
        root = root_of(entry, in_build.index, in_build.size, in_build.path)
    except ValueError as error:
        raise TrustError(f"the proof is damaged: {error}") from None
    if root.hex() != signed.root or in_build.size != signed.documents:
        raise TrustError("the proof does not lead to what was signed: the claim or the proof was changed")
    return Proven(graph, triples, signed.manifest)


def _subject(forest: Forest, reference: str) -> str:
    subjects = forest.subjects()
    wanted = f"<{reference}>"
    if wanted in subjects:
        return wanted
    ending = sorted(one for one in subjects if one.endswith((f"/{reference}>", f"#{reference}>")))
    if len(ending) == 1:
        return ending[0]
    if ending:
        raise TrustError(f"{reference} may be {', '.join(one[1:-1] for one in ending[:5])}; name one whole")
    names = {one[1:-1].rpartition("/")[2]: one for one in sorted(subjects)}
    near = difflib.get_close_matches(reference.rpartition("/")[2], names, n=1)
    raise TrustError(
        f"the graph holds no {reference}" + (f"; did you mean {names[near[0]][1:-1]}?" if near else "")
    )


def _written(place: Place) -> dict[str, Any]:
    return {
        "index": place.index,
        "size": place.size,
        "path": [b64encode(one).decode() for one in place.path],
    }


def _read(held: Any) -> Place:
    path = tuple(b64decode(one, validate=True) for one in held["path"])
    index, size = held["index"], held["size"]
    if type(index) is not int or type(size) is not int or any(len(one) != _HASH for one in path):
        raise ValueError("a place in a tree is two numbers and hashes of 32 bytes")
    return Place(index, size, path)
