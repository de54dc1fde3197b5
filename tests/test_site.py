"""The site: every page is whole, leads where it says, and says in JSON-LD what its Turtle says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import extruct
import feedparser
import pyoxigraph
import pytest
from click.testing import CliRunner
from conftest import HOSTILE_DOCUMENTS
from llms_txt import parse_llms_file
from pybtex.database import parse_string
from test_schema_org import faults
from usp.fetch_parse import XMLSitemapParser  # type: ignore[attr-defined]

import kg
from kg.cli import main
from kg.errors import OutputError
from kg.site.addresses import Addresses
from kg.site.feeds import sitemaps
from kg.site.markdown import render
from kg.site.words import date_name, direction, kind_name, listed, shortened
from kg.terms import iri
from kg.vocabulary import RDF, SCHEMA, VOID


class Links(HTMLParser):
    """The ids of a page, what it links to, what it loads, and how often each element stands in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.hrefs: list[str] = []
        self.loads: list[str] = []
        self.metas: dict[str, list[str]] = {}
        self.rels: dict[str, list[dict[str, str]]] = {}
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if "id" in held:
            self.ids.append(held["id"])
        if "src" in held:
            self.loads.append(held["src"])
        if tag in {"a", "link"}:
            self.hrefs.append(held.get("href", ""))
        if tag == "link":
            self.rels.setdefault(held["rel"], []).append(held)
            if held["rel"] in {"stylesheet", "icon"}:
                self.loads.append(held["href"])
        if tag == "meta":
            self.metas.setdefault(held.get("name") or held.get("property", ""), []).append(
                held.get("content", "")
            )


@pytest.fixture(scope="session")
def hostile() -> kg.KnowledgeGraph:
    return kg.build(HOSTILE_DOCUMENTS, validate=False)


