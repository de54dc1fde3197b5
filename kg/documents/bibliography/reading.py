"""From the files of bibliographies to their entries, and those of them that a document may cite."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from kg.diagnostics import Diagnostic, Location, diagnostic
from kg.documents.bibliography import bibtex, csl, ris
from kg.documents.bibliography.cutting import Broken, Cut
from kg.documents.bibliography.entries import STANDING, Bibliography, Entry
from kg.documents.citations import definitions
from kg.documents.files import InputFile

MOST_BYTES = 256 << 20
"""Bytes that a bibliography may have: its entries are held in memory."""


def _definitions(text: str) -> Iterator[Cut | Broken]:
    """The keys that a chapter of a manuscript says the meaning of."""
    for key, meaning in definitions(text)[0].items():
        yield Cut((key,), meaning, 1)


def _tags(text: str) -> Iterator[Cut | Broken]:
    """The keys of a table of tags, as Manubot had them before: a tag and what it stands for in each line."""
    for line in text.splitlines()[1:]:
        tag, _, meaning = line.partition("\t")
        if meaning.strip():
            yield Cut((f"tag:{tag.strip()}",), meaning.split("\t")[0].strip(), 1)


_FORMS: dict[str, tuple[str, Callable[[str], Iterator[Cut | Broken]]]] = {
    ".bib": (bibtex.FORM, bibtex.cut),
    ".bibtex": (bibtex.FORM, bibtex.cut),
    ".biblatex": (bibtex.FORM, bibtex.cut),
    ".json": (csl.FORM, csl.cut_json),
    ".csljson": (csl.FORM, csl.cut_json),
    ".yaml": (csl.FORM, csl.cut_yaml),
    ".yml": (csl.FORM, csl.cut_yaml),
    ".ris": (ris.FORM, ris.cut),
    ".md": (STANDING, _definitions),
    ".tsv": (STANDING, _tags),
}
_MOST_REPEATED = 20
_TOKEN = re.compile(r"[\w:.#$%&\-+?<>~/]+")
_BRACED = re.compile(r"@\{([^{}\s]+)\}")
_ALL = re.compile(r"@\*")
_MARKS = ":.#$%&-+?<>~/"


def read_bibliography(
    files: Sequence[tuple[InputFile, bytes]],
) -> tuple[Bibliography, tuple[Diagnostic, ...]]:
    """The entries of some files, and what is wrong with the files: whatever can be read is used."""
    bibliography = Bibliography(files=tuple(path_of(file) for file, _ in files))
    found: list[Diagnostic] = []
    for file, content in files:
        ending = os.path.splitext(file.path)[1].lower()
        if ending not in _FORMS:
            found.append(
                diagnostic(
                    "KG131",
                    f"{ending or 'this'} is no form of a bibliography that is read",
                    Location(file.shown),
                    hint="export it as BibTeX (.bib), CSL JSON (.json), CSL YAML (.yaml) or RIS (.ris)",
                )
            )
            continue
        form, cut = _FORMS[ending]
        found += _take(file, form, cut(_text(content)), bibliography)
    return bibliography, tuple(found)


def path_of(file: InputFile) -> str:
    """The path of a file from the root."""
    return file.name + os.path.splitext(file.path)[1]


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Old bibliographies are in Latin-1, in which any bytes are letters.
        text = content.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _take(
    file: InputFile, form: str, cuts: Iterable[Cut | Broken], bibliography: Bibliography
) -> Iterator[Diagnostic]:
    """Put the entries of a file into a bibliography that is being made; what is wrong with them."""
    repeated = 0
    for one in cuts:
        if isinstance(one, Broken):
            yield diagnostic(
                "KG130",
                f"{one.message}; it is left out, and all other entries are used",
                Location(file.shown, one.line, one.column),
                hint="correct its braces, quotation marks and commas",
            )
            continue
        entry = Entry(form, one.text, file.shown, one.line)
        for key in one.keys:
            if key.startswith("@string "):
                bibliography.strings.setdefault(key.removeprefix("@string "), one.text)
                continue
            first = bibliography.entries.setdefault(key, entry)
            if first is not entry and first.text.strip() != entry.text.strip():
                repeated += 1
                if repeated <= _MOST_REPEATED:
                    yield diagnostic(
                        "KG134",
                        f"{key!r} is the key of two entries that differ; the first is used",
                        Location(file.shown, one.line),
                        hint="give one of the two another key, or delete it",
                        related=[Location(first.file, first.line)],
                    )


def narrowed(text: str, bibliography: Bibliography) -> Bibliography:
    """Of a bibliography what a document of that text may cite, and what the entries of that refer to."""
    if _ALL.search(text):
        return bibliography
    words = set(_TOKEN.findall(text))
    words.update(one.strip(_MARKS) for one in tuple(words))
    words.update(_BRACED.findall(text))
    keys = [one for one in words if one in bibliography.entries]
    entries: dict[str, Entry] = {}
    strings: set[str] = set()
    while keys:
        key = keys.pop()
        entry = bibliography.entries.get(key)
        if entry is None or key in entries:
            continue
        entries[key] = entry
        if entry.form == STANDING:
            keys.append(entry.text)
        elif entry.form == bibtex.FORM:
            parents, names = bibtex.needed(entry, bibliography)
            keys += parents
            strings.update(names)
    return Bibliography(
        dict(sorted(entries.items())),
        {name: bibliography.strings[name] for name in sorted(strings)},
        bibliography.files,
    )
