"""The command ``kg``: each command parses, calls one function of the library, and renders."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import Any, NoReturn

import click

from kg import __version__
from kg.errors import KgError
from kg.outlets import for_terminal
from kg.printing import say
from kg.processes import stopping

COULD_NOT_RUN = 2

_OTHERWISE = {"init": "authoring", "schema": "authoring", "prove": "trust", "verify-proof": "trust"}
_HOMES = {
    name: f"kg.cli.{_OTHERWISE.get(name, name)}"
    for name in (
        "audit",
        "build",
        "cache",
        "check",
        "embed",
        "export",
        "fix",
        "identity",
        "init",
        "lsp",
        "mcp",
        "prove",
        "push",
        "query",
        "schema",
        "search",
        "serve",
        "site",
        "verify",
        "verify-proof",
        "view",
    )
}
"""The module of each command."""


class _Commands(MutableMapping[str, click.Command]):
    """The commands by name; the module of one is imported when it is asked for."""

    def __init__(self, homes: dict[str, str]) -> None:
        self._homes = homes
        self._known: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._known:
            self._known[name] = getattr(import_module(self._homes[name]), name.replace("-", "_"))
        return self._known[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._known[name] = command
        self._homes.setdefault(name, command.__module__)

    def __delitem__(self, name: str) -> None:
        del self._homes[name]
        self._known.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._homes)

    def __len__(self) -> int:
        return len(self._homes)


class _Group(click.Group):
    """Says what went wrong in one sentence and exits with 2; a user never sees a traceback."""

    def main(self, *args: Any, **options: Any) -> Any:
        """Run the command; where nothing can be printed, say so and exit."""
        try:
            return super().main(*args, **options)
        except OSError as error:
            if os.environ.get("KG_DEBUG"):
                raise
            # What is printed last is written here.
            _fail(error)

    def make_context(self, *args: Any, **options: Any) -> click.Context:
        """The context of the command, whose module may be imported here."""
        with _said():
            return super().make_context(*args, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command of the context."""
        with _said():
            return super().invoke(ctx)


@contextlib.contextmanager
def _said() -> Iterator[None]:
    """Say in one sentence what went wrong, and exit."""
    try:
        yield
    except (click.exceptions.Exit, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        # A library in Rust panics with a BaseException.
        if code := stopping.stopped_by(error):
            stopping.say()
            sys.exit(code)
        if isinstance(error, BrokenPipeError):
            # The reader of our output has gone, as in `kg query … | head`.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        if isinstance(error, click.ClickException):
            # It is printed by click itself.
            object.__setattr__(error, "message", for_terminal(error.message))
            raise
        if isinstance(error, click.Abort) or (os.environ.get("KG_DEBUG") and not isinstance(error, KgError)):
            raise
        _fail(error)


def _fail(error: BaseException) -> NoReturn:
    try:
        from kg.cli.failures import failure

        reason = failure(error)
    except (ImportError, MemoryError, OSError):
        # The system gives nothing any more, not even what says it better.
        reason = getattr(error, "strerror", None) or str(error) or "there is not enough memory"
    say(f"kg: {reason}", err=True)
    sys.exit(COULD_NOT_RUN)


@click.group(
    cls=_Group,
    commands=_Commands(_HOMES),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  kg build docs                 build the graph of a folder into output/
  kg check docs                 only say what is wrong, file by line
  kg query 'SELECT (COUNT(*) AS ?claims) WHERE { ?claim a schema:Claim }'
""",
)
@click.version_option(__version__, prog_name="kg")
def main() -> None:
    """Knowledge graphs from Markdown documents with YAML front matter."""
