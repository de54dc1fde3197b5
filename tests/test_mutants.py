"""The changes that measure our tests: each is made as it is shown, alone, and can be run."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

FOLDER = ROOT / "bench" / "mutation"


@pytest.fixture(scope="module")
def mutations() -> Iterator[Any]:
    sys.path.insert(0, str(FOLDER))
    import mutations

    yield mutations
    sys.path.remove(str(FOLDER))


@pytest.mark.parametrize(
    ("line", "changes"),
    [
        ("return a < 2", ["a <= 2", "a < 3", "a < 1"]),
        ("return a == b", ["a != b"]),
        ("return a in b", ["a not in b"]),
        ("return a and b", ["a or b", "b", "a"]),
        ("return not a", ["not not a"]),
        ("return a + b", ["a - b"]),
        ("return a if b else c", ["a if not b else c"]),
        ("return [x for x in a if b]", ["for x in a"]),
        ("return (1, a, '')", ["(1, a)", "(2, a, '')", "(0, a, '')", "(1, a, 'XX')"]),
        ("return f'{a} b'", ["return f'{a}XX bXX'"]),
        ("return f(a, b, key=c)", ["f(b, a, key=c)", "f(a, b)"]),
        ("return min(a, b)", ["max(a, b)"]),
        ("return suppress(a, b)", []),
        ("return a.replace(os.sep, b)", []),
        ("return sorted(a)", ["list(a)"]),
        ("return a.strip()", ["a.__str__()"]),
        ("return a.strip('.')", ["a.strip()"]),
        ("f(a)", ["None"]),
        ("if a: return", ["if False:", "if not a:"]),
        ("if a: f = b", ["if not a:"]),
        ("x: int = b", []),
    ],
)  # fmt: skip
def test_a_line_has_these_changes(mutations: Any, tmp_path: Path, line: str, changes: list[str]) -> None:
    (tmp_path / "a.py").write_text(f'def f(a):\n    """Text."""\n    {line}\n', encoding="utf-8")
    found = mutations.mutants(tmp_path, "a.py")
    assert [one.after for one in found] == changes
    assert {(one.line, one.statement, one.function) for one in found} <= {(3, 3, "f")}
    texts = [mutations.mutated(tmp_path, one) for one in found]
    assert len({*texts, ast.unparse(ast.parse((tmp_path / "a.py").read_text("utf-8")))}) == len(found) + 1


def test_every_change_of_a_file_can_be_compiled_and_has_a_name_of_its_own(mutations: Any) -> None:
    found = mutations.mutants(ROOT, "kg/trust/merkle.py")
    assert len(found) > 50
    assert len({one.name for one in found}) == len(found)
    for one in found:
        compile(mutations.mutated(ROOT, one), one.file, "exec")


def test_a_sample_stays_when_a_line_is_added_elsewhere(mutations: Any, tmp_path: Path) -> None:
    text = (ROOT / "kg" / "trust" / "merkle.py").read_text("utf-8")
    ranks = []
    for body in (text, f"{text}\n\ndef more() -> int:\n    return 7\n"):
        (tmp_path / "a.py").write_text(body, encoding="utf-8")
        ranks.append({one.name: one.rank("1") for one in mutations.mutants(tmp_path, "a.py")})
    assert ranks[0].items() < ranks[1].items()


def test_what_is_imported_or_remembered_is_of_the_whole_file(mutations: Any, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        "A = 1\n\n@cache\ndef f():\n    return 2\n\ndef g(a=3):\n    return 4\n", encoding="utf-8"
    )
    statements = {one.before: one.statement for one in mutations.mutants(tmp_path, "a.py")}
    assert statements == {"A = 1": 0, "return 2": 0, "def g(a=3)": 0, "return 4": 8}


def test_a_change_of_one_function_is_one_of_its_code_and_any_other_is_none(mutations: Any) -> None:
    import forking

    found = mutations.mutants(ROOT, "kg/trust/merkle.py")
    changes = [(one, forking._change(ROOT, one)) for one in found]
    for one, change in changes:
        if one.statement and change is not None:
            before, after = change
            assert before != after
            assert before.co_qualname.partition(".")[0] == one.function.partition(".")[0]
    assert sum(change is not None for _, change in changes) > 50
    outside = [one for one in mutations.mutants(ROOT, "kg/trust/keys.py") if not one.function]
    assert outside
    assert {forking._change(ROOT, one) for one in outside} == {None}


def test_the_tables_can_be_read_and_name_packages_and_tests_that_there_are() -> None:
    packages, equivalent = (
        tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8")) for name in ("packages", "equivalent")
    )
    assert equivalent.keys() <= packages.keys()
    for package, patterns in packages.items():
        assert (ROOT / "kg" / package).is_dir()
        assert all(any(ROOT.glob(pattern)) for pattern in patterns), package
    for listed in equivalent.values():
        assert all(name.startswith("kg/") and reason for name, reason in listed.items())
