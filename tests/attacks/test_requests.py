"""No head of a request holds the server up, and no page of it leads to another host as if to itself."""

from __future__ import annotations

import pytest

from kg.errors import QueryError
from kg.graph.kinds import Node
from kg.server.complexity import check_complexity
from kg.server.head import parsed
from kg.server.problems import Problem
from kg.server.thing_page import ThingPages


@pytest.mark.parametrize("byte", [b"\x01", b"\x7f", b"\x00"])
def test_spaces_before_a_wrong_byte_are_looked_at_once(byte: bytes) -> None:
    # Each request is read where all others wait: with the square of its spaces this test would take minutes.
    for _ in range(20):
        with pytest.raises(Problem):
            parsed(b"GET / HTTP/1.1\r\nHost: a\r\nX:" + b" " * 120_000 + byte + b"\r\n\r\n")


def test_an_iri_with_two_slashes_is_no_path_of_ours() -> None:
    pages = ThingPages({"base": "https://e.org/", "title": "T"})
    known: dict[str, Node] = {}
    assert pages._value("<https://e.org//evil.example/x>", known, "/").href == "https://e.org//evil.example/x"
    assert pages._value("<https://e.org/a>", known, "/").href == "/a"


@pytest.mark.parametrize("mark", ["\\'", "\\#"])
def test_what_a_name_escapes_hides_no_brackets(mark: str) -> None:
    nested = "(" * 200 + "1" + ")" * 200
    with pytest.raises(QueryError, match="nested"):
        check_complexity(f"SELECT * {{ ex:a{mark}b ?p ?o FILTER({nested}) }} # '")
