"""No page, audit, repair, search or picture costs more than n log n of what it is made from."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from growing import MEMORY, STEPS, Shape, ratios

import kg
from kg.audit import audit
from kg.audit.likeness import kinds
from kg.audit.rules.authors import _groups
from kg.audit.rules.title_identifiers import _rivals
from kg.documents.body import read_body
from kg.graph.services import load_in, service_in
from kg.graph.sparql import tokens
from kg.numbering import Numbering
from kg.repair import edits
from kg.repair.document import repair_text
from kg.repair.lines import changes, unified
from kg.repair.opening import opened
from kg.server.head import parsed
from kg.server.problems import Problem
from kg.settings import Settings
from kg.site.markdown import render
from kg.visualization.charts import by_topic
from kg.visualization.scene import Link, Scene, Thing
from kg.visualization.ties import documents_of, ties
from kg.web.html import read_head
from kg.web.pages import match

BASE = "https://e.org/"


def lines(line: str, n: int) -> str:
    """The line so many times, with the number of each in place of ``#``."""
    return "".join(f"{line.replace('#', str(number))}\n" for number in range(n))


def front(key: str, line: str, more: str = "") -> Callable[[int], str]:
    """A document with n lines under a key."""
    return lambda n: f"---\ntitle: T\n{key}:\n{lines(line, n)}{more}---\n\nText.\n"


def site(text: str) -> None:
    """The pages of one document, and of all that it speaks of."""
    with tempfile.TemporaryDirectory() as place:
        Path(place, "a.md").write_text(text, encoding="utf-8")
        graph = kg.build(place, settings=Settings(base=BASE), validate=False)
        graph.write_site(Path(place, "site"))


def repaired(text: str) -> None:
    """The document as ``kg fix`` leaves it."""
    repair_text(text, file="a.md").diff()


def rendered(text: str) -> object:
    """The body as HTML."""
    return render(text, title="T", abstract="", resolve=lambda target: "")


def graph(text: str) -> kg.KnowledgeGraph:
    """The graph of one document."""
    with tempfile.TemporaryDirectory() as place:
        Path(place, "a.md").write_text(text, encoding="utf-8")
        return kg.build(place, validate=False)


def audited(made: kg.KnowledgeGraph) -> None:
    """What the rules of the audit find in a graph."""
    audit(made, as_of=date(2026, 1, 1))


def written(**fields: object) -> str:
    """A document with these fields, which JSON writes as YAML reads them."""
    lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in fields.items())
    return f"---\ntitle: T\n{lines}---\n\nText.\n"


def verified(n: int) -> str:
    """n names of those who verified what n models wrote, and none is that of a person."""
    programs = [f"GPT version {number}" for number in range(n)]
    models = [f"Model {number}" for number in range(n)]
    return written(generation_method="ai_generated", ai_models=models, verified_by=programs)


def cited(n: int) -> str:
    """n facts that cite what the lists do not hold, in words that n titles have."""
    common = [f"alpha{letter} " for letter in "abcdefgh"]
    listed_works = [{"title": f"{common[i % 8]} gamma{i} delta{i} zeta{i}"} for i in range(n)]
    facts = [
        {
            "id": f"f{i}",
            "statement": f"It is {i}.",
            "source_title": f"{''.join(common)} eta{i} theta{i} iota{i}",
        }
        for i in range(n)
    ]
    return written(primary_sources=listed_works, atomic_facts=facts)


def worded(n: int) -> str:
    """A fact whose citation has n words, each of them in a title that the document lists."""
    works = [{"title": f"gamma{i} delta{i} zeta{i} eta{i}"} for i in range(n)]
    citation = " ".join(f"gamma{i} iota{i}" for i in range(n))
    return written(
        primary_sources=works, atomic_facts=[{"id": "f", "statement": "It is.", "source_title": citation}]
    )


def numbered_isbn(n: int) -> str:
    """A work of n numbers, none of which is an ISBN."""
    return written(primary_sources=[{"title": "A", "isbn": "a," * n}])


def otherwise(n: int) -> str:
    """n facts that name other works at the DOI of one that has n authors."""
    work = {"title": "A work of telling words", "doi": "10.5555/a.1", "authors": names_of(n)}
    facts = [
        {
            "id": f"f{i}",
            "statement": f"It is {i}.",
            "source_title": f"Another{i} thing{i} altogether{i} about{i} frogs{i}",
            "source_doi": "10.5555/a.1",
        }
        for i in range(n)
    ]
    return written(primary_sources=[work], atomic_facts=facts)


