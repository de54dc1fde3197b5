"""Options that several commands share, and what they have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., Any])


def paths_argument(command: _Command) -> _Command:
    """The files and folders to read."""
    return click.argument("paths", nargs=-1, required=True, metavar="PATH...")(command)


def settings_options(command: _Command) -> _Command:
    """The options that stand over ``kg.yaml``."""
    for option in (
        click.option(
            "--shacl-engine",
            type=click.Choice(["turbo", "pyshacl"]),
            help="What validates: turbo (fast, default) or pyshacl (the reference).",
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
