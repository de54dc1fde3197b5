"""KG532: the same statements, or nearly, in several documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kg.audit.corpus import Corpus
from kg.audit.findings import Remark
from kg.audit.sentences import Sentence, near_pairs, statements
from kg.audit.wording import counted, quoted

_FEWEST_TOKENS = 5


def find(corpus: Corpus) -> Iterator[Remark]:
    """One remark for each set of documents that share statements."""
    shared: dict[tuple[str, ...], list[list[Sentence]]] = defaultdict(list)
    for group in _groups(statements(corpus)):
        files = tuple(sorted({one.document.file for one in group}))
        if len(files) > 1:
            shared[files].append(group)
    for files, groups in shared.items():
        first = groups[0][0]
        yield Remark(
            "KG532",
            first.document.file,
            f"{counted(len(files), 'document')} share {counted(len(groups), 'statement')}, "
            f"word for word or nearly: {quoted(first.text)}",
            tuple(one.place() for group in groups for one in group),
            hint="keep each statement in one document and link to it, or merge the documents",
            rank=len(groups),
        )


def _groups(every: list[Sentence]) -> list[list[Sentence]]:
    """Sentences that are the same or nearly; those that differ in a number are another matter."""
    same: dict[tuple[str, ...], list[Sentence]] = defaultdict(list)
    for one in every:
        if len(one.tokens) >= _FEWEST_TOKENS:
            same[one.tokens].append(one)
    groups = list(same.values())
    leaders = [group[0] for group in groups]
    joined = list(range(len(groups)))
    for first, second in near_pairs(leaders):
        if leaders[first].numbers == leaders[second].numbers:
            joined[second] = min(joined[second], joined[first])
    gathered: dict[int, list[Sentence]] = defaultdict(list)
    for index, group in enumerate(groups):
        gathered[joined[index]].extend(group)
    return [group for group in gathered.values() if len(group) > 1]
