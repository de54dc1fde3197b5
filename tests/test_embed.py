"""Embedding: each page gets the JSON-LD of its document once, and keeps every other byte."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import extruct
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.cli import main
from kg.diagnostics import all_codes
from kg.web.html import read_head, with_script
from kg.web.pages import match

HEAD = "<!doctype html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n<title>A</title>\n"
PAGE = f"{HEAD}</head>\n<body>x</body>\n"
TEXT = '[{"@id":"https://example.org/a","name":"Ü 日本 🦉 \\u003c/script>"}]\n'

Write = Callable[[str, str], Path]


def put(page: bytes, text: str = TEXT) -> bytes:
    return with_script(page, read_head(page), text)


def kg_embed(*words: str) -> Result:
    return CliRunner().invoke(main, ["embed", *words])


@pytest.fixture
def output(in_folder: Path, write: Write) -> Path:
    """A graph of three documents, in ``output`` of the folder that the test works in."""
    write("docs/kg.yaml", "base: https://example.org/kb/\ntitle: Notes\n")
    write("docs/guide/tides.md", "---\ntitle: Tides </script>\n---\nThe Moon raises the tide.\n")
    write("docs/guide/index.md", "---\ntitle: Guide\n---\n")
    write("docs/about.md", "---\ntitle: About\n---\n")
    kg.build("docs", output="output", html=False)
    return in_folder / "output"


@pytest.mark.parametrize(
    "page",
    [
        PAGE,
        PAGE.replace("\n", "\r\n"),
        PAGE.replace("</head>", "</HEAD >"),
        PAGE.replace("</head>\n", ""),
        "<!doctype html><meta charset=utf-8><title>No </head> here</title><svg><title>B</title></svg>",
        "<head><!-- </head> <body> --><title>a</title><script>'</head>'</script></head>",
        "<head><title>a</title><style>/*</head>*/</style><noscript><link></noscript></head>",
        '<head><link rel="canonical" href="x>y"><meta content="</head>"></head><body></body>',
    ],
)
def test_the_script_stands_in_the_head_and_can_be_taken_out_again(page: str) -> None:
    data = page.encode("utf-8")
    done = put(data)
    found = extruct.extract(done.decode("utf-8"), syntaxes=["json-ld"])["json-ld"]
    assert found == json.loads(TEXT)
    assert put(done) == done
    assert put(done, "") == data


@given(st.text(), st.text(), st.sampled_from(["</head>", "<body>", "<title>t</title>", "<!--", "'", "<b>"]))
def test_every_other_byte_stays_and_a_second_time_changes_nothing(before: str, after: str, tag: str) -> None:
    page = (before + tag + after).encode("utf-8")
    head = read_head(page)
    if head.place is None or head.ours:
        return
    done = put(page)
    assert put(done) == done
    assert put(put(done, "[]"), TEXT) == done
    assert put(done, "") == page


@given(st.binary())
def test_no_bytes_confuse_the_reading_of_a_head(page: bytes) -> None:
    read_head(page)


def test_what_was_put_twice_is_put_once() -> None:
    done = put(PAGE.encode("utf-8"), "[1]")
    script = done[done.index(b"<script") : done.index(b"</head>")]
    assert put(done.replace(b"</head>", script + b"</head>")) == put(PAGE.encode("utf-8"))


def test_a_script_of_somebody_else_stays() -> None:
    other = '<script type="application/ld+json">{"@id":"x"}</script>'
    page = PAGE.replace("</head>", f"{other}</head>").encode("utf-8")
    assert other.encode("utf-8") in put(page)
    assert put(put(page), "") == page


def test_a_page_in_another_encoding_gets_only_ascii() -> None:
    page = PAGE.replace("utf-8", "shift_jis").replace("x</body>", "潮</body>").encode("shift_jis")
    done = put(page)
    text = done.decode("shift_jis")
    assert extruct.extract(text, syntaxes=["json-ld"])["json-ld"] == json.loads(TEXT)
    assert put(done, "") == page


def test_a_page_without_a_head_has_no_place() -> None:
    for page in (b"", b"<p>text", b"<script>unclosed", b"\xff\xfe<"):
        assert read_head(page).place is None


def test_pages_are_found_by_mapping_canonical_address_and_path() -> None:
    documents = {f"https://example.org/{path}": path for path in ("a/b", "c", "d", "e/index", "f/g", "h")}
    pages = {
        "a/b/index.html": "",
        "c.html": "https://example.org/nothing",
        "x.html": "http://EXAMPLE.org/d/?utm=1#top",
        "print/x.html": "https://example.org/d.html",
        "e/index.html": "",
        "docs/f/g.html": "",
        "y.html": "",
    }
    found = match(documents, pages, {"h": "y.html"})
    assert {iri.rpartition("org/")[2]: one.pages for iri, one in found.items()} == {
        "a/b": ("a/b/index.html",),
        "c": ("c.html",),
        "d": ("x.html", "print/x.html"),
        "e/index": ("e/index.html",),
        "f/g": ("docs/f/g.html",),
        "h": ("y.html",),
    }


def test_no_page_is_guessed_where_several_fit() -> None:
    documents = {
        "https://example.org/b": "b",
        "https://example.org/x/c": "x/c",
        "https://example.org/y/c": "y/c",
    }
    found = match(documents, {"1/b.html": "", "2/b.html": "", "c.html": ""}, {})
    assert [one.pages for one in found.values()] == [(), (), ()]
    assert found["https://example.org/b"].rivals == ("1/b.html", "2/b.html")
    assert found["https://example.org/x/c"].rivals == ("c.html",)


def test_a_site_is_embedded_checked_and_left_alone_when_right(output: Path, write: Write) -> None:
    pages = [
        write(f"site/{name}", PAGE) for name in ("guide/tides/index.html", "guide/index.html", "about.html")
    ]
    other = write("site/404.html", PAGE)
    assert kg_embed("site", "--check").exit_code == 1
    assert {page.read_text("utf-8") for page in (*pages, other)} == {PAGE}
    done = kg_embed("site")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "3 pages changed; right already: 0" in done.stderr
    found = extruct.extract(pages[0].read_text("utf-8"), syntaxes=["json-ld"])["json-ld"]
    assert found == json.loads((output / "web/guide/tides.jsonld").read_text("utf-8"))
    assert found[0]["headline"] == "Tides </script>"
    assert other.read_text("utf-8") == PAGE
    times = [page.stat().st_mtime_ns for page in pages]
    again = kg_embed("site", "--check")
    assert (again.exit_code, again.stdout) == (0, "")
    assert "right already: 3" in kg_embed("site").stderr
    assert [page.stat().st_mtime_ns for page in pages] == times


def test_the_full_profile_holds_the_whole_graph_of_the_document(output: Path, write: Write) -> None:
    page = write("site/about.html", PAGE)
    kg_embed("site", "--profile", "full", "--fail-on", "never")
    found = extruct.extract(page.read_text("utf-8"), syntaxes=["json-ld"])["json-ld"]
    assert found == json.loads((output / "documents/about.jsonld").read_text("utf-8"))


def test_a_page_that_no_document_has_any_more_loses_its_script(output: Path, write: Write) -> None:
    page = write("site/about.html", PAGE)
    kg_embed("site")
    gone = page.rename(page.with_name("old.html"))
    assert "is of no document any more" in kg_embed("site", "--check").stdout
    kg_embed("site")
    assert gone.read_text("utf-8") == PAGE


def test_mode_of_a_page_stays(output: Path, write: Write) -> None:
    page = write("site/about.html", PAGE)
    page.chmod(0o640)
    kg_embed("site")
    assert page.stat().st_mode & 0o777 == 0o640


def test_each_finding_says_where_and_what_to_do(output: Path, write: Write) -> None:
    write("site/about.html", "<p>no head")
    write("site/one/guide/tides.html", PAGE)
    write("site/two/guide/tides.html", PAGE)
    (output.parent / "site/wide.html").write_bytes(PAGE.encode("utf-16"))
    done = kg_embed("site")
    assert done.exit_code == 1
    assert done.stdout == (
        "output/web/guide/index.jsonld:1:1 warning KG601 no page is known "
        "to be that of guide/index\n"
        "  hint: name it in a mapping (--map), or let the page name the document's IRI as canonical\n"
        "output/web/guide/tides.jsonld:1:1 warning KG602 more than one page or document fits "
        "guide/tides: one/guide/tides.html, two/guide/tides.html\n"
        "  hint: name it in a mapping (--map), or let the page name the document's IRI as canonical\n"
        "site/about.html:1:1 violation KG604 the page has no head to put JSON-LD into\n"
        "  hint: let the page have a <head> with a <title>\n"
        "site/wide.html:1:1 violation KG605 the page is in UTF-16; it is left as it is\n"
        "  hint: let the site be written in UTF-8\n"
    )
    write(
        "pages.yaml",
        "guide/tides: one/guide/tides.html\nhttps://example.org/kb/guide/index: two/guide/tides.html\n",
    )
    write("site/about.html", PAGE)
    checked = kg_embed("site", "--map", "pages.yaml", "--check")
    assert checked.stdout.count(" violation KG603 the JSON-LD in the page is not that of its document") == 3
    assert {code for code in all_codes() if code[2] == "6"} == {"KG601", "KG602", "KG603", "KG604", "KG605"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("- a\n", "must lead from documents to pages"),
        ("a: [\n", "pages.yaml cannot be read"),
        ("nothing: about.html\n", "names the document 'nothing', which the graph does not have"),
        ("about: nothing.html\n", "names the page 'nothing.html', which the site does not have"),
    ],
)
def test_a_mapping_that_cannot_be_followed_is_refused(
    output: Path, write: Write, text: str, reason: str
) -> None:
    write("site/about.html", PAGE)
    write("pages.yaml", text)
    done = kg_embed("site", "--map", "pages.yaml")
    assert done.exit_code == 2
    assert reason in done.stderr


def test_without_a_site_or_a_graph_it_says_what_to_do(output: Path, write: Write) -> None:
    assert "name the folder that your site was built into" in kg_embed("nowhere").stderr
    write("site/about.html", PAGE)
    assert "run kg build first" in kg_embed("site", "-g", "nowhere").stderr
    (output / "web/about.jsonld").write_text("{")
    assert "is damaged" in kg_embed("site").stderr


def test_mkdocs_builds_pages_with_the_jsonld_of_their_documents(output: Path, write: Write) -> None:
    write("mkdocs.yml", "site_name: Notes\nplugins: [kg]\ndocs_dir: docs\n")
    write("docs/index.md", "# Welcome\n")
    kg.build("docs", output="output", html=False)
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"],
        check=True,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    built = Path("site/guide/tides/index.html").read_text("utf-8")
    found = extruct.extract(built, syntaxes=["json-ld"])["json-ld"]
    assert found == json.loads((output / "web/guide/tides.jsonld").read_text("utf-8"))
    (welcome,) = extruct.extract(Path("site/index.html").read_text("utf-8"), syntaxes=["json-ld"])["json-ld"]
    assert welcome["headline"] == "Welcome"
    assert kg_embed("site", "--check").exit_code == 0
