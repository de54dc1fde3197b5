"""Every file of a site, by its path."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from importlib import metadata, resources
from urllib.parse import urlsplit

from kg.exporters.folder import MANIFEST
from kg.exporters.jsonld import JsonLdWriter
from kg.exporters.turtle import TurtleWriter
from kg.exporters.verification import graph_hash
from kg.site import feeds
from kg.site.addresses import root_of
from kg.site.citation import citations
from kg.site.data import PageData
from kg.site.description import description
from kg.site.document_page import document_view
from kg.site.lists import front_view, list_views
from kg.site.meta import DATA_SET, document_head, plain_head, thing_head
from kg.site.picture import EXPLORER
from kg.site.render import Renderer
from kg.site.search import search_index
from kg.site.site import PAGE_KINDS, Site
from kg.site.text import as_markdown
from kg.site.thing_page import thing_view
from kg.visualization.drawing import STYLE
from kg.visualization.embedded import asset

_ASSETS = ("favicon.svg", "search.js", "site.css", "site.js")


def site_files(site: Site, explore: Callable[[], str]) -> Iterator[tuple[str, bytes]]:
    """The path and content of each file, ``build.json`` with the hashes of all others last.

    ``explore`` gives the page of the explorer.
    """
    hashes: dict[str, str] = {}
    for path, text in _files(site, explore):
        data = text.encode("utf-8", "replace")
        hashes[path] = hashlib.sha256(data).hexdigest()
        yield path, data
    manifest = {
        "counts": dict(site.counts),
        "graph": {"canonicalization": "RDFC-1.0", "sha256": graph_hash(site.dataset.blocks())},
        "settings": site.settings.as_mapping(),
        "versions": {"claimgraph": metadata.version("claimgraph")},
        "outputs": dict(sorted(hashes.items())),
    }
    yield MANIFEST, (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _files(site: Site, explore: Callable[[], str]) -> Iterator[tuple[str, str]]:
    renderer, data = Renderer(site), PageData(site)
    pages: list[tuple[str, str]] = [("", "")]
    texts: list[str] = []
    void, void_json, home = description(site)
    head = plain_head(site, "index.html", site.title, f"{site.summary()}.", home, DATA_SET)
    yield "index.html", renderer.front(front_view(site), head)
    for me in site.of_kind("document"):
        stem = site.addresses.stem(me)
        root = root_of(stem)
        turtle, jsonld, embedded = data.of_document(me)
        view = document_view(site, me, root)
        view.citations = citations(site, me, view)
        text = as_markdown(site, me, view)
        texts.append(text)
        yield f"{stem}.html", renderer.document(view, document_head(site, me, root, embedded), root)
        yield f"{stem}.ttl", turtle
        yield f"{stem}.jsonld", jsonld
        yield f"{stem}.md", text
        pages.append((f"{stem}.html", site.updated(me)))
    for kind in PAGE_KINDS[1:]:
        for me in site.of_kind(kind):
            stem = site.addresses.stem(me)
            root = root_of(stem)
            turtle, jsonld, embedded = data.of_thing(me)
            thing = thing_view(site, me, root)
            yield f"{stem}.html", renderer.thing(thing, thing_head(site, me, thing, root, embedded), root)
            yield f"{stem}.ttl", turtle
            yield f"{stem}.jsonld", jsonld
            pages.append((f"{stem}.html", ""))
    for path, listing in list_views(site):
        yield path, renderer.listing(listing, plain_head(site, path, listing.title, listing.about))
        pages.append((path, ""))
    yield "search.html", renderer.search(plain_head(site, "search.html", "Search", f"Search {site.title}"))
    missing = plain_head(site, "404.html", "Not here", "There is no such page.")
    yield "404.html", renderer.missing(missing, urlsplit(site.base).path)
    yield EXPLORER, explore()
    pages.append((EXPLORER, ""))
    yield from _for_programs(site, pages)
    yield "llms-full.txt", "\n---\n\n".join(texts)
    yield "void.ttl", void
    yield "void.jsonld", void_json
    yield "search-index.js", search_index(site)
    for name in _ASSETS:
        yield f"assets/{name}", resources.files(__package__).joinpath("assets", name).read_text("utf-8")
    yield f"assets/{STYLE}", asset(STYLE)


def _for_programs(site: Site, pages: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The whole graph, and what leads crawlers and agents to it."""
    yield "graph.ttl", TurtleWriter(site.base).write(site.dataset.nodes.values(), comment=site.title)
    yield "graph.jsonld", JsonLdWriter().graph(site.dataset.nodes.values())
    yield "graph.nq", site.dataset.nquads
    yield "llms.txt", feeds.llms(site)
    if site.addresses.url(""):
        # Their formats know only addresses of the web.
        yield from feeds.sitemaps(site, pages)
        yield "robots.txt", feeds.robots(site)
        if feed := feeds.atom(site):
            yield "feed.xml", feed
