"""Views as pages, by the templates beside this module."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.site import words
from kg.site.lists import FrontView, ListView
from kg.site.site import LISTS, Site
from kg.site.views import DocumentView, Head, ThingView

if TYPE_CHECKING:
    import jinja2

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "frame-src 'self'; base-uri 'none'; form-action 'self'"
)
"""What a page may load: the files of the site, and nothing of others (https://www.w3.org/TR/CSP3/)."""


class Renderer:
    """Renders the pages of one site."""

    def __init__(self, site: Site) -> None:
        import jinja2

        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            undefined=jinja2.StrictUndefined,
        )
        self._environment.filters.update(date=words.date_name, language=_language)
        self._environment.globals.update(
            site=site.title,
            policy=_POLICY,
            lists=[(path, title) for kind, (path, title) in LISTS.items() if site.of_kind(kind)],
            has_feed=bool(site.addresses.url("")) and any(map(site.updated, site.of_kind("document"))),
            publisher=site.settings.publisher,
            license=site.settings.license,
            summary=site.summary(),
            counted=words.counted,
        )

    def front(self, view: FrontView, head: Head) -> str:
        """The first page."""
        return self._page("front", view, head, "")

    def document(self, view: DocumentView, head: Head, root: str) -> str:
        """The page of a document."""
        return self._page("document", view, head, root)

    def thing(self, view: ThingView, head: Head, root: str) -> str:
        """The page of a source, a person, a body, a periodical or a topic."""
        return self._page("thing", view, head, root)

    def listing(self, view: ListView, head: Head) -> str:
        """A page that lists all things of a kind."""
        return self._page("list", view, head, "")

    def search(self, head: Head) -> str:
        """The page that finds."""
        return self._page("search", None, head, "")

    def missing(self, head: Head, root: str) -> str:
        """The page that a server shows in place of one that is not there, at whatever address."""
        return self._page("missing", None, head, root)

    def _page(self, name: str, view: object, head: Head, root: str) -> str:
        template: jinja2.Template = self._environment.get_template(f"{name}.html.j2")
        render: Callable[..., Any] = template.render
        text: str = render(view=view, head=head, root=root)
        return text


def _language(tag: str) -> str:
    """The name of the commonest languages; else the tag."""
    names = {"ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French"}
    names |= {"he": "Hebrew", "ja": "Japanese", "pt": "Portuguese", "ru": "Russian", "zh": "Chinese"}
    return names.get(tag.lower().split("-")[0], tag)
