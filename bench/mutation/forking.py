"""Mutants tried in forks of one process that has imported and collected everything, but run no test.

A mutant that is a change inside of one function is made there by giving that function other code, which
costs no import. All others need a process that imports the changed file (:mod:`trials`).
"""

from __future__ import annotations

import gc
import inspect
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from mutations import Mutant, changed
from reaching import Statement
from trials import outcome, set_apart


@dataclass(frozen=True, slots=True)
class Attempt:
    """A mutant, the names of the tests to run on it, and how many seconds they may take."""

    mutant: Mutant
    tests: Sequence[str]
    seconds: float


class Judge:
    """A plugin of pytest: tries mutants instead of running tests, and writes which of them were killed.

    The result of each is a line of ``results``: the number of the attempt, and true or false. An
    attempt that can only be made by an import has no line.
    """

    def __init__(
        self, root: Path, attempts: Sequence[Attempt], imported: frozenset[Statement], results: Path
    ) -> None:
        self._root, self._attempts, self._imported, self._results = root, attempts, imported, results

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try each mutant."""
        items = {item.nodeid: item for item in session.items}
        functions = _functions(self._root)
        # Forks then share what is there, instead of copying it when it is looked through.
        gc.freeze()
        with self._results.open("w", encoding="utf-8") as results:
            for number, attempt in enumerate(self._attempts):
                change = _change(self._root, attempt.mutant)
                if change is None or self._has_run(attempt.mutant, change[0]):
                    continue
                if changing := functions.get((change[0].co_filename, change[0])):
                    chosen = [items[name] for name in attempt.tests]
                    with attempt.mutant.made_in(self._root):
                        is_killed = _fails(session, chosen, changing, change[1], attempt.seconds)
                    # A fork may fail where a whole run does not: that is not the change.
                    if is_killed and _fails(session, chosen[:1], changing, change[0], attempt.seconds):
                        continue
                    print(json.dumps([number, is_killed]), file=results, flush=True)
        return True

    def _has_run(self, mutant: Mutant, code: CodeType) -> bool:
        """Whether what a mutant changes was run by an import, the result of which may be kept somewhere."""
        if mutant.statement:
            return (mutant.file, mutant.statement) in self._imported
        return any((mutant.file, line) in self._imported for _, _, line in code.co_lines() if line)


def _fails(
    session: pytest.Session,
    chosen: Sequence[pytest.Item],
    functions: Sequence[FunctionType],
    code: CodeType,
    seconds: float,
) -> bool:
    """Whether a test fails, or time is up, where some functions have other code."""
    child = os.fork()
    if child == 0:
        try:
            set_apart()
            for function in functions:
                function.__code__ = code
            _run(session, chosen)
        except BaseException:  # noqa: BLE001 - whatever stops the tests was the change
            os._exit(70)
        os._exit(0)
    return outcome(child, seconds) != 0


def _run(session: pytest.Session, chosen: Sequence[pytest.Item]) -> None:
    """Run tests until one fails, which ends this process."""
    for item, following in zip_longest(chosen, chosen[1:]):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            # Servers and browsers of fixtures are to be stopped.
            session._setupstate.teardown_exact(None)
            os._exit(1)


def _functions(root: Path) -> dict[tuple[str, CodeType], list[FunctionType]]:
    """The functions of the checkout that are there, by their file and code."""
    found: dict[tuple[str, CodeType], list[FunctionType]] = {}
    folder = f"{root}{os.sep}kg{os.sep}"
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename.startswith(folder):
            found.setdefault((one.__code__.co_filename, one.__code__), []).append(one)
    return found


def _change(root: Path, mutant: Mutant) -> tuple[CodeType, CodeType] | None:
    """The code of the one function that a mutant changes, before and after; None where it changes more."""
    name = str(root / mutant.file)
    before, after = (compile(tree, name, "exec", dont_inherit=True) for tree in changed(root, mutant))
    differing = list(_differing(before, after))
    if len(differing) != 1 or differing[0] is None:
        return None
    return differing[0]


def _differing(before: CodeType, after: CodeType) -> Iterator[tuple[CodeType, CodeType] | None]:
    """The functions that are not the same, with None where more than functions is not."""
    if before == after:
        return
    if before.co_flags & inspect.CO_OPTIMIZED:
        yield (before, after) if before.co_freevars == after.co_freevars else None
        return
    inner = [[one for one in code.co_consts if isinstance(one, CodeType)] for code in (before, after)]
    outer = [
        (code.co_code, code.co_names, [repr(one) for one in code.co_consts if not isinstance(one, CodeType)])
        for code in (before, after)
    ]
    if outer[0] != outer[1] or len(inner[0]) != len(inner[1]):
        yield None
        return
    for pair in zip(*inner, strict=True):
        yield from _differing(*pair)
