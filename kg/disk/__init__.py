"""The only place that writes, renames, links or deletes in a file system."""

from kg.disk.state import VARIABLE, path_hash, state_folder, user_folder

__all__ = ["VARIABLE", "path_hash", "state_folder", "user_folder"]
