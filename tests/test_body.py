"""The body: its summary, sections, links with their places, and number of words."""

from __future__ import annotations

import pytest

from kg.documents.body import Body, read_body


def places(body: Body) -> list[tuple[str, int, int]]:
    return [(link.target, *place) for link, place in zip(body.links, body.positions(body.links), strict=True)]


@pytest.mark.parametrize(
    "heading",
    [
        "## TL;DR",
        "# tl;dr",
        "### TLDR",
        "## TL; DR:",
        "## **TL;DR**",
        "## Summary",
        "## Abstract.",
        "## 摘要",
        "## 概要：",
        "TL;DR\n-----",
    ],
)
def test_the_paragraph_under_a_heading_such_as_tl_dr_is_the_abstract(heading: str) -> None:
    body = read_body(f"Before.\n\n{heading}\n\nIn short,\nthis.\n\nAnd more.\n\n## Rest\n\nText.\n", 1)
    assert body.abstract == "In short, this."
    assert body.sections == ("Rest",)


@pytest.mark.parametrize("heading", ["## Summary of rain", "## In summary", "## TL;DR for sailors"])
def test_a_heading_that_only_begins_so_is_a_section(heading: str) -> None:
    body = read_body(f"First.\n\n{heading}\n\nUnder it.\n", 1)
    assert body.abstract == "First."
    assert body.sections == (heading.removeprefix("## "),)


@pytest.mark.parametrize(
    "text",
    [
        "# A title\n\nThe *first* `paragraph`.\n\nThe second.\n",
        "- a list\n\n> a quotation\n\n| a | table |\n|---|---|\n| b | c |\n\nThe *first* `paragraph`.\n",
        "```\ncode\n```\n\n    more code\n\nThe *first* `paragraph`.\n",
        "<div>\nmarkup\n</div>\n\n<!-- a remark -->\n\nThe [first](a.md) paragraph.",
        "## TL;DR\n\n- a list and no paragraph\n\n## Next\n\nThe first paragraph.\n",
    ],
)
def test_without_one_the_first_paragraph_is_the_abstract(text: str) -> None:
    assert read_body(text, 1).abstract == "The first paragraph."


@pytest.mark.parametrize(
    "text", ["", "\n \n\t\n", "# Only a heading\n", "```\ncode\n```\n", "- only a list\n"]
)
def test_a_body_without_paragraphs_has_no_abstract(text: str) -> None:
    assert read_body(text, 1).abstract == ""


def test_an_empty_body_holds_nothing() -> None:
    assert read_body("\n\n", 7) == Body(text="\n\n", line=7)


def test_sections_are_the_headings_in_order_without_markup() -> None:
    body = read_body("# One\n\nTwo\n===\n\n### *Three* `3` #\n\n#\n\n```\n# no heading\n```\n\n## One\n", 1)
    assert body.sections == ("One", "Two", "Three 3", "One")


def test_links_and_images_are_found_at_line_and_column_in_characters() -> None:
    text = (
        "See [one](a.md) and ![a picture](b.png).\n"
        "\n"
        "Übergröße 💥 [zwei](c.md#teil), <https://example.org/>\n"
        "- in a list: [three](d.md 'with a title')\n"
        "\n"
        "| [four](e.md) | 表 [five](f.md) |\n"
        "|---|---|\n"
        "\n"
        "[six][ref] and [ref]\n"
        "\n"
        "[ref]: g.md\n"
    )
    assert places(read_body(text, 10)) == [
        ("a.md", 10, 5),
        ("b.png", 10, 21),
        ("c.md#teil", 12, 13),
        ("https://example.org/", 12, 32),
        ("d.md", 13, 14),
        ("e.md", 15, 3),
        ("f.md", 15, 20),
        ("g.md", 18, 1),
        ("g.md", 18, 16),
    ]


def test_an_image_inside_a_link_counts_beside_it() -> None:
    assert places(read_body("[![badge](b.svg)](a.md)", 1)) == [("a.md", 1, 1), ("b.svg", 1, 2)]


@pytest.mark.parametrize(
    "text",
    [
        "`[code](a.md)`",
        "```\n[code](a.md)\n```",
        "    [code](a.md)",
        "~~~markdown\n[code](a.md)\n~~~",
        "<!-- [remark](a.md) -->",
        r"\[no link](a.md)",
        "[no link] (a.md)",
    ],
)
def test_what_only_looks_like_a_link_is_none(text: str) -> None:
    assert read_body(text, 1).links == ()


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("One two, three.", 3),
        ("It's a well-known rock’n’roll song of 1.5 minutes – really!", 9),
        ("# Heading\n\nA *par*agraph\nin two lines.", 6),
        ("- one\n- two\n\n> three\n\n| four | five |\n|---|---|\n| six | seven |", 7),
        ("```\nno words in code\n```\n\nOne `two` three", 3),
        ("- one\n  ```\n  code\n  ```\n  two", 2),
        ("<b>one</b> two", 2),
        ("知识图谱", 4),
        ("使用GPT模型", 5),
        ("模型GPT-4，2023年", 5),
        ("ナレッジ", 4),
        ("지식 그래프", 5),
        ("𠀀𠀁", 2),
        ("Größe Ёлка ñandú", 3),
        ("— … ! 💥", 0),
    ],
)
def test_words_are_counted_and_characters_of_scripts_without_spaces(text: str, count: int) -> None:
    assert read_body(text, 1).word_count == count
