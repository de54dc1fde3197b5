"""What dialects write into Markdown that CommonMark does not know, made readable for its parser.

Nothing is read by patterns here that the parser reads: they find what it would
misread, in texts that hold the characters in question, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Any, NamedTuple

_COMMENT = "%%"
# Stands for a space inside a link's target: the parser ends a target at a space.
_HELD_SPACE = "\x7f"
# Stand for the brackets of [[1]](https://…), which the parser would take for a wikilink.
_HELD_OPEN, _HELD_CLOSE = "\x02", "\x03"
_RESTORED = str.maketrans({_HELD_SPACE: " ", _HELD_OPEN: "[", _HELD_CLOSE: "]"})
# {{< ref "a.md" >}}, {% link a.md %} or {{ site.baseurl }}/a as the target of a link or of a definition.
_TEMPLATED = re.compile(r"(\]\([ ]*|^\[[^\[\]\n]+\]:[ ]*)((?:\{[{%][^{}\n]*\}+[^\s{}()]*)+)", re.MULTILINE)
# The options of a chunk of code of knitr may hold backticks, with which the parser sees no code begin.
_CHUNK = re.compile(r"^([ \t]*`{3,})(\{[^\n]*`[^\n]*)$", re.MULTILINE)
_BRACKETED = re.compile(r"\[\[([^\[\]\n]*)\]\](?=\((?:<|[^\s()]*[/.#:]))")
_LABEL = re.compile(r"^ {0,3}\(([^()\s]+)\)=[ \t]*$", re.MULTILINE)
_HEADING_END = re.compile(r"\s*\{[#.][^{}]*\}$")
_BLOCK_ID = re.compile(r"\s\^[A-Za-z0-9-]+$")
_MARK = re.compile(rb"\[\^([^\[\]\s]+)\]")
# {doc}`a` of MyST, :doc:`a` of Sphinx; what stands before the code.
# None is longer: without an end to it, each colon of a text would be tried as its beginning.
_ROLE = re.compile(r"(?:\{([\w:+.-]{1,100})\}|:([\w:+.-]{1,100}):)$")


_LINES = (
    (":::", re.compile(r"^[ \t]*:{3,}[^\n]*(?:\n[ \t]*:[\w-]+:[^\n]*)*", re.MULTILINE)),
    ("!!! ", re.compile(r"^[ \t]*!!![ \t]+[\w-]+[^\n]*", re.MULTILINE)),
    ("??? ", re.compile(r"^[ \t]*\?\?\?[ \t]+[\w-]+[^\n]*", re.MULTILINE)),
    ("???+ ", re.compile(r"^[ \t]*\?\?\?\+[ \t]+[\w-]+[^\n]*", re.MULTILINE)),
    ('=== "', re.compile(r'^[ \t]*={3}[!+]? "[^"\n]*"[ \t]*$', re.MULTILINE)),
    ("8<-", re.compile(r"^[ \t]*-{1,2}8<-[^\n]*", re.MULTILINE)),
)
"""Lines that are no text, each with a sign without which there is none such."""
_LINES_OF = {
    "myst": re.compile(r"^(?:%[ \t][^\n]*|\+\+\+[^\n]*)", re.MULTILINE),
    "logseq": re.compile(
        r"^[ \t]*(?:- )?(?:id|collapsed|heading|background-color|(?:ls|hl|query|logseq)[.\w-]*)::[^\n]*",
        re.MULTILINE,
    ),
    "mdx": re.compile(
        r"""^(?:import\s[^;'"]{0,2000}['"][^'"\n]+['"];?[ \t]*$"""
        r"|export\s+(?:const|let|var|function|default|class|async|\{)[^\n]*(?:\n[^\n]*\S[^\n]*)*)",
        re.MULTILINE,
    ),
}
"""Those of one dialect, and of MDX."""

_INLINE_TAG = re.compile(r"""(?<![^\s("'“‘（，。、,;])#([^\W_][\w/-]*)""")
TAGS = {
    "dendron": re.compile(r"""(?<![^\s("'“‘（，。、,;])#([^\W_][\w/-]*(?:\.\w[\w/-]*)*)"""),
    "foam": _INLINE_TAG,
    "logseq": _INLINE_TAG,
    "obsidian": _INLINE_TAG,
}
"""How the dialects write tags that have them in the text (https://help.obsidian.md/tags#Tag+format)."""
_COLOUR = re.compile(r"[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8}")


def without_comments(text: str) -> str:
    """The text without the comments of Obsidian (``%% … %%``); lines keep their numbers.

    A comment that is never closed is none, nor is what stands in code
    (https://help.obsidian.md/syntax#Comments).
    """
    if text.count(_COMMENT) < 2:
        return text
    data = text.encode("utf-8")
    parts: list[str] = []
    end = 0
    opened = -1
    for at in _comment_marks(text):
        if opened < 0:
            # 50%% is a number, and no comment begins there.
            if at >= end and not data[at - 1 : at].isalnum():
                opened = at
        elif not data[at + 2 : at + 3].isalnum():
            parts.append(data[end:opened].decode("utf-8"))
            parts.append("\n" * data.count(b"\n", opened, at))
            end, opened = at + 2, -1
    return "".join((*parts, data[end:].decode("utf-8"))) if end else text


