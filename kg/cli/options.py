"""Options that several commands share, and what they have in common."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

import click

from kg.printing import emit, say

if TYPE_CHECKING:
    from kg.processes.limited import Bounds

_Command = TypeVar("_Command", bound=Callable[..., Any])


def paths_argument(command: _Command) -> _Command:
    """The files and folders to read."""
    return click.argument("paths", nargs=-1, required=True, metavar="PATH...")(command)


def graph_option(command: _Command) -> _Command:
    """The output folder of ``kg build`` to work on, as ``graph``."""
    return click.option(
        "-g",
        "--graph",
        default="output",
        show_default=True,
        metavar="FOLDER",
        type=click.Path(path_type=Path),
        help="An output of kg build.",
    )(command)


def key_option(command: _Command) -> _Command:
    """The key that must have signed the output, as ``key_file``; see :func:`believed`."""
    return click.option(
        "--key",
        "key_file",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Only if this public key signed the output, and nobody has changed its graph since.",
    )(command)


def believed(graph: Path, key_file: Path | None = None) -> Path:
    """The output of a build, once it is looked at who made it.

    Says on standard error where its graph is not what its build wrote. With a key,
    raises TrustError there, and where the key has not signed it.
    """
    from kg.queries.origin import doubt

    trouble = doubt(graph)
    if key_file is not None:
        from kg.errors import TrustError
        from kg.trust.keys import public_key
        from kg.trust.signing import verify_signature

        verify_signature(graph, public_key(key_file))
        if trouble:
            raise TrustError(trouble)
    elif trouble:
        say(f"kg: warning: {trouble}; kg verify tells what differs", err=True)
    return graph


def output_option(command: _Command) -> _Command:
    """The file to write into, instead of standard output."""
    return click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write it into this file.")(
        command
    )


# Dataclasses take 5 ms to import, and every command comes by here.
class Given(NamedTuple):
    """What the command line says of settings; None of those that it leaves to ``kg.yaml``."""

    base: str | None = None
    fail_on: str | None = None
    shacl_engine: str | None = None
    authorities: str | None = None
    root: str | None = None


def settings_options(command: _Command) -> _Command:
    """The options that stand over ``kg.yaml``, as ``given``; see :func:`read_settings`."""

    @functools.wraps(command)
    def collecting(*arguments: Any, **words: Any) -> Any:
        given = Given(**{name: words.pop(name) for name in Given._fields})
        return command(*arguments, given=given, **words)

    collected = cast("_Command", collecting)
    for option in (
        click.option(
            "--shacl-engine",
            type=click.Choice(["auto", "turbo", "pyshacl"]),
            help="What validates: turbo (fast), pyshacl (the reference), or auto (default): turbo if it can.",
        ),
        click.option(
            "--fail-on",
            type=click.Choice(["violation", "warning", "never"]),
            help="Exit with 1 at findings of this severity or worse (default violation).",
        ),
        click.option("--base", metavar="IRI", help="What every IRI begins with; ends in /."),
        click.option(
            "--authorities",
            metavar="FILE",
            help="What decides about identity; kg.yaml may name only a file in its folder.",
        ),
        click.option(
            "--root",
            metavar="FOLDER",
            help="What the names of documents are relative to; kg.yaml may name only a folder in its own.",
        ),
    ):
        collected = option(collected)
    return collected


def shapes_options(command: _Command) -> _Command:
    """The options that say which shapes judge."""
    for option in (
        click.option(
            "--profile",
            "profiles",
            multiple=True,
            type=click.Choice(["core", "evidence", "web"]),
            help="Which of our shapes judge; may stand several times (default core).",
        ),
        click.option(
            "--shapes",
            multiple=True,
            metavar="PATH",
            help="Further SHACL shapes, a file or folder; may stand several times.",
        ),
    ):
        command = option(command)
    return command


def limit_options(command: _Command) -> _Command:
    """What a query may take, as ``timeout`` and ``memory``; see :func:`bounds`."""
    for option in (
        click.option(
            "--memory",
            type=click.IntRange(min=0),
            default=2048,
            show_default=True,
            metavar="MB",
            help="What a query may need beyond the open graph, in MiB; 0 for no limit.",
        ),
        click.option(
            "--timeout",
            type=click.FloatRange(min=0),
            default=60,
            show_default=True,
            metavar="SECONDS",
            help="How long a query may take; 0 for no limit.",
        ),
    ):
        command = option(command)
    return command


def bounds(timeout: float, memory: int) -> Bounds:
    """The limits that these options give."""
    from kg.processes.limited import MEBIBYTE, Bounds

    return Bounds(timeout, memory * MEBIBYTE)


def read_settings(
    paths: Sequence[str],
    given: Given | None = None,
    *,
    shapes: Sequence[str] = (),
    profiles: Sequence[str] = (),
) -> Any:
    """The settings for these paths with the options over them; shapes are added to theirs."""
    from kg.errors import SettingsError
    from kg.settings import find_settings

    given = given or Given()
    root, authorities = given.root, given.authorities
    if root is not None and not Path(root).is_dir():
        raise SettingsError(f"the root {root!r} is no folder")
    named = [*shapes, *filter(None, (root, authorities))]
    settings = find_settings(paths, given=named).override(
        base=given.base, fail_on=given.fail_on, shacl_engine=given.shacl_engine
    )
    known = {path.resolve() for path in settings.shapes}
    more = tuple(path for path in map(Path, shapes) if path.resolve() not in known)
    return settings.override(
        shapes=(*settings.shapes, *more),
        profiles=tuple(profiles) or None,
        root=Path(root) if root else None,
        authorities=Path(authorities) if authorities else None,
    )


def force_option(command: _Command) -> _Command:
    """Whether a file that the command did not make may be replaced."""
    return click.option("--force", is_flag=True, help="Replace a file that this command did not make.")(
        command
    )


def show(text: str, output: str | None, *, force: bool = True, is_data: bool = True) -> None:
    """Write a text into a file, or to standard output where none is named; there it may be for people.

    Without ``force`` a file that we did not write is not replaced.
    """
    if output is None:
        emit(text) if is_data else say(text, nl=False)
        return
    write_result(Path(output), text.encode("utf-8", "replace"), force=force)


def write_result(path: Path, data: bytes, *, force: bool) -> None:
    """Write what a command answers into a file. Raises OutputError where that cannot be done."""
    from kg.disk import write_file, write_own
    from kg.errors import OutputError

    try:
        if force:
            write_file(path, data)
        else:
            write_own(path, data)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error
