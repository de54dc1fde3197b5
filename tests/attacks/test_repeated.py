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


def test_what_an_authority_file_tells_of_one_is_bounded(tmp_path: Path) -> None:
    pages = ", ".join(f"https://e.org/{number}" for number in range(MANY))
    (tmp_path / "kg.yaml").write_text("base: https://e.org/\n", encoding="utf-8")
    (tmp_path / "authorities.yaml").write_text(
        f"people:\n- name: Bob Bo\n  same_as: [{pages}]\n- name: Ann {'n' * MANY}\n", encoding="utf-8"
    )
    (tmp_path / "a.md").write_text("---\ntitle: A\nauthor: Bob Bo\n---\nText.\n", encoding="utf-8")
    graph = kg.build(tmp_path, validate=False)
    found = [one.message for one in graph.diagnostics if one.location and "authorities" in one.location.file]
    assert any("addresses of at most" in one for one in found)
    assert any("a text of at most" in one for one in found)
    assert len(list(graph.query("SELECT ?page { ?who schema:sameAs ?page }"))) < MANY / 4


def test_a_title_without_end_is_told_on_its_own_pages_alone(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"---\ntitle: {'Word ' * MANY}\n---\nText.\n", encoding="utf-8")
    (tmp_path / "b.md").write_text("---\ntitle: B\n---\n[a](a.md)\n", encoding="utf-8")
    kg.build(tmp_path, validate=False).write_site(tmp_path / "site")
    sizes = {name: (tmp_path / "site" / name).stat().st_size for name in ("b.html", "b.ttl", "b.jsonld")}
    assert max(sizes.values()) < 5 * MANY, sizes
