"""Which tests reach which statement: pytest is run once with every statement of a package noting itself."""

from __future__ import annotations

import ast
import builtins
import importlib.abc
import importlib.machinery
import importlib.util
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType

import pytest

_NOTED = "__statement_reached__"
Statement = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Reach:
    """What a test needs, and what it reaches."""

    seconds: float
    """Of the processor, so that a busy machine gives the same."""
    statements: frozenset[Statement]


@dataclass(frozen=True, slots=True)
class Recording:
    """What each test reaches, by its name, and what is reached before any of them runs."""

    tests: dict[str, Reach]
    imported: frozenset[Statement]


class Recorder:
    """A plugin of pytest: writes what each test reaches, and what its fixtures reach for it, to a file."""

    def __init__(self, root: Path, folders: Sequence[str], results: Path) -> None:
        self._root, self._results = root, results
        self._reached: set[Statement] = set()
        self._by_fixture: dict[str, set[Statement]] = {}
        self._tests: dict[str, tuple[float, set[Statement]]] = {}
        self._imported: set[Statement] = set()
        setattr(builtins, _NOTED, self._reached.add)
        sys.meta_path.insert(0, _Finder(root, tuple(folders)))

    def pytest_collection_finish(self) -> None:
        """Keep what is reached by importing, and by what the parameters of tests are made with."""
        self._imported |= self._reached

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[object]) -> Iterator[None]:
        """Keep what a fixture reaches, for each test that uses it."""
        before = set(self._reached)
        self._reached.clear()
        given = yield
        if fixturedef.scope != "function":
            self._by_fixture.setdefault(fixturedef.argname, set()).update(self._reached)
        self._reached |= before
        return given

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Keep what a test reaches."""
        self._reached.clear()
        started = time.process_time()
        given = yield
        reached = set(self._reached)
        for name in getattr(item, "fixturenames", ()):
            reached |= self._by_fixture.get(name, set())
        self._tests[item.nodeid] = (time.process_time() - started, reached)
        return given

    def pytest_sessionfinish(self) -> None:
        """Write it all."""
        found = {
            "imported": sorted(self._imported),
            "tests": {
                name: [round(time, 4), sorted(reached)] for name, (time, reached) in self._tests.items()
            },
        }
        self._results.write_text(json.dumps(found), encoding="utf-8")


def read(results: Path) -> Recording:
    """What a recorder wrote."""
    found = json.loads(results.read_text(encoding="utf-8"))
    tests = {
        name: Reach(seconds, _statements(reached)) for name, (seconds, reached) in found["tests"].items()
    }
    return Recording(tests, _statements(found["imported"]))


def _statements(written: Sequence[Sequence[object]]) -> frozenset[Statement]:
    return frozenset((str(file), int(str(line))) for file, line in written)


class _Finder(importlib.abc.MetaPathFinder):
    """Imports the files of some folders with a note before every statement of their functions."""

    def __init__(self, root: Path, folders: tuple[str, ...]) -> None:
        self._root, self._folders = root, folders

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The module of that name, when it lies in one of the folders."""
        if not name.startswith("kg."):
            return None
        found = importlib.machinery.PathFinder.find_spec(name, path)
        if found is None or found.origin is None or not Path(found.origin).is_relative_to(self._root):
            return None
        if Path(found.origin).relative_to(self._root).as_posix().startswith(self._folders):
            found.loader = _Loader(name, found.origin, self._root)
            return found
        return None


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, path: str, root: Path) -> None:
        super().__init__(name, path)
        self._file = Path(path).relative_to(root).as_posix()

    def get_code(self, fullname: str) -> CodeType:
        # This leaves the bytecode that trials read, of the file as it is.
        super().get_code(fullname)
        tree = ast.parse(self.get_data(self.path))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                _note(node, self._file)
        return self.source_to_code(ast.fix_missing_locations(tree), self.path)


def _note(node: ast.AST, file: str) -> None:
    """Put a note before each statement of a function, in all of its blocks."""
    for field in ("body", "orelse", "finalbody"):
        block = getattr(node, field, None)
        if isinstance(block, list):
            setattr(node, field, [each for one in block for each in _with_note(one, file)])
    for one in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        _note(one, file)


def _with_note(statement: ast.stmt, file: str) -> Iterator[ast.stmt]:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        yield statement
        return
    place = ast.Tuple([ast.Constant(file), ast.Constant(statement.lineno)], ast.Load())
    note = ast.Expr(ast.Call(ast.Name(_NOTED, ast.Load()), [place], []))
    yield ast.copy_location(note, statement)
    _note(statement, file)
    yield statement
