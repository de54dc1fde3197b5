"""Small changes of meaning that can be made to a Python file, one at a time.

The operators are those of mutmut and cosmic-ray, and some that fit this
project: a guard that is taken away, a filter of a comprehension, an entry of
a table. Annotations, decorators, docstrings and what only type checkers read
are left as they are.
"""

from __future__ import annotations

import ast
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_OTHER_CALLS = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list"}
# Calls that mean the same with their arguments in another order.
_SYMMETRIC = {*_OTHER_CALLS, "suppress", "contextlib.suppress"}
# Methods that give a text again: a mutant gives the text itself, or strips other characters.
_OF_TEXT = {"strip", "lstrip", "rstrip", "lower", "upper", "casefold"}
_LEAVING = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_WHOLE_BODY = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.With, ast.Try, ast.Match)
# Parts of an expression that say little alone.
_SMALL = (ast.Constant, ast.Name, ast.Attribute, ast.FormattedValue, ast.Slice, ast.keyword, ast.JoinedStr)
_UNREAD = {"annotation", "returns", "decorator_list", "bases", "ctx"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file with one change in it."""

    file: str
    """The path of the file, relative to the project."""
    line: int
    statement: int
    """The line where the statement of the change begins; 0 for what runs at import, or once and is kept."""
    function: str
    """The qualified name of the function or class that the change is in."""
    before: str
    after: str
    occurrence: int
    """How many changes of the same function that read the same come before this one."""
    index: int
    """Which of the changes of its file it is."""

    @property
    def name(self) -> str:
        """The mutant in words that stay when other lines of the file change."""
        again = f" #{self.occurrence + 1}" if self.occurrence else ""
        return f"{self.file} {self.function or '(module)'}: {self.before} -> {self.after}{again}"

    def rank(self, seed: str) -> str:
        """Its place in the order of samples."""
        return hashlib.sha256(f"{seed}\0{self.name}".encode()).hexdigest()

    @contextmanager
    def made_in(self, root: Path) -> Iterator[None]:
        """The file with the change, for as long as it is tried."""
        path = root / self.file
        text, times = path.read_bytes(), path.stat()
        path.write_text(mutated(root, self), encoding="utf-8")
        try:
            yield
        finally:
            path.write_bytes(text)
            # With its times, so that what was compiled of it holds again.
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


@dataclass(frozen=True, slots=True)
class _Change:
    """A field of a node, or one item of it, that gets another value (or none, and is left out)."""

    node: ast.AST
    field: str
    value: object
    item: int | None = None

    def make(self) -> None:
        """Change the node."""
        value = self.value
        if self.item is not None:
            value = list(getattr(self.node, self.field))
            value[self.item : self.item + 1] = [] if self.value is None else [self.value]
        setattr(self.node, self.field, value)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a walk through a file is."""

    shown: ast.AST
    """The part of the code that is shown before and after."""
    function: tuple[str, ...] = ()
    runs_later: bool = False
    statement: int = 0
    line: int = 0


def mutants(root: Path, file: str) -> list[Mutant]:
    """All mutants of a file, in the order of its text."""
    tree = ast.parse((root / file).read_text(encoding="utf-8"))
    read: dict[tuple[str, str, str], int] = {}
    found = []
    for index, (change, place) in enumerate(_walk(tree, _Place(tree))):
        before = _text(place.shown)
        with _made(change):
            after = _text(place.shown)
        words = (".".join(place.function), before, after)
        read[words] = read.get(words, -1) + 1
        statement = place.statement if place.runs_later else 0
        found.append(Mutant(file, place.line, statement, *words, read[words], index))
    return found


def mutated(root: Path, mutant: Mutant) -> str:
    """The text of the file of a mutant, with its change."""
    return ast.unparse(changed(root, mutant)[1])


def changed(root: Path, mutant: Mutant) -> tuple[ast.Module, ast.Module]:
    """The file of a mutant before and after its change; each statement is on the same line in both."""
    text = (root / mutant.file).read_text(encoding="utf-8")
    before, after = ast.parse(text), ast.parse(text)
    change = next(islice((change for change, _ in _walk(after, _Place(after))), mutant.index, None))
    change.make()
    return before, ast.fix_missing_locations(_Operands().visit(after))


class _Operands(ast.NodeTransformer):
    """Puts an operand that is left alone into the place of its operator."""

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        return node.values[0] if len(node.values) == 1 else node


@contextmanager
def _made(change: _Change) -> Iterator[None]:
    """The tree with a change, for as long as it is looked at."""
    earlier = getattr(change.node, change.field)
    change.make()
    yield
    setattr(change.node, change.field, earlier)


def _text(node: ast.AST) -> str:
    """A node as one line of code; a statement that has a body by its head."""
    if isinstance(node, ast.FunctionDef):
        return f"def {node.name}({ast.unparse(node.args)})"
    if isinstance(node, _WHOLE_BODY):
        return ast.unparse(node).splitlines()[0]
    return " ".join(ast.unparse(node).split())


def _walk(node: ast.AST, place: _Place) -> Iterator[tuple[_Change, _Place]]:
    """Every change of a node and of what is below it, in the order of the text."""
    for change in _changes(node):
        yield change, place
    for field, value in ast.iter_fields(node):
        if _is_unread(node, field):
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, ast.AST) and not _is_documentation(one):
                yield from _walk(one, _place_of(one, node, field, place))


