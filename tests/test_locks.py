"""What the environments of the README's commands consist of is written down, whole, and by its hash."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from itertools import product

import pytest
from conftest import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "locks").glob("*.txt")}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ENVIRONMENTS = [
    {"python_full_version": f"{python}.9", "python_version": python, "sys_platform": system, "extra": ""}
    for python, system in product(("3.11", "3.12", "3.13", "3.14"), ("linux", "darwin", "win32"))
]


def pins(name: str) -> list[Requirement]:
    return [Requirement(line.rstrip(" \\")) for line in LOCKS[name].splitlines() if re.match(r"\w", line)]


def versions(name: str, environment: dict[str, str]) -> dict[str, str]:
    """The version of each library that pip installs of a lock in an environment."""
    return {
        str(canonicalize_name(one.name)): next(iter(one.specifier)).version
        for one in pins(name)
        if one.marker is None or one.marker.evaluate(environment)
    }


def wanted(names: Iterable[str]) -> list[Requirement]:
    """What pyproject.toml asks for in these extras, and in those that they name."""
    extras = PROJECT["project"]["optional-dependencies"]
    found: list[Requirement] = []
    for name in names:
        requirements = [Requirement(text) for text in extras[name]]
        found += [one for one in requirements if one.name != "claimgraph"]
        found += wanted(
            extra for one in requirements if one.name == "claimgraph" for extra in sorted(one.extras)
        )
    return found


def test_the_locks_are_those_that_the_commands_install() -> None:
    assert set(LOCKS) == {"build", "core", "dev", "lock", "turbo", "view"}


@pytest.mark.parametrize("name", sorted(LOCKS))
def test_every_pin_is_of_one_version_and_has_hashes(name: str) -> None:
    blocks = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", LOCKS[name], flags=re.MULTILINE).strip())
    assert len(blocks) == len(pins(name)) > 0
    for block in blocks:
        first, *hashes = block.split(" \\\n")
        assert re.fullmatch(r"[a-z0-9.-]+==[\w.]+( ; .+)?", first)
        assert hashes
        assert all(re.fullmatch(r" {4}--hash=sha256:[0-9a-f]{64}", one.rstrip()) for one in hashes)


@pytest.mark.parametrize("name", sorted(LOCKS))
def test_no_lock_says_from_where_anything_is_fetched(name: str) -> None:
    assert not re.search(r"://|^\s*-[-\w]*(index|find|url|host)|@", LOCKS[name], flags=re.MULTILINE)


@pytest.mark.parametrize(
    "environment", ENVIRONMENTS, ids=lambda one: f"{one['python_version']}-{one['sys_platform']}"
)
def test_what_the_project_asks_for_is_locked_and_the_same_in_all_locks(environment: dict[str, str]) -> None:
    groups = [Requirement(text) for text in PROJECT["dependency-groups"]["build"]]
    core = [Requirement(text) for text in PROJECT["project"]["dependencies"]]
    dev = versions("dev", environment)
    for name, requirements in (
        ("core", core),
        ("dev", [*core, *wanted(["dev"]), *groups]),
        ("turbo", wanted(["turbo"])),
        ("view", wanted(["view"])),
        ("build", groups),
    ):
        locked = versions(name, environment)
        for one in requirements:
            if one.marker is None or one.marker.evaluate(environment):
                version = locked.get(str(canonicalize_name(one.name)))
                assert version is not None, f"{one.name} is not in locks/{name}.txt: python3 dev.py lock"
                assert one.specifier.contains(version, prereleases=True), f"{one} but {version} is locked"
        if name != "turbo":
            assert locked.items() <= dev.items()


@pytest.mark.parametrize("name", sorted(LOCKS))
def test_no_lock_brings_ipython_which_only_notebooks_use(name: str) -> None:
    assert not {"ipython", "jedi"} & {one.name for one in pins(name)}


def test_the_clients_of_node_are_locked_by_their_hashes_and_no_registry_is_named() -> None:
    folder = ROOT / "tests" / "clients"
    asked = json.loads((folder / "package.json").read_text(encoding="utf-8"))["dependencies"]
    packages = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert packages.pop("")["dependencies"] == asked
    assert len(packages) > len(asked)
    for entry in packages.values():
        assert entry["integrity"].startswith("sha512-")
        assert "resolved" not in entry
