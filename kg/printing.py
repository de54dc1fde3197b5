"""What a command prints: the one module that does, so that no text reaches a terminal or a log as it is.

``say`` is for people and logs, ``emit`` for programs: a file that is printed.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from kg.outlets import for_line, for_terminal

_MARK = f"\ue000{os.urandom(8).hex()}"
"""Stands for the escape of our own styles until all else is escaped; nobody else can write it."""


def say(text: str = "", *, err: bool = False, nl: bool = True, colour: bool | None = None) -> None:
    """Print a text, in which nothing but our own styles commands a terminal or a CI runner."""
    # A newline that is ours begins a line; a runner reads commands at such beginnings alone.
    shown = for_terminal(text).replace(_MARK, "\x1b")
    stream = sys.stderr if err else sys.stdout
    encoding = getattr(stream, "encoding", None) or "utf-8"
    known = shown.encode(encoding, "backslashreplace").decode(encoding)
    click.echo(known, err=err, nl=nl, color=colour)


def emit(data: str | bytes) -> None:
    """Print what programs read, to the byte; on a terminal, which is no program, as :func:`say` does."""
    if sys.stdout.isatty():
        say(data.decode("utf-8", "replace") if isinstance(data, bytes) else data, nl=False)
    else:
        click.echo(data.encode("utf-8", "replace") if isinstance(data, str) else data, nl=False)


def styled(text: str, **styles: Any) -> str:
    """A text on one line in a style of :func:`click.style`, for :func:`say`."""
    return click.style(for_line(text), **styles).replace("\x1b", _MARK)


def clear() -> None:
    """Clear the terminal."""
    click.clear()
