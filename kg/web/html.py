"""The head of an HTML page: where our script stands or can stand, and what the page says of itself.

Only as much of HTML is read as finds the end of the head
(https://html.spec.whatwg.org/multipage/syntax.html): comments, and elements
whose text is no markup, are passed over whole. Everything is bytes, so that
whatever is not ours stays as it is.
"""

from __future__ import annotations

import codecs
import html
import re
from dataclasses import dataclass

# What is possessive gives nothing back: else an attribute without end would be read again from each letter.
_ATTRIBUTES = re.compile(rb"""(?:[^>"']++|"[^"]*+"|'[^']*+')*+>""")
_PIECE = re.compile(
    rb"(?P<comment><!--(?:-?>)?)"
    rb"|<(?P<raw>script|style|title|noscript|template)(?=[\s/>])"
    rb"|<(?P<plain>link|meta|base)(?=[\s/>])"
    rb"|<(?P<around>html|head)(?=[\s/>])"
    rb"|(?P<end></head\s*+>|<body(?=[\s/>]))"
    rb"|(?P<other><[a-z])",
    re.IGNORECASE,
)
_COMMENT_ENDS = re.compile(rb"--!?>")
_RAW_ENDS = {
    name: re.compile(rb"</" + name + rb"\s*+>", re.IGNORECASE)
    for name in (b"script", b"style", b"title", b"noscript", b"template")
}
_OURS = re.compile(rb"\sdata-kg(?=[\s=/]|$)")
_ATTRIBUTE = re.compile(
    rb"""(?<![a-z-])([a-z-]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_UTF8 = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*utf-?8["'\s/>;]""", re.IGNORECASE)
_SNIFFED = 1024
_OPENING = b'<script type="application/ld+json" data-kg>\n'
_CLOSING = b"\n</script>\n"


@dataclass(frozen=True, slots=True)
class Head:
    """What was found in the head of a page.

    ``place`` is the offset at which a script can be put, None where there is
    none; ``ours`` are the spans of scripts that were put there before;
    ``canonical`` is the address that the page calls its own, empty where it
    names none.
    """

    place: int | None
    ours: tuple[tuple[int, int], ...]
    canonical: str


def is_wide(page: bytes) -> bool:
    """Whether the page is in UTF-16, where a byte is no character."""
    return page.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE))


def read_head(page: bytes) -> Head:
    """The head of a page; what is never closed goes on to the end of the page, as HTML says."""
    place: int | None = None
    ours: list[tuple[int, int]] = []
    canonical = ""
    at = 0
    while piece := _PIECE.search(page, at):
        if piece["end"]:
            place = piece.start()
        if piece["end"] or piece["other"]:
            break
        found = _end_of(page, piece)
        if found is None:
            break
        tag_end, at = found
        if piece["comment"] or piece["around"]:
            continue
        if _is_script(piece) and _OURS.search(page, piece.end(), tag_end - 1):
            at += page[at : at + 1] == b"\n"
            ours.append((piece.start(), at))
            continue
        # Where the tags that end the head are left out, the last of its elements ends it.
        place = at
        if piece[0].lower() == b"<link" and not canonical:
            canonical = _canonical(page[piece.start() : tag_end])
    return Head(ours[0][0] if ours else place, tuple(ours), canonical)


def _end_of(page: bytes, piece: re.Match[bytes]) -> tuple[int, int] | None:
    """Where the tag of a piece ends, and where the whole of it does; None where that is never."""
    if piece["comment"]:
        is_whole = piece[0].endswith(b">")
        close = piece if is_whole else _COMMENT_ENDS.search(page, piece.end())
        return (close.end(), close.end()) if close else None
    tag = _ATTRIBUTES.match(page, piece.end())
    if tag is None or not piece["raw"]:
        return (tag.end(), tag.end()) if tag else None
    close = _RAW_ENDS[piece["raw"].lower()].search(page, tag.end())
    return (tag.end(), close.end()) if close else None


def _is_script(piece: re.Match[bytes]) -> bool:
    return piece[0].lower() == b"<script"


def with_script(page: bytes, head: Head, json_text: str) -> bytes:
    """The page with ``json_text`` in place of our earlier scripts; every other byte is as it was.

    An empty text takes the scripts out. Raises ValueError where there is no place.
    """
    if head.place is None:
        raise ValueError("the page has no head")
    pieces, last = [], 0
    for number, (start, end) in enumerate(head.ours or ((head.place, head.place),)):
        pieces.append(page[last:start])
        if json_text and not number:
            pieces.append(_element(json_text, page))
        last = end
    return b"".join((*pieces, page[last:]))


def _element(json_text: str, page: bytes) -> bytes:
    text = json_text.strip()
    if not (page.startswith(codecs.BOM_UTF8) or _UTF8.search(page, 0, _SNIFFED)):
        # No other encoding of HTML has other bytes for ASCII.
        text = "".join(one if one.isascii() else _escaped(one) for one in text)
    return _OPENING + text.encode("utf-8") + _CLOSING


def _escaped(character: str) -> str:
    wide = character.encode("utf-16-be")
    return "".join(f"\\u{wide[at : at + 2].hex()}" for at in range(0, len(wide), 2))


def _canonical(link: bytes) -> str:
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(link):
        text = b"".join(values).decode("utf-8", "replace")
        found.setdefault(name.decode("ascii").lower(), text)
    if "canonical" not in _unescaped(found.get("rel", "")).lower().split():
        return ""
    return _unescaped(found.get("href", "")).strip()


def _unescaped(text: str) -> str:
    """The text with characters for their references; a number with thousands of digits stays as it is."""
    try:
        return html.unescape(text)
    except ValueError:
        return text
