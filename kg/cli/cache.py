"""``kg cache``."""

from __future__ import annotations

import click

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
    """What builds keep in .kg, beside the kg.yaml of the documents, else beside the output.

    Deleting it is always safe: the next build makes everything anew, once.
    PATHs are those of the builds, by default the current folder.
    """


@cache.command()
@_PATHS
@_OUTPUT
def info(paths: tuple[str, ...], output: str) -> None:
    """Print where the cache is, and what it holds, the file used last first."""
    from kg.cache import CacheFolder, cache_folder

    folder = CacheFolder(cache_folder(paths or (".",), output))
    entries = folder.entries()
    total = sum(one.size for one in entries)
    click.echo(f"{folder.path}  {_counted(len(entries))}, {_megabytes(total)}")
    for one in entries:
        click.echo(f"{_megabytes(one.size):>10}  {one.path.relative_to(folder.path).as_posix()}")


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
    from kg.cache import CacheFolder, cache_folder

    gone = CacheFolder(cache_folder(paths or (".",), output)).prune(most * 1_000_000)
    click.echo(f"{_counted(len(gone))}, {_megabytes(sum(one.size for one in gone))} deleted")


@cache.command()
@_PATHS
@_OUTPUT
def clear(paths: tuple[str, ...], output: str) -> None:
    """Delete the whole cache."""
    from kg.cache import CacheFolder, cache_folder

    count = CacheFolder(cache_folder(paths or (".",), output)).clear()
    click.echo(f"{_counted(count)} deleted")


def _counted(files: int) -> str:
    return f"{files:,} file{'' if files == 1 else 's'}"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
