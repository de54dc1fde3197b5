"""What leads to the documents of a corpus: paths, names, titles, addresses and labels.

What a document may be called follows from the document alone (:func:`called`);
which of several documents of one name is meant hangs on who asks, and is the
same however many there are to choose from (:func:`nearest`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from kg.documents.records import Document

INDEXES = frozenset({"index", "_index", "readme"})
"""Names of files, in lower case, that stand for their folder."""
SITE = "!"
"""The key of every document that shows that a site generator makes pages of it."""
SHARED = "/"
"""The folder, which none can be, of a key that leads to several documents."""
_SPACES = re.compile(r"[\s_]+")
# The id of a note in a Zettelkasten: the minute or second of its making, before its title.
_ZETTEL = re.compile(r"(\d{12}|\d{14})\b")
_POST = re.compile(r"(?:^|/)_posts/(?:.*/)?(\d{4})-(\d{2})-(\d{2})-([^/]+)$")


class Listed(Protocol):
    """A document, as far as others can lead to it."""

    @property
    def name(self) -> str:
        """Its path name."""

    @property
    def id(self) -> str:
        """The id that its front matter gives."""

    @property
    def called(self) -> Sequence[str]:
        """What leads to it besides its path; see :func:`called`."""


class Nearest(NamedTuple):
    """That a key leads, from a folder and all below it, to the document of a name."""

    key: str
    folder: str
    name: str


@dataclass(frozen=True, slots=True)
class Directory:
    """What leads to a document: its path name, its id where no other has it, and its keys.

    ``by_name`` and ``by_id`` lead to its IRI, ``nearest`` leads from a key and a
    folder to a path name; the folder ``""`` is that of all.
    """

    by_name: Mapping[str, str]
    by_id: Mapping[str, str]
    nearest: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, documents: Sequence[Listed], iris: Sequence[str]) -> Directory:
        """The directory of documents, which are in order, with their IRIs."""
        by_id: dict[str, list[str]] = {}
        by_key: dict[str, list[str]] = {}
        for one, iri in zip(documents, iris, strict=True):
            if one.id:
                by_id.setdefault(one.id, []).append(iri)
            for key in keys(one):
                by_key.setdefault(key, []).append(one.name)
        return cls(
            # Of two files of one name, the first has the IRI that the name gives.
            by_name={one.name: iri for one, iri in reversed(list(zip(documents, iris, strict=True)))},
            by_id={identifier: held[0] for identifier, held in by_id.items() if len(held) == 1},
            nearest={(one.key, one.folder): one.name for one in nearest(by_key.items())},
        )

    def only(self, last: str) -> str:
        """The path name of the only document whose file has that name; empty where none or several have."""
        key = of_name(last)
        if (key, SHARED) in self.nearest:
            return ""
        return self.nearest.get((key, ""), "")

    def named(self, key: str, folder: str = "") -> str:
        """The path name of the document that a key leads to from a folder; empty where there is none."""
        return (self.nearest.get((key, folder)) if folder else "") or self.nearest.get((key, ""), "")


def nearest(keys: Iterable[tuple[str, Iterable[str]]]) -> Iterator[Nearest]:
    """Where keys lead, each with the path names of its documents.

    From a folder to the document below it whose path is the shortest, else to
    that of all whose path is: the rule of Obsidian, found out by trying it
    (``app.metadataCache.getFirstLinkpathDest``, version 1.13).
    """
    for key, named in keys:
        names = list(named)
        if len(names) > 1:
            names = sorted(set(names), key=lambda name: (len(name), name))
        yield Nearest(key, "", names[0])
        if len(names) == 1 or key == SITE:
            continue
        yield Nearest(key, SHARED, names[0])
        taken: set[str] = set()
        for name in names:
            folder = name.rpartition("/")[0]
            # Where a folder is taken, so are those above it.
            while folder and folder not in taken:
                taken.add(folder)
                yield Nearest(key, folder, name)
                folder = folder.rpartition("/")[0]


def keys(document: Listed) -> Iterator[str]:
    """The keys that lead to a document."""
    name = document.name
    folded = fold(name)
    above, _, last = folded.rpartition("/")
    yield of_path(folded)
    yield of_name(name.rpartition("/")[2])
    yield of_file(last)
    if above:
        yield of_file(f"{above.rpartition('/')[2]}/{last}")
    if last in INDEXES:
        yield of_folder(above)
        yield of_title(above.rpartition("/")[2])
    if (slug := slugged(last)) != last:
        yield of_slug(slug)
    if found := _ZETTEL.match(last):
        yield of_title(found[1])
    if document.id:
        yield of_title(document.id)
    yield from document.called


def called(document: Document) -> tuple[str, ...]:
    """The keys that lead to a document but do not follow from its path."""
    found = [of_title(document.title)] if document.title else []
    written = (document.permalink, document.slug, *document.aliases)
    addresses = [one for one in written if is_address(one) and "://" not in one]
    if post := _POST.search(document.name):
        addresses.append("/".join(post.groups()))
    found += map(of_address, addresses)
    found += (of_title(one) for one in document.aliases if not is_address(one))
    found += map(of_label, document.body.labels)
    if addresses or document.name.rpartition("/")[2] == "_index":
        found.append(SITE)
    return tuple(dict.fromkeys(found))


def is_address(text: str) -> bool:
    """Whether what could be the name of a document is the path of its page on a site.

    ``/old/page``, ``Web/API`` and ``old/page.html`` are; ``TCP / IP`` is a name.
    """
    return "/" in text and " " not in text


def of_path(folded: str) -> str:
    """The key of a whole path, which is folded."""
    return f"p{folded}"


def of_folder(folded: str) -> str:
    """The key of a folder, which leads to the document that stands for it."""
    return f"i{folded}"


def of_name(last: str) -> str:
    """The key of the name of a file in its letter case."""
    return f"F{last}"


def of_file(folded: str) -> str:
    """The key of the last step, or the last two, of a path."""
    return f"f{folded}"


def of_slug(slug: str) -> str:
    """The key of the name of a file as it is written where no spaces may stand."""
    return f"s{slug}"


def of_title(title: str) -> str:
    """The key of a title or alias."""
    return f"a{fold(title)}"


def of_label(label: str) -> str:
    """The key of a label inside a document."""
    return f"l{label}"


def of_address(path: str) -> str:
    """The key of the address of a page on its own site."""
    return f"u{fold(path).strip('/').removesuffix('.html').removesuffix('/index')}"


def fold(text: str) -> str:
    """A text in the form in which case, white space and the composition of characters do not count."""
    if text.isascii():
        folded = text.lower()
    else:
        folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return " ".join(folded.split())


def slugged(folded: str) -> str:
    """A folded name as it is written where no spaces may stand."""
    return _SPACES.sub("-", folded)
