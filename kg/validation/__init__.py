"""The graph judged by SHACL shapes; results at the lines that caused them."""

from __future__ import annotations
