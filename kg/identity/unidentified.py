"""Mentions without identifier: joined only where all that they say is the same, and says enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence

from kg.identity.citations import names_no_work
from kg.identity.mentions import SourceMention
from kg.identity.spelling import YEAR
from kg.identity.titles import agree
from kg.identity.wording import readable, tokens, weight
from kg.identity.works import Why, Works, cliques, is_comparable

_TELLING_WORDS = 5.0
_TELLING_WITHOUT_YEAR = 4.0
_TELLING_PARTS = 3

_Groups = Mapping[Hashable, Sequence[int]]


def join_unidentified(ordered: Sequence[SourceMention], works: Works) -> None:
    """Join mentions without identifier by title, year and first author.

    Titles of one author and year may differ as they may under one identifier.
    A mention that gives all three also joins the only work with an identifier
    of which a list says the same.
    """
    groups: dict[Hashable, list[int]] = defaultdict(list)
    by_origin: dict[Hashable, list[int]] = defaultdict(list)
    by_title: dict[Hashable, list[int]] = defaultdict(list)
    for index, mention in enumerate(ordered):
        if not mention.identifiers and not mention.refers_to:
            groups[sure_key(mention)].append(index)
            if is_of_somebody(mention):
                by_title[_whole(mention.title), mention.originator].append(index)
                if mention.year:
                    by_origin[mention.year, mention.originator].append(index)
    for members in groups.values():
        works.join(members, Why("title, year and author"))
    for members in by_origin.values():
        _join_agreeing(ordered, members, works)
    for members in by_title.values():
        _join_without_year(ordered, members, works)
    _join_identified(ordered, by_origin, works)


def _join_agreeing(ordered: Sequence[SourceMention], members: Sequence[int], works: Works) -> None:
    """Join mentions of one author and year whose titles agree, and whose notes do not differ."""
    forms: dict[str, list[int]] = defaultdict(list)
    for member in members:
        forms[" ".join(_whole(ordered[member].title))].append(member)
    same = [forms[key] for key in sorted(forms)]
    titles = [ordered[form[0]].comparable for form in same]
    if len(same) < 2 or not is_comparable(titles):
        return

    def related(one: int, other: int) -> bool:
        mine, theirs = titles[one], titles[other]
        return agree(mine, theirs) and (mine.notes == theirs.notes or not mine.notes or not theirs.notes)

    for numbers in cliques(len(same), related):
        alike = [member for number in numbers for member in same[number]]
        works.join_all(alike, Why("title, year and author"), is_sure=False)


def _join_without_year(ordered: Sequence[SourceMention], members: Sequence[int], works: Works) -> None:
    """Join mentions of one title and author where some give no year, and the others all the same."""
    years = {ordered[member].year for member in members}
    if len(years) == 2 and "" in years and weight(_whole(ordered[members[0]].title)) >= _TELLING_WITHOUT_YEAR:
        works.join_all(members, Why("title and author"), is_sure=False)


def _join_identified(ordered: Sequence[SourceMention], by_origin: _Groups, works: Works) -> None:
    """Join each mention that says everything to the only work with an identifier that says the same."""
    identified: dict[Hashable, list[int]] = defaultdict(list)
    for index, mention in enumerate(ordered):
        if mention.identifiers and (mention.year, mention.originator) in by_origin:
            identified[description(mention)].append(index)
    for member in (member for members in by_origin.values() for member in members):
        meant = works.roots(identified.get(description(ordered[member]), ()))
        if len(meant) == 1:
            works.join_all([member, *meant], Why("title, year and author"), is_sure=False)


def is_of_somebody(mention: SourceMention) -> bool:
    """Whether a list gives the title of a work and who stands for it."""
    is_titled = mention.has_title and mention.is_listed and not mention.homepage
    return is_titled and bool(mention.originator)


def sure_key(mention: SourceMention) -> Hashable:
    """Equal for two mentions without identifier that are surely one work.

    A title without anybody who stands for it, such as "Annual Report", is
    known in its document only.
    """
    title, year, origin = description(mention)
    if not mention.title:
        return (mention.homepage, year, origin) if mention.homepage else (mention.file, mention.path)
    if mention.homepage:
        return ("at", mention.homepage, title, year, origin)
    is_telling = bool(origin) if mention.is_listed else _is_full_citation(mention)
    return (mention.is_listed, title, year, origin, "" if is_telling else mention.file)


def _is_full_citation(mention: SourceMention) -> bool:
    """Whether a citation string gives a title and more: a year, or authors and a venue."""
    cited = mention.citation
    says_more = len(cited.starts) >= _TELLING_PARTS or any(map(YEAR.fullmatch, cited.words))
    return says_more and weight(cited.words) >= _TELLING_WORDS and not names_no_work(mention.title)


def description(mention: SourceMention) -> tuple[tuple[str, ...], str, str]:
    """All that is said of a work: its title in words, its year, and who stands for it."""
    return (_whole(mention.title), mention.year, mention.originator)


def _whole(text: str) -> tuple[str, ...]:
    """All words of a title, with those in brackets, which often tell one report from the next."""
    return tokens(readable(text)) or (text,)
