"""``kg prove`` and ``kg verify-proof``."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

import click

from kg.printing import emit, say


@click.command(
    short_help="Write a proof that a signed output holds a claim.",
    epilog="""\b
Examples:
  kg prove nature/tides#moon -o moon.json
  kg prove https://example.org/nature/tides#moon -g public
""",
)
@click.argument("node")
@click.option(
    "-g",
    "--graph",
    "folder",
    default="output",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="A signed output of kg build.",
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to write (default: print)."
)
def prove(node: str, folder: Path, output: Path | None) -> None:
    """Prove that a signed output says what it says of NODE, a claim or any other node.

    NODE is an IRI, or the end of one. Whoever has the proof and the public
    key needs nothing else of the output: kg verify-proof.

    Exit code: 0 written, 2 could not run.
    """
    from kg.exporters.folder import write_files
    from kg.trust.proof import prove as prove_node

    proof = prove_node(folder, node)
    if output is None:
        emit(proof)
    else:
        write_files(output, {output.name: proof.encode()})


@click.command(
    "verify-proof",
    short_help="Hold a proof against a public key.",
    epilog="""\b
Examples:
  kg verify-proof moon.json --key key.pub
  kg prove nature/tides#moon | kg verify-proof - --key key.pub
""",
)
@click.argument("proof", type=click.File(encoding="utf-8"))
@click.option(
    "--key",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The public key (Ed25519; PEM or OpenSSH).",
)
@click.pass_context
def verify_proof(context: click.Context, proof: TextIO, key: Path) -> None:
    """Say what PROOF proves to whoever trusts the key: the triples are printed.

    Exit code: 0 proven, 1 nothing is proven, 2 could not run.
    """
    from kg.errors import TrustError
    from kg.trust.keys import public_key
    from kg.trust.proof import verify_proof as read_proof

    trusted = public_key(key)
    try:
        proven = read_proof(proof.read(), trusted)
    except (TrustError, UnicodeDecodeError) as error:
        say(f"not proven: {error}", err=True)
        context.exit(1)
    emit(proven.triples)
    say(f"proven: the signed build says this in {proven.graph}", err=True)
