"""Validating only what a change touches gives what a validation of everything gives."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from conftest import MAXIMAL, SEEDS
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import Judge
from rdflib import Graph

import kg
from kg.errors import ShapesError
from kg.settings import PROFILES, Settings
from kg.standing.checked import HeldCache
from kg.validation.engine import run
from kg.validation.reach import reach
from kg.validation.shapes import load_shapes

PREFIXES = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix schema: <https://schema.org/> . "
BASE = Settings().base
NAMES = ["harbour", "tides", "pier", "lamp"]


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A document that shares sources, authors and topics with others, and lacks now this, now that."""
    lines = ["---"]
    optional = {
        "title": st.sampled_from(["Tides", "Harbours", "A title " * 16]),
        "language": st.just("en"),
        "category": st.sampled_from(["sea", "sea/harbour"]),
        "last_verified": st.just("2024-03-01"),
        "author": st.sampled_from(["Ngozi Okafor", "Keeper 7"]),
        "completeness": st.just("0.5"),
    }
    lines += [f"{key}: {draw(value)}" for key, value in optional.items() if draw(st.booleans())]
    sources = draw(st.lists(st.sampled_from(NAMES), max_size=2, unique=True))
    if sources:
        lines.append(draw(st.sampled_from(["primary_sources:", "secondary_sources:"])))
    for name in sources:
        lines.append(f"- id: {name}")
        lines += [f"  title: The {name}"] * draw(st.booleans())
        lines += ["  year: 1962"] * draw(st.booleans())
        lines += ['  authors: ["Keeper 7"]'] * draw(st.booleans())
        lines += [f"  doi: {draw(st.sampled_from(['10.5555/one', '10.5555/two', 'no doi']))}"] * draw(
            st.booleans()
        )
    lines.append("atomic_facts:")
    for number in range(draw(st.integers(0, 2))):
        lines.append(f"- id: f{number}")
        lines += ["  statement: It is so."] * draw(st.booleans())
        lines += ["  confidence: high"] * draw(st.booleans())
        if sources and draw(st.booleans()):
            lines.append(f"  source_ref: {draw(st.sampled_from(sources))}")
    return "\n".join([*lines, "---", ""])


@settings(max_examples=25, deadline=None)
@given(
    st.lists(documents(), min_size=3, max_size=5),
    st.lists(st.tuples(st.integers(0, 4), st.none() | documents()), min_size=1, max_size=4),
)
def test_after_any_change_the_report_is_that_of_a_full_run(
    corpus: list[str], edits: list[tuple[int, str | None]]
) -> None:
    chosen, cache = Settings(profiles=PROFILES), HeldCache()
    held: dict[int, str | None] = dict(enumerate(corpus))
    with TemporaryDirectory() as folder:
        for number, text in [(0, corpus[0]), *edits]:
            held[number] = text
            for one, said in held.items():
                path = Path(folder, f"{one}.md")
                path.write_text(said, "utf-8") if said is not None else path.unlink(missing_ok=True)
            if not list(Path(folder).glob("*.md")):
                continue
            found = kg.build(folder, settings=chosen, cache=cache)
            assert found.diagnostics == kg.build(folder, settings=chosen).diagnostics


