"""The body of a document: abstract, sections, links, footnotes and number of words.

Markdown is parsed by pulldown-cmark through ``pyromark``, a hundred times
faster than a parser in Python (see ``docs/decisions/0002-markdown-parser.md``).
"""

from __future__ import annotations

import enum
import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from kg.documents import clean, markup
from kg.documents.citations import CLOSE_MARK, HELD_AT, OPEN_MARK, Cite, Citing, of_role, scan

_SUMMARY_HEADING = re.compile(r"(?:tl\s*;?\s*dr|summary|abstract|摘要|概要|概述)\W*", re.IGNORECASE)
# A character of a script that puts no spaces between words counts as a word.
_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_SPACED = rf"[^\W{_UNSPACED}]+"
_WORD = re.compile(rf"[{_UNSPACED}]|{_SPACED}(?:['’.-]{_SPACED})*")
_BLOCKS = frozenset({"Paragraph", "Item", "TableCell", "Heading"})
_NESTING = frozenset({"List", "BlockQuote", "Table", "FootnoteDefinition"})
_OTHERS = {"Code": "_code", "FootnoteReference": "_marked", "InlineHtml": "_html", "Html": "_html"}
_ANCHOR = re.compile(r"""<a\s[^<>]*?\bhref\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))""", re.IGNORECASE)


class LinkKind(enum.Enum):
    """How a link is written, which says how its target is meant."""

    MARKDOWN = ""
    IMAGE = "image"
    WIKI = "wiki"
    """``[[target#heading|text]]``."""
    EMBED = "embed"
    """``![[target]]``."""
    HTML = "html"
    DOCUMENT = "doc"
    """A role of MyST that names a document."""
    LABEL = "label"
    """A role of MyST that names a label."""


_OF_ROLE = {"doc": LinkKind.DOCUMENT, "ref": LinkKind.LABEL, "numref": LinkKind.LABEL}
_MAY_CITE = re.compile(r"@|\{cite|cite\}|:cite")


