"""The two commands of the README, and what CI runs: each does its own set-up.

    python3 dev.py demo     build seeds/ into output/
    python3 dev.py test     run the tests
    python3 dev.py lint     ruff, mypy and the import contracts

Needs Python 3.11 or later and nothing else. Everything is installed into a
virtual environment, `.venv` unless --venv names another.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
LINTS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
)
# Whole files, so that what a file prepares is prepared once.
AT_ONCE = ("--numprocesses=auto", "--maxprocesses=4", "--dist=loadfile")


def main() -> int:
    """Run the command that is asked for; the exit code is its own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=["demo", "test", "lint"])
    parser.add_argument("--venv", type=Path, default=HERE / ".venv", help="the virtual environment")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="passed on, e.g. -k identity")
    options = parser.parse_args()
    scripts = prepare(options.venv.resolve(), extra="" if options.command == "demo" else "[dev]")
    if options.command == "demo":
        code = run(scripts / "kg", "build", "seeds", *options.rest)
        print(f"The command kg is {os.path.relpath(scripts / 'kg')} here.")
        return code
    if options.command == "test":
        return run(scripts / "pytest", *AT_ONCE, *options.rest)
    return max(run(scripts / tool, *words, *options.rest) for tool, *words in LINTS)


def prepare(folder: Path, extra: str) -> Path:
    """Make the virtual environment and install the project; gives the folder of its scripts."""
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    if not scripts.is_dir():
        print(f"Making a virtual environment in {folder} …", flush=True)
        venv.create(folder, with_pip=True)
    stamp = folder / f"installed{extra}"
    wanted = (HERE / "pyproject.toml").read_text(encoding="utf-8")
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        print("Installing what the project needs …", flush=True)
        pip = [scripts / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--editable", f"{HERE}{extra}"], check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return scripts


def run(program: Path, *words: str) -> int:
    """Run a program of the virtual environment from here; gives its exit code."""
    return subprocess.run([program, *words], cwd=HERE, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        sys.exit(f"dev.py: the set-up failed: {error}")
