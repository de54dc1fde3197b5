"""``kg cache``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.printing import say

if TYPE_CHECKING:
    from kg.cache import CacheFolder

_PATHS = click.argument("paths", nargs=-1, metavar="[PATH]...")
_OUTPUT = click.option(
    "-o", "--output", default="output", show_default=True, metavar="FOLDER", help="The output of the builds."
)


@click.group(
    short_help="Look at what builds keep for the next one, or delete it.",
    epilog="""\b
Examples:
  kg cache info docs
  kg cache prune docs --most 200
  kg cache clear docs
""",
)
def cache() -> None:
    """What builds of a project keep for the next one, in your own folder for caches.

    Deleting it is always safe: the next build makes everything anew, once.
    PATHs are those of the builds, by default the current folder.
    """


def _folder(paths: tuple[str, ...], output: str) -> CacheFolder:
    from kg.cache import CacheFolder, cache_folder
    from kg.disk import VARIABLE
    from kg.errors import NotFoundError

    path = cache_folder(paths or (".",), output)
    if path is None:
        raise NotFoundError(f"nothing is kept, for {VARIABLE} is empty; let it name a folder, or unset it")
    return CacheFolder(path)


@cache.command()
@_PATHS
@_OUTPUT
def info(paths: tuple[str, ...], output: str) -> None:
    """Print where the cache is, and what it holds, the file used last first."""
    folder = _folder(paths, output)
    entries = folder.entries()
    total = sum(one.size for one in entries)
    say(f"{folder.path}  {_counted(len(entries))}, {_megabytes(total)}")
    for one in entries:
        say(f"{_megabytes(one.size):>10}  {one.path.relative_to(folder.path).as_posix()}")


@cache.command()
@_PATHS
@_OUTPUT
@click.option(
    "--most",
    type=click.IntRange(min=0),
    default=256,
    show_default=True,
    metavar="MB",
    help="How much may stay; what was used longest ago goes first.",
)
def prune(paths: tuple[str, ...], output: str, most: int) -> None:
    """Delete what was used longest ago."""
    gone = _folder(paths, output).prune(most * 1_000_000)
    say(f"{_counted(len(gone))}, {_megabytes(sum(one.size for one in gone))} deleted")


@cache.command()
@_PATHS
@_OUTPUT
def clear(paths: tuple[str, ...], output: str) -> None:
    """Delete the whole cache."""
    count = _folder(paths, output).clear()
    say(f"{_counted(count)} deleted")


def _counted(files: int) -> str:
    return f"{files:,} file{'' if files == 1 else 's'}"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
