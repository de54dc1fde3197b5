"""The names of the files of documents, which every file system can hold."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote

from kg.numbering import Numbering
from kg.terms import Term, lexical

_GRAPH_FRAGMENT = "#graph"
# What Windows forbids in names, and control characters everywhere.
_FORBIDDEN = re.compile(r"""[\x00-\x1f\x7f"*:<>?\\|]""")
# Names of devices, and what ends in a point or space, which Windows leaves out.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)
_LEFT_OUT = re.compile(r"[. ]$")
_FILE_ENDING = re.compile(r"\.(?=(?:html|jsonld|md|ttl)$)", re.IGNORECASE)
_LONGEST = 200
"""Bytes of a name; most file systems end at 255, and an ending follows."""
_LONGEST_PATH, _DEEPEST = 1000, 100
"""Bytes and steps of a path; Linux ends at 4,096 bytes, with all that stands before."""
_STEPS_KEPT = 4
"""Of a longer path; a hash stands for the others."""


def document_paths(graph_names: Iterable[Term], base: str) -> dict[Term, str]:
    """Where the files of each document are, without ending, by the IRI of its named graph.

    No two are alike, see :func:`alike_on_disk`.
    """
    numbering = Numbering(alike=alike_on_disk)
    return {name: numbering.take(document_path(name, base)) for name in graph_names}


def alike_on_disk(path: str) -> str:
    """What two paths have in common that lead to one file on some system.

    Some tell neither capitals from small letters, nor ways to compose them.
    """
    return unicodedata.normalize("NFC", path).casefold()


def document_of(graph_name: Term) -> Term:
    """The document whose triples are in the named graph."""
    return f"{graph_name.removesuffix(f'{_GRAPH_FRAGMENT}>')}>"


def document_path(graph_name: Term, base: str) -> str:
    """Where the files of a document want to be, without ending, from the IRI of its named graph."""
    path = unquote(lexical(graph_name).removeprefix(base).removesuffix(_GRAPH_FRAGMENT))
    *folders, name = [step for step in path.split("/") if step] or ["document"]
    # A folder "a.ttl" would stand where the Turtle of the document "a" goes.
    return _short([_safe(_FILE_ENDING.sub("%2E", folder)) for folder in folders] + [_safe(name)])


def _short(steps: list[str]) -> str:
    """The path of these steps, cut where it is too long: an identifier may be a thousand folders deep."""
    path = "/".join(steps)
    data = path.encode("utf-8")
    if len(steps) <= _DEEPEST and len(data) <= _LONGEST_PATH:
        return path
    return "/".join([*steps[:_STEPS_KEPT], f"~{hashlib.sha256(data).hexdigest()[:16]}"])


def _safe(step: str) -> str:
    """The step of a path with percent signs for what a name cannot hold, cut where it is too long."""
    if step in {".", ".."}:
        return "%2E" * len(step)
    name = _LEFT_OUT.sub(_code, _FORBIDDEN.sub(_code, step))
    if _RESERVED.match(name):
        name = f"%{ord(name[0]):02X}{name[1:]}"
    data = name.encode("utf-8")
    if len(data) <= _LONGEST:
        return name
    return f"{data[:_LONGEST].decode('utf-8', 'ignore')}~{hashlib.sha256(data).hexdigest()[:8]}"


def _code(match: re.Match[str]) -> str:
    return f"%{ord(match[0]):02X}"
