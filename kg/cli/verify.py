"""``kg verify``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.outlets import for_line
from kg.printing import say


@click.command(
    short_help="Hold an output folder against its manifest.",
    epilog="""\b
Examples:
  kg verify            the folder output
  kg verify public     another one
  kg verify public --key key.pub
""",
)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default="output")
@click.option(
    "--key",
    "key_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Ask for a signature of this public key, too (Ed25519; PEM or OpenSSH).",
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but what differs.")
@click.pass_context
def verify(context: click.Context, folder: Path, key_file: Path | None, quiet: bool) -> None:
    """Say whether every file of an output is as its build wrote it, and which differ.

    build.json holds the SHA-256 of each file, and of the graph in canonical form (RDFC-1.0).
    With --key, it must be signed by that key (kg build --sign).
    Exit code: 0 all as written, 1 something differs or is not signed, 2 could not run.
    """
    from kg.errors import TrustError
    from kg.exporters.verification import verify as verify_output
    from kg.trust.keys import public_key
    from kg.trust.signing import verify_signature

    key = public_key(key_file) if key_file else None
    found = verify_output(folder)
    for one in found.differences:
        say(f"{one.kind}  {for_line(str(folder / one.path))}")
    if not quiet:
        said = "as they were written" if not found.differences else f"{len(found.differences):,} differ"
        say(f"{found.files:,} files, {said}; graph sha256 {found.graph or 'unknown'}", err=True)
    unsigned = False
    if key:
        try:
            signed = verify_signature(folder, key)
        except TrustError as error:
            unsigned = True
            say(f"kg: {error}", err=True)
        else:
            if not quiet:
                say(f"signed with this key; root {signed.root}", err=True)
    context.exit(1 if found.differences or unsigned else 0)
