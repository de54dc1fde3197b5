"""Named queries on the command line: how they are listed, and how their parameters are given."""

from __future__ import annotations

from kg.errors import QueryError
from kg.printing import say
from kg.queries.named import NamedQuery, library, named


def given_values(words: tuple[str, ...]) -> dict[str, str]:
    """The values of ``--name value`` and ``--name=value``, by name. Raises QueryError for anything else."""
    found = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        name, is_joined, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not name:
            raise QueryError(f"{word!r} is no parameter; write --NAME VALUE")
        if not is_joined:
            if not rest:
                raise QueryError(f"--{name} needs a value")
            value = rest.pop(0)
        found[name] = value
    return found


def show_library(name: str | None) -> None:
    """Print what each named query answers; of one, also its parameters, examples and text."""
    if name is None:
        width = max(map(len, library()))
        for one in library().values():
            say(f"{one.name:{width}}  {one.summary}")
        return
    found = named(name)
    say(f"{found.name}: {found.summary}\n")
    for line in (*_parameters(found), *found.examples):
        say(f"  {line}")
    say("\n" + "\n".join(line for line in found.text.splitlines() if not line.startswith("#+")))


def _parameters(query: NamedQuery) -> list[str]:
    lines = [
        f"--{one.name}  {one.about}" + ("" if one.default is None else f" [default: {one.default or 'none'}]")
        for one in query.parameters
    ]
    return [*lines, ""] if lines else []
