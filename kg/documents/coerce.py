"""From what YAML holds to what a field means; every misfit is a finding.

Each function takes the value, its path and the findings of the document, and
gives what the field should hold, or an empty value when nothing can be made
of it. What could not be used is kept by :func:`keep`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from kg.documents.dates import as_one_text, is_iso_date, read_date
from kg.documents.findings import Findings
from kg.documents.front_matter import Value
from kg.documents.languages import language_tag
from kg.documents.places import FieldPath
from kg.documents.records import Kind, Unmapped
from kg.documents.years import read_year

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_MOST_DIGITS = 18
"""Digits that every processor of ``xsd:decimal`` keeps (XML Schema 1.0 part 2, section 3.2.3)."""
_PERCENT = re.compile(r"(\d{1,2}|100)\s*%", re.ASCII)
_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})
_CONFIDENCE = frozenset({"high", "medium", "low"})
TAG_HINT = "write a tag such as en, zh or pt-BR (BCP 47)"


class Reading:
    """The state of reading one record: where findings and kept values go, and how dates are written."""

    def __init__(self, findings: Findings, date_order: str = "") -> None:
        self.findings = findings
        self.date_order = date_order
        self.unmapped: list[Unmapped] = []

    def beside(self) -> Reading:
        """The state of reading a record inside this one."""
        return Reading(self.findings, self.date_order)

    def keep(self, path: FieldPath, value: Value) -> None:
        """Keep a value that could not be used, so that nothing is lost."""
        text = as_text(value)
        if text:
            self.unmapped.append(Unmapped(path, text))

    def reject(self, code: str, message: str, path: FieldPath, value: Value, hint: str) -> None:
        """Report a value and keep it."""
        self.findings.report(code, message, path, hint=hint)
        self.keep(path, value)

    def coerce(self, kind: Kind, value: Value, path: FieldPath) -> Any:
        """The value of a field of ``kind``, for the kinds that are not records."""
        return _COERCE[kind](self, value, path)


def as_text(value: Value) -> str:
    """Any YAML value as text: itself, or JSON for lists and mappings."""
    if value is None:
        return ""
    return value.strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def text(reading: Reading, value: Value, path: FieldPath) -> str:
    """A text; runs of white space stay as they are inside it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        reading.findings.report(
            "KG102",
            f"{_described(path)} is a list of one, but takes one text",
            path,
            hint="write the text without the list",
        )
        return value[0].strip()
    reading.reject(
        "KG102",
        f"{_described(path)} takes one text, but holds a {'mapping' if isinstance(value, dict) else 'list'}",
        path,
        value,
        "write one text; quote it if it holds a colon or a bracket",
    )
    return ""


def texts(reading: Reading, value: Value, path: FieldPath) -> tuple[str, ...]:
    """A list of texts; one text counts as a list of one and is reported."""
    if value is None:
        return ()
    if isinstance(value, str):
        if not value.strip():
            return ()
        reading.findings.report(
            "KG102",
            f"{_described(path)} takes a list, but holds one text",
            path,
            hint=f"write it as a list: [{shortened(value)}]",
        )
        return (value.strip(),)
    if isinstance(value, dict):
        reading.reject(
            "KG102",
            f"{_described(path)} takes a list of texts, but holds a mapping",
            path,
            value,
            "write each entry on a line of its own that begins with '- '",
        )
        return ()
    return tuple(
        found for index, one in enumerate(value) if (found := _text_of(reading, one, (*path, index)))
    )


def _text_of(reading: Reading, value: Value, path: FieldPath) -> str:
    """One text of a list; a mapping with a telling member counts as that member."""
    if isinstance(value, dict):
        for key in ("statement", "text", "name", "title", "label", "gap", "description", "user", "id"):
            member = value.get(key)
            if isinstance(member, str) and member.strip():
                rest = {other: kept for other, kept in value.items() if other != key}
                if rest:
                    reading.keep(path, rest)
                return member.strip()
    return text(reading, value, path)


