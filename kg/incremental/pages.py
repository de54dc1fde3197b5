"""Which pages for the web say other things after a change, though their documents do not."""

from __future__ import annotations

from kg.exporters.output import Writers
from kg.incremental.graph import Change, Index
from kg.terms import Term


def affected(change: Change, old: Index, new: Index, before: Writers, after: Writers) -> set[int]:
    """The slots of the documents whose page shows a changed node by its name, or leaves it out now.

    A page says of a node that its own document does not describe only what
    :class:`kg.web.profile.WebProfile` gives for it: its stub, and whether it
    is valid, which may hang on the nodes that it leads to.
    """
    found: set[int] = set()
    waiting: list[Term] = list(change.after)
    seen = set(waiting)
    for subject in waiting:
        if before.web.shown(subject) == after.web.shown(subject):
            continue
        found.update(old.slots.get(subject, ()), new.slots.get(subject, ()))
        for other, _, _ in old.leading_to(subject) | new.leading_to(subject):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return found
