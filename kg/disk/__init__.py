"""The only place that writes, renames, links or deletes in a file system.

What lies in a project is a stranger's, so: nothing is written through a link,
nothing is removed that is not known to be ours, and what must be believed is
kept in the user's own folder.
"""

from kg.disk.deleting import forget_oldest, is_junction, is_link, remove
from kg.disk.made import write_own
from kg.disk.reading import MOST_BYTES, UnfitError, leads_out, open_file, read_file, sha256_of, strays
from kg.disk.registry import clean_up, noted, noted_aside, token
from kg.disk.state import VARIABLE, kept_folder, path_hash, state_folder, user_folder
from kg.disk.writing import check_place, is_below, write_file

__all__ = [
    "MOST_BYTES",
    "VARIABLE",
    "UnfitError",
    "check_place",
    "clean_up",
    "forget_oldest",
    "is_below",
    "is_junction",
    "is_link",
    "kept_folder",
    "leads_out",
    "noted",
    "noted_aside",
    "open_file",
    "path_hash",
    "read_file",
    "remove",
    "sha256_of",
    "state_folder",
    "strays",
    "token",
    "user_folder",
    "write_file",
    "write_own",
]
