"""Who is the same, measured on labelled pairs: what is joined is right, and enough is joined."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


def _module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_pairs", ROOT / "bench" / "pairs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


bench = _module()


@pytest.fixture(scope="module")
def scores():
    return bench.measure(bench.load())


@pytest.fixture(scope="module")
def whole(scores):
    return bench.total(scores.values())


def test_the_documented_figures_are_those_measured(scores):
    text = bench.DOCUMENTED.read_text("utf-8")
    assert bench.documented(text, scores) == text, "run: python bench/pairs.py --write"


def test_there_are_enough_pairs_of_each_kind_and_label():
    pairs = bench.load()
    assert len(pairs) >= 360
    for kind, fewest in (("sources", 200), ("people", 90), ("organizations", 70)):
        labels = [pair.same for pair in pairs if pair.kind == kind]
        assert len(labels) >= fewest
        assert 0.4 <= sum(labels) / len(labels) <= 0.6


def test_no_pair_stands_twice():
    seen = {}
    for pair in bench.load():
        mentions = frozenset({repr(sorted(pair.one.items())), repr(sorted(pair.other.items()))})
        beside = frozenset(repr(sorted(one.items())) for one in pair.beside)
        where = (pair.kind, pair.context, mentions, beside)
        assert where not in seen, f"{pair} is also {seen[where]}"
        seen[where] = pair


def test_fewer_than_one_merge_in_a_hundred_is_wrong(whole):
    assert whole.precision >= bench.PRECISION, "\n".join(map(str, whole.wrong))


def test_enough_of_what_is_one_is_joined(whole):
    assert whole.recall >= bench.RECALL, "\n".join(map(str, whole.missed))


def test_a_pair_with_an_unknown_field_is_refused(tmp_path):
    (tmp_path / "people.toml").write_text('[a-rule]\nsame = [[{name = "A"}, {nmae = "B"}]]\n')
    with pytest.raises(ValueError, match="nmae"):
        bench.load(tmp_path)


def test_the_report_names_what_was_decided_wrongly():
    pair = bench.Pair("people", "name-order", True, {"name": "A B"}, {"name": "B, A"})
    score = bench.Score()
    score.add(pair, False)
    text = bench.report({("people", "name-order"): score})
    assert "| people | name-order | 1 | – | 0.000 |" in text
    assert "- people, name-order: name 'A B' | name 'B, A'" in text
