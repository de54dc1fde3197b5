"""A thing and what surrounds it as a small SVG: it needs no script, its labels are text, its parts are links.

What leads to the thing stands on the left, what it leads to on the right; the
wider a line, the more claims make the link.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kg.visualization.embedded import asset, assets
from kg.visualization.lettering import clean, fitted, wrapped
from kg.visualization.surroundings import Neighbour, Side, Surroundings

if TYPE_CHECKING:
    import jinja2

STYLE = "drawing.css"
"""The style sheet of drawings, an asset: a page that holds several loads it once."""

# In pixels, as all that follows.
_WIDTH, _ROW, _TEXT = 656, 38, 196
_CARD, _CARD_LINES, _LINE, _PADDING = 164, 5, 17, 8
_LEFT, _RIGHT = (209, 246, 200), (447, 410, 456)
# Paths from the middle of a sign.
_SHAPES = {
    "source": "m-5-5h10v10h-10z",
    "person": "m0-6l6 11h-12z",
    "topic": "m0-7l7 7l-7 7l-7-7z",
    "organization": "m-3-5h6l3 5l-3 5h-6l-3-5z",
    "venue": "m-3-5h6l3 5l-3 5h-6l-3-5z",
}
_LONGEST_TITLE = 1000
"""Characters of a title, at most: each drawing in which a thing is says it."""
_CIRCLE = "m-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0"


@dataclass(frozen=True, slots=True)
class _Row:
    """A thing on one side, and the line that ties it to the card."""

    neighbour: Neighbour
    y: int
    href: str

    @property
    def name(self) -> str:
        return fitted(clean(self.neighbour.thing.label), _TEXT)

    @property
    def title(self) -> str:
        label = clean(self.neighbour.thing.label)
        return label if len(label) <= _LONGEST_TITLE else f"{label[:_LONGEST_TITLE]}…"

    @property
    def why(self) -> str:
        thing = self.neighbour.thing
        is_dated = thing.kind == "source" and thing.year
        return f"{self.neighbour.why}, {thing.year}" if is_dated else self.neighbour.why

    @property
    def shape(self) -> str:
        return _SHAPES.get(self.neighbour.thing.kind, _CIRCLE)

    @property
    def thickness(self) -> float:
        return round(min(5.0, 1 + math.log2(max(1, self.neighbour.strength)) * 0.9), 1)


@dataclass(frozen=True, slots=True)
class _Column:
    """One side: the x of its ``signs``, of the ``end`` of the lines and of the ``words``; what is in it."""

    signs: int
    end: int
    words: int
    anchor: str
    rows: list[_Row]
    more: str
    y_of_more: int

    @property
    def bend(self) -> int:
        return (self.signs + self.end) // 2


def drawing(found: Surroundings, *, here: str, href: Callable[[str], str], styled: bool = True) -> str:
    """The SVG. ``href`` gives where a thing leads by its IRI, or nothing; ``here`` where the middle leads.

    ``styled`` puts the style sheet in.
    """
    lines = wrapped(clean(found.thing.label), _CARD - 2 * _PADDING, _CARD_LINES)
    card = 16 + _LINE * len(lines)
    height = max(card, *(_ROW * _places(side) for side in (found.to, found.out))) + _PADDING * 2
    columns = (
        _column(found.to, _LEFT, "end", height, href),
        _column(found.out, _RIGHT, "start", height, href),
    )
    # A side with nothing on it takes no room.
    left = 0 if found.to.shown else _LEFT[1] - _PADDING
    right = _WIDTH if found.out.shown else _RIGHT[1] + _PADDING
    return _template().render(
        left=left,
        width=right - left,
        height=height,
        middle=height // 2,
        label=clean(found.thing.label),
        style=asset(STYLE) if styled else "",
        columns=columns,
        lines=lines,
        line=_LINE,
        card={"x": _LEFT[1], "y": (height - card) // 2, "width": _CARD, "height": card},
        centre=_WIDTH // 2,
        href=here,
    )


def _places(side: Side) -> int:
    return len(side.shown) + bool(side.more)


def _column(
    side: Side, xs: tuple[int, int, int], anchor: str, height: int, href: Callable[[str], str]
) -> _Column:
    top = height // 2 - _ROW * _places(side) // 2 + _ROW // 2
    ys = range(top, top + _ROW * _places(side), _ROW)
    rows = [_Row(one, y, href(one.thing.iri)) for one, y in zip(side.shown, ys, strict=False)]
    more = f"and {side.more:,} more" if side.more else ""
    return _Column(*xs, anchor, rows, more, ys[-1] if side.more else 0)


@cache
def _template() -> jinja2.Template:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(assets()),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    return environment.get_template("drawing.svg.j2")
