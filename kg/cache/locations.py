"""Where values stand in documents: a document whose YAML is as it was is not parsed for that again."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from kg.cache.memo import remembered_each
from kg.diagnostics import Location
from kg.documents.findings import Place, location_in
from kg.documents.front_matter import FieldPath


def locations(
    name: str, wanted: Mapping[str, Collection[FieldPath]], front_matter: Mapping[str, str]
) -> dict[Place, Location]:
    """The location of each path that is wanted of a file; ``front_matter`` has the YAML text of each.

    ``name`` is a word that says who wants them.
    """
    files = list(wanted)
    # In an order of their own, since a set has none that stays.
    paths = [sorted(wanted[file], key=repr) for file in files]
    given = [
        json.dumps([front_matter[file], those]).encode() for file, those in zip(files, paths, strict=True)
    ]

    def look(number: int) -> bytes:
        file = files[number]
        found = (location_in(file, front_matter[file], path) for path in paths[number])
        return json.dumps([(one.line, one.column) for one in found]).encode()

    return {
        (file, path): Location(file, line, column)
        for file, those, places in zip(files, paths, remembered_each(name, given, look), strict=True)
        for path, (line, column) in zip(those, json.loads(places), strict=True)
    }
