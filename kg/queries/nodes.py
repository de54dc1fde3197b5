"""The nodes of a graph that a person means: by IRI, identifier, address, or name."""

from __future__ import annotations

import difflib

from kg.errors import NotFoundError
from kg.graph.store import Store
from kg.identity.identifiers import from_text, from_url, isbn, resolver_url
from kg.terms import Term, iri, lexical, literal

_SOURCE = "FILTER EXISTS { ?document schema:citation|schema:isBasedOn|prov:wasDerivedFrom ?node }"
_PATTERNS = {
    "document": "?node schema:mainEntityOfPage ?page .",
    "person": "?node a schema:Person .",
    "source": _SOURCE,
    "topic": "?node a schema:DefinedTerm .",
}
_NAMES = "schema:headline|schema:name|schema:alternateName|schema:termCode"


def find_nodes(store: Store, kind: str, text: str) -> list[Term]:
    """The nodes of a kind (``document``, ``person``, ``source`` or ``topic``) that a text means, sorted.

    An IRI of the graph means its node; for a source, an identifier or URL
    means what holds or claims it. Else the text is a name, whole, and if no
    name is that, a part of the name of one node alone. Raises NotFoundError,
    which names what is near.
    """
    text = text.strip().removeprefix("<").removesuffix(">")
    is_kind = _PATTERNS[kind]
    if _is_iri(text) and (found := _those(store, f"VALUES ?node {{ {iri(text)} }} {is_kind}")):
        return found
    if kind == "source" and (found := _by_identifier(store, text)):
        return found
    names = store.query(f"SELECT DISTINCT ?node ?name WHERE {{ ?node {_NAMES} ?name . {is_kind} }}").rows
    pairs = [(str(name), iri(str(node))) for node, name in names]
    wanted = text.casefold()
    if whole := sorted({node for name, node in pairs if name.casefold() == wanted}):
        return whole
    parts = sorted({node for name, node in pairs if wanted and wanted in name.casefold()})
    if len(parts) == 1:
        return parts
    near = sorted({name for name, node in pairs if node in parts}) or difflib.get_close_matches(
        text, sorted({name for name, _ in pairs}), n=3, cutoff=0.5
    )
    raise NotFoundError(f"the graph has no {kind} {text!r}{_suggestion(near)}")


def find_any(store: Store, text: str) -> str:
    """The IRI of the one node that a text means: that node, or a document, source, person or topic.

    Raises NotFoundError where it means none or several, which are named.
    """
    given = text.strip().removeprefix("<").removesuffix(">")
    if _is_iri(given) and store.query(f"ASK {{ {iri(given)} ?predicate ?value }}"):
        return given
    near: list[str] = []
    for kind in _PATTERNS:
        try:
            found = find_nodes(store, kind, text)
        except NotFoundError as error:
            near += [said] if (said := str(error).partition("; ")[2]) else []
            continue
        if len(found) == 1:
            return lexical(found[0])
        shown = ", ".join(lexical(one) for one in found[:5])
        raise NotFoundError(f"{text!r} may be {shown}; name one by its IRI")
    raise NotFoundError(f"the graph has no node {text!r}" + (f"; {near[0]}" if near else ""))


def _suggestion(near: list[str]) -> str:
    return f"; did you mean {' or '.join(map(repr, near[:3]))}?" if near else ""


def _by_identifier(store: Store, text: str) -> list[Term]:
    """The sources that have or claim an identifier or address."""
    identifier = from_text(text) or from_url(text)
    book = isbn(text)
    ways = [f"?node kg:claimedIdentifier {literal(text)}"]
    if _is_iri(text):
        ways.append(f"?node schema:url|schema:sameAs {iri(text)}")
    if identifier is not None:
        ways.append(_held(identifier.scheme, identifier.value))
        ways.append(f"?node kg:claimedIdentifier {literal(str(identifier))}")
        if identifier.scheme == "web":
            # Where a page has several addresses, the IRI that we gave it has the normal form of all.
            ending = literal(f"source/web/{identifier.value}")
            ways.append(f"?any schema:citation ?node FILTER STRENDS(STR(?node), {ending})")
        if address := resolver_url(identifier):
            ways.append(f"?node schema:url|schema:sameAs {iri(address)}")
    if book:
        ways.append(_held("isbn", book))
    return _those(store, f"{{ {' } UNION { '.join(ways)} }} {_SOURCE}")


def _is_iri(text: str) -> bool:
    import pyoxigraph

    try:
        pyoxigraph.NamedNode(text)
    except ValueError:
        return False
    return True


def _held(scheme: str, value: str) -> str:
    return f"?node schema:identifier [ schema:propertyID {literal(scheme)} ; schema:value {literal(value)} ]"


def _those(store: Store, pattern: str) -> list[Term]:
    rows = store.query(f"SELECT DISTINCT ?node WHERE {{ {pattern} }} ORDER BY ?node").rows
    return [iri(str(node)) for (node,) in rows]
