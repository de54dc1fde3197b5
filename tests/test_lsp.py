"""The language server, in sessions of a real client over standard input and output."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

from kg.documents import records
from kg.documents.records import readable_fields
from kg.lsp.cursor import cursor
from kg.lsp.fields import described, record_at, terms
from kg.vocabulary import NAMESPACES

ROOT = Path(__file__).resolve().parent.parent

FAIR = """\
---
title: FAIR data
language: en
category: technology/data
abstract: What makes data worth sharing.
atomic_facts:
  - id: four
    statement: Data ought to be findable.
    source_ref: wilkinson
    confidence: high
primary_sources:
  - id: wilkinson
    title: The FAIR Guiding Principles for scientific data management and stewardship
    type: journal_article
    year: 2016
    authors: ["Wilkinson, Mark D.", "Dumontier, Michel"]
    doi: 10.1038/sdata.2016.18
---
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "fair.md").write_text(FAIR, "utf-8")
    return tmp_path


@pytest_lsp.fixture(
    config=ClientServerConfig(
        server_command=[sys.executable, "-m", "kg", "lsp"], server_env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
)
async def client(lsp_client: LanguageClient, folder: Path):
    await lsp_client.initialize_session(
        types.InitializeParams(
            capabilities=client_capabilities("visual-studio-code"), root_uri=folder.as_uri()
        )
    )
    yield
    await lsp_client.shutdown_session()


def opened(client: LanguageClient, path: Path, text: str) -> str:
    """Open a file, which is empty on the disk, with a text that is not saved; gives its URI."""
    if not path.exists():
        path.write_text("---\n---\n", "utf-8")
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem(path.as_uri(), "markdown", 1, text))
    )
    return path.as_uri()


def place(text: str, mark: str = "|") -> tuple[str, types.Position]:
    """The text without the mark, and where the mark stood."""
    before = text[: text.index(mark)]
    return text.replace(mark, "", 1), types.Position(
        before.count("\n"), len(before.rpartition("\n")[2].encode("utf-16-le")) // 2
    )


async def told(client: LanguageClient, uri: str, wanted: set[str]) -> list[types.Diagnostic]:
    """The diagnostics of a file, as soon as they hold all codes that are wanted."""
    for _ in range(100):
        found = client.diagnostics.get(uri, [])
        if wanted <= {str(one.code) for one in found}:
            return list(found)
        await asyncio.sleep(0.1)
    raise AssertionError(f"{wanted} was never told; last were {client.diagnostics.get(uri)}")


async def completed(client: LanguageClient, path: Path, text: str) -> dict[str, types.CompletionItem]:
    """What is offered where the text has a mark, by label."""
    bare, position = place(text)
    uri = opened(client, path, bare)
    found = await client.text_document_completion_async(
        types.CompletionParams(types.TextDocumentIdentifier(uri), position)
    )
    assert isinstance(found, types.CompletionList)
    return {one.label: one for one in found.items}


@pytest.mark.asyncio
async def test_findings_of_a_file_and_of_the_whole_collection_are_told(
    client: LanguageClient, folder: Path
) -> None:
    text = FAIR.replace("FAIR data", "Tides").replace("The FAIR Guiding", "A history of the Guiding")
    text = text.replace("language:", "langage:")
    uri = opened(client, folder / "tides.md", text)
    found = {str(one.code): one for one in await told(client, uri, {"KG101", "KG203", "KG403"})}
    unknown = found["KG101"]
    assert (unknown.range.start.line, unknown.range.start.character) == (2, 9)
    assert unknown.range.end.character == 11
    assert unknown.severity is types.DiagnosticSeverity.Information
    assert "did you mean 'language'?" in unknown.message
    (related,) = found["KG203"].related_information or ()
    assert {related.location.uri} <= {(folder / name).as_uri() for name in ("fair.md", "tides.md")}


