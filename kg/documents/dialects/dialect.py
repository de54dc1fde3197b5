"""What a dialect of Markdown is: what shows it, and what its keys mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mark:
    """A file or folder that shows a dialect where it lies: its name, and a text that the file holds."""

    name: str
    holds: str = ""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How some program, or some people, write documents.

    ``marks`` lie in a folder all of whose documents are of the dialect, and those below. ``signs`` are
    sets of keys, each of which shows it in one document where no folder does. ``keys``
    lead from a key to the field that it means (:class:`~kg.documents.records.Document`): ``a.b`` to the
    member ``b`` of a mapping ``a``, ``a[].b`` to that of each entry of a list. Keys that only steer a
    program, and say nothing of the document, are ``steering``: they are passed over. Where topics in one
    text stand between spaces, they are ``spaced_topics``; where the name of a file may begin with the day
    on which it was published, files have ``dated_names``.
    """

    name: str
    about: str
    marks: tuple[Mark, ...] = ()
    signs: tuple[frozenset[str], ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    steering: frozenset[str] = frozenset()
    spaced_topics: bool = False
    dated_names: bool = False


PLAIN = Dialect("plain", "YAML front matter with the fields of docs/format.md")
"""The dialect of documents that show no other."""
