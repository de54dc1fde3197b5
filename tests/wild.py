"""Folders of documents as nobody should write them, for tests that must hold of every input."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyoxigraph
from hypothesis import strategies as st
from pyoxigraph import RdfFormat

import kg
from kg.diagnostics import all_codes
from kg.documents.records import Contributor, Document, Entity, Fact, Source, readable_fields
from kg.exporters.verification import verify

NAMES = (
    "a.md",
    "b.md",
    "A.md",
    "sub/a.md",
    "sub/index.md",
    "é.md",
    "e\u0301.md",
    "con.md",
    "a b.md",
    "..md",
    "a[1].md",
    "50%#?.md",
)
WORDS = (
    *("Tides and the Moon", "tides and the moon", "Tides: a study", "TBD", "et al.", "Doe, Jane", "Jane Doe"),
    *("J. Doe", "MIT", "10.1000/moon", "https://doi.org/10.1000/moon", "https://DOI.org/10.1000/Moon?x=1#y"),
    *("arXiv:2405.12345", "https://arxiv.org/abs/2405.12345v2", "2405.99999", "978-0-306-40615-7"),
    *("https://example.org/a b", "http://[::1", "javascript:alert(1)", "//x", 'https://x/"><script>', "a.md"),
    *(
        "2024-02-30",
        "2024",
        "0000",
        "-1",
        "1e999",
        "high",
        "medium-ish",
        "0.7",
        "nan",
        "null",
        "en",
        "x-klingon",
    ),
    *(
        "</script><b>",
        "<!--",
        "]]>",
        "{{ 7*7 }}",
        "=1+1",
        "@import",
        "../../etc/passwd",
        "a/b/../c",
        "#x",
        "?q",
    ),
    *(
        "\u202egnp",
        "\u0000",
        "\ud7ff",
        "\ufffe",
        "\u2028",
        "💥" * 3,
        "文字",
        "x" * 300,
        " ",
        "",
        "%00",
        "%zz",
        "\\",
        '"',
    ),
)
# https://yaml.org/spec/1.2.2/#51-character-set
_NOT_IN_YAML = re.compile("[\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_FIELDS = sorted(readable_fields(Document))
_RECORDS = {
    "atomic_facts": sorted(readable_fields(Fact)),
    "primary_sources": sorted(readable_fields(Source)),
    "secondary_sources": sorted(readable_fields(Source)),
    "contributors": sorted(readable_fields(Contributor)),
    "related_entities": sorted(readable_fields(Entity)),
}

words = st.sampled_from(WORDS) | st.text(max_size=8)
values = st.recursive(
    words | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=2),
    max_leaves=4,
)


@st.composite
def fronts(draw: st.DrawFn) -> str:
    """Front matter in YAML: known fields mostly, with values that fit or do not."""
    held: dict[str, object] = draw(
        st.dictionaries(st.sampled_from(_FIELDS) | words, values, min_size=1, max_size=5)
    )
    for name, fields in _RECORDS.items():
        if draw(st.booleans()):
            record = st.dictionaries(st.sampled_from(fields), values, min_size=1, max_size=4)
            held[name] = draw(st.lists(record | values, max_size=3))
    return "\n".join(f"{_text(key)}: {_text(value)}" for key, value in held.items())


@st.composite
def folders(draw: st.DrawFn) -> dict[str, bytes]:
    """Files of a folder, by name; some are spoilt after they were written."""
    files: dict[str, bytes] = {}
    for name in draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True)):
        title = draw(words)
        links = " ".join(f"[{draw(words)}]({draw(words)})" for _ in range(draw(st.integers(0, 2))))
        body = f"# {draw(words)}\n\n## TL;DR\n\n{draw(words)} {links}\n"
        text = f"---\ntitle: {_text(title)}\n{draw(fronts())}\n---\n{body}"
        data = text.encode("utf-8", "surrogatepass")
        if draw(st.integers(0, 3)) == 0:
            place = draw(st.integers(0, len(data)))
            data = data[:place] + draw(st.binary(max_size=4)) + data[place + draw(st.integers(0, 6)) :]
        files[name] = data
    return files


def write(folder: Path, files: dict[str, bytes]) -> None:
    """Write the files; a name that the file system does not take is left out."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def assert_whole(folder: Path, output: Path, *, site: bool = False) -> None:
    """A build of the folder writes what others can read, keeps to its folder, and names what is wrong."""
    before = {path for path in folder.parent.rglob("*") if path.is_file()}
    try:
        graph = kg.build(folder, output=output)
    except kg.KgError as error:
        assert "there is no document" in str(error)  # noqa: PT017 - any other is a defect
        return
    defects = {code for code, one in all_codes().items() if "report it as a defect" in one.meaning}
    assert [found for found in graph.diagnostics if found.code in defects] == []
    assert all(found.message and found.location.line >= 1 for found in graph.diagnostics)
    assert verify(output).differences == ()
    written = {path for path in folder.parent.rglob("*") if path.is_file() and output not in path.parents}
    assert written == before
    quads = set(pyoxigraph.parse(path=str(output / "graph.nq"), format=RdfFormat.N_QUADS))
    union = {quad.triple for quad in quads}
    assert len(graph.documents) == len({quad.graph_name for quad in quads})
    for name, form in (
        ("graph.ttl", RdfFormat.TURTLE),
        ("graph.jsonld", RdfFormat.JSON_LD),
    ):
        read = {quad.triple for quad in pyoxigraph.parse(path=str(output / name), format=form)}
        assert read == union, name
    for path in (output / "web").rglob("*.jsonld"):
        # A node that search engines would refuse is left out, be it the document itself.
        list(pyoxigraph.parse(path=str(path), format=RdfFormat.JSON_LD))
    if site:
        graph.write_site(output / "site")


def _text(value: object) -> str:
    """A value as YAML in one line: JSON, without the characters that YAML refuses."""
    shown = json.dumps(value, ensure_ascii=False)
    return _NOT_IN_YAML.sub(lambda found: f"\\u{ord(found.group()):04x}", shown)
