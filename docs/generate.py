"""Make the pages that follow from the code, and run the examples of all pages.

    python docs/generate.py            write what has changed
    python docs/generate.py --check    write nothing; exit 1 when a page is stale

format.md, diagnostics.md, dialects.md, commands.md and queries.md are made from docs/templates/, where
a line such as ``{{ fields Document }}`` stands for a table. In every page,
README.md among them, examples run in one empty folder a page:

    <!-- file: notes/tides.md -->         the block below is a file of the example
    ```console                            each `$ command`, then what it prints
    <!-- output: output/graph.ttl -->     the block below is a file that was made
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from click.testing import CliRunner

from kg.cli import main as command
from kg.diagnostics import all_codes
from kg.documents import records
from kg.documents.dialects.registry import dialects
from kg.documents.records import Kind, readable_fields
from kg.queries.named import library

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
BAD = ROOT / "tests" / "bad"
WIDTH = 88

_DIRECTIVE = re.compile(r"^\{\{ (\w+)(?: (\w+))? \}\}$", re.MULTILINE)
_BLOCK = re.compile(
    r"(?P<head>(?:<!-- (?P<what>file|output): (?P<name>\S+) -->\n)?```(?P<language>\w+)\n)"
    r"(?P<text>.*?)(?P<foot>^```$)",
    re.MULTILINE | re.DOTALL,
)
_COMMAND = re.compile(r"^\$ .*(?:\n> .*)*", re.MULTILINE)
# The records whose fields have other names in other people's front matter, by section of aliases.toml.
_ALIASES = {"Document": "document", "Fact": "fact", "Source": "source"}
_ALIASES |= {"Dispute": "dispute", "Contributor": "contributor", "Entity": "entity"}


def main() -> int:
    """Write the pages that have changed, or only name them; gives the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a page is stale")
    options = parser.parse_args()
    stale = [(path, text) for path, text in pages() if not path.is_file() or path.read_text("utf-8") != text]
    for path, text in stale:
        if not options.check:
            path.write_text(text, encoding="utf-8", newline="\n")
        said = "is stale; run python docs/generate.py" if options.check else "written"
        sys.stdout.write(f"{path.relative_to(ROOT).as_posix()}: {said}\n")
    return 1 if stale and options.check else 0


def pages() -> Iterator[tuple[Path, str]]:
    """Each page and what it should hold."""
    for template in sorted((DOCS / "templates").glob("*.md")):
        text = _DIRECTIVE.sub(_made, template.read_text(encoding="utf-8"))
        yield DOCS / template.name, with_examples(text)
    made = {template.name for template in (DOCS / "templates").glob("*.md")}
    for path in (ROOT / "README.md", *sorted(DOCS.glob("*.md"))):
        if path.parent == ROOT or path.name not in made:
            yield path, with_examples(path.read_text(encoding="utf-8"))


def with_examples(text: str) -> str:
    """The page with what its commands print, and the files they make, as they are now."""
    if "```console" not in text:
        return text
    with tempfile.TemporaryDirectory() as folder:
        return _BLOCK.sub(lambda block: _with_example(block, Path(folder)), text)


def write_files(text: str, folder: Path) -> None:
    """Write the files that a page shows into a folder."""
    for block in _BLOCK.finditer(text):
        if block["what"] == "file":
            path = folder / block["name"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block["text"], encoding="utf-8", newline="\n")


def _with_example(block: re.Match[str], folder: Path) -> str:
    text = block["text"]
    if block["what"] == "file":
        write_files(block[0], folder)
    elif block["what"] == "output":
        text = (folder / block["name"]).read_text(encoding="utf-8")
    elif block["language"] == "console":
        text = "\n".join(_with_answer(one, folder) for one in _COMMAND.findall(text))
    return f"{block['head']}{text}{block['foot']}"


