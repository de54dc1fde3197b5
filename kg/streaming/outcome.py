"""The files of a streamed output, put together from what the units made."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from pathlib import Path
from typing import IO

from kg.diagnostics import Diagnostic, Severity, as_mapping, in_order
from kg.disk import remove
from kg.exporters.derived import write_list
from kg.graph.kinds import kind
from kg.streaming.mapping import CHECKED, QUADS, TRIPLES, Checked
from kg.streaming.reading import header
from kg.streaming.runs import merged_findings, merged_lines, read_findings, write_findings, write_run
from kg.streaming.segments import DamagedError, find_segment, read_segment, replacing
from kg.streaming.settled import Context, Known, settle
from kg.streaming.works import FOUND
from kg.vocabulary import RDF, SCHEMA

_CHUNK = 1 << 20
_SHOWN = 20
_TELL_KIND = {one.encode(): one for one in (RDF.type, SCHEMA.mainEntity, SCHEMA.mainEntityOfPage)}


@dataclass(slots=True)
class Report:
    """The findings of a build, counted by severity, code and name; ``shown`` are its first violations."""

    counts: dict[tuple[str, str, str], int] = field(default_factory=Counter)
    shown: list[Diagnostic] = field(default_factory=list)

    def by_severity(self) -> dict[str, int]:
        """How many findings of each severity there are, worst first."""
        found = {severity.word: 0 for severity in sorted(Severity, reverse=True)}
        for (severity, _, _), count in self.counts.items():
            found[severity] += count
        return found


@dataclass(slots=True)
class Union:
    """What is known of the union of all named graphs once it has passed by."""

    triples: int = 0
    kinds: dict[str, int] = field(default_factory=Counter)
    sha256: str = ""


REPORT = Known("report", Report)
UNION = Known("union", Union)


def merge_findings(path: Path, sources: Sequence[Path]) -> None:
    """Merge the findings that units, or batches of documents, hold."""
    lists = [header(one).found if one.parent.name != path.parent.name else _found(one) for one in sources]
    write_findings(path, merged_findings(map(in_order, lists)))


def _found(unit: Path) -> list[Diagnostic]:
    return find_segment(unit, FOUND) or []


def merge_triples(path: Path, runs: Sequence[Path]) -> None:
    """Merge sorted runs of triples into one."""
    write_run(path, merged_lines(runs))


def write_report(path: Path, context: Context, others: Iterable[Diagnostic]) -> None:
    """Write every finding as a line of JSON, in order of place (https://jsonlines.org/)."""
    report = Report()
    runs = [*map(read_findings, context.place.units("found")), in_order(others)]
    with replacing(path) as file:
        for found in merged_findings(runs):
            report.counts[found.severity.word, found.code, found.name] += 1
            if found.severity is Severity.VIOLATION and len(report.shown) < _SHOWN:
                report.shown.append(found)
            file.write(json.dumps(as_mapping(found), ensure_ascii=False).encode("utf-8") + b"\n")
        # Before the file is there: what is there counts as done.
        settle(context, REPORT, report)


def write_inputs(path: Path, inputs: Iterable[tuple[str, str, str]], besides: dict[str, str]) -> None:
    """Write the SHA-256 of every input as ``sha256sum`` does; the path as given, where two share a name."""
    lines = []
    others = dict(besides)
    for _, several in groupby(sorted(inputs), lambda one: one[0]):
        for number, (name, shown, digest) in enumerate(several):
            lines.append(f"{digest}  {shown if number else name}\n")
            # A page about an author is a document as well, and listed as that.
            others.pop(name, None)
    lines += [f"{digest}  {name}\n" for name, digest in others.items()]
    with replacing(path) as file:
        file.writelines(line.encode("utf-8") for line in lines)


def write_quads(path: Path, context: Context) -> None:
    """Put the named graphs of all groups behind each other; each is removed once it is there.

    Raises DamagedError where what was made of them is not there any more.
    """
    parts = [
        (context.place.unit(QUADS, number), read_segment(unit, CHECKED))
        for number, unit in enumerate(context.place.units("mapped"))
    ]
    fresh = path.with_name(f"{path.name}.part")
    gone = [said.length for part, said in parts if not part.exists()]
    with fresh.open("r+b" if gone else "wb") as file:
        if file.seek(0, os.SEEK_END) < sum(gone):
            raise DamagedError(str(fresh))
        # What was half appended when a build was stopped is appended again.
        file.truncate(sum(gone))
        file.seek(0, os.SEEK_END)
        for part, said in parts[len(gone) :]:
            _append(part, said, file)
            part.unlink()
    fresh.replace(path)


def _append(part: Path, said: Checked, file: IO[bytes]) -> None:
    checksum = length = 0
    with part.open("rb") as quads:
        while chunk := quads.read(_CHUNK):
            checksum = zlib.crc32(chunk, checksum)
            length += file.write(chunk)
    if Checked(length, checksum) != said:
        raise DamagedError(str(part))
    file.flush()


def write_store(folder: Path, context: Context, runs: Sequence[Path], quads: Path) -> None:
    """Load the union of all graphs, and each graph, into a store on disk.

    Nothing is checked on the way: what the mappers write is valid.
    """
    import pyoxigraph

    fresh = folder.with_name(f"{folder.name}.part")
    remove(fresh)
    store = pyoxigraph.Store(str(fresh))
    union = Union()
    with io.BufferedReader(_Passing(runs, union), _CHUNK) as lines:
        store.bulk_load(lines, pyoxigraph.RdfFormat.N_TRIPLES, lenient=True)
    store.bulk_load(path=str(quads), format=pyoxigraph.RdfFormat.N_QUADS, lenient=True)
    store.flush()
    del store  # closes its files
    write_list(fresh)
    settle(context, UNION, union)
    fresh.rename(folder)


class _Passing(io.RawIOBase):
    """The triples of sorted runs as a file, counted and hashed as they pass by."""

    def __init__(self, runs: Sequence[Path], union: Union) -> None:
        self._lines = self._counted(merged_lines(runs))
        self._union = union
        self._hash = hashlib.sha256()
        self._left = b""

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Give the next bytes."""
        if not self._left:
            self._left = b"".join(islice(self._lines, 5000))
            self._hash.update(self._left)
            self._union.sha256 = self._hash.hexdigest()
        given = self._left[: len(buffer)]
        self._left = self._left[len(given) :]
        buffer[: len(given)] = given
        return len(given)

    def _counted(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        union = self._union
        for subject, group in groupby(lines, lambda line: line[: line.index(b" ")]):
            telling = []
            for line in group:
                union.triples += 1
                _, predicate, rest = line.split(b" ", 2)
                if predicate in _TELL_KIND:
                    telling.append((subject.decode(), _TELL_KIND[predicate], rest[:-3].decode()))
                yield line
            union.kinds[kind(telling)] += 1


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return _digest(file)


def _digest(file: IO[bytes]) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


def triples_of(context: Context) -> list[Path]:
    """The runs of triples that were made by mapping."""
    return context.place.units(TRIPLES)
