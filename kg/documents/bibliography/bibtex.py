"""BibTeX and BibLaTeX: entries are cut out by where they begin, and those that are cited are parsed.

The parser is ``bibtexparser``, LaTeX is read by ``pylatexenc``
(see ``docs/decisions/0033-bibliographies.md``). What the fields mean is said in
``data/works.toml``; names of people stay as BibTeX writes them.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from kg.documents.bibliography.cutting import MOST_BROKEN, Broken, Cut, pieces
from kg.documents.bibliography.entries import Bibliography, Entry
from kg.documents.front_matter import Value
from kg.documents.tables import works_table

if TYPE_CHECKING:
    from pylatexenc.latex2text import LatexNodes2Text

FORM = "bibtex"
# An entry begins a line, or follows the end of another.
_BEGIN = re.compile(r"(?:^|(?<=[})]))[ \t]*@[ \t]*([A-Za-z]\w*)\s*[{(]", re.MULTILINE)
_KEY = re.compile(r"\s*([^\s,{}()\"=#%\\]+(?:[ \t]+[^\s,{}()\"=#%\\]+)*)\s*(?:,|\}\s*$)")
_OTHER_KEYS = re.compile(r"\bids\s*=\s*[{\"]([^{}\"]*)[}\"]", re.IGNORECASE)
_STRING = re.compile(r"\s*([^\s=,{}\"]+)\s*=")
_PARENT = re.compile(r"\b(?:crossref|xdata)\s*=\s*[{\"]([^{}\"]*)[}\"]", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z_][\w:.+/-]*")
_NO_WORKS = frozenset({"comment", "preamble", "string"})
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([_%&#$~{}])")
_URL = re.compile(r"\\url\s*\{([^{}]*)\}|(https?://[^\s{}\\]+)")
_LONGEST = 4_000
"""Letters of a field that are read as LaTeX: no title is longer."""


def cut(text: str) -> Iterator[Cut | Broken]:
    """The entries of a file, and those that cannot be read; abbreviations have the key ``@string name``."""
    found = list(_BEGIN.finditer(text))
    broken = 0
    for one, (start, end, line) in zip(found, pieces(text, [one.start(1) - 1 for one in found]), strict=True):
        kind, whole = one[1].lower(), text[start:end]
        if kind == "string":
            if name := _STRING.match(text, one.end(), end):
                yield Cut((f"@string {name[1].lower()}",), whole, line)
            continue
        if kind in _NO_WORKS:
            continue
        key = _KEY.match(text, one.end(), end)
        if key is None or (not _is_balanced(whole) and _fields(whole) is None):
            if broken < MOST_BROKEN:
                which = f"the entry {key[1]!r}" if key else f"an entry @{kind} without a key"
                yield Broken(f"{which} cannot be read", line)
            broken += 1
            continue
        others = _OTHER_KEYS.search(whole) if "ids" in whole else None
        keys = (
            (key[1], *(other.strip() for other in others[1].split(",") if other.strip()))
            if others
            else (key[1],)
        )
        yield Cut(keys, whole, line)


def _is_balanced(text: str) -> bool:
    opened = text.count("{") - text.count("\\{")
    return opened == text.count("}") - text.count("\\}")


def needed(entry: Entry, bibliography: Bibliography) -> tuple[list[str], list[str]]:
    """The keys of the entries, and the names of the abbreviations, that an entry refers to."""
    parents = [key.strip() for one in _PARENT.findall(entry.text) for key in one.split(",") if key.strip()]
    words = {one.lower() for one in _WORD.findall(entry.text)} if bibliography.strings else set()
    return parents, sorted(words & bibliography.strings.keys())


def as_csl(entry: Entry, bibliography: Bibliography) -> dict[str, Value] | None:
    """What an entry says, by the keys of CSL; None where it cannot be parsed."""
    parents, _ = needed(entry, bibliography)
    fields = _fields(_with_strings(entry, bibliography))
    if fields is None:
        return None
    for key in parents:
        parent = bibliography.entries.get(key)
        if parent is not None and parent.form == FORM:
            above = _fields(_with_strings(parent, bibliography)) or {}
            fields = {**_handed_down(above), **fields}
    return _csl(fields)


def _with_strings(entry: Entry, bibliography: Bibliography) -> str:
    """An entry after the abbreviations that it uses."""
    _, names = needed(entry, bibliography)
    return "\n".join((*(bibliography.strings[name] for name in names), entry.text))


def _handed_down(fields: Mapping[str, str]) -> dict[str, str]:
    """What the entries in a volume have of it."""
    found = {key: one for key, one in fields.items() if key not in {"@type", "author", "doi", "title", "url"}}
    if "title" in fields:
        found.setdefault("booktitle", fields["title"])
    return found


def _fields(text: str) -> dict[str, str] | None:
    """The fields of the entry that a text ends with, by names in lower case, and its ``@type``."""
    from bibtexparser.middlewares import RemoveEnclosingMiddleware, ResolveStringReferencesMiddleware
    from bibtexparser.splitter import Splitter

    # It tells the log of what cannot be parsed, which is found otherwise.
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    library = Splitter(text).split()
    if library.failed_blocks or not library.entries:
        return None
    for one in library.entries[0].fields:
        if "#" in str(one.value) and not str(one.value).startswith("{"):
            one.value = _joined(str(one.value), library.strings_dict)
    for middleware in (ResolveStringReferencesMiddleware(True), RemoveEnclosingMiddleware(True)):
        library = middleware.transform(library)
    if not library.entries:
        return None
    entry = library.entries[0]
    fields = {one.key.lower(): str(one.value).strip() for one in reversed(entry.fields)}
    return {**fields, "@type": entry.entry_type.lower()}


def _joined(written: str, strings: Mapping[str, Any]) -> str:
    """A value whose parts are joined by ``#``, in braces."""
    parts, depth, quoted = [""], 0, False
    for letter in written:
        depth += (letter == "{") - (letter == "}")
        quoted ^= letter == '"' and depth == 0
        if letter == "#" and depth == 0 and not quoted:
            parts.append("")
        else:
            parts[-1] += letter
    named = {name.lower(): str(one.value) for name, one in strings.items()}
    values = (named.get(one.strip().lower(), one.strip()) for one in parts)
    return f"{{{''.join(one[1:-1] if one[:1] in ('{', chr(34)) else one for one in values)}}}"


