"""Documents in, records out: files, front matter, fields and body."""

from __future__ import annotations
