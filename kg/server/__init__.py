"""A built graph over HTTP: SPARQL, pages of linked data, search, and limits that hold.

A front process speaks HTTP and never touches the graph. Queries run in worker
processes, one at a time in each, with the store opened read-only; a query that
outstays its time or memory ends with its process. See
``docs/decisions/0014-queries-in-processes.md``.
"""

from __future__ import annotations