def _with_answer(one: str, folder: Path) -> str:
    """A command and what a shell prints for it, to either stream."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    cache = str(folder.resolve() / ".cache")
    done = subprocess.run(
        ["/bin/sh", "-c", one[2:].replace("\n> ", "\n")],
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "KG_CACHE_DIR": cache},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    if done.returncode not in {0, 1}:
        sys.exit(f"the example {one!r} exits with {done.returncode}:\n{done.stdout}")
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    while lines and not lines[0]:
        del lines[0]
    return "".join(f"{line}\n" for line in (one, *lines))


def _made(directive: re.Match[str]) -> str:
    name, argument = directive.groups()
    return "\n".join(_DIRECTIVES[name](argument or "")).rstrip("\n")


def _fields(name: str) -> Iterator[str]:
    """The fields of a record type as a table."""
    others = _other_names(name)
    yield "| field | value | meaning | also read as |"
    yield "|---|---|---|---|"
    for key, one in readable_fields(getattr(records, name)).items():
        also = ", ".join(f"`{other}`" for other in others[key])
        yield f"| `{key}` | {_kind(one.metadata['kind'])} | {one.metadata['about']} | {also} |"


def _dialects(_: str) -> Iterator[str]:
    """The dialects that are known, as a table."""
    yield "| dialect | of | shown by a folder with | or by keys of one document |"
    yield "|---|---|---|---|"
    for one in dialects().values():
        marks = ", ".join(f"`{mark.name}`" for mark in one.marks)
        signs = "; ".join(", ".join(f"`{key}`" for key in sorted(sign)) for sign in one.signs)
        yield f"| `{one.name}` | {one.about} | {marks} | {signs} |"


def _other_names(name: str) -> dict[str, list[str]]:
    table = tomllib.loads((ROOT / "kg/documents/data/aliases.toml").read_text(encoding="utf-8"))
    others: dict[str, list[str]] = defaultdict(list)
    for other, key in sorted(table.get(_ALIASES[name], {}).items()):
        if other != key:
            others[key].append(other)
    return others


def _kind(kind: Kind) -> str:
    """The name of a kind of value, with a link to the section that explains it."""
    if kind is Kind.TEXT:
        return kind.value
    is_record = kind in {Kind.FACTS, Kind.SOURCES, Kind.DISPUTES, Kind.CONTRIBUTORS, Kind.ENTITIES}
    section = kind.value.removeprefix("list of ").replace(" ", "-") if is_record else "values"
    return f"[{kind.value}](#{section})"


def _words(file: str) -> Iterator[str]:
    """The words of a data file of the mappers, by what they stand for."""
    (table,) = tomllib.loads((ROOT / f"kg/mappers/data/{file}.toml").read_text(encoding="utf-8")).values()
    words: dict[str, list[str]] = defaultdict(list)
    for word, meaning in table.items():
        words[meaning].append(f"`{word}`")
    for meaning in sorted(words):
        yield f"| `{meaning}` | {', '.join(sorted(words[meaning]))} |"


def _codes(first_digit: str) -> Iterator[str]:
    """The diagnostics whose code begins with KG and a digit, each with an example."""
    for code in all_codes().values():
        if code.code[2] == first_digit:
            yield f"### {code.code} {code.name}\n"
            yield f"**{code.severity}.** {code.meaning}\n"
            if example := _example(code.code):
                yield f"```text\n{example}```\n"


def _example(code: str) -> str:
    """The first finding with a code in the report beside its bad document; empty where there is none."""
    report = BAD / f"{code}.txt"
    if not report.is_file():
        return ""
    findings = re.findall(r"^\S.*\n(?: .*\n)*", report.read_text(encoding="utf-8"), re.MULTILINE)
    return next(one for one in findings if f" {code} " in one)


def _commands(_: str) -> Iterator[str]:
    """The help of every command."""
    for words in _command_names(command, ("kg",)):
        yield f"## {' '.join(words)}\n"
        yield f"```text\n{help_of(words[1:])}```\n"


def help_of(words: tuple[str, ...]) -> str:
    """The help of one command, as wide as it is on any terminal."""
    done = CliRunner().invoke(
        command, [*words, "--help"], prog_name="kg", terminal_width=WIDTH, catch_exceptions=False
    )
    return done.stdout


def _command_names(one: click.Command, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield words
    if isinstance(one, click.Group):
        for name in sorted(one.commands):
            yield from _command_names(one.commands[name], (*words, name))


def _queries(_: str) -> Iterator[str]:
    """The named queries as a table."""
    yield "| query | what it answers | parameters |"
    yield "|---|---|---|"
    for one in library().values():
        shown = ", ".join(
            f"`--{each.name}`" if each.default is None else f"`[--{each.name}]`" for each in one.parameters
        )
        yield f"| `{one.name}` | {one.summary} | {shown} |"


_DIRECTIVES: dict[str, Callable[[str], Iterator[str]]] = {
    "codes": _codes,
    "commands": _commands,
    "dialects": _dialects,
    "fields": _fields,
    "queries": _queries,
    "words": _words,
}


if __name__ == "__main__":
    sys.exit(main())
