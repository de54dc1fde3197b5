"""A build with a cache gives what a clean build gives, whatever happened before.

``KG_INCREMENTAL_EXAMPLES`` sets how many histories are tried; CI tries a few.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg.cache import CacheFolder, cache_folder
from kg.errors import KgError

_EXAMPLES = int(os.environ.get("KG_INCREMENTAL_EXAMPLES", "12"))
_STEPS = int(os.environ.get("KG_INCREMENTAL_STEPS", "7"))

_WORKS = [
    {"title": "On the shape of rivers", "doi": "10.1000/rivers", "authors": ["Brook, Ada", "Stone, Max"]},
    {"title": "On the shape of rivers", "doi": "10.1000/rivers", "authors": ["A. Brook"], "year": "1999"},
    {"title": "A tale of two hills", "doi": "10.1000/rivers", "institution": "Hill Press"},
    {"title": "Dunes", "url": "https://example.com/dunes", "authors": ["Sand, Eve", "Brook, Ada"]},
    {"title": "Dunes", "type": "book", "isbn": "9780306406157", "institution": "Hill Press / Dune Letters"},
    {"title": "Sand and water", "authors": ["E. Sand", "Brook, Ada"], "note": "A remark"},
    {"title": "TBD", "doi": "nonsense", "type": "pamphleteering"},
]
_NAMES = ["rivers", "hills", "sub/dunes", "sub/hills", "notes"]
_words = st.sampled_from(["water", "sand", "hill press", "river: deep", 'a "quoted" word', "Ünïcode", "TBD"])


@st.composite
def _documents(draw: st.DrawFn) -> str:
    lines = ["---"]
    if draw(st.booleans()):
        lines.append(f"title: {draw(st.sampled_from(['Rivers', 'Hills', 'Dunes of sand']))}")
    for key, values in (
        ("id", ["one", "two"]),
        ("slug", ["rivers", "place"]),
        ("language", ["en", "de"]),
        ("category", ["land/water", "land"]),
        ("verified_by", ["Ada Brook", "hills"]),
        ("schema_type", ["TechArticle", "Nonsense"]),
        ("mood", ["calm"]),
        ("last_verified", ["2024-05-01", "someday"]),
    ):
        if draw(st.integers(0, 2)) == 0:
            lines.append(f"{key}: {draw(st.sampled_from(values))}")
    if draw(st.booleans()):
        lines.append(f"tags: [{draw(st.sampled_from(['Water', 'water, Sand', 'WATER']))}]")
    if draw(st.integers(0, 2)) == 0:
        lines.append(
            f"related_articles: [{draw(st.sampled_from(_NAMES))}, {draw(st.sampled_from(['one', 'x']))}]"
        )
    works = draw(st.lists(st.sampled_from(_WORKS), max_size=3))
    if works:
        lines.append(draw(st.sampled_from(["primary_sources:", "secondary_sources:"])))
        for number, work in enumerate(works):
            lines.append(f"  - id: s{number}")
            lines += [f"    {key}: {value!r}" for key, value in work.items()]
    facts = draw(st.integers(0, 3))
    if facts:
        lines.append("atomic_facts:")
        for _ in range(facts):
            lines.append(f"  - statement: {draw(_words)!r}")
            lines += [f"    id: {draw(st.sampled_from(['f1', 'f2']))}"] * draw(st.integers(0, 1))
            lines.append(
                draw(
                    st.sampled_from(
                        [
                            "    source_ref: s0",
                            "    source_doi: 10.1000/rivers",
                            "    source_title: Dunes",
                            "",
                        ]
                    )
                )
            )
    lines += [line for line in ["---", "", draw(_words)] if line is not None]
    link = draw(st.sampled_from(["", "hills.md", "sub/dunes.md", "../rivers.md", "picture.png", "none.md"]))
    lines += [f"[a link]({link})"] if link else []
    broken = draw(st.integers(0, 12)) == 0
    return "\n".join(line for line in lines if line or not broken).replace(
        "title: ", "title:" if broken else "title: "
    )


_SETTINGS = [
    "",
    "title: A graph\n",
    "base: https://example.com/kb/\n",
    "language: fr\nlicense: https://example.com/licence\n",
    "author: {name: Ada Brook}\npublisher: {name: Hill Press}\n",
    "exclude: [hills.md]\n",
    "aliases: {mood: title}\n",
    "profiles: [core, evidence, web]\n",
    "shapes: [shapes]\n",
]
_AUTHORITIES = [
    "people:\n  - {name: Ada Brook, names: [A. Brook], orcid: 0000-0001-6960-357X}\n",
    "organizations:\n  - {name: Hill Press, ror: https://ror.org/02mhbdp94}\n",
]
_PREFIXES = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix s: <https://schema.org/> .\n"
_SHAPES = [
    f"<x:{number}> a sh:NodeShape ; {target} ; sh:property [ sh:path {path} ; sh:minCount {least} ] ."
    for number, target, path, least in (
        (1, "sh:targetClass s:Claim", "( s:appearance s:name )", 1),
        (2, "sh:targetObjectsOf s:citation", "s:author", 1),
        (3, "sh:targetClass s:Person", "[ sh:inversePath s:author ]", 2),
    )
]


class _Project:
    """A folder of documents, built twice: with the cache, and without."""

    def __init__(self, folder: Path, *, html: bool) -> None:
        self.folder = folder
        self.html = html
        self.documents = folder / "docs"
        self.documents.mkdir()
        (self.documents / "kg.yaml").write_text("")

    def write(self, name: str, text: str) -> None:
        path = self.documents / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def delete(self, name: str) -> None:
        (self.documents / name).unlink(missing_ok=True)

    def rename(self, name: str, other: str) -> None:
        path = self.documents / name
        if path.exists():
            self.write(other, path.read_text(encoding="utf-8"))
            path.unlink()

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.documents / name
        if path.exists():
            path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    def spoil(self, pattern: str, data: bytes | None) -> None:
        for path in sorted((self.folder / "with").glob(pattern))[:1]:
            if data is None:
                path.unlink()
            else:
                path.write_bytes(data)

    def compare(self) -> None:
        paths = os.path.relpath(self.documents)
        with_cache, clean = self.folder / "with", self.folder / "clean"
        cache = CacheFolder(cache_folder([paths], with_cache))
        said = [
            _said(lambda: kg.build(paths, output=with_cache, cache=cache, html=self.html)),
            _said(lambda: kg.build(paths, output=clean, html=self.html)),
        ]
        assert said[0] == said[1]
        if not isinstance(said[0][0], type):
            # A build that cannot run leaves an output as it is, spoiled or not.
            assert _files(with_cache) == _files(clean)


def _said(run: Callable[[], object]) -> tuple[object, ...]:
    try:
        built = run()
    except KgError as error:
        return type(error), str(error)
    return dict(built.counts), built.diagnostics, built.worst, dict(built.inputs)  # type: ignore[attr-defined]


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


_names = st.sampled_from([f"{name}.md" for name in _NAMES])
_steps = st.one_of(
    st.tuples(st.just("write"), _names, _documents()),
    st.tuples(st.just("write"), _names, _documents()),
    st.tuples(
        st.just("edit"),
        _names,
        st.sampled_from(["statement: ", "title: ", "---\n\n", "year: ", "Brook", "water", "10.1000/rivers"]),
        st.sampled_from(
            ["statement: no ", "title: New ", "---\n\n\nMore ", "note: x\n    year: ", "Creek", "sea"]
        ),
    ),
    st.tuples(st.just("delete"), _names),
    st.tuples(st.just("rename"), _names, _names),
    st.tuples(st.just("write"), st.just("kg.yaml"), st.sampled_from(_SETTINGS)),
    st.tuples(st.just("write"), st.just("authorities.yaml"), st.sampled_from(_AUTHORITIES)),
    st.tuples(st.just("delete"), st.sampled_from(["authorities.yaml", "picture.png", "shapes/own.ttl"])),
    st.tuples(st.just("write"), st.just("picture.png"), st.just("no picture")),
    st.tuples(st.just("write"), st.just("shapes/own.ttl"), st.sampled_from(_SHAPES).map(_PREFIXES.__add__)),
    st.tuples(
        st.just("spoil"),
        st.sampled_from(
            ["graph.nq", "documents/*.ttl", "web/*", "report.json", "index.html", "vocabulary.ttl"]
        ),
        st.sampled_from([None, b"", b"spoiled"]),
    ),
)


@settings(
    max_examples=_EXAMPLES, deadline=None, derandomize=_EXAMPLES <= 12, suppress_health_check=[*HealthCheck]
)
@given(
    start=st.lists(st.tuples(_names, _documents()), min_size=2, max_size=5),
    steps=st.lists(_steps, max_size=_STEPS),
    html=st.booleans(),
)
def test_each_build_of_a_history_is_that_of_a_clean_build(start: list, steps: list, html: bool) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        project = _Project(folder, html=html)
        for name, text in start:
            project.write(name, text)
        project.compare()
        for step, *rest in steps:
            getattr(project, step)(*rest)
            project.compare()
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize("engine", ["turbo", "pyshacl"])
def test_an_interactive_view_and_both_engines_are_as_in_a_clean_build(tmp_path: Path, engine: str) -> None:
    documents = tmp_path / "docs"
    documents.mkdir()
    (documents / "kg.yaml").write_text(f"shacl_engine: {engine}\n")
    for name in ("one", "two"):
        (documents / f"{name}.md").write_text(
            f"---\ntitle: {name}\nprimary_sources:\n  - {{title: A work, doi: 10.1000/a}}\n---\nText.\n"
        )
    cache = CacheFolder(tmp_path / ".kg")
    kg.build(documents, output=tmp_path / "with", cache=cache)
    (documents / "two.md").write_text("---\ntitle: three\nabstract: Short.\n---\nText.\n")
    again = kg.build(documents, output=tmp_path / "with", cache=cache)
    clean = kg.build(documents, output=tmp_path / "clean")
    assert again.work["map"] == 1
    assert again.diagnostics == clean.diagnostics
    assert _files(tmp_path / "with") == _files(tmp_path / "clean")
