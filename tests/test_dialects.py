"""Other people's dialects: found by what lies beside the documents, or by the keys of one."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import kg
from kg.cli import main
from kg.documents.dialects import Dialect
from kg.documents.dialects.detection import Detection, Shown, shown_in
from kg.documents.dialects.registry import dialects
from kg.documents.files import find_files
from kg.documents.keys import SPECIAL, key_table
from kg.documents.reader import read_document
from kg.documents.records import Document, readable_fields
from kg.documents.titles import date_of_name
from kg.errors import SettingsError

Write = Callable[[str, str], Path]


def read(front: str, dialect: str = "plain") -> Document:
    result = read_document(f"---\n{front}---\n", file="a.md", name="a", dialect=dialect)
    assert result is not None
    assert result.document is not None
    assert [one for one in result.diagnostics if one.code != "KG101"] == []
    return result.document


@pytest.mark.parametrize("name", dialects())
def test_every_key_of_a_dialect_leads_to_a_field(name: str) -> None:
    dialect = dialects()[name]
    fields = {*readable_fields(Document), *SPECIAL}
    assert {field for key, field in dialect.keys.items() if "[]" not in key} <= fields
    table = key_table(dialect, {})
    flat = [key for key in dialect.keys if "." not in key]
    assert [table.field(key) for key in flat] == [dialect.keys[key] for key in flat]


@pytest.mark.parametrize(
    ("mark", "holds", "dialect"),
    [
        (".obsidian/app.json", "{}", "obsidian"),
        ("hugo.toml", "", "hugo"),
        ("config.toml", "baseURL = 'https://a.example/'", "hugo"),
        ("config.toml", "base_url = 'https://a.example/'", "zola"),
        ("_config.yml", "title: A\n", "jekyll"),
        ("mkdocs.yml", "site_name: A\n", "mkdocs"),
        ("_quarto.yml", "project: {}\n", "quarto"),
        ("docusaurus.config.ts", "", "docusaurus"),
        ("config.toml", "port = 80\n", "plain"),
    ],
)
def test_a_file_beside_the_documents_shows_the_dialect_of_all_below(
    tmp_path: Path, write: Write, mark: str, holds: str, dialect: str
) -> None:
    write(mark, holds)
    write("deep/down/a.md", "# A\n")
    (file,) = (one for one in find_files([tmp_path], root=None) if one.name.endswith("a"))
    assert file.dialect == dialect


def test_the_nearest_folder_counts_and_a_ruling_counts_more(tmp_path: Path, write: Write) -> None:
    write("mkdocs.yml", "")
    write("docs/a.md", "")
    write("vault/.obsidian/app.json", "{}")
    write("vault/b.md", "")
    write("notes/c.md", "")
    found = {one.name: one.dialect for one in find_files([tmp_path], root=None, dialects={"notes/*": "hugo"})}
    assert found == {"docs/a": "mkdocs", "notes/c": "hugo", "vault/b": "obsidian"}
    found = {one.name: one.dialect for one in find_files([tmp_path], root=None, dialects={"**": "plain"})}
    assert set(found.values()) == {"plain"}


def test_what_lies_above_counts_as_far_as_the_repository_goes(tmp_path: Path, write: Write) -> None:
    write("hugo.toml", "")
    write("site/.git/HEAD", "")
    write("site/content/posts/a.md", "")
    content = tmp_path / "site" / "content"
    assert Detection(content, {}).of(content / "posts") == Shown()
    write("site/hugo.toml", "")
    assert Detection(content, {}).of(content / "posts") == Shown("hugo", str(tmp_path / "site" / "hugo.toml"))


def test_a_link_shows_nothing_of_what_it_leads_to(tmp_path: Path, write: Write) -> None:
    secret = write("secret", "baseURL = 'x'")
    write("site/a.md", "")
    (tmp_path / "site" / "config.toml").symlink_to(secret)
    assert Detection(tmp_path / "site", {}).of(tmp_path / "site") == Shown()


def test_an_unknown_dialect_is_refused_with_those_that_are_known(write: Write) -> None:
    write("kg.yaml", "dialects: hugoo\n")
    path = write("a.md", "# A\n")
    with pytest.raises(SettingsError, match=r"no dialect 'hugoo'; known are .*hugo"):
        kg.build(path)


@pytest.mark.parametrize(
    ("keys", "dialect"),
    [
        ({"sidebar_position"}, "docusaurus"),
        ({"cssclasses", "title"}, "obsidian"),
        ({"page-type", "slug"}, "mdn"),
        ({"title", "tags"}, "plain"),
    ],
)
def test_the_keys_of_one_document_show_its_dialect(keys: set[str], dialect: str) -> None:
    assert shown_in(dict.fromkeys(keys)).name == dialect


def test_a_dialect_looks_into_mappings_and_is_silent_about_what_only_steers() -> None:
    text = "title: A\nweight: 3\ntaxonomies:\n  tags: [x]\nextra: {toc: true, lang: de, mood: calm}\n"
    found = read(text, "zola")
    assert (found.tags, found.language) == (("x",), "de")
    assert [one.path for one in found.unmapped] == [("extra", "mood")]


def test_a_publisher_is_an_organisation_and_no_person_is_made_of_one(write: Write) -> None:
    write("kg.yaml", "publisher: Other House\n")
    write("a.md", "---\ntitle: A\npublisher: Acme Press\n---\n")
    write("b.md", "---\ntitle: B\npublisher: Jane Roe\n---\n")
    lines = kg.build(write("c.md", "---\ntitle: C\n---\n").parent).serialize("nquads").splitlines()
    said = {
        line.split()[0]: line.split()[2]
        for line in lines
        if line.split()[1].endswith("schema.org/publisher>")
    }
    assert said == {
        "<https://example.org/a>": "<https://example.org/organization/acme-press>",
        "<https://example.org/b>": "<https://example.org/organization/other-house>",
        "<https://example.org/c>": "<https://example.org/organization/other-house>",
    }
    assert not [line for line in lines if "schema.org/Person>" in line]
    assert any('"Jane Roe"' in line for line in lines)


def test_a_translation_of_the_same_slug_keeps_its_language_in_its_name(write: Write) -> None:
    write("a/index.es.md", "---\ntitle: Agua\nslug: water\n---\n")
    graph = kg.build(write("a/index.md", "---\ntitle: Water\nslug: water\n---\n").parent.parent)
    assert "KG204" not in {one.code for one in graph.diagnostics}
    assert "<https://example.org/a/water.es>" in graph.serialize("nquads")


def test_topics_of_jekyll_stand_between_spaces_and_the_name_of_a_post_says_its_day() -> None:
    text = "---\nlayout: post\ntags: foo bar\ncategories: jekyll update\n---\n"
    result = read_document(text, file="a.md", name="_posts/2019-01-02-my-post")
    assert result is not None
    assert result.document is not None
    assert result.document.tags == ("foo", "bar", "jekyll", "update")
    assert (result.document.title, result.document.published) == ("My post", "2019-01-02")
    assert result.document.created == ""
    assert result.diagnostics == ()


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2019-01-02-a", "2019-01-02"),
        ("_posts/2019-02-30-a", ""),
        ("2019-01-02", ""),
        ("a-2019-01-02-b", ""),
        ("2019-01-02-a/index", ""),
    ],
)
def test_a_file_is_of_the_day_that_its_name_begins_with(name: str, day: str) -> None:
    assert date_of_name(name) == day


def test_what_only_steers_one_program_is_an_unknown_key_elsewhere() -> None:
    assert [one.path for one in read("title: A\nweight: 3\n").unmapped] == [("weight",)]
    assert read("title: A\nnav_order: 3\nsidebar_position: 2\n").unmapped == ()


class _Point:
    """An entry point of another package."""

    def __init__(self, name: str, held: object) -> None:
        self.name, self.value, self._held = name, f"other:{name}", held

    def load(self) -> object:
        if isinstance(self._held, Exception):
            raise self._held
        return self._held


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    def install(**held: object) -> None:
        points = [_Point(name, one) for name, one in held.items()]
        monkeypatch.setattr(importlib.metadata, "entry_points", lambda *, group: points)
        dialects.cache_clear()

    yield install
    monkeypatch.undo()
    dialects.cache_clear()


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (ImportError("no such module"), "cannot be loaded: no such module"),
        ("a text", "is no dialect"),
        (Dialect("hugo", "another"), "a second dialect of the name 'hugo'"),
        (Dialect("No Name", "x"), "is no dialect"),
    ],
)
def test_a_package_that_gives_no_sound_dialect_is_named(
    installed: Callable[..., None], held: object, said: str
) -> None:
    installed(odd=held)
    with pytest.raises(SettingsError, match=said):
        dialects()


def test_the_command_says_which_dialect_was_found_and_why(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("site/hugo.toml", "")
    write("site/a.md", "+++\ntitle = 'A'\n+++\n")
    write("site/b.md", "+++\ntitle = 'B'\n+++\n")
    write("notes/c.md", "---\ncssclasses: wide\n---\n")
    write("d.md", "---\ntitle: D\n---\n")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["check", ".", "--explain-dialect"])
    assert done.exit_code == 0
    assert [line for line in done.output.splitlines() if not line.startswith(" ")] == [
        "hugo: 2 documents, shown by site/hugo.toml (for instance site/a.md)",
        "plain: 1 document, nothing shows another (for instance d.md)",
        "obsidian: 1 document, shown by its keys cssclasses (for instance notes/c.md)",
        "Where that is wrong, set dialects in kg.yaml, e.g. dialects: {'notes/*': obsidian}",
    ]


def test_what_the_open_knowledge_format_says_of_trust_is_read() -> None:
    found = read(
        "type: Metric\nresource: https://example.com/a\n"
        "generated: {by: reference_agent/model-2, at: 2026-06-20T22:53:05Z}\n"
        "verified: [{by: 'human:jo', at: 2026-06-25}, {by: 'process:nightly', at: 2026-06-26}]\n"
        "stale_after: 2026-12-31T00:00:00Z\nruntime: sql\nteam: data\n"
        "sources:\n"
        "  - {id: s1, resource: 'https://example.com/s', title: S, usage_count: 5, author: 'team:data'}\n"
        "  - {resource: all queries of the project, author: agent/miner}\n"
        "  - {resource: policies/a.md, title: P}\n"
    )
    assert (found.additional_type, found.resource) == ("Metric", "https://example.com/a")
    assert (found.ai_models, found.generation_method) == (("reference_agent/model-2",), "ai_generated")
    assert (found.updated, found.expires) == ("2026-06-20T22:53:05+00:00", "2026-12-31T00:00:00+00:00")
    assert (found.verified_by, found.last_verified) == (("jo",), "2026-06-26")
    assert [(one.title, one.url, one.note, one.authors) for one in found.sources] == [
        ("S", "https://example.com/s", "", ("data",)),
        ("all queries of the project", "", "", ()),
        ("P", "", "policies/a.md", ()),
    ]
    assert {str(one.path[-1]) for one in found.unmapped} == {"verified", "runtime", "team"}


def test_a_person_who_made_a_concept_is_its_author_and_one_check_needs_no_list() -> None:
    found = read(
        "type: Playbook\ngenerated: {by: 'human:Jo Roe', at: 2026-04-12}\n"
        "verified: {by: 'human:al', at: 2026-05-01}\n"
    )
    assert [(one.user, one.role) for one in found.contributors] == [("Jo Roe", "author")]
    assert (found.ai_models, found.verified_by, found.last_verified) == ((), ("al",), "2026-05-01")


def test_another_package_may_add_a_dialect(tmp_path: Path, write: Write) -> None:
    write(
        "packages/diary.py",
        "from kg.documents.dialects import Dialect, Mark\n"
        "DIARY = Dialect('diary', 'Diaries', (Mark('diary.ini'),), keys={'betreff': 'title'})\n",
    )
    write("packages/diary-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: diary\nVersion: 1.0\n")
    write("packages/diary-1.0.dist-info/entry_points.txt", "[kg.dialects]\ndiary = diary:DIARY\n")
    write("docs/diary.ini", "")
    write("docs/a.md", "---\nbetreff: Regen\n---\n")
    places = os.pathsep.join([str(tmp_path / "packages"), *filter(None, sys.path)])
    subprocess.run(
        [sys.executable, "-m", "kg", "build", "docs", "--no-cache", "--no-html", "-o", "out"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": places},
        check=True,
    )
    assert '<https://schema.org/headline> "Regen"' in (tmp_path / "out" / "graph.nq").read_text("utf-8")


def test_an_alias_reaches_into_the_entries_of_a_list(write: Write) -> None:
    write("kg.yaml", "aliases: {'sources[].resource': url}\n")
    graph = kg.build(
        write("a.md", "---\ntitle: A\nsources: [{title: S, resource: 'https://a.example/s'}]\n---\n")
    )
    assert "KG101" not in {one.code for one in graph.diagnostics}
    assert "<https://schema.org/url> <https://a.example/s>" in graph.serialize("nquads")


@pytest.mark.parametrize(
    ("alias", "said"),
    [
        ("sources[].resource: urll", "no field of an entry of sources; it has id, title"),
        ("tags[].x: url", "tags, which is no list of records"),
    ],
)
def test_an_alias_into_a_list_must_lead_to_a_field_of_its_entries(
    write: Write, alias: str, said: str
) -> None:
    write("kg.yaml", f"aliases: {{'{alias.split(':')[0]}': {alias.split(': ')[1]}}}\n")
    with pytest.raises(SettingsError, match=said):
        kg.build(write("a.md", "# A\n"))
