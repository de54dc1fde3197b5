"""A progress bar on a terminal; nothing in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from kg.plan import Progress

_WORDS = {
    "read": "Reading documents",
    "identify": "Deciding who is who",
    "map": "Mapping to RDF",
    "validate": "Checking with SHACL",
    "write": "Writing the output",
    "push": "Pushing triples",
}
_STEP = 32


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Progress | None]:
    """A function that shows the progress of a build on the terminal; None where nobody looks."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description:<20}"), BarColumn(), MofNCompleteColumn())
    # Without a thread of its own: a build forks, and does so only where no other thread is.
    with Bar(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        tasks: dict[str, object] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(_WORDS.get(stage, stage), total=total)
            elif done % _STEP and done != total:
                return
            bar.update(tasks[stage], completed=done, refresh=True)  # type: ignore[arg-type]

        yield tell
