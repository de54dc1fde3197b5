"""Where the page of each thing is: beside its Turtle and JSON-LD, at the path that its IRI names."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from kg.exporters.names import alike_on_disk, document_path
from kg.numbering import Numbering
from kg.terms import Term

_RESERVED = (
    "404",
    "documents",
    "explorer",
    "index",
    "llms",
    "organizations",
    "people",
    "search",
    "sources",
    "topics",
)


class Addresses:
    """The path of each page below the folder of the site, without its ending."""

    def __init__(self, base: str, subjects: Iterable[Term]) -> None:
        self._base = base
        numbering = Numbering(_RESERVED, alike=alike_on_disk)
        self._stems = {subject: numbering.take(document_path(subject, base)) for subject in subjects}

    def __contains__(self, subject: Term) -> bool:
        return subject in self._stems

    def stem(self, subject: Term) -> str:
        """The path of the page of ``subject``, without ending."""
        return self._stems[subject]

    def url(self, path: str) -> str:
        """The address of a file of the site on the web; empty where the base is not one of the web."""
        return f"{self._base}{quote(path)}" if self._base.startswith("http") else ""

    def link(self, subject: Term, root: str, fragment: str = "") -> str:
        """From a page whose way to the top is ``root`` to the page of ``subject``; empty without a page."""
        stem = self._stems.get(subject)
        if stem is None:
            return ""
        return f"{root}{quote(stem)}.html" + (f"#{quote(fragment, safe=_IN_FRAGMENT)}" if fragment else "")


_IN_FRAGMENT = "/?:@!$&'()*+,;=~-._"


def root_of(path: str) -> str:
    """The way from the page at ``path`` to the top of the site, such as ``../``."""
    return "../" * path.count("/")
