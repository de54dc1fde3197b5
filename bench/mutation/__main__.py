"""How many small changes of meaning the tests notice, for each package.

    python bench/mutation                              every mutant of every package: hours
    python bench/mutation validation --sample 100      a hundred of one package
    python bench/mutation --sample 6 --floor 75        fail where less than 75 % are noticed

One change at a time is made in a copy of the checkout, and those tests of the
package (packages.toml) that reach the changed statement are run until one fails.
A sample is the same each time, and stays nearly the same when code changes.
Changes that no test can notice, because they change nothing, are listed with
the reason in equivalent.toml and not tried.
"""

from __future__ import annotations

import argparse
import functools
import json
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import reaching
from forking import Attempt, Judge
from mutations import Mutant, mutants
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
_LONGEST_RECORDING = 1800.0
_LONGEST_JUDGING = 100_000.0
_LEAST_WAIT = 20.0
_SLOWER = 10
"""A trial may take so many times what its tests took, before it counts as one that never ends."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The mutants of a package to try, in the order of the files, and how many there are."""

    chosen: Sequence[Mutant]
    of: int


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
        "--seconds", type=float, default=12.0, help="of tests that a mutant is worth, as first measured"
    )
    parser.add_argument(
        "--floor", type=float, default=0.0, help="percent of all that are tried that must be killed"
    )
    options = parser.parse_args()
    if unknown := set(options.packages) - set(packages):
        parser.error(f"no such package: {', '.join(sorted(unknown))}")
    listed = tomllib.loads((HERE / "equivalent.toml").read_text(encoding="utf-8"))
    import_shared()
    with tempfile.TemporaryDirectory(prefix="kg-mutants-") as folder:
        copy = _copy(Path(folder) / "checkout")
        samples = {
            package: _sample(copy, package, options, set(listed.get(package, {})))
            for package in options.packages or packages
        }
        tests = {
            package: {
                path.relative_to(copy).as_posix()
                for pattern in packages[package]
                for path in copy.glob(pattern)
            }
            for package in samples
        }
        recording = _recorded(copy, tests)
        attempts = [
            _attempt(mutant, recording, tests[package], options.seconds)
            for package, sample in samples.items()
            for mutant in sample.chosen
        ]
        killed = _killed(copy, attempts, recording, tests)
    scores = []
    for package, sample in samples.items():
        survivors = [one for one in sample.chosen if one not in killed]
        for one in survivors:
            print(f"  {one.file}:{one.line} {one.name}")
        scores.append(Score(package, sample.of, len(sample.chosen) - len(survivors), len(survivors)))
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
            shutil.copytree(
                place,
                copy / name,
                symlinks=True,
                ignore=shutil.ignore_patterns("__pycache__", "node_modules"),
            )
        elif place.is_file():
            shutil.copy2(place, copy / name)
    return copy


def _sample(root: Path, package: str, options: argparse.Namespace, listed: set[str]) -> Sample:
    files = sorted(path.relative_to(root).as_posix() for path in (root / "kg" / package).rglob("*.py"))
    found = [one for file in files for one in mutants(root, file)]
    if gone := listed - {one.name for one in found}:
        print(f"equivalent.toml names what is there no more: {'; '.join(sorted(gone))}")
    found = [one for one in found if one.name not in listed]
    wanted = [one for one in found if options.file in one.file]
    wanted.sort(key=lambda one: one.rank(options.seed))
    chosen = wanted[: options.sample]
    return Sample(sorted(chosen, key=lambda one: (one.file, one.index)), len(found))


def _recorded(copy: Path, tests: Mapping[str, set[str]]) -> reaching.Recording:
    """What the tests of all packages reach in any of them: a test that answers for several runs once."""
    results = copy.parent / "reached.json"
    recorder = functools.partial(reaching.Recorder, copy, [f"kg/{package}/" for package in tests], results)
    if trial(copy, _all(tests), seconds=_LONGEST_RECORDING, plugin=recorder, is_shown=True) != 0:
        sys.exit(f"the tests of {', '.join(tests)} fail without a change")
    return reaching.read(results)


def _all(tests: Mapping[str, set[str]]) -> list[str]:
    return sorted(set().union(*tests.values()))


def _killed(
    copy: Path, attempts: Sequence[Attempt], recording: reaching.Recording, tests: Mapping[str, set[str]]
) -> set[Mutant]:
    """The mutants that tests noticed; most are tried in forks of one process, some in one of their own."""
    results = copy.parent / "killed.txt"
    judge = functools.partial(Judge, copy, attempts, recording.imported, results)
    if trial(copy, _all(tests), seconds=_LONGEST_JUDGING, plugin=judge) != 0:
        sys.exit("the mutants cannot be tried")
    is_killed: dict[int, bool] = dict(map(json.loads, results.read_text(encoding="utf-8").splitlines()))
    for number, attempt in enumerate(attempts):
        if number not in is_killed:
            with attempt.mutant.made_in(copy):
                code = trial(copy, attempt.tests, seconds=attempt.seconds) if attempt.tests else 0
            is_killed[number] = code != 0
    return {attempt.mutant for number, attempt in enumerate(attempts) if is_killed[number]}


def _total(scores: Sequence[Score]) -> Score:
    return Score(
        "all",
        sum(one.of for one in scores),
        sum(one.killed for one in scores),
        sum(one.survived for one in scores),
    )


def _attempt(mutant: Mutant, recording: reaching.Recording, files: set[str], most: float) -> Attempt:
    """A mutant with the tests that reach it, the quick ones and those of little else first."""

    def reaches(found: reaching.Reach) -> bool:
        if mutant.statement:
            return (mutant.file, mutant.statement) in found.statements
        return any(file == mutant.file for file, _ in found.statements)

    own = [(name, found) for name, found in recording.tests.items() if name.partition("::")[0] in files]
    candidates = [(name, found) for name, found in own if reaches(found)]
    if not candidates and not mutant.statement:
        # A table that runs no code of its own: its readers are not known.
        candidates = own
    candidates.sort(key=lambda item: (round(item[1].seconds, 1), len(item[1].statements), item[0]))
    chosen: list[str] = []
    total = 0.0
    for name, found in candidates:
        if chosen and total + found.seconds > most:
            break
        chosen.append(name)
        total += found.seconds
    return Attempt(mutant, chosen, _LEAST_WAIT + _SLOWER * total)


if __name__ == "__main__":
    sys.exit(main())
