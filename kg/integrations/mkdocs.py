"""The MkDocs plugin ``kg``: each page gets the JSON-LD of the document it was made of.

    plugins:
      - kg

The documents are those in ``docs_dir``; settings come from the nearest
``kg.yaml``, and ``base`` from ``site_url`` where that names none. Needs the
extra ``mkdocs``.
"""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from typing import TYPE_CHECKING

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger

from kg.diagnostics import Diagnostic, Severity, to_text
from kg.errors import KgError
from kg.exporters.jsonld import JsonLdWriter
from kg.exporters.names import document_of
from kg.knowledge_graph import KnowledgeGraph
from kg.pipeline import build
from kg.settings import DEFAULT_BASE, Settings, find_settings
from kg.terms import lexical
from kg.web.embed import PROFILES
from kg.web.html import read_head, with_script
from kg.web.profile import WebProfile

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

_LEVELS = {
    Severity.VIOLATION: logging.WARNING,
    Severity.WARNING: logging.INFO,
    Severity.INFO: logging.DEBUG,
}


class KgPluginConfig(Config):  # type: ignore[no-untyped-call]
    """What ``mkdocs.yml`` may say under the plugin."""

    profile = config_options.Choice(tuple(PROFILES), default="web")
    shapes = config_options.Type(bool, default=True)


class KgPlugin(BasePlugin[KgPluginConfig]):  # type: ignore[no-untyped-call]
    """Builds the graph of the documents before the pages, then embeds each document's part of it."""

    def __init__(self) -> None:
        self._log = get_plugin_logger("kg")
        self._texts: dict[str, str] = {}

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Build the graph of the documents; findings go to the log, violations as warnings."""
        try:
            settings = _settings(config)
            graph = build(config.docs_dir, settings=settings, validate=self.config.shapes)
        except KgError as error:
            raise PluginError(f"kg: {error}") from error
        for found in graph.diagnostics:
            self._report(found)
        self._texts = _texts(graph, self.config.profile)
        return files

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """The page with the JSON-LD of its document in its head."""
        text = self._texts.get(os.path.realpath(page.file.abs_src_path or ""), "")
        data = output.encode("utf-8", "surrogateescape")
        head = read_head(data)
        if not text or head.place is None:
            return output
        return with_script(data, head, text).decode("utf-8", "surrogateescape")

    def _report(self, found: Diagnostic) -> None:
        self._log.log(_LEVELS[found.severity], to_text([found]).rstrip("\n"))


def _settings(config: MkDocsConfig) -> Settings:
    settings = find_settings([config.docs_dir])
    if settings.base == DEFAULT_BASE and config.site_url:
        settings = replace(settings, base=config.site_url.rstrip("/") + "/")
    return replace(settings, title=settings.title or config.site_name or "")


def _texts(graph: KnowledgeGraph, profile: str) -> dict[str, str]:
    """The JSON-LD of each document, by the real path of its file."""
    web, full = WebProfile(graph.dataset.nodes), JsonLdWriter()
    files = {iri: os.path.realpath(file) for file, iri in graph.identity.document_iris.items()}
    texts: dict[str, str] = {}
    for name, own in graph.dataset.described.items():
        document = document_of(name)
        text = web.page(document, own) if profile == "web" else full.page(own.values())
        if text.strip() != "[]":
            texts[files[lexical(document)]] = text
    return texts
