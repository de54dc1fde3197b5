"""A document among what surrounds it: a drawing whose parts are links, and the way to the explorer."""

from __future__ import annotations

from kg.site.site import Site
from kg.site.views import Picture
from kg.terms import Term, iri, lexical
from kg.visualization.drawing import drawing
from kg.visualization.explorer import place_in
from kg.visualization.surroundings import surroundings

EXPLORER = "explorer.html"
"""The page of the explorer, at the top of the site."""


def picture(site: Site, me: Term, root: str) -> Picture:
    """The drawing of a document, and where the explorer shows the same, alone and inside the page."""
    name = lexical(me)
    explorer = f"{root}{EXPLORER}{place_in(name, site.base)}"
    svg = drawing(
        surroundings(site.scene, name),
        here=explorer,
        href=lambda other: site.link(iri(other), root).href,
        styled=False,
    )
    return Picture(svg, explorer, f"{root}{EXPLORER}{place_in(name, site.base, bare=True)}")


def explorer_of(site: Site, me: Term, root: str) -> str:
    """Where the explorer shows a thing; empty for what is none of its."""
    name = lexical(me)
    return f"{root}{EXPLORER}{place_in(name, site.base)}" if name in site.scene.things else ""
