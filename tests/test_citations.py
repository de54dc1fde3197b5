"""What a text cites is a source, and the sentence that does so is its evidence; nothing else is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from test_streaming import assert_as_whole, streamed

import kg
from kg.cache import CacheFolder, cache_folder
from kg.documents.body import read_body
from kg.documents.citations import Cite, Citing
from kg.documents.records import Document, Source

BIB = """@string{hill = {Hill Press}}

@article{brook2001,
  author = {Brook, Ada and van der Sand, Eve and {Barnes and Noble, Inc.}},
  title = {On the {T}ides of M{\\"u}hlen: \\emph{a} study},
  journal = {Dune Letters},
  publisher = hill,
  year = 2001,
  doi = {10.1000/tides_\\%1},
}
@inbook{part, crossref = {whole}, title = {A part}, author = {Sand, E. and others}}
@book{whole, title = "The whole", publisher = hill # " of " # {Dunes},
  year = {c. 1999}, isbn = {978-0-306-40615-7, x}}
@misc{eprint:9, title={A preprint}, eprint={2301.00001}, archivePrefix={arXiv}}
@online{short, title={Short}, doi={10/abcd}, ids={other, third}}
"""
KNOWN = Citing(frozenset({"a", "b", "knuth1984", "fig-one", "müller_2020:x"}))


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def paper(body: str, head: str = "bibliography: works.bib", title: str = "T") -> str:
    return f"---\ntitle: {title}\nlanguage: en\n{head}\n---\n{body}\n"


def read(folder: Path, body: str, head: str = "bibliography: works.bib", **files: str) -> Document:
    """The record of a document that is built with the files beside it."""
    write(folder, {"a.md": paper(body, head), "works.bib": BIB, **files})
    return next(one for one in kg.build(folder, validate=False).documents if one.name == "a")


def cited(folder: Path, body: str, head: str = "bibliography: works.bib", **files: str) -> dict[str, Source]:
    return {one.id: one for one in read(folder, body, head, **files).cited_sources}


def codes(folder: Path, *which: str) -> list[tuple[str, str, int]]:
    found = kg.build(folder).diagnostics
    return [
        (one.code, Path(one.location.file).name, one.location.line)
        for one in found
        if one.code.startswith("KG13") or one.code in which
    ]


def scanned(text: str, citing: Citing = KNOWN) -> list[tuple[str, str]]:
    return [(one.key, one.locator) for one in read_body(text, 1, citing).cites if not one.is_mark]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Says [@a].", [("a", "")]),
        ("@a says.", [("a", "")]),
        ("So says @a.", [("a", "")]),
        ("Says [-@a, p. 3].", [("a", "p. 3")]),
        ("Says [see @a, pp. 33-35; also @b].", [("a", "pp. 33-35"), ("b", "")]),
        ("Says [@a, chap. 3, and more; @b {sec. 2}].", [("a", "chap. 3, and more"), ("b", "sec. 2")]),
        ("@a [p. 9] says.", [("a", "p. 9")]),
        ("@a [a remark] says.", [("a", "")]),
        ("Says [@{a}] and @{b}.", [("a", ""), ("b", "")]),
        ("Says [@a;@b].", [("a", ""), ("b", "")]),
        ("Says [@müller_2020:x].", [("müller_2020:x", "")]),
        ("Says (@a, @b).", [("a", ""), ("b", "")]),
        ("| x [@a] | y |\n|---|---|\n| z @b | - |", [("a", ""), ("b", "")]),
        ("- item [@a]\n\n> quote [@b]", [("a", ""), ("b", "")]),
        ("*Says @a* and **[@b]**.", [("a", ""), ("b", "")]),
        ("![A caption [@a]](x.png)", [("a", "")]),
        ("See @fig-one, if it is a work.", [("fig-one", "")]),
        ("{cite}`a`", [("a", "")]),
        ("{cite:p}`a,b` {cite:t}`b`", [("a", ""), ("b", ""), ("b", "")]),
        ("{cite:p}`{see}a{p. 3}`", [("a", "p. 3")]),
        ("Text {footcite}`a`.", [("a", "")]),
        ("Text :cite:p:`a`.", [("a", "")]),
        ("[@doi:10.1038/nbt.4113; @pmid:1; @isbn:9780394603988].",
         [("doi:10.1038/nbt.4113", ""), ("pmid:1", ""), ("isbn:9780394603988", "")]),
        ("So @arxiv:1407.3561v1, @url:https://e.example/x_y/z and @https://e.example/q.",
         [("arxiv:1407.3561v1", ""), ("url:https://e.example/x_y/z", ""), ("https://e.example/q", "")]),
    ],
)  # fmt: skip
def test_a_citation_is_read_in_every_form_that_people_write(text: str, found: list[tuple[str, str]]) -> None:
    assert scanned(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Mail me@a.example or [me@a](mailto:me@a).",
        "`@a` and ``[@a]``",
        "```python\n@a\ndef f(): ...\n```",
        "    @a is code",
        r"Not \@a, nor \[\@a\].",
        "Not &#64;a.",
        "[@a](https://social.example/@a) and <https://social.example/@a>",
        "https://social.example/@a and npm/@b",
        "[[@a]] and ![[@a]]",
        "<!-- [@a] -->",
        '<a href="x" title="@a">x</a>',
        "x@a, @@a and a@b",
        "@someone, [@someone] and @fig-two, @tbl-x, @sec-y, @eq-z, @lst-w",
        "{ref}`a` {doc}`b` {cite}`` {cited}`a` {cite}`a b`",
        "See \\@ref(fig:x).",
        "@ a, @, [@] and @.",
    ],
)
def test_what_only_looks_like_a_citation_is_none(text: str) -> None:
    assert scanned(text) == []


@pytest.mark.parametrize(
    "key", ["fig-x", "tbl-x", "sec-x", "eq-x", "lst-x", "Fig-x", "thm-x", "fig:x", "eq:x"]
)
def test_a_cross_reference_is_none_even_where_every_key_counts(key: str) -> None:
    everything = Citing(in_brackets=True, bare=True)
    assert scanned(f"See @{key} and [@{key}].", everything) == []
    assert scanned("See @smith and [@eq:2020].", everything) == [("smith", ""), ("eq:2020", "")]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two [@a]. Three.", ["Two."]),
        ("One [see @a, pp. 3; cf. @b]. Two.", ["One.", "One."]),
        ("Smith et al. found e.g. this [@a]. Dr. A. Brook did not [@b].",
         ["Smith et al. found e.g. this.", "Dr. A. Brook did not."]),
        ("One. [@a] Two.", ["One."]),
        ("One.[^a] Two.[^b]", ["One.", "Two."]),
        ("“One.”[^a] Two!", ["“One.”"]),
        ("[@a]", [""]),
        ("It is so (Hill et al. [@a]), is it not?", ["It is so (Hill et al.), is it not?"]),
        ("一。二[@a]。三", ["二。"]),
        ("## A heading [@a]\n\nText [@b].", ["A heading", "Text."]),
        ("It rose by 3.5 m [@a]. It fell.", ["It rose by 3.5 m."]),
    ],
)  # fmt: skip
def test_the_sentence_that_carries_a_citation_is_told_from_others(text: str, sentences: list[str]) -> None:
    assert [one.sentence for one in read_body(text, 1, KNOWN).cites] == sentences


def test_a_citation_knows_its_line_and_column() -> None:
    body = read_body("é [@a].\n\n\\@x &#64;y `@z` me@b.example.\nÜber @b and {cite}`a`.[^1]\n", 5, KNOWN)
    assert list(body.positions(body.cites)) == [(5, 4), (8, 6), (8, 19), (8, 23)]


def test_neither_abstract_nor_heading_shows_citations_and_all_else_stays() -> None:
    body = read_body(
        "# On tides [@a]\n\nThey rise [@a; @b], as me@x.example `@c` says.[^1]\n\n[^1]: [@a]", 1, KNOWN
    )
    assert (body.title, body.abstract) == ("On tides", "They rise, as me@x.example @c says.")
    plain = "Code `[^a-z]`, `a [^b]` and me@x.example, @no."
    assert read_body(plain, 1).abstract == "Code [^a-z], a [^b] and me@x.example, @no."


def test_a_text_without_marks_is_read_as_it_was() -> None:
    assert read_body("Mail @x.\n\nSecond.", 1).cites == ()
    assert read_body("Mail [@x; @doi:10.1000/1].", 1).cites[0] == Cite("doi:10.1000/1", "Mail.", "", 10)


def test_an_entry_of_bibtex_becomes_the_source_that_it_describes(tmp_path: Path) -> None:
    found = cited(tmp_path, "[@brook2001; @part; @whole; @eprint:9; @short; @other]")
    brook = found["brook2001"]
    assert brook.title == "On the Tides of Mühlen: a study"
    assert brook.authors == ("Brook, Ada", "van der Sand, Eve", "{Barnes and Noble, Inc.}")
    assert (brook.type, brook.year, brook.doi) == ("article_journal", "2001", "10.1000/tides_%1")
    assert brook.institution == "Dune Letters / Hill Press"
    assert found["part"].authors == ("Sand, E.", "et al.")
    assert (found["part"].title, found["part"].year, found["part"].type) == ("A part", "1999", "chapter")
    assert found["part"].institution == "The whole / Hill Press of Dunes"
    assert (found["whole"].isbn, found["whole"].type) == ("978-0-306-40615-7", "book")
    assert found["eprint:9"].url == "https://arxiv.org/abs/2301.00001"
    assert (found["short"].doi, found["short"].url) == ("", "https://doi.org/10/abcd")
    assert found["other"].title == "Short"


CSL = {
    "id": "fenner",
    "type": "article-journal",
    "author": [{"family": "Fenner", "given": "Martin"}, {"literal": "CERN Collaboration"}],
    "issued": {"date-parts": [[2012, 3, 1]]},
    "title": "One-click <i>science</i>",
    "container-title": "Nature Materials",
    "DOI": "10.1038/nmat3283",
    "publisher": "NPG",
    "volume": 11,
}
RIS = """TY  - JOUR
ID  - fenner
AU  - Fenner, Martin
AU  - CERN Collaboration
TI  - One-click science
JO  - Nature Materials
PB  - NPG
PY  - 2012/03/01
DO  - 10.1038/nmat3283
ER  -
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("w.json", json.dumps([CSL])),
        ("w.json", json.dumps({"references": [CSL]})),
        ("w.csljson", json.dumps(CSL)),
        ("w.yaml", "---\nreferences:\n- " + json.dumps(CSL) + "\n---\n"),
        ("w.yml", f"- {json.dumps(CSL)}\n"),
        ("w.ris", RIS),
        ("w.ris", RIS.replace("\n", "\r\n")),
    ],
)
def test_csl_and_ris_say_what_bibtex_says(tmp_path: Path, name: str, text: str) -> None:
    (found,) = cited(tmp_path, "[@fenner]", f"bibliography: {name}", **{name: text}).values()
    assert (found.title, found.year, found.doi) == ("One-click science", "2012", "10.1038/nmat3283")
    assert found.institution == "Nature Materials / NPG"
    assert found.type == "article_journal"
    assert found.authors[0] == "Fenner, Martin"
    assert found.authors[1].strip("{}") == "CERN Collaboration"


