"""KG526: a fact that names another work than the one its document lists at the same place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from kg.audit.corpus import Corpus, Mention
from kg.audit.findings import Remark
from kg.audit.likeness import MOST_COMPARED, name_words, unrelated
from kg.audit.wording import quoted
from kg.documents.places import FieldPath
from kg.identity.identifiers import Identifier


def find(corpus: Corpus) -> Iterator[Remark]:
    """One remark for each identifier or page that a document lists as one work and a fact as another."""
    for document in corpus.documents:
        entries: dict[Identifier, list[Mention]] = defaultdict(list)
        strangers: dict[Identifier, list[Mention]] = defaultdict(list)
        mentions = [one for one in corpus.by_file[document.file] if one.title and not one.homepage]
        for mention in mentions:
            if mention.is_listed:
                for identifier in mention.identifiers:
                    entries[identifier].append(mention)
        names = {one.record.path: name_words((*one.authors, one.institution)) for one in mentions}
        for mention in mentions:
            held = [one for one in mention.identifiers if one in entries] if not mention.is_listed else []
            listed = (entry for one in held for entry in entries[one][:MOST_COMPARED])
            if held and all(_is_another(mention, entry, names) for entry in listed):
                strangers[held[0]].append(mention)
        for identifier, facts in strangers.items():
            yield _remark(identifier, facts, entries[identifier])


def _remark(identifier: Identifier, facts: Sequence[Mention], entries: Sequence[Mention]) -> Remark:
    return Remark(
        "KG526",
        str(identifier),
        f"the fact cites {quoted(facts[0].title, 60)}, but the document lists {identifier} as "
        f"{quoted(entries[0].title, 60)}",
        (*(one.place("title") for one in facts), *(one.place("doi", "url") for one in entries)),
        hint="look it up, and correct the title or the address beside the fact",
        rank=len(facts),
    )


def _is_another(fact: Mention, entry: Mention, names: Mapping[FieldPath, frozenset[str]]) -> bool:
    return fact.iri != entry.iri and unrelated(
        entry.title, fact.title, ignoring=names[entry.record.path], cited=True
    )
