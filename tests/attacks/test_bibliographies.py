"""A bibliography is a stranger's file: it leads nowhere else, and no shape of it stops a build."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

import kg

OUTSIDE = "@book{secret, title={The secret}}\n"


def paper(named: str, text: str = "Text [@secret].") -> str:
    return f"---\ntitle: T\nbibliography: {json.dumps(named)}\n---\n{text}\n"


def found(root: Path, *codes: str) -> list[str]:
    graph = kg.build(root)
    assert "The secret" not in graph.dataset.nquads
    return sorted({one.code for one in graph.diagnostics} & set(codes))


@pytest.mark.parametrize(
    "named", ["../works.bib", "../../{outside}/works.bib", "sub/../../works.bib", "a/../../works"]
)
def test_no_path_leads_out_of_the_root(tmp_path: Path, named: str) -> None:
    (tmp_path / "works.bib").write_text(OUTSIDE)
    root = tmp_path / "docs"
    root.mkdir()
    (root / "a.md").write_text(paper(named.replace("{outside}", tmp_path.name)))
    assert found(root, "KG005") == ["KG005"]


@pytest.mark.parametrize("named", ["/etc/passwd", "~/works.bib", "C:\\works.bib", "\\\\host\\works.bib"])
def test_no_path_of_the_whole_machine_is_read(tmp_path: Path, named: str) -> None:
    (tmp_path / "a.md").write_text(paper(named))
    assert found(tmp_path, "KG131", "KG132") in (["KG131"], ["KG132"])


@pytest.mark.parametrize("link", ["works.bib", "refs"])
@pytest.mark.parametrize("is_named", [True, False])
def test_no_link_out_of_the_root_is_followed(tmp_path: Path, link: str, is_named: bool) -> None:
    outside = tmp_path / "secret"
    outside.mkdir()
    (outside / "works.bib").write_text(OUTSIDE)
    root = tmp_path / "docs"
    root.mkdir()
    (root / link).symlink_to(outside if link == "refs" else outside / "works.bib")
    named = "refs/works.bib" if link == "refs" else "works.bib"
    (root / "a.md").write_text(paper(named) if is_named else "# T\n\nText [@secret].\n")
    codes = found(root, "KG005")
    assert codes == ["KG005"] or not is_named


def test_settings_of_a_project_lead_no_further_than_documents_do(tmp_path: Path) -> None:
    (tmp_path / "works.bib").write_text(OUTSIDE)
    (tmp_path / "_quarto.yml").write_text("project: {}\nbibliography: works.bib\n")
    root = tmp_path / "docs"
    root.mkdir()
    (root / "_quarto.yml").write_text("project: {}\nbibliography: ../works.bib\n")
    (root / "a.qmd").write_text("# T\n\nText [@secret].\n")
    assert found(root, "KG133") == ["KG133"]


@pytest.mark.parametrize(
    "named",
    [
        "https://e.example/works.bib",
        "http://127.0.0.1:1/w.bib",
        "file:///etc/passwd",
        "//e.example/w.bib",
        "ftp://e/w",
    ],
)
def test_a_bibliography_on_the_web_is_never_fetched_and_that_is_said(
    tmp_path: Path, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a connection")

    monkeypatch.setattr(socket, "create_connection", refused)
    monkeypatch.setattr(socket.socket, "connect", refused)
    (tmp_path / "a.md").write_text(paper(named))
    assert found(tmp_path, "KG131", "KG132") == ["KG132"]


@pytest.mark.parametrize(
    "entry",
    [
        "@book{x, title={" + "{" * 50_000 + "}" * 50_000 + "}}",
        "@book{x, title={" + "\\emph{" * 600 + "}" * 600 + "}}",
        "@book{x, title={" + "$" * 3_999 + "}}",
        "@book{x, title={\\begin{a}\\verb|}}",
        "@book{x, title={a}, crossref={x}}",
        "@string{a = b}@string{b = a}@book{x, title=a, publisher = b # a}",
        "@book{x, author={" + " and ".join(["{A and B}"] * 2_000) + "}, title={A}}",
        "@book{x, title={\x00\x05\x06\x04}, author={\ud83d}}".encode("utf-8", "replace").decode(),
        "@book(x, title={A})",
        "@book{x, title={A}, year=99999999999999999999}",
        "@BOOK { x , TITLE = {A} , }",
        "@book{x,}",
    ],
)
def test_no_entry_ends_a_build(tmp_path: Path, entry: str) -> None:
    (tmp_path / "works.bib").write_text(entry + "\n@book{secret2, title={Known}}\n", "utf-8")
    (tmp_path / "a.md").write_text(paper("works.bib", "Text [@x; @secret2]."))
    graph = kg.build(tmp_path)
    assert '"Known"' in graph.dataset.nquads
    assert not [one for one in graph.diagnostics if one.code == "KG401"]


@pytest.mark.parametrize(
    "item",
    [
        {"issued": {"date-parts": [[]]}},
        {"issued": {"date-parts": "2020"}},
        {"issued": [[["x"]]], "author": "A"},
        {"author": [None, 3, [], {}, {"family": None}], "issued": 3},
        {"author": {"literal": ["A"]}, "title": ["A", "B"], "issued": "2020"},
        {"title": {"en": "A"}, "DOI": 3, "URL": [], "ISBN": {"a": "b"}},
        {"type": ["book"], "container-title": {"a": 1}},
        {"id": ["x"], "issued": None},
    ],
)
@pytest.mark.parametrize("where", ["json", "yaml", "head"])
def test_no_item_of_csl_ends_a_build(tmp_path: Path, item: dict[str, object], where: str) -> None:
    text = json.dumps([{"id": "x", **item}])
    if where == "head":
        (tmp_path / "a.md").write_text(f"---\ntitle: T\nreferences: {text}\n---\nText [@x].\n")
    else:
        (tmp_path / f"w.{where}").write_text(text)
        (tmp_path / "a.md").write_text(paper(f"w.{where}", "Text [@x]."))
    assert kg.build(tmp_path).documents


def test_what_bibliographies_and_texts_hold_is_escaped_where_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "works.bib").write_text("@book{\x1b[31mred, title={A}\n@book{secret2, title={<script>}}\n")
    (tmp_path / "a.md").write_text(paper("\x1b[31m.bib", "Text [@\u202eevil; @secret2]."))
    for one in kg.build(tmp_path).diagnostics:
        assert "\x1b" not in one.message
