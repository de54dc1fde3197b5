"""``kg lsp``."""

from __future__ import annotations

import sys

import click

from kg.processes.stopping import exit_at_once


@click.command(
    short_help="Serve editors: findings, completions and repairs while typing.",
    epilog="""\b
Examples:
  kg lsp            what an editor is told to run (see docs/editors.md)
""",
)
def lsp() -> None:
    """Speak the Language Server Protocol on standard input and output, until the editor closes them.

    Needs the extra lsp: pip install 'claimgraph[lsp]'.
    """
    # Here, for whoever asks for help should not wait for it.
    import logging

    from kg.cli.logs import Brief

    try:
        from kg.lsp.frames import Frames
        from kg.lsp.server import make_server
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"{error.name} is not installed; install the extra: pip install 'claimgraph[lsp]'"
        ) from error
    # What reads standard input waits in a thread that nothing interrupts; there is nothing to clear up.
    exit_at_once()
    log = logging.StreamHandler()
    log.setFormatter(Brief("kg: %(message)s"))
    logging.basicConfig(handlers=[log], level=logging.ERROR)
    make_server().start_io(stdin=Frames(sys.stdin.buffer))  # type: ignore[arg-type]
