"""Names that documents give are names of files that every system can hold, however they are made."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.exporters.names import document_path
from kg.settings import Settings

BASE = "https://e.org/"


@pytest.mark.parametrize("doi", ["10.1000/" + "a/" * 2_000 + "b", "10.1000/" + f"{'x' * 150}/" * 40 + "b"])
def test_an_identifier_of_a_thousand_steps_is_a_page_like_any_other(tmp_path: Path, doi: str) -> None:
    (tmp_path / "a.md").write_text(
        f"---\ntitle: T\nprimary_sources:\n- title: A work\n  doi: {doi}\n---\nText.\n", encoding="utf-8"
    )
    graph = kg.build(tmp_path / "a.md", settings=Settings(base=BASE), output=tmp_path / "output")
    graph.write_site(tmp_path / "site")
    longest = max(len(str(path.relative_to(tmp_path))) for path in (tmp_path / "site").rglob("*"))
    assert longest < 1_100


def test_long_paths_that_begin_alike_stay_apart() -> None:
    paths = {document_path(f"<{BASE}{'a/' * 500}{end}#graph>", BASE) for end in ("b", "c")}
    assert len(paths) == 2
    assert document_path(f"<{BASE}{'a/' * 50}b#graph>", BASE) == f"{'a/' * 50}b"


@pytest.mark.parametrize("name", ["CON", "nul.txt", "Aux", "com1", "LPT9.tar.gz", "con.", "COM¹"])
def test_a_name_of_a_device_names_a_file_on_every_system(name: str) -> None:
    path = document_path(f"<{BASE}{name}/{name}#graph>", BASE)
    assert path != f"{name}/{name}"
    assert all(
        step.partition(".")[0].upper() not in {"CON", "NUL", "AUX", "COM1", "LPT9", "COM¹"}
        for step in path.split("/")
    )


@pytest.mark.parametrize("name", ["trail ", "trail."])
def test_no_folder_ends_in_what_a_system_leaves_out(name: str) -> None:
    assert document_path(f"<{BASE}{name.replace(' ', '%20')}/a#graph>", BASE) in {"trail%20/a", "trail%2E/a"}


@pytest.mark.parametrize("name", ["console", "auxiliary", "a.con", "com10", "a b.c"])
def test_other_names_stay_as_they_are(name: str) -> None:
    assert document_path(f"<{BASE}{name.replace(' ', '%20')}#graph>", BASE) == name