def _comment_marks(text: str) -> list[int]:
    """Where ``%%`` stands outside of code, in bytes."""
    import pyromark

    found: list[int] = []
    in_code = False
    for event, where in pyromark.events_with_range(text, options=pyromark.Options.ENABLE_TABLES):
        match event:
            case {"Start": {"CodeBlock": _}}:
                in_code = True
            case {"End": "CodeBlock"}:
                in_code = False
            case {"Text": str(content)} if not in_code and _COMMENT in content:
                found += _within(content, where["start"])
    return found


def _within(content: str, start: int) -> list[int]:
    found = []
    at = content.find(_COMMENT)
    before, counted = 0, start
    while at >= 0:
        counted += len(content[before:at].encode("utf-8"))
        found.append(counted)
        before = at
        at = content.find(_COMMENT, at + 2)
    return found


def inline_tags(block: str, tag: re.Pattern[str]) -> list[str]:
    """The tags in the text of a block, without numbers and colours."""
    return [
        found.rstrip("/-")
        for found in tag.findall(block)
        if not found.isdigit() and not (_COLOUR.fullmatch(found) and any(map(str.isdigit, found)))
    ]


def without_lines(text: str, dialect: str, *, is_mdx: bool) -> str:
    """The text with spaces, as many bytes, for lines that only steer whoever sets the text.

    These are fences of directives and admonitions with their options, tabs and inclusions, imports and
    exports of MDX.
    """
    for sign, pattern in _LINES:
        if sign in text:
            text = pattern.sub(_spaces, text)
    for name, pattern in _LINES_OF.items():
        if name == dialect or (name == "mdx" and is_mdx):
            text = pattern.sub(_spaces, text)
    return text


def _spaces(found: re.Match[str]) -> str:
    return "\n".join(" " * len(line.encode("utf-8", "surrogatepass")) for line in found[0].split("\n"))


def parseable(text: str) -> str:
    """The text with what the parser would misread in other characters, of as many bytes.

    :func:`restored` takes them back.
    """
    if "]({" in text or "]( {" in text or "]: {" in text:
        text = _TEMPLATED.sub(lambda found: found[1] + found[2].replace(" ", _HELD_SPACE), text)
    if "```{" in text:
        text = _CHUNK.sub(lambda found: found[1] + found[2].replace("`", "'"), text)
    if "]](" in text:
        text = _BRACKETED.sub(rf"[{_HELD_OPEN}\1{_HELD_CLOSE}]", text)
    return text


def restored(text: str) -> str:
    """A text that the parser gave, with the characters that its author wrote."""
    return text.translate(_RESTORED)


def labels(text: str) -> dict[str, None]:
    """The labels of MyST (``(label)=`` on a line of its own) that a body defines."""
    return dict.fromkeys(_LABEL.findall(text)) if ")=" in text else {}


def without_label(block: str, known: Container[str]) -> str:
    """The text of a block without the label that it begins with, which is one of ``known``."""
    head, mark, rest = block.partition(")=")
    return rest.lstrip() if mark and head[:1] == "(" and head[1:] in known else block


def without_block_id(block: str) -> str:
    """The text of a block without the id at its end (``^id``)."""
    return _BLOCK_ID.sub("", block) if "^" in block else block


def mark_at(data: bytes, offset: int) -> str:
    """The label of the mark of a footnote (``[^label]``) at an offset; empty where none is."""
    found = _MARK.match(data, offset)
    return found[1].decode("utf-8") if found else ""


class Outside(NamedTuple):
    """What of some HTML stands outside of remarks, each with its place, and whether one is left open."""

    spans: list[tuple[int, str]]
    ends_inside: bool


def outside_remarks(content: str, *, is_inside: bool) -> Outside:
    """What of some HTML stands outside of ``<!-- … -->``; ``is_inside`` says whether it begins in one."""
    spans: list[tuple[int, str]] = []
    at = 0
    while at < len(content):
        end = content.find("-->" if is_inside else "<!--", at)
        if not is_inside:
            spans.append((at, content[at:] if end < 0 else content[at:end]))
        if end < 0:
            break
        at = end + (3 if is_inside else 4)
        is_inside = not is_inside
    return Outside(spans, is_inside)


def without_attributes(heading: str) -> str:
    """The text of a heading without the attributes at its end (``{#id .class}``)."""
    return _HEADING_END.sub("", heading) if heading.endswith("}") else heading


def role_before(text: str) -> tuple[str, str]:
    """What stands before the role that a text ends with, and the role's name; empty where there is none."""
    found = _ROLE.search(text)
    return (text[: found.start()], found[1] or found[2]) if found else (text, "")


def role_parts(content: str) -> tuple[str, str]:
    """What readers see of the content of a role, and what it names: ``text <name>``, or the same for both."""
    shown, mark, name = content.removesuffix(">").rpartition("<")
    if not mark or not content.endswith(">") or not name or ">" in name:
        return content, content
    return shown.rstrip() or name, name


def wikilink_text(target: str) -> str:
    """What readers see of a wikilink without text of its own: the name of the note, and the heading."""
    path, mark, heading = target.partition("#")
    name = path.strip().rpartition("/")[2].removesuffix(".md")
    heading = "" if heading.startswith("^") else heading.rpartition("#")[2].strip()
    return f"{name} > {heading}" if name and mark and heading else name or heading


def is_wikilink(link_type: Any) -> bool:
    """Whether the parser's type of a link is that of a wikilink."""
    return isinstance(link_type, dict)
