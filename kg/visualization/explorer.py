"""The explorer: the whole graph as one HTML page that asks nobody for anything.

The page opens on a map of documents and topics; claims, sources and people
come when something is chosen. Its scripts are classic ones, since modules,
workers and requests all fail on a page that is opened from a disk; they lie in
``assets/explorer``, one duty a file, and are joined in the order below.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from kg.visualization.charts import charts
from kg.visualization.embedded import as_data, asset, assets, policy
from kg.visualization.payload import findings, payload
from kg.visualization.scene import Scene
from kg.visualization.weak_spots import WeakSpot

SCRIPTS = (
    "dom",
    "words",
    "model",
    "facets",
    "search",
    "paths",
    "columns",
    "theme",
    "pens",
    "paint_map",
    "paint_evidence",
    "stage",
    "announce",
    "panel",
    "start",
    "table",
    "weak",
    "export",
    "filters",
    "finder",
    "state",
    "main",
)
"""The scripts, in the order in which each may use those before it."""

STYLES = ("colours", "frame", "panel", "views")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page but for the findings, which go between its two parts; ``things`` are IRIs in order."""

    before: str
    after: str
    things: tuple[str, ...]


def page(sheet: Sheet, spots: Sequence[WeakSpot]) -> str:
    """The explorer with the weak spots in it."""
    return f"{sheet.before},{as_data(findings(spots, sheet.things))[1:]}{sheet.after}"


def sheet(scene: Scene, *, title: str, base: str, language: str = "") -> Sheet:
    """The explorer of a scene, but for the findings."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(assets() / "explorer"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    data = as_data({"title": title, "language": language, **payload(scene, base=base)})
    place = hashlib.sha256(data.encode()).hexdigest()
    code, style = script(), "".join(asset(f"explorer/{name}.css") for name in STYLES)
    text = environment.get_template("page.html.j2").render(
        title=title,
        policy=policy([code], [style]),
        style=style,
        script=code,
        data=place,
        charts=charts(scene),
        base=base,
    )
    before, _, after = text.partition(place)
    return Sheet(before + data[:-1], after, tuple(scene.things))


def place_in(iri: str, base: str, *, bare: bool = False) -> str:
    """The hash at which the explorer shows a thing and its evidence; ``bare`` shows the picture alone."""
    said = {"node": iri.removeprefix(base)} | ({"bare": "1"} if bare else {})
    return f"#{urlencode(said)}"


def script() -> str:
    """The scripts as one, which leaves nothing in the global scope."""
    parts = "\n".join(asset(f"explorer/{name}.js").replace('"use strict";\n', "", 1) for name in SCRIPTS)
    return f'"use strict";\n(() => {{\n{parts}\n}})();\n'
