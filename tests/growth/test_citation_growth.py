"""No text that cites, and no bibliography, costs more than n log n to read."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from growing import MEMORY, STEPS, Shape, folder, ratios

from kg.documents.bibliography.reading import narrowed, read_bibliography
from kg.documents.bibliography.works import source_of_footnote
from kg.documents.body import read_body
from kg.documents.citations import Citing
from kg.documents.files import InputFile

EVERY = Citing(frozenset({"k"}), in_brackets=True, bare=True)


def text(name: str, n: int, make: Callable[[int], str]) -> Shape:
    """A body that is read as one that cites."""
    return Shape(name, n, make, lambda made: read_body(made, 1, EVERY))


def works(name: str, n: int, make: Callable[[int], str], ending: str = "bib") -> Shape:
    """A bibliography that is cut, and of which a document asks for one entry."""

    def run(made: str) -> object:
        file = InputFile(f"w.{ending}", f"w.{ending}", "w")
        return narrowed("Text [@k1].", read_bibliography([(file, made.encode())])[0])

    return Shape(name, n, make, run)


def lines(line: str, n: int) -> str:
    """The line so many times, with the number of each in place of ``#``."""
    return "".join(line.replace("#", str(number)) for number in range(n))


SHAPES = [
    text("citations in one sentence", 1_000, lambda n: "Text " + "[@k, p. 3] " * n),
    text("citations in one pair of brackets", 1_000, lambda n: f"Text [{'see @k, p. 3; ' * n}]"),
    text("citations in many sentences", 1_000, lambda n: "Text says [@k]. So @k. " * n),
    text("brackets that never close", 2_000, lambda n: "[@k " * n),
    text("signs in brackets that never close", 2_000, lambda n: "[" + "@" * n),
    text("signs in brackets that cite nothing", 2_000, lambda n: "[" + "@ " * n + "]"),
    text("a key without end", 4_000, lambda n: "@k" + ":-" * n),
    text("sentences without end", 4_000, lambda n: "@k " + ". ) " * n),
    text("spaces before a mark", 4_000, lambda n: "@k" + " " * n + ". [@k]" + "\n" * n),
    text("marks of footnotes", 1_000, lambda n: "Text.[^a] [^b].\n" * n),
    text("footnotes that cite", 300, lambda n: lines("T.[^#]\n\n[^#]: [@k]\n\n", n)),
    text("a role without end", 2_000, lambda n: "{cite}`" + "{a}k," * n + "`"),
    Shape(
        "a reference without end",
        2_000,
        lambda n: "Smith, J., & Doe, B., " * n + "(2020) " + "A [b](c " * n,
        lambda made: source_of_footnote(made, "1", ()),
    ),
    works("entries", 1_000, lambda n: lines("@book{k#, title={T}}\n", n)),
    works("entries of one key", 1_000, lambda n: lines("@book{k, year=#}\n", n)),
    works("entries that are broken", 1_000, lambda n: lines("@book{k#, t={\n", n)),
    works("abbreviations", 1_000, lambda n: lines("@string{s# = {T}}\n", n)),
    works("parents of one another", 300, lambda n: lines("@book{k1, ids={i#}, crossref={i#}}\n", n)),
    works("signs without entries", 4_000, lambda n: "@a " * n + "\n@" + " " * n + "\n" * n + "@a" * n),
    works("braces", 4_000, lambda n: "@book{k1, title={" + "{" * n + "}" * n + "}}"),
    works("items of CSL", 1_000, lambda n: json.dumps([{"id": f"k{one}"} for one in range(n)]), "json"),
    works("items that are broken", 100, lambda n: "[\n" + '{"id": "k", "x": [}\n' * n, "json"),
    works("entries of RIS", 1_000, lambda n: lines("TY  - BOOK\nID  - k#\nER  - \n", n), "ris"),
    folder(
        "documents with one bibliography",
        40,
        lambda n: {
            "works.bib": lines("@book{k#, title={T#}}\n", n),
            **{
                f"{one}.md": f"---\ntitle: T{one}\nbibliography: works.bib\n---\nText [@k{one}].\n"
                for one in range(n)
            },
        },
        whole=False,
    ),
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_work_and_memory_grow_with_what_cites_and_what_is_cited(shape: Shape) -> None:
    steps, memory = ratios(shape)
    assert steps < STEPS
    assert memory < MEMORY