@pytest.mark.asyncio
async def test_what_is_corrected_is_told_no_more(client: LanguageClient, folder: Path) -> None:
    uri = opened(client, folder / "note.md", '---\ntitle:"A"\n---\n')
    await told(client, uri, {"KG011"})
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(2, uri),
            [types.TextDocumentContentChangeWholeDocument('---\ntitle: "A"\nlanguage: en\n---\n')],
        )
    )
    found = await told(client, uri, {"KG404"})
    assert "KG011" not in {str(one.code) for one in found}


@pytest.mark.asyncio
async def test_columns_are_counted_as_the_client_counts(client: LanguageClient, folder: Path) -> None:
    uri = opened(client, folder / "note.md", "---\ntitle: A\ntags: [𝒳𝒴, b, [c]]\n---\n")
    (found,) = (one for one in await told(client, uri, {"KG102"}) if one.code == "KG102")
    assert found.range.start.character == len("tags: [𝒳𝒴, b, ".encode("utf-16-le")) // 2


@pytest.mark.asyncio
async def test_a_field_says_what_it_means_and_becomes(client: LanguageClient, folder: Path) -> None:
    text, position = place(FAIR.replace("confidence: high", "confi|dence: high"))
    uri = opened(client, folder / "fair.md", text)
    found = await client.text_document_hover_async(
        types.HoverParams(types.TextDocumentIdentifier(uri), position)
    )
    assert found is not None
    assert isinstance(found.contents, types.MarkupContent)
    assert "How sure the author is of the claim." in found.contents.value
    assert "`kg:confidence`" in found.contents.value


@pytest.mark.asyncio
async def test_fields_that_are_not_there_yet_are_offered(client: LanguageClient, folder: Path) -> None:
    found = await completed(client, folder / "new.md", "---\ntitle: New\nla|\n---\n")
    assert {"language", "atomic_facts"} <= found.keys()
    assert "title" not in found
    edit = found["language"].text_edit
    assert isinstance(edit, types.TextEdit)
    assert (edit.new_text, edit.range.start.character, edit.range.end.character) == ("language: ", 0, 2)


@pytest.mark.asyncio
async def test_words_and_references_are_offered_as_values(client: LanguageClient, folder: Path) -> None:
    assert list(await completed(client, folder / "a.md", "---\nconfidence: |\n---\n")) == [
        "high",
        "medium",
        "low",
    ]
    text = FAIR.replace("source_ref: wilkinson", "source_ref: |")
    assert list(await completed(client, folder / "fair.md", text)) == ["wilkinson"]
    text = FAIR.replace("type: journal_article", "type: jour|")
    assert "journal_article" in await completed(client, folder / "fair.md", text)


@pytest.mark.asyncio
async def test_sources_and_authors_of_other_documents_are_offered(
    client: LanguageClient, folder: Path
) -> None:
    uri = opened(client, folder / "new.md", "---\ntitle: New\n---\n")
    await told(client, uri, {"KG403"})
    client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
    found = await completed(client, folder / "more.md", "---\ntitle: More\nprimary_sources:\n  - |\n---\n")
    entry = found["The FAIR Guiding Principles for scientific data management and stewardship"]
    assert isinstance(entry.text_edit, types.TextEdit)
    assert 'doi: "10.1038/sdata.2016.18"' in entry.text_edit.new_text
    assert 'authors: ["Wilkinson, Mark D.", "Dumontier, Michel"]' in entry.text_edit.new_text
    text = "---\ntitle: More\nprimary_sources:\n  - title: X\n    authors:\n      - W|\n---\n"
    assert "Mark D. Wilkinson" in await completed(client, folder / "authors.md", text)


