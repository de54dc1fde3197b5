"""RIS, as managers of references export it; the parser is ``rispy``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.documents.bibliography.cutting import MOST_BROKEN, Broken, Cut, pieces
from kg.documents.bibliography.entries import Entry
from kg.documents.front_matter import Value
from kg.documents.tables import works_table

FORM = "ris"
_BEGIN = re.compile(r"^TY  ?- ?", re.MULTILINE)
_END = re.compile(r"^ER  ?-", re.MULTILINE)
_KEY = re.compile(r"^(?:ID|LB)  ?- ?(.+?)[ \t]*$", re.MULTILINE)
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")


def cut(text: str) -> Iterator[Cut | Broken]:
    """The entries of a file, and those that are never closed."""
    begun = [one.start() for one in _BEGIN.finditer(text)]
    broken = 0
    for start, end, line in pieces(text, begun):
        whole = text[start:end]
        if not _END.search(whole):
            broken += 1
            if broken <= MOST_BROKEN:
                yield Broken("an entry is never closed by a line 'ER  - '", line)
            continue
        yield Cut(tuple(dict.fromkeys(_KEY.findall(whole))), whole, line)
    if not begun and text.strip():
        yield Broken("holds no entry of RIS, which begins with a line 'TY  - '", 1)


def as_csl(entry: Entry) -> dict[str, Value] | None:
    """What an entry says, by the keys of CSL; None where it cannot be parsed."""
    import rispy

    try:
        held = rispy.loads(entry.text, skip_unknown_tags=True)
    except Exception:  # noqa: BLE001 - the parser raises whatever it meets
        return None
    if not held:
        return None
    fields = held[0]
    table = works_table("ris")
    found: dict[str, Value] = {"type": table["types"].get(str(fields.get("type_of_reference", "")), "")}
    for key, names in table["fields"].items():
        value = next((fields[name] for name in names if fields.get(name)), None)
        if isinstance(value, list):
            value = value if key == "author" else value[0]
        if value:
            found[key] = list(map(str, value)) if isinstance(value, list) else str(value)
    dates = (fields.get(name) for name in ("year", "publication_year", "date"))
    if year := next((one for date in dates if date and (one := _YEAR.search(str(date)))), None):
        found["issued"] = year[0]
    return found
