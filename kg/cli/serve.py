"""``kg serve``."""

from __future__ import annotations

import os
from pathlib import Path

import click

from kg.cli.options import believed
from kg.printing import say

TOKEN = "KG_SERVE_TOKEN"  # noqa: S105 - the name of a variable
"""The environment variable with the token that allows changes."""


@click.command(
    short_help="Serve a built graph over HTTP.",
    epilog="""\b
Examples:
  kg serve                          http://127.0.0.1:7878/, from output/
  kg serve public --port 80 --host 0.0.0.0 --timeout 5
  kg serve --root-path /kb --proxy 127.0.0.1
                                    behind a proxy that takes /kb off
""",
)
@click.argument("output", default="output", metavar="[OUTPUT]", type=click.Path(path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=7878, show_default=True, help="The port; 0 for any."
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 3600),
    default=10.0,
    show_default=True,
    help="Seconds a query may run.",
)
@click.option(
    "--memory",
    type=click.IntRange(16),
    default=512,
    show_default=True,
    help="MiB a query may need, beyond the store itself.",
)
@click.option(
    "--rows", type=click.IntRange(1), default=100_000, show_default=True, help="Rows an answer may have."
)
@click.option(
    "--answer", type=click.IntRange(1), default=32, show_default=True, help="MiB an answer may have."
)
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    help="Processes for short queries.  [default: one more than there are processors]",
)
@click.option(
    "--long-queries",
    type=click.IntRange(0, 256),
    default=4,
    show_default=True,
    help="Queries that may take long at a time; half as many of one client.",
)
@click.option(
    "--queue",
    type=click.IntRange(0),
    default=64,
    show_default=True,
    help="Requests that may wait for a process.",
)
@click.option(
    "--client-timeout",
    type=click.FloatRange(0.1, 3600),
    default=20.0,
    show_default=True,
    help="Seconds a client may take for a request, or for a piece of an answer.",
)
@click.option(
    "--store",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help=f"Where changes are kept; they need {TOKEN}.",
)
@click.option("--root-path", default="", metavar="PATH", help="The path that a proxy shows the server below.")
@click.option(
    "--proxy",
    default="",
    metavar="ADDRESSES",
    help="Whose headers X-Forwarded-For and -Proto are believed; * for anybody's.  [default: nobody's]",
)
@click.option(
    "--host-name",
    "host_names",
    multiple=True,
    metavar="NAME",
    help="A further name that the server is asked by; * for any. Can be repeated.",
)
@click.option(
    "--cors/--no-cors",
    default=None,
    help="Whether pages of other sites may ask.  [default: not where only this machine can]",
)
def serve(
    output: Path,
    host: str,
    port: int,
    timeout: float,
    memory: int,
    rows: int,
    answer: int,
    workers: int | None,
    long_queries: int,
    queue: int,
    client_timeout: float,
    store: Path | None,
    root_path: str,
    proxy: str,
    host_names: tuple[str, ...],
    cors: bool | None,
) -> None:
    """Serve a graph that kg build has written, until interrupted; a new build is taken up as it appears.

    SPARQL 1.1 is at /sparql, search at /search, a page to ask at /query, and
    each thing at the path that its IRI has below the base. docs/serve.md has
    all addresses and limits.

    Nobody can change anything, unless the variable KG_SERVE_TOKEN has a token:
    SPARQL Update and the Graph Store Protocol (/store) then take changes with
    the header Authorization: Bearer. They are lost at the end without --store.

    Needs the extra serve: pip install 'claimgraph[serve]'.
    """
    try:
        from kg.server.http import Doors, listening, run
        from kg.server.limits import MEBIBYTE, Limits, default_workers
        from kg.server.origins import Origins
        from kg.server.proxies import Proxies
        from kg.server.service import Service
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"{error.name} is not installed; install the extra: pip install 'claimgraph[serve]'"
        ) from error
    token = os.environ.get(TOKEN, "")
    if store and not token:
        raise click.UsageError(f"--store is for changes, and these need a token: set {TOKEN}")
    limits = Limits(
        timeout=timeout,
        memory=memory * MEBIBYTE,
        rows=rows,
        answer=answer * MEBIBYTE,
        workers=workers or default_workers(),
        long_queries=long_queries,
        long_each=max(1, long_queries // 2),
        queue=queue,
        header_wait=client_timeout,
        body_wait=client_timeout,
        send_wait=client_timeout,
    )
    origins = Origins.of(host, host_names, is_open=cors)
    doors = Doors(root_path, Proxies.of(proxy), origins)
    _show_log()
    with listening(host, port) as at:
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{at.getsockname()[1]}{root_path.rstrip('/')}/"
        service = Service(believed(output), limits, token=token, store=store)
        said = f"Serving {output} at {address}"
        run(service, at, doors, ready=lambda: say(said, err=True))


def _show_log() -> None:
    """Print what the server logs; other people's texts in it command nothing."""
    # Whoever asks for help should not wait for its import.
    import logging

    from kg.cli.logs import Sober

    log = logging.StreamHandler()
    log.setFormatter(Sober("kg: %(message)s"))
    logging.basicConfig(handlers=[log])
    logging.getLogger("kg.server").setLevel(logging.INFO)