def _place_of(node: ast.AST, above: ast.AST, field: str, place: _Place) -> _Place:
    function, later, shown = place.function, place.runs_later, place.shown
    if isinstance(above, ast.FunctionDef | ast.ClassDef) and field == "body":
        function = (*function, above.name)
    if isinstance(above, ast.FunctionDef) and field == "body":
        # What is remembered runs once, in a test that may not be the one that would notice.
        later = later or not any("cache" in ast.unparse(one) for one in above.decorator_list)
    if isinstance(node, ast.stmt | ast.comprehension) or (
        isinstance(node, ast.expr) and not isinstance(node, _SMALL) and not isinstance(above, ast.JoinedStr)
    ):
        shown = node
    statement = node.lineno if isinstance(node, ast.stmt) else place.statement
    return _Place(shown, function, later, statement, getattr(node, "lineno", place.line))


def _is_unread(node: ast.AST, field: str) -> bool:
    """Whether a field says nothing of what a program does."""
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        return True
    if isinstance(node, ast.Assign) and "__all__" in ast.unparse(node.targets[0]):
        return True
    if isinstance(node, ast.keyword) and node.arg in {"encoding", "maxsize"}:
        return True
    if isinstance(node, ast.Call) and field == "args" and ast.unparse(node.func) == "cast":
        return True
    # Of the characters that are stripped, more of them are hardly ever another meaning; none is.
    if isinstance(node, ast.Call) and field == "args" and _is_of_text(node):
        return True
    return field in _UNREAD or isinstance(node, ast.Import | ast.ImportFrom)


def _is_documentation(node: ast.AST) -> bool:
    """Whether a statement is a text alone: the docstring of a module, class, function or field."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _changes(node: ast.AST) -> Iterator[_Change]:
    """The changes of a node itself."""
    match node:
        case ast.Compare() | ast.BoolOp() | ast.BinOp() | ast.AugAssign() | ast.UnaryOp(op=ast.Not()):
            yield from _changes_of_operators(node)
        case ast.If() | ast.While() | ast.IfExp():
            if isinstance(node, ast.If) and isinstance(node.body[-1], _LEAVING) and not node.orelse:
                yield _Change(node, "test", ast.Constant(value=False))
            yield _Change(node, "test", ast.UnaryOp(ast.Not(), node.test))
        case ast.comprehension():
            yield from (_Change(node, "ifs", None, position) for position in range(len(node.ifs)))
        case ast.Constant(value=value):
            yield from (_Change(node, "value", other) for other in _other_constants(value))
        case ast.Call():
            yield from _changes_of_call(node)
        case ast.Set() | ast.Tuple() | ast.List() if len(node.elts) > 2:
            yield _Change(node, "elts", None, len(node.elts) - 1)
        case ast.Expr(value=ast.Call()):
            yield _Change(node, "value", ast.Constant(value=None))
        case _:
            return


def _changes_of_operators(
    node: ast.Compare | ast.BoolOp | ast.BinOp | ast.AugAssign | ast.UnaryOp,
) -> Iterator[_Change]:
    """Another operator, or an operand less."""
    match node:
        case ast.Compare():
            for position, operator in enumerate(node.ops):
                yield _Change(node, "ops", _COMPARISONS[type(operator)](), position)
        case ast.BoolOp():
            yield _Change(node, "op", ast.Or() if isinstance(node.op, ast.And) else ast.And())
            yield from (_Change(node, "values", None, position) for position in range(len(node.values)))
        case ast.UnaryOp(operand=operand):
            yield _Change(node, "operand", ast.UnaryOp(ast.Not(), operand))
        case _ if type(node.op) in _ARITHMETIC:
            yield _Change(node, "op", _ARITHMETIC[type(node.op)]())
        case _:
            return


def _other_constants(value: object) -> Iterator[object]:
    match value:
        case bool():
            yield not value
        case int() | float():
            yield value + 1
            yield value - 1
        case str() | bytes():
            mark = "XX" if isinstance(value, str) else b"XX"
            yield mark + value + mark if value else mark  # type: ignore[operator]
        case _:
            return


def _changes_of_call(node: ast.Call) -> Iterator[_Change]:
    # Where a mutant can be tried, the separator of paths is "/" anyway.
    is_symmetric = ast.unparse(node.func) in _SYMMETRIC or any(
        ast.unparse(one) == "os.sep" for one in node.args
    )
    if (
        len(node.args) > 1
        and not is_symmetric
        and not any(isinstance(one, ast.Starred) for one in node.args[:2])
    ):
        yield _Change(node, "args", [node.args[1], node.args[0], *node.args[2:]])
    for position in range(len(node.keywords)):
        yield _Change(node, "keywords", None, position)
    if isinstance(node.func, ast.Name) and node.func.id in _OTHER_CALLS:
        other = _OTHER_CALLS[node.func.id]
        if other != "list" or not node.keywords:
            yield _Change(node, "func", ast.Name(other, ast.Load()))
    if _is_of_text(node) and isinstance(node.func, ast.Attribute):
        yield _Change(node, "args", []) if node.args else _Change(node.func, "attr", "__str__")


def _is_of_text(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr in _OF_TEXT