def test_references_of_the_front_matter_are_sources_and_what_csl_says_beyond_them_is_kept(
    tmp_path: Path,
) -> None:
    write(tmp_path, {"a.md": paper("As [@fenner, p. 2] says.", f"references: [{json.dumps(CSL)}]")})
    (document,) = kg.build(tmp_path, validate=False).documents
    (source,) = document.secondary_sources
    assert (source.title, source.year, source.doi) == ("One-click science", "2012", "10.1038/nmat3283")
    assert [(one.path[-1], one.text) for one in source.unmapped] == [("volume", "11")]
    assert document.cited_sources == ()
    assert [(one.source, one.locator) for one in document.citations] == [(("references", 0), "p. 2")]
    assert codes(tmp_path, "KG101", "KG102") == []


@pytest.mark.parametrize(
    ("nocite", "keys"),
    [
        ("'@*'", {"brook2001", "part", "whole", "eprint:9", "short", "other", "third"}),
        ("'@whole, @part'", {"whole", "part"}),
        ('["@whole", "@part"]', {"whole", "part"}),
        ("|\n  @whole, @part", {"whole", "part"}),
    ],
)
def test_nocite_cites_without_a_mark_and_nothing_else_becomes_a_source(
    tmp_path: Path, nocite: str, keys: set[str]
) -> None:
    assert cited(tmp_path, "Text.", f"bibliography: works.bib\nnocite: {nocite}").keys() == keys


