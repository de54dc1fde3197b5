"""The site in a real browser, from disk: it works, anybody can use it, and it asks nobody for anything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import HOSTILE_DOCUMENTS
from playwright.sync_api import Browser, Page
from pybtex.database import parse_string
from visiting import Visit

import kg

PHONE = {"color_scheme": "dark", "viewport": {"width": 390, "height": 800}}
SCREEN = {"color_scheme": "light", "viewport": {"width": 1280, "height": 800}}
SEEN = [
    ("index.html", SCREEN),
    ("semantic-web/rdf.html", PHONE),
    ("semantic-web/rdf.html", SCREEN),
    ("source/doi/10.1145/3447772.html", PHONE),
    ("person/tim-berners-lee.html", SCREEN),
    ("topic/semantic-web.html", PHONE),
    ("search.html?q=graph", PHONE),
]


def visit(browser: Browser, site: Path, path: str, **options: Any) -> Visit:
    """A visit to a page of the site, of which it may read every file."""
    file, _, query = path.partition("?")
    return Visit(browser, site / file, f"?{query}" if query else "", inside=site, **options)


@pytest.fixture(scope="module")
def site(seeds: kg.KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("browser") / "site"
    seeds.write_site(folder)
    return folder


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "site"
    kg.build(HOSTILE_DOCUMENTS, validate=False).write_site(folder)
    return folder


def violations(page: Page) -> list[tuple[str, str]]:
    # Without preload: it would have axe itself ask for the style sheet.
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [(one["id"], node["html"][:200]) for one in found for node in one["nodes"]]


@pytest.mark.parametrize(("path", "screen"), SEEN)
def test_axe_finds_nothing_that_keeps_anybody_out(
    browser: Browser, site: Path, path: str, screen: dict[str, Any]
) -> None:
    with visit(browser, site, path, bypass_csp=True, **screen) as opened:
        page = opened.page
        if path.startswith("search"):
            page.locator(".results li").first.wait_for()
        assert violations(page) == []
        # Nothing is wider than the screen.
        assert page.evaluate("document.documentElement.scrollWidth") <= screen["viewport"]["width"]


@pytest.mark.parametrize("name", ["markup", "rtl", "index~2"])
def test_hostile_texts_stay_texts(browser: Browser, hostile_site: Path, name: str) -> None:
    options = {"bypass_csp": True, "viewport": {"width": 390, "height": 800}}
    with visit(browser, hostile_site, f"{name}.html", **options) as opened:
        page = opened.page
        assert page.evaluate("window.hacked") is None
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_search_finds_documents_claims_and_people_from_disk(browser: Browser, site: Path) -> None:
    with visit(browser, site, "index.html") as opened:
        page = opened.page
        page.keyboard.press("/")
        page.keyboard.type("berners")
        page.keyboard.press("Enter")
        page.locator(".results li").first.wait_for()
        assert page.locator(".results li.person .name").first.inner_text() == "Tim Berners-Lee"
        page.locator(".kinds button", has_text="Claims").click()
        assert set(page.locator(".results li").evaluate_all("all => all.map(one => one.className)")) == {
            "claim"
        }
        page.locator(".kinds button", has_text="All").click()
        page.fill("main input[type=search]", "zebra crossing")
        assert page.inner_text("main .said") == "Nothing here has that in it"
        assert page.locator(".results li").count() == 0
        page.fill("main input[type=search]", "théo TROUILLON")
        assert (
            page.locator(".results li.person a").first.get_attribute("href") == "person/theo-trouillon.html"
        )


def test_a_claim_is_cited_and_copied_in_three_forms(browser: Browser, site: Path) -> None:
    with visit(browser, site, "semantic-web/rdf.html") as opened:
        page = opened.page
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.locator("#rdf-f2 button.cite").click()
        dialog = page.locator("dialog")
        assert dialog.get_by_role("heading", level=2).inner_text() == "Cite this claim"
        copied = []
        for button in dialog.locator("button.copy").all():
            button.click()
            page.wait_for_function("document.querySelector('dialog .said').textContent === 'Copied'")
            copied.append(page.evaluate("navigator.clipboard.readText()"))
        assert "An RDF literal consists of" in copied[0]
        assert copied[0].endswith("https://example.org/kg/semantic-web/rdf.html#rdf-f2")
        (entry,) = parse_string(copied[1], "bibtex").entries.values()
        assert entry.fields["url"].endswith("#rdf-f2")
        assert json.loads(copied[2])[0]["container-title"] == "RDF: the Resource Description Framework"
        page.keyboard.press("Escape")
        assert not dialog.is_visible()


def test_the_colours_that_were_chosen_stay(browser: Browser, site: Path) -> None:
    with visit(browser, site, "index.html", color_scheme="light") as opened:
        page = opened.page
        before = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.click("button.theme")
        page.click("button.theme")
        assert page.inner_text("button.theme .choice") == "dark"
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
        page.click("nav.sections a >> nth=0")
        assert page.get_attribute("html", "data-theme") == "dark"


def test_a_page_can_be_read_and_walked_without_scripts(browser: Browser, site: Path) -> None:
    with visit(browser, site, "semantic-web/rdf.html", java_script_enabled=False) as opened:
        page = opened.page
        assert not page.is_visible("button.cite")
        assert page.locator(".claim").count() == 6
        page.click(".claims .rests a >> nth=0")
        assert page.inner_text("h1") == "RDF 1.1 Concepts and Abstract Syntax"
        page.click("#\\~claims .name a >> nth=0")
        assert "semantic-web/rdf.html#" in page.url


def test_a_printed_page_holds_the_text_and_leaves_out_what_is_for_screens(
    browser: Browser, site: Path
) -> None:
    with visit(browser, site, "semantic-web/rdf.html") as opened:
        page = opened.page
        page.emulate_media(media="print")
        assert not page.is_visible("header.top")
        assert not page.is_visible(".side")
        assert page.is_visible("#rdf-f2 .statement")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_a_document_is_drawn_among_what_surrounds_it_and_explored_in_a_frame(
    browser: Browser, site: Path
) -> None:
    with visit(browser, site, "semantic-web/rdf.html", bypass_csp=True, **SCREEN) as opened:
        page = opened.page
        drawing = page.locator("#\\~graph svg")
        links = drawing.locator("a").evaluate_all("found => found.map((one) => one.href.baseVal)")
        assert len(links) > 8
        for link in links:
            assert (site / "semantic-web" / link.partition("#")[0]).resolve().is_file(), link
        # The frame asks for nothing before somebody wants it.
        assert not [url for url in opened.requests if "explorer" in url]
        page.click("text=Explore from here")
        frame = page.frame_locator("details iframe")
        frame.locator("body.bare[data-ready]").wait_for(timeout=10_000)
        assert "RDF" in str(frame.locator("#canvas").get_attribute("aria-label"))
        assert not frame.locator("#panel").is_visible()
        assert page.get_attribute("details iframe", "sandbox") == "allow-scripts"
        assert violations(page) == []
        page.click("text=Open in the whole explorer")
        page.wait_for_selector("body[data-ready]")
        assert page.inner_text("#panel h2") == "RDF: the Resource Description Framework"


def test_things_lead_to_the_explorer(browser: Browser, site: Path) -> None:
    with visit(browser, site, "source/doi/10.1145/3447772.html") as opened:
        opened.page.click("text=Show in the explorer")
        opened.page.wait_for_selector("body[data-ready]")
        assert opened.page.inner_text("#panel h2") == "Knowledge Graphs"
