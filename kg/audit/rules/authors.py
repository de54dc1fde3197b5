"""KG504: one work under lists of authors that have nobody in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kg.audit.corpus import Corpus, Mention
from kg.audit.findings import Remark
from kg.audit.likeness import telling_words
from kg.audit.wording import counted, quoted
from kg.identity.text import fold
from kg.identity.titles import title

_FEWEST_WORDS = 4


def find(corpus: Corpus) -> Iterator[Remark]:
    """One remark for each title whose mentions name authors, and none the same."""
    by_title: dict[str, list[Mention]] = defaultdict(list)
    for mention in corpus.mentions:
        if mention.is_listed and mention.authors and len(telling_words(mention.title)) >= _FEWEST_WORDS:
            by_title[title(mention.title).key].append(mention)
    for mentions in by_title.values():
        named = [(one, _names(one, corpus)) for one in mentions]
        groups = _groups(names for _, names in named)
        if groups < 2:
            continue
        holding = [one for one, names in named if names]
        files = {one.document.file for one in holding}
        yield Remark(
            "KG504",
            holding[0].title,
            f"{quoted(holding[0].title)} has {groups} lists of authors with nobody in common in "
            f"{counted(len(files), 'document')}",
            tuple(one.place("authors", text="; ".join(one.authors)) for one in holding),
            hint="look the work up and give every mention its authors; of works that only share "
            "their title, give each its identifier",
            rank=groups,
        )


def _groups(lists: Iterable[frozenset[str]]) -> int:
    """How many lists have nobody in common with those before, and are in the same letters."""
    seen: set[str] = set()
    in_latin: set[bool] = set()
    count = 0
    for names in lists:
        # Who knows how a name was transcribed.
        is_latin = all(map(str.isascii, names))
        if names and names.isdisjoint(seen) and (not is_latin) not in in_latin:
            seen |= names
            in_latin.add(is_latin)
            count += 1
    return count


def _names(mention: Mention, corpus: Corpus) -> frozenset[str]:
    """The words of the names of the people in the list; empty where it names a body, or may do so."""
    found, _ = corpus.identity.agents.named(mention.authors)
    if any(one.person is None for one in found) or not any(one.person and one.person.given for one in found):
        return frozenset()
    words = (word for one in found if one.person for word in fold(one.person.shown).split())
    # Which word is the family's is not always sure, so any shared word will do.
    return frozenset(word for word in words if len(word) > 1)
