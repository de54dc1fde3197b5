"""The two commands of the README, and what CI runs: each does its own set-up.

    python3 dev.py demo     build seeds/ into output/
    python3 dev.py test     run the tests
    python3 dev.py install  install the command kg, and say where it is
    python3 dev.py lint     ruff, mypy, the import contracts, and the calls that nothing may make
    python3 dev.py lock     renew locks/, which say what the environments consist of
    python3 dev.py release  make and prove the files of a release; uploads nothing

Needs Python 3.11 or later and nothing else. Installed is what locks/ names, by
its hash, into a virtual environment: `.venv` unless --venv names another.
`test --latest` and `test --lowest` take the newest and the oldest releases that
pyproject.toml allows instead, each in an environment of its own.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCKS = HERE / "locks"
PROJECT = HERE / "pyproject.toml"
LINTS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
    ("python", "-m", "development.forbidden"),
)
# Whole files, so that what a file prepares is prepared once.
AT_ONCE = ("--numprocesses=auto", "--maxprocesses=4", "--dist=loadfile")
OLD = tuple(
    f"-Wignore::{name}" for name in ("DeprecationWarning", "PendingDeprecationWarning", "SyntaxWarning")
)
PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")


def main() -> int:
    """Run the command that is asked for; the exit code is its own."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Other words are passed on: python3 dev.py test -k identity",
        allow_abbrev=False,
    )
    parser.add_argument("command", choices=["demo", "test", "install", "lint", "lock", "release"])
    parser.add_argument("--venv", type=Path, default=HERE / ".venv", help="the virtual environment")
    resolutions = parser.add_mutually_exclusive_group()
    for name, which in (("highest", "--latest"), ("lowest-direct", "--lowest")):
        resolutions.add_argument(which, dest="resolution", action="store_const", const=name)
    options, rest = parser.parse_known_args()
    folder = options.venv.resolve()
    if options.command == "lock":
        return lock(beside(folder, "lock"), rest)
    if options.resolution:
        scripts = resolve(beside(folder, options.resolution), options.resolution, beside(folder, "lock"))
    else:
        scripts = prepare(folder, "core" if options.command in {"demo", "install"} else "dev")
    if options.command in {"demo", "install"}:
        code = run(scripts / "kg", "build", "seeds", *rest) if options.command == "demo" else 0
        print(f"The command kg is {os.path.relpath(scripts / 'kg')} here.")
        return code
    if options.command == "test":
        # What old releases say of themselves under a new Python is no finding.
        quiet = OLD if options.resolution == "lowest-direct" else ()
        return run(scripts / "pytest", *AT_ONCE, *quiet, *rest)
    if options.command == "release":
        return run(scripts / "python", "-m", "development.release", *rest)
    return max(run(scripts / tool, *words, *rest) for tool, *words in LINTS)


def prepare(folder: Path, name: str) -> Path:
    """Install what a lock names, and the project; gives the folder of the scripts.

    First what builds the rest, for pip would fetch another release of it by itself.
    """
    names = ["build", name, "view", *(["turbo"] if turbo_is_published() else [])]
    locks = [LOCKS / f"{one}.txt" for one in names]
    scripts, stamp, wanted = environment(folder, f"installed-{name}", [PROJECT, *locks])
    if wanted:
        python = scripts / "python"
        for path in locks:
            words = ("--require-hashes", "--no-deps", "--no-build-isolation", "--requirement", path)
            subprocess.run([python, *PIP, *words], check=True)
        words = ("--no-deps", "--no-build-isolation", "--no-index", "--editable", HERE)
        subprocess.run([python, *PIP, *words], check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return scripts


def resolve(folder: Path, resolution: str, tools: Path) -> Path:
    """Install the newest or oldest releases that are allowed today; gives the folder of the scripts."""
    scripts, _, _ = environment(folder, "", [])
    extras = "dev,turbo" if turbo_is_published() else "dev"
    command = [uv(tools), "pip", "install", "--python", scripts / "python", "--quiet", "--upgrade"]
    command += ["--resolution", resolution, "--editable", f"{HERE}[{extras}]"]
    # From here, for that is where uv looks for what pyproject.toml leaves out.
    subprocess.run(command, cwd=HERE, check=True)
    return scripts


def lock(tools: Path, options: list[str]) -> int:
    """Resolve anew what each lock names, for all Pythons and platforms; gives an exit code.

    All take the versions of the environment of the tests, so that what the
    demo and users' builds are made with is what the tests prove. ``options``
    go to uv, such as ``--upgrade-package``; without any, everything is renewed.
    """
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))
    extras = {name: "\n".join(found) for name, found in project["project"]["optional-dependencies"].items()}
    same = ("--constraints", LOCKS / "dev.txt")
    for name, words, text in (
        ("dev", (PROJECT, "--extra", "dev", "--group", "build"), ""),
        ("core", (PROJECT, *same), ""),
        ("turbo", ("-", "--no-deps", *same), extras["turbo"]),
        ("view", ("-", *same), extras["view"]),
        ("build", ("--group", "build", *same), ""),
        ("lock", ("--group", "lock"), ""),
    ):
        # Without a word of where releases are fetched: the hashes say what they are.
        command = [uv(tools), "pip", "compile", *words, "--quiet", "--no-emit-index-url", "--no-annotate"]
        command += ["--universal", "--generate-hashes", "--python-version", "3.11"]
        command += ["--custom-compile-command", "python3 dev.py lock", *(options or ["--upgrade"])]
        command += ["--output-file", LOCKS / f"{name}.txt"]
        subprocess.run(command, cwd=HERE, input=text.encode(), stdout=subprocess.DEVNULL, check=True)
    return 0


def uv(folder: Path) -> Path:
    """The resolver, as locks/lock.txt names it."""
    path = LOCKS / "lock.txt"
    scripts, stamp, wanted = environment(folder, "installed", [path])
    if wanted:
        words = ("--require-hashes", "--requirement", path)
        subprocess.run([scripts / "python", *PIP, *words], check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return scripts / "uv"


def environment(folder: Path, name: str, sources: list[Path]) -> tuple[Path, Path, str]:
    """The scripts of a virtual environment, made where there is none; its stamp, and what to write there.

    Nothing is to be written where all that was installed from these sources.
    """
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    if not scripts.is_dir():
        print(f"Making a virtual environment in {folder} …", flush=True)
        venv.create(folder, with_pip=True)
    stamp = folder / name
    wanted = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()} {path.name}\n" for path in sources)
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return scripts, stamp, ""
    print("Installing what the project needs …", flush=True)
    return scripts, stamp, wanted


def turbo_is_published() -> bool:
    """Whether pyshacl-turbo has a wheel for this platform: not for musl, nor for Windows on ARM."""
    if sys.platform == "win32":
        return platform.machine() == "AMD64"
    return sys.platform == "darwin" or platform.libc_ver()[0] == "glibc"


def beside(folder: Path, name: str) -> Path:
    """The folder of another environment beside that one."""
    return folder.with_name(f"{folder.name}-{name}")


def run(program: Path, *words: str) -> int:
    """Run a program of the virtual environment from here; gives its exit code."""
    return subprocess.run([program, *words], cwd=HERE, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        sys.exit(f"dev.py: the set-up failed: {error}")
