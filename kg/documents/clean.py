"""Text as its readers see it: without what programs, dialects and typesetters write into it.

Used of what the front matter says and, block by block, of the body. What an author wrote stays in the
document; here is what goes into titles, abstracts, statements and sections. Code and mathematics stay.
"""

from __future__ import annotations

import html
import re
import tomllib
from functools import cache
from importlib import resources

_NOT_ASCII = re.compile("[\ufb00-\ufb06\u00ad]")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\u00ad": ""}
)
_MATH = re.compile(r"(\$\$?[^$]{1,500}\$\$?|`[^`]{1,500}`)")

# Each matches within one pair of brackets, so that no text is gone over twice.
_HIDDEN = (("<!--", "-->"), ("{/*", "*/}"), ("{% comment %}", "{% endcomment %}"))
_REMARK = re.compile(r"(?<!\w)%%[^%]+%%(?!\w)")
_SHORTCODE = re.compile(r"\{\{[<%]([^{}]*)[>%]\}\}")
_MACRO = re.compile(r"\{\{([^{}]*)\}\}")
_LIQUID = re.compile(r"\{%[^{}]*%\}")
_SHOWN = re.compile(r"""\btext\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REFERENCE = re.compile(r"""\s*([A-Za-z]+)\(\s*["']([^"']*)["'](?:\s*,\s*["']([^"']*)["'])?""")
_ATTRIBUTE = r"""(?:[#.][\w:.-]+|[\w:-]+=(?:"[^"{}]*"|'[^'{}]*'|[^\s{}"']+)|-)"""
_ATTRIBUTES = rf"(?:\{{\s*{_ATTRIBUTE}(?:\s+{_ATTRIBUTE}){{0,20}}\s*\}}|\{{:[^{{}}]*\}}|\{{=\w+\}})"
_SPAN = re.compile(rf"\[([^\[\]]*)\]{_ATTRIBUTES}")
_LONE_ATTRIBUTES = re.compile(rf"(?<![_^\\])\s?{_ATTRIBUTES}")
_ROLE = re.compile(r"\{[\w:+.-]{1,100}\}`(?:([^`<>]*)<[^`<>]*>|([^`]*))`")
_WIKILINK = re.compile(r"!?\[\[([^\[\]|]*)(?:\|([^\[\]]*))?\]\]")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
_CITATION = re.compile(r"\s?\[(?:[^\[\]@]{0,80}[\s(])?-?@[\w:{][^\[\]]*\]")
_FOOTNOTE = re.compile(r"\s?\[\^[^\[\]\s]+\]")
_CONTENTS = re.compile(r"\[\[?_?TOC_?\]?\]", re.IGNORECASE)
_BLOCK_REFERENCE = re.compile(r"\(\([0-9a-f]{8}-[0-9a-f-]{27}\)\)")
_HIGHLIGHT = re.compile(r"==(?=[^\s=])([^=]+)(?<=\S)==")
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|bold|br|cite|code|del|div|em|font|i|inf|ins|italic|jats:[a-z-]+|kbd|mark|mml:[a-z]+|p|q|s|sc|scp"
    r"|small|span|strike|strong|sub|sup|title|tt|u|wbr)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_JSX = re.compile(r"</?[A-Za-z][\w.:-]*(?:\s[^<>]*)?/?>|<>|</>")
_EXPRESSION = re.compile(r"\{[^{}]*\}")

# LaTeX, where it is surely that: an accent, a letter, or a command about how a text looks.
_LATEX = re.compile(
    r"""\\(?:['"`^~=.]\s?\{?\\?[A-Za-z]|[uvHtcdbkr]\s?\{|(?:ss|o|O|l|L|ae|AE|oe|OE|aa|AA)(?![A-Za-z])|[&%#_]"""
    r"|(?:emph|text[a-z]{2}|textsc|mbox|mathrm|url|href|label|ref|cite[a-z]*|footnote)\s*\{)"
)
_NO_TEXT = re.compile(r"\\(?:label|ref|eqref|autoref|cite[a-z]*|index|vspace|hspace)\*?\s*\{[^{}]*\}")
_COMMAND = re.compile(r"\\(?:emph|text[a-z]{2,6}|mbox|mathrm|mathit|url|uppercase)\s*\{([^{}]*)\}")
_BRACED_MATH = re.compile(r"\{(\$[^$]{1,500}\$)\}")
_BRACED = re.compile(r"\{([^{}]*)\}")
_SPACED = re.compile(r"[ \t]+")
_BEFORE_MARK = re.compile(r"[ \t]+(?=[.,;:!?)](?:\s|$))")
SYNTAX = re.compile(r"\{|\[-?@| @|TOC|\(\(|==|\\")
"""Without a match of which no block of a body has anything to be cleaned of."""
_DEEPEST = 5
_SYNTAX = "{}[]<>@=(%#\\"
# Characters that no text has (Unicode, section 23.7).
_HELD = {ord(sign): 0xFDD0 + number for number, sign in enumerate(_SYNTAX)}
_RELEASED = {held: sign for sign, held in _HELD.items()}


def text(written: str, *, in_latex: bool = False) -> str:
    """A text of the front matter as readers see it; ``in_latex`` is whether braces may be those of BibTeX."""
    # Asked of every text, so what is quick to find.
    if not (
        "[" in written
        or "{" in written
        or "<" in written
        or "&" in written
        or "\\" in written
        or "==" in written
        or "%%" in written
        or "((" in written
        or (not written.isascii() and _NOT_ASCII.search(written) is not None)
    ):
        return written
    found = written.translate(_LIGATURES)
    found = without_hidden(found)
    if "}`" in found:
        found = _ROLE.sub(lambda role: (role[1] or role[2] or "").strip(), found)
    if in_latex and "{$" in found:
        found = _BRACED_MATH.sub(r"\1", found)
    found = "".join(
        part if at % 2 else _without_marks(part, in_latex=in_latex)
        for at, part in enumerate(_MATH.split(found))
    )
    return found.strip() if found == written else _tidy(found)


def title(written: str) -> str:
    """The title of a work as readers see it; as it is written, where nothing is left of it."""
    return text(written, in_latex=True) or written


def held(code: str) -> str:
    """Code in a block, so that :func:`block` leaves it as it is."""
    return code.translate(_HELD)


def block(written: str, *, is_mdx: bool = False) -> str:
    """A block of a body, as the parser gives its text, as readers see it."""
    found = written
    if "{" in found:
        found = _templated(without_hidden(found))
        found = _LONE_ATTRIBUTES.sub("", _SPAN.sub(r"\1", found))
        if is_mdx:
            found = _EXPRESSION.sub("", found)
    if is_mdx and "<" in found:
        found = _JSX.sub("", found)
    found = _common(found)
    if found != written:
        found = _tidy(found)
    return found if found.isascii() else found.translate(_RELEASED)


def _without_marks(found: str, *, in_latex: bool) -> str:
    if "\\" in found and _LATEX.search(found):
        found = _of_latex(found)
        in_latex = True
    if "{" in found:
        found = _templated(found, in_latex=in_latex)
        found = _LONE_ATTRIBUTES.sub("", _SPAN.sub(r"\1", found))
        for _ in range(_DEEPEST if in_latex else 0):
            found, count = _BRACED.subn(r"\1", found)
            if not count:
                break
    found = _common(found)
    if "[" in found:
        found = _LINK.sub(r"\1", _WIKILINK.sub(_of_wikilink, found))
    if "%%" in found:
        found = _REMARK.sub("", found)
    if "<" in found:
        found = _TAG.sub("", found)
    return html.unescape(found) if "&" in found else found


def _common(found: str) -> str:
    """What is written alike in front matter and body."""
    if "[" in found:
        found = _FOOTNOTE.sub("", _CITATION.sub("", _CONTENTS.sub("", found)))
    if "((" in found:
        found = _BLOCK_REFERENCE.sub("", found)
    if "==" in found:
        found = _HIGHLIGHT.sub(r"\1", found)
    if "\\" in found:
        found = _NO_TEXT.sub("", found)
    return found


def without_hidden(found: str) -> str:
    """The text without comments; one that is never closed is none."""
    for opening, closing in _HIDDEN:
        if opening not in found:
            continue
        parts: list[str] = []
        end, at = 0, found.find(opening)
        while at >= 0 and (closed := found.find(closing, at + len(opening))) >= 0:
            parts.append(found[end:at])
            end = closed + len(closing)
            at = found.find(opening, end)
        found = "".join((*parts, found[end:]))
    return found


def _templated(found: str, *, in_latex: bool = False) -> str:
    """The text without what a site generator replaces, but for words that it shows.

    {{Barnes and Noble}} is a name in BibTeX.
    """
    if "{{" in found:
        found = _SHORTCODE.sub(_of_shortcode, found)
        found = found if in_latex and "{{ " not in found else _MACRO.sub(_of_macro, found)
    return _LIQUID.sub("", found) if "{%" in found else found


def _of_shortcode(found: re.Match[str]) -> str:
    shown = _SHOWN.search(found[1])
    return (shown[1] or shown[2] or "") if shown else ""


def _of_macro(found: re.Match[str]) -> str:
    """What a macro of MDN that names a thing shows of it; nothing, of any other."""
    named = _REFERENCE.match(found[1])
    if not named or named[1].lower() not in _references():
        return ""
    return named[3] or named[2]


def _of_wikilink(found: re.Match[str]) -> str:
    if found[0][0] == "!":
        return ""
    return found[2] or found[1].partition("#")[0].rpartition("/")[2] or found[1].strip("#^")


def _of_latex(found: str) -> str:
    import codecs

    import latexcodec  # noqa: F401  (it registers the codec)

    found = _NO_TEXT.sub("", found)
    for _ in range(_DEEPEST):
        found, count = _COMMAND.subn(r"\1", found)
        if not count:
            break
    try:
        return codecs.decode(found, "ulatex").replace("\u00a0", " ")  # type: ignore[call-overload, no-any-return]
    except ValueError:
        return found


def _tidy(found: str) -> str:
    found = _SPACED.sub(" ", found)
    return _BEFORE_MARK.sub("", found).strip() if " ." in found or " ," in found else found.strip()


@cache
def _references() -> frozenset[str]:
    data = resources.files(__package__).joinpath("data/macros.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(data)["references"])
