"""Text as readers see it: nothing of programs, dialects and typesetters in it."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.documents import clean
from kg.documents.body import Body, read_body
from kg.documents.reader import read_document
from kg.documents.records import Document


def read(text: str, *, dialect: str = "plain", file: str = "a.md") -> Document:
    result = read_document(text, file=file, name="a", dialect=dialect)
    assert result is not None
    assert result.document is not None
    return result.document


def body(text: str, dialect: str = "", *, is_mdx: bool = False) -> Body:
    return read_body(text, 1, dialect=dialect, is_mdx=is_mdx)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("The <i>in vivo</i> &amp; H<sub>2</sub>O &mdash; a <object>", "The in vivo & H2O — a <object>"),
        ("Of $\\alpha_{i}$-helices & <b>x</b>", "Of $\\alpha_{i}$-helices & x"),
        ("Caf&eacute; society", "Café society"),
        ("ﬁnding “smart” quotes", "finding “smart” quotes"),
        ("It holds.[^1] [@smith2020, p. 3] Here [see @b].", "It holds. Here."),
        ("See [[A|b]], [[x/Note#h]] and [text](http://a.b/c_(d)).", "See b, Note and text."),
        ("A <!-- not this --> b", "A b"),
        ("%% hidden %% shown, 50%% of it", "shown, 50%% of it"),
        ("{{< note >}}Mind{{< /note >}} {{% x %}}{% include a %}the gap {{ page.title }}.", "Mind the gap."),
        ("A {{< glossary_tooltip text=\"pod\" term_id=\"pod\" >}}.", "A pod."),
        ("The {{domxref(\"Window\")}} of {{Glossary('css', 'sheets')}}.{{APIRef}}", "The Window of sheets."),
        ("A heading {#sec-x .y}", "A heading"),
        ("{{ site.title }}: [span]{.small} ![img](a.png){width=20%}", ": span img"),
        ("{doc}`Title <x>` and {term}`word`", "Title and word"),
        ("{ref}`", "{ref}`"),
        ("About List<T>, {name} and C:\\users", "About List<T>, {name} and C:\\users"),
        ("A ==marked== word, a == b == c", "A marked word, a == b == c"),
    ],
)  # fmt: skip
def test_a_text_of_the_front_matter_is_shown_as_readers_see_it(written: str, shown: str) -> None:
    assert clean.text(written) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("On the {DNA} of \\emph{E. coli} and \\'etale maps", "On the DNA of E. coli and étale maps"),
        ("{\\\"U}ber {S}chr{\\\"o}dinger \\& co", "Über Schrödinger & co"),
        ("{{Barnes and Noble}}", "Barnes and Noble"),
        ("\\textbf{A \\textit{deep}} one", "A deep one"),
        ("Of {$x_{i}$} values", "Of $x_{i}$ values"),
        ("{{ page.title }}", "{{ page.title }}"),
    ],
)  # fmt: skip
def test_the_title_of_a_source_is_shown_without_latex(written: str, shown: str) -> None:
    assert clean.title(written) == shown


@pytest.mark.parametrize(
    ("written", "abstract"),
    [
        ("{{APIRef(\"Fetch\")}}\n\nThe `{{x}}` of {{domxref(\"Window\")}}.", "The {{x}} of Window."),
        ("::: {.callout-note}\nMind this.\n:::\n", "Mind this."),
        (":::{figure} a.png\n:width: 200px\n:name: fig-a\n\nA caption.\n:::\n", "A caption."),
        ("!!! note \"Mind\"\n    Inside.\n\nText.", "Text."),
        ("??? tip\n\nText.", "Text."),
        ("=== \"Tab\"\n\nText.", "Text."),
        ("--8<-- \"part.md\"\n\nText.", "Text."),
        ("[TOC]\n\nText.", "Text."),
        ("{:toc}\n\nText {: .lead}", "Text"),
        ("{% include head.html %}\n\n{% raw %}Text{% endraw %}", "Text"),
        ("Text {{< ref \"a\" >}}with {term}`words` {cite}`key` and [more]{.x}.", "Text with words and more."),
        ("Says [@doi:10.1/x; @b]. {/* no */}", "Says."),
        ("Text ((64f0c3de-1111-2222-3333-444444444444)) of blocks \\label{f}.", "Text of blocks."),
        ("Where $x_{i=1}$ and {name} stand.", "Where $x_{i=1}$ and {name} stand."),
    ],
)  # fmt: skip
def test_the_abstract_of_a_body_has_nothing_in_it_that_readers_do_not_see(
    written: str, abstract: str
) -> None:
    assert body(written).abstract == abstract


def test_a_section_has_no_attributes_and_no_shortcodes() -> None:
    found = body("# A {#a}\n\n## B {{< icon x >}} `{c}`\n\n## D {.unnumbered}\n")
    assert found.sections == ("A", "B {c}", "D")


def test_imports_exports_and_components_of_mdx_are_no_text() -> None:
    text = (
        "import Tabs from '@theme/Tabs';\nimport {\n  A,\n} from './a'\n\n"
        "export const x = {\n  a: 1,\n};\n\nText <Hint style={{a: 'b'}}>of {props.x}</Hint> it. `{code}`\n"
    )
    assert body(text, is_mdx=True).abstract == "Text of it. {code}"
    assert read(f"---\ntitle: A\n---\n{text}", file="a.mdx").body.abstract == "Text of it. {code}"
    assert body("import taxes from others\n").abstract == "import taxes from others"


def test_comments_and_breaks_of_myst_are_text_elsewhere() -> None:
    text = "% a comment\n\n+++\n\nText.\n"
    assert body(text, "myst").abstract == "Text."
    assert body(text).abstract == "% a comment"


def test_links_keep_their_places_behind_lines_that_are_no_text() -> None:
    found = body("::: {.ä}\n\nSee [a](b.md).\n:::\n")
    assert list(found.positions(found.links)) == [(3, 5)]


def test_the_text_of_records_is_clean_and_what_was_written_stays() -> None:
    document = read(
        "---\ntitle: A &amp; <i>B</i> {{< x >}}\nabstract: Of [[C|d]].\natomic_facts:\n"
        "  - statement: It holds.[^1]\ndisputed_statements:\n  - 'It does &lt; not.'\n"
        "primary_sources:\n  - title: The {DNA} code\n  - 'Caf\\''e'\n---\n"
    )
    assert (document.title, document.abstract) == ("A & B", "Of d.")
    assert document.atomic_facts[0].statement == "It holds."
    assert document.disputed_statements[0].statement == "It does < not."
    assert [one.title for one in document.sources] == ["The DNA code", "Café"]
    assert "The {DNA} code" in document.front_matter


def test_a_title_of_which_nothing_is_left_gives_way_to_the_heading() -> None:
    assert read("---\ntitle: '{{ page.title }}'\n---\n# Heading\n").title == "Heading"


@pytest.mark.parametrize("dialect", ["obsidian", "logseq", "foam"])
def test_tags_in_the_text_are_topics_in_the_dialects_that_have_them(dialect: str) -> None:
    text = (
        "---\ntags: [c]\n---\n# Not #heading\n\nText #tag, (#a/b) and #c. No #123, a#b, https://e.org/#x, "
        "`#code`,\n#ff0000 or &#35;.\n\n```\n#block\n```\n\n- #日本 #item-\n"
    )
    assert read(text, dialect=dialect).tags == ("c", "tag", "a/b", "日本", "item")
    assert read(text).tags == ("c",)


def test_a_tag_of_dendron_may_have_dots() -> None:
    assert read("---\nid: x\n---\nOf #a.b. And #c.\n", dialect="dendron").tags == ("a.b", "c")


def test_forms_of_one_title_are_one_title_shown_clean(tmp_path: Path) -> None:
    forms = [
        "Caf&eacute; society &amp; me",
        "Café society & me",
        "<i>Café</i> society & me",
        "Caf\\'{e} society \\& me",
    ]
    for number, form in enumerate(forms):
        quoted = form.replace("'", "''")
        source = f"sources:\n  - title: '{quoted}'\n    doi: 10.1000/2\n"
        (tmp_path / f"{number}.md").write_text(f"---\ntitle: A\n{source}---\nText.\n")
    graph = kg.build([tmp_path])
    said = graph.serialize("turtle")
    assert 'schema:name "Café society & me"' in said
    assert "alternateName" not in said
    assert not [one for one in graph.diagnostics if one.code in {"KG203", "KG206"}]
