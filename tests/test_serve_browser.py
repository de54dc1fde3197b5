"""The page to ask, in a real browser: it works by keyboard, asks this server alone, and all can use it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from serving import PEOPLE, Served


@pytest.fixture
def page(served: Served, browser: Browser) -> Iterator[Page]:
    """A page whose complaints and requests are looked at in the end."""
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 1100, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    yield page
    context.close()
    # A refused query is told in the console of browsers.
    assert [one for one in complaints if "400 (Bad Request)" not in one] == []
    assert [url for url in asked if not url.startswith(served.url)] == []


def ask(page: Page, query: str) -> None:
    """Write a query in the place of the one that is there, and ask it by keyboard."""
    editor = page.get_by_role("textbox", name="Query in SPARQL")
    editor.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(query)
    page.keyboard.press("Control+Enter")


def test_a_query_is_written_coloured_and_answered(served: Served, page: Page) -> None:
    page.goto(f"{served.url}query")
    query = 'SELECT ?name { ?p a schema:Person ; schema:name ?name FILTER(?name != "x") } # all'
    ask(page, query)
    expect(page.locator("table tbody tr")).to_have_count(PEOPLE)
    expect(page.get_by_role("status")).to_contain_text(f"{PEOPLE} rows in")
    assert page.locator(".editor:visible").inner_text().strip() == query
    kinds = ["word", "variable", "name", "string", "comment"]
    assert all(page.locator(f".editor span.{kind}").count() for kind in kinds)
    with page.expect_download() as download:
        page.evaluate("document.querySelector('.downloads a').setAttribute('download', '')")
        page.get_by_role("link", name="CSV").click()
    assert len(download.value.path().read_text(encoding="utf-8").splitlines()) == PEOPLE + 1


def test_a_mistake_is_shown_where_it_is_and_mended(served: Served, page: Page) -> None:
    page.goto(f"{served.url}query")
    ask(page, "SELEC ?s { ?s ?p ?o }")
    expect(page.get_by_role("alert")).to_contain_text("did you mean SELECT?")
    ask(page, "ASK { ?s ?p ?o }")
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(page.get_by_role("status")).to_contain_text("Yes")
    ask(page, "CONSTRUCT WHERE { ?p a schema:Person }")
    expect(page.locator(".answer pre")).to_contain_text("schema:Person")


def test_a_named_query_is_at_hand_with_its_parameters(served: Served, page: Page) -> None:
    page.goto(f"{served.url}query?name=most-cited-sources")
    limit = page.get_by_label("limit")
    expect(page.locator(".editor:visible")).to_contain_text("LIMIT 20")
    limit.fill("2")
    limit.press("Tab")
    expect(page.locator(".editor:visible")).to_contain_text(re.compile(r"LIMIT 2(?!\d)"))
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("table tbody tr")).to_have_count(2)
    page.locator("table tbody a").first.click()
    expect(page.locator(".iri")).to_contain_text("https://example.org/maximal/source/")


def test_text_in_answers_is_no_html(served: Served, page: Page) -> None:
    page.goto(f"{served.url}query")
    ask(page, "SELECT ('<img src=x onerror=alert(1)>' AS ?a) (IRI('javascript:alert(2)') AS ?b) {}")
    expect(page.locator("table tbody td").first).to_have_text("<img src=x onerror=alert(1)>")
    assert page.locator(".answer img, .answer a").count() == 0


@pytest.mark.parametrize("path", ["", "query", "queries", "search?q=journal", "all-of-it.html"])
def test_everybody_can_use_every_page(served: Served, page: Page, path: str) -> None:
    page.goto(served.url + path)
    page.wait_for_load_state("networkidle")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
