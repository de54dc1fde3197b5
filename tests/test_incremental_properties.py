"""A build or a check with a cache gives what a clean one gives, whatever happened before.

``KG_INCREMENTAL_EXAMPLES`` sets how many histories are tried; CI tries a few.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from editing import PLACES, Draft, FieldEdit, Held, How, Place, drafts, edits, records_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg.cache import CacheFolder, cache_folder
from kg.documents.reader import read_document
from kg.errors import KgError
from kg.standing.checked import HeldCache

_EXAMPLES = int(os.environ.get("KG_INCREMENTAL_EXAMPLES", "12"))
_STEPS = int(os.environ.get("KG_INCREMENTAL_STEPS", "7"))

_NAMES = [f"{name}.md" for name in ("rivers", "hills", "sub/dunes", "sub/hills", "notes")]
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
    "people:\n  - {name: Ada Brook, aliases: [A. Brook], orcid: 0000-0001-6960-357X}\n",
    "people:\n  - {name: Ada Brook, id: ada, works: [10.1000/rivers]}\n",
    "works:\n  - {title: Dunes, doi: 10.1000/rivers, aliases: [A tale of two hills]}\n",
    "not_same:\n  works:\n    - [10.1000/rivers, Dunes]\n",
    "people: nobody\n",
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


_BROKEN = [
    "---\ntitle: [\n---\n",
    "---\ntitle:Rivers\n---\n",
    "---\n- one\n---\n",
    "no front matter",
    "",
    "\xff",
]


class _KilledError(BaseException):
    """What ends a build as an interrupt does."""


class _Project:
    """A folder of documents, built twice: with the cache, and without."""

    def __init__(self, folder: Path, *, html: bool) -> None:
        self.folder = folder
        self.html = html
        self.documents = folder / "docs"
        self.documents.mkdir()
        self.output, self.clean = folder / "with", folder / "clean"
        self.drafts: dict[str, Draft] = {}
        self.held = HeldCache()
        self.graph: kg.KnowledgeGraph | None = None
        """The last build with the cache, unless it could not run."""
        self.put("kg.yaml", "")

    @property
    def paths(self) -> str:
        return os.path.relpath(self.documents)

    @property
    def cache(self) -> CacheFolder:
        found = cache_folder([self.paths], self.output)
        assert found is not None
        return CacheFolder(found)

    def put(self, name: str, text: str) -> None:
        """Write a file as it is."""
        path = self.documents / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("latin-1" if text == "\xff" else "utf-8"))

    def write(self, name: str, draft: Draft) -> None:
        """Write a document, whether it is new or not."""
        self.drafts[name] = draft
        self.put(name, draft.text)

    def edit(self, number: int, edit: FieldEdit) -> None:
        """Edit one field of one of the documents."""
        if names := sorted(self.drafts):
            name = names[number % len(names)]
            self.write(name, self.drafts[name].edited(edit))

    def delete(self, name: str) -> None:
        self.drafts.pop(name, None)
        (self.documents / name).unlink(missing_ok=True)

    def rename(self, name: str, other: str) -> None:
        if draft := self.drafts.get(name):
            self.delete(name)
            self.write(other, draft)

    def spoil(self, pattern: str, data: bytes | None) -> None:
        """Delete a file of the output, or write something else into it."""
        for path in sorted(path for path in self.output.glob(pattern) if path.is_file())[:1]:
            if data is None:
                path.unlink()
            else:
                path.write_bytes(data)

    def damage(self, kind: str, how: str) -> None:
        """Delete a file of the cache, cut it off, or change bytes in it."""
        for path in sorted(self.cache.path.glob(f"{kind}/*")):
            if not path.is_file():
                continue
            data = path.read_bytes()
            if how == "gone":
                path.unlink()
            elif how == "cut":
                path.write_bytes(data[: len(data) // 2])
            else:
                path.write_bytes(
                    bytes(255 - one if at % 1009 == 1008 else one for at, one in enumerate(data))
                )

    def kill(self, stages: int) -> None:
        """Begin a build, and end it when it has told so often how far it is."""
        told = 0

        def progress(stage: str, done: int, total: int) -> None:
            nonlocal told
            told += 1
            if told > stages:
                raise _KilledError

        with suppress(_KilledError, KgError):
            kg.build(self.paths, output=self.output, cache=self.cache, html=self.html, progress=progress)

    def compare(self) -> None:
        """Build with the cache and without, and check: all that can be asked, and all files, are the same."""
        built = _tried(lambda: kg.build(self.paths, output=self.output, cache=self.cache, html=self.html))
        clean = _tried(lambda: kg.build(self.paths, output=self.clean, html=self.html))
        checked = _tried(lambda: kg.build(self.paths, cache=self.held))
        assert _said(built) == _said(checked) == _said(clean)
        self.graph = built if isinstance(built, kg.KnowledgeGraph) else None
        if self.graph is not None:
            # A build that cannot run leaves an output as it is, spoiled or not.
            assert _files(self.output) == _files(self.clean)


def _tried(run: Callable[[], kg.KnowledgeGraph]) -> kg.KnowledgeGraph | KgError:
    try:
        return run()
    except KgError as error:
        return error


def _said(built: kg.KnowledgeGraph | KgError) -> tuple[object, ...]:
    """All that can be asked of a graph, or why there is none."""
    if isinstance(built, KgError):
        return type(built), str(built)
    identity = built.identity
    return (
        dict(built.counts),
        built.diagnostics,
        built.worst,
        dict(built.inputs),
        built.documents,
        identity.decisions,
        identity.names,
        dict(identity.clusters),
        built.dataset.graphs,
    )


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


_names = st.sampled_from(_NAMES)
_edits = st.tuples(st.just("edit"), st.integers(0, 4), edits())
_steps = st.one_of(
    _edits,
    _edits,
    _edits,
    st.tuples(st.just("write"), _names, drafts()),
    st.tuples(st.just("put"), _names, st.sampled_from(_BROKEN)),
    st.tuples(st.just("delete"), _names),
    st.tuples(st.just("rename"), _names, _names),
    st.tuples(st.just("put"), st.just("kg.yaml"), st.sampled_from(_SETTINGS)),
    st.tuples(st.just("put"), st.just("authorities.yaml"), st.sampled_from(_AUTHORITIES)),
    st.tuples(st.just("delete"), st.sampled_from(["authorities.yaml", "picture.png", "shapes/own.ttl"])),
    st.tuples(st.just("put"), st.just("picture.png"), st.just("no picture")),
    st.tuples(st.just("put"), st.just("shapes/own.ttl"), st.sampled_from(_SHAPES).map(_PREFIXES.__add__)),
    st.tuples(
        st.just("spoil"),
        st.sampled_from(
            ["graph.nq", "documents/*.ttl", "web/*", "report.json", "index.html", "vocabulary.ttl"]
        ),
        st.sampled_from([None, b"", b"spoiled"]),
    ),
    st.tuples(
        st.just("damage"),
        st.sampled_from(["builds", "traces", "spare"]),
        st.sampled_from(["gone", "cut", "changed"]),
    ),
    st.tuples(st.just("kill"), st.integers(0, 25)),
)


@contextmanager
def _project(*, html: bool) -> Iterator[_Project]:
    folder = Path(tempfile.mkdtemp())
    try:
        yield _Project(folder, html=html)
    finally:
        shutil.rmtree(folder)


@settings(
    max_examples=_EXAMPLES, deadline=None, derandomize=_EXAMPLES <= 12, suppress_health_check=[*HealthCheck]
)
@given(
    start=st.lists(st.tuples(_names, drafts()), min_size=2, max_size=5),
    steps=st.lists(_steps, max_size=_STEPS),
    html=st.booleans(),
)
def test_each_build_of_a_history_is_that_of_a_clean_build(start: list, steps: list, html: bool) -> None:
    with _project(html=html) as project:
        for name, draft in start:
            project.write(name, draft)
        project.compare()
        for step, *rest in steps:
            getattr(project, step)(*rest)
            project.compare()


@pytest.mark.parametrize("how", ["set", "change", "remove"])
def test_each_field_of_each_record_is_edited_in_a_history(how: How) -> None:
    """In an order drawn by lot; set in what the one before has left, else in a full document."""
    full: Held = {}
    for place in PLACES:
        full = FieldEdit(place, "set").apply(full)
    front: Held = {} if how == "set" else full
    fact = {"statement": "Hills stay", "source_doi": "10.1000/rivers"}
    edited: set[Place] = set()
    with _project(html=False) as project:
        project.write("hills.md", Draft({"title": "Hills", "atomic_facts": [fact]}))
        project.write("rivers.md", Draft(front))
        project.compare()
        for place in random.Random(how).sample(PLACES, len(PLACES)):  # noqa: S311
            after = FieldEdit(place, "remove" if how == "remove" else "change").apply(front)
            project.write("rivers.md", Draft(after))
            project.compare()
            if _read(front, place) != _read(after, place):
                edited.add(place)
            if how == "set":
                front = after
    # A new field for which there are no values that can be read would be missing here.
    assert edited == set(PLACES)


def _read(front: Held, place: Place) -> object:
    """What a field holds in each record of its type."""
    result = read_document(Draft(front).text, file="a.md", name="a")
    assert result is not None
    assert result.document is not None
    return [getattr(one, place.key) for one in records_of(result.document, place.record)]


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
