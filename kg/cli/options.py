"""Options that several commands share, and what they have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

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


def output_option(command: _Command) -> _Command:
    """The file to write into, instead of standard output."""
    return click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write it into this file.")(
        command
    )


def settings_options(command: _Command) -> _Command:
    """The options that stand over ``kg.yaml``."""
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
    ):
        command = option(command)
    return command


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


def read_settings(
    paths: Sequence[str],
    *,
    shapes: Sequence[str] = (),
    profiles: Sequence[str] = (),
    **options: str | None,
) -> Any:
    """The settings for these paths with the options over them; shapes are added to theirs."""
    from pathlib import Path

    from kg.settings import find_settings

    settings = find_settings(paths).override(**options)
    more = tuple(path for path in map(Path, shapes) if path not in settings.shapes)
    return settings.override(shapes=(*settings.shapes, *more), profiles=tuple(profiles) or None)


def show(text: str, output: str | None) -> None:
    """Write a text into a file, or to standard output where none is named."""
    if output is None:
        click.echo(text.encode("utf-8", "replace"), nl=False)
        return
    from kg.errors import OutputError

    try:
        Path(output).write_text(text, encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise OutputError(f"{output} cannot be written: {error.strerror}") from error
