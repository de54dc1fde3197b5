"""RDF terms as the text that N-Triples writes for them.

Everything between the mappers and the exporters passes terms as such text:
it sorts, compares and hashes at the speed of ``str``, and the N-Quads file is
a join of it. Grammar: https://www.w3.org/TR/n-triples/.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg.memoized import memoized

Term = str
"""An IRI ``<…>`` or a literal ``"…"``, ``"…"@tag``, ``"…"^^<…>`` in N-Triples form."""

Triple = tuple[Term, Term, Term]
"""Subject, predicate, object. There are no blank nodes: every node has a name."""

# All but the characters of RFC 3987, section 2.2; private ones are allowed in queries alone, so nowhere.
# Spaces of other scripts are allowed, but rdflib ends an IRI at them.
_PLANES = "".join(f"\\U{plane:04x}fffe\\U{plane:04x}ffff" for plane in range(1, 15))
_FORBIDDEN_IN_IRI = re.compile(
    r'[\x00-\x20<>"{}|^`\\\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000'
    r"\ud800-\uf8ff\ufdd0-\ufdef\ufff0-\uffff"
    rf"{_PLANES}\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_NOT_IN_FRAGMENT = re.compile(r"[%#\[\]]")
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_UNESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_UNESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


@memoized
def iri(text: str) -> Term:
    """The IRI ``text`` as a term; characters no IRI may hold are percent-encoded (RFC 3987)."""
    if _FORBIDDEN_IN_IRI.search(text):
        text = _FORBIDDEN_IN_IRI.sub(_percent_encode, text)
    return f"<{text}>"


def fragment(text: str) -> str:
    """Any text as part of the fragment of an IRI: what has a meaning there is percent-encoded."""
    return _NOT_IN_FRAGMENT.sub(_percent_encode, text)


def literal(text: str, language: str = "") -> Term:
    """A string literal, with a BCP 47 language tag if one is given.

    Lone surrogates and the control characters that XML cannot hold have no
    place in an RDF string; they become U+FFFD.
    """
    # What is printable holds no control character: the two tests take a tenth of the time of a search.
    if not text.isprintable() or '"' in text or "\\" in text:
        text = _ESCAPED.sub(_escape, text)
    return f'"{text}"@{language}' if language else f'"{text}"'


def typed(text: str, datatype: Term) -> Term:
    """A literal of the datatype, itself a term such as ``XSD.date``."""
    return f"{literal(text)}^^{datatype}"


def is_iri(term: Term) -> bool:
    """Whether the term is an IRI and not a literal."""
    return term[0] == "<"


def lexical(term: Term) -> str:
    """The text of a term: an IRI without its brackets, a literal without quotes, tag and type."""
    if term[0] == "<":
        return term[1:-1]
    body = term[1 : term.rindex('"')]
    return _UNESCAPE.sub(_unescape, body) if "\\" in body else body


def language_and_datatype(term: Term) -> tuple[str, str]:
    """The language tag of a literal and the IRI of its datatype; each is empty where it has none."""
    suffix = term[term.rindex('"') + 1 :]
    if suffix.startswith("@"):
        return suffix[1:], ""
    return "", suffix[3:-1] if suffix else ""


def to_ntriples(triples: Iterable[Triple]) -> str:
    """The triples as N-Triples, in the order given."""
    return "".join([f"{s} {p} {o} .\n" for s, p, o in triples])


def of_ntriples(text: str) -> Iterator[Triple]:
    """The triples of N-Triples that :func:`to_ntriples` wrote: no literal has a line end."""
    for line in text.split("\n")[:-1]:
        subject, predicate, rest = line.split(" ", 2)
        yield subject, predicate, rest[:-2]


def _percent_encode(match: re.Match[str]) -> str:
    encoded = match[0].encode("utf-8", "replace")
    return "".join(f"%{byte:02X}" for byte in encoded)


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0], "\ufffd")


def _unescape(match: re.Match[str]) -> str:
    short, long, other = match.groups()
    code = short or long
    return chr(int(code, 16)) if code else _UNESCAPES.get(other, other)
