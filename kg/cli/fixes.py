"""What ``kg fix`` says of its repairs."""

from __future__ import annotations

from collections.abc import Sequence

from kg.diagnostics import to_text
from kg.repair.model import Repair


def fixes_text(repairs: Sequence[Repair]) -> str:
    """A line for each fix: where, the code of what it cures, what was done."""
    return "".join(
        f"{one.location} fixed {one.code} {one.message}\n" for repair in repairs for one in repair.fixed
    )


def left_text(repairs: Sequence[Repair]) -> str:
    """What nothing could be done about, and why."""
    return to_text(one for repair in repairs for one in repair.left)


def counted(repairs: Sequence[Repair], *, written: bool) -> str:
    """How much was repaired, and how much was not."""
    fixes = sum(len(repair.fixed) for repair in repairs)
    left = sum(len(repair.left) for repair in repairs)
    files = sum(repair.is_changed for repair in repairs)
    if not fixes and not left:
        return "nothing to repair"
    done = "written" if written else "to write with --write"
    said = [f"{fixes:,} fix{'' if fixes == 1 else 'es'} in {files:,} file{'' if files == 1 else 's'} {done}"]
    if left:
        said.append(f"{left:,} to mend by hand")
    return ", ".join(said)
