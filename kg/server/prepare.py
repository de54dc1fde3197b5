"""Make a build ready to be served: ``python -m kg.server.prepare store OUTPUT FOLDER``.

Loading a graph takes seconds and memory that the front does not have to spare.
Prints what the front wants to know, as JSON. With ``index`` the index for search is
made, which takes longer and is not wanted at once.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import sys
from pathlib import Path

from kg.errors import KgError
from kg.processes.confinement import die_with_parent
from kg.queries.output_store import open_output
from kg.server.builds import INDEX, manifest_of


def copy_store(output: Path, folder: Path) -> dict[str, str | int]:
    """Copy the store of an output into a new folder; gives what its manifest says.

    Raises KgError where the output holds no graph, and OSError where nothing can be written.
    """
    identity, base, title, triples = manifest_of(output)
    store = open_output(output)
    folder.mkdir(parents=True)
    store.copy_to(folder / "store")
    return {"identity": identity, "base": base, "title": title or "Knowledge graph", "triples": triples}


def copy_index(output: Path, folder: Path) -> None:
    """Copy the index of an output, which is made where it is not there yet. Raises as :func:`copy_store`."""
    from kg.queries.index import open_index

    whole = folder / INDEX
    with contextlib.closing(open_index(output)) as source:
        part = whole.with_suffix(".part")
        with contextlib.closing(sqlite3.connect(part)) as target:
            source.backup(target)
        part.rename(whole)


def main() -> int:
    """Prepare what the arguments name; the exit code is 1 where that cannot be done."""
    die_with_parent()
    what, output, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    try:
        if what == "index":
            copy_index(output, folder)
        else:
            sys.stdout.write(json.dumps(copy_store(output, folder)))
    except (KgError, OSError, sqlite3.Error) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