def names_of(n: int) -> list[str]:
    """n names of people."""
    return [f"Ann Bell{number}" for number in range(n)]


def secondary(n: int) -> str:
    """n facts of high confidence that rest on n secondary sources."""
    works = [{"id": f"s{i}", "title": f"Work{i} of words{i}"} for i in range(n)]
    facts = [
        {"id": f"f{i}", "statement": f"It is {i}.", "source_ref": f"s{i}", "confidence": "high"}
        for i in range(n)
    ]
    return written(secondary_sources=works, atomic_facts=facts)


def titles(n: int) -> list[str]:
    """n titles that have no word in common."""
    letters = str.maketrans("0123456789", "ghijklmnop")
    digests = (hashlib.sha256(bytes(number)).hexdigest().translate(letters) for number in range(n))
    return [" ".join(digest[at : at + 10] for at in range(0, 50, 10)) for digest in digests]


def scene(n: int) -> Scene:
    """n documents that cite a work of n authors, under n topics of which the first has n claims."""
    things: dict[str, Thing] = {"s": Thing("s", "source", "s")}
    links: list[Link] = []
    for number in range(n):
        for kind in ("document", "person", "topic", "claim"):
            things[f"{kind}{number}"] = Thing(f"{kind}{number}", kind, "x", confidence="high")
        links += [
            Link(f"document{number}", "schema:citation", "s"),
            Link("s", "schema:author", f"person{number}"),
            Link("document0", "schema:about", f"topic{number}"),
            Link("document0", "schema:hasPart", f"claim{number}"),
        ]
    return Scene(things, tuple(links))


def edited(n: int) -> tuple[list[str], list[str]]:
    """Lines of which each second one changed, and one is new."""
    before = [f"{number}\n" if number % 2 else "same\n" for number in range(n)]
    return before, ["new\n", *(f"{one[:-1]}!\n" if one != "same\n" else one for one in before)]


def pages(n: int) -> tuple[dict[str, str], dict[str, str]]:
    """n documents and n pages whose paths end alike, but begin otherwise."""
    documents = {f"{BASE}d{number}/x": f"d{number}/x" for number in range(n)}
    return documents, {f"p{number}/x.html": "" for number in range(n)}


def identifiers(n: int) -> list[str]:
    """n DOIs, sorted."""
    return [f"10.1/{number:06}" for number in range(n)]


def numbered(wanted: list[str]) -> list[str]:
    """The names with numbers where they are taken."""
    return list(map(Numbering(mark="-").take, wanted))


def bracketed(n: int) -> str:
    """A list in brackets of n quoted texts."""
    entries = ", ".join(['"b"'] * n)
    return f"---\nk:v\na: [{entries}]\n---\n"


AUTHORS = front("contributors", "  - user: Ann B#ell\n    role: author")


def header(n: int) -> bytes:
    """A request of whose headers one has so many spaces before a byte that none may have."""
    return b"GET / HTTP/1.1\r\nHost: a\r\nX:" + b" " * n + b"\x01\r\n\r\n"


def read_request(data: bytes) -> None:
    """Read the head of a request, which is refused."""
    with suppress(Problem):
        parsed(data)