@pytest.fixture(scope="module", params=["seeds", "maximal", "hostile"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site; the base of its graph is its parent's name."""
    folder = tmp_path_factory.mktemp(request.param) / "site"
    request.getfixturevalue(request.param).write_site(folder)
    return folder


@pytest.fixture(scope="module")
def seeds_site(seeds: kg.KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "site"
    seeds.write_site(folder)
    return folder


def pages(site: Path) -> Iterator[tuple[Path, str]]:
    """The pages that the site renders; the explorer has tests of its own."""
    for path in sorted(site.rglob("*.html")):
        if path.name != "explorer.html":
            yield path, path.read_text("utf-8")


def triples(text: str, form: pyoxigraph.RdfFormat) -> set[tuple[str, str, str]]:
    found = pyoxigraph.parse(text, format=form)
    return {(str(one.subject), str(one.predicate), str(one.object)) for one in found}


def embedded(text: str) -> Any:
    match = re.search(r'<script type="application/ld\+json"(?: data-kg)?>\n(.*?)\n</script>', text, re.DOTALL)
    return match and match[1]


def test_every_link_leads_to_a_page_and_to_a_place_in_it(site: Path) -> None:
    ids = {path: set(Links(text).ids) for path, text in pages(site)}
    for path, text in pages(site):
        if path.name == "404.html":
            continue
        for href in Links(text).hrefs:
            target = urlsplit(href)
            if target.scheme:
                assert target.scheme in {"http", "https", "mailto"}, (path, href)
                continue
            to = (path.parent / unquote(target.path)).resolve() if target.path else path
            assert to.is_file(), (path, href)
            if target.fragment and to in ids:
                assert {target.fragment, unquote(target.fragment)} & ids[to], (path, href)


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    for path, text in pages(site):
        for source in Links(text).loads:
            assert not urlsplit(source).netloc, (path, source)
    for sheet in site.glob("assets/*.css"):
        assert "url(" not in sheet.read_text("utf-8")
        assert "@import" not in sheet.read_text("utf-8")


def test_no_id_stands_twice_and_every_page_has_one_title(site: Path) -> None:
    for path, text in pages(site):
        found = Links(text)
        assert len(set(found.ids)) == len(found.ids), path
        assert found.tags.count("h1") == 1, path
        assert len(found.metas["description"]) == 1, path


def test_nothing_that_an_author_wrote_becomes_markup(hostile: kg.KnowledgeGraph, tmp_path: Path) -> None:
    hostile.write_site(tmp_path / "site")
    for path, text in pages(tmp_path / "site"):
        tags = Links(text).tags
        assert tags.count("iframe") == ("data-src=" in text), path
        assert {"img", "b", "i", "u", "s"}.isdisjoint(tags), path
        assert "javascript:" not in "".join(Links(text).hrefs)
        own = {"site.js", "search.js", "search-index.js"}
        for script in re.findall(r"<script([^>]*)>", text):
            assert "type=" in script or any(name in script for name in own), path


def test_the_jsonld_in_a_page_is_a_part_of_the_files_beside_it(site: Path) -> None:
    checked = 0
    for path, text in pages(site):
        turtle = path.with_suffix(".ttl") if path.name != "index.html" else site / "void.ttl"
        if not turtle.is_file():
            continue
        beside = triples(turtle.read_text("utf-8"), pyoxigraph.RdfFormat.TURTLE)
        jsonld = turtle.with_suffix(".jsonld").read_text("utf-8")
        assert triples(jsonld, pyoxigraph.RdfFormat.JSON_LD) == beside, path
        said = embedded(text)
        assert said, path
        assert json.loads(said) == extruct.extract(text, syntaxes=["json-ld"])["json-ld"]
        found = triples(said, pyoxigraph.RdfFormat.JSON_LD)
        assert found <= beside, path
        assert faults(found) == set(), path
        checked += 1
    assert checked > 5


def test_a_head_leads_to_every_other_form_of_the_page(seeds_site: Path) -> None:
    found = Links((seeds_site / "semantic-web/rdf.html").read_text("utf-8"))
    assert found.rels["canonical"][0]["href"] == "https://example.org/kg/semantic-web/rdf.html"
    assert found.rels["describedby"][0]["href"] == "../semantic-web/rdf.ttl"
    types = {one.get("type") for one in found.rels["alternate"]}
    assert types == {"text/turtle", "application/ld+json", "text/markdown", "application/atom+xml"}
    assert found.rels["license"][0]["href"] == "https://creativecommons.org/licenses/by/4.0/"


def test_a_head_has_what_zotero_and_social_sites_read(seeds_site: Path) -> None:
    metas = Links((seeds_site / "semantic-web/rdf.html").read_text("utf-8")).metas
    assert metas["citation_title"] == ["RDF: the Resource Description Framework"]
    assert metas["citation_author"] == ["KG seeds editors"]
    assert metas["citation_publication_date"] == ["2026/11/23"]
    assert metas["citation_public_url"] == ["https://example.org/kg/semantic-web/rdf.html"]
    assert metas["og:type"] == ["article"]
    assert metas["og:site_name"] == ["Knowledge graphs, explained from their sources"]
    assert metas["article:published_time"] == ["2026-11-23"]


def test_a_source_names_every_claim_that_rests_on_it(seeds: kg.KnowledgeGraph, seeds_site: Path) -> None:
    rows = seeds.query("SELECT ?source ?claim { ?claim a schema:Claim ; schema:isBasedOn ?source }")
    checked = 0
    for row in rows:
        source, claim = str(row["source"]), str(row["claim"])
        page = seeds_site / f"{unquote(source.removeprefix(seeds.settings.base))}.html"
        if page.is_file():
            assert f"#{claim.partition('#')[2]}" in "".join(Links(page.read_text("utf-8")).hrefs), claim
            checked += 1
    assert checked > 80


def test_each_claim_can_be_cited_in_three_forms(site: Path) -> None:
    checked = 0
    for path, text in pages(site):
        match = re.search(r'id="~citations">(.*?)</script>', text, re.DOTALL)
        if not match:
            continue
        held = json.loads(match[1])
        ids = Links(text).ids
        assert set(held) - {""} <= set(ids), path
        for claim, (sentence, bibtex, item) in held.items():
            entries = parse_string(bibtex, "bibtex").entries
            assert len(entries) == 1
            fields = next(iter(entries.values())).fields
            address = json.loads(item)[0]["URL"]
            assert address.endswith(f"#{claim}" if claim else ".html")
            assert address in sentence
            assert fields["url"] == address
            checked += 1
    assert checked > 2


def test_the_sitemap_names_every_page_that_can_be_read(site: Path) -> None:
    text = (site / "sitemap.xml").read_text("utf-8")
    parsed = XMLSitemapParser(
        url="https://example.org/sitemap.xml",
        content=text,
        recursion_level=0,
        web_client=None,
        parent_urls=set(),
    ).sitemap()
    found = {page.url: page.last_modified for page in parsed.all_pages()}
    base = next(iter(found))
    names = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    left_out = {"404.html", "search.html", "index.html"}
    assert {unquote(url.removeprefix(base)) for url in found} == {"", *(names - left_out)}
    assert sum(when is not None for when in found.values()) >= 1
    assert f"Sitemap: {base}sitemap.xml" in (site / "robots.txt").read_text("utf-8")


def test_more_pages_than_a_sitemap_may_hold_are_parted() -> None:
    class Fake:
        addresses = Addresses("https://example.org/", [])

    files = dict(sitemaps(Fake(), [(f"{number}.html", "") for number in range(50_001)]))  # type: ignore[arg-type]
    assert sorted(files) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]
    assert files["sitemap.xml"].count("<loc>") == 2
    assert files["sitemap-1.xml"].count("<loc>") == 50_000


def test_feedparser_reads_the_feed_without_complaint(site: Path) -> None:
    feed = feedparser.parse((site / "feed.xml").read_bytes())
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.entries
    for entry in feed.entries:
        assert entry.id
        assert entry.link
        assert entry.updated_parsed


def test_llms_txt_has_the_form_that_its_parser_wants(site: Path) -> None:
    parsed = parse_llms_file((site / "llms.txt").read_text("utf-8"))
    assert parsed.title
    assert "each claim with the source it rests on" in parsed.summary
    urls = {unquote(link.url) for section in parsed.sections.values() for link in section}
    documents = set(site.rglob("*.md"))
    assert len([url for url in urls if url.endswith(".md")]) == len(documents)
    assert (site / "llms-full.txt").read_text("utf-8").count("\n---\n") >= len(documents) - 1


def test_the_description_of_the_data_set_counts_truly(seeds: kg.KnowledgeGraph, seeds_site: Path) -> None:
    graph = triples((seeds_site / "graph.ttl").read_text("utf-8"), pyoxigraph.RdfFormat.TURTLE)
    said = triples((seeds_site / "void.ttl").read_text("utf-8"), pyoxigraph.RdfFormat.TURTLE)
    me = f"<{seeds.settings.base}void#dataset>"

    def count(subject: str, predicate: str) -> int:
        (value,) = [one[2] for one in said if one[:2] == (subject, predicate)]
        return int(value.split('"')[1])

    assert count(me, VOID.triples) == len(graph)
    assert count(me, VOID.entities) == len({one[0] for one in graph})
    assert count(me, VOID.distinctObjects) == len({one[2] for one in graph})
    assert count(me, VOID.documents) == 16
    for _, part, cls in [one for one in said if one[1] == VOID["class"]]:
        assert part == VOID["class"]
        (node,) = [one[0] for one in said if one[1:] == (VOID["class"], cls)]
        assert count(node, VOID.entities) == len({one[0] for one in graph if one[1:] == (RDF.type, cls)})
    assert faults(one for one in said if one[1].startswith(f"<{SCHEMA.iri}") or one[1] == RDF.type) == set()


def test_a_graph_whose_base_is_no_web_address_has_a_site_without_addresses(
    write: Callable[[str, str], Path], tmp_path: Path
) -> None:
    folder = write("docs/a.md", "---\ntitle: A\ncreated: 2026-01-02\n---\nText.\n").parent
    kg.build(folder, base="urn:x:", validate=False).write_site(tmp_path / "site")
    assert not (tmp_path / "site/sitemap.xml").exists()
    assert "canonical" not in (tmp_path / "site/a.html").read_text("utf-8")


def test_documents_whose_names_are_taken_have_pages_all_the_same(
    write: Callable[[str, str], Path], tmp_path: Path
) -> None:
    for name in ("index", "Search", "a", "A", "x" * 250):
        folder = write(f"docs/{name}.md", f"---\ntitle: The page {name}\n---\n").parent
    kg.build(folder, validate=False).write_site(tmp_path / "site")
    titles = [re.search("<h1[^>]*>(.*?)</h1>", text) for _, text in pages(tmp_path / "site")]
    assert {f"The page {name}" for name in ("index", "Search", "a", "A", "x" * 250)} <= {
        match[1] for match in titles if match
    }
    assert "Documents" in (tmp_path / "site/index.html").read_text("utf-8")


def test_no_path_leaves_the_folder() -> None:
    subjects = [iri(f"https://e.org/{path}") for path in ("%2E%2E/%2E%2E/x", "%5C..%5Cc", "", "a.html/b")]
    addresses = Addresses("https://e.org/", subjects)
    stems = [addresses.stem(one) for one in subjects]
    assert stems == ["%2E%2E/%2E%2E/x", "%5C..%5Cc", "document", "a%2Ehtml/b"]


def test_kg_site_writes_a_site_and_leaves_other_folders_alone(
    write: Callable[[str, str], Path], in_folder: Path
) -> None:
    write("docs/a.md", "---\ntitle: A\nlanguage: en\nabstract: About.\n---\n")
    done = CliRunner().invoke(main, ["site", "docs"])
    assert done.exit_code == 0, done.output
    assert "index.html" in done.output
    assert (in_folder / "output/site/a.html").is_file()
    assert CliRunner().invoke(main, ["verify", "output/site"]).exit_code == 0
    assert CliRunner().invoke(main, ["site", "docs", "--quiet"]).output == ""
    assert "was not made by kg build" in CliRunner().invoke(main, ["site", "docs", "-o", "docs"]).stderr
    with pytest.raises(OutputError):
        kg.build("docs").write_site("docs")
    embedded_again = CliRunner().invoke(main, ["build", "docs", "-o", "graph", "--no-html", "-q"])
    assert embedded_again.exit_code == 0
    assert (
        "right already: 1"
        in CliRunner().invoke(main, ["embed", "output/site", "-g", "graph", "--check"]).stderr
    )


def test_kg_embed_leaves_the_pages_of_a_site_as_they_are(seeds: kg.KnowledgeGraph, in_folder: Path) -> None:
    seeds.write("output", html=False)
    seeds.write_site("output/site")
    done = CliRunner().invoke(main, ["embed", "output/site", "--check"])
    assert (done.exit_code, done.stdout) == (0, "")
    assert "right already: 16" in done.stderr


def no_link(target: str) -> str:
    return target


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# T\n\nx", "<p>x</p>\n"),
        ("### A\n\n###### B\n", '<h2 id="~a">A</h2>\n<h3 id="~b">B</h3>\n'),
        ("a  \nb\nc", "<p>a<br>\nb\nc</p>\n"),
        (
            "*a* **b** ~~c~~ `<d>`",
            "<p><em>a</em> <strong>b</strong> <del>c</del> <code>&lt;d&gt;</code></p>\n",
        ),
        ("<b>x</b><br/>", "<p>&lt;b&gt;x&lt;/b&gt;<br></p>\n"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>\n'),
        ("---", "<hr>\n"),
    ],
)
def test_markdown_becomes_html(text: str, html: str) -> None:
    assert render(text, title="T", abstract="", resolve=no_link).html == html


def test_the_paragraph_that_stands_for_the_whole_is_taken_out_with_its_heading() -> None:
    text = "# Title\n\n## TL;DR\n\nThe *whole* thing.\n\n## Next\n\nMore.\n"
    found = render(text, title="Title", abstract="The whole thing.", resolve=no_link)
    assert found.lede == "The <em>whole</em> thing."
    assert found.html == '<h2 id="~next">Next</h2>\n<p>More.</p>\n'
    assert [one.text for one in found.headings] == ["Next"]
    kept = render(text, title="Title", abstract="Something else.", resolve=no_link)
    assert kept.html.startswith('<h2 id="~tl-dr">TL;DR</h2>\n<p>The')


def test_words_are_for_people() -> None:
    assert date_name("2026-11-03") == "3 November 2026"
    assert [date_name(one) for one in ("2026-11", "2026", "soon", "2026-13")] == [
        "November 2026",
        "2026",
        "soon",
        "2026-13",
    ]
    assert [kind_name(one) for one in ("TechArticle", "MusicAlbum")] == ["Technical article", "Music album"]
    assert listed(["A", "B", "C"]) == "A, B and C"
    assert listed(["A", "B", "C", "D", "E"], 3) == "A, B, C et al."
    assert [direction(one) for one in ("he", "ar-EG", "en")] == ["rtl", "rtl", "ltr"]
    assert shortened("one two three", 9) == "one two…"
    assert shortened("x" * 20, 9) == "xxxxxxxx…"
