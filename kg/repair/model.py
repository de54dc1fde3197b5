"""What a repair is: the fixes that were made, and what could not be mended."""

from __future__ import annotations

from dataclasses import dataclass

from kg.diagnostics import Diagnostic
from kg.repair.lines import unified


@dataclass(frozen=True, slots=True)
class Repair:
    """What was done to one file.

    ``fixed`` are the findings that it no longer has, each message saying what
    was done; ``left`` those that nothing could be done about, with the reason.
    Both are at their places in the text ``before``. Both texts have the line
    ends and the byte order mark of the file.
    """

    file: str
    before: str
    after: str
    fixed: tuple[Diagnostic, ...] = ()
    left: tuple[Diagnostic, ...] = ()

    @property
    def is_changed(self) -> bool:
        """Whether anything was repaired."""
        return self.before != self.after

    def diff(self) -> str:
        """The change as a unified diff, which ``patch`` and ``git apply`` understand."""
        lines = unified(_lines(self.before), _lines(self.after), self.file.lstrip("/"))
        return "".join(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
        )


def _lines(text: str) -> list[str]:
    """The lines with their ends; only ``LF`` ends one, as in a diff."""
    return [line for line in text.replace("\n", "\n\0").split("\0") if line]
