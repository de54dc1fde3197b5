"""What each document or page tells again is bounded, or a small folder would fill a disk."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.errors import SettingsError
from kg.settings import Settings

MANY = 3_000


def test_a_base_and_a_title_have_an_end() -> None:
    with pytest.raises(SettingsError, match="base has"):
        Settings(base=f"https://e.org/{'a' * MANY}/")
    with pytest.raises(SettingsError, match="title has"):
        Settings(title="a" * MANY)
    assert Settings(base=f"https://e.org/{'a' * 900}/", title="a" * 1000).title


@pytest.mark.parametrize(
    "told",
    [
        f"name: Bob {'b' * 4 * MANY}",
        f"name: Bob Bo\n  same_as: [{', '.join(f'https://e.org/{number}' for number in range(MANY))}]",
        f"name: Bob Bo\n  affiliation: [{', '.join(f'Org {number}' for number in range(MANY))}]",
    ],
)
def test_a_person_of_an_authors_file_is_not_a_book(tmp_path: Path, told: str) -> None:
    (tmp_path / "_data").mkdir()
    (tmp_path / "_data" / "authors.yml").write_text(
        f"bob:\n  {told}\nann:\n  name: Ann Bee\n", encoding="utf-8"
    )
    for name in ("bob", "ann"):
        text = f"---\ntitle: A\nauthor: {name}\n---\nText.\n"
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    graph = kg.build(tmp_path, validate=False)
    assert [one.code for one in graph.diagnostics if one.location and "authors.yml" in one.location.file] == [
        "KG002"
    ]
    assert len(str(graph.query("SELECT ?n { ?s schema:name ?n }"))) < MANY
    assert "Ann Bee" in str(list(graph.query("SELECT ?n { ?s schema:name ?n }")))
