"""The explorer in a real browser, from disk: all that people do with it, on screens and phones."""

from __future__ import annotations

import csv
import io
import os
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import MAXIMAL, SEEDS
from playwright.sync_api import Browser, Page, expect
from visiting import Visit

import kg

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
COLLAPSE = "ai/language-models/model-collapse"
PICTURES = Path(os.environ.get("KG_SCREENSHOTS", "")) if os.environ.get("KG_SCREENSHOTS") else None


@pytest.fixture(scope="module")
def explorer(seeds: kg.KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("explorer") / "index.html"
    path.write_text(seeds.explore(), encoding="utf-8")
    return path


@pytest.fixture
def visit(browser: Browser, explorer: Path) -> Visit:
    return Visit(browser, explorer, viewport={"width": 1280, "height": 800}, accept_downloads=True)


def choose(page: Page, words: str) -> None:
    """Search for something and go to the first that is found."""
    page.fill("#search", words)
    page.locator("#results li").first.wait_for()
    page.keyboard.press("Enter")


def heading(page: Page) -> str:
    return page.inner_text("#panel h2")


def view(page: Page) -> str:
    return page.get_attribute("body", "data-view") or ""


def saved(page: Page, button: str) -> tuple[str, bytes]:
    """The name and content of the file that a button saves."""
    with page.expect_download() as waiting:
        page.click(button)
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_it_opens_on_a_map_and_says_where_to_begin(visit: Visit) -> None:
    with visit:
        page = visit.page
        assert page.title() == "Knowledge graphs, explained from their sources"
        assert (view(page), heading(page)) == ("map", "Where to begin")
        assert "16 documents, 108 claims, 75 sources" in page.inner_text("#panel")
        label = page.get_attribute("#canvas", "aria-label") or ""
        assert label.startswith("Map of 16 documents and ")
        drawn = page.locator("#canvas").evaluate(
            "c => new Set(c.getContext('2d').getImageData(0, 0, c.width, c.height).data).size"
        )
        assert drawn > 50, "the map has colours"


def test_another_size_of_the_room_leaves_no_empty_frame(visit: Visit) -> None:
    with visit:
        colours = visit.page.evaluate(
            """() => new Promise((done) => {
                const canvas = document.getElementById("canvas"), room = canvas.parentElement;
                let before = canvas.width;
                // Observers are told in the order in which they came, before the frame is shown.
                new ResizeObserver(() => {
                    if (canvas.width === before) return;
                    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
                    done(new Set(data).size);
                }).observe(room);
                room.style.width = "400px";
            })"""
        )
        assert colours > 50


def test_a_newcomer_finds_a_claim_its_source_and_the_source_that_carries_most(
    visit: Visit, seeds: kg.KnowledgeGraph
) -> None:
    with visit:
        page = visit.page
        first = (
            page.locator("#panel section", has_text="Sources that carry the most claims").locator("li").first
        )
        name, count = first.locator(".name").inner_text(), first.locator(".remark").inner_text()
        query = """SELECT ?name (COUNT(?claim) AS ?n) { ?claim a schema:Claim ; schema:isBasedOn ?s .
                   ?s schema:name ?name } GROUP BY ?s ?name ORDER BY DESC(?n) ?name LIMIT 1"""
        (best,) = seeds.query(query)
        assert (name, count) == (str(best["name"]), f"{best['n']} claims")
        choose(page, "indiscriminate training on data")
        assert page.inner_text("#panel .badges .kind") == "Claim"
        page.click("#panel section:has-text('Rests on') button")
        assert page.inner_text("#panel .badges .kind") == "Source"
        href = page.get_attribute("#panel .outward a", "href") or ""
        assert href.startswith("https://")
        assert "Claims that rest on it" in page.inner_text("#panel")
        assert "Cited by" in page.inner_text("#panel")


def test_search_finds_while_typing_and_is_walked_by_keys(visit: Visit) -> None:
    with visit:
        page = visit.page
        page.keyboard.press("/")
        page.keyboard.type("collapse")
        page.locator("#results li").first.wait_for()
        found = page.locator("#results li").count()
        assert found > 3
        page.keyboard.press("ArrowDown")
        active = page.get_attribute("#search", "aria-activedescendant")
        chosen = page.inner_text(f"#{active} .name")
        page.keyboard.press("Enter")
        assert heading(page).startswith(chosen.rstrip("…")[:40])
        assert view(page) == "evidence"
        page.fill("#search", "zebra crossing")
        assert page.inner_text("#results") == "Nothing here has these words"
        page.keyboard.press("Escape")
        assert not page.is_visible("#results")


def test_what_is_shown_is_in_the_address_and_back_and_forward_work(
    browser: Browser, explorer: Path, visit: Visit
) -> None:
    with visit:
        page = visit.page
        choose(page, "Model collapse")
        address = page.url
        assert f"node={COLLAPSE.replace('/', '%2F')}" in address
        page.click("#tabs [data-view=table]")
        page.go_back()
        expect(page.locator("body")).to_have_attribute("data-view", "evidence")
        page.go_back()
        expect(page.locator("body")).to_have_attribute("data-view", "map")
        page.go_forward()
        expect(page.locator("#panel h2")).to_have_text("Model collapse")
    with Visit(browser, explorer, "#" + address.partition("#")[2]) as shared:
        assert (view(shared.page), heading(shared.page)) == ("evidence", "Model collapse")
    with Visit(browser, explorer, "#node=nobody&view=nowhere&depth=99&open=%F0") as wrong:
        assert (view(wrong.page), heading(wrong.page)) == ("map", "Where to begin")


def test_depth_widens_what_is_around_and_cards_unfold_and_fold(visit: Visit) -> None:
    with visit:
        page = visit.page
        choose(page, "Model collapse")
        near = page.locator("#canvas").screenshot()
        page.locator("#depth").focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator(".depth output")).to_have_text("2 steps")
        assert "depth=2" in page.url
        assert page.locator("#canvas").screenshot() != near
        page.locator("#depth").focus()
        page.keyboard.press("ArrowLeft")
        expect(page.locator(".depth output")).to_have_text("1 step")
        page.focus("#canvas")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("x")
        assert re.search(r"[#&](open|fold)=", page.url)
        page.keyboard.press("x")


