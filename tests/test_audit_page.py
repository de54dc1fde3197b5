"""The page of findings, in a real browser: it works, and it asks nobody for anything."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from conftest import ROOT
from playwright.sync_api import Browser
from visiting import Visit

import kg
from kg.audit import Exhibit, Finding, audit
from kg.audit.page import page
from kg.diagnostics import Location, Severity

AS_OF = date(2024, 7, 1)
FIXTURES = ROOT / "tests" / "audit"
HOSTILE = [
    "</script><script>window.hacked = 1</script>",
    '<img src=x onerror="window.hacked = 1">',
    '" onmouseover="window.hacked=1',
    "{{ 7 * 7 }}{% raw %}",
    "lone \ud800 surrogate \u2028 and \u202e more",
    "x" * 20_000,
    "",
]


def finding(text: str, number: int = 0, code: str = "KG501", documents: int = 2) -> Finding:
    exhibits = tuple(Exhibit(Location(f"docs/{one}.md", number + 1), text, text) for one in range(documents))
    return Finding(
        code, Severity.VIOLATION, text, exhibits[0].location, text, (), subject=text, exhibits=exhibits
    )


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folders = [FIXTURES / code / "bad" for code in ("KG501", "KG513", "KG533", "KG531")]
    found = audit(kg.build(folders, validate=False), as_of=AS_OF)
    path = tmp_path_factory.mktemp("page") / "audit.html"
    path.write_text(page(found, title="Audit of the harbour", as_of=AS_OF, documents=14), encoding="utf-8")
    return path


class Audit(Visit):
    def shown(self) -> int:
        return self.page.locator(".finding:visible").count()


def test_it_opens_from_disk_and_shows_the_worst_first(browser: Browser, written: Path) -> None:
    with Audit(browser, written) as visit:
        assert visit.page.title() == "Audit of the harbour"
        assert "9 findings in 14 documents" in visit.page.inner_text("header p")
        assert "as of 2024-07-01" in visit.page.inner_text("header p")
        assert visit.page.inner_text("h2 >> nth=0") == "doi:10.1098/rsta.2001.0042 in 3 documents"
        first = visit.page.locator(".finding").first
        assert first.locator("h3").inner_text() == (
            "doi:10.1098/rsta.2001.0042 stands under 3 different titles in 3 documents"
        )
        assert first.locator(".said").all_inner_texts() == [
            "How Honeybees Choose a Nest Site",
            "Fresnel Lenses in Coastal Lighthouses",
            "A Harmonic Analysis of Tides",
        ]
        assert first.locator("code").first.inner_text() == "KG501/bad/bees.md:7"


def test_the_number_that_differs_is_marked_and_one_sentence_stands_once(
    browser: Browser, written: Path
) -> None:
    with Audit(browser, written) as visit:
        assert visit.page.locator("[data-rule=KG533] mark").all_inner_texts() == ["41", "47"]
        assert visit.page.locator("[data-rule=KG531] .said").count() == 1
        assert visit.page.locator("[data-rule=KG531] code").count() == 5


def test_it_is_filtered_by_severity_rule_and_words(browser: Browser, written: Path) -> None:
    with Audit(browser, written) as visit:
        assert visit.shown() == 9
        visit.page.click("[data-severity=warning].severity")
        assert visit.page.get_attribute("[data-severity=warning].severity", "aria-pressed") == "false"
        assert visit.shown() == 2
        visit.page.click("[data-severity=warning].severity")
        visit.page.select_option("#rule", "KG513")
        assert visit.shown() == 6
        visit.page.fill("#search", "CROSSES")
        assert visit.shown() == 1
        assert visit.page.locator(".group:visible").count() == 1
        assert visit.page.inner_text("#status") == "1 of 9 shown, 0 done"
        visit.page.fill("#search", "zebra")
        assert visit.page.is_visible("#nothing")
        visit.page.click("#reset")
        assert visit.shown() == 9


def test_the_search_is_reached_by_keyboard(browser: Browser, written: Path) -> None:
    with Audit(browser, written) as visit:
        visit.page.keyboard.press("/")
        visit.page.keyboard.type("honeybees")
        assert visit.shown() == 1
        visit.page.keyboard.press("Escape")
        assert visit.shown() == 9


def test_what_is_done_is_remembered_and_can_be_hidden(browser: Browser, written: Path) -> None:
    with Audit(browser, written) as visit:
        button = visit.page.locator(".finding .done").first
        button.click()
        assert button.get_attribute("aria-pressed") == "true"
        assert visit.page.inner_text("#status") == "All 9 shown, 1 done"
        visit.page.reload()
        assert visit.page.locator(".finding .done").first.inner_text() == "Done ✓"
        visit.page.check("#hide")
        assert visit.shown() == 8
        visit.page.uncheck("#hide")
        visit.page.locator(".finding .done").first.click()
        assert visit.page.inner_text("#status") == "All 9 shown, 0 done"


def test_the_theme_follows_the_system_and_can_be_changed(browser: Browser, written: Path) -> None:
    with Audit(browser, written, color_scheme="dark") as visit:
        assert visit.page.get_attribute("html", "data-theme") == "dark"
        visit.page.click("#theme")
        assert visit.page.get_attribute("html", "data-theme") == "light"


def test_it_fits_a_phone(browser: Browser, written: Path) -> None:
    with Audit(browser, written, viewport={"width": 390, "height": 844}) as visit:
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_every_control_has_a_name_and_every_finding_a_heading(browser: Browser, written: Path) -> None:
    with Audit(browser, written) as visit:
        for role in ("button", "combobox", "searchbox", "checkbox"):
            for control in visit.page.get_by_role(role).all():  # type: ignore[arg-type]
                assert control.get_attribute("aria-label") or control.inner_text() or role == "checkbox"
        assert visit.page.get_by_role("checkbox", name="Hide what is done").count() == 1
        assert visit.page.locator("h1").count() == 1
        assert visit.page.locator(".finding:not(:has(h3))").count() == 0
        ids = visit.page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
        assert len(ids) == len(set(ids))


def test_it_can_be_read_without_scripts(browser: Browser, written: Path) -> None:
    with Audit(browser, written, java_script_enabled=False) as visit:
        assert visit.shown() == 9
        assert not visit.page.is_visible("#filters")


def test_many_places_wait_until_they_are_asked_for(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "many.html"
    path.write_text(page([finding("One sentence", documents=40)], title="Many", as_of=AS_OF, documents=40))
    with Audit(browser, path) as visit:
        assert visit.page.locator(".finding code:visible").count() == 12
        visit.page.click("summary:has-text('28 more places')")
        assert visit.page.locator(".finding code:visible").count() == 40


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_only_text(browser: Browser, tmp_path: Path, hostile: str) -> None:
    path = tmp_path / "hostile.html"
    found = [finding(hostile), finding("plain", 1)]
    path.write_text(page(found, title=hostile, as_of=AS_OF, documents=2), encoding="utf-8")
    with Audit(browser, path) as visit:
        visit.page.fill("#search", "plain")
        assert visit.shown() == 1
        assert visit.page.evaluate("window.hacked") is None
        assert visit.page.locator("img").count() == 0


def test_a_page_without_findings_says_so(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "clean.html"
    path.write_text(page([], title="Clean", as_of=AS_OF, documents=3), encoding="utf-8")
    with Audit(browser, path) as visit:
        assert "Nothing to do" in visit.page.inner_text("main")


def test_the_same_findings_give_the_same_page() -> None:
    found = [finding("a"), finding("a"), finding("b", 3)]
    pages = {page(found, title="Same", as_of=AS_OF, documents=3) for _ in range(2)}
    assert len(pages) == 1
