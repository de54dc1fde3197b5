"""Who runs a plan: engines with the same few verbs, which know nothing of documents or graphs."""

from kg.engines.engine import Cell, Cells, Engine, Step
from kg.engines.local import Local

__all__ = ["Cell", "Cells", "Engine", "Local", "Step"]
