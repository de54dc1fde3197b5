"""Files that a document is read with: the nearest, seen by every build, never out of the root."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from test_streaming import assert_as_whole, streamed

import kg
from kg.cache import CacheFolder, cache_folder
from kg.documents.companions import Companions
from kg.documents.files import InputFile, find_files
from kg.documents.roster import MOST_BYTES, PLACES

AUTHORS = "ada:\n  name: Ada Lovelace\n  orcid: 0000-0001-6960-357X\n  email: ada@example.org\n"


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def post(author: str, title: str = "Rain") -> str:
    return f"---\ntitle: {title}\nauthor: {author}\n---\nText.\n"


def people(graph: kg.KnowledgeGraph) -> set[str]:
    return {row["n"] for row in graph.query("SELECT ?n WHERE { ?p a schema:Person ; schema:name ?n }")}


def beside(folder: Path, name: str) -> list[str]:
    """The files of authors that a document is read with, as they are shown."""
    found = next(one for one in find_files([folder], root=folder) if one.name == name)
    return [Path(one.shown).relative_to(folder).as_posix() for one in Companions().of(found, PLACES)]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("_data/authors.yml", AUTHORS),
        ("_data/people.yml", "- {id: ada, name: Ada Lovelace}\n"),
        ("_data/authors.json", '{"ada": {"name": "Ada Lovelace"}}'),
        ("authors.yml", AUTHORS),
        (".authors.yml", "authors:\n  ada: {name: Ada Lovelace, description: Founder, avatar: a.png}\n"),
        ("data/authors.toml", '[ada]\nname = "Ada Lovelace"\n'),
        ("data/authors/ada.yaml", "name: Ada Lovelace\n"),
        ("data/authors/ada.toml", 'name = "Ada Lovelace"\n'),
        ("content/authors/ada/_index.md", "---\ntitle: Ada Lovelace\nrole: Countess\n---\n"),
        ("_authors/ada.md", "---\nname: Ada Lovelace\n---\n"),
    ],
)
def test_an_id_stands_for_the_person_in_the_file_of_authors(tmp_path: Path, file: str, text: str) -> None:
    write(tmp_path, {"posts/2024/rain.md": post("ada"), file: text})
    graph = kg.build(tmp_path)
    assert people(graph) == {"Ada Lovelace"}
    assert file in graph.inputs


def test_several_ids_in_one_text_are_several_people(tmp_path: Path) -> None:
    write(tmp_path, {"rain.md": post("ada, eve"), "authors.yml": f"{AUTHORS}eve: {{name: Eve Sand}}\n"})
    assert people(kg.build(tmp_path)) == {"Ada Lovelace", "Eve Sand"}


def test_the_nearest_folder_that_has_companions_counts_and_none_above_the_root(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "authors.yml": AUTHORS,
            "docs/blog/authors.yml": AUTHORS,
            "docs/blog/2024/rain.md": post("ada"),
            "docs/notes/sun.md": post("ada"),
        },
    )
    assert beside(tmp_path, "docs/blog/2024/rain") == ["docs/blog/authors.yml"]
    assert beside(tmp_path, "docs/notes/sun") == ["authors.yml"]
    assert beside(tmp_path / "docs", "notes/sun") == []


def test_the_order_of_companions_is_that_of_their_places_and_names(tmp_path: Path) -> None:
    files = ["data/authors/eve.yml", "data/authors/ada.yml", "authors.yml", "data/authors/.hidden.yml"]
    write(tmp_path, {"rain.md": post("ada"), **dict.fromkeys(files, "name: Ada Lovelace\n")})
    assert beside(tmp_path, "rain") == ["authors.yml", "data/authors/ada.yml", "data/authors/eve.yml"]


def test_a_companion_may_be_named_by_a_path_that_goes_up_but_not_out_of_the_root(tmp_path: Path) -> None:
    write(tmp_path, {"refs.bib": "", "docs/refs.bib": "", "docs/text/rain.md": post("ada")})
    file = InputFile(str(tmp_path / "docs/text/rain.md"), "docs/text/rain.md", "text/rain")
    assert [one.name for one in Companions().of(file, ("../refs.bib",))] == ["refs"]
    assert Companions().of(file, ("../../refs.bib",)) == ()


@pytest.mark.parametrize("link", ["authors.yml", "_data", "_data/authors.yml"])
def test_no_link_out_of_the_root_is_followed_to_a_companion(tmp_path: Path, link: str) -> None:
    write(tmp_path / "secret", {"authors.yml": AUTHORS})
    root = write(tmp_path / "docs", {"rain.md": post("ada")})
    (root / link).parent.mkdir(exist_ok=True)
    (root / link).symlink_to(tmp_path / ("secret" if link == "_data" else "secret/authors.yml"))
    graph = kg.build(root)
    assert people(graph) == {"ada"}
    assert [one.code for one in graph.diagnostics if "link" in one.message] == ["KG005"]
    assert not [name for name in graph.inputs if "authors" in name]


def test_a_file_of_authors_that_is_too_large_is_found_and_not_read(tmp_path: Path) -> None:
    write(tmp_path, {"rain.md": post("ada"), "authors.yml": AUTHORS + "#" * MOST_BYTES})
    (found,) = [one for one in kg.check(tmp_path) if one.code == "KG002"]
    assert found.location.file.endswith("authors.yml")


def test_what_is_wrong_in_a_file_of_authors_is_found_once_and_at_its_line(tmp_path: Path) -> None:
    write(
        tmp_path,
        {**{f"{number}.md": post("ada") for number in range(5)}, "authors.yml": f"{AUTHORS}eve: 'open\n"},
    )
    found = [one for one in kg.check(tmp_path) if one.location.file.endswith("authors.yml")]
    assert [(one.code, one.location.line) for one in found] == [("KG010", 5)]


@pytest.mark.parametrize("text", ["- just\n- words\n", "a text", "", "x: [1, 2]\n", "ada: {bio: Nobody}\n"])
def test_a_file_that_is_about_something_else_says_nothing(tmp_path: Path, text: str) -> None:
    write(tmp_path, {"rain.md": post("Eve Sand"), "authors.yml": text})
    graph = kg.build(tmp_path)
    assert people(graph) == {"Eve Sand"}
    assert not [one for one in graph.diagnostics if one.location.file.endswith("authors.yml")]


def test_a_build_with_a_cache_sees_that_a_companion_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(
        tmp_path / "docs",
        {"rain.md": post("ada"), "sub/sun.md": post("Eve Sand", "Sun"), "authors.yml": AUTHORS},
    )

    def built() -> kg.KnowledgeGraph:
        kept = cache_folder(["docs"], "out")
        assert kept is not None
        return kg.build("docs", output="out", cache=CacheFolder(kept), html=False)

    assert people(built()) == {"Ada Lovelace", "Eve Sand"}
    assert built().work.keys() <= {"locate"}
    for text, name in [(AUTHORS.replace("Lovelace", "King"), "Ada King"), ("", "ada")]:
        write(tmp_path / "docs", {"authors.yml": text})
        graph = built()
        # The other document is read again, for it might have named somebody, but says what it said.
        assert [graph.work[step] for step in ("roster", "observe", "identify", "map")] == [1, 2, 1, 1]
        assert people(graph) == {name, "Eve Sand"}
        written = (tmp_path / "out/graph.nq").read_text("utf-8")
        assert written == kg.build("docs", validate=False).dataset.nquads
    (tmp_path / "docs/authors.yml").unlink()
    assert people(built()) == {"ada", "Eve Sand"}
    assert "authors.yml" not in json.loads((tmp_path / "out/build.json").read_text("utf-8"))["inputs"]


def test_a_streamed_build_reads_companions_and_sees_that_one_has_changed(tmp_path: Path) -> None:
    docs = write(
        tmp_path / "docs",
        {
            "rain.md": post("ada"),
            "sub/sun.md": post("eve", "Sun"),
            "authors.yml": AUTHORS,
            "sub/authors.yml": "eve: {name: Eve Sand}\nbad: 'open\n",
            "sub/authors/x/_index.md": "---\ntitle: X Y\n---\n",
        },
    )
    for text in (AUTHORS, AUTHORS.replace("Lovelace", "King"), f"# Only its digest is another.\n{AUTHORS}"):
        write(docs, {"authors.yml": text})
        assert_as_whole(docs, tmp_path / "out", streamed(docs, tmp_path / "out"))


def test_mail_addresses_of_a_file_of_authors_are_in_no_output(tmp_path: Path) -> None:
    docs = write(tmp_path / "docs", {"rain.md": post("ada"), "authors.yml": AUTHORS})
    kg.build(docs, output=tmp_path / "out")
    held = [path for path in (tmp_path / "out").rglob("*") if path.is_file() and b"ada@" in path.read_bytes()]
    assert held == []
