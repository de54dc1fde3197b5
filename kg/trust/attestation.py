"""What is signed of a build: an in-toto statement in a DSSE envelope.

Both are formats that other tools read: https://github.com/in-toto/attestation
(Statement v1) and https://github.com/secure-systems-lab/dsse (v1.0).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.errors import TrustError
from kg.exporters.folder import MANIFEST
from kg.trust.keys import key_id

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PAYLOAD_TYPE = "application/vnd.in-toto+json"
_STATEMENT = "https://in-toto.io/Statement/v1"
_PREDICATE = "https://w3id.org/claimgraph/attestation/v1"


@dataclass(frozen=True, slots=True)
class Attestation:
    """What a signature vouches for.

    ``manifest`` is the SHA-256 of ``build.json`` in hexadecimal, ``root``
    that of the Merkle tree over ``documents`` named graphs.
    ``lists`` are the SHA-256 of the lists of files of derived folders, by their paths, sorted.
    """

    manifest: str
    root: str
    documents: int
    lists: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(
        cls, manifest: bytes, root: bytes, documents: int, lists: Mapping[str, bytes] | None = None
    ) -> Attestation:
        """The attestation of a manifest, of the tree over its graph, and of the lists of derived folders."""
        hashes = ((path, hashlib.sha256(data).hexdigest()) for path, data in sorted((lists or {}).items()))
        return cls(hashlib.sha256(manifest).hexdigest(), root.hex(), documents, tuple(hashes))


def sign(attestation: Attestation, key: Ed25519PrivateKey) -> dict[str, Any]:
    """The envelope that holds the attestation and its signature."""
    payload = json.dumps(_statement(attestation), sort_keys=True, separators=(",", ":")).encode()
    signature = key.sign(_encoded(payload))
    return {
        "payloadType": PAYLOAD_TYPE,
        "payload": base64.b64encode(payload).decode(),
        "signatures": [
            {"keyid": key_id(key.public_key()), "sig": base64.b64encode(signature).decode()},
        ],
    }


def opened(envelope: object, key: Ed25519PublicKey) -> Attestation:
    """The attestation in an envelope that the key signed.

    Raises TrustError where the signature is of another key, or the envelope
    or the statement in it is not of the form that :func:`sign` gives.
    """
    from cryptography.exceptions import InvalidSignature

    try:
        payload, kind, signatures = _parts(envelope)
    except (KeyError, TypeError, binascii.Error, ValueError):
        raise TrustError("the signature is damaged: it is no DSSE envelope") from None
    if kind != PAYLOAD_TYPE:
        raise TrustError(f"the signature is of something else: {kind}")
    for signature in signatures:
        try:
            key.verify(signature, _encoded(payload))
        except InvalidSignature:
            continue
        return _read(payload)
    raise TrustError(f"the signature was not made with this key ({key_id(key)[:16]}…)")


def _statement(attestation: Attestation) -> dict[str, Any]:
    return {
        "_type": _STATEMENT,
        "subject": [
            {"name": name, "digest": {"sha256": digest}}
            for name, digest in ((MANIFEST, attestation.manifest), *attestation.lists)
        ],
        "predicateType": _PREDICATE,
        "predicate": {
            "merkleTree": {
                "algorithm": "RFC 9162 with SHA-256",
                "root": attestation.root,
                "size": attestation.documents,
            }
        },
    }


def _read(payload: bytes) -> Attestation:
    try:
        held = json.loads(payload)
        tree = held["predicate"]["merkleTree"]
        first, *others = ((one["name"], one["digest"]["sha256"]) for one in held["subject"])
        read = Attestation(first[1], tree["root"], tree["size"], tuple(others))
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        raise TrustError("what is signed is no statement about a build") from None
    is_one_each = len({name for name, _ in read.lists} | {MANIFEST}) == 1 + len(read.lists)
    if _statement(read) != held or not is_one_each:
        raise TrustError("what is signed is no statement about a build of this version")
    return read


def _parts(envelope: Any) -> tuple[bytes, str, list[bytes]]:
    signatures = [base64.b64decode(one["sig"], validate=True) for one in envelope["signatures"]]
    return base64.b64decode(envelope["payload"], validate=True), str(envelope["payloadType"]), signatures


def _encoded(payload: bytes) -> bytes:
    """What is signed: the pre-authentication encoding of DSSE."""
    kind = PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)
