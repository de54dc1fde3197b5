"""The plan of a build: its steps, the values between them, and how they follow. Engines run it."""

from kg.plan.identify import Identified, identify
from kg.plan.plan import Planned, Progress, Row, run
from kg.plan.steps import graph_name

__all__ = ["Identified", "Planned", "Progress", "Row", "graph_name", "identify", "run"]
