"""Where a build writes, and what it has done for it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from kg.cache.folder import CacheFolder
from kg.engines.memo import Memo
from kg.plan import Planned


@dataclass(frozen=True, slots=True)
class Target:
    """Where a build writes, with the explorer or without it, and where what it keeps is."""

    folder: Path
    html: bool
    cache: CacheFolder
    name: str
    config: str

    @property
    def traces(self) -> Path:
        """The file of the traces of its steps."""
        return self.cache.place(f"traces/{self.name}.sqlite")

    @property
    def kept(self) -> str:
        """The name under which what is known of its output is kept."""
        return f"builds/{self.name}"

    @property
    def spare(self) -> Path:
        """Where the output before the last one is left, for the next one to be made of."""
        return self.cache.path / "spare" / self.name


def work_of(planned: Planned) -> dict[str, int]:
    """The rows on which each step was run."""
    engine = planned.engine
    return dict(engine.run) if isinstance(engine, Memo) else {}


def hash_of(value: object) -> str:
    """A name that equal values share."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode("utf-8", "surrogateescape")).hexdigest()[
        :40
    ]
