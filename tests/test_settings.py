"""Settings: found upwards, every one understood, and refused with a reason where they cannot be followed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from kg.diagnostics import Severity
from kg.errors import SettingsError
from kg.settings import DEFAULT_BASE, Settings, find_settings, read_settings

Write = Callable[[str, str], Path]

EVERY = """
authorities: who.yaml
base: https://example.org/here/
title: 1.10
root: docs
language: no
license: https://creativecommons.org/licenses/by/4.0/
publisher:
  name: Example Press
  url: https://example.org/
  logo: https://example.org/logo.svg
author: {name: Ada Lovelace, url: https://example.org/ada}
publish_email: true
date_order: dmy
claims: cited-sentences
fail_on: warning
shacl_engine: pyshacl
exclude: [drafts/*, "*.old.md"]
shapes: [shapes, more/own.ttl]
profiles: [core, web]
aliases:
  subject: title
  writer: author
dialects: {"notes/*": obsidian}
"""


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    found = find_settings([tmp_path])
    assert found == Settings()
    assert (found.base, found.fail_on, found.shacl_engine) == (DEFAULT_BASE, "violation", "auto")
    assert find_settings([]) == Settings()


def test_every_setting_is_read_and_stays_the_text_that_was_written(write: Write, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    found = read_settings(write("kg.yaml", EVERY))
    assert found == Settings(
        base="https://example.org/here/",
        title="1.10",
        root=tmp_path / "docs",
        language="no",
        license="https://creativecommons.org/licenses/by/4.0/",
        publisher="Example Press",
        publisher_url="https://example.org/",
        publisher_logo="https://example.org/logo.svg",
        author="Ada Lovelace",
        author_url="https://example.org/ada",
        publish_email=True,
        date_order="dmy",
        claims="cited-sentences",
        fail_on="warning",
        shacl_engine="pyshacl",
        exclude=("drafts/*", "*.old.md"),
        shapes=(tmp_path / "shapes", tmp_path / "more/own.ttl"),
        profiles=("core", "web"),
        aliases={"subject": "title", "writer": "author"},
        dialects={"notes/*": "obsidian"},
        authorities=tmp_path / "who.yaml",
    )
    defaults = Settings()
    assert [
        one.name for one in fields(Settings) if getattr(found, one.name) == getattr(defaults, one.name)
    ] == []


def test_one_text_stands_for_a_list_of_one_and_for_a_publisher(write: Write, tmp_path: Path) -> None:
    found = read_settings(write("kg.yaml", "exclude: drafts/*\nshapes: own.ttl\npublisher: Press\n"))
    assert found.exclude == ("drafts/*",)
    assert found.shapes == (tmp_path / "own.ttl",)
    assert (found.publisher, found.publisher_url) == ("Press", "")


def test_a_setting_without_a_value_keeps_its_default(write: Write, tmp_path: Path) -> None:
    names = {one.name for one in fields(Settings)} - {"author_url", "publisher_logo", "publisher_url"}
    assert read_settings(write("kg.yaml", "".join(f"{name}:\n" for name in names))) == Settings(root=tmp_path)
    assert read_settings(write("kg.yaml", "base: ~\nlanguage: null\n")) == Settings(root=tmp_path)
    assert read_settings(write("kg.yaml", "publisher: {name: Press, url: }\n")).publisher_url == ""
    assert read_settings(write("kg.yaml", "")) == Settings(root=tmp_path)


def test_the_nearest_file_at_or_above_the_first_path_counts(write: Write, tmp_path: Path) -> None:
    write("kg.yaml", "title: Above")
    write("docs/kg.yaml", "title: Near")
    document = write("docs/deep/er/a.md", "x")
    write("other/a.md", "x")
    assert find_settings([document]).title == "Near"
    assert find_settings([tmp_path / "docs"]).title == "Near"
    assert find_settings([tmp_path / "other", tmp_path / "docs"]).title == "Above"
    assert find_settings([tmp_path / "docs/deep/../../other"]).title == "Above"


def test_a_file_is_found_from_a_relative_path(write: Write, in_folder: Path) -> None:
    write("kg.yaml", "title: Here")
    write("docs/a.md", "x")
    found = find_settings(["docs"])
    assert found.title == "Here"
    assert found.root == in_folder.resolve()


@pytest.mark.parametrize("data", [b"\xef\xbb\xbftitle: caf\xc3\xa9\n", b"title: caf\xc3\xa9\r\n"])
def test_a_byte_order_mark_and_other_line_ends_change_nothing(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "kg.yaml").write_bytes(data)
    assert read_settings(tmp_path / "kg.yaml").title == "café"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("titel: x\n", "unknown key 'titel'; did you mean 'title'?"),
        ("failon: never\n", "unknown key 'failon'; did you mean 'fail_on'?"),
        ("publisher_url: x\n", "unknown key 'publisher_url'; did you mean 'publisher'?"),
        ("zzz: x\n", "unknown key 'zzz'; known are aliases, author, authorities, base, claims, date_order"),
        ("title: x\nbase: [\n", "kg.yaml:3:1 is not YAML"),
        ("title: a: b\n", "kg.yaml:1:9 is not YAML: mapping values are not allowed"),
        ("title: \x07\n", "control characters are not allowed"),
        ("base: nowhere\n", "base 'nowhere' is not an IRI"),
        ("- a\n- b\n", "must hold 'key: value' lines"),
        ("just a text\n", "must hold 'key: value' lines"),
        ("title: [a]\n", "title takes one text"),
        ("base: {a: b}\n", "base takes one text"),
        ("root: [docs]\n", "root takes one text"),
        ("exclude: {a: b}\n", "exclude takes a list of texts"),
        ("shapes: [[a]]\n", "shapes takes a list of texts"),
        ("aliases: subject\n", "aliases leads from keys to fields"),
        ("aliases: {subject: [title]}\n", "aliases leads from keys to fields"),
        ("publisher: {name: x, mail: y}\n", "publisher has name, url, logo, not 'mail'"),
        ("publisher: [x]\n", "publisher takes one text"),
        ("fail_on: info\n", "fail_on is 'info'; it is one of violation, warning, never"),
        ("publisher: {name: [x]}\n", "name, url, logo of publisher take one text each"),
        ("publisher: {name: x, url: y}\n", "the url of publisher 'y' is not a URL"),
        ("license: CC-BY\n", "license 'CC-BY' is not a URL"),
        ("license: https://example.org/a b\n", "is not a URL"),
        ("root: nowhere\n", "root 'nowhere' is no folder"),
        ("title: a\nbase: https://example.org/\ntitle: b\n", "kg.yaml:3:1 sets 'title' again"),
        ("shacl_engine: jena\n", "shacl_engine is 'jena'; it is one of auto, turbo, pyshacl"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_file_and_reason(
    write: Write, text: str, reason: str
) -> None:
    with pytest.raises(SettingsError) as raised:
        read_settings(write("kg.yaml", text))
    assert reason in str(raised.value)
    assert "kg.yaml" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kg.yaml").write_bytes(b"title: caf\xe9\n")
    with pytest.raises(SettingsError, match=r"kg\.yaml cannot be read"):
        find_settings([tmp_path])


@pytest.mark.parametrize(
    "base", ["https://example.org/", "http://localhost:8000/kg/", "urn:example:", "https://例え.jp/"]
)
def test_a_base_is_an_iri_to_which_names_can_be_appended(base: str) -> None:
    assert Settings(base=base).base == base


@pytest.mark.parametrize(
    ("base", "reason"),
    [
        ("", "is not an IRI"),
        ("example.org/", "is not an IRI"),
        ("/kg/", "is not an IRI"),
        ("ftp://example.org/", "is not an IRI"),
        ("https://", "is not an IRI"),
        ("https:///kg/", "is not an IRI"),
        ("http://[/", "is not an IRI"),
        ("https://example.org/my kg/", "is not an IRI"),
        ("https://example.org/\n/", "is not an IRI"),
        ("https://example.org/<kg>/", "is not an IRI"),
        ("https://example.org", "must end in /"),
        ("https://example.org/kg", "must end in /"),
        ("https://example.org/kg#", "must end in /"),
        ("https://example.org/?kg=/", "must end in /"),
    ],
)
def test_a_base_that_would_give_no_iris_is_refused(base: str, reason: str) -> None:
    with pytest.raises(SettingsError, match=reason):
        Settings(base=base)


def test_options_stand_over_the_settings_and_none_is_no_option() -> None:
    settings = Settings(title="Kept", fail_on="warning", language="en")
    assert settings.override(base="https://example.org/new/", fail_on=None, language="") == Settings(
        base="https://example.org/new/", title="Kept", fail_on="warning", language=""
    )
    assert settings.override() == settings


def test_an_option_that_cannot_be_followed_is_refused() -> None:
    with pytest.raises(SettingsError, match="fail_on is 'sometimes'"):
        Settings().override(fail_on="sometimes")
    with pytest.raises(SettingsError, match="is not an IRI"):
        Settings().override(base="nowhere")


@pytest.mark.parametrize(
    ("fail_on", "failing"),
    [
        ("violation", {Severity.VIOLATION}),
        ("warning", {Severity.VIOLATION, Severity.WARNING}),
        ("never", set()),
    ],
)
def test_a_build_fails_at_findings_as_bad_as_the_setting_or_worse(
    fail_on: str, failing: set[Severity]
) -> None:
    settings = Settings(fail_on=fail_on)
    assert {worst for worst in Severity if settings.fails(worst)} == failing
    assert not settings.fails(None)


def test_only_what_shapes_the_output_is_written_down_with_it() -> None:
    settings = Settings(root=Path("/somewhere"), fail_on="never", aliases={"b": "title", "a": "tags"})
    written = settings.as_mapping()
    assert list(written["aliases"]) == ["a", "b"]  # type: ignore[call-overload]
    assert not {"root", "fail_on", "shacl_engine", "shapes"} & set(written)
