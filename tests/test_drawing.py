"""A thing among what surrounds it, drawn: what is shown, how it is lettered, and where its parts lead."""

from __future__ import annotations

import random
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser
from visiting import Visit

import kg
from kg.cli import main
from kg.visualization.drawing import drawing
from kg.visualization.lettering import clean, fitted, width, wrapped
from kg.visualization.scene import Link, Scene, Thing, scene
from kg.visualization.surroundings import surroundings

SVG = "{http://www.w3.org/2000/svg}"
BASE = "https://example.org/"


def made(links: list[tuple[str, str, str]], **labels: str) -> Scene:
    """A scene of things whose kind is the first word of their names."""
    names = dict.fromkeys(name for start, _, end in links for name in (start, end))
    things = {
        BASE + name: Thing(BASE + name, name.split("-")[0], labels.get(name.replace("-", "_"), name))
        for name in sorted(names)
    }
    return Scene(things, tuple(Link(BASE + start, predicate, BASE + end) for start, predicate, end in links))


def drawn(found: Scene, name: str) -> ElementTree.Element:
    svg = drawing(surroundings(found, BASE + name), here="#here", href=lambda iri: f"#{iri}")
    return ElementTree.fromstring(svg)  # noqa: S314 - our own


def rows(svg: ElementTree.Element) -> dict[str, str]:
    """What stands beside each name."""
    return {
        text.text or "": why.text or ""
        for link in svg.iter(f"{SVG}a")
        for text in link.findall(f"{SVG}text[@class='name']")
        for why in link.findall(f"{SVG}text[@class='why']")
    }


def test_claims_are_contracted_to_how_many_rest_on_a_source() -> None:
    found = made(
        [
            ("document-a", "schema:hasPart", "claim-1"),
            ("document-a", "schema:hasPart", "claim-2"),
            ("claim-1", "schema:isBasedOn", "source-x"),
            ("claim-2", "schema:isBasedOn", "source-x"),
            ("document-a", "schema:citation", "source-x"),
            ("document-a", "schema:citation", "source-y"),
            ("document-b", "schema:citation", "source-y"),
            ("document-a", "schema:about", "topic-t"),
            ("document-c", "schema:mentions", "document-a"),
        ]
    )
    svg = drawn(found, "document-a")
    assert rows(svg) == {
        "document-b": "1 source in common",
        "document-c": "Links to it",
        "source-x": "2 claims",
        "source-y": "Cited",
        "topic-t": "Topic",
    }
    # Two claims make a wider line than one citation.
    widths = [
        float(tie.get("stroke-width", "1")) for tie in svg.iter(f"{SVG}path") if tie.get("class") == "tie"
    ]
    assert sorted(widths) == [1, 1, 1, 1, max(widths)]
    assert max(widths) > 1
    assert rows(drawn(found, "source-x")) == {"document-a": "2 claims"}


def test_of_many_things_some_of_each_kind_are_shown_and_the_rest_counted() -> None:
    links = [("document-a", "schema:citation", f"source-{number:02}") for number in range(20)]
    found = made(
        [*links, ("document-a", "schema:about", "topic-t"), ("document-a", "schema:author", "person-p")]
    )
    svg = drawn(found, "document-a")
    assert len(rows(svg)) == 7
    assert {"topic-t", "person-p"} <= rows(svg).keys()
    assert "and 15 more" in {text.text for text in svg.iter(f"{SVG}text")}


def test_the_order_in_which_links_stand_changes_nothing(seeds: kg.KnowledgeGraph) -> None:
    whole = scene(seeds.dataset.nodes)
    document = whole.of_kind("document")[0].iri
    for seed in range(3):
        links = list(whole.links)
        random.Random(seed).shuffle(links)  # noqa: S311 - an order, not a secret
        assert surroundings(Scene(whole.things, tuple(links)), document) == surroundings(whole, document)


@given(st.text(max_size=80))
def test_any_name_is_text_and_keeps_its_place(name: str) -> None:
    found = made([("document-a", "schema:citation", "source-x")], source_x=name, document_a=name)
    svg = drawn(found, "document-a")
    assert [title.text or "" for title in svg.iter(f"{SVG}title")] == [clean(name)] * 2
    assert not set(clean(name)) & set("\u202a\u202e\u2066\u2069\u200f\x00")


