"""What a build remembers for the next one, in a folder of the user that may be deleted at any time."""

from __future__ import annotations

from kg.cache.folder import CacheFolder, cache_folder
from kg.cache.memo import remembered, remembering

__all__ = ["CacheFolder", "cache_folder", "remembered", "remembering"]
