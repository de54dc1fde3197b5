"""What a document cites: its citations tied to its sources, those of its bibliography among them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kg.diagnostics import Location, diagnostic
from kg.documents.bibliography.entries import STANDING, Bibliography
from kg.documents.bibliography.finding import is_remote, place_of, places_of
from kg.documents.body import NOT_CITING, Body
from kg.documents.citations import Cite, Citing, fragment, is_self_telling
from kg.documents.dialects.dialect import Dialect
from kg.documents.findings import Findings
from kg.documents.places import Places, appended
from kg.documents.records import Citation, Source

CITED = "[@]"
"""The first step of the paths of what no front matter holds: the second is the key of a source, or the
:func:`~kg.documents.citations.fragment` of a sentence."""

_DIALECTS = frozenset({"joss", "manubot", "myst", "pandoc", "quarto"})
_ALL = "*"
_NOCITE = re.compile(r"@\{?([^\s,;\[\]{}]+)\}?")
_SHOWN = 20
_NARRATIVE_END = ":.#$%&-+?<>~/"


def citing(
    text: str,
    values: Mapping[str, Any],
    bibliography: Bibliography,
    dialect: Dialect,
    defined: Mapping[str, str],
) -> Citing:
    """What cites in the text of a document, whose fields are given; ``defined`` are keys that it explains."""
    if not defined and "@" not in text and "cite" not in text and "[^" not in text:
        return NOT_CITING
    listed = {one.id for field in ("primary_sources", "secondary_sources") for one in values.get(field, ())}
    keys = frozenset((*bibliography.entries, *listed, *defined)) - {""}
    names_one = bool(values.get("bibliography") or values.get("nocite"))
    is_scholarly = dialect.name in _DIALECTS
    has_some = bool(bibliography.files or (listed - {""} and is_scholarly))
    return Citing(
        keys,
        in_brackets=names_one or is_scholarly or bool(bibliography.files),
        # Manubot's keys say what they mean: @someone is somebody.
        bare=has_some and (names_one or is_scholarly) and dialect.name != "manubot",
    )


@dataclass(frozen=True, slots=True)
class Cited:
    """The sources that a document has by citing them, its citations, and the places of both."""

    sources: tuple[Source, ...]
    citations: tuple[Citation, ...]
    places: Places
    abstract: str


def read_cited(
    values: Mapping[str, Any],
    body: Body,
    bibliography: Bibliography,
    defined: Mapping[str, str],
    findings: Findings,
    places: Places,
    name: str,
) -> Cited:
    """What a document of that ``name`` cites; what leads nowhere is found."""
    for index, named in enumerate(values.get("bibliography", ())):
        _check_named(named, index, bibliography, findings, name)
    written = values.get("nocite", "")
    nocited = _nocited(written, bibliography) if written else []
    if not body.cites and not nocited:
        return Cited((), (), places, body.abstract)
    return _Works(values, bibliography, defined, findings).read(body, nocited, places)


def _check_named(named: str, index: int, bibliography: Bibliography, findings: Findings, name: str) -> None:
    path = ("bibliography", index)
    if is_remote(named):
        findings.report(
            "KG132",
            f"the bibliography {named!r} is on the web, and is not fetched: its entries are unknown",
            path,
            hint="put a copy beside the document, and name that",
        )
        return
    place = place_of(named)
    if not place or "*" in place:
        return
    folder = posixpath.dirname(name)
    if posixpath.normpath(posixpath.join(folder, place)).startswith("../"):
        findings.report(
            "KG005",
            f"the bibliography {named!r} is outside of the folder of the documents, and is not read",
            path,
            hint="put a copy beside the document, and name that",
        )
        return
    ends = tuple(one.lstrip("./") for one in places_of(place))
    if not any(file == end or file.endswith(f"/{end}") for file in bibliography.files for end in ends):
        findings.report(
            "KG131",
            f"there is no bibliography {named!r} beside the document, nor in a folder above it",
            path,
            hint="correct the path, which is relative to the document",
        )


def _nocited(written: str, bibliography: Bibliography) -> list[str]:
    """The keys that a document cites without a mark in its text."""
    keys = _NOCITE.findall(written)
    return list(bibliography.entries) if _ALL in keys else [one.rstrip(".:") for one in keys]


class _Works:
    """The sources that the citations of one document name, each made once."""

    def __init__(
        self,
        values: Mapping[str, Any],
        bibliography: Bibliography,
        defined: Mapping[str, str],
        findings: Findings,
    ) -> None:
        self._bibliography = bibliography
        self._defined = defined
        self._findings = findings
        self._listed: dict[str, Source] = {}
        for one in (*values.get("primary_sources", ()), *values.get("secondary_sources", ())):
            if one.id:
                self._listed.setdefault(one.id, one)
        self._made: dict[str, Source | None] = {}
        self._positions: dict[str, tuple[int, int]] = {}
        self._unknown: dict[str, tuple[int, int]] = {}

    def read(self, body: Body, nocited: Sequence[str], places: Places) -> Cited:
        notes = {one.label: one for one in body.footnotes}
        marks = {one.key: one for one in reversed(body.cites) if one.is_mark}
        cites = sorted(body.cites, key=lambda one: one.offset)
        citations: list[Citation] = []
        for cite, position in zip(cites, body.positions(cites), strict=True):
            source = (
                self._of_mark(cite, position, body, notes)
                if cite.is_mark
                else self._of_key(cite.key, position)
            )
            if source is None:
                continue
            # What a footnote cites is evidence of the sentence that is marked with it.
            bearer = marks.get(cite.label, cite) if cite.label else cite
            citations.append(Citation(cite.key, source.path, bearer.sentence, cite.locator, *position))
        at = places.position(("nocite",))
        for key in nocited:
            self._of_key(key, at)
        self._report_unknown()
        sources = tuple(one for one in self._made.values() if one is not None)
        shown = {
            key: _narrative(one) for key, one in {**self._listed, **self._made}.items() if one is not None
        }
        said = tuple(replace(one, sentence=_readable(one.sentence, shown)) for one in citations)
        at_sources = ((str(one.path[1]), self._positions[str(one.path[1])]) for one in sources)
        at_sentences = {fragment(one.sentence): (one.line, one.column) for one in reversed(said)}
        return Cited(
            sources,
            said,
            appended(places, CITED, (*at_sources, *at_sentences.items())),
            _readable(body.abstract, shown),
        )

    def _of_key(self, key: str, position: tuple[int, int]) -> Source | None:
        if key in self._listed:
            return self._listed[key]
        if key not in self._made:
            self._positions[key] = position
            self._made[key] = self._source(key, position)
        return self._made[key]

    def _source(self, key: str, position: tuple[int, int]) -> Source | None:
        # Parsers are loaded only where something is cited.
        from kg.documents.bibliography.works import source_of_entry, source_of_key

        stands_for = self._defined.get(key, "")
        for name in filter(None, dict.fromkeys((stands_for, *self._standing(stands_for or key)))):
            if entry := self._bibliography.entries.get(name):
                found = source_of_entry(entry, key, (CITED, key), self._bibliography)
                if found is None:
                    self._findings.collected.append(
                        diagnostic(
                            "KG130",
                            f"the entry {name!r} cannot be read; it is left out",
                            Location(entry.file, entry.line),
                            hint="correct its braces, quotation marks and commas",
                            related=[Location(self._findings.file, *position)],
                        )
                    )
                return found
            if is_self_telling(name):
                return replace(source_of_key(name, (CITED, key)), id=key)
        self._unknown.setdefault(key, position)
        return None

    def _standing(self, key: str) -> Iterator[str]:
        """A key, or that for which it stands in the bibliography."""
        entry = self._bibliography.entries.get(key)
        yield entry.text.lstrip("@") if entry is not None and entry.form == STANDING else key

    def _of_mark(
        self, cite: Cite, position: tuple[int, int], body: Body, notes: Mapping[str, Any]
    ) -> Source | None:
        """The source whose id, or key, is the label of a footnote, or that the footnote gives."""
        if cite.key in self._listed or cite.key in self._bibliography.entries:
            return self._of_key(cite.key, position)
        note = notes.get(cite.key)
        if note is None or note.offset < 0:
            return None
        key = f"^{cite.key}"
        if key not in self._made:
            from kg.documents.bibliography.works import source_of_footnote

            self._positions[key] = position
            self._made[key] = source_of_footnote(_written(note, body), cite.key, (CITED, key))
        return self._made[key]

    def _report_unknown(self) -> None:
        if not self._unknown:
            return
        names = list(self._unknown)
        shown = ", ".join(map(repr, names[:_SHOWN])) + f" and {len(names) - _SHOWN} more" * (
            len(names) > _SHOWN
        )
        which = "a cited key is" if len(names) == 1 else f"{len(names)} cited keys are"
        self._findings.collected.append(
            diagnostic(
                "KG133",
                f"{which} in no bibliography of the document: {shown}",
                Location(self._findings.file, *self._unknown[names[0]]),
                hint="add the entry to the bibliography, or correct the key",
            )
        )


def _written(note: Any, body: Body) -> str:
    """The first paragraph of a footnote, as it is written."""
    data = body.text.encode("utf-8")
    end = data.find(b"\n\n", note.offset)
    following = data.find(b"\n[^", note.offset)
    ends = [one for one in (end, following) if one >= 0]
    text = data[note.offset : min(ends, default=len(data))].decode("utf-8", "replace")
    return text.partition("]:")[2]


def _narrative(source: Source) -> str:
    """How readers see a key in a sentence: the family name of the author, and the year."""
    families = [_family(one) for one in source.authors]
    if not families:
        return ""
    shown = " and ".join(families) if len(families) <= 2 else f"{families[0]} et al."
    return f"{shown} ({source.year})" if source.year else shown


def _family(author: str) -> str:
    """The family name of an author; the whole name of an organisation, which is in braces."""
    if author.startswith("{"):
        return author.strip("{}")
    return author.partition(",")[0].strip() if "," in author else author.split()[-1]


_KEY = re.compile(r"-?@(?:\{([^{}\s]+)\}|([\w:.#$%&\-+?<>~/]+))")


def _readable(text: str, shown: Mapping[str, str]) -> str:
    """A text with the author and the year for each key in it whose source has them."""

    def instead(found: re.Match[str]) -> str:
        key = found[1] or found[2]
        bare = key if key in shown else key.rstrip(_NARRATIVE_END)
        return f"{shown[bare]}{key[len(bare) :]}" if shown.get(bare) else found[0]

    return _KEY.sub(instead, text) if "@" in text else text
