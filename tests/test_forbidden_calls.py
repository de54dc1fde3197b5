"""The lint that forbids dangerous calls notices each of them, however it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from development import forbidden

PLANTED = {
    "object": [
        "import pickle",
        "from pickle import loads",
        "import marshal as m",
        "import shelve",
        "def later():\n    import dill",
        "import numpy as np\nnp.load('x')",
    ],
    "code": ["eval(text)", "exec(text)", "run = exec", "compile(text, '', 'exec')", "__import__(name)"],
    "shell": [
        "import subprocess\nsubprocess.run(text, shell=True)",
        "import subprocess as s\ns.Popen(text, shell=1)",
        "run(text, shell=wanted)",
        "import os\nos.system(text)",
        "from os import popen",
        "import os\ngetattr(os, 'system')(text)",
    ],
    "yaml": [
        "import yaml\nyaml.load(text)",
        "import yaml\nyaml.load(text, yaml.Loader)",
        "import yaml\nyaml.load(text, Loader=yaml.UnsafeLoader)",
        "import yaml\nyaml.load_all(text, Loader=yaml.FullLoader)",
        "import yaml\nyaml.full_load(text)",
        "from yaml import unsafe_load as load",
        "from yaml import load\nload(text, Loader=chosen)",
    ],
    "name": [
        "import tempfile\ntempfile.mktemp()",
        "path.with_name(f'.{path.name}.new')",
        "path.with_suffix('.tmp')",
        "folder / 'graph.part'",
        "import os\nos.path.join(folder, name + '.old')",
    ],
    "disk": [
        "open(path, 'w')",
        "open(path, mode='ab')",
        "open(path, 'r+b' if gone else 'wb')",
        "open(path, mode)",
        "path.open('x')",
        "path.open(mode='w')",
        "import gzip\ngzip.open(path, 'wt')",
        "import os\nos.open(path, os.O_RDWR | os.O_CREAT)",
        "path.write_text(text)",
        "path.unlink(missing_ok=True)",
        "fresh.replace(path)",
        "import os\nos.replace(fresh, path)",
        "from os import replace as put\nput(fresh, path)",
        "import shutil\nstack.callback(shutil.rmtree, folder)",
        "from shutil import copytree",
        "getattr(path, 'write_bytes')(data)",
    ],
    "assert": ["assert path.is_file()"],
}
CASES = [(rule, text) for rule, texts in PLANTED.items() for text in texts]


@pytest.mark.parametrize(("rule", "text"), CASES, ids=[text for _, text in CASES])
def test_a_planted_call_is_named_with_its_line(rule: str, text: str) -> None:
    found = forbidden.violations(f"import other\n\n{text}\n", "kg/planted.py")
    assert rule in {one.rule for one in found}
    assert all(one.file == "kg/planted.py" and one.line > 2 for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "open(path)",
        "open(path, 'rb', buffering=0)",
        "path.open('rb')",
        "import os\nos.open(folder, os.O_RDONLY)",
        "import os\nos.fdopen(descriptor, 'wb')",
        "text.replace('a', 'b')",
        "dataclasses.replace(value, name=1)",
        "import re\nre.compile(pattern)",
        "import yaml\nyaml.load(text, yaml.CBaseLoader)",
        "import yaml\nyaml.load(text, Loader=yaml.CSafeLoader)",
        "import subprocess\nsubprocess.run(words, shell=False)",
        "import tempfile\ntempfile.mkstemp(suffix='.new', dir=folder)",
        "frame.eval(text)",
        "from secrets import token_hex\npath.with_name(f'.{token_hex(8)}.new')",
    ],
)
def test_a_call_that_does_no_harm_is_left_alone(text: str) -> None:
    assert forbidden.violations(text, "kg/sound.py") == []


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that consists of one sound module, for which nothing is allowed."""
    (tmp_path / "kg" / "disk").mkdir(parents=True)
    (tmp_path / "dev.py").write_text("print()\n", encoding="utf-8")
    (tmp_path / "kg" / "sound.py").write_text("open(path)\n", encoding="utf-8")
    monkeypatch.setattr(forbidden, "allowed", dict)
    return tmp_path


def test_a_violation_fails_the_lint_and_says_where_it_is(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert forbidden.main(tree) == 0
    (tree / "kg" / "planted.py").write_text("\npath.write_text(text)  # noqa\n", encoding="utf-8")
    assert forbidden.main(tree) == 1
    assert "kg/planted.py:2 disk .write_text" in capsys.readouterr().out


def test_only_the_room_of_the_disk_may_change_the_disk_and_it_may_nothing_else(tree: Path) -> None:
    planted = tree / "kg" / "disk" / "planted.py"
    planted.write_text("path.write_text(text)\n", encoding="utf-8")
    assert forbidden.main(tree) == 0
    planted.write_text("import pickle\n", encoding="utf-8")
    assert forbidden.main(tree) == 1


def test_an_exception_holds_for_so_many_calls_and_no_longer_than_they_are_there(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    planted = tree / "kg" / "planted.py"
    monkeypatch.setattr(forbidden, "allowed", lambda: {("kg/planted.py", "disk"): 1})
    planted.write_text("path.unlink()\n", encoding="utf-8")
    assert forbidden.main(tree) == 0
    planted.write_text("path.unlink()\npath.rmdir()\n", encoding="utf-8")
    assert forbidden.main(tree) == 1
    planted.write_text("", encoding="utf-8")
    capsys.readouterr()
    assert forbidden.main(tree) == 1
    assert "kg/planted.py has 0 of disk" in capsys.readouterr().out


def test_every_exception_has_a_reason() -> None:
    text = (forbidden.HERE / "forbidden.toml").read_text(encoding="utf-8")
    assert len(forbidden.allowed()) == text.count("[[allowed]]") == text.count('because = "')
