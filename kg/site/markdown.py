"""Bodies of documents as HTML that is safe and whole, whatever they hold.

Written from the parser's events, not by it: HTML in a body is shown as the
text it is, images of other sites become links (a page asks no other host for
anything), headings fit below the title of the page, and links to documents
lead to their pages.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kg.numbering import Numbering

_TAGS = {"Emphasis": "em", "Strong": "strong", "Strikethrough": "del", "TableRow": "tr"}
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_COMMENT_ENDS = "-->"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_ALIGNED = {"Left": ' class="left"', "Right": ' class="right"', "Center": ' class="center"'}
_SUMMARY = re.compile(r"(?:tl\s*;?\s*dr|summary|abstract|摘要|概要|概述)\W*", re.IGNORECASE)
_TOP_LEVEL = 2

Resolve = Callable[[str], str]
"""From the target of a link in a body to an address, relative to the page; empty where it leads nowhere."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a body: its level (2 is the highest), its fragment and its text."""

    level: int
    id: str
    text: str


@dataclass(slots=True)
class Rendered:
    """A body as HTML; ``lede`` is the paragraph that stands for the whole, taken out of it."""

    html: str = ""
    lede: str = ""
    headings: list[Heading] = field(default_factory=list)


def render(text: str, *, title: str, abstract: str, resolve: Resolve) -> Rendered:
    """The Markdown as HTML without its first heading where that repeats ``title``.

    The paragraph whose text is ``abstract`` becomes the ``lede``, and a
    heading such as TL;DR above it goes.
    """
    if not text.strip():
        return Rendered()
    import pyromark

    options = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH
    options |= pyromark.Options.ENABLE_FOOTNOTES | pyromark.Options.ENABLE_TASKLISTS
    writer = _Writer(title, abstract, resolve)
    for event in pyromark.events(text, options=options):
        writer.take(event)
    return writer.finish()


def _without_comments(text: str) -> str:
    """The text without HTML comments; one that never ends is no comment."""
    parts: list[str] = []
    end = 0
    while (start := text.find("<!--", end)) >= 0 and (close := text.find(_COMMENT_ENDS, start + 4)) >= 0:
        parts.append(text[end:start])
        end = close + len(_COMMENT_ENDS)
    return "".join((*parts, text[end:]))


def _normal(text: str) -> str:
    return " ".join(text.split())


