"""Explanations as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence, Set
from dataclasses import asdict

from kg.explain.records import Answer

_SHOWN = 40


def to_text(answers: Sequence[Answer]) -> str:
    """The explanations, made to be read."""
    named = {answer.iri for answer in answers}
    return "\n".join("".join(f"{line}\n" for line in _lines(answer, named)) for answer in answers)


def to_json(answers: Sequence[Answer]) -> str:
    """The explanations as a JSON array, with all that they hold."""
    return json.dumps([_plain(answer) for answer in answers], ensure_ascii=False, indent=2) + "\n"


def _lines(answer: Answer, named: Set[str]) -> Iterator[str]:
    yield f"{answer.kind}  {answer.name or '(no title)'}"
    yield f"  {answer.iri}"
    yield from (f"  {fact}" for fact in answer.facts)
    yield ""
    yield f"  {len(answer.mentions)} {'mention' if len(answer.mentions) == 1 else 'mentions'}"
    for seen in answer.mentions[:_SHOWN]:
        keys = f"  [{'; '.join(seen.keys)}]" if seen.keys else ""
        yield f"    {seen.location}  {seen.text}{keys}"
    yield from _more(len(answer.mentions))
    if answer.joins:
        yield ""
        yield "  one because"
        for join in answer.joins[:_SHOWN]:
            key = f" ({join.key})" if join.key else ""
            yield f"    {join.one} = {join.other}: {join.rule}{key}"
        yield from _more(len(answer.joins))
    if answer.misses:
        yield ""
        yield "  kept apart from"
        for miss in answer.misses:
            yield f"    {miss.name or '(no title)'}"
            if miss.iri not in named:
                yield f"      {miss.iri}"
            yield f"      {miss.reason}"


def _more(count: int) -> Iterator[str]:
    if count > _SHOWN:
        yield f"    and {count - _SHOWN} more; --format json gives all"


def _plain(answer: Answer) -> dict[str, object]:
    held = asdict(answer)
    held["mentions"] = [
        {
            "file": seen.location.file,
            "line": seen.location.line,
            "column": seen.location.column,
            "text": seen.text,
            "keys": list(seen.keys),
        }
        for seen in answer.mentions
    ]
    return held
