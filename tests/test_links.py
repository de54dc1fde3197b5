"""Links as people write them in every dialect: what they name, and where they lead."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

import pytest

import kg
from kg.documents.body import Footnote, LinkKind, read_body
from kg.streaming.build import build as stream
from kg.streaming.sizes import Sizes

BASE = "https://example.org/"


def corpus(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        head, mark, body = text.rpartition("===\n")
        path.write_text(f"---\ntitle: {Path(name).stem}\n{head}---\n{body if mark else text}\n", "utf-8")
    return folder


def led(folder: Path, document: str) -> set[str]:
    """The documents that one mentions, by path name."""
    graph = kg.build(folder, settings=kg.Settings(base=BASE), validate=False)
    rows = graph.query(f"SELECT ?to WHERE {{ <{BASE}{document}> schema:mentions ?to }}")
    return {str(row["to"]).removeprefix(BASE) for row in rows}


def found(folder: Path) -> list[str]:
    graph = kg.build(folder, settings=kg.Settings(base=BASE), validate=False)
    return [f"{one.code} {one.message}" for one in graph.diagnostics if one.code.startswith("KG30")]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[[Note]]", "x/Note"),
        ("[[note]]", "x/Note"),
        ("[[NOTE.md|shown]]", "x/Note"),
        ("[[Note#Heading]]", "x/Note"),
        ("[[Note#^block|shown]]", "x/Note"),
        ("![[Note]]", "x/Note"),
        ("[[x/Note]]", "x/Note"),
        ("[[/x/Note]]", "x/Note"),
        ("[[./Note]]", ""),
        ("[[../x/Note]]", "x/Note"),
        ("| [[Note\\|shown]] |\n|---|\n", "x/Note"),
        ("[[Second name]]", "x/Note"),
        ("[[The whole title]]", "y/titled"),
        ("[[my note]]", "y/my-note"),
        ("[[my-other-note]]", "y/My other note"),
        ("[[202001010000]]", "y/202001010000 Some zettel"),
        ("[z](202001010000)", "y/202001010000 Some zettel"),
        ("[[text|gen.other#head]]", "y/gen.other"),
        ("[[deep/er/leaf]]", "y/deep/er/leaf"),
        ("[[er/leaf]]", "y/deep/er/leaf"),
        ("[[Caf\u00e9]]", "y/Cafe\u0301"),
        ("`[[Note]]`", ""),
        ("```\n[[Note]]\n```", ""),
        ("%% [[Note]] %%", ""),
        ("<!-- [[Note]] -->", ""),
        ("[[Note]](see x/y.md)", "x/Note"),
        ("[[1]](y/my-note.md)", ""),
        ("[[1]](../y/my-note.md)", "y/my-note"),
    ],
)
def test_a_wikilink_leads_to_the_note_it_names(tmp_path: Path, written: str, expected: str) -> None:
    files = {
        "z/a.md": written,
        "x/Note.md": "aliases: [Second name]\n===\nx",
        "y/titled.md": "x",
        "y/my-note.md": "x",
        "y/My other note.md": "x",
        "y/202001010000 Some zettel.md": "x",
        "y/gen.other.md": "x",
        "y/deep/er/leaf.md": "x",
        "y/Cafe\u0301.md": "x",
    }
    corpus(tmp_path, files)
    (tmp_path / "y/titled.md").write_text("---\ntitle: The whole title\n---\n", "utf-8")
    # An IRI holds composed characters, whatever the file system does.
    assert {unquote(one) for one in led(tmp_path, "z/a")} == {
        unicodedata.normalize("NFC", one) for one in (expected,) if one
    }


@pytest.mark.parametrize(
    ("asking", "expected"),
    [
        ("bb/x", "bb/Note"),  # its own folder
        ("bb/sub/x", "a/Note"),  # not the folder above it: the shortest path of all
        ("c/x", "c/d/e/Note"),  # below its own folder
        ("f/x", "a/Note"),
    ],
)
def test_of_several_notes_of_one_name_the_nearest_is_meant(
    tmp_path: Path, asking: str, expected: str
) -> None:
    notes = dict.fromkeys(("a/Note.md", "bb/Note.md", "c/d/e/Note.md"), "x")
    assert led(corpus(tmp_path, {f"{asking}.md": "[[Note]]", **notes}), asking) == {expected}


def test_a_note_at_the_root_is_meant_before_one_beside_the_asking(tmp_path: Path) -> None:
    folder = corpus(tmp_path, {"a/x.md": "[[Note]]", "a/Note.md": "x", "Note.md": "x"})
    assert led(folder, "a/x") == {"Note"}


def test_letter_case_tells_notes_apart_where_there_are_both(tmp_path: Path) -> None:
    folder = corpus(
        tmp_path, {"a/x.md": "[[Python]]", "a/y.md": "[[python]]", "python.md": "x", "b/Python.md": "x"}
    )
    assert led(folder, "a/y") == {"python"}
    assert "python" in led(folder, "a/x") or led(folder, "a/x") == {"b/Python"}


def test_notes_that_are_not_written_are_one_finding_and_attachments_none(tmp_path: Path) -> None:
    text = "[[One]] [[Two|2]] [[One#part]] ![[picture.png]] ![[paper.pdf#page=2]] [[board.canvas]]"
    assert found(corpus(tmp_path, {"a.md": text})) == [
        "KG304 3 wikilinks lead to no note: 'One', 'Two', 'One#part'"
    ]


@pytest.mark.parametrize(
    ("file", "target", "expected"),
    [
        ("content/en/docs/a.md", "/docs/b/", "content/en/docs/b/_index"),
        ("content/en/docs/a.md", "/en/docs/b", "content/en/docs/b/_index"),
        ("docs/a.md", "c/", "docs/c/README"),
        ("docs/a.md", "/guide/", "docs/guide"),
        ("files/en-us/web/a/index.md", "/en-US/docs/Web/CSP", "files/en-us/web/csp/index"),
        ("files/en-us/web/a/index.md", "/en-US/docs/Web/CSP#part", "files/en-us/web/csp/index"),
        ("_posts/2020-01-02-a.md", "{% post_url 2019-01-01-first %}", "_posts/2019-01-01-first"),
        ("_posts/2020-01-02-a.md", "{% link _posts/2019-01-01-first.md %}#x", "_posts/2019-01-01-first"),
        ("_posts/2020-01-02-a.md", "/blog/first/", "_posts/2019-01-01-first"),
        ("_posts/2020-01-02-a.md", "/old/first", "_posts/2019-01-01-first"),
        ("_posts/2020-01-02-a.md", "{{ site.baseurl }}/blog/first/", "_posts/2019-01-01-first"),
        ("_posts/2020-01-02-a.md", "{{ '/blog/first/' | relative_url }}", "_posts/2019-01-01-first"),
        ("content/posts/a.md", '{{< ref "b.md" >}}', "content/posts/b"),
        ("content/posts/a.md", '{{% relref "posts/b.md#x" %}}', "content/posts/b"),
        ("content/posts/a.md", "@/posts/b.md", "content/posts/b"),
        ("content/posts/a.md", "../b/", "content/posts/b"),
        ("content/posts/a.md", "{filename}b.md", "content/posts/b"),
        ("a.md", "content\\posts\\b.md", "content/posts/b"),
    ],
)
def test_an_address_on_a_site_leads_to_the_document_whose_page_is_there(
    tmp_path: Path, file: str, target: str, expected: str
) -> None:
    files = {
        "content/en/docs/b/_index.md": "x",
        "docs/c/README.md": "x",
        "docs/guide.md": "x",
        "files/en-us/web/csp/index.md": "slug: Web/CSP\n===\nx",
        "_posts/2019-01-01-first.md": "permalink: /blog/first/\naliases: [/old/first]\n===\nx",
        "content/posts/b.md": "x",
        file: f"[x]({target})",
    }
    folder = corpus(tmp_path, files)
    graph = kg.build(folder, settings=kg.Settings(base=BASE), validate=False)
    name = next(iri for iri in graph.identity.directory.by_name if iri == file.removesuffix(".md"))
    to = graph.identity.directory.by_name[expected].removeprefix(BASE)
    assert led(folder, graph.identity.directory.by_name[name].removeprefix(BASE)) == {to}
    assert found(folder) == []


def test_what_only_a_site_generator_can_tell_is_no_broken_link(tmp_path: Path) -> None:
    text = (
        "[a](/tags/x/) [b](/feed.xml) [c]({{ page.url }}) [d]({% include x %}) [e](/img/a.png)\n"
        '[f](mailto:me@example.com) {{< figure src="/x.png" >}} [g](#part) [h](/page/2/)\n'
    )
    folder = corpus(tmp_path, {"content/_index.md": "x", "content/a.md": text})
    (folder / "static/img").mkdir(parents=True)
    (folder / "static/img/a.png").write_bytes(b"")
    assert found(folder) == []


def test_a_dead_link_from_the_root_is_found(tmp_path: Path) -> None:
    text = "[a](/nowhere/x.md) [b](/docs/gone/) ![c](/img/none.png)"
    folder = corpus(tmp_path, {"content/_index.md": "x", "content/docs/b.md": "x", "content/a.md": text})
    (folder / "static/img").mkdir(parents=True)
    (folder / "static/img/a.png").write_bytes(b"")
    assert [one.split("'")[1] for one in found(folder)] == ["/nowhere/x.md", "/docs/gone/", "/img/none.png"]


def test_the_engines_follow_links_alike(tmp_path: Path) -> None:
    files = {f"{folder}/Note.md": "[[note]] [[Second]] [x](/b/Note/) [y](NOTE.md)" for folder in "abc"}
    folder = corpus(tmp_path / "in", {**files, "d.md": "aliases: [Second]\n===\n[[Note]] [[gone]]"})
    whole = kg.build(folder, output=tmp_path / "one", settings=kg.Settings(base=BASE), validate=False)
    stream(
        [folder],
        tmp_path / "two",
        settings=kg.Settings(base=BASE),
        workers=1,
        sizes=Sizes(files=1, documents=1),
    )
    assert (tmp_path / "one/graph.nq").read_bytes() == (tmp_path / "two/graph.nq").read_bytes()
    assert any(one.code == "KG304" for one in whole.diagnostics)


def test_footnotes_are_told_with_their_marks_and_are_no_links() -> None:
    body = read_body("A claim.[^s1] More.[^s1] None.[^gone]\n\n[^s1]: Doc one\n    and more\n", 1)
    assert body.footnotes == (
        Footnote("s1", "Doc one and more", 39, (8, 19)),
        Footnote("gone", "", -1, (30,)),
    )
    assert (body.links, body.abstract) == ((), "A claim. More. None.")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("See [[A]] and [[B|bee]].", "See A and bee."),
        ("See [[f/A]], [[A#Head]] and [[#Own]].", "See A, A > Head and Own."),
        ("Text. ^block-1", "Text."),
        ("![[pic.png|100]] Text.", "Text."),
        ("![[pic.png]]\n\nText.", "Text."),
        ("Shown %%hidden\n\nmore%% text.", "Shown"),
        ("%% hidden %% Text.", "Text."),
        ("Of 50%% and 60%% too.", "Of 50%% and 60%% too."),
        ("Use `%%time` or `%%x`.", "Use %%time or %%x."),
        ("An open %% stays.", "An open %% stays."),
        ("(label)=\n# Head\n\nText.", "Text."),
        ("See {doc}`the guide <guide>` and {ref}`label`.", "See the guide and label."),
        ("Citing [[1]](https://example.com/x).", "Citing [1]."),
        ("See [a]({% link a.md %}) and `{% raw %}`.", "See a and {% raw %}."),
    ],
)
def test_no_syntax_of_a_dialect_is_in_the_abstract(written: str, expected: str) -> None:
    assert read_body(written, 1).abstract == expected


def test_what_a_comment_hides_is_nowhere() -> None:
    body = read_body("One.\n%%\n# Secret\n[[secret]]\n%%\n\nTwo [[b]].\n", 5)
    assert "ecret" not in repr(body)
    assert [*body.positions(body.links)] == [(11, 5)]
    assert body.word_count == 3


def test_anchors_of_html_are_links_and_those_in_remarks_are_not() -> None:
    text = 'é <a class="x" href="b.html">b</a>\n\n<!--\n<a href="no">\n-->\n<p><A HREF=c.md>c</A></p>\n'
    body = read_body(text, 1)
    assert [one.target for one in body.links] == ["b.html", "c.md"]
    assert {one.kind for one in body.links} == {LinkKind.HTML}
    assert [*body.positions(body.links)] == [(1, 3), (6, 4)]


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ('up: "[[Other]]"', "schema:isPartOf b/Other"),
        ("up: [[Other]]", "schema:isPartOf b/Other"),
        ("up: [[Other|shown]]", "schema:isPartOf b/Other"),
        ('related: ["[[Other]]"]', "kg:relatedDocument b/Other"),
        ("related:\n  - [[Other]]\n  - '[[Second#part]]'", "kg:relatedDocument b/Other"),
        ('See-Also: "[[Other]], [[Second]]"', "kg:relatedDocument b/Other"),
        ('based_on: "[[Other]]"', "schema:isBasedOn b/Other"),
        ('spouse: "[[Other]]"', "schema:mentions b/Other kg:unmappedField spouse"),
    ],
)
def test_a_wikilink_in_a_property_is_a_relation_by_its_key(tmp_path: Path, front: str, expected: str) -> None:
    folder = corpus(tmp_path, {"a.md": f"{front}\n===\nx", "b/Other.md": "aliases: [Second]\n===\nx"})
    graph = kg.build(folder, settings=kg.Settings(base=BASE), validate=False)
    rows = graph.query(f"SELECT ?by ?to WHERE {{ <{BASE}a> ?by ?to }}")
    shown = {(str(row["by"]), str(row["to"])) for row in rows}
    wanted = expected.split()
    for by, to in zip(wanted[::2], wanted[1::2], strict=True):
        assert any(one.endswith(by.partition(":")[2]) and to in other for one, other in shown), (by, to)
    assert [one.code for one in graph.diagnostics] == []


def test_a_wikilink_in_a_field_is_shown_as_its_readers_see_it(tmp_path: Path) -> None:
    front = 'author: "[[Ada Lovelace]]"\ndescription: "After [[b/Other|another]]."'
    folder = corpus(tmp_path, {"a.md": f"{front}\n===\nx", "b/Other.md": "x"})
    graph = kg.build(folder, settings=kg.Settings(base=BASE), validate=False)
    text = graph.serialize("turtle")
    assert "[[" not in text
    assert "Ada Lovelace" in text
    assert "After another." in text
    assert led(folder, "a") == {"b/Other"}


def test_a_list_in_a_list_of_numbers_is_no_wikilink(tmp_path: Path) -> None:
    folder = corpus(tmp_path, {"a.md": "issued: [[2012, 3]]\n===\nx", "2012, 3.md": "x"})
    assert led(folder, "a") == set()


def test_a_file_in_a_vault_is_found_by_its_name_wherever_it_is(tmp_path: Path) -> None:
    folder = corpus(tmp_path, {"vault/a.md": "![x](pic.png#part)", "b.md": "![x](pic.png)"})
    (folder / "vault/.obsidian").mkdir()
    assert [one.split()[0] for one in found(folder)] == ["KG301"]


def test_a_file_named_by_a_language_is_a_translation_of_the_one_beside_it(tmp_path: Path) -> None:
    folder = corpus(tmp_path, {"a/index.md": "x", "a/index.es.md": "x", "v1.de.md": "x", "Node.js.md": "x"})
    graph = kg.build(folder, settings=kg.Settings(base=BASE, language="en"), validate=False)
    rows = graph.query("SELECT ?a ?b ?in WHERE { ?a schema:translationOfWork ?b ; schema:inLanguage ?in }")
    shown = [tuple(str(row[name]).removeprefix(BASE) for name in ("a", "b", "in")) for row in rows]
    assert shown == [("a/index.es", "a/index", "es")]
    back = graph.query("SELECT ?a ?b WHERE { ?a schema:workTranslation ?b }")
    assert [(str(row["a"]), str(row["b"])) for row in back] == [(f"{BASE}a/index", f"{BASE}a/index.es")]
