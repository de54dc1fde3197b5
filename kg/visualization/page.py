"""A picture of a graph as one HTML page that asks nobody for anything.

pyvis holds the nodes, edges and options and renders our own template: its own
one links two content delivery networks, and turns titles into HTML. The page
has a content security policy that lets only the two scripts in it run
(https://www.w3.org/TR/CSP3/), and all its data is text to it.
"""

from __future__ import annotations

import importlib
import sys
from collections import Counter
from functools import cache
from importlib import resources
from types import ModuleType
from typing import TYPE_CHECKING, Any

from kg.errors import NotFoundError
from kg.visualization.embedded import as_data, asset, assets, policy
from kg.visualization.layout import layout

if TYPE_CHECKING:
    import networkx as nx

_VIS = "vis-9.1.2/vis-network"
_STYLES: dict[str, dict[str, Any]] = {
    "document": {"shape": "dot", "size": 20, "label": "Documents"},
    "claim": {"shape": "dot", "size": 6, "label": "Claims"},
    "source": {"shape": "square", "size": 11, "label": "Sources"},
    "person": {"shape": "triangle", "size": 9, "label": "People"},
    "organization": {"shape": "hexagon", "size": 10, "label": "Organisations"},
    "venue": {"shape": "star", "size": 10, "label": "Periodicals and series"},
    "topic": {"shape": "diamond", "size": 15, "label": "Topics"},
    "software": {"shape": "triangleDown", "size": 9, "label": "Software"},
    "other": {"shape": "dot", "size": 5, "label": "Other"},
}
_OPTIONS = {
    "physics": {"enabled": False},
    "interaction": {"hover": True, "hideEdgesOnDrag": True, "tooltipDelay": 200},
    "edges": {"smooth": False, "arrows": {"to": {"enabled": True, "scaleFactor": 0.35}}},
}


def page(graph: nx.MultiDiGraph[str], *, title: str, note: str = "") -> str:
    """The page that shows ``graph`` under ``title``; ``note`` stands below the title.

    Nodes have the attributes that :func:`kg.graph.networkx_view.to_networkx`
    gives. Meant for some hundreds of nodes.
    """
    network = _network(graph)
    library = _vis("js")
    script = asset("page.js")
    network.templateEnv.globals.update(
        title=title,
        note=note,
        library=library,
        library_style=_vis("css"),
        script=script,
        style=asset("page.css"),
        policy=policy([library, script]),
        data=as_data(
            {
                "nodes": network.nodes,
                "edges": network.edges,
                "options": network.options,
                "kinds": _kinds(graph),
            }
        ),
    )
    text: str = network.generate_html()
    return text


def _network(graph: nx.MultiDiGraph[str]) -> Any:
    network = _pyvis().network.Network(directed=True)
    network.set_template_dir(str(assets()), "page.html.j2")
    network.templateEnv.autoescape = True
    network.options = _OPTIONS
    places = layout(graph)
    for iri, attributes in graph.nodes(data=True):
        kind = attributes.get("kind", "other")
        style = _STYLES.get(kind, _STYLES["other"])
        x, y = places[iri]
        network.add_node(
            iri,
            label=attributes.get("label") or iri,
            shape=style["shape"],
            size=style["size"],
            kind=kind if kind in _STYLES else "other",
            x=x,
            y=y,
            **{name: attributes.get(name) or "" for name in ("text", "url", "confidence", "year")},
            types=attributes.get("types") or [],
        )
    for number, (start, end, predicate) in enumerate(graph.edges(keys=True)):
        network.add_edge(start, end, id=number, predicate=str(predicate))
    return network


def _pyvis() -> Any:
    """pyvis, which is imported without IPython. Raises NotFoundError where it is not installed.

    It imports IPython for the frame of a notebook, which takes longer than a
    picture does, and which :class:`kg.visualization.picture.Picture` has no use
    for. Where nobody has imported IPython before, something stands in for it meanwhile.
    """
    stands_in = {name: ModuleType(name) for name in ("IPython", "IPython.display")}
    stands_in["IPython.display"].__dict__["IFrame"] = _frame
    if not stands_in.keys() & sys.modules.keys():
        sys.modules.update(stands_in)
    try:
        return importlib.import_module("pyvis")
    except ModuleNotFoundError as error:
        raise NotFoundError(
            f"{error.name} is not installed; install the extra: pip install 'claimgraph[view]'"
        ) from error
    finally:
        for name, module in stands_in.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


def _frame(*arguments: Any, **options: Any) -> object:
    """A frame of IPython, for a notebook in which somebody uses pyvis beside us."""
    from IPython.display import IFrame

    return IFrame(*arguments, **options)


def _kinds(graph: nx.MultiDiGraph[str]) -> list[dict[str, Any]]:
    kinds = (attributes.get("kind") for _, attributes in graph.nodes(data=True))
    counts = Counter(kind if kind in _STYLES else "other" for kind in kinds)
    return [
        {"kind": kind, "label": style["label"], "shape": style["shape"], "count": counts[kind]}
        for kind, style in _STYLES.items()
        if counts[kind]
    ]


@cache
def _vis(kind: str) -> str:
    """The vis-network library that pyvis carries, as a script or style sheet."""
    name = f"{_VIS}.min.js" if kind == "js" else f"{_VIS}.css"
    text = resources.files("pyvis").joinpath("templates/lib", name).read_text(encoding="utf-8")
    # Without this comment the tools of a browser do not look for a file beside the page.
    return text.replace("//# sourceMappingURL=", "// ").replace("</script", "<\\/script")
