"""The description of the addresses in OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1)."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from kg import __version__


def document(title: str, root: str, *, has_token: bool) -> dict[str, Any]:
    """The description of a server whose addresses begin with ``root``."""
    text = resources.files("kg.server").joinpath("openapi.json").read_text(encoding="utf-8")
    told: dict[str, Any] = json.loads(text)
    told["info"] |= {"title": title, "version": __version__}
    told["servers"] = [{"url": root.rstrip("/") or "/"}]
    if not has_token:
        del told["paths"]["/store"]
        del told["components"]["securitySchemes"]
    return told
