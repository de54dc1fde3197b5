"""KG524: high confidence that rests on a bare homepage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kg.audit.corpus import Corpus, Mention
from kg.audit.findings import Remark
from kg.audit.wording import counted
from kg.documents.records import Fact


def find(corpus: Corpus) -> Iterator[Remark]:
    """One remark for each homepage that facts of high confidence in a document rest on."""
    for document in corpus.documents:
        found: dict[str, list[Mention]] = defaultdict(list)
        for mention in corpus.by_file[document.file]:
            record = mention.record
            if (
                isinstance(record, Fact)
                and record.confidence == "high"
                and mention.homepage
                and not mention.doi
            ):
                found[mention.homepage].append(mention)
        for homepage, mentions in found.items():
            yield Remark(
                "KG524",
                homepage,
                f"{counted(len(mentions), 'fact')} of high confidence "
                f"{'rests' if len(mentions) == 1 else 'rest'} on the homepage {homepage}, where nobody "
                "can find what is meant",
                tuple(
                    one.place("url", text=one.record.statement)
                    for one in mentions
                    if isinstance(one.record, Fact)
                ),
                hint="link to the page that says it",
                rank=len(mentions),
            )
