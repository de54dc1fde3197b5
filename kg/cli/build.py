"""``kg build``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import Given, paths_argument, read_settings, settings_options
from kg.printing import say

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from kg.cache import CacheFolder
    from kg.cli.summary import Summed
    from kg.settings import Settings


@click.command(
    short_help="Build the graph of documents and write every output.",
    epilog="""\b
Examples:
  kg build seeds
  kg build docs notes/extra.md -o public --base https://example.org/kb/
  kg build docs --fail-on warning --quiet     in CI
  kg build docs --watch                       again at each save
  kg build archive --stream                   very many documents
""",
)
@paths_argument
@click.option("-o", "--output", default="output", show_default=True, metavar="FOLDER", help="Where to write.")
@settings_options
@click.option("--html/--no-html", default=True, help="Write index.html, the interactive view (default yes).")
@click.option(
    "--sign",
    "key_file",
    metavar="KEY",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Sign the output with this private key (Ed25519; PEM or OpenSSH).",
)
@click.option("--cache/--no-cache", default=True, help="Use and keep what can be used again (default yes).")
@click.option("--watch", is_flag=True, help="Build again whenever a file is saved; end with Ctrl-C.")
@click.option(
    "--stream",
    is_flag=True,
    help="Build in parts that fit into memory, and go on where a build was stopped.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print only violations.")
@click.pass_context
def build(
    context: click.Context,
    paths: tuple[str, ...],
    output: str,
    given: Given,
    html: bool,
    key_file: Path | None,
    cache: bool,
    watch: bool,
    stream: bool,
    quiet: bool,
) -> None:
    """Build the knowledge graph of files and folders.

    A document that cannot be read is named and skipped; all others build.
    Settings come from the nearest kg.yaml at or above the first PATH. The
    output folder is replaced as a whole; one that holds other files is refused.
    After an edit, only what it changes is made; the result is the same without the cache.

    With --stream the output is N-Quads and a store to query, without the other
    formats and the shapes: for more documents than memory holds.

    Exit code: 0 clean, 1 findings at or above --fail-on, 2 could not run.
    """
    from kg.trust.keys import private_key

    key = private_key(key_file) if key_file else None

    def build_once() -> int:
        settings = read_settings(
            paths,
            given,
        )
        if stream:
            return _stream(paths, output, settings, key, quiet=quiet)
        # What is signed was read from the documents in this run.
        built = _build(paths, output, settings, html=html, cache=cache and not key, quiet=quiet)
        if key:
            from kg.trust.signing import sign_output

            sign_output(Path(output), key)
        _show(built, paths, output, html=html, quiet=quiet)
        return 1 if settings.fails(built.worst) else 0

    if watch:
        from kg.cli.live import LivePage
        from kg.cli.watch import again_at_each_save

        page = LivePage(paths, output) if html else None
        again_at_each_save(paths, page.after(build_once) if page else build_once, besides=[output])
        context.exit(0)
    context.exit(build_once())


def _stream(
    paths: tuple[str, ...], output: str, settings: Settings, key: Ed25519PrivateKey | None, *, quiet: bool
) -> int:
    from kg.cli.progress import progress_bar
    from kg.cli.summary import show_streamed
    from kg.streaming import build as build_in_parts

    with progress_bar(quiet=quiet) as progress:
        built = build_in_parts(paths, output, settings=settings, progress=progress)
    if key:
        from kg.trust.signing import sign_output

        sign_output(Path(output), key)
    show_streamed(built, output, quiet=quiet)
    return 1 if settings.fails(built.worst) else 0


def _build(
    paths: tuple[str, ...], output: str, settings: Settings, *, html: bool, cache: bool, quiet: bool
) -> Summed:
    from kg.cli.progress import progress_bar

    kept = _kept(paths, output) if cache else None
    with progress_bar(quiet=quiet) as progress:
        from kg.pipeline import build as build_graph

        built = build_graph(paths, output=output, settings=settings, html=html, progress=progress, cache=kept)
    if kept is not None and kept.trouble:
        say(
            f"kg: the cache {kept.path} cannot be written ({kept.trouble}); "
            "the build is whole, the next one takes longer",
            err=True,
        )
    return built


def _kept(paths: tuple[str, ...], output: str) -> CacheFolder | None:
    """What builds before have kept; None where nothing may be kept."""
    from kg.cache import CacheFolder, cache_folder
    from kg.errors import OutputError

    try:
        path = cache_folder(paths, output)
    except OutputError as error:
        say(f"kg: nothing is kept for the next build: {error}", err=True)
        return None
    return CacheFolder(path) if path is not None else None


def _show(built: Summed, paths: tuple[str, ...], output: str, *, html: bool, quiet: bool) -> None:
    from kg.cli.summary import show_findings, show_summary, show_violations

    if quiet:
        show_violations(built.diagnostics)
    else:
        show_findings(built.diagnostics)
        show_summary(built, paths, output, html=html)
