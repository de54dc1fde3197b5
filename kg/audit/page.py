"""The findings as one HTML page that a maintainer can work through, and that asks nobody for anything.

Every finding is in the page as text, so that it can be read without scripts;
the script only filters, searches, and remembers what is done. The policy lets
nothing run or load but the one script and style sheet in the page
(https://www.w3.org/TR/CSP3/).
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path

from kg.audit.findings import Exhibit, Finding
from kg.diagnostics import Code, Severity, all_codes

_OPEN = 12
"""How many texts of a finding, and places of a text, are shown before the reader asks for the others."""


@dataclass(frozen=True, slots=True)
class _Card:
    """A text as the page shows it, with every place where it stands.

    ``pieces`` are the parts of the text, each with whether it is marked;
    ``places`` are titles of documents, each with file and line.
    """

    pieces: tuple[tuple[str, bool], ...]
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A finding as the page shows it."""

    finding: Finding
    headline: str
    mark: str
    shown: tuple[_Card, ...]
    more: tuple[_Card, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """What is found about one subject."""

    heading: str
    note: str
    entries: tuple[_Entry, ...]


@dataclass(frozen=True, slots=True)
class _Choice:
    """A rule in the list of rules."""

    code: Code
    count: int


def page(findings: Sequence[Finding], *, title: str, as_of: date, documents: int) -> str:
    """The page about the findings in so many documents, in their order: worst first, grouped by subject."""
    import jinja2

    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    folder = _common_folder(findings)
    script, style = _asset("page.js"), _asset("page.css")
    text = environment.from_string(_asset("page.html.j2")).render(
        title=title,
        as_of=as_of.isoformat(),
        documents=documents,
        folder=folder,
        groups=_groups(findings, folder),
        total=len(findings),
        severities=[
            (severity.word, sum(one.severity is severity for one in findings))
            for severity in sorted(Severity, reverse=True)
        ],
        rules=_rules(findings),
        meanings=all_codes(),
        open=_OPEN,
        script=script,
        style=style,
        policy=f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'",
    )
    # A lone surrogate has no place in UTF-8.
    return text.encode("utf-8", "replace").decode("utf-8")


def _groups(findings: Iterable[Finding], folder: str) -> list[_Group]:
    by_subject: dict[str, list[Finding]] = {}
    for one in findings:
        by_subject.setdefault(one.subject, []).append(one)
    marks: Counter[str] = Counter()
    return [
        _Group(*_heading(subject, held, folder), tuple(_entry(one, folder, marks) for one in held))
        for subject, held in by_subject.items()
    ]


def _heading(subject: str, held: Sequence[Finding], folder: str) -> tuple[str, str]:
    """The heading of a group and a note beside it: a document is headed by its title."""
    first = held[0]
    if subject == first.location.file:
        return first.exhibits[0].document, _short(subject, folder)
    touched = len({exhibit.location.file for one in held for exhibit in one.exhibits})
    return " ".join(subject.split()), f"in {touched:,} document{'' if touched == 1 else 's'}"


def _entry(finding: Finding, folder: str, marks: Counter[str]) -> _Entry:
    cards = _cards(finding.exhibits, folder)
    # What is remembered as done: the finding with its evidence, wherever its lines have moved to.
    said = "\0".join(
        (finding.code, finding.subject, *(f"{one.location.file}\0{one.text}" for one in finding.exhibits))
    )
    mark = hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:16]
    marks[mark] += 1
    unique = mark if marks[mark] == 1 else f"{mark}-{marks[mark]}"
    # The texts that end a message stand below it anyway.
    headline = finding.message.partition(": “")[0]
    return _Entry(finding, headline, unique, cards[:_OPEN], cards[_OPEN:])


def _cards(exhibits: Iterable[Exhibit], folder: str) -> tuple[_Card, ...]:
    """One card for each text, in the order in which they first stand."""
    places: dict[tuple[str, tuple[str, ...]], dict[tuple[str, str], None]] = defaultdict(dict)
    for one in exhibits:
        where = f"{_short(one.location.file, folder)}:{one.location.line}"
        places[one.text, one.marks]["" if one.document == one.text else one.document, where] = None
    return tuple(_Card(_pieces(text, marks), tuple(held)) for (text, marks), held in places.items())


def _pieces(text: str, marks: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """The text cut at what is marked in it, where that stands as words of its own."""
    wanted = [re.escape(mark) for mark in marks if mark]
    if not wanted:
        return ((text, False),)
    cut = re.split(rf"((?<![\w.])(?:{'|'.join(wanted)})(?!\w))", text)
    return tuple((piece, index % 2 == 1) for index, piece in enumerate(cut) if piece)


def _rules(findings: Iterable[Finding]) -> list[_Choice]:
    counts = Counter(one.code for one in findings)
    return [_Choice(all_codes()[code], count) for code, count in sorted(counts.items())]


def _common_folder(findings: Iterable[Finding]) -> str:
    """The folder in which all the documents lie; it is said once."""
    files = {exhibit.location.file for one in findings for exhibit in one.exhibits}
    try:
        folder = os.path.commonpath([os.path.dirname(file) for file in files]) if files else ""
    except ValueError:
        # Some paths are absolute and others are not.
        return ""
    return folder


def _short(file: str, folder: str) -> str:
    return os.path.relpath(file, folder) if folder else file


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


@cache
def _asset(name: str) -> str:
    path = Path(str(resources.files(__package__))) / "assets" / name
    return path.read_text(encoding="utf-8")
