"""What Windows and others lack is asked for where it is used, never at import."""

from __future__ import annotations

import subprocess
import sys

# What others import for themselves comes first: they ask which system it is, by its name.
_WITHOUT = """
import asyncio, concurrent.futures.process, multiprocessing.connection, shutil, socketserver, tempfile
import importlib, os, pkgutil, signal, sys
import mcp.server.stdio, psutil, pygls.lsp.server, uvicorn

missing = {"fcntl", "grp", "pty", "pwd", "pyshacl_turbo", "resource", "termios", "tty", "uvloop"}
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in missing:
            raise ModuleNotFoundError(name, name=name)
sys.meta_path.insert(0, Missing())
for name in missing:
    sys.modules.pop(name, None)
for name in (
    "fork getuid geteuid getgid getegid chown fchmod fchown killpg setsid getpgid wait4 WNOHANG uname sync "
    "sched_getaffinity register_at_fork posix_fadvise pread pwrite mkfifo statvfs fdatasync getloadavg "
    "O_NOFOLLOW O_DIRECTORY O_CLOEXEC O_NONBLOCK"
).split():
    delattr(os, name)
for name in "SIGKILL SIGHUP SIGALRM SIGPIPE SIGUSR1 SIGQUIT SIGCHLD alarm setitimer pthread_sigmask".split():
    delattr(signal, name)

import kg
names = [one.name for one in pkgutil.walk_packages(kg.__path__, "kg.") if one.name != "kg.__main__"]
for name in names:
    importlib.import_module(name)
print(len(names))
"""


def test_every_module_is_imported_where_the_calls_of_posix_are_missing() -> None:
    done = subprocess.run([sys.executable, "-c", _WITHOUT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 300
