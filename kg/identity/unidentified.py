"""Mentions without identifier: joined only where all that they say is the same, and says enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence

from kg.identity.citations import names_no_work
from kg.identity.mentions import SourceMention
from kg.identity.titles import readable, tokens, weight
from kg.identity.works import Works

_TELLING_WORDS = 5.0


def join_unidentified(ordered: Sequence[SourceMention], works: Works) -> None:
    """Join mentions without identifier by title, year and first author.

    One that gives all three also joins the only work with an identifier of
    which a list says the same.
    """
    groups: dict[Hashable, list[int]] = defaultdict(list)
    sure: dict[Hashable, list[int]] = defaultdict(list)
    titles = set()
    for index, mention in enumerate(ordered):
        if not mention.identifiers and not mention.refers_to:
            groups[_key(mention)].append(index)
            if key := _sure_key(mention):
                sure[key].append(index)
                titles.add(_whole(mention.title))
    for members in groups.values():
        works.join(members)
    identified: dict[Hashable, list[int]] = defaultdict(list)
    for index, mention in enumerate(ordered):
        if mention.identifiers and mention.year and _whole(mention.title) in titles:
            identified[_sure_key(mention)].append(index)
    for key, members in sure.items():
        meant = works.roots(identified.get(key, ()))
        if len(meant) == 1:
            works.join_all([*members, *meant], is_sure=False)


def _key(mention: SourceMention) -> Hashable:
    """Equal for two mentions without identifier that are surely one work.

    A short title without anybody who stands for it, such as "Annual Report",
    is known in its document only.
    """
    origin = (mention.year, mention.originator)
    if not mention.title:
        return (mention.homepage, *origin) if mention.homepage else (mention.file, mention.path)
    title = _whole(mention.title)
    if mention.homepage:
        return ("at", mention.homepage, title, *origin)
    is_telling = weight(title) >= _TELLING_WORDS and (mention.is_listed or not names_no_work(mention.title))
    return (mention.is_listed, title, *origin, "" if is_telling or origin[1] else mention.file)


def _sure_key(mention: SourceMention) -> Hashable:
    """Title, year and first author, where all are given; None elsewhere."""
    if mention.homepage or not mention.has_title or not mention.is_listed:
        return None
    origin = (mention.year, mention.originator)
    return (_whole(mention.title), *origin) if all(origin) else None


def _whole(text: str) -> tuple[str, ...]:
    """All words of a title, with those in brackets, which often tell one report from the next."""
    return tokens(readable(text)) or (text,)
