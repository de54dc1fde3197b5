"""The body of a document: abstract, sections, links and number of words.

Markdown is parsed by pulldown-cmark through ``pyromark``, a hundred times
faster than a parser in Python (see ``docs/decisions/0002-markdown-parser.md``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_SUMMARY_HEADING = re.compile(r"(?:tl\s*;?\s*dr|summary|abstract|摘要|概要|概述)\W*", re.IGNORECASE)
# A character of a script that puts no spaces between words counts as a word.
_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_SPACED = rf"[^\W{_UNSPACED}]+"
_WORD = re.compile(rf"[{_UNSPACED}]|{_SPACED}(?:['’.-]{_SPACED})*")
_BLOCKS = frozenset({"Paragraph", "Item", "TableCell", "Heading"})


@dataclass(frozen=True, slots=True)
class Link:
    """A link or image in the body; ``offset`` counts UTF-8 bytes from the body's start."""

    target: str
    offset: int


@dataclass(frozen=True, slots=True)
class Body:
    """What is read of a body.

    ``line`` is the line of the file on which it starts. ``abstract`` is the
    paragraph under a heading such as TL;DR, else the first paragraph; ``title`` is the first heading.
    """

    text: str = ""
    line: int = 1
    abstract: str = ""
    title: str = ""
    sections: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    word_count: int = 0

    def positions(self, links: Iterable[Link]) -> Iterator[tuple[int, int]]:
        """Line and column of each of some links in the file, from 1; the links are in order of place."""
        data = self.text.encode("utf-8")
        line, column, at = self.line, 1, 0
        for link in links:
            # From one link to the next: a body may be one long line of them.
            between = data[at : link.offset].decode("utf-8", "ignore")
            if lines := between.count("\n"):
                line, column = line + lines, 1
            column += len(between) - (between.rfind("\n") + 1)
            at = link.offset
            yield line, column


def read_body(text: str, line: int) -> Body:
    """The body read from Markdown that starts on ``line`` of its file."""
    if not text.strip():
        return Body(text=text, line=line)
    import pyromark

    options = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH
    reading = _Reading()
    for event, where in pyromark.events_with_range(text, options=options):
        reading.take(event, where["start"])
    return Body(
        text=text,
        line=line,
        abstract=reading.summary or reading.first_paragraph,
        title=reading.title,
        sections=tuple(reading.sections),
        links=tuple(reading.links),
        word_count=reading.words,
    )


class _Reading:
    """What has been gathered from the parser's events so far."""

    def __init__(self) -> None:
        self.summary = ""
        self.first_paragraph = ""
        self.title = ""
        self.sections: list[str] = []
        self.links: list[Link] = []
        self.words = 0
        self._block: list[str] = []
        self._under_summary = False
        self._in_code = False
        self._depth = 0

    def take(self, event: Any, start: int) -> None:
        """Take one event, which starts at byte ``start``."""
        if isinstance(event, str):
            if event in {"SoftBreak", "HardBreak"}:
                self._block.append(" ")
            return
        ((what, content),) = event.items()
        if what == "Text":
            if not self._in_code:
                self._block.append(content)
        elif what == "Code":
            self._block.append(content)
        elif what == "Start":
            self._start(content, start)
        elif what == "End":
            self._end(content)

    def _start(self, content: Any, start: int) -> None:
        name, detail = _name_and_detail(content)
        if name in {"Link", "Image"}:
            self.links.append(Link(detail["dest_url"], start))
        elif name == "CodeBlock":
            self._in_code = True
            self._flush()
        elif name in {"List", "BlockQuote", "Table"}:
            self._depth += 1
            self._flush()
        elif name in _BLOCKS:
            self._flush()

    def _end(self, content: Any) -> None:
        name, _ = _name_and_detail(content)
        if name == "Paragraph" and not self._depth:
            paragraph = self._flush()
            if self._under_summary and not self.summary:
                self.summary = paragraph
            if not self.first_paragraph:
                self.first_paragraph = paragraph
        elif name == "Heading":
            heading = self._flush()
            self.title = self.title or heading
            self._under_summary = _SUMMARY_HEADING.fullmatch(heading) is not None
            if heading and not self._under_summary:
                self.sections.append(heading)
        elif name == "CodeBlock":
            self._in_code = False
        elif name in {"List", "BlockQuote", "Table"}:
            self._depth -= 1
            self._flush()
        elif name in _BLOCKS:
            self._flush()

    def _flush(self) -> str:
        if not self._block:
            return ""
        text = " ".join("".join(self._block).split())
        self._block.clear()
        self.words += len(_WORD.findall(text))
        return text


def _name_and_detail(content: Any) -> tuple[str, Any]:
    if isinstance(content, str):
        return content, None
    ((name, detail),) = content.items()
    return name, detail
