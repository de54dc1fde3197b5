"""ORCID as evidence of who is who, the same for every engine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from test_companions import write
from test_streaming import assert_as_whole, streamed

import kg

ONE, TWO = "0000-0002-1825-0097", "0000-0001-5109-3700"


def post(*authors: str, cited: str = "") -> str:
    people = "".join(f"  - {one}\n" for one in authors)
    sources = f"primary_sources:\n  - {{title: Rain, year: 2001, authors: [{cited}]}}\n" if cited else ""
    return f"---\ntitle: Rain\nauthors:\n{people}{sources}---\nText.\n"


def bearers(tmp_path: Path, files: Mapping[str, str]) -> dict[str, set[str]]:
    """The names of people by the last part of their IRIs; the same in parts and as a whole."""
    docs = write(tmp_path / "docs", files)
    assert_as_whole(docs, tmp_path / "out", streamed(docs, tmp_path / "out"))
    graph = kg.build(docs, validate=False)
    found: dict[str, set[str]] = {}
    for row in graph.query("SELECT ?p ?n WHERE { ?p a schema:Person ; schema:name ?n }"):
        found.setdefault(str(row["p"]).rpartition("/")[2], set()).add(str(row["n"]))
    return found


def test_two_orcids_are_two_people_of_one_name(tmp_path: Path) -> None:
    files = {
        "a.md": post(f"{{name: Jane Doe, orcid: {ONE}}}"),
        "b.md": post(f"{{name: Jane Doe, orcid: {TWO}}}"),
        "c.md": post("Jane Doe"),
    }
    assert bearers(tmp_path, files).keys() == {f"jane-doe-{ONE}", f"jane-doe-{TWO}", "jane-doe"}


def test_one_orcid_is_one_person_under_all_names_in_documents_and_sources(tmp_path: Path) -> None:
    files = {
        "a.md": post(f"{{name: Jane Doe, orcid: {ONE}}}"),
        "b.md": post(f"{{name: J. M. Doe, orcid: https://orcid.org/{ONE}}}"),
        "c.md": post("Max Roe", cited=f'"Roe, Jane Doe (ORCID: {ONE})", "Doe, Jane"'),
    }
    assert bearers(tmp_path, files).keys() == {"jane-doe-roe", "max-roe"}


def test_a_name_without_orcid_is_that_of_the_only_person_who_bears_it(tmp_path: Path) -> None:
    files = {"a.md": post(f"{{name: Jane Doe, orcid: {ONE}}}"), "b.md": post("Jane Doe")}
    assert bearers(tmp_path, files).keys() == {"jane-doe"}


def test_initials_with_an_orcid_are_one_person_in_all_documents(tmp_path: Path) -> None:
    files = {name: post(f"{{name: J. Doe, orcid: {ONE}}}") for name in ("a.md", "b.md")}
    assert bearers(tmp_path, files).keys() == {f"j-doe-{ONE}"}


def test_a_wrong_orcid_is_no_evidence(tmp_path: Path) -> None:
    files = {
        "a.md": post("{name: Jane Doe, orcid: 0000-0002-1825-0098}"),
        "b.md": post(f"{{name: Jane Doe, orcid: {ONE}}}"),
    }
    assert bearers(tmp_path, files).keys() == {"jane-doe"}
