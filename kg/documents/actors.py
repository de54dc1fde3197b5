"""Who or what did something, as the Open Knowledge Format writes it (section 7 of its specification).

``human:<id>`` for people, ``process:<id>`` and ``team:<id>`` for what their names say, and
``<producer>/<version>`` for an agent.
"""

from __future__ import annotations

from typing import NamedTuple

from kg.documents.front_matter import Value

HUMAN, TEAM, MACHINE = "human", "team", "machine"
_KINDS = {"human": HUMAN, "team": TEAM, "process": MACHINE, "agent": MACHINE, "model": MACHINE}


class Actor(NamedTuple):
    """What kind of actor it is, and its name; ``kind`` is empty for a name that says nothing of that."""

    kind: str
    name: str


class Check(NamedTuple):
    """That somebody has confirmed a document, and when; what is not said is empty."""

    by: Actor
    at: str


def actor(written: str) -> Actor:
    """The actor that a text names."""
    prefix, colon, name = written.strip().partition(":")
    if colon and prefix.strip().lower() in _KINDS and name.strip():
        # An id may have the form of a mail address, of which the name is the first part.
        return Actor(_KINDS[prefix.strip().lower()], name.strip().partition("@")[0] or name.strip())
    if "/" in written and " " not in written.strip() and "://" not in written:
        return Actor(MACHINE, written.strip())
    return Actor("", written.strip())


def checks(value: Value) -> list[Check] | None:
    """The events under ``verified``, one of which may stand without a list; None where they are none."""
    events = [value] if isinstance(value, dict) else value
    if not isinstance(events, list):
        return None
    found: list[Check] = []
    for one in events:
        by, at = (one.get("by"), one.get("at")) if isinstance(one, dict) else (None, None)
        if not isinstance(by, str) or not by.strip() or not isinstance(at, str | None):
            return None
        found.append(Check(actor(by), (at or "").strip()))
    return found
