"""The calls that nothing may make, and the few places that may: ``python -m development.forbidden``.

A project folder is a stranger's (docs/security.md). So nothing here makes code
or objects of what it reads, hands text to a shell, writes under a name that
somebody can guess, or touches a file by a path that may lead through a link:
that is the duty of ``kg/disk``. What stands elsewhere all the same is listed
with its reason in ``forbidden.toml``, and that list only becomes shorter: an
entry that is no longer needed fails too.

Ruff knows some of these calls, but lets a comment at the line allow them, and
knows nothing of links.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent

_REASONS = {
    "object": "makes objects, or runs code, of bytes that somebody may have planted",
    "code": "runs what it is given as code",
    "shell": "hands text to a shell",
    "yaml": "a loader of YAML that may make objects of a document",
    "name": "a temporary name that can be guessed, so that a link may lie there",
    "disk": "changes the disk by a path that may lead through a link; kg/disk does that",
    "assert": "python -O leaves asserts out; raise what says what is wrong",
}

_MODULES = dict.fromkeys(
    ("_pickle", "cloudpickle", "dill", "joblib", "jsonpickle", "marshal", "pickle", "shelve"), "object"
)
_NAMES = {
    name: rule
    for rule, prefix, names in (
        ("code", "", "eval exec compile __import__"),
        ("code", "runpy.", "run_path run_module"),
        ("object", "numpy.", "load"),
        ("object", "pandas.", "read_pickle"),
        ("shell", "os.", "system popen"),
        ("shell", "subprocess.", "getoutput getstatusoutput"),
        ("yaml", "yaml.", "full_load full_load_all unsafe_load unsafe_load_all"),
        ("yaml", "yaml.", "CFullLoader CLoader CUnsafeLoader FullLoader Loader UnsafeLoader"),
        ("name", "tempfile.", "mktemp"),
        (
            "disk",
            "os.",
            "chmod chown lchown link makedirs mkdir mkfifo mknod remove removedirs rename renames replace",
        ),
        ("disk", "os.", "rmdir setxattr symlink truncate unlink utime"),
        ("disk", "shutil.", "chown copy copy2 copyfile copymode copystat copytree make_archive move rmtree"),
        ("disk", "shutil.", "unpack_archive"),
    )
    for name in (f"{prefix}{word}" for word in names.split())
}
# Of paths; replace() is one of them where it has one argument, for that of a text has two.
_METHODS = frozenset(
    {
        *("chmod", "hardlink_to", "lchmod", "link_to", "mkdir", "rename", "rmdir", "symlink_to", "touch"),
        *("unlink", "write_bytes", "write_text"),
    }
)
_OPENERS = frozenset({"open", "io.open", "os.open", "codecs.open", "gzip.open", "bz2.open", "lzma.open"})
_OPENERS_TO_WRITE = frozenset({"O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND"})
_LOADERS = frozenset({"BaseLoader", "CBaseLoader", "SafeLoader", "CSafeLoader"})
_PASSING = (".new", ".old", ".tmp", ".temp", ".part", ".partial", ".bak")
_NAMING = frozenset({"with_name", "with_suffix", "with_stem", "join", "joinpath", "Path", "PurePath"})
_UNGUESSED = frozenset({"token", "token_hex", "token_urlsafe", "uuid4"})
# Code that no user runs may write where it likes.
_ROOM = "kg"
_DOOR = "kg/disk/"
_FOR_ALL = frozenset({"object", "code", "shell", "yaml"})


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """A call that nothing may make: where, which of the rules, and what stands there."""

    file: str
    line: int
    rule: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.rule} {self.what}: {_REASONS[self.rule]}"


def violations(text: str, file: str) -> list[Violation]:
    """What a module does that nothing may, in order."""
    visitor = _Visitor(file)
    visitor.visit(ast.parse(text, file))
    return sorted(visitor.found)


class _Visitor(ast.NodeVisitor):
    def __init__(self, file: str) -> None:
        self.file = file
        self.found: set[Violation] = set()
        self._imported: dict[str, str] = {}

    def _report(self, node: ast.expr | ast.stmt, rule: str, what: str) -> None:
        self.found.add(Violation(self.file, node.lineno, rule, what))

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            top = alias.name.partition(".")[0]
            self._imported[alias.asname or top] = alias.name if alias.asname else top
            self._judge_module(node, alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if node.module and not node.level:
            self._judge_module(node, node.module)
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                self._imported[alias.asname or alias.name] = name
                if name in _NAMES:
                    self._report(node, _NAMES[name], name)

    def _judge_module(self, node: ast.stmt, name: str) -> None:
        top = name.partition(".")[0]
        if top in _MODULES:
            self._report(node, _MODULES[top], f"import {top}")

    def visit_Assert(self, node: ast.Assert) -> None:
        self._report(node, "assert", "assert")
        self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        name = self._imported.get(node.id, node.id)
        if name in _NAMES and isinstance(node.ctx, ast.Load):
            self._report(node, _NAMES[name], name)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        name = self._qualified(node)
        if name in _NAMES:
            self._report(node, _NAMES[name], name)
        elif node.attr in _METHODS and isinstance(node.ctx, ast.Load):
            self._report(node, "disk", f".{node.attr}")
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = self._qualified(node.func)
        last = name.rpartition(".")[2]
        if last == "replace" and len(node.args) == 1 and not node.keywords and name not in _NAMES:
            self._report(node, "disk", ".replace with one argument")
        if name in {"getattr", "operator.attrgetter", "operator.methodcaller"}:
            self._judge_attribute(node)
        if name in _OPENERS or last == "open":
            self._judge_opening(node, name)
        if name in {"yaml.load", "yaml.load_all"}:
            self._judge_loader(node)
        if last in _NAMING:
            self._judge_name(node)
        for keyword in node.keywords:
            is_false = isinstance(keyword.value, ast.Constant) and not keyword.value.value
            if keyword.arg == "shell" and not is_false:
                self._report(node, "shell", "shell=")
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if isinstance(node.op, ast.Div):
            self._judge_name(node)
        self.generic_visit(node)

    def _judge_attribute(self, node: ast.Call) -> None:
        for word in node.args:
            if isinstance(word, ast.Constant) and isinstance(word.value, str):
                owner = self._qualified(node.args[0])
                name = f"{owner}.{word.value}"
                if name in _NAMES or word.value in _METHODS:
                    self._report(node, _NAMES.get(name, "disk"), name)

    def _judge_opening(self, node: ast.Call, name: str) -> None:
        """Whether a file is opened to be written; a mode that is not written there may be any."""
        if name == "os.open":
            named = {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
            if named & _OPENERS_TO_WRITE:
                self._report(node, "disk", "os.open to write")
            return
        # A file of that path, or a path that has the method: the mode stands second or first.
        place = 1 if name in _OPENERS else 0
        modes = [word.value for word in node.keywords if word.arg == "mode"]
        modes += node.args[place : place + 1]
        for mode in modes:
            for part in [mode.body, mode.orelse] if isinstance(mode, ast.IfExp) else [mode]:
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    if set(part.value) & set("wax+") and not set(part.value) - set("rwaxbt+U"):
                        self._report(node, "disk", "open to write")
                elif name in _OPENERS:
                    self._report(node, "disk", "open in a mode that is not written there")

    def _judge_loader(self, node: ast.Call) -> None:
        loaders = [word.value for word in node.keywords if word.arg == "Loader"] + node.args[1:2]
        named = [self._qualified(one).rpartition(".")[2] for one in loaders]
        if not named or set(named) - _LOADERS:
            self._report(node, "yaml", "yaml.load")

    def _judge_name(self, node: ast.Call | ast.BinOp) -> None:
        parts = node.args if isinstance(node, ast.Call) else [node.right]
        for part in parts:
            calls = [one.func for one in ast.walk(part) if isinstance(one, ast.Call)]
            if any(self._qualified(one).rpartition(".")[2] in _UNGUESSED for one in calls):
                continue
            texts = [one.value for one in ast.walk(part) if isinstance(one, ast.Constant)]
            if any(isinstance(text, str) and text.endswith(_PASSING) for text in texts):
                self._report(node, "name", ast.unparse(part))

    def _qualified(self, node: ast.expr) -> str:
        """The dotted name of an expression as imports tell it; empty where it is none."""
        words: list[str] = []
        while isinstance(node, ast.Attribute):
            words.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return ".".join(["", *reversed(words)])
        return ".".join([self._imported.get(node.id, node.id), *reversed(words)])


def allowed(path: Path = HERE / "forbidden.toml") -> dict[tuple[str, str], int]:
    """How many violations of which rule a file may have today."""
    listed = tomllib.loads(path.read_text(encoding="utf-8"))["allowed"]
    return {(entry["file"], entry["rule"]): entry["at_most"] for entry in listed if entry["because"]}


def main(root: Path = ROOT) -> int:
    """Print what stands where it may not, and what is allowed without need; 1 where anything does."""
    found = [one for path in _modules(root) for one in violations(path.read_text("utf-8"), _name(path, root))]
    found = [one for one in found if _holds_for(one.file, one.rule)]
    counts, limits = Counter((one.file, one.rule) for one in found), allowed()
    wrong = [str(one) for one in found if counts[one.file, one.rule] > limits.get((one.file, one.rule), 0)]
    wrong += [
        f"development/forbidden.toml: {file} has {counts[file, rule]} of {rule}: lower at_most or remove it"
        for (file, rule), limit in limits.items()
        if counts[file, rule] < limit
    ]
    sys.stdout.write("".join(f"{line}\n" for line in wrong or [f"No forbidden call in {root.name}."]))
    return 1 if wrong else 0


def _holds_for(file: str, rule: str) -> bool:
    if rule == "disk":
        return file.startswith(f"{_ROOM}/") and not file.startswith(_DOOR)
    return file.startswith(f"{_ROOM}/") or rule in _FOR_ALL


def _modules(root: Path) -> Iterator[Path]:
    for folder in (_ROOM, "development", "docs", "bench"):
        yield from sorted(root.joinpath(folder).rglob("*.py"))
    yield root / "dev.py"


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


if __name__ == "__main__":
    sys.exit(main())
