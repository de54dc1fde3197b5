"""Reading the documents whose files have changed; the records of all others are in the cache."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.diagnostics import Diagnostic
from kg.documents.files import InputFile, decoded, read_bytes
from kg.documents.reader import no_front_matter, read_document
from kg.documents.records import Document
from kg.incremental.state import FileEntry
from kg.parallel import shared
from kg.pipeline import WORTH_SHARING, Progress, input_name


@dataclass(slots=True)
class Reading:
    """The files, in order, with the documents that were read now, by the path that is shown."""

    files: list[FileEntry] = field(default_factory=list)
    inputs: dict[str, str] = field(default_factory=dict)
    fresh: dict[str, Document] = field(default_factory=dict)

    @property
    def found(self) -> list[Diagnostic]:
        """What was found while reading, now or before."""
        return [one for entry in self.files for one in entry.found]


def read(
    files: Sequence[InputFile],
    known: Mapping[tuple[str, str], FileEntry],
    aliases: Mapping[str, str],
    notice: Callable[[], None],
    tell: Progress,
) -> Reading:
    """The files; one whose bytes are those of the entry under its names is not parsed again.

    ``notice`` is called before each that is parsed, unless a second process does it.
    """

    def one(file: InputFile) -> tuple[FileEntry, Document | None]:
        data = read_bytes(file)
        if isinstance(data, Diagnostic):
            return FileEntry(file.shown, file.name, "", (data,), False, False), None
        digest = hashlib.sha256(data).hexdigest()
        entry = known.get((file.shown, file.name))
        if entry is not None and entry.sha256 == digest:
            return entry, None
        notice()
        return _parsed(file, data, digest, aliases)

    found = Reading()
    # Where most are known, little is left to share.
    entries = shared(one, files, worth=WORTH_SHARING if not known else len(files) + 1)
    for number, (file, (entry, document)) in enumerate(zip(files, entries, strict=True), start=1):
        tell("read", number, len(files))
        found.files.append(entry)
        if document is not None:
            found.fresh[file.shown] = document
        if entry.is_input:
            found.inputs[input_name(file, found.inputs)] = entry.sha256
    return found


def _parsed(
    file: InputFile, data: bytes, digest: str, aliases: Mapping[str, str]
) -> tuple[FileEntry, Document | None]:
    text = decoded(file, data)
    if isinstance(text, Diagnostic):
        return FileEntry(file.shown, file.name, digest, (text,), False, False), None
    read = None if text is None else read_document(text, file=file.shown, name=file.name, aliases=aliases)
    if text is None or read is None:
        missing = text is not None and file.needs_front_matter
        found = (no_front_matter(text or "", file.shown),) if missing else ()
        return FileEntry(file.shown, file.name, digest, found, False, False), None
    entry = FileEntry(file.shown, file.name, digest, read.diagnostics, True, read.document is not None)
    return entry, read.document
