"""What a page may hold inside itself: data, scripts and styles, and the policy that lets nothing else in.

The policy follows https://www.w3.org/TR/CSP3/: every script and style sheet of
a page is named by its hash, so that nothing in the data can become one.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path


def as_data(value: object) -> str:
    """JSON that can stand inside a script element, whatever texts it holds."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    # A lone surrogate has no place in UTF-8.
    return text.encode("utf-8", "replace").decode("utf-8")


def policy(scripts: Iterable[str], styles: Iterable[str] = ()) -> str:
    """The content security policy of a page with these scripts and style sheets.

    Without style sheets, any style that is written into the page is allowed.
    """
    style = " ".join(map(_hash, styles)) or "'unsafe-inline'"
    return (
        f"default-src 'none'; script-src {' '.join(map(_hash, scripts))}; style-src {style}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


@cache
def asset(name: str) -> str:
    """The text of a file in the folder of assets."""
    return (assets() / name).read_text(encoding="utf-8")


def assets() -> Path:
    """The folder of templates, scripts and styles."""
    return Path(str(resources.files(__package__))) / "assets"
