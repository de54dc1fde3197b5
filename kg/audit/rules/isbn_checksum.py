"""KG516: an ISBN with a wrong check digit, or of a wrong length (ISO 2108)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from kg.audit.corpus import Corpus, Mention
from kg.audit.findings import Remark
from kg.identity import identifiers

_SEVERAL = re.compile(r"\s*(?:[,;/]|\band\b)\s*")
_NOTHING = re.compile(r"[\s\u2010-\u2015\u2212-]|^.*isbn(?:-?1[03])?:?|\([^()]*\)", re.IGNORECASE)


def find(corpus: Corpus) -> Iterator[Remark]:
    """One remark for each text that ought to be an ISBN."""
    found: dict[str, list[Mention]] = defaultdict(list)
    for mention in corpus.mentions:
        parts = () if identifiers.isbn(mention.isbn) else _SEVERAL.split(mention.isbn)
        for written in parts:
            if written and not identifiers.isbn(written):
                found[written].append(mention)
    for written, mentions in sorted(found.items()):
        yield Remark(
            "KG516",
            f"isbn:{written}",
            f"{written} is not an ISBN: {why_not_isbn(written)}",
            tuple(one.place("isbn") for one in mentions),
            hint="copy the ISBN again from the imprint of the book",
        )


def why_not_isbn(written: str) -> str:
    """What is wrong with it."""
    digits = _NOTHING.sub("", written).upper()
    if not re.fullmatch(r"\d*X?", digits, re.ASCII):
        return "it holds more than digits"
    if len(digits) not in {10, 13}:
        return f"it has {len(digits)} digits, not 10 or 13"
    if len(digits) == 13 and not digits.startswith(("978", "979")):
        return "an ISBN of 13 digits begins with 978 or 979"
    expected = _check_digit(digits)
    if digits[-1] == expected:
        return "it is an example, which no book has"
    return f"the check digit of {digits[:-1]} is {expected}, not {digits[-1]}"


def _check_digit(digits: str) -> str:
    if "X" in digits[:-1]:
        return "another"
    body = [int(digit) for digit in digits[:-1]]
    if len(digits) == 13:
        return str(-sum(digit * (3 if index % 2 else 1) for index, digit in enumerate(body)) % 10)
    rest = -sum(weight * digit for weight, digit in zip(range(10, 1, -1), body, strict=True)) % 11
    return "X" if rest == 10 else str(rest)
