"""How a document, a claim or a source is cited: as a sentence, as BibTeX, as CSL JSON."""

from __future__ import annotations

import json
from dataclasses import replace

from kg.errors import NotFoundError
from kg.exporters.bibliography import Work, csl, name, to_bibtex, work
from kg.graph.reader import Reader
from kg.mcp.reading import kind as kind_of
from kg.site.citation import cited_claim, sentence
from kg.terms import Term, lexical
from kg.vocabulary import SCHEMA

STYLES = ("text", "bibtex", "csl")
"""The forms of a citation."""


def cite(reader: Reader, me: Term, style: str) -> str:
    """The citation of a node in a style; as text, that of a claim has what it rests on below.

    Raises NotFoundError for a node that nobody can cite.
    """
    cited = _cited(reader, me)
    if style == "bibtex":
        return to_bibtex([cited])
    if style == "csl":
        return json.dumps([csl(cited)], ensure_ascii=False, indent=2)
    evidence = reader.iris(me, SCHEMA.isBasedOn) if reader.kind(me) == "claim" else []
    return "\n".join((sentence(cited), *(f"Rests on: {sentence(_cited(reader, one))}" for one in evidence)))


def _cited(reader: Reader, me: Term) -> Work:
    kind = kind_of(reader, me)
    if kind == "document":
        return _document(reader, me)
    if kind == "source":
        found = work(reader, me)
        return replace(found, url=f"https://doi.org/{found.doi}" if found.doi else found.url)
    if kind == "claim":
        home = next(iter(reader.iris(me, SCHEMA.appearance)), me)
        sources = [reader.label(one) for one in reader.iris(me, SCHEMA.isBasedOn)]
        label = reader.text(me, SCHEMA.identifier) or lexical(me).rpartition("#")[2]
        text = reader.text(me, SCHEMA.text)
        return cited_claim(_document(reader, home), label, lexical(me), text, "; ".join(sources))
    raise NotFoundError(f"{lexical(me)} is no document, claim or source, which alone can be cited")


def _document(reader: Reader, me: Term) -> Work:
    """A document as a reference: without named authors, its publisher stands for them."""
    found = work(reader, me)
    who = reader.iris(me, SCHEMA.author) or reader.iris(me, SCHEMA.publisher)
    return replace(found, kind="WebPage", authors=tuple(name(reader, one) for one in who), url=lexical(me))
