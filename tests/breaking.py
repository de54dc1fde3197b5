"""Valid front matter, and the ways in which people break it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from hypothesis import strategies as st

WORDS = [
    "Tides",
    "moon",
    "the sea",
    "C: a letter",
    'a "quoted" word',
    "it's",
    "50%",
    "x/y",
    "潮汐",
    "a – b",
    "#1",
]
TEXT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
WORD = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,6})?", fullmatch=True)


@st.composite
def front_matters(draw: st.DrawFn) -> str:
    """Front matter in one of the layouts that people use, valid YAML, keys and values one a line."""
    indent = draw(st.sampled_from(["  ", "", "    "]))
    quote = draw(st.sampled_from(['"', "'", "plain"]))
    gap = draw(st.sampled_from(["", "\n"]))

    def value(text: str) -> str:
        if quote == "'":
            return "'" + text.replace("'", "''") + "'"
        if quote == "plain" and re.fullmatch(r"[A-Za-z][A-Za-z0-9 /-]*", text):
            return text
        return '"' + text.replace('"', '\\"') + '"'

    def block(text: str, margin: str) -> str:
        style = draw(st.sampled_from([">-", "|", ">", "|-"]))
        return f"{style}\n{margin}{text}\n{margin}note:{text}"

    def record(fields: list[tuple[str, str]], margin: str) -> str:
        lines = [f"{key}: {held}" for key, held in fields]
        return f"{margin}- " + f"\n{margin}  ".join(lines)

    lines = [f"id: {value(draw(WORD))}", f"title: {value(draw(TEXT))}", 'language: "en"']
    lines.append(f"ai_models: [{', '.join(value(draw(WORD)) for _ in range(2))}]")
    lines.append(f"completeness: {draw(st.sampled_from(['0.9', '1', '0.25']))}")
    if draw(st.booleans()):
        lines.append(f"confidence_rationale: {block(draw(TEXT), '  ')}")
    if draw(st.booleans()):
        lines.append(f"translations:\n  de: {value(draw(WORD))}\n  pt-BR: {value(draw(WORD))}")
    facts = [
        record(
            [
                ("id", value(f"f{number}")),
                (
                    "statement",
                    draw(st.one_of(TEXT.map(value), TEXT.map(lambda text: block(text, indent + "    ")))),
                ),
                ("source_url", value(f"https://example.org/{draw(WORD)}?q=a:b")),
                ("confidence", "high"),
            ],
            indent,
        )
        for number in range(draw(st.integers(1, 3)))
    ]
    lines.append("atomic_facts:\n" + f"\n{gap}".join(facts))
    sources = [
        record(
            [("title", value(draw(TEXT))), ("year", "2020"), ("url", value("https://example.org/a"))], indent
        )
        for _ in range(draw(st.integers(1, 2)))
    ]
    lines.append(gap + "primary_sources:  # those we read\n" + "\n".join(sources))
    gaps = [f"{indent}- {value(draw(TEXT))}" for _ in range(draw(st.integers(1, 3)))]
    lines.append("known_gaps:\n" + "\n".join(gaps))
    lines.append("is_live_document: false")
    head, *rest = lines
    return "\n".join([head, *draw(st.permutations(rest))]) + "\n"


def _in_blocks(lines: list[str]) -> set[int]:
    """The lines of folded and literal blocks, where nothing may be broken."""
    inside: set[int] = set()
    margin = -1
    for number, line in enumerate(lines):
        column = len(line) - len(line.lstrip())
        if 0 <= margin < column:
            inside.add(number)
            continue
        margin = len(re.match(r" *(?:- )*", line)[0]) if re.search(r": [>|]-?$", line) else -1  # type: ignore[index]
    return inside


def _each_line(text: str, change: Callable[[str], str], some: Callable[[], bool]) -> str:
    lines = text.split("\n")
    kept = _in_blocks(lines)
    return "\n".join(
        line if number in kept or not some() else change(line) for number, line in enumerate(lines)
    )


_KEY = re.compile(r"^( *(?:- )?[\w-]+): (?=\S)")


def without_spaces(text: str, dice: random.Random, share: float) -> str:
    """Keys whose colon is followed by the value at once."""
    return _each_line(text, lambda line: _KEY.sub(r"\1:", line), lambda: dice.random() < share)


def with_tabs(text: str, dice: random.Random, share: float) -> str:
    """Lines indented with tabs."""
    width = dice.choice([2, 4])
    return re.sub(
        rf"^(?: {{{width}}})+", lambda match: "\t" * (len(match[0]) // width), text, flags=re.MULTILINE
    )


def without_quotes(text: str, dice: random.Random, share: float) -> str:
    """Values with a colon and a space that have lost their quotes."""

    def bare(line: str) -> str:
        match = re.match(r'^( *(?:- )?(?:[\w-]+: )?)"([A-Za-z][^"\\#]*: [^"\\#]*)"$', line)
        return f"{match[1]}{match[2]}" if match and ":" not in match[2][-1:] else line

    return _each_line(text, bare, lambda: dice.random() < share)


def with_inner_quotes(text: str, dice: random.Random, share: float) -> str:
    """Values in double quotes whose inner quotes are not escaped."""
    return _each_line(text, lambda line: line.replace('\\"', '"'), lambda: dice.random() < share)


def without_spaces_after_dashes(text: str, dice: random.Random, share: float) -> str:
    """List entries whose dash is followed by the value at once."""
    return _each_line(
        text, lambda line: re.sub(r"^( *-) (?=[\"'])", r"\1", line), lambda: dice.random() < share
    )


BREAKAGES = [without_spaces, with_tabs, without_quotes, with_inner_quotes, without_spaces_after_dashes]
