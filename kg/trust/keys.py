"""Ed25519 keys in files: PEM, as OpenSSL writes them, or OpenSSH's own form."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import TrustError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PASSPHRASE = "KG_KEY_PASSPHRASE"  # noqa: S105 - the name of a variable
_MAKE_ONE = "make one with: openssl genpkey -algorithm ed25519 -out key.pem"


def private_key(path: Path) -> Ed25519PrivateKey:
    """The private key in a file; a passphrase is taken from KG_KEY_PASSPHRASE.

    Raises TrustError where there is none, or it is not of Ed25519.
    """
    data = _read(path)
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    load: Any = form.load_ssh_private_key if b"OPENSSH PRIVATE" in data else form.load_pem_private_key
    passphrase = os.environ.get(PASSPHRASE)
    try:
        key = load(data, passphrase.encode() if passphrase else None)
    except TypeError:
        said = f"is not encrypted: unset {PASSPHRASE}" if passphrase else f"is encrypted: set {PASSPHRASE}"
        raise TrustError(f"the key {path} {said}") from None
    except (ValueError, UnsupportedAlgorithm):
        raise TrustError(f"{path} holds no private key, or the passphrase is wrong; {_MAKE_ONE}") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise TrustError(f"the key {path} is not of Ed25519; {_MAKE_ONE}")
    return key


def public_key(path: Path) -> Ed25519PublicKey:
    """The public key in a file. Raises TrustError where there is none, or it is not of Ed25519."""
    data = _read(path)
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    load: Any = form.load_ssh_public_key if data.startswith(b"ssh-") else form.load_pem_public_key
    try:
        key = load(data)
    except (ValueError, UnsupportedAlgorithm):
        raise TrustError(
            f"{path} holds no public key; take it from the private one with: "
            "openssl pkey -in key.pem -pubout -out key.pub"
        ) from None
    if not isinstance(key, Ed25519PublicKey):
        raise TrustError(f"the key {path} is not of Ed25519")
    return key


def key_id(key: Ed25519PublicKey) -> str:
    """What names a key: the SHA-256 of its SubjectPublicKeyInfo (RFC 8410) in hexadecimal."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def _read(path: Path) -> bytes:
    """The bytes of a key file, once it is known that there is a library to read it."""
    try:
        import cryptography  # noqa: F401 - the rest of this module needs it
    except ModuleNotFoundError:
        raise TrustError("signatures need another library: pip install 'claimgraph[sign]'") from None
    try:
        return path.read_bytes()
    except OSError as error:
        raise TrustError(f"the key {path} cannot be read: {error.strerror or error}; {_MAKE_ONE}") from None
