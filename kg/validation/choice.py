"""Which engine validates: pyshacl-turbo where it is installed and right, else pySHACL.

pyshacl-turbo has no wheel for every platform, and is young: a release of it
that counts bytes for characters, or compares terms by their bytes, must not
judge anybody's documents (``docs/decisions/0024-engine-as-an-extra.md``).
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

from kg.errors import ShapesError

LARGE = 50_000
"""From so many triples on, it is noticed which engine validates: pySHACL takes three seconds."""

_PROBES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:s> a sh:NodeShape ; sh:targetSubjectsOf <urn:p> ;
    sh:property [ sh:path <urn:language> ; sh:in ("en") ; sh:maxCount 1 ] ;
    sh:property [ sh:path <urn:length> ; sh:minLength 2 ; sh:maxLength 2 ] ;
    sh:property [ sh:path <urn:bound> ; sh:minInclusive 0.1 ; sh:datatype xsd:decimal ] ;
    sh:property [ sh:path <urn:text> ; sh:pattern "^a.c$" ; sh:flags "i" ] ;
    sh:property [ sh:path <urn:kind> ; sh:class <urn:C> ] .
"""
_RIGHT = r"""
<urn:a> <urn:p> "1" .
<urn:a> <urn:language> "en" .
<urn:a> <urn:length> "\u00E4\u00F6" .
<urn:a> <urn:bound> "0.1"^^<http://www.w3.org/2001/XMLSchema#decimal> .
<urn:a> <urn:text> "ABC" .
<urn:a> <urn:kind> <urn:c> .
<urn:c> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:C> .
"""
_WRONG = r"""
<urn:b> <urn:p> "1" .
<urn:b> <urn:language> "en"@en .
<urn:b> <urn:length> "\u00E4" .
<urn:b> <urn:bound> "0.09"^^<http://www.w3.org/2001/XMLSchema#decimal> .
<urn:b> <urn:text> "abcd" .
<urn:b> <urn:kind> <urn:a> .
"""
_FOUND = {"language", "length", "bound", "text", "kind"}


def chosen(engine: str) -> str:
    """``turbo`` or ``pyshacl``, for ``auto`` the faster that can be relied on.

    Raises ShapesError where turbo is asked for by name and is not installed.
    """
    if engine == "auto":
        return "turbo" if is_installed() and is_sound() else "pyshacl"
    if engine == "turbo" and not is_installed():
        raise ShapesError(
            "the SHACL engine turbo is not installed: pip install 'claimgraph[turbo]', "
            "or let shacl_engine be auto"
        )
    return engine


def is_slow(engine: str, triples: int) -> bool:
    """Whether so many triples were judged by the slower engine though nobody asked for it."""
    return engine == "auto" and triples >= LARGE and chosen(engine) == "pyshacl"


@cache
def is_sound() -> bool:
    """Whether the installed pyshacl-turbo tells right from wrong where releases have failed."""
    import rdflib
    from rdflib import SH

    try:
        import pyshacl_turbo
        from pyshacl_turbo.rdf import Input

        shapes = rdflib.Graph().parse(data=_PROBES, format="turtle")
        _, report, _ = pyshacl_turbo.validate(Input(_RIGHT + _WRONG, "nt", None, {}, {}), shacl_graph=shapes)
        results = set(report.subjects(SH.resultSeverity, None))
        found = {
            (str(report.value(one, SH.focusNode)), str(report.value(one, SH.resultPath))) for one in results
        }
    except Exception:  # noqa: BLE001 - whatever it is, it is not to be relied on
        return False
    return len(results) == len(_FOUND) and found == {("urn:b", f"urn:{path}") for path in _FOUND}


@cache
def is_installed() -> bool:
    """Whether pyshacl-turbo is there at all."""
    return find_spec("pyshacl_turbo") is not None
