"""KG502: one title under identifiers that cannot all be its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kg.audit.corpus import Corpus, Mention
from kg.audit.findings import Place, Remark
from kg.audit.likeness import telling_words
from kg.audit.tables import words
from kg.audit.wording import counted, listed, quoted
from kg.identity.titles import title

_SCHEMES = ("doi", "arxiv", "pmid")
_FEWEST_WORDS = 4


def find(corpus: Corpus) -> Iterator[Remark]:
    """One remark for each title that has several DOIs, arXiv ids or PubMed ids."""
    by_title: dict[str, list[Mention]] = defaultdict(list)
    for mention in corpus.mentions:
        if mention.is_listed and len(telling_words(mention.title)) >= _FEWEST_WORDS:
            by_title[title(mention.title).key].append(mention)
    for mentions in by_title.values():
        for scheme in _SCHEMES:
            values = sorted(
                {one.value for each in mentions for one in each.identifiers if one.scheme == scheme}
            )
            rival = _rivals(scheme, values)
            if len(rival) < 2:
                continue
            rivals = frozenset(rival)
            holding = [one for one in mentions if any(each.value in rivals for each in one.identifiers)]
            if _are_editions(scheme, holding):
                continue
            files = {one.document.file for one in holding}
            yield Remark(
                "KG502",
                holding[0].title,
                f"{quoted(holding[0].title)} has {counted(len(rival), 'identifier')} of one kind in "
                f"{counted(len(files), 'document')}: {listed(f'{scheme}:{value}' for value in rival)}",
                tuple(_place(one, scheme) for one in holding),
                hint="look each of them up and keep the one that leads to this title",
                rank=len(rival),
            )


def _place(mention: Mention, scheme: str) -> Place:
    held = ", ".join(str(one) for one in mention.identifiers if one.scheme == scheme)
    year = f", {mention.year}" if mention.year else ""
    return mention.place("doi", "url", text=f"{held} — {mention.title}{year}", marks=(held,))


def _rivals(scheme: str, values: Iterable[str]) -> list[str]:
    """The identifiers, which are sorted, without preprints and without versions and parts of others."""
    if scheme != "doi":
        return list(values)
    found: list[str] = []
    for one in values:
        # All that begin with a value follow it in order.
        is_part = bool(found) and one.startswith(found[-1])
        if not is_part and one.partition("/")[0] not in words("preprint_prefixes"):
            found.append(one)
    return found


def _are_editions(scheme: str, mentions: Iterable[Mention]) -> bool:
    """Whether they may be a conference paper and the article that it became: other year, other publisher."""
    if scheme != "doi":
        return False
    held = {
        (one.value, mention.year)
        for mention in mentions
        for one in mention.identifiers
        if one.scheme == scheme
    }
    registrants = {value.partition("/")[0] for value, _ in held}
    years = {year for _, year in held}
    return len(registrants) == len(years) == len(held) and "" not in years