@given(st.text(max_size=60), st.integers(30, 300))
def test_a_text_is_cut_to_its_width(text: str, most: int) -> None:
    cut = fitted(text, most)
    assert cut == text or (
        width(cut) <= most + 1 and text.startswith(cut[:-1].rstrip()) and cut.endswith("…")
    )
    assert all(width(line, 13) <= most + 1 for line in wrapped(text, most, 3))
    assert len(wrapped(text, most, 3)) <= 3


def test_drawings_are_small_and_their_letters_stay_inside(
    browser: Browser, tmp_path: Path, seeds: kg.KnowledgeGraph
) -> None:
    whole = scene(seeds.dataset.nodes)
    things = [thing for kind in ("document", "source", "person", "topic") for thing in whole.of_kind(kind)]
    wide = whole.of_kind("document")[0]
    names = ["漢字" * 40, "W" * 90, "Donaudampfschifffahrtsgesellschaft " * 4, "ديناميكا النظم " * 9]
    around = surroundings(whole, wide.iri)
    drawings = [
        *(
            drawing(surroundings(whole, thing.iri), here="#", href=lambda _: "#", styled=False)
            for thing in things
        ),
        *(
            drawing(
                replace(around, thing=replace(wide, label=name)), here="#", href=lambda _: "#", styled=False
            )
            for name in names
        ),
    ]
    sizes = [len(svg.encode("utf-8")) for svg in drawings]
    assert sum(sizes) / len(sizes) < 4_000
    style = (Path(kg.__file__).parent / "visualization/assets/drawing.css").read_text(encoding="utf-8")
    path = tmp_path / "all.html"
    path.write_text(
        f"<!doctype html><meta charset=utf-8><style>{style}</style>{''.join(drawings)}", encoding="utf-8"
    )
    with Visit(browser, path) as visit:
        outside = visit.page.evaluate(
            """() => [...document.querySelectorAll("svg")].flatMap((svg) => {
              const rect = (one) => one.getBoundingClientRect();
              const [frame, card] = [svg, svg.querySelector(".card")].map(rect);
              const isOut = (text) => {
                const box = text.matches(".here") ? card : frame, at = rect(text);
                return at.left < box.left - 2 || at.right > box.right + 2
                  || at.top < box.top - 2 || at.bottom > box.bottom + 2;
              };
              return [...svg.querySelectorAll("text")].filter(isOut).map((text) => text.textContent);
            })"""
        )
    assert outside == []


def test_kg_view_draws_a_node_whose_parts_lead_to_the_explorer(
    browser: Browser, tmp_path: Path, seeds: kg.KnowledgeGraph
) -> None:
    seeds.write(tmp_path / "out put")

    def view(*words: str, to: str = "drawing.svg") -> tuple[int, str]:
        done = CliRunner().invoke(
            main, ["view", *words, "-g", str(tmp_path / "out put"), "-o", str(tmp_path / to)]
        )
        return done.exit_code, done.stderr

    assert view("Tim Berners-Lee")[0] == 0
    with Visit(browser, tmp_path / "drawing.svg", inside=tmp_path) as visit:
        assert "The Semantic Web" in visit.page.text_content("svg")
        visit.page.locator("a", has_text="The Semantic Web").click()
        visit.page.wait_for_selector("body[data-ready]")
        assert visit.page.inner_text("#panel h2") == "The Semantic Web"
        assert "/out%20put/index.html#node=source%2F" in visit.page.url
    for words, said in (
        (("Tim Berners-Lee", "--depth", "2"), "one step"),
        (("--query", "ASK {}"), "one step"),
        (("Tim Bernrs-Lee",), "did you mean 'Tim Berners-Lee'?"),
    ):
        code, error = view(*words)
        assert (code, said in error) == (2, True), error


@pytest.mark.parametrize("kind", ["source", "person", "organization", "venue", "topic", "claim", "software"])
def test_every_kind_of_thing_can_be_drawn(seeds: kg.KnowledgeGraph, kind: str) -> None:
    whole = scene(seeds.dataset.nodes)
    for thing in whole.of_kind(kind):
        svg = drawing(surroundings(whole, thing.iri), here="#", href=lambda _: "")
        assert "<text" in svg
        # Without an address it is no link.
        assert svg.count("<a ") == 1 + svg.count(" more</text>")