def test_only_what_is_cited_becomes_a_source(tmp_path: Path) -> None:
    assert cited(tmp_path, "Text [@whole].").keys() == {"whole"}


def test_keys_that_say_what_they_mean_need_no_bibliography(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "content.md": paper(
                "Text [@doi:10.1038/nbt.4113; @pmid:23439512; @arxiv:1407.3561v1; @isbn:9780394603988; "
                "@url:https://example.com/x; @tag:ml; @pmcid:PMC12].\n\n[@tag:ml]: doi:10.1038/nature14539",
                "author: Ada Brook",
            )
        },
    )
    graph = kg.build(tmp_path)
    rows = graph.query("SELECT ?s { ?d schema:headline 'T' ; schema:citation ?s }").rows
    assert {one.rpartition("/source/")[2] for (one,) in rows} == {
        "doi/10.1038/nbt.4113", "pmid/23439512", "arxiv/1407.3561", "isbn/9780394603988", "web/example.com/x",
        "doi/10.1038/nature14539", "web/pmc.ncbi.nlm.nih.gov/articles/PMC12",
    }  # fmt: skip
    assert codes(tmp_path, "KG421") == []


def test_a_chapter_of_manubot_may_say_what_a_key_of_another_means(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "content/metadata.yaml": "title: T\n",
            "content/manual-references.json": json.dumps([{**CSL, "id": "url:https://e.example/a"}]),
            "content/01.md": "Text [@tag:one; @tag:two; @url:https://e.example/a] by @somebody.\n",
            "content/90.back-matter.md": "[@tag:one]: doi:10.1000/one\n[@tag:two]: url:https://e.example/a\n",
        },
    )
    graph = kg.build(tmp_path)
    (first, *_) = [one for one in graph.documents if one.name == "content/01"]
    assert [one.title for one in first.cited_sources] == ["", "One-click science", "One-click science"]
    assert codes(tmp_path, "KG301") == []


