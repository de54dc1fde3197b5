"""A page that shows the newest build while ``kg build --watch`` runs; it works from a disk.

The output stays what it is without it: the page stands beside the cache, holds
``index.html`` of the output in a frame, and asks a script beside it, which each
build writes, whether there is a newer one.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from kg.cache import cache_folder
from kg.disk import read_file, write_file
from kg.errors import OutputError
from kg.printing import say

_FOLDER = "live"
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>The newest build</title>
<style>html, body, iframe { margin: 0; border: 0; width: 100%; height: 100%; display: block }</style>
<iframe title="The newest build"></iframe>
<script>
  "use strict";
  const page = "PAGE", frame = document.querySelector("iframe");
  let shown = "", hash = "";
  // What is looked at stays: a frame from a disk cannot be asked for its address, so it tells.
  addEventListener("message", (said) => {
    if (said.source === frame.contentWindow && typeof said.data?.hash === "string") hash = said.data.hash;
  });
  // Called by version.js, the only thing that a page opened from a disk may load again.
  function built(version) {
    if (version === shown) return;
    shown = version;
    frame.src = `${page}?${version}${hash}`;
  }
  function ask() {
    const script = document.createElement("script");
    script.src = `version.js?${Date.now()}`;
    script.onload = script.onerror = () => { script.remove(); setTimeout(ask, 500); };
    document.head.append(script);
  }
  ask();
</script>
</html>
"""


class LivePage:
    """The page beside the cache of a build of ``paths`` into ``output``."""

    def __init__(self, paths: Sequence[str], output: str) -> None:
        self._output = Path(os.path.abspath(output))
        self._folder = _folder(paths, output)
        self._is_said = False

    def after(self, run: Callable[[], int]) -> Callable[[], int]:
        """``run``, after which the page shows what it has built."""

        def run_and_show() -> int:
            code = run()
            self._show()
            return code

        return run_and_show

    def _show(self) -> None:
        if self._folder is None:
            return
        try:
            version = hashlib.sha256(read_file(self._output / "build.json", follow=False)).hexdigest()[:16]
            page = (self._output / "index.html").as_uri()
            _write(self._folder / "index.html", _PAGE.replace("PAGE", page))
            _write(self._folder / "version.js", f'built("{version}");\n')
        except (OSError, OutputError, ValueError):
            # Without the page, the output is still as new as it can be.
            return
        if not self._is_said:
            self._is_said = True
            say(f"live      {(self._folder / 'index.html').as_uri()}  (shows each new build)", err=True)


def _folder(paths: Sequence[str], output: str) -> Path | None:
    """The folder for the page; None where there is none that only this user can write."""
    try:
        kept = cache_folder(paths, output)
    except OutputError:
        # The build says so.
        return None
    return None if kept is None else kept / _FOLDER


def _write(path: Path, text: str) -> None:
    data = text.encode("utf-8")
    if not path.is_file() or path.read_bytes() != data:
        write_file(path, data)
