"""Whole outputs of two small corpora are, to the byte, the reviewed files beside this test.

They are written again with ``KG_UPDATE_GOLDEN=1 pytest tests/test_golden.py``. That is
a change of what everybody gets, so it is read as a diff before it is committed, and
the commit says why each line of it is better than before.

``maximal`` uses every field there is; ``harbour`` has works in several spellings, an
identifier under two titles, people of one name, links, a dispute and an authority file.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from conftest import ROOT

import kg

GOLDEN = Path(__file__).parent / "golden"
UPDATE = os.environ.get("KG_UPDATE_GOLDEN")
FILES = {
    "maximal": ("graph.nq", "graph.ttl", "graph.jsonld", "report.json", "web/all-of-it.jsonld"),
    "harbour": ("graph.nq", "graph.ttl", "graph.jsonld", "report.json", "web/piers/pilings.jsonld"),
}
"""What is compared of each corpus. Not ``build.json``, which holds the versions of libraries."""
MOST_BYTES = 350_000
"""More than this nobody reads as a diff."""


@pytest.fixture(scope="module", params=FILES)
def corpus(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """The name of a corpus, and an output of it."""
    folder = tmp_path_factory.mktemp("golden")
    name: str = request.param
    with pytest.MonkeyPatch.context() as patch:
        # The report names files as they are seen from here.
        patch.chdir(ROOT)
        kg.build(f"tests/{name}", output=folder / "output", html=False)
    return name, folder / "output"


def test_an_output_is_the_reviewed_one(corpus: tuple[str, Path]) -> None:
    name, output = corpus
    for file in FILES[name]:
        golden, made = GOLDEN / name / file, output / file
        if UPDATE:
            golden.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(made, golden)
        assert made.read_text(encoding="utf-8").split("\n") == golden.read_text(encoding="utf-8").split("\n")
        assert made.read_bytes() == golden.read_bytes(), file


def test_there_is_no_golden_file_that_nothing_is_compared_with_and_none_too_large_to_review() -> None:
    there = {
        path.relative_to(GOLDEN).as_posix(): path.stat().st_size
        for name in FILES
        for path in (GOLDEN / name).rglob("*")
        if path.is_file()
    }
    assert there.keys() == {f"{name}/{file}" for name, files in FILES.items() for file in files}
    assert sum(there.values()) < MOST_BYTES


def test_the_golden_graphs_show_what_they_are_there_for() -> None:
    """What a reviewer must not lose when a document is edited."""
    graph = (GOLDEN / "harbour" / "graph.ttl").read_text(encoding="utf-8")
    for shown in (
        # One work in two spellings, cited by a fact of a document that does not list it.
        'schema:alternateName "Slow Tides in Narrow Harbours"',
        # One identifier under two titles.
        "<source/doi/10.5555/shells.7/~borers-in-oak> a ",
        "<source/doi/10.5555/shells.7/~a-catalogue-of-shells> a ",
        # Two people of one name.
        "<person/wei-lin-institute-of-mud> a ",
        "<person/wei-lin-northern-hydrographic-office> a ",
        # What the authority file says.
        "schema:sameAs <https://orcid.org/0000-0002-1825-0097>",
        # A dispute, and a document in two languages.
        "kg:status kg:disputed",
        "schema:workTranslation ",
    ):
        assert shown in graph, shown
