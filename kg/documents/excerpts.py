"""The lines of files that diagnostics point at."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from kg.diagnostics import Location
from kg.disk import read_file


class Excerpts:
    """Looks lines up in the files as they are now, each file read once in a row."""

    def line(self, location: Location) -> str | None:
        """The line of a location, without its end; None where the file cannot be read or is shorter."""
        lines = _lines(location.file, _changed(location.file))
        return lines[location.line - 1] if 0 < location.line <= len(lines) else None


@lru_cache(maxsize=8)
def _lines(file: str, changed: int) -> list[str]:
    try:
        # Of a link nothing is shown: it may lead out of the documents, to what nobody is to see.
        text = read_file(file, follow=False).decode("utf-8-sig", "replace")
    except OSError:
        return []
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _changed(file: str) -> int:
    try:
        return Path(file).stat().st_mtime_ns
    except OSError:
        return 0