@pytest.mark.parametrize(
    ("note", "source"),
    [
        ("Smith, J. (2020). Title. https://doi.org/10.1038/nbt.4113",
         ("Title", "2020", ("Smith, J.",), "10.1038/nbt.4113", "")),
        ("Smith, J., & Doe, B. (2020a). *A title: more*. Dune Letters, 3(1). <https://e.example/x>",
         ("A title: more", "2020", ("Smith, J.", "Doe, B."), "", "https://e.example/x")),
        ("[A page](https://e.example/p)", ("A page", "", (), "", "https://e.example/p")),
        ("<https://e.example/p>", ("", "", (), "", "https://e.example/p")),
        ("Numbers and dunes, doi:10.1000/182.", ("Numbers and dunes", "", (), "10.1000/182", "")),
    ],
)  # fmt: skip
def test_a_footnote_that_is_a_reference_is_the_evidence_of_the_sentence_with_its_mark(
    tmp_path: Path, note: str, source: tuple[object, ...]
) -> None:
    document = read(tmp_path, f"First. A claim.[^1] Another.\n\n[^1]: {note}\n", "author: Ada Brook")
    (found,) = document.cited_sources
    assert (found.title, found.year, found.authors, found.doi, found.url) == source
    assert [(one.sentence, one.line) for one in document.citations] == [("A claim.", 6)]


