"""RDF terms as values of Python."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

Value = str | int | float | bool | Decimal | date | datetime
"""What a term becomes in Python."""

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGER = re.compile(r"[+-]?\d{1,4000}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)", re.ASCII)
_DOUBLE = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
_SPECIAL = {"INF": math.inf, "+INF": math.inf, "-INF": -math.inf, "NaN": math.nan}
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_INTEGERS = [
    "byte",
    "gYear",
    "int",
    "integer",
    "long",
    "negativeInteger",
    "nonNegativeInteger",
    "nonPositiveInteger",
    "positiveInteger",
    "short",
    "unsignedByte",
    "unsignedInt",
    "unsignedLong",
    "unsignedShort",
]


def python_value(term: object) -> Value:
    """A term of Oxigraph as a value of Python.

    By the datatypes of XML Schema (https://www.w3.org/TR/xmlschema11-2/):
    integers and years are int, decimals Decimal, doubles and floats float,
    booleans bool, dates and times without more digits than Python keeps date
    and datetime. Everything else is text: IRIs, strings with and without a
    language, other datatypes, and what is not of the datatype that it names.
    """
    text = str(getattr(term, "value", term))
    datatype = getattr(term, "datatype", None)
    convert = _CONVERT.get(datatype.value) if datatype is not None else None
    if convert is None:
        return text
    try:
        return convert(text)
    except ValueError:
        return text


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _decimal(text: str) -> Decimal:
    if not _DECIMAL.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)


def _double(text: str) -> float:
    if text in _SPECIAL:
        return _SPECIAL[text]
    if not _DOUBLE.fullmatch(text):
        raise ValueError(text)
    return float(text)


def _boolean(text: str) -> bool:
    if text not in _BOOLEANS:
        raise ValueError(text)
    return _BOOLEANS[text]


def _date(text: str) -> date:
    if not _DATE.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _date_time(text: str) -> datetime:
    if not _DATE_TIME.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text)


_CONVERT: dict[str, Callable[[str], Value]] = {
    **{_XSD + name: _integer for name in _INTEGERS},
    _XSD + "boolean": _boolean,
    _XSD + "date": _date,
    _XSD + "dateTime": _date_time,
    _XSD + "decimal": _decimal,
    _XSD + "double": _double,
    _XSD + "float": _double,
}