class _Writer:
    """Turns events into HTML. ``out`` is a stack: what a heading or paragraph holds is gathered apart."""

    def __init__(self, title: str, abstract: str, resolve: Resolve) -> None:
        self.result = Rendered()
        self._title, self._abstract, self._resolve = _normal(title), _normal(abstract), resolve
        self._out: list[list[str]] = [[]]
        self._plain: list[str] = []
        self._shift: int | None = None
        self._ids = Numbering(mark="-")
        self._last_id = ""
        self._notes: dict[str, int] = {}
        self._cells: list[str] = []
        self._column = 0
        self._in_head = False
        self._links: list[str] = []
        self._image: list[str] | None = None
        self._depth = 0
        self._level = 1
        self._pending = ""

    def finish(self) -> Rendered:
        self._write(self._pending)
        self.result.html = "".join(self._out[0])
        return self.result

    def take(self, event: Any) -> None:
        if isinstance(event, str):
            self._write({"SoftBreak": "\n", "HardBreak": "<br>\n", "Rule": "<hr>\n"}.get(event, ""))
            self._plain.append(" ")
            return
        ((what, content),) = event.items()
        if what in {"Start", "End"}:
            name, detail = (content, None) if isinstance(content, str) else next(iter(content.items()))
            handler = getattr(self, f"_{what.lower()}_{name.lower()}", None)
            if handler is not None:
                handler(detail)
            elif name in _TAGS:
                self._write(f"<{'/' if what == 'End' else ''}{_TAGS[name]}>")
        elif what in {"Text", "Code", "InlineHtml", "Html", "FootnoteReference", "TaskListMarker"}:
            getattr(self, f"_{what.lower()}")(content)

    def _write(self, text: str) -> None:
        if self._image is None:
            self._out[-1].append(text)

    def _text(self, text: str) -> None:
        self._plain.append(text)
        if self._image is not None:
            self._image.append(text)
        self._write(html.escape(text, quote=False))

    def _code(self, text: str) -> None:
        self._plain.append(text)
        self._write(f"<code>{html.escape(text, quote=False)}</code>")

    def _inlinehtml(self, text: str) -> None:
        if _BREAK.fullmatch(text):
            self._write("<br>")
        elif _without_comments(text.strip()):
            self._write(html.escape(text, quote=False))

    def _html(self, text: str) -> None:
        self._write(html.escape(text, quote=False))

    def _start_htmlblock(self, _: Any) -> None:
        self._open()

    def _end_htmlblock(self, _: Any) -> None:
        text = self._out.pop()
        shown = _without_comments(html.unescape("".join(text))).strip()
        if shown:
            self._write(f'<pre class="markup"><code>{html.escape(shown, quote=False)}</code></pre>\n')

    def _footnotereference(self, label: str) -> None:
        number = self._notes.setdefault(label, len(self._notes) + 1)
        self._write(f'<sup><a href="#~note-{number}">{number}</a></sup>')

    def _tasklistmarker(self, done: bool) -> None:
        self._write("☑ " if done else "☐ ")

    def _open(self) -> None:
        self._out.append([])

    def _start_paragraph(self, _: Any) -> None:
        self._open()
        self._plain.clear()

    def _end_paragraph(self, _: Any) -> None:
        inner = "".join(self._out.pop())
        is_free = not self._depth and not self.result.lede and bool(self._abstract)
        if is_free and _normal("".join(self._plain)) == self._abstract:
            self.result.lede, self._pending = inner, ""
            return
        self._flush()
        self._write(f"<p>{inner}</p>\n")

    def _start_heading(self, _: Any) -> None:
        self._flush()
        self._open()
        self._plain.clear()

    def _end_heading(self, level: str) -> None:
        inner, text = "".join(self._out.pop()), _normal("".join(self._plain))
        depth = int(level[1])
        if not self._last_id and self._shift is None and text.casefold() == self._title.casefold():
            return
        if self._shift is None:
            self._shift = _TOP_LEVEL - depth
        # No level is skipped: who listens to a page walks by them.
        depth = min(max(depth + self._shift, _TOP_LEVEL), self._level + 1, 6)
        self._level = depth
        shown = f'<h{depth} id="{html.escape(self._id(text))}">{inner}</h{depth}>\n'
        if _SUMMARY.fullmatch(text) and not self.result.lede:
            self._pending = shown
            return
        self.result.headings.append(Heading(depth, self._last_id, text))
        self._write(shown)

    def _flush(self) -> None:
        """Write a heading that would have gone with the paragraph below it."""
        self._write(self._pending)
        self._pending = ""

    def _id(self, text: str) -> str:
        words = re.sub(r"[^\w]+", "-", text.casefold()).strip("-") or "section"
        self._last_id = self._ids.take(f"~{words}")
        return self._last_id

    def _start_link(self, link: Any) -> None:
        target = link["dest_url"]
        if link["link_type"] == "Email":
            target = f"mailto:{target}"
        address = self._resolve(target)
        self._links.append(address)
        if address:
            rel = ' rel="external"' if address.startswith(("http:", "https:")) else ""
            self._write(f'<a href="{html.escape(address)}"{rel}>')

    def _end_link(self, _: Any) -> None:
        if self._links.pop():
            self._write("</a>")

    def _start_image(self, link: Any) -> None:
        self._image = []
        self._links.append(self._resolve(link["dest_url"]))

    def _end_image(self, _: Any) -> None:
        text, address = "".join(self._image or ()), self._links.pop()
        self._image = None
        shown = html.escape(text or address, quote=False)
        # A link within a link would not be HTML.
        linked = address and not any(self._links)
        self._write(f'<a class="image" href="{html.escape(address)}">{shown}</a>' if linked else shown)

    def _start_list(self, first: int | None) -> None:
        self._flush()
        self._depth += 1
        self._write("<ul>\n" if first is None else f'<ol start="{first}">\n' if first != 1 else "<ol>\n")

    def _end_list(self, ordered: bool) -> None:
        self._depth -= 1
        self._write("</ol>\n" if ordered else "</ul>\n")

    def _start_item(self, _: Any) -> None:
        self._write("<li>")

    def _end_item(self, _: Any) -> None:
        self._write("</li>\n")

    def _start_blockquote(self, _: Any) -> None:
        self._flush()
        self._depth += 1
        self._write("<blockquote>\n")

    def _end_blockquote(self, _: Any) -> None:
        self._depth -= 1
        self._write("</blockquote>\n")

    def _start_codeblock(self, kind: Any) -> None:
        self._flush()
        # It can be scrolled, so it can be reached by keyboard.
        self._write('<pre tabindex="0"><code>')

    def _end_codeblock(self, _: Any) -> None:
        self._write("</code></pre>\n")

    def _start_table(self, alignments: tuple[str, ...]) -> None:
        self._flush()
        self._cells = [_ALIGNED.get(one, "") for one in alignments]
        self._write('<div class="scroll" tabindex="0"><table>\n')

    def _end_table(self, _: Any) -> None:
        self._write("</tbody></table></div>\n")

    def _start_tablehead(self, _: Any) -> None:
        self._in_head, self._column = True, 0
        self._write("<thead><tr>")

    def _end_tablehead(self, _: Any) -> None:
        self._in_head = False
        self._write("</tr></thead>\n<tbody>\n")

    def _start_tablerow(self, _: Any) -> None:
        self._column = 0
        self._write("<tr>")

    def _end_tablerow(self, _: Any) -> None:
        self._write("</tr>\n")

    def _start_tablecell(self, _: Any) -> None:
        aligned = self._cells[self._column] if self._column < len(self._cells) else ""
        self._write(f'<th scope="col"{aligned}>' if self._in_head else f"<td{aligned}>")

    def _end_tablecell(self, _: Any) -> None:
        self._column += 1
        self._write("</th>" if self._in_head else "</td>")

    def _start_footnotedefinition(self, label: str) -> None:
        self._flush()
        self._depth += 1
        number = self._notes.setdefault(label, len(self._notes) + 1)
        self._write(f'<aside class="note" id="~note-{number}"><span class="number">{number}</span>\n')

    def _end_footnotedefinition(self, _: Any) -> None:
        self._depth -= 1
        self._write("</aside>\n")


def is_web(target: str) -> bool:
    """Whether a target is an address that a page may lead to: of the web, or of mail."""
    return target.lower().startswith(("http://", "https://", "mailto:"))


def has_scheme(target: str) -> bool:
    """Whether a target names a scheme, such as ``javascript:``."""
    return bool(_SCHEME.match(target))
