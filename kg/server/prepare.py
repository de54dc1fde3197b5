"""Make a build ready to be served, as a process of its own: ``python -m kg.server.prepare OUTPUT FOLDER``.

Loading a graph takes seconds and memory that the front does not have to spare.
Prints what the front wants to know, as JSON.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path

from kg.errors import KgError
from kg.queries.index import open_index
from kg.queries.output_store import open_output
from kg.server.builds import manifest_of
from kg.server.confinement import die_with_parent


def prepare(output: Path, folder: Path) -> dict[str, str | int]:
    """Copy the store and the index of an output into a new folder; gives what its manifest says.

    Raises KgError where the output holds no graph, and OSError where nothing can be written.
    """
    identity, base, title, triples = manifest_of(output)
    store = open_output(output)
    folder.mkdir(parents=True)
    store.copy_to(folder / "store")
    source = open_index(output)
    target = sqlite3.connect(folder / "index.sqlite")
    source.backup(target)
    target.close()
    source.close()
    return {"identity": identity, "base": base, "title": title or "Knowledge graph", "triples": triples}


def main() -> int:
    """Prepare what the arguments name; the exit code is 1 where that cannot be done."""
    die_with_parent()
    try:
        told = prepare(Path(sys.argv[1]), Path(sys.argv[2]))
    except (KgError, OSError, sqlite3.Error) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