def _csl(fields: Mapping[str, str]) -> dict[str, Value]:
    table = works_table("bibtex")
    found: dict[str, Value] = {}
    for key, names in table["fields"].items():
        written = next((fields[name] for name in names if fields.get(name)), "")
        if written:
            found[key] = _plain(written) if key in table["verbatim"] else decoded(written)
    kind = fields["@type"]
    found["type"] = table["types"].get(kind, "")
    if kind in {"misc", "online", "electronic"} and not (found.get("URL") or found.get("type")):
        found["type"] = ""
    if "title" in found and fields.get("subtitle"):
        found["title"] = f"{found['title']}: {decoded(fields['subtitle'])}"
    people = next((fields[name] for name in ("author", "editor") if fields.get(name)), "")
    if people:
        found["author"] = list(_people(people))
    if year := _YEAR.search(fields.get("year") or fields.get("date") or fields.get("urldate", "")):
        found["issued"] = year[0]
    _add_addresses(fields, found)
    return found


def _add_addresses(fields: Mapping[str, str], found: dict[str, Value]) -> None:
    eprint = _plain(fields.get("eprint", ""))
    archive = (fields.get("archiveprefix") or fields.get("eprinttype") or "").lower()
    if (
        eprint
        and archive in {"arxiv", ""}
        and not found.get("DOI")
        and re.match(r"(arxiv:)?[\w.-]+/?\d", eprint, re.IGNORECASE)
    ):
        found["URL"] = f"https://arxiv.org/abs/{re.sub('(?i)^arxiv:', '', eprint)}"
    for name in ("howpublished", "note"):
        if not found.get("URL") and (address := _URL.search(fields.get(name, ""))):
            found["URL"] = _plain(address[1] or address[2])


def _people(written: str) -> Iterator[str]:
    """The names that ``and`` stands between, but for those in braces; ``others`` cut the list."""
    depth = 0
    start = 0
    marks: list[tuple[int, int]] = []
    ands = iter([*_AND.finditer(written)])
    mark = next(ands, None)
    for at, letter in enumerate(written):
        if letter in "{}":
            depth += 1 if letter == "{" else -1
        if mark is not None and at == mark.start():
            if depth == 0:
                marks.append(mark.span())
            mark = next(ands, None)
    for end, after in (*marks, (len(written), len(written))):
        name = written[start:end].strip()
        start = after
        if name.lower() == "others":
            yield "et al."
        elif name.startswith("{") and name.endswith("}") and "{" not in name[1:-1]:
            yield f"{{{decoded(name)}}}"
        elif name:
            yield decoded(name)


def _plain(written: str) -> str:
    """A text in which LaTeX writes nothing but escapes: an address, a number."""
    return _ESCAPED.sub(r"\1", written).strip("{} ")


def decoded(written: str) -> str:
    """A text without LaTeX."""
    flat = " ".join(written.split())
    if len(flat) <= _LONGEST and any(mark in flat for mark in ("\\", "$", "~", "--", "``", "''", "%")):
        try:
            flat = " ".join(_latex().latex_to_text(flat).split())
        except Exception:  # noqa: BLE001 - whatever the parser of LaTeX cannot read stays as it is written
            return flat
    return flat.replace("{", "").replace("}", "")


@cache
def _latex() -> LatexNodes2Text:
    from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

    context = get_default_latex_context_db()
    context.add_context_category("address", prepend=True, macros=[MacroTextSpec("url", simplify_repl="%s")])
    return LatexNodes2Text(latex_context=context, math_mode="text")
