"""Front matter in the forms that people write it in."""

from __future__ import annotations

import json

import pytest

from kg.documents.heads import Head, HeadError, cut, load
from kg.documents.reader import read_document
from kg.documents.records import Document


def read(text: str, name: str = "notes/a") -> Document:
    result = read_document(text, file="a.md", name=name)
    assert result is not None
    assert result.document is not None, result.diagnostics
    return result.document


@pytest.mark.parametrize(
    "head",
    [
        "---\ntitle: Wells\nlang: en\n---\n",
        "---yaml\ntitle: Wells\nlang: en\n---\n",
        "+++\ntitle = 'Wells'\nlang = \"en\"\n+++\n",
        "---toml\ntitle = 'Wells'\nlang = 'en'\n---\n",
        '---json\n{"title": "Wells", "lang": "en"}\n---\n',
        ';;;\n{"title": "Wells", "lang": "en"}\n;;;\n',
        '{\n\t"title": "Wells",\n\t"lang": "en"\n}\n',
        "Title: Wells\nLang: en\n",
        "title:: Wells\nlang:: en\n",
        "<!--\ntitle: Wells\nlang: en\n-->\n",
    ],
)
def test_every_form_of_front_matter_says_the_same(head: str) -> None:
    document = read(f"{head}\nDeep water.\n")
    assert (document.title, document.language, document.body.abstract) == ("Wells", "en", "Deep water.")
    lines = f"{head}\nDeep water.\n".split("\n")
    assert lines[document.body.line - 1 :][: len(document.body.text.split("\n"))] == document.body.text.split(
        "\n"
    )


@pytest.mark.parametrize(
    ("text", "path", "line", "column"),
    [
        ("+++\ntitle = 'Wells'\nlang = 'en'\n+++\n", ("lang",), 3, 8),
        ("+++\ntitle = 'Wells'\n[extra]\n  depth = 3\n+++\n", ("extra", "depth"), 4, 11),
        ("+++\n[[people]]\nname = 'A'\n[[people]]\nname = 'B'\n+++\n", ("people", 1, "name"), 5, 8),
        ("+++\ntags = [\n 'a',\n 'b',\n]\n+++\n", ("tags", 1), 2, 8),
        ('{\n  "title": "Wells",\n  "lang": "en"\n}\n', ("lang",), 3, 11),
        ("% Wells\n% Ada\n% 1843\n", ("date",), 3, 3),
        ("Title: Wells\nLang: en\n", ("lang",), 2, 7),
        ("---\nlang: en\n---\n", ("title",), 2, 1),
    ],
)
def test_a_value_stands_where_its_author_wrote_it(
    text: str, path: tuple[str | int, ...], line: int, column: int
) -> None:
    places = load(cut(text)).places
    assert places.position(path) == (line, column)


def test_values_of_toml_are_the_texts_that_yaml_would_give() -> None:
    text = "+++\nd = 2020-01-01\nm = 2020-01-01T08:00:00Z\nn = 12\nf = 1.10\nb = true\nl = [1, [2.50]]\n+++\n"
    assert load(cut(text)).value == {
        "d": "2020-01-01",
        "m": "2020-01-01T08:00:00+00:00",
        "n": "12",
        "f": "1.10",
        "b": "true",
        "l": ["1", ["2.50"]],
    }


def test_a_pair_of_halves_of_a_character_in_json_is_one_character() -> None:
    text = json.dumps({"title": "\U0001f600"}) + "\n"
    assert load(cut(text)).value == {"title": "\U0001f600"}


