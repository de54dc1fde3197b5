"""The long form of the fuzz tests: Hypothesis draws the documents, Atheris leads it to new code.

    python tests/fuzz.py build [--minutes 60] [--seed 1]

Runs until something fails or the time is over; what failed is printed as the
folder of documents that did it, and kept by Hypothesis for the next test run.
Needs Linux and ``pip install atheris``.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys

import atheris

_NOT_NEEDED = frozenset({"kg.__main__"})

with atheris.instrument_imports(include=["kg"]):
    # What is imported here is instrumented; kg itself imports most of it only where it is used.
    import kg

    for module in pkgutil.walk_packages(kg.__path__, "kg."):
        if module.name not in _NOT_NEEDED:
            importlib.import_module(module.name)

import test_fuzz  # noqa: E402 - what it imports is instrumented
import test_properties  # noqa: E402

TARGETS = {
    "build": test_fuzz.test_any_folder_builds,
    "read": test_properties.test_anything_like_a_document_can_be_read,
    "spoil": test_properties.test_a_document_spoilt_anywhere_can_be_read,
}


def main() -> None:
    """Fuzz one target for so many minutes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    words = [
        f"-max_total_time={int(options.minutes * 60)}",
        f"-seed={options.seed}",
        "-max_len=8192",
        "-len_control=0",
    ]
    atheris.Setup([sys.argv[0], *words], TARGETS[options.target].hypothesis.fuzz_one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
