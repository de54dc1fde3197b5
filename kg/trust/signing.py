"""An output folder, signed and held against its signature."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.disk import read_file
from kg.errors import TrustError
from kg.exporters.derived import LIST
from kg.exporters.folder import ATTESTATION, MANIFEST, derived_folders, write_files
from kg.exporters.verification import whole
from kg.trust.attestation import Attestation, opened, sign
from kg.trust.forest import Forest

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def sign_output(folder: Path, key: Ed25519PrivateKey) -> Attestation:
    """Sign an output of ``kg build``: its manifest, and the Merkle tree over its graph.

    Writes ``attestation.json`` beside the manifest. Raises TrustError where
    the folder holds no output, and OutputError where it cannot be written.
    """
    attestation, _ = attested(folder)
    text = json.dumps(sign(attestation, key), indent=1) + "\n"
    write_files(folder / ATTESTATION, {ATTESTATION: text.encode()})
    return attestation


def verify_signature(folder: Path, key: Ed25519PublicKey) -> Attestation:
    """The attestation of an output, which the key signed and which its files bear out.

    Raises TrustError where there is no signature, it is of another key, or
    the manifest or the graph is not the one that was signed.
    """
    signed = opened(read_envelope(folder), key)
    found, _ = attested(folder)
    if signed.manifest != found.manifest:
        raise TrustError(f"{folder / MANIFEST} is not the one that was signed")
    if signed.lists != found.lists:
        raise TrustError(f"what was made from the graph in {folder} is not what was signed")
    if (signed.root, signed.documents) != (found.root, found.documents):
        raise TrustError(f"{folder / 'graph.nq'} is not the graph that was signed")
    return signed


def attested(folder: Path) -> tuple[Attestation, Forest]:
    """What there is to attest of an output, and the trees of its graph."""
    try:
        manifest = whole(folder / MANIFEST)
        nquads = whole(folder / "graph.nq").decode("utf-8")
        lists = {
            path: read_file(folder / path, follow=False)
            for path in (f"{name}/{LIST}" for name in derived_folders(json.loads(manifest)))
        }
    except (OSError, ValueError, RecursionError) as error:
        raise TrustError(f"there is no output of kg build in {folder}: {error}") from None
    forest = Forest.of(nquads)
    return Attestation.of(manifest, forest.root, len(forest), lists), forest


def read_envelope(folder: Path) -> Any:
    """The envelope of an output's signature. Raises TrustError where there is none."""
    try:
        return json.loads(read_file(folder / ATTESTATION, follow=False))
    except FileNotFoundError:
        raise TrustError(f"{folder} is not signed; build it with kg build --sign KEY") from None
    except (OSError, ValueError, RecursionError) as error:
        raise TrustError(f"{folder / ATTESTATION} cannot be read: {error}") from None