@pytest.mark.parametrize(
    "note",
    [
        "Only a remark.",
        "See [the page](https://e.example/p) for more.",
        "Rain (2020) is a film.",
        "10 % of all.",
        "{code}",
    ],
)
def test_a_footnote_that_is_a_remark_is_no_source(tmp_path: Path, note: str) -> None:
    document = read(tmp_path, f"A claim.[^1]\n\n[^1]: {note}\n", "author: Ada Brook")
    assert (document.cited_sources, document.citations) == ((), ())


def test_a_label_of_a_footnote_may_be_the_id_of_a_source_or_a_key(tmp_path: Path) -> None:
    head = "bibliography: works.bib\nsources:\n  - {id: s1, title: Doc one, url: 'https://a.example/1'}"
    document = read(tmp_path, "A claim.[^s1] Another.[^whole] Third.[^none]\n\n[^s1]: Doc one\n", head)
    assert [(one.sentence, one.source) for one in document.citations] == [
        ("A claim.", ("sources", 0)),
        ("Another.", ("[@]", "whole")),
    ]


def test_what_a_footnote_cites_is_evidence_of_the_sentence_with_its_mark(tmp_path: Path) -> None:
    document = read(tmp_path, "A claim.[^n] Another.\n\n[^n]: See also [@whole, p. 3].\n")
    assert [(one.sentence, one.locator, one.line) for one in document.citations] == [("A claim.", "p. 3", 8)]


def test_a_sentence_is_a_citation_with_its_place_or_a_claim_where_a_setting_says_so(tmp_path: Path) -> None:
    text = "Rivers turn [@whole, p. 3; @short]. As @brook2001 says, they rest."
    write(tmp_path, {"a.md": paper(text), "works.bib": BIB})
    ask = """SELECT ?text ?place ?title {
        ?c a kg:Citation ; schema:text ?text ; schema:citation ?s . ?s schema:name ?title .
        OPTIONAL { ?c kg:locator ?place }
    }"""
    rows = kg.build(tmp_path).query(ask).rows
    assert sorted(map(tuple, rows), key=str) == sorted(
        [
            ("Rivers turn.", "p. 3", "The whole"),
            ("Rivers turn.", None, "Short"),
            ("As Brook et al. (2001) says, they rest.", None, "On the Tides of Mühlen: a study"),
        ],
        key=str,
    )
    claims = """SELECT ?text ?title {
        ?d schema:hasPart ?c . ?c a schema:Claim ; schema:appearance ?d ; schema:text ?text ;
            schema:isBasedOn ?s ; prov:wasDerivedFrom ?s . ?s schema:name ?title
    }"""
    assert kg.build(tmp_path).query(claims).rows == ()
    expected = {
        ("Rivers turn.", "The whole"),
        ("Rivers turn.", "Short"),
        ("As Brook et al. (2001) says, they rest.", "On the Tides of Mühlen: a study"),
    }
    write(tmp_path, {"a.md": paper(text, "bibliography: works.bib\nclaims: cited-sentences")})
    assert set(map(tuple, kg.build(tmp_path).query(claims).rows)) == expected
    write(tmp_path, {"a.md": paper(text), "kg.yaml": "claims: cited-sentences\n"})
    graph = kg.build(tmp_path)
    assert set(map(tuple, graph.query(claims).rows)) == expected
    # What is found about such a claim stands at its sentence.
    assert {one.location.line for one in graph.diagnostics if one.code == "KG413"} == {6}


