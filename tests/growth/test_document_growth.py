"""No body, front matter or folder costs more than n log n to read and build."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import yaml
from growing import MEMORY, STEPS, Files, Shape, folder, ratios

from kg.documents import front_matter, yaml_errors
from kg.documents.body import Link, read_body
from kg.documents.reader import read_document
from kg.exporters.names import document_paths
from kg.identity.targets import target_of


def document(body: str = "", head: str = "") -> str:
    """A document of a body and lines of front matter."""
    return f"---\ntitle: T\nlanguage: en\n{head}---\n{body}\n"


def lines(line: str, n: int) -> str:
    """The line so many times, with the number of each in place of ``#``."""
    return "".join(f"{line.replace('#', str(number))}\n" for number in range(n))


def body(name: str, n: int, text: Callable[[int], str]) -> Shape:
    """A document whose body grows."""
    return folder(name, n, lambda size: {"a.md": document(text(size))}, whole=False)


def head(name: str, n: int, key: str, line: str) -> Shape:
    """A document that has more and more lines under a key, or at the top where it is empty."""
    return folder(name, n, lambda size: {"a.md": document("", key + lines(line, size))}, whole=False)


def each(name: str, n: int, text: Callable[[int], str]) -> Shape:
    """A folder of more and more documents, built as a whole."""

    def files(size: int) -> Files:
        return {f"d{number}.md": text(number) for number in range(size)}

    return folder(name, n, files)


def read(text: str) -> object:
    """The document read alone, as an editor has it read at each key."""
    return read_document(text, file="a.md", name="a")


def templated(target: str) -> object:
    """What a link in the language of a site generator names."""
    return target_of(Link(target, 0))


def mistake(text: str) -> object:
    """Why the front matter is not YAML."""
    try:
        front_matter.load(text)
    except yaml.YAMLError as error:
        return yaml_errors.explain(text, error)
    raise AssertionError("it is YAML")


def names(n: int) -> list[str]:
    """The names of n documents that differ in the case of a letter alone."""
    word = "abcdefghijklmnop"
    cased = ("".join(one.upper() if n_ >> at & 1 else one for at, one in enumerate(word)) for n_ in range(n))
    return [f"<https://e.org/{one}#graph>" for one in cased]


def merged(n: int) -> str:
    """A mapping of n keys, into which n small ones are merged."""
    keys = ", ".join(f"x{number}: 1" for number in range(n))
    return f"a: &a {{{keys}}}\nb: &b {{y: 1}}\nz: {{<<: [*a{', *b' * n}]}}\n"


SOURCE = "primary_sources:\n  - title: The one work of all\n    doi: 10.1038/abc\n"
SHAPES = [
    body("links to documents", 300, lambda n: lines("[x](b.md) [y](a.md#h#)", n)),
    body("headings", 300, lambda n: lines("## Same\n\ntext\n", n)),
    body("footnotes", 300, lambda n: lines("a[^#]\n", n) + lines("[^#]: text\n", n)),
    body("nested lists", 100, lambda n: lines("- a\n  - b\n    - c", n)),
    head("unknown keys", 150, "", "zkey#: value"),
    head("keys that stand twice", 150, "", "k#: a\nk#: b"),
    head("one key again and again", 150, "", "tags: [a]"),
    head("facts whose id stands twice", 100, "atomic_facts:\n", "  - id: a\n    id: f#\n    statement: s"),
    head("facts without a space after the colon", 100, "atomic_facts:\n", '  - id:"f#"'),
    head("gaps", 200, "known_gaps:\n", "  - gap #"),
    head("disputes", 100, "disputed_statements:\n", "  - statement: s #"),
    head("decisions", 200, "editorial_decisions:\n", "  - decided #"),
    head("nested values that are kept", 100, "zzz:\n", "  - a: {b: [c, {d: #}]}"),
    head("facts that are all alike", 100, "atomic_facts:\n", "  - statement: The same again and again."),
    each("documents alike", 20, lambda _: document("same", "tags: [one]\nabstract: Same.\n")),
    each("documents with one source", 20, lambda number: document("x", f"{SOURCE}    note: n{number}\n")),
    each("documents in a chain", 20, lambda number: document(f"[next](d{number + 1}.md)")),
    Shape("a key of TOML of many steps", 300, lambda n: f"+++\n{'a.' * n}a = 1\n+++\n", read),
    Shape(
        "keys below a table of TOML of many steps",
        150,
        lambda n: f"+++\n[{'a.' * n}a]\n{lines('k# = 1', n)}+++\n",
        read,
    ),
    Shape("mistakes in every line", 500, lambda n: lines("k#:v", n) + "\tx: 1\n", mistake),
    Shape("names alike but for their case", 250, names, lambda made: document_paths(made, "https://e.org/")),
]

# Their work is done inside calls of built-in functions, where no step is seen: bench/growth.py times them.
INSIDE = [
    body("broken links on one line", 2_000, lambda n: lines("[x](no#.md)", n).replace("\n", " ")),
    body("broken links in a table", 2_000, lambda n: "| a |\n|---|\n" + lines("| [x](no#.md) |", n)),
    Shape("fences that are none", 20_000, lambda n: f"---\n{lines('---x', n)}---\n", read),
    Shape("merged mappings", 1_000, merged, front_matter.load),
    Shape("quotes that never end", 4_000, lambda n: 'k: "' + r"\"" * n, mistake),
    Shape(
        "anchors on one line", 4_000, lambda n: "<div>é" + "<a href=x>" * n, lambda text: read_body(text, 1)
    ),
    Shape("colons before a role", 2_000, lambda n: ":a" * n + " x:`c`", lambda text: read_body(text, 1)),
    Shape("spaces in a role", 2_000, lambda n: f"{{doc}}`a{' ' * n}b`", lambda text: read_body(text, 1)),
    Shape("a long word below a rule", 4_000, lambda n: f"---\n\n{'a' * n}:\n", read),
    body("labels of MyST", 1_000, lambda n: lines("(l#)=\n\n(l#)=x\n", n)),
    Shape("a header that goes on", 5_000, lambda n: f"Title: x\n{lines('  word', n)}\n", read),
    Shape("a title block that goes on", 5_000, lambda n: f"% x\n{lines('  word', n)}\n", read),
    Shape("words of a reference of a site", 3_000, lambda n: "{{< ref " + "a " * n, templated),
    Shape("spaces of a link of a site", 3_000, lambda n: "{% link a" + " " * n, templated),
    Shape("bases of a site", 1_000, lambda n: "{{ base_path }}" * n + "x", templated),
    Shape("one long line", 50_000, lambda n: "word " * n, lambda text: read_body(text, 1)),
    Shape("brackets", 10_000, lambda n: "[" * n + "a" + "]" * n, lambda text: read_body(text, 1)),
    Shape("emphasis", 10_000, lambda n: "*a **b " * n, lambda text: read_body(text, 1)),
    Shape("HTML that never ends", 10_000, lambda n: "a <!-- <? <a b='" * n, lambda text: read_body(text, 1)),
]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_work_and_memory_grow_with_the_input(shape: Shape) -> None:
    steps, memory = ratios(shape)
    assert steps < STEPS
    assert memory < MEMORY
