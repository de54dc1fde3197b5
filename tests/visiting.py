"""A page that is open in a real browser, and what it complains of and asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from playwright.sync_api import Browser, Page


class Visit:
    """A visit to a page on disk; when it ends without a complaint, it must have asked for nothing elsewhere.

    ``inside`` is the folder that it may read, by default the page alone.
    ``query`` is what follows the path: a search, or a hash.
    """

    def __init__(
        self, browser: Browser, path: Path, query: str = "", *, inside: Path | None = None, **options: Any
    ) -> None:
        self.allowed = (inside or path).as_uri()
        self.context = browser.new_context(**{"reduced_motion": "reduce", **options})
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri() + query)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        self.context.close()
        if not failed:
            assert self.complaints == []
            assert [url for url in self.requests if not url.startswith(self.allowed)] == []
