"""The words of a SPARQL query, found without parsing it: for refusals, for hints, for parameters.

Lexical grammar: https://www.w3.org/TR/sparql11-query/#sparqlGrammar, section 19.8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# What may end nowhere begins at few places, and names have prefixes of some length: else each place of a long
# query would be looked at from each before it.
_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\r\n]*)
  | (?P<string>(?<!\\)(?:'''(?:[^'\\]|\\.|'(?!''))*''' | \"""(?:[^"\\]|\\.|"(?!""))*\"""
              | '(?:[^'\\\r\n]|\\.)*'       | "(?:[^"\\\r\n]|\\.)*"))
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<variable>[?$]\w+)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<name>(?:_|[^\W\d_](?:[\w.\-·]{0,100}[\w\-·])?)?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\.)
             (?:(?:[\w:.\-·]|%[0-9A-Fa-f]{2}|\\.)*(?:[\w:\-·]|%[0-9A-Fa-f]{2}|\\.))?)
  | (?P<namespace>(?:[^\W\d_](?:[\w.\-·]{0,100}[\w\-·])?)?:)
  | (?P<word>[^\W\d_]\w*)
  | (?P<other>\d[\w.]*|\S)
    """,
    re.VERBOSE | re.DOTALL,
)

KEYWORDS = frozenset(
    """
    a abs add all as asc ask avg base bind bnode bound by ceil clear coalesce concat construct contains
    copy count create data datatype day default delete desc describe distinct drop encode_for_uri exists
    false filter floor from graph group group_concat having hours if in insert into iri isblank isiri
    isliteral isnumeric isuri lang langmatches lcase limit load max md5 min minus minutes month move named
    not now offset optional order prefix rand reduced regex replace round sameterm sample seconds select
    separator service sha1 sha256 sha384 sha512 silent str strafter strbefore strdt strends strlang strlen
    strstarts struuid substr sum timezone to true tz ucase undef union uri using uuid values where with
    year adjust isTriple object predicate subject triple hasLang hasLangdir langdir strlangdir version
    """.lower().split()
)
"""The words of SPARQL 1.1 and of the additions that Oxigraph knows, in lower case."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: its ``kind`` (a group of the grammar above), its text and where it begins."""

    kind: str
    text: str
    start: int


def tokens(query: str) -> Iterator[Token]:
    """Every token of a query but comments, in order; nothing is checked."""
    for match in _TOKEN.finditer(query):
        if match.lastgroup != "comment":
            yield Token(str(match.lastgroup), match[0], match.start())


def place_of(query: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both counted from 1."""
    before = query[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


def declared_prefixes(query: str) -> set[str]:
    """The prefixes that a query declares itself, without their colons."""
    found = set()
    before = ""
    for one in tokens(query):
        if one.kind == "namespace" and before == "PREFIX":
            found.add(one.text[:-1])
        before = one.text.upper()
    return found


def names(query: str, prefixes: Mapping[str, str]) -> Iterator[tuple[Token, str]]:
    """Each prefixed name whose prefix is in ``prefixes`` and not declared anew, with its IRI."""
    declared = declared_prefixes(query)
    for one in tokens(query):
        if one.kind == "name":
            prefix, _, local = one.text.partition(":")
            if prefix in prefixes and prefix not in declared:
                yield one, prefixes[prefix] + local.replace("\\", "")