def test_a_change_of_one_document_judges_few_nodes_and_none_judges_none(tmp_path: Path) -> None:
    for path in SEEDS.rglob("*.md"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    cache = HeldCache()
    first = kg.build(tmp_path, cache=cache)
    assert first.work["judge"] == len(first.dataset.nodes)
    again = kg.build(tmp_path, cache=cache)
    assert again.diagnostics == first.diagnostics
    assert again.work == {"judge": 0}
    path = next(one for one in tmp_path.glob("*.md") if "confidence: high" in one.read_text("utf-8"))
    path.write_text(path.read_text("utf-8").replace("confidence: high", "confidence: medium", 1), "utf-8")
    second = kg.build(tmp_path, cache=cache)
    assert 0 < second.work["judge"] < first.work["judge"] / 5
    assert (second.work["observe"], second.work["map"]) == (1, 1)
    assert second.diagnostics == kg.build(tmp_path).diagnostics


def test_an_engine_that_writes_into_its_shapes_makes_them_no_others(seeds: kg.KnowledgeGraph) -> None:
    before = set(load_shapes())
    run(seeds.dataset, load_shapes(), "pyshacl")
    assert set(load_shapes()) == before


def test_other_shapes_another_engine_or_base_are_not_taken_for_the_same() -> None:
    cache = HeldCache()
    for chosen in (
        Settings(shacl_engine="turbo"),
        Settings(shacl_engine="turbo", profiles=PROFILES),
        Settings(shacl_engine="pyshacl", profiles=PROFILES),
        Settings(shacl_engine="turbo"),
        Settings(shacl_engine="turbo", base="https://example.com/kb/"),
    ):
        found, clean = kg.build(MAXIMAL, settings=chosen, cache=cache), kg.build(MAXIMAL, settings=chosen)
        assert found.diagnostics == clean.diagnostics
        assert found.work["judge"] == len(clean.dataset.nodes)


def test_what_stops_one_check_costs_the_next_one_nothing(tmp_path: Path) -> None:
    path, shape, cache = tmp_path / "one.md", tmp_path / "own.ttl", HeldCache()
    path.write_text("---\ntitle: Tides\n---\n", "utf-8")
    own = Settings(shapes=(shape,))
    text = f"{PREFIXES}<urn:s> a sh:NodeShape ; sh:targetClass schema:TechArticle ; sh:property <urn:p> . "
    text += "<urn:p> sh:path schema:license ; sh:minCount 1 ."
    for said in (text, "no shapes", text):
        shape.write_text(said, "utf-8")
        if said != text:
            with pytest.raises(ShapesError):
                kg.build(path, settings=own, cache=cache)
            continue
        assert (
            kg.build(path, settings=own, cache=cache).diagnostics == kg.build(path, settings=own).diagnostics
        )


def test_no_more_is_held_than_the_last_check_used(tmp_path: Path) -> None:
    path, cache = tmp_path / "one.md", HeldCache()
    sizes = []
    for number in range(4):
        path.write_text(f"---\ntitle: Tides {number}\n---\n", "utf-8")
        kg.build(path, cache=cache)
        sizes.append(len(cache.traces))
    assert len(set(sizes)) == 1


@pytest.mark.parametrize(
    ("shape", "steps"),
    [
        ("sh:property [ sh:path schema:name ]", 1),
        ("sh:property [ sh:path ( schema:author schema:name ) ]", 2),
        ("sh:property [ sh:path [ sh:alternativePath ( schema:name ( schema:a schema:b schema:c ) ) ] ]", 3),
        ("sh:property [ sh:path schema:author ; sh:or ( [ sh:property [ sh:path schema:name ] ] ) ]", 2),
        ("sh:not [ sh:property [ sh:path [ sh:zeroOrOnePath schema:name ] ] ]", 1),
        ("sh:property [ sh:path [ sh:inversePath schema:author ] ]", None),
        ("sh:property [ sh:path [ sh:zeroOrMorePath schema:author ] ]", None),
        ("sh:property [ sh:path schema:author ; sh:node <urn:s> ]", None),
        ('sh:sparql [ sh:select "SELECT $this {}" ]', None),
    ],
)
def test_it_is_known_how_far_a_shape_looks(shape: str, steps: int | None) -> None:
    shapes = Graph().parse(data=f"{PREFIXES}<urn:s> a sh:NodeShape ; {shape} .")
    assert reach(shapes) == steps


def test_shapes_without_a_bound_are_judged_as_a_whole() -> None:
    backwards = "<urn:s> a sh:NodeShape ; sh:targetClass schema:Person ; sh:property <urn:p> . "
    backwards += "<urn:p> sh:path [ sh:inversePath schema:author ] ; sh:maxCount 0 ."
    shapes = Graph().parse(data=PREFIXES + backwards)
    judge = Judge(shapes, "turbo", BASE)
    for folder in (SEEDS, MAXIMAL):
        dataset = kg.build(folder, validate=False).dataset
        assert judge.results(dataset.triples) == run(dataset, shapes, "turbo")[0]
        assert judge.judged >= len(dataset.nodes)