def test_a_title_block_has_a_title_authors_and_a_date() -> None:
    text = "% Wells\n  and water\n% Ada Lovelace; Charles Babbage\n  Grace Hopper\n% 1843-09-01\n\nBody\n"
    assert load(cut(text)).value == {
        "title": "Wells and water",
        "author": ["Ada Lovelace", "Charles Babbage", "Grace Hopper"],
        "date": "1843-09-01",
    }
    assert cut(text).body_line == 7


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Body",
        "# Heading\n",
        "Note: this is a sentence.\n\nMore\n",
        "Title\n===\n",
        "{% raw %}\n",
        "{{< toc >}}\n",
        "%% hidden %%\n",
        "<!-- a remark -->\n",
        "<!--\nnothing: of ours\n-->\n",
        "- a list\n- of two\n",
        "---\n\nProse between rules.\n\n---\n",
        "---\n\nProse below a rule\n",
    ],
)
def test_a_body_is_not_taken_for_a_head(text: str) -> None:
    assert cut(text) == Head("none", "", 1, text, 1)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("+++\ntitle = 'a'\ndraft = yes\n+++\n", "KG018", 3),
        ("+++\ntitle = 'a'\ntitle = 'b'\n+++\n", "KG018", 3),
        ('{\n "title": "a",\n}\n\nBody\n', "KG017", 3),
        (";;;\n[" + "[" * 5_000 + "\n;;;\n", "KG017", 2),
        ("+++\na = " + "[" * 200 + "]" * 200 + "\n+++\n", "KG018", 2),
    ],
)
def test_what_cannot_be_read_is_named_at_its_line(text: str, code: str, line: int) -> None:
    with pytest.raises(HeadError) as raised:
        load(cut(text))
    assert (raised.value.code, raised.value.line) == (code, line)
    result = read_document(text, file="a.md", name="a")
    assert result is not None
    assert result.document is None
    assert [(one.code, one.location.line) for one in result.diagnostics] == [(code, line)]


def test_front_matter_that_is_never_closed_names_its_own_fence() -> None:
    result = read_document("+++\ntitle = 'a'\n", file="a.md", name="a")
    assert result is not None
    assert result.document is None
    assert [(one.code, one.hint) for one in result.diagnostics] == [
        ("KG004", "add a line +++ after the last field")
    ]


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("---\ntitle: Given\nname: Named\n---\n# Heading\n", "a", "Given"),
        ("---\nname: Named\n---\n# Heading\n", "a", "Named"),
        ("---\ntags: [x]\n---\nText\n\n## The *real* heading\n\n# Another\n", "a", "The real heading"),
        ("Text\n", "t/Only File Name", "Only File Name"),
        ("Text\n", "t/Only%20File%20Name", "Only File Name"),
        ("Text\n", "posts/2020-01-02-hello-world", "Hello world"),
        ("Text\n", "2024-05-01", "2024 05 01"),
        ("Text\n", "guide/first_steps/index", "First steps"),
        ("Text\n", "index", "Index"),
        ("Text\n", "水", "水"),
    ],
)
def test_a_document_always_has_a_title(text: str, name: str, title: str) -> None:
    assert read(text, name).title == title


def test_of_a_notebook_the_markdown_is_read() -> None:
    cells = [
        {"cell_type": "code", "source": ["# no heading\n"], "outputs": [{"text": "# neither"}]},
        {"cell_type": "markdown", "source": ["# Wells\n", "\n", "Deep [water](water.md)."]},
        {"cell_type": "markdown", "source": "## Pumps"},
    ]
    result = read_document(json.dumps({"cells": cells, "nbformat": 4}), file="a.ipynb", name="a")
    assert result is not None
    assert result.document is not None
    assert (result.document.title, result.document.body.abstract) == ("Wells", "Deep water.")
    assert result.document.body.sections == ("Wells", "Pumps")
    assert [link.target for link in result.document.body.links] == ["water.md"]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"cells": 1}', "[" * 100_000])
def test_a_file_that_is_no_notebook_is_a_finding(text: str) -> None:
    result = read_document(text, file="a.ipynb", name="a")
    assert result is not None
    assert result.document is None
    assert [one.code for one in result.diagnostics] == ["KG017"]
