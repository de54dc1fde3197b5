"""What ``kg fix`` says of its repairs."""

from __future__ import annotations

from collections.abc import Sequence

from kg.diagnostics import Diagnostic, to_text
from kg.outlets import for_line
from kg.repair.model import Repair

_SHOWN_OF_A_KIND = 5


def fixes_text(repairs: Sequence[Repair]) -> str:
    """A line for each fix: where, the code of what it cures, what was done.

    Of many fixes of one kind in one file the first is shown, with the number
    and the lines of the others.
    """
    lines = []
    for repair in repairs:
        by_code: dict[str, list[Diagnostic]] = {}
        for one in repair.fixed:
            by_code.setdefault(one.code, []).append(one)
        for code, fixed in by_code.items():
            shown = fixed if len(fixed) <= _SHOWN_OF_A_KIND else fixed[:1]
            lines += [for_line(f"{one.location} fixed {code} {one.message}") + "\n" for one in shown]
            if more := fixed[len(shown) :]:
                lines.append(f"  and {len(more)} more {code}, down to line {more[-1].location.line}\n")
    return "".join(lines)


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
