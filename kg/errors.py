"""What the library raises when it is *used* wrongly.

Bad input is never raised: it is collected as
:class:`kg.diagnostics.Diagnostic`. The whole tree::

    KgError
    ├── InputError        a path that does not exist, or holds no document
    ├── SettingsError     kg.yaml, or an option, that cannot be followed
    ├── OutputError       an output folder that is not ours, or cannot be written
    ├── QueryError        a query that does not parse, or fails while it runs
    ├── EndpointError     a SPARQL endpoint that cannot be reached, or refuses
    ├── ShapesError       shapes that do not parse, or that target nothing
    ├── TrustError        a key, signature or proof that cannot be used, or does not hold
    └── NotFoundError     a node, graph or format that was asked for by name

Every message is one sentence that says what to do next where that is known.
"""

from __future__ import annotations


class KgError(Exception):
    """The root of everything that :mod:`kg` raises on purpose."""


class InputError(KgError):
    """A path to build from does not exist or cannot be read."""


class SettingsError(KgError):
    """``kg.yaml`` or an option holds something that cannot be followed."""


class OutputError(KgError):
    """The output folder is not ours to replace, or cannot be written."""


class QueryError(KgError):
    """A SPARQL query does not parse, or failed while it ran.

    ``place`` is the line and column of the query where that is known, from 1.
    """

    def __init__(self, message: str, place: tuple[int, int] = (1, 1)) -> None:
        super().__init__(message)
        self.place = place


class EndpointError(KgError):
    """A SPARQL endpoint cannot be reached, or refuses what it is asked.

    ``status`` is that of its answer (RFC 9110), None where there was none.
    """

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class ShapesError(KgError):
    """SHACL shapes do not parse, or none of them has a target in the graph."""


class NotFoundError(KgError):
    """A node, graph or format that was asked for by name does not exist."""


class TrustError(KgError):
    """A key, a signature or a proof cannot be used, or does not hold."""