def test_a_citation_is_not_counted_as_a_source(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": paper("One [@whole]. Two [@whole]. Three [@short]."), "works.bib": BIB})
    assert kg.build(tmp_path, validate=False).counts["sources"] == 2


def test_one_entry_that_many_documents_cite_is_one_node(tmp_path: Path) -> None:
    plain = "@book{x, title={Dunes and more}, author={Sand, Eve}, year=1999}\n"
    write(tmp_path, {f"{one}/a.md": paper("Text [@x].", "bibliography: works.bib", one) for one in "pqr"})
    write(tmp_path, {"works.bib": plain})
    rows = kg.build(tmp_path).query("SELECT DISTINCT ?s { ?d schema:headline ?t ; schema:citation ?s }").rows
    assert len(rows) == 1


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ("_quarto.yml", "project: {type: book}\nbibliography: refs/works.bib\n"),
        ("_quarto.yml", "project: {type: book}\nbibliography: [gone.bib, refs/works.bib]\n"),
        ("_metadata.yml", "bibliography: refs/works.bib\n"),
        ("myst.yml", "project:\n  bibliography:\n    - refs/works.bib\n"),
        ("_config.yml", "bibtex_bibfiles:\n  - refs/works.bib\n"),
        ("index.Rmd", "---\ntitle: B\nsite: x\nbibliography: refs/works.bib\n---\nText.\n"),
        ("metadata.yaml", "---\nbibliography: refs/works.bib\n---\n"),
    ],
)
def test_the_settings_of_a_project_may_name_the_bibliography(
    tmp_path: Path, settings: str, text: str
) -> None:
    write(
        tmp_path, {settings: text, "refs/works.bib": BIB, "part/a.qmd": "# T\n\nText [@whole] and @part.\n"}
    )
    (found,) = [one for one in kg.build(tmp_path).documents if one.name == "part/a"]
    assert [one.id for one in found.cited_sources] == ["whole", "part"]


@pytest.mark.parametrize("place", ["works.bib", "part/any.bib", "bib/x.bib", "references.json"])
def test_a_bibliography_that_nobody_names_is_found_beside_the_document(tmp_path: Path, place: str) -> None:
    text = json.dumps([{**CSL, "id": "whole"}]) if place.endswith("json") else BIB
    write(tmp_path, {"part/a.md": "# T\n\nText [@whole].\n", place: text})
    (found,) = kg.build(tmp_path).documents
    assert [one.id for one in found.cited_sources] == ["whole"]


def test_the_ending_of_bibtex_may_be_left_out_and_a_path_begin_at_the_root(tmp_path: Path) -> None:
    for named in ("works", "/works.bib", "./works.bib", "../works.bib"):
        write(tmp_path, {"part/a.md": paper("Text [@whole].", f"bibliography: {named}"), "works.bib": BIB})
        assert codes(tmp_path, "KG005") == [], named


def test_a_bibliography_that_is_broken_is_named_by_its_lines_and_all_else_is_used(tmp_path: Path) -> None:
    broken = (
        "@book{one, title = {Never closed,\n  year = 1999\n}\n\n@book{, title={No key}}\n\n"
        "@book{two, title = {Two}}\n@book{three title = {Three}}\n"
        "@book{four, title {Four}}\nJust words } @book{five, title = {Five}}\n"
    )
    write(tmp_path, {"a.md": paper("Text [@one; @two; @four; @five]."), "works.bib": broken})
    assert sorted(codes(tmp_path)) == [
        ("KG130", "works.bib", 1),
        ("KG130", "works.bib", 5),
        ("KG130", "works.bib", 8),
        ("KG130", "works.bib", 9),
        ("KG133", "a.md", 6),
    ]
    (document,) = kg.build(tmp_path).documents
    assert [one.id for one in document.cited_sources] == ["two", "five"]


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        (
            "w.json",
            '[\n{"id": "a", "title": "A"},\n{"id": "b", "title": },\n{"id": "c", "title": "C"}\n]\n',
            [3],
        ),
        ("w.json", "no JSON", [1]),
        ("w.json", "[" * 100_000, [1]),
        ("w.yaml", "- id: a\n  title: A\n- id: b\n  title: 'B\n  x: [\n- id: c\n  title: C\n", [3]),
        ("w.ris", "TY  - BOOK\nID  - b\nTY  - BOOK\nID  - c\nTI  - C\nER  - \n", [1]),
        ("w.ris", "no RIS", [1]),
        ("w.bib", "@book{b, title={B\n\n@book{c, title={C}}\n", [1]),
    ],
)
def test_every_form_names_the_lines_that_it_cannot_read(
    tmp_path: Path, name: str, text: str, lines: list[int]
) -> None:
    write(tmp_path, {"a.md": paper("Text [@c].", f"bibliography: {name}"), name: text})
    found = codes(tmp_path)
    assert [one[1:] for one in found if one[0] == "KG130"] == [(name, line) for line in lines]
    (document,) = kg.build(tmp_path).documents
    assert [one.id for one in document.cited_sources] == (
        ["c"] if ("c" in text and "id" in text.lower()) or "{c" in text else []
    )


