"""What goes wrong, as HTTP says it: a status, a title, and a sentence (RFC 9457)."""

from __future__ import annotations

import json


class Problem(Exception):  # noqa: N818 - it is what RFC 9457 calls it
    """A request that is not answered as asked: ``status``, a ``title`` for its kind, and the ``detail``.

    ``retry_after`` is in seconds, for what may go well later.
    """

    def __init__(
        self,
        status: int,
        title: str,
        detail: str,
        *,
        retry_after: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.title, self.detail = status, title, detail
        self.headers = {"cache-control": "no-store", **(headers or {})}
        if retry_after is not None:
            self.headers["retry-after"] = str(retry_after)

    def body(self) -> bytes:
        """The problem as JSON, which people can read as well."""
        told = {"title": self.title, "status": self.status, "detail": self.detail}
        return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


MEDIA_TYPE = "application/problem+json"


def busy(detail: str, retry_after: int = 2) -> Problem:
    """The server has too much to do: 503, with when to come again."""
    return Problem(503, "Too busy", detail, retry_after=retry_after)
