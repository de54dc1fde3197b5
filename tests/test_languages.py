"""Languages as people name them, and documents in several."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.documents.languages import language_tag
from kg.documents.reader import read_document
from kg.documents.records import Document


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("en", "en"), ("de_DE", "de-DE"), ("de_DE.UTF-8", "de-DE"), ("zh_Hans_CN", "zh-Hans-CN"),
        ("eng", "en"),
        ("ger", "de"), ("deu-AT", "de-AT"), ("English", "en"), ("deutsch", "de"), ("Français", "fr"),
        ("日本語", "ja"),
        ("Simplified Chinese", "zh-Hans"), ("mul", "mul"), ("x-klingon", "x-klingon"), ("i-klingon", "tlh"),
        ("i-default", "i-default"), ("no-bok", "nb"), ("no", "no"), ("yue", "yue"),
        ("plain English", ""), ("e", ""), ("en-", ""), ("en_US@x", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_language_is_known_by_its_tag_its_locale_and_its_name(written: str, tag: str) -> None:
    assert language_tag(written) == tag


def read(front: str) -> tuple[Document, list[str]]:
    result = read_document(f"---\n{front}\n---\nText.\n", file="a.md", name="a")
    assert result is not None
    assert result.document is not None
    return result.document, [one.code for one in result.diagnostics]


@pytest.mark.parametrize("written", ["[en, de]", "en, de", "English; German", "[en, en, deu]"])
def test_of_several_languages_the_first_is_that_of_the_texts(written: str) -> None:
    document, codes = read(f"title: A\nlanguage: {written}")
    assert (document.language, document.further_languages, codes) == ("en", ("de",), [])


def test_what_is_no_language_among_several_is_reported() -> None:
    document, codes = read("title: A\nlanguage: [en, gibberish talk]")
    assert (document.language, codes) == ("en", ["KG112"])


def test_a_title_in_two_languages_is_two_names_and_one_headline(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "---\ntitle: {en: Water, de: Wasser}\nlanguage: [de, en]\n"
        "description: {en: About &amp; on water, de: Über Wasser}\n"
        "sources: [{title: B, url: 'https://a.example/b'}]\n---\nText.\n"
    )
    graph = kg.build([tmp_path])
    said = graph.serialize("turtle")
    for line in (
        'schema:headline "Wasser" ;', 'schema:name "Wasser"@de,', '"Water"@en', 'schema:inLanguage "de",',
        'schema:abstract "Über Wasser" ;', '"About & on water"@en', '"Über Wasser"@de',
    ):  # fmt: skip
        assert line in said
    assert not [one for one in graph.diagnostics if one.code in {"KG102", "KG401", "KG403", "KG461"}]


def test_without_its_language_the_first_title_is_the_headline() -> None:
    assert read("title: {en: Water, de: Wasser}")[0].title == "Water"
    assert read("title: {en: Water, de: Wasser}\nlanguage: de-AT")[0].title == "Wasser"


def test_a_mapping_that_leads_from_no_languages_is_no_title() -> None:
    document, codes = read("title: {short: Water, long: Wasser}")
    assert (document.titles, codes) == ((), ["KG102"])
