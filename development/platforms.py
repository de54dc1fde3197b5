"""Where the locked libraries have wheels: ``python -m development.platforms UV``.

UV is the resolver, which ``dev.py lock`` installs beside the virtual environment. Each
lock is resolved with wheels alone; a table in Markdown says where that can be done.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = (
    *("x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"),
    *("x86_64-unknown-linux-musl", "aarch64-unknown-linux-musl"),
    *("x86_64-apple-darwin", "aarch64-apple-darwin"),
    *("x86_64-pc-windows-msvc", "aarch64-pc-windows-msvc"),
)


def main(uv: str) -> int:
    """Print the table; 1 where a library of the core lacks a wheel."""
    sys.stdout.write("| platform | core | turbo |\n|---|---|---|\n")
    is_whole = True
    for platform in PLATFORMS:
        cells = {
            lock: [one for one in PYTHONS if not _has(uv, lock, platform, one)] for lock in ("core", "turbo")
        }
        is_whole = is_whole and not cells["core"]
        shown = (f"not {', '.join(lacking)}" if lacking else "all" for lacking in cells.values())
        sys.stdout.write(f"| {platform} | {' | '.join(shown)} |\n")
    return 0 if is_whole else 1


def _has(uv: str, lock: str, platform: str, python: str) -> bool:
    command = [uv, "pip", "compile", "--quiet", "--no-build", "--no-deps", "--python-platform", platform]
    command += ["--python-version", python, "--output-file", "-", str(ROOT / "locks" / f"{lock}.txt")]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