def test_a_key_that_is_nowhere_defined_is_named_once_in_a_document(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": paper("One [@gone].\n\nTwo [@gone; @lost] and @nowhere.\n"), "works.bib": BIB})
    (found,) = [one for one in kg.build(tmp_path).diagnostics if one.code == "KG133"]
    assert all(repr(key) in found.message for key in ("gone", "lost", "nowhere"))
    assert (found.location.line, found.location.column) == (6, 6)


def test_two_entries_of_one_key_are_found_where_they_differ_and_the_first_counts(tmp_path: Path) -> None:
    text = "@book{x, title={One}}\n@book{x, title={One}}\n@book{x, title={Two}}\n"
    write(tmp_path, {"a.md": paper("Text [@x]."), "works.bib": text})
    assert codes(tmp_path) == [("KG134", "works.bib", 3)]
    (document,) = kg.build(tmp_path).documents
    assert [one.title for one in document.cited_sources] == ["One"]


def test_what_is_wrong_with_a_bibliography_is_found_once_however_many_documents_cite_it(
    tmp_path: Path,
) -> None:
    write(tmp_path, {f"{number}.md": paper("Text [@whole].", title=f"T{number}") for number in range(4)})
    write(tmp_path, {"works.bib": BIB + "@book{broken, title={\n"})
    assert [one[0] for one in codes(tmp_path)] == ["KG130"]


def test_a_build_with_a_cache_reads_only_those_again_that_cite_what_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(
        tmp_path / "docs",
        {
            "a.md": paper("Text [@whole]."),
            "b.md": paper("Text [@short].", title="B"),
            "c.md": "# C\n\nText.\n",
            "works.bib": BIB,
        },
    )

    def built() -> kg.KnowledgeGraph:
        kept = cache_folder(["docs"], "out")
        assert kept is not None
        return kg.build("docs", output="out", cache=CacheFolder(kept), html=False)

    built()
    assert built().work.keys() <= {"locate"}
    for text, observed in [
        (BIB.replace("The whole", "All of it"), 1),
        (BIB + "@misc{more, title={X}}\n", 0),
        ("", 2),
    ]:
        write(tmp_path / "docs", {"works.bib": text})
        graph = built()
        assert graph.work.get("bibliography", 0) == 1
        assert graph.work.get("observe", 0) == observed
        written = (tmp_path / "out/graph.nq").read_text("utf-8")
        assert written == kg.build("docs", validate=False).dataset.nquads
    assert "works.bib" in json.loads((tmp_path / "out/build.json").read_text("utf-8"))["inputs"]


def test_a_streamed_build_gives_the_same_bytes_and_sees_that_a_bibliography_has_changed(
    tmp_path: Path,
) -> None:
    docs = write(
        tmp_path / "docs",
        {
            "a.md": paper("Text [@whole, p. 3; @gone] and @brook2001.[^1]\n\n[^1]: <https://e.example/n>"),
            "b.md": paper("Text [@short].", "bibliography: works.bib\nclaims: cited-sentences", "B"),
            "c.md": "# C\n\nText {cite}`whole`, @doi:10.1000/1.\n",
            "d.md": "# D\n\nNo text.\n",
        },
    )
    for text in (BIB, BIB.replace("The whole", "All of it"), BIB + "@book{broken, title={\n"):
        write(docs, {"works.bib": text})
        assert_as_whole(docs, tmp_path / "out", streamed(docs, tmp_path / "out"))