SHAPES = [
    Shape("pages of authors", 205, AUTHORS, site),
    Shape("pages of tags", 205, front("tags", "  - tag #"), site),
    Shape("pages of claims", 40, front("atomic_facts", "  - id: f#\n    statement: s # is so."), site),
    Shape("equal headings", 500, lambda n: "# Same\n\n" * n, rendered),
    Shape("headings with numbers", 250, lambda n: lines("# Same\n\n# Same #\n", n), rendered),
    Shape("keys of works that are alike", 500, lambda n: ["work"] * n, numbered),
    Shape("titles of one identifier", 100, titles, kinds),
    Shape("lists of authors of one title", 500, lambda n: [frozenset({f"n{i}"}) for i in range(n)], _groups),
    Shape("identifiers of one title", 500, identifiers, lambda found: _rivals("doi", found)),
    Shape("repairs of tabs", 200, front("known_gaps", "\t- gap #"), repaired),
    Shape("repairs of texts with a colon", 100, front("known_gaps", "  - gap #: text"), repaired),
    Shape("brackets over many lines", 200, lambda n: f"---\nk:v\na: [\n{lines('  b#,', n)}---\n", repaired),
    Shape("a line among n that are alike", 1_000, lambda n: ["x\n"] * n, lambda x: changes(x, [*x, "y\n"])),
    Shape("each second line changed", 1_000, edited, lambda both: list(unified(*both, "x"))),
    Shape("authors of a work that all cite", 200, scene, documents_of),
    Shape("models and those who verified them", 300, lambda n: graph(verified(n)), audited),
    Shape("facts whose words many titles have", 100, lambda n: graph(cited(n)), audited),
    Shape("words of a citation in as many titles", 200, lambda n: graph(worded(n)), audited),
    Shape("facts that name a work of many authors otherwise", 150, lambda n: graph(otherwise(n)), audited),
    Shape("loads in comments", 2_000, lambda n: "#LOAD\n" * n, load_in),
    Shape("loads in one name", 2_000, lambda n: "LOAD-" * n, load_in),
    Shape("services in comments", 2_000, lambda n: "#SERVICE\n" * n, service_in),
    Shape("services on one line of comment", 2_000, lambda n: "SERVICE#" * n, service_in),
    Shape("services before spaces", 2_000, lambda n: "SERVICE " * n + " " * n, service_in),
    Shape("services of IRIs without end", 2_000, lambda n: "SERVICE<" * n, service_in),
    Shape("services in names", 2_000, lambda n: "SERVICE:-" * n, service_in),
    Shape("services before comments", 1_000, lambda n: "SERVICE\n" + "#a\n" * n, service_in),
    Shape("ties of documents that cite one work", 100, scene, ties),
    Shape("claims by topic", 200, scene, by_topic),
    Shape("pages whose paths end alike", 200, pages, lambda both: match(*both, {})),
]

# Their work is done inside calls of built-in functions, where no step is seen: bench/growth.py times them.
INSIDE = [
    Shape("facts on as many secondary sources", 300, lambda n: graph(secondary(n)), audited),
    Shape(
        "spaces in an ISBN",
        5_000,
        lambda n: graph(written(primary_sources=[{"isbn": "a" + " " * n + "b"}])),
        audited,
    ),
    Shape("parts of an ISBN", 2_000, lambda n: graph(numbered_isbn(n)), audited),
    Shape("spaces before a wrong byte of a header", 5_000, header, read_request),
    Shape("steps of a name without a colon", 3_000, lambda n: "a." * n, lambda query: list(tokens(query))),
    Shape(
        "quotes of a text without end", 3_000, lambda n: '"' + r"\"" * n, lambda query: list(tokens(query))
    ),
    Shape("comments that never end", 20_000, lambda n: b"<!--" * n, read_head),
    Shape("scripts that never end", 20_000, lambda n: b"<script>" * n, read_head),
    Shape("links that never end", 20_000, lambda n: b"<link " * n, read_head),
    Shape("an attribute without a value", 20_000, lambda n: b"<link " + b"a" * n + b">", read_head),
    Shape("comments in a body", 20_000, lambda n: "<div>" + "<!--" * n, rendered),
    Shape("spaces after a key", 5_000, lambda n: f"---\nk:v\na{' ' * n}b\n---\n", repaired),
    Shape("spaces in a heading", 5_000, lambda n: f"# a{' ' * n}b\n", opened),
    Shape("spaces before no comment", 5_000, lambda n: f'---\nk: "a{" " * n}b"c\n---\n', repaired),
    Shape("quoted values in brackets", 20_000, bracketed, repaired),
    Shape("words of a body", 50_000, lambda n: "w." * n, lambda text: read_body(text, 1)),
]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_work_and_memory_grow_with_the_input(shape: Shape) -> None:
    steps, memory = ratios(shape)
    assert steps < STEPS
    assert memory < MEMORY


def test_edits_that_cannot_be_made_are_not_tried_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []
    monkeypatch.setattr(edits, "apply", lambda text, group: tried.append(len(group)))
    made = [edits.Edit(at, at, "x", lambda top: None) for at in range(5_000)]
    assert edits.apply_each("k: v\n" * 5_000, made) == ("k: v\n" * 5_000, [])
    assert len(tried) <= 100
