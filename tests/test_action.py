"""The action that others point to hands inputs over as they are: no path becomes a command."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

STEPS = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["runs"]["steps"]
SCRIPTS = [step["run"] for step in STEPS if "run" in step]

_KG = """#!/bin/sh
for word in "$@"; do printf '%s\\0' "$word"; done >>"$RUNNER_TEMP/said"
printf '\\n' >>"$RUNNER_TEMP/said"
case "$1" in check) exit "$CODE";; esac
"""


def said(folder: Path, *, paths: str, output: str = "", code: int = 0) -> tuple[int, list[list[str]]]:
    """The exit code of the script, and the words of each call of kg."""
    program = folder / "kg" / "bin" / "kg"
    program.parent.mkdir(parents=True)
    program.write_text(_KG)
    program.chmod(0o755)
    inputs = {"PATHS": paths, "FAIL_ON": "never", "OUTPUT": output, "RUNNER_OS": "Linux"}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", SCRIPTS[-1]],
        env={"PATH": "/usr/bin:/bin", "RUNNER_TEMP": str(folder), "CODE": str(code), **inputs},
        cwd=folder,
        check=False,
    )
    text = (folder / "said").read_text()
    return done.returncode, [line.split("\0")[:-1] for line in text.split("\n")[:-1]]


@pytest.mark.parametrize(
    ("paths", "words"),
    [
        ("docs", ["docs"]),
        ("my notes\nother\n", ["my notes", "other"]),
        ("a\r\nb\r\n", ["a", "b"]),
        ("\n\na\n\n", ["a"]),
        ("$(touch made) `touch made`; touch made", ["$(touch made) `touch made`; touch made"]),
        ("*\n'\"\\", ["*", "'\"\\"]),
        ("--fail-on=warning\n-o", ["--fail-on=warning", "-o"]),
    ],
)
def test_a_path_is_one_word_whatever_it_holds(tmp_path: Path, paths: str, words: list[str]) -> None:
    code, calls = said(tmp_path, paths=paths, output="out put")
    assert code == 0
    assert calls == [
        ["check", "--format", "github", "--fail-on", "never", "--", *words],
        ["build", "--output", "out put", "--fail-on", "never", "--", *words],
    ]
    assert not (tmp_path / "made").exists()


def test_findings_fail_the_action_and_the_graph_is_built_all_the_same(tmp_path: Path) -> None:
    code, calls = said(tmp_path, paths="docs", output="public", code=1)
    assert (code, [words[0] for words in calls]) == (1, ["check", "build"])


def test_no_expression_stands_in_a_script() -> None:
    assert len(SCRIPTS) == 2
    assert not any("${{" in script for script in SCRIPTS)


def test_actions_of_others_are_named_by_a_commit_that_nobody_can_move() -> None:
    templates = ROOT / "kg" / "authoring" / "templates" / "workflow.yml"
    texts = [path.read_text("utf-8") for path in (ROOT / "action.yml", templates)]
    used = re.findall(r"uses: (\S+)", "\n".join(texts))
    assert len(used) == 4
    assert all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", one) for one in used)


def test_what_the_action_installs_is_locked() -> None:
    assert "dev.py" in SCRIPTS[0]
    assert "pip" not in SCRIPTS[0]
