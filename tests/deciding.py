"""Identity decided for documents that a test has made, in the way in which a build decides it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kg.diagnostics import Diagnostic
from kg.documents.findings import located
from kg.documents.records import Document
from kg.engines import Engine, Local
from kg.identity.authorities.records import NONE, Authorities
from kg.identity.decisions import Identity
from kg.identity.directory import Directory, called
from kg.identity.mentions import Seen, see
from kg.plan import identify
from kg.settings import Settings

BASE = "https://example.org/"


class InDirectory(NamedTuple):
    """A document, as far as others can lead to it."""

    name: str
    id: str
    called: tuple[str, ...]

    @classmethod
    def of(cls, document: Document) -> InDirectory:
        """What leads to a document."""
        return cls(document.name, document.id, called(document))


def decided(
    documents: Sequence[Document],
    seen: Sequence[Seen] | None = None,
    *,
    authorities: Authorities = NONE,
    engine: Engine | None = None,
) -> tuple[Identity, list[Diagnostic]]:
    """Who is who in documents, which are in order, and what was found.

    ``seen`` stands in for what identity sees of them.
    """
    views = [see(one) for one in documents]
    given = [one for one, _ in views] if seen is None else list(seen)
    found = identify(given, authorities, Settings(base=BASE), engine or Local())
    iris = found.common.iris
    decisions = {view.file: found.decisions(view) for view in given}
    by_file = {one.file: one for one in documents}
    listed = [InDirectory.of(by_file[view.file]) for view in given]
    directory = Directory.of(listed, [iris[view.file] for view in given])
    places = {one.file: one.places for one in documents}
    of_documents = (one for _, several in views for one in several)
    findings = [*found.others, *located(found.placed, places.__getitem__), *of_documents]
    return found.identity(decisions, directory), findings