def test_the_map_is_walked_by_keys_and_chosen_from(visit: Visit) -> None:
    with visit:
        page = visit.page
        page.focus("#canvas")
        page.keyboard.press("ArrowRight")
        expect(page.locator("#said")).not_to_be_empty()
        page.keyboard.press("Enter")
        expect(page.locator("body")).to_have_attribute("data-view", "evidence")
        page.keyboard.press("Escape")
        expect(page.locator("body")).to_have_attribute("data-view", "map")
        for key, wanted in (("e", "evidence"), ("t", "table"), ("c", "charts"), ("w", "weak"), ("m", "map")):
            page.keyboard.press(key)
            assert view(page) == wanted
        page.keyboard.press("?")
        assert page.is_visible("#help")
        page.keyboard.press("Escape")
        assert not page.is_visible("#help")


def test_the_picture_is_chosen_from_moved_and_scaled_by_mouse(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.md").write_text("---\ntitle: The only one\n---\n", encoding="utf-8")
    path = tmp_path / "index.html"
    path.write_text(kg.build(tmp_path / "docs").explore(), encoding="utf-8")
    with Visit(browser, path) as visit:
        page = visit.page
        before = page.locator("#canvas").screenshot()
        page.locator("#canvas").hover()
        page.mouse.wheel(0, -400)
        page.click("#zoom-in")
        page.click("#fit")
        page.click("#canvas")
        expect(page.locator("#panel h2")).to_have_text("The only one")
        page.keyboard.press("m")
        page.locator("#canvas").hover()
        page.mouse.down()
        page.mouse.move(100, 300)
        page.mouse.up()
        assert page.locator("#canvas").screenshot() != before


def test_filters_count_hide_and_are_taken_back(visit: Visit) -> None:
    with visit:
        page = visit.page
        page.click("#filters summary")
        legend = page.locator("#legend button[data-kind=claim]")
        assert legend.inner_text().split() == ["Claims", "108"]
        page.select_option("#level", "medium")
        some = int(legend.locator(".count").inner_text())
        assert 0 < some < 108
        page.select_option("#topic", label="Synthetic data")
        assert int(legend.locator(".count").inner_text()) < some
        page.fill("#from", "2024")
        page.keyboard.press("Tab")
        assert "(3)" in page.inner_text("#filters-count")
        page.click("#reset")
        assert legend.locator(".count").inner_text() == "108"
        legend.click()
        assert legend.get_attribute("aria-pressed") == "false"
        assert "hide=claim" in page.url
        page.keyboard.press("t")
        assert page.locator("#rows tbody tr").count() == 100
        kinds = set(page.locator("#rows tbody td:nth-child(2)").all_inner_texts())
        assert "Claim" not in kinds


def test_a_way_leads_from_one_thing_to_another(visit: Visit) -> None:
    with visit:
        page = visit.page
        choose(page, "Model collapse")
        page.click("text=Find a way to …")
        choose(page, "Tim Berners-Lee")
        assert heading(page) == "The shortest way"
        steps = page.locator("#panel .way li .name").all_inner_texts()
        assert (steps[0], steps[-1]) == ("Model collapse", "Tim Berners-Lee")
        assert len(steps) > 2
        page.click("text=Leave the way")
        assert heading(page) == "Model collapse"
        page.click("text=Show on the map")
        assert (view(page), heading(page)) == ("map", "Model collapse")


def test_the_table_is_sorted_and_saved_as_csv(visit: Visit) -> None:
    with visit:
        page = visit.page
        page.keyboard.press("t")
        page.click("#rows thead button:has-text('Name')")
        names = page.locator("#rows tbody .name").all_inner_texts()
        assert names[:20] == sorted(names[:20], key=str.lower) or names == sorted(names)
        assert page.get_attribute("#rows thead th", "aria-sort") == "ascending"
        page.click("#more-rows")
        assert page.locator("#rows tbody tr").count() == 200
        name, content = saved(page, "#csv")
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert name == "things.csv"
        assert rows[0][:3] == ["IRI", "Name", "Kind"]
        shown = re.match(r"([\d,]+) of", page.inner_text("#rows caption"))
        assert shown
        assert len(rows) - 1 == int(shown[1].replace(",", ""))


def test_pictures_are_saved(visit: Visit) -> None:
    with visit:
        page = visit.page
        name, png = saved(page, "#png")
        assert (name, png[:8]) == ("graph.png", b"\x89PNG\r\n\x1a\n")
        name, svg = saved(page, "#svg")
        root = ElementTree.fromstring(svg)  # noqa: S314 - our own
        texts = "".join(root.itertext())
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert "Model collapse" in texts
        choose(page, "Model collapse")
        _, svg = saved(page, "#svg")
        assert "Synthetic data" in svg.decode()


def test_charts_lead_to_what_they_count(visit: Visit) -> None:
    with visit:
        page = visit.page
        page.click("#tabs [data-view=charts]")
        titles = page.locator("#charts-view h3").all_inner_texts()
        assert "Sources that carry the most claims" in titles
        assert "Coverage and gaps" in titles
        assert len(titles) >= 5
        page.locator("#charts-view [data-iri]").first.click()
        assert view(page) == "evidence"


def test_weak_spots_stand_on_the_things_concerned(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "index.html"
    path.write_text(kg.build(MAXIMAL).explore(), encoding="utf-8")
    with Visit(browser, path) as visit:
        page = visit.page
        page.keyboard.press("w")
        total = int(page.inner_text("#weak-count").replace(",", ""))
        assert total > 5
        assert page.locator("#findings > li").count() == min(total, 60)
        page.locator("#findings .leads").first.click()
        assert "Weak spots" in page.inner_text("#panel")
        page.keyboard.press("w")
        page.click("#mark")
        assert (view(page), "weak=1" in page.url) == ("map", True)


@pytest.mark.parametrize("name", ["map", "evidence", "table", "charts", "weak", "help"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, explorer: Path, scheme: str, name: str) -> None:
    query = f"#view={name}&node={COLLAPSE.replace('/', '%2F')}"
    options = PHONE if scheme == "dark" else {"viewport": {"width": 1280, "height": 800}}
    with Visit(browser, explorer, query, color_scheme=scheme, bypass_csp=True, **options) as visit:
        if name == "help":
            visit.page.click("#help-open")
        report = Axe().run(visit.page).response
        assert [(one["id"], one["nodes"][0]["html"][:120]) for one in report["violations"]] == []
        if PICTURES:
            PICTURES.mkdir(parents=True, exist_ok=True)
            visit.page.screenshot(path=PICTURES / f"explorer-{name}-{scheme}.png")


def test_it_fits_a_phone_and_is_touched(browser: Browser, explorer: Path) -> None:
    with Visit(browser, explorer, **PHONE) as visit:
        page = visit.page
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.locator("#panel .leads").first.tap()
        assert view(page) == "evidence"
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_theme_follows_the_system_and_can_be_changed(browser: Browser, explorer: Path) -> None:
    with Visit(browser, explorer, color_scheme="dark") as visit:
        colour = "getComputedStyle(document.body).backgroundColor"
        dark = visit.page.evaluate(colour)
        visit.page.click("#theme")
        assert visit.page.evaluate(colour) != dark
        assert visit.page.inner_text("#theme") == "Dark"


HOSTILE = """---
title: '</script><script>window.hacked=1</script>'
language: en
atomic_facts:
  - id: a
    statement: '<img src=x onerror="window.hacked=1"> \\u202e gnp ]]> <!-- {{ 7*7 }}'
    source_url: 'javascript:window.hacked=1'
  - id: b
    statement: '=HYPERLINK("https://example.org/","x")'
    source_url: 'https://example.org/"><script>window.hacked=1</script>'
primary_sources:
  - {title: '"><svg onload=window.hacked=1>', authors: ['<b>Doe</b>, Jane'], url: 'https://example.org/a'}
tags: ['</style><script>window.hacked=1</script>']
---
"""


def test_hostile_text_is_only_text(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.md").write_text(HOSTILE, encoding="utf-8")
    path = tmp_path / "index.html"
    path.write_text(kg.build(tmp_path / "docs").explore(), encoding="utf-8")
    with Visit(browser, path, accept_downloads=True) as visit:
        page = visit.page
        for words in ("script", "img", "HYPERLINK", "svg", "Jane"):
            choose(page, words)
            links = page.locator("#panel a").evaluate_all("all => all.map(one => one.protocol)")
            assert set(links) <= {"https:", "http:"}
        for key in "mtcw":
            page.keyboard.press(key)
        page.keyboard.press("t")
        rows = csv.reader(io.StringIO(saved(page, "#csv")[1].decode("utf-8-sig")))
        assert not any(cell.startswith("=") for row in rows for cell in row)
        assert page.evaluate("window.hacked") is None
        assert page.locator("img, svg[onload], #panel b").count() == 0


def test_an_empty_map_and_a_graph_without_findings_are_no_obstacle(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: ''\n---\n", encoding="utf-8")
    path = tmp_path / "index.html"
    path.write_text(kg.build(tmp_path / "a.md", validate=False).explore(), encoding="utf-8")
    with Visit(browser, path) as visit:
        for key in "etcwm":
            visit.page.keyboard.press(key)
        assert heading(visit.page) == "Where to begin"


def test_the_same_graph_gives_the_same_page_and_a_small_change_a_similar_map(tmp_path: Path) -> None:
    graph = kg.build(SEEDS)
    assert graph.explore() == kg.build(SEEDS).explore()
