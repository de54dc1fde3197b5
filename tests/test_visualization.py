"""The picture of the graph, in a real browser: it works, and it asks nobody for anything."""

from __future__ import annotations

import random
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser
from visiting import Visit

import kg
from kg.cli import main
from kg.errors import NotFoundError, QueryError
from kg.visualization.communities import centrality
from kg.visualization.layout import layout
from kg.visualization.page import page
from kg.visualization.placement import GAP, near_in_cells
from kg.visualization.selection import neighbourhood, overview

BASE = "https://example.org/"
HOSTILE = [
    "</script><script>window.hacked = 1</script>",
    '<img src=x onerror="window.hacked = 1">',
    "javascript:window.hacked=1",
    'a "quoted" title with href="https://example.com/" in it',
    "\u202eright to left\u202c",
    "line\u2028separator",
    "lone \ud800 surrogate",
    "x" * 20_000,
    "",
]


def demo(documents: int = 3, claims: int = 2) -> nx.MultiDiGraph[str]:
    """A small graph: documents about one topic that share a source by one author."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node(f"{BASE}topic", kind="topic", label="A topic", types=["schema:DefinedTerm"])
    graph.add_node(
        f"{BASE}source", kind="source", label="A shared source", year="1999", url="https://example.com/s"
    )
    graph.add_node(f"{BASE}person", kind="person", label="Ada Lovelace")
    graph.add_node(f"{BASE}part", kind="other", label="an identifier")
    graph.add_edge(f"{BASE}source", f"{BASE}person", key="schema:author", predicate="schema:author")
    graph.add_edge(f"{BASE}source", f"{BASE}part", key="schema:identifier", predicate="schema:identifier")
    for number in range(documents):
        document = f"{BASE}d{number}"
        graph.add_node(document, kind="document", label=f"Document {number}", text="What it says.")
        graph.add_edge(document, f"{BASE}topic", key="schema:about", predicate="schema:about")
        graph.add_edge(document, f"{BASE}source", key="schema:citation", predicate="schema:citation")
        for count in range(claims):
            claim = f"{document}#f{count}"
            graph.add_node(claim, kind="claim", label=f"Claim {count} of {number}", confidence="high")
            graph.add_edge(document, claim, key="schema:hasPart", predicate="schema:hasPart")
            graph.add_edge(claim, f"{BASE}source", key="schema:isBasedOn", predicate="schema:isBasedOn")
    return graph


def shuffled(graph: nx.MultiDiGraph[str], seed: int) -> nx.MultiDiGraph[str]:
    chance = random.Random(seed)  # noqa: S311 - an order, not a secret
    nodes, edges = list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True))
    chance.shuffle(nodes)
    chance.shuffle(edges)
    other: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    other.add_nodes_from(nodes)
    other.add_edges_from(edges)
    return other


def test_the_page_does_not_depend_on_the_order_of_nodes_and_edges() -> None:
    graph = demo()
    pages = {page(overview(shuffled(graph, seed)), title="Demo") for seed in range(4)}
    assert len(pages) == 1
    cut = {page(overview(shuffled(graph, seed), limit=6), title="Demo") for seed in range(4)}
    assert len(cut) == 1


def test_a_large_graph_is_cut_to_documents_topics_and_what_they_share() -> None:
    shown = overview(demo(documents=20, claims=5), limit=23)
    kinds = [shown.nodes[node]["kind"] for node in shown]
    assert len(shown) == 23
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "document": 20,
        "topic": 1,
        "source": 1,
        "person": 1,
    }
    assert shown.has_edge(f"{BASE}d3", f"{BASE}source", key="schema:citation")


def test_parts_of_nodes_are_never_shown() -> None:
    assert f"{BASE}part" not in overview(demo())
    assert f"{BASE}part" not in neighbourhood(demo(), f"{BASE}source", depth=3)


def test_a_neighbourhood_grows_with_its_depth_and_keeps_the_nearest() -> None:
    graph = demo()
    assert set(neighbourhood(graph, f"{BASE}person", depth=0)) == {f"{BASE}person"}
    assert set(neighbourhood(graph, f"{BASE}person", depth=1)) == {f"{BASE}person", f"{BASE}source"}
    assert f"{BASE}d1" in neighbourhood(graph, f"{BASE}person", depth=2)
    assert list(neighbourhood(graph, f"{BASE}person", depth=9))[:2] == [f"{BASE}person", f"{BASE}source"]
    with pytest.raises(NotFoundError, match="has no node"):
        neighbourhood(graph, "nowhere")


def test_every_node_has_a_place_of_its_own_and_none_drifts_away() -> None:
    graph = demo(documents=8, claims=4)
    for lonely in range(5):
        graph.add_node(f"{BASE}lonely{lonely}", kind="document", label="Alone")
    places = layout(graph)
    assert places.keys() == set(graph.nodes)
    assert len(set(places.values())) == len(places)
    assert max(abs(value) for place in places.values() for value in place) < 5_000
    assert layout(nx.MultiDiGraph()) == {}


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "index.html"
    path.write_text(page(overview(demo()), title="Demo", note="A note"), encoding="utf-8")
    return path


def test_it_opens_from_disk_and_asks_for_nothing_else(browser: Browser, written: Path) -> None:
    with Visit(browser, written) as visit:
        assert visit.page.title() == "Demo"
        assert visit.page.inner_text("#summary") == "12 nodes, 19 links"
        assert visit.page.inner_text(".note") == "A note"
        assert visit.page.locator("#canvas canvas").count() == 1


def test_searching_selects_and_shows_what_a_source_supports(browser: Browser, written: Path) -> None:
    with Visit(browser, written) as visit:
        visit.page.keyboard.press("/")
        visit.page.keyboard.type("SHARED")
        assert visit.page.inner_text("#results li[aria-selected=true]") == "A shared source (sources)"
        visit.page.keyboard.press("Enter")
        panel = visit.page.inner_text("#panel")
        assert "A shared source" in panel
        assert "Claims that rest on it (6)" in panel
        assert "Cited by (3)" in panel
        assert visit.page.get_attribute("#panel a", "href") == "https://example.com/s"
        visit.page.click("#panel button:has-text('Ada Lovelace')")
        assert visit.page.inner_text("#panel h2") == "Ada Lovelace"
        assert "Wrote (1)" in visit.page.inner_text("#panel")
        visit.page.keyboard.press("Escape")
        assert visit.page.inner_text("#panel h2") == "Where to begin"


def test_the_search_can_be_walked_by_keyboard_and_finds_nothing_politely(
    browser: Browser, written: Path
) -> None:
    with Visit(browser, written) as visit:
        visit.page.fill("#search", "document")
        visit.page.keyboard.press("ArrowDown")
        visit.page.keyboard.press("ArrowDown")
        visit.page.keyboard.press("ArrowUp")
        visit.page.keyboard.press("Enter")
        assert visit.page.inner_text("#panel h2") == "Document 1"
        visit.page.fill("#search", "zebra")
        assert visit.page.inner_text("#results") == "Nothing here has that in it"
        visit.page.keyboard.press("Escape")
        assert not visit.page.is_visible("#results")


def test_the_legend_counts_and_hides_a_kind(browser: Browser, written: Path) -> None:
    with Visit(browser, written) as visit:
        claims = visit.page.locator("#legend button[data-kind=claim]")
        assert claims.inner_text() == "Claims 6"
        assert claims.get_attribute("aria-pressed") == "true"
        before = visit.page.locator("#canvas").screenshot()
        claims.click()
        assert claims.get_attribute("aria-pressed") == "false"
        assert visit.page.locator("#canvas").screenshot() != before
        visit.page.fill("#search", "Claim 0 of 1")
        visit.page.keyboard.press("Enter")
        assert claims.get_attribute("aria-pressed") == "true", "selecting a hidden node shows its kind again"


def test_a_click_on_a_node_in_the_picture_selects_it(browser: Browser, tmp_path: Path) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node(f"{BASE}only", kind="document", label="The only one")
    (tmp_path / "one.html").write_text(page(graph, title="One"), encoding="utf-8")
    with Visit(browser, tmp_path / "one.html") as visit:
        visit.page.click("#canvas")
        visit.page.locator("#panel h2", has_text="The only one").wait_for()


def test_the_list_holds_the_same_nodes_for_those_who_cannot_see_the_picture(
    browser: Browser, written: Path
) -> None:
    with Visit(browser, written) as visit:
        visit.page.click("#list summary")
        visit.page.locator("#rows button").first.wait_for()
        assert visit.page.locator("#rows button").count() == 12
        visit.page.click("#rows button:has-text('Document 2')")
        assert visit.page.inner_text("#panel h2") == "Document 2"


def test_the_theme_follows_the_system_and_can_be_changed(browser: Browser, written: Path) -> None:
    with Visit(browser, written, color_scheme="dark") as visit:
        assert visit.page.get_attribute("html", "data-theme") == "dark"
        visit.page.click("#theme")
        assert visit.page.get_attribute("html", "data-theme") == "light"


def test_it_fits_a_phone(browser: Browser, written: Path) -> None:
    with Visit(browser, written, viewport={"width": 390, "height": 844}) as visit:
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_only_text(browser: Browser, tmp_path: Path, hostile: str) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node(
        f"{BASE}a", kind=hostile, label=hostile, text=hostile, url=hostile, year=hostile, types=[hostile]
    )
    graph.add_node(f"{BASE}b", kind="document", label="Plain", confidence=hostile)
    graph.add_edge(f"{BASE}b", f"{BASE}a", key=hostile, predicate=hostile)
    path = tmp_path / "hostile.html"
    path.write_text(page(graph, title=hostile, note=hostile), encoding="utf-8", errors="replace")
    with Visit(browser, path) as visit:
        visit.page.fill("#search", "Plain")
        visit.page.keyboard.press("Enter")
        visit.page.click("#panel button")
        assert visit.page.evaluate("window.hacked") is None
        assert visit.page.locator("#panel a").count() == 0
        assert visit.page.locator("img").count() == 0


def test_an_answer_is_drawn_by_its_triples_or_by_the_nodes_it_names(
    seeds: kg.KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.visualization.picture.MOST", 100)
    drawn = seeds.visualize(query="CONSTRUCT WHERE { ?d schema:about ?topic }")
    assert '"predicate":"schema:about"' in drawn
    assert 'predicate":"schema:citation"' not in drawn
    drawn = seeds.visualize(query="SELECT ?d ?name { ?d schema:headline ?name ; schema:about ?t }")
    assert 'predicate":"schema:mentions"' in drawn, "links among the nodes are drawn"
    assert '"kind":"claim"' not in drawn
    for query, said in (
        ("ASK {}", "an ASK has no picture"),
        ("SELECT ?name { ?d schema:headline ?name }", "SELECT the nodes, not their names"),
        ("SELECT ?s { ?s ?p ?o }", "add a LIMIT"),
    ):
        with pytest.raises(QueryError, match=said):
            seeds.visualize(query=query)


def test_a_picture_is_shown_by_a_notebook_in_a_frame_that_may_only_draw(
    browser: Browser, tmp_path: Path, seeds: kg.KnowledgeGraph
) -> None:
    shown = seeds.visualize(f"{seeds.settings.base}person/aidan-hogan")._repr_html_()
    (tmp_path / "notebook.html").write_text(f"<!doctype html><title>n</title>{shown}", encoding="utf-8")
    with Visit(browser, tmp_path / "notebook.html") as visit:
        frame = visit.page.frame_locator("iframe")
        assert frame.locator("h1").inner_text() == "Knowledge graphs, explained from their sources"
        assert frame.locator("#canvas canvas").count() == 1
        assert visit.page.get_attribute("iframe", "sandbox") == "allow-scripts"


def test_kg_view_writes_one_file_for_a_name_an_identifier_or_a_query(
    tmp_path: Path, seeds: kg.KnowledgeGraph, browser: Browser
) -> None:
    seeds.write(tmp_path / "output", html=False)

    def view(*words: str) -> Result:
        made = ["view", *words, "-g", str(tmp_path / "output"), "-o", str(tmp_path / "view.html")]
        return CliRunner().invoke(main, made)

    for words, title in (
        (["Model collapse"], "Model collapse"),
        (["aidan hogan", "--depth", "2"], "Aidan Hogan"),
        (["doi:10.1145/3447772"], "Knowledge Graphs"),
        (["--query", "CONSTRUCT WHERE { ?d schema:about ?t }"], "The answer to a query"),
    ):
        done = view(*words)
        assert done.exit_code == 0, done.output
        with Visit(browser, tmp_path / "view.html") as visit:
            assert visit.page.inner_text("h1") == title
    for words, said in (
        (["Modell collapse"], "did you mean 'Model collapse'?"),
        (["--query", "SELEC"], "SPARQL"),
        (["--query", "ASK {}"], "an ASK has no picture"),
        ([], "name a NODE, or give a --query"),
        (["a", "--query", "ASK {}"], "name a NODE, or give a --query"),
    ):
        done = view(*words)
        assert (done.exit_code, said in done.stderr) == (2, True), done.stderr


def test_the_graph_of_the_seeds_is_drawn_whole_and_around_a_node(
    browser: Browser, tmp_path: Path, seeds: kg.KnowledgeGraph
) -> None:
    (tmp_path / "all.html").write_text(seeds.visualize(), encoding="utf-8")
    with Visit(browser, tmp_path / "all.html") as visit:
        assert "Showing 300 of" in visit.page.inner_text(".note")
    node = f"{seeds.settings.base}person/aidan-hogan"
    (tmp_path / "one.html").write_text(seeds.visualize(node, depth=2), encoding="utf-8")
    with Visit(browser, tmp_path / "one.html") as visit:
        visit.page.fill("#search", "aidan hogan")
        visit.page.keyboard.press("Enter")
        assert "Wrote (" in visit.page.inner_text("#panel")


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(0.1, 5)), max_size=30),
    st.integers(1, 12),
)
def test_centrality_is_the_pagerank_of_networkx(ties: list[tuple[int, int, float]], nodes: int) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(str(node) for node in range(nodes))
    graph.add_weighted_edges_from((str(a), str(b), weight) for a, b, weight in ties if a != b)
    theirs = nx.pagerank(graph, weight="weight", tol=1e-9, max_iter=1000)
    highest = max(theirs.values())
    for node, rank in centrality(graph).items():
        assert rank == pytest.approx(theirs[node] / highest, abs=1e-3)


@given(st.integers(0, 2**32), st.sampled_from([1, 60, 500, 4_000, 100_000]), st.integers(1, 400))
def test_neighbours_in_a_grid_are_those_of_all_pairs(seed: int, width: float, count: int) -> None:
    points = np.random.default_rng(seed).random((count, 2)) * width
    apart = ((points[:, None, :] - points[None, :, :]) ** 2).sum(axis=2)
    expected = np.argwhere(np.triu(apart <= GAP**2, 1))
    assert np.array_equal(near_in_cells(points), expected)
