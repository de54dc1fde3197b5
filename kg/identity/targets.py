"""What the target of a link is meant to name, before it is known what is there."""

from __future__ import annotations

import enum
import re
from typing import NamedTuple
from urllib.parse import unquote

from kg.documents.body import Link, LinkKind

# {% post_url 2019-01-01-first %} and {% link _posts/a.md %} of Jekyll.
_LIQUID = re.compile(r"\{%-?\s*+(post_url|link)\s++([^%{}]++)%\}")
# {{< ref "a.md" >}} and {{% relref "a.md" %}} of Hugo.
_REF = re.compile(
    r"""\{\{[<%]\s*+(?:rel)?ref\s++(?:path\s*+=\s*+)?+["'`]?\s*+"""
    r"""([^"'`{}\s]+?)["'`]?(?:[>%]|\s[^{}]*+(?<=[>%]))\}\}"""
)
# {{ "/a/" | relative_url }} of Liquid, {{ url_for('/a') }} and their like.
_FILTERED = re.compile(
    r"""\{\{-?\s*["'](/[^"'{}]*)["']\s*\|\s*(?:relative_url|absolute_url|url|prepend)\b[^{}]*\}\}"""
)
# {{ site.baseurl }}/a, {{ site.url }}{{ site.baseurl }}/a, {{ base_path }}/a.
_BASE = re.compile(
    r"(?<!\}\})(?:\{\{-?\s*(?:site\.)?(?:baseurl|base_url|url|base_path|root)\s*-?\}\})++(?=/)",
    re.IGNORECASE,
)
# {filename}/a.md of Pelican.
_PELICAN = re.compile(r"[{|](?:filename|static|attach)[}|]")
_MAIL = re.compile(r"[^\s@/<>():]+@[^\s@/<>():]+\.[A-Za-z]{2,}")
_SOURCES = (".md", ".markdown", ".mdx", ".qmd", ".rmd", ".ipynb", ".txt")


class Way(enum.Enum):
    """How a path leads to a document."""

    PATH = "path"
    """From the folder of who asks, or from the root of a site where it begins with ``/``."""
    NOTE = "note"
    """As wikilinks do: by the name of a file wherever it is, by title or alias."""
    PAGE = "page"
    """As the references of Hugo and Jekyll do: by a path, else by the name of a file wherever it is."""
    LABEL = "label"
    """By a label inside the document."""


class Target(NamedTuple):
    """What the target of a link names, and how."""

    way: Way
    path: str


def target_of(link: Link) -> Target | None:
    """What a link names; None where it leads to the web or into its own document, or none can tell."""
    written = link.target.strip()
    if is_web_link(written):
        return None
    if link.kind in {LinkKind.WIKI, LinkKind.EMBED}:
        path = written.partition("#")[0].replace("\\", "/").strip()
        return Target(Way.NOTE, path) if path else None
    if link.kind is LinkKind.LABEL:
        return Target(Way.LABEL, written)
    if "{" in written or "|" in written:
        return _templated(written)
    return _plain(written)


def _plain(written: str) -> Target | None:
    path = unquote(written.split("#", 1)[0].split("?", 1)[0])
    if not path or _has_scheme(path) or is_mail(path):
        return None
    if "\\" in path:
        path = path.replace("\\", "/")
    # @/a.md of Zola, @site/a.md of Docusaurus.
    for root in ("@/", "@site/"):
        if path.startswith(root):
            return Target(Way.PATH, f"/{path[len(root) :]}")
    return Target(Way.PATH, path)


def _templated(written: str) -> Target | None:
    """What is meant by a target that a site generator fills in, as far as it can be told without one."""
    if found := _LIQUID.match(written):
        path = found[2].rstrip().removesuffix("-").rstrip().strip("\"'")
        return Target(Way.PAGE, path) if found[1] == "post_url" else Target(Way.PATH, f"/{path.lstrip('/')}")
    if found := _REF.match(written):
        path = found[1].partition("#")[0].strip()
        return Target(Way.PAGE, path) if path else None
    written = _FILTERED.sub(r"\1", written, count=1)
    written = _PELICAN.sub("", _BASE.sub("", written, count=1), count=1)
    return None if "{{" in written or "{%" in written else _plain(written)


def is_web_link(target: str) -> bool:
    """Whether the target of a link is the address of a page, with its scheme or without."""
    return target.startswith("//") or "://" in target[:12]


def is_mail(target: str) -> bool:
    """Whether the target of a link is a mail address without its scheme."""
    return "@" in target and _MAIL.fullmatch(target) is not None and not is_source(target)


def is_source(path: str) -> bool:
    """Whether a path is that of a file that documents are written in."""
    return path.lower().endswith(_SOURCES)


def _has_scheme(path: str) -> bool:
    scheme, colon, _ = path.partition(":")
    return bool(colon) and scheme.isalnum()
