"""The audit: citations that cannot be true, claims that rest on little, texts that nobody checked."""

from __future__ import annotations

from kg.audit.examine import audit, codes_chosen
from kg.audit.findings import Exhibit, Finding

__all__ = ["Exhibit", "Finding", "audit", "codes_chosen"]
