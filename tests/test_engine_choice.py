"""The fast SHACL engine judges where it is installed and right; without it everything works as well."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyshacl_turbo
import pytest
import rdflib
from conftest import MAXIMAL, SEEDS
from rdflib import SH

import kg
from kg.cli import summary
from kg.errors import ShapesError
from kg.settings import Settings
from kg.validation import choice

# A program that runs the command kg where pyshacl-turbo is not installed.
_WITHOUT = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "pyshacl_turbo":
            raise ModuleNotFoundError(name)
import importlib.util
real = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: None if name == "pyshacl_turbo" else real(name, package)
sys.meta_path.insert(0, Missing())
from kg.__main__ import run
run()
"""


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    """Nothing is remembered of how sound the engine is, before and after."""
    choice.is_sound.cache_clear()
    yield
    choice.is_sound.cache_clear()


def without_turbo(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _WITHOUT, *words], capture_output=True, text=True, check=False
    )


def test_the_fast_engine_is_taken_where_it_is_installed_and_sound() -> None:
    assert choice.is_sound()
    assert choice.chosen("auto") == "turbo"
    assert choice.chosen("pyshacl") == "pyshacl"


def _drop(report: rdflib.Graph, path: str) -> None:
    result = report.value(None, SH.resultPath, rdflib.URIRef(f"urn:{path}"))
    for triple in list(report.triples((result, None, None))):
        report.remove(triple)


@pytest.mark.parametrize("path", ["language", "length", "bound", "text", "kind"])
@pytest.mark.parametrize("does", ["misses it", "blames another node", "fails"])
def test_a_release_that_misjudges_is_passed_over(
    path: str, does: str, monkeypatch: pytest.MonkeyPatch, seeds: kg.KnowledgeGraph
) -> None:
    validate = pyshacl_turbo.validate

    def wrong(*words: Any, **named: Any) -> Any:
        conforms, report, text = validate(*words, **named)
        result = report.value(None, SH.resultPath, rdflib.URIRef(f"urn:{path}"))
        if does == "fails":
            raise RuntimeError
        if does == "misses it":
            _drop(report, path)
        else:
            report.set((result, SH.focusNode, rdflib.URIRef("urn:a")))
        return conforms, report, text

    monkeypatch.setattr(pyshacl_turbo, "validate", wrong)
    assert not choice.is_sound()
    assert choice.chosen("auto") == "pyshacl"
    assert choice.chosen("turbo") == "turbo"


def test_without_the_fast_engine_a_build_is_the_same_but_for_the_versions(tmp_path: Path) -> None:
    kg.build(MAXIMAL, output=tmp_path / "with", html=False)
    done = without_turbo("build", MAXIMAL, "-o", tmp_path / "without", "--no-html", "--no-cache")
    assert done.returncode in {0, 1}, done.stderr
    files = [one for one in sorted(tmp_path.joinpath("with").rglob("*")) if one.is_file()]
    assert len(files) > 5
    for path in files:
        other = tmp_path / "without" / path.relative_to(tmp_path / "with")
        if path.name == "build.json":
            assert '"pyshacl-turbo"' in path.read_text("utf-8")
        else:
            assert path.read_bytes() == other.read_bytes()


def test_asked_for_by_name_and_not_installed_it_is_named_in_one_sentence() -> None:
    done = without_turbo("check", SEEDS, "--shacl-engine", "turbo")
    assert done.returncode == 2
    assert "pip install 'claimgraph[turbo]'" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_engine_asked_for_by_name_is_never_changed_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "is_installed", lambda: False)
    with pytest.raises(ShapesError):
        choice.chosen("turbo")
    assert choice.chosen("auto") == "pyshacl"


@pytest.mark.parametrize(
    ("engine", "is_installed", "triples", "is_said"),
    [
        ("auto", False, choice.LARGE, True),
        ("auto", False, choice.LARGE - 1, False),
        ("auto", True, choice.LARGE, False),
        ("pyshacl", False, choice.LARGE, False),
    ],
)
def test_a_large_graph_that_the_slow_engine_judged_is_told_of_the_fast_one(
    engine: str,
    is_installed: bool,
    triples: int,
    is_said: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(choice, "is_installed", lambda: is_installed)

    built = SimpleNamespace(counts={"triples": triples}, settings=Settings(shacl_engine=engine))
    summary.show_slow_engine(built)  # type: ignore[arg-type]
    assert ("claimgraph[turbo]" in capsys.readouterr().err) is is_said
