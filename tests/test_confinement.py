"""What a worker of the server gives up before it takes a query, seen from inside one."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")

MEGABYTE = 1 << 20


def seen(code: str) -> Any:
    """What a process prints as JSON after it is confined; it has ``resource``, ``os`` and what is tested."""
    head = "import json, os, resource\nfrom kg.processes.confinement import *\n"
    done = subprocess.run(
        [sys.executable, "-c", f"{head}{code}"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    return json.loads(done.stdout)


def test_a_worker_leaves_no_dump_of_its_memory() -> None:
    limits = "list(resource.getrlimit(resource.RLIMIT_CORE))"
    assert seen(f"confine(64 << 20)\nprint(json.dumps({limits}))") == [0, 0]


@pytest.mark.parametrize("files", [0, 1, 3])
def test_a_worker_opens_as_many_files_as_it_is_allowed(files: int) -> None:
    code = f"""
confine(64 << 20, {files})
opened = 0
try:
    while opened < 10:
        os.open(os.devnull, os.O_RDONLY)
        opened += 1
except OSError:
    pass
print(json.dumps(opened))
"""
    assert seen(code) == files


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how large a process is")
def test_a_worker_is_refused_memory_past_what_it_is_given_until_it_is_released() -> None:
    code = """
def gets(megabytes):
    try:
        return bool(bytearray(megabytes << 20))
    except MemoryError:
        return False
before = address_space()
confine(64 << 20)
limit = resource.getrlimit(resource.RLIMIT_AS)[0]
confined = [gets(16), gets(128)]
release()
print(json.dumps([limit - before, confined, gets(128), resource.getrlimit(resource.RLIMIT_CORE)[0]]))
"""
    more, confined, released, core = seen(code)
    assert 64 * MEGABYTE <= more < 96 * MEGABYTE
    assert confined == [True, False]
    assert released
    assert core == 0


def test_a_limit_that_is_lower_already_is_not_raised() -> None:
    code = """
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
confine(64 << 20)
release()
print(json.dumps(list(resource.getrlimit(resource.RLIMIT_NOFILE))))
"""
    assert seen(code) == [64, 64]