@pytest.mark.asyncio
async def test_repairs_are_offered_where_the_mistake_is_and_for_all(
    client: LanguageClient, folder: Path
) -> None:
    text = '---\ntitle:"A"\nlanguage: en\ncreated: 2024/3/5\n---\n'
    uri = opened(client, folder / "broken.md", text)
    await told(client, uri, {"KG011"})
    found = await client.text_document_code_action_async(
        types.CodeActionParams(
            types.TextDocumentIdentifier(uri),
            types.Range(types.Position(1, 0), types.Position(1, 5)),
            types.CodeActionContext(client.diagnostics[uri]),
        )
    )
    first, *_, whole = [one for one in found or () if isinstance(one, types.CodeAction)]
    (edit,) = first.edit.changes[uri]  # type: ignore[union-attr, index]
    assert (edit.new_text, edit.range.start.line, edit.range.end.line) == ('title: "A"\n', 1, 2)
    assert [one.code for one in first.diagnostics or ()] == ["KG011"]
    assert len(whole.edit.changes[uri]) == 2  # type: ignore[union-attr, index]


@pytest.mark.asyncio
async def test_settings_that_cannot_be_followed_are_said(client: LanguageClient, folder: Path) -> None:
    (folder / "kg.yaml").write_text("titel: x\n")
    opened(client, folder / "fair.md", FAIR)
    for _ in range(50):
        if client.messages:
            break
        await asyncio.sleep(0.1)
    assert "unknown key 'titel'" in client.messages[0].message


@pytest.mark.parametrize(
    ("text", "path", "key", "typed"),
    [
        ("---\nti|\n---\n", (), "", "ti"),
        ("---\ntitle: A|B\n---\n", (), "title", "A"),
        ("---\natomic_facts:\n  - id: a\n    sta|\n", ("atomic_facts", 0), "", "sta"),
        ("---\natomic_facts:\n- id: a\n- id: b\n  note: |\n---\n", ("atomic_facts", 1), "note", ""),
        (
            "---\nprimary_sources:\n  - title: a\n    authors:\n      - x\n      - y|\n",
            ("primary_sources", 0, "authors", 1),
            "",
            "y",
        ),
        ("---\nabstract: >-\n  one: two\n  - three\ntags|\n", (), "", "tags"),
        ("---\na:\n  b:\n    c: |\n---\n", ("a", "b"), "c", ""),
        ("---\nknown_gaps:\n  - a\n  |\n", ("known_gaps",), "", ""),
        ("---\nknown_gaps:\n  - a\n|\n", (), "", ""),
        ('---\nlanguage: "e|"\n---\n', (), "language", "e"),
    ],
)
def test_the_place_is_read_from_half_written_front_matter(text, path, key, typed) -> None:
    bare, position = place(text)
    found = cursor(bare.splitlines(keepends=True), position.line, position.character)
    assert found is not None
    assert (found.path, found.key, found.typed) == (path, key, typed)


@pytest.mark.parametrize(
    "text", ["|---\ntitle: A\n---\n", "---\ntitle: A\n---\nbo|dy\n", "no fr|ont matter\n"]
)
def test_outside_of_front_matter_is_no_place(text: str) -> None:
    bare, position = place(text)
    assert cursor(bare.splitlines(keepends=True), position.line, position.character) is None


RECORDS = [getattr(records, name) for name in terms()]


def test_every_field_says_what_it_becomes_and_no_other_does() -> None:
    assert {record.__name__: set(readable_fields(record)) for record in RECORDS} == {
        name: set(fields) for name, fields in terms().items()
    }
    known = {f"{one.prefix}:{term}" for one in NAMESPACES for term in one.terms} | {"rdf:type"}
    said = {
        term
        for fields in terms().values()
        for text in fields.values()
        for term in re.findall(r"\b(?:schema|kg|prov|skos|rdf):\w+", text)
    }
    assert said - known == set()


def test_fields_are_described_under_their_other_names_too() -> None:
    assert "(`date` is read as `published`)" in described(records.Document, "date")
    assert described(records.Document, "nothing") == ""
    assert record_at(("atomic_facts", 3)) is records.Fact
    assert record_at(("sources", 0)) is records.Source
    assert record_at(("tags", 0)) is None