@dataclass(frozen=True, slots=True)
class Link:
    """A link or image in the body; ``offset`` counts UTF-8 bytes from the body's start.

    ``text`` is what a wikilink has after its ``|``.
    """

    target: str
    offset: int
    kind: LinkKind = LinkKind.MARKDOWN
    text: str = ""


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote: its label, its text, and where it is defined and marked.

    Offsets count UTF-8 bytes from the body's start; ``offset`` is -1 where it is nowhere defined.
    """

    label: str
    text: str = ""
    offset: int = -1
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """What is read of a body.

    ``line`` is the line of the file on which it starts. ``abstract`` is the
    paragraph under a heading such as TL;DR, else the first paragraph; ``title`` is the first heading.
    What its author hides from readers is no part of the ``text``. ``labels`` lead to it from others,
    ``tags`` are those that stand in its text.
    """

    text: str = ""
    line: int = 1
    abstract: str = ""
    title: str = ""
    sections: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    labels: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    cites: tuple[Cite, ...] = ()
    word_count: int = 0

    def positions(self, links: Iterable[Link | Cite]) -> Iterator[tuple[int, int]]:
        """Line and column of each of some links or citations, from 1; they are in order of place."""
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


NOT_CITING = Citing()
"""How a document cites that says nothing of citations."""


def read_body(
    text: str, line: int, citing: Citing = NOT_CITING, *, dialect: str = "", is_mdx: bool = False
) -> Body:
    """The body read from Markdown that starts on ``line`` of its file, and of MDX where it is that.

    ``citing`` says what cites in it.
    """
    if not text.strip():
        return Body(text=text, line=line)
    import pyromark

    options = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH
    options |= pyromark.Options.ENABLE_WIKILINKS | pyromark.Options.ENABLE_FOOTNOTES
    text = markup.without_comments(text)
    plain = markup.without_lines(text, dialect, is_mdx=is_mdx)
    parsed = markup.parseable(plain)
    reading = _Reading(
        text, citing, is_changed=parsed is not plain, is_mdx=is_mdx, tag=markup.TAGS.get(dialect)
    )
    for event, where in pyromark.events_with_range(parsed, options=options):
        reading.take(event, where["start"])
    return Body(
        text=text,
        line=line,
        abstract=reading.summary or reading.first_paragraph,
        title=reading.title,
        sections=tuple(reading.sections),
        links=tuple(reading.links),
        footnotes=tuple(reading.footnotes()),
        labels=tuple(reading.labels),
        tags=tuple(dict.fromkeys(reading.tags)),
        cites=tuple(reading.cites),
        word_count=reading.words,
    )


class _Reading:
    """What has been gathered from the parser's events so far."""

    def __init__(
        self, text: str, citing: Citing, *, is_changed: bool, is_mdx: bool, tag: re.Pattern[str] | None
    ) -> None:
        self.summary = ""
        self.first_paragraph = ""
        self.title = ""
        self.sections: list[str] = []
        self.links: list[Link] = []
        self.labels = markup.labels(text)
        self.cites: list[Cite] = []
        self.words = 0
        self._text = text
        self._data: bytes | None = None
        self._is_changed = is_changed
        self.tags: list[str] = []
        self._tag = tag
        self._is_mdx = is_mdx
        self._has_syntax = is_mdx or tag is not None or clean.SYNTAX.search(text) is not None
        self._in_remark = False
        self._has_marks = "^" in text
        self._has_ats = _MAY_CITE.search(text) is not None
        self._is_odd = is_changed or self._has_marks or self._has_ats
        self._citing = citing
        # Where each @ of the block stands, in bytes.
        self._ats: list[int] = []
        self._links_open = 0
        self._block: list[str] = []
        self._under_summary = False
        self._in_code = False
        self._depth = 0
        # By the kind of what is open: where its text begins in the block, and its number.
        self._wikilinks: dict[str, tuple[int, int]] = {}
        self._marks: dict[str, list[int]] = {}
        self._notes: dict[str, tuple[int, list[str]]] = {}
        self._note: list[str] | None = None
        self._label = ""

    def footnotes(self) -> Iterator[Footnote]:
        """The footnotes, in the order of their first marks, then those without one."""
        for label in dict.fromkeys((*self._marks, *self._notes)):
            offset, parts = self._notes.get(label, (-1, []))
            yield Footnote(label, " ".join(parts), offset, tuple(self._marks.get(label, ())))

    def take(self, event: Any, start: int) -> None:
        """Take one event, which starts at byte ``start``."""
        if isinstance(event, str):
            if event in {"SoftBreak", "HardBreak"}:
                self._block.append(" ")
            return
        ((what, content),) = event.items()
        if what == "Text":
            if not self._in_code:
                if self._is_odd:
                    self._text_of(content, start)
                else:
                    self._block.append(content)
        elif what == "Start":
            self._start(content, start)
        elif what == "End":
            self._end(content)
        elif what in _OTHERS:
            getattr(self, _OTHERS[what])(content, start)

    def _text_of(self, content: str, start: int) -> None:
        if self._has_marks and content[:1] == "^" and self._block[-1:] == ["["]:
            self._mark(start - 1)
        if self._has_ats and "@" in content:
            content = self._with_ats(content, start)
        self._block.append(markup.restored(content) if self._is_changed else content)

    def _marked(self, label: str, start: int) -> None:
        self._marks.setdefault(label, []).append(start)
        self._block.append(f"{OPEN_MARK}{start}:{label}{CLOSE_MARK}")

    def _with_ats(self, content: str, start: int) -> str:
        """The text with the place noted of each ``@`` that may cite; others are held."""
        if self._links_open or self._bytes[start : start + 1] != content[:1].encode()[:1]:
            # An entity (&#64;) is no @.
            return content.replace("@", HELD_AT)
        if content[0] == "@" and self._bytes[start - 1 : start] == b"\\" and start:
            content = HELD_AT + content[1:]
        at = last = 0
        for _ in range(content.count("@")):
            found = content.index("@", at)
            start += len(content[last:found].encode("utf-8"))
            self._ats.append(start)
            last, at = found, found + 1
        return content

    @property
    def _bytes(self) -> bytes:
        if self._data is None:
            self._data = self._text.encode("utf-8")
        return self._data

    def _start(self, content: Any, start: int) -> None:
        name, detail = _name_and_detail(content)
        if name in {"Link", "Image"}:
            self._link(name, detail, start)
        elif name == "CodeBlock":
            self._in_code = True
            self._flush()
        elif name in _NESTING:
            self._depth += 1
            self._flush()
            if name == "FootnoteDefinition":
                self._note = self._notes.setdefault(detail, (start, []))[1]
                self._label = detail
        elif name in _BLOCKS:
            self._flush()

    def _end(self, content: Any) -> None:
        name, _ = _name_and_detail(content)
        if name in {"Link", "Image"}:
            self._end_link(name)
        elif name == "Paragraph" and not self._depth:
            paragraph = self._flush()
            if self._under_summary and not self.summary:
                self.summary = paragraph
            if not self.first_paragraph:
                self.first_paragraph = paragraph
        elif name == "Heading":
            self._end_heading(markup.without_attributes(self._flush(is_heading=True)))
        elif name == "CodeBlock":
            self._in_code = False
        elif name in _NESTING:
            self._depth -= 1
            self._flush()
            if name == "FootnoteDefinition":
                self._note = None
                self._label = ""
        elif name in _BLOCKS:
            self._flush()

    def _end_heading(self, heading: str) -> None:
        self.title = self.title or heading
        self._under_summary = _SUMMARY_HEADING.fullmatch(heading) is not None
        if heading and not self._under_summary:
            self.sections.append(heading)

    def _link(self, name: str, detail: Any, start: int) -> None:
        target, written = detail["dest_url"], detail["link_type"]
        is_image = name == "Image"
        self._links_open += not is_image or markup.is_wikilink(written)
        if markup.is_wikilink(written):
            self._wikilinks[name] = len(self._block), len(self.links)
            # In a table the | of a wikilink is written \|.
            target = target.removesuffix("\\").strip()
            kind = LinkKind.EMBED if is_image else LinkKind.WIKI
            if not written["WikiLink"]["has_pothole"]:
                self.links.append(Link(target, start, kind))
                return
            # Its text follows.
            self.links.append(Link(target, start, kind, target))
            return
        if self._is_changed:
            target = markup.restored(target)
        if written == "Email":
            target = f"mailto:{target}"
        self.links.append(Link(target, start, LinkKind.IMAGE if is_image else LinkKind.MARKDOWN))

    def _end_link(self, name: str) -> None:
        self._links_open -= name == "Link" or name in self._wikilinks
        if name in self._wikilinks:
            self._end_wikilink(name)

    def _end_wikilink(self, name: str) -> None:
        """Let the block show what readers see of a wikilink; of what is embedded they see no name."""
        begin, number = self._wikilinks.pop(name)
        link = self.links[number]
        shown = "".join(self._block[begin:]).strip() if link.text else ""
        if link.text:
            self.links[number] = Link(link.target, link.offset, link.kind, shown)
        del self._block[begin:]
        if link.kind is LinkKind.WIKI:
            text = shown or markup.wikilink_text(link.target)
            self._block.append(text.replace("@", HELD_AT) if self._has_ats else text)

    def _code(self, content: str, start: int) -> None:
        if self._is_changed:
            content = markup.restored(content)
        if self._block and self._block[-1][-1:] in {"}", ":"}:
            before, role = markup.role_before(self._block[-1])
            if cited := of_role(role, content) if self._has_ats else "":
                self._block[-1] = before
                self._block.append(cited)
                self._ats += [start] * cited.count("@")
                return
            kind = _OF_ROLE.get(role.rpartition(":")[2] if role.startswith("std:") else role)
            if kind or (role and self._block[-1][-1:] == "}"):
                self._block[-1] = before
                content, target = markup.role_parts(content)
                if kind:
                    self.links.append(Link(target, start, kind))
        self._block.append(self._held(content))

    def _held(self, code: str) -> str:
        """Code, of which nothing is taken for anything else."""
        if self._has_syntax:
            return clean.held(code)
        return code.replace("@", HELD_AT) if self._has_ats else code

    def _html(self, content: str, start: int) -> None:
        """Take HTML, of which a remark may go over several events."""
        parts = markup.outside_remarks(content, is_inside=self._in_remark)
        self._in_remark = parts.ends_inside
        begin = 0
        for at, part in parts.spans if "href" in content.lower() else ():
            for found in _ANCHOR.finditer(part):
                target = html.unescape(found[1] or found[2] or found[3] or "")
                # From one to the next: there may be one long line of them.
                start += len(content[begin : at + found.start()].encode("utf-8"))
                begin = at + found.start()
                self.links.append(Link(target, start, LinkKind.HTML))

    def _mark(self, offset: int) -> None:
        """Take what is written as the mark of a footnote that is nowhere defined."""
        if label := markup.mark_at(self._bytes, offset):
            self._block.pop()
            self._marked(label, offset)

    def _flush(self, *, is_heading: bool = False) -> str:
        if not self._block:
            return ""
        text = " ".join("".join(self._block).split())
        self._block.clear()
        if self._has_ats or self._has_marks:
            text = self._without_citations(text)
        if self._tag is not None and "#" in text and not is_heading:
            self.tags += markup.inline_tags(text, self._tag)
        if self._has_syntax:
            text = clean.block(text, is_mdx=self._is_mdx)
        if self._has_marks:
            text = markup.without_block_id(text)
        if self.labels:
            text = markup.without_label(text, self.labels)
        if self._note is not None and text:
            self._note.append(text)
        self.words += len(_WORD.findall(text))
        return text

    def _without_citations(self, text: str) -> str:
        """The text of a block as readers see it; what it cites is taken down."""
        found = scan(text, self._ats, self._citing, self._label)
        self._ats.clear()
        if self._has_syntax and found.cites:
            sentences = dict.fromkeys(one.sentence for one in found.cites)
            said = {one: clean.block(one, is_mdx=self._is_mdx) for one in sentences}
            self.cites += [replace(one, sentence=said[one.sentence]) for one in found.cites]
        else:
            self.cites += found.cites
        return found.text.replace(HELD_AT, "@")


def _name_and_detail(content: Any) -> tuple[str, Any]:
    if isinstance(content, str):
        return content, None
    ((name, detail),) = content.items()
    return name, detail
