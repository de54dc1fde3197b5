"""Named queries: SPARQL in files, with a summary, parameters and examples.

A file begins with lines ``#+``, which together are YAML, as grlc has it
(https://grlc.io): ``summary``, ``parameters`` and ``examples``. A parameter
``source`` stands in the query as the variable ``?_source``, and is filled in
as a term that is escaped, never as text.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from kg.errors import NotFoundError, QueryError
from kg.graph.sparql import tokens
from kg.queries.nodes import find_nodes
from kg.terms import literal
from kg.vocabulary import KG

if TYPE_CHECKING:
    from kg.graph.store import Store

KINDS = ("confidence", "date", "document", "integer", "person", "source", "text", "topic")
"""What a parameter can be. Those that name nodes of the graph stand in VALUES, for several may be meant."""

_MARK = "#+"
_DATE = re.compile(r"-?\d{4}(?:-\d\d(?:-\d\d)?)?", re.ASCII)
_INTEGER = re.compile(r"\d{1,9}", re.ASCII)
_ANY = "UNDEF"


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a named query asks for; ``default`` is None where it must be given."""

    name: str
    kind: str
    about: str
    default: str | None


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query with a name. ``text`` is SPARQL in which parameters are variables such as ``?_source``."""

    name: str
    summary: str
    text: str
    parameters: tuple[Parameter, ...] = ()
    examples: tuple[str, ...] = ()

    def fill(self, store: Store, values: Mapping[str, str]) -> str:
        """The query with these values, which are looked up in the store where they name nodes.

        Raises QueryError for a value that is missing, unknown or of another
        kind, and NotFoundError for one that names nothing in the graph.
        """
        known = {one.name: one for one in self.parameters}
        for name in values:
            if name not in known:
                raise QueryError(f"{self.name} has no parameter {name!r}{_nearest(name, known)}")
        terms = {}
        for one in self.parameters:
            value = values.get(one.name, one.default)
            if value is None:
                raise QueryError(f"{self.name} needs --{one.name}: {one.about}")
            terms[f"?_{one.name}"] = _term(store, one, value)
        return _replaced(self.text, terms)


@cache
def library() -> Mapping[str, NamedQuery]:
    """The named queries that come with the program, by name, in order."""
    folder = resources.files("kg.queries").joinpath("library")
    files = sorted((one.name, one) for one in folder.iterdir() if one.name.endswith(".rq"))
    return {
        name.removesuffix(".rq"): parse(name.removesuffix(".rq"), one.read_text(encoding="utf-8"))
        for name, one in files
    }


def parse(name: str, text: str) -> NamedQuery:
    """The named query that a file holds; one without lines ``#+`` has no parameters.

    Raises QueryError where the lines are not YAML, or do not say what they must.
    """
    lines = text.splitlines()
    head = [line[len(_MARK) :].removeprefix(" ") for line in lines if line.startswith(_MARK)]
    if not head:
        return NamedQuery(name, "", text)
    import yaml

    try:
        told = yaml.load("\n".join(head), Loader=yaml.CSafeLoader)
        parameters = tuple(_parameter(key, one) for key, one in (told.get("parameters") or {}).items())
        examples = tuple(str(one) for one in told.get("examples") or ())
        return NamedQuery(name, str(told["summary"]), text, parameters, examples)
    except (yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
        raise QueryError(
            f"the lines {_MARK} of {name} must be YAML with a summary, and parameters with kind and about: "
            f"{' '.join(str(error).split())}"
        ) from error


def _parameter(name: str, told: Mapping[str, Any]) -> Parameter:
    if told["kind"] not in KINDS:
        raise QueryError(f"the kind of {name} is {told['kind']!r}; it is one of {', '.join(KINDS)}")
    default = told.get("default")
    return Parameter(name, str(told["kind"]), str(told["about"]), None if default is None else str(default))


def _replaced(text: str, terms: Mapping[str, str]) -> str:
    """The text with each variable that is a parameter replaced; strings and comments stay as they are."""
    parts, end = [], 0
    for token in tokens(text):
        if token.kind == "variable" and token.text in terms:
            parts += [text[end : token.start], terms[token.text]]
            end = token.start + len(token.text)
    return "".join([*parts, text[end:]])


def _term(store: Store, parameter: Parameter, value: str) -> str:
    """The value as SPARQL: one term, or those of the nodes that it names."""
    if (simple := _SIMPLE.get(parameter.kind)) is not None:
        return simple(parameter, value)
    return " ".join(find_nodes(store, parameter.kind, value)) if value else _ANY


def _confidence(parameter: Parameter, value: str) -> str:
    steps = {"low": KG.low, "medium": KG.medium, "high": KG.high}
    if value not in steps:
        raise QueryError(f"--{parameter.name} is {value!r}; it is one of {', '.join(steps)}")
    return str(steps[value])


def _date(parameter: Parameter, value: str) -> str:
    if not _DATE.fullmatch(value):
        raise QueryError(f"--{parameter.name} is {value!r}; write a day, month or year such as 2026-01-31")
    return literal(value)


def _integer(parameter: Parameter, value: str) -> str:
    if not _INTEGER.fullmatch(value):
        raise QueryError(f"--{parameter.name} is {value!r}; write a whole number")
    return value


def _text(parameter: Parameter, value: str) -> str:
    return literal(value)


_SIMPLE: dict[str, Callable[[Parameter, str], str]] = {
    "confidence": _confidence,
    "date": _date,
    "integer": _integer,
    "text": _text,
}


def named(name: str) -> NamedQuery:
    """The query of the library with this name. Raises NotFoundError, which names the nearest one."""
    found = library().get(name)
    if found is None:
        raise NotFoundError(f"there is no query called {name!r}{_nearest(name, library())}")
    return found


def _nearest(name: str, known: Mapping[str, object]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    if near:
        return f"; did you mean {near[0]}?"
    return f"; there are {', '.join(known)}" if known else ""
