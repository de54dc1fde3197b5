"""How many small changes of meaning the tests notice, for each package.

    python bench/mutation                              every mutant of every package: hours
    python bench/mutation validation --sample 100      a hundred of one package
    python bench/mutation --sample 6 --floor 75        what CI runs

One change at a time is made in a copy of the checkout, and those tests of the
package (packages.toml) that reach the changed statement are run until one fails.
A sample is the same each time, and stays nearly the same when code changes.
Changes that no test can notice, because they change nothing, are listed with
the reason in equivalent.toml and not tried.
"""

from __future__ import annotations

import argparse
import functools
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import reaching
from mutations import Mutant, mutants, mutated
from trials import import_shared, trial

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
_COPIED = (
    "kg",
    "tests",
    "shapes",
    "seeds",
    "docs",
    "bench",
    "pyproject.toml",
    "dev.py",
    "README.md",
    "action.yml",
)
_LONGEST = 12.0
"""Seconds of tests, as first measured, that a mutant is worth."""
_LONGEST_RECORDING = 1800.0
_LEAST_WAIT = 20.0
_SLOWER = 10
"""A trial may take so many times what its tests took, before it counts as one that never ends."""


@dataclass(frozen=True, slots=True)
class Score:
    """What became of the mutants of a package."""

    package: str
    of: int
    """How many mutants the package has."""
    killed: int
    survived: int

    @property
    def tried(self) -> int:
        """How many were run."""
        return self.killed + self.survived

    @property
    def percent(self) -> float:
        """How many of a hundred were killed."""
        return 100 * self.killed / self.tried if self.tried else 100.0


def main() -> int:
    """Print the scores and survivors; 1 where less is killed than the floor says."""
    packages = tomllib.loads((HERE / "packages.toml").read_text(encoding="utf-8"))
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("packages", nargs="*", metavar="package", help=", ".join(packages))
    parser.add_argument("--sample", type=int, help="mutants of each package; all without it")
    parser.add_argument("--seed", default="1", help="another seed, another sample")
    parser.add_argument("--file", default="", help="only mutants of files whose path has this in it")
    parser.add_argument(
        "--floor", type=float, default=0.0, help="percent of all that are tried that must be killed"
    )
    options = parser.parse_args()
    if unknown := set(options.packages) - set(packages):
        parser.error(f"no such package: {', '.join(sorted(unknown))}")
    listed = tomllib.loads((HERE / "equivalent.toml").read_text(encoding="utf-8"))
    import_shared()
    scores = []
    with tempfile.TemporaryDirectory(prefix="kg-mutants-") as folder:
        copy = _copy(Path(folder) / "checkout")
        for package in options.packages or packages:
            chosen, of = _sample(copy, package, options, set(listed.get(package, {})))
            tests = [test for pattern in packages[package] for test in sorted(map(str, copy.glob(pattern)))]
            scores.append(_score(package, chosen, of, copy, tests))
    print(f"\n{'package':12}{'mutants':>8}{'tried':>7}{'killed':>8}{'survived':>10}{'score':>8}")
    for score in [*scores, _total(scores)]:
        print(
            f"{score.package:12}{score.of:8}{score.tried:7}{score.killed:8}{score.survived:10}{score.percent:7.1f}%"
        )
    return int(_total(scores).percent < options.floor)


def _copy(copy: Path) -> Path:
    """A copy of the checkout, of which one file at a time is changed."""
    copy.mkdir()
    for name in _COPIED:
        place = ROOT / name
        if place.is_dir():
            shutil.copytree(place, copy / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        elif place.is_file():
            shutil.copy2(place, copy / name)
    return copy


def _sample(
    root: Path, package: str, options: argparse.Namespace, listed: set[str]
) -> tuple[list[Mutant], int]:
    """The mutants of a package to try, in the order of the files, and how many there are."""
    files = sorted(path.relative_to(root).as_posix() for path in (root / "kg" / package).rglob("*.py"))
    found = [one for file in files for one in mutants(root, file)]
    if gone := listed - {one.name for one in found}:
        print(f"equivalent.toml names what is there no more: {'; '.join(sorted(gone))}")
    found = [one for one in found if one.name not in listed]
    wanted = [one for one in found if options.file in one.file]
    wanted.sort(key=lambda one: one.rank(options.seed))
    chosen = wanted[: options.sample]
    return sorted(chosen, key=lambda one: (one.file, one.index)), len(found)


def _score(package: str, chosen: Sequence[Mutant], of: int, copy: Path, tests: Sequence[str]) -> Score:
    """Try the mutants of a package; each that survives is printed with its place."""
    results = copy.parent / f"{package}.json"
    recorder = functools.partial(reaching.Recorder, copy, [f"kg/{package}/"], results)
    if trial(copy, tests, seconds=_LONGEST_RECORDING, recorder=recorder) != 0:
        sys.exit(f"the tests of {package} fail without a change")
    reach = reaching.read(results)
    survivors = []
    for mutant in chosen:
        if not _is_killed(mutant, copy, reach):
            survivors.append(mutant)
            print(f"  {mutant.file}:{mutant.line} {mutant.name}", flush=True)
    return Score(package, of, len(chosen) - len(survivors), len(survivors))


def _total(scores: Sequence[Score]) -> Score:
    return Score(
        "all",
        sum(one.of for one in scores),
        sum(one.killed for one in scores),
        sum(one.survived for one in scores),
    )


def _is_killed(mutant: Mutant, copy: Path, reach: dict[str, reaching.Reach]) -> bool:
    tests, seconds = _tests_for(mutant, reach)
    if not tests:
        return False
    path, original = copy / mutant.file, copy.parent / "original"
    shutil.copy2(path, original)
    path.write_text(mutated(copy, mutant), encoding="utf-8")
    try:
        return trial(copy, tests, seconds=_LEAST_WAIT + _SLOWER * seconds) != 0
    finally:
        # With its times, so that what was compiled of it holds again.
        shutil.copy2(original, path)


def _tests_for(mutant: Mutant, reach: dict[str, reaching.Reach]) -> tuple[list[str], float]:
    """The tests that reach a mutant, the quick ones and those of little else first, and their seconds."""

    def reaches(found: reaching.Reach) -> bool:
        if mutant.statement:
            return (mutant.file, mutant.statement) in found.statements
        return any(file == mutant.file for file, _ in found.statements)

    candidates = [(name, found) for name, found in reach.items() if reaches(found)]
    if not candidates and not mutant.statement:
        # A table that runs no code of its own: its readers are not known.
        candidates = list(reach.items())
    candidates.sort(key=lambda item: (round(item[1].seconds, 1), len(item[1].statements), item[0]))
    chosen, total = [], 0.0
    for name, found in candidates:
        if chosen and total + found.seconds > _LONGEST:
            break
        chosen.append(name)
        total += found.seconds
    return chosen, total


if __name__ == "__main__":
    sys.exit(main())