def date(reading: Reading, value: Value, path: FieldPath) -> str:
    """A date as ISO 8601 writes it, to the day, month or year, or with a time.

    What a program is to put there is kept, and nothing is wrong with it.
    """
    written = text(reading, as_one_text(value), path)
    if not written or is_iso_date(written):
        return written
    read = read_date(written, reading.date_order)
    if read.iso:
        return read.iso
    if read.is_programs:
        reading.keep(path, written)
    elif read.may_be:
        reading.reject(
            "KG103",
            f"{_described(path)} may be {' or '.join(read.may_be)}: {shortened(written)}",
            path,
            written,
            "set 'date_order: dmy' or 'date_order: mdy' in kg.yaml, or write dates as YYYY-MM-DD",
        )
    else:
        said = read.problem if read.is_span else "is not a date"
        reading.reject(
            "KG103",
            f"{_described(path)} {said}: {shortened(written)}",
            path,
            written,
            "write dates as YYYY-MM-DD, e.g. 2026-05-24",
        )
    return ""


def year(reading: Reading, value: Value, path: FieldPath) -> str:
    """A year of up to four digits, padded to the four that ``xsd:gYear`` wants.

    Of a date that says more than the year, the rest is kept.
    """
    written = text(reading, as_one_text(value), path)
    if not written:
        return ""
    read = read_year(written)
    if read.problem:
        reading.reject(
            "KG104",
            f"{_described(path)} {read.problem}: {shortened(written)}",
            path,
            written,
            "write the year as a number, e.g. 2023; leave it out where it is not known",
        )
    elif read.is_none or (len(written) > len("2023-05") and read_date(written).iso):
        reading.keep(path, written)
    return read.year


def fraction(reading: Reading, value: Value, path: FieldPath) -> str:
    """A number from 0 to 1, in the digits its author wrote; ``85%`` counts as 0.85."""
    written = text(reading, value, path)
    if not written:
        return ""
    is_exact = len(written.rpartition(".")[2]) <= _MOST_DIGITS
    if _NUMBER.fullmatch(written) and is_exact and 0 <= float(written) <= 1:
        return written.lstrip("+")
    if match := _PERCENT.fullmatch(written):
        return f"{int(match[1]) / 100:.2f}"
    reading.reject(
        "KG105",
        f"{_described(path)} is not a number from 0 to 1: {shortened(written)}",
        path,
        written,
        "write a fraction, e.g. 0.85",
    )
    return ""


def boolean(reading: Reading, value: Value, path: FieldPath) -> str:
    """``true`` or ``false``; yes, no, on and off count too."""
    written = text(reading, value, path)
    if not written:
        return ""
    if written.lower() in _TRUE:
        return "true"
    if written.lower() in _FALSE:
        return "false"
    reading.reject(
        "KG106",
        f"{_described(path)} is neither true nor false: {shortened(written)}",
        path,
        written,
        "write true or false",
    )
    return ""


def language(reading: Reading, value: Value, path: FieldPath) -> str:
    """A well-formed BCP 47 tag; ``en_US`` counts as ``en-US``, and ``English`` as ``en``."""
    written = text(reading, value, path)
    tag = language_tag(written)
    if written and not tag:
        reading.reject(
            "KG112",
            f"{_described(path)} is not a language tag: {shortened(written)}",
            path,
            written,
            TAG_HINT,
        )
    return tag


def confidence(reading: Reading, value: Value, path: FieldPath) -> str:
    """One of high, medium and low."""
    written = text(reading, value, path)
    if not written or written.lower() in _CONFIDENCE:
        return written.lower()
    reading.reject(
        "KG106",
        f"{_described(path)} is {shortened(written)}, which is none of high, medium and low",
        path,
        written,
        "write high, medium or low",
    )
    return ""


def _described(path: FieldPath) -> str:
    """What a message speaks of: a field by its key, or an entry of the list under that key."""
    key = next(step for step in reversed(path) if isinstance(step, str))
    return key if key == path[-1] else f"an entry of {key}"


def shortened(written: str, length: int = 40) -> str:
    """A text in quotes for a message: on one line, of at most ``length`` characters."""
    flat = " ".join(written.split())
    return repr(flat if len(flat) <= length else flat[: length - 1] + "…")


_COERCE: dict[Kind, Callable[[Reading, Value, FieldPath], Any]] = {
    Kind.TEXT: text,
    Kind.TEXTS: texts,
    Kind.DATE: date,
    Kind.YEAR: year,
    Kind.FRACTION: fraction,
    Kind.BOOLEAN: boolean,
    Kind.LANGUAGE: language,
    Kind.CONFIDENCE: confidence,
}
