"""Proposals for the authority file: what a person could decide and no rule may.

The text is an authority file itself. Each proposal names its mentions and why
no rule joined them, so that whoever accepts it can judge.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.diagnostics import Location
from kg.explain.bodies import Bodies, Seat, alike, initials
from kg.explain.corpus import Corpus, Decided
from kg.explain.near_works import any_agree, apart, own_titles
from kg.explain.people import Person, Persons
from kg.explain.people import apart as people_apart
from kg.identity.clusters import Cluster
from kg.identity.identifiers import SINGLE, Identifier, resolver_url
from kg.identity.likeness import compatible, form, is_common
from kg.identity.titles import title
from kg.identity.wording import weight

_SHOWN_PLACES = 3
_TOO_MANY = 30
_ALIKE = 0.5
_TELLING_TITLE = 3.0
_HEAD = """\
# Proposals for authorities.yaml, best first in each section. None of them is certain:
# copy over what you know to be right, and look up what you do not know.
"""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal: its section, how sure it is (0 to 1), how many mentions it is about, and its lines."""

    section: str
    score: float
    mentions: int
    comment: str
    lines: tuple[str, ...]


def suggest(graph: Decided, limit: int = 100) -> str:
    """Proposals as the text of an authority file, at most ``limit`` in each section."""
    corpus = Corpus(graph)
    found: dict[str, list[Proposal]] = defaultdict(list)
    for one in (*_people(corpus), *_bodies(corpus), *_works(corpus)):
        found[one.section].append(one)
    text = [_HEAD]
    for section in ("people", "organizations", "works", "same works"):
        best = sorted(found[section], key=lambda one: (-one.score, -one.mentions, one.lines))[:limit]
        if best:
            heading, *inner = section.split()
            text.append(f"\n{heading}:\n" + "".join(f"  {name}:\n" for name in inner))
            text += [_shown(one, "    " if inner else "  ") for one in best]
    return "".join(text)


def _shown(one: Proposal, indent: str) -> str:
    return "".join(f"{indent}{line}\n" for line in (f"# {one.comment}", *one.lines))


def _people(corpus: Corpus) -> Iterator[Proposal]:
    """One proposal for each person in full whom other names fit, and nobody else."""
    persons = Persons(corpus)
    blocks: dict[tuple[str, str], list[Person]] = defaultdict(list)
    for person in persons.all.values():
        for block in form(person.best).blocks if form(person.best).given else ():
            blocks[block].append(person)
    ruled = corpus.identity.same_as
    meant: dict[str, list[tuple[Person, Person]]] = defaultdict(list)
    for person in persons.all.values():
        near = _near(person, blocks)
        fuller = [one for one in near if one.is_full and _is_fuller(one, person)]
        if len(fuller) == 1 and fuller[0].iri not in ruled and person.iri not in ruled:
            meant[fuller[0].iri].append((fuller[0], person))
    for pairs in meant.values():
        person = pairs[0][0]
        aliases = {name.shown for _, other in pairs for name in other.names}
        reasons = {people_apart(other, person, _near(person, blocks)) for _, other in pairs}
        if not any("one list of authors" in reason for reason in reasons):
            places = [
                corpus.place(mention.file, (*mention.path, "authors", index))
                for _, other in pairs
                for _, mention, index, _ in other.appearances
            ]
            yield Proposal(
                "people",
                0.3 if is_common(form(person.best).family) else 0.6,
                len(places),
                f"{_places(places)}: {'; '.join(sorted(reasons))}",
                (f"- name: {_quoted(person.best.shown)}", f"  aliases: [{_listed(aliases)}]"),
            )


def _near(person: Person, blocks: Mapping[tuple[str, str], Sequence[Person]]) -> list[Person]:
    mine = form(person.best)
    found = {
        other.iri: other
        for block in mine.blocks
        for other in blocks.get(block, ())[:_TOO_MANY]
        if other is not person and compatible(mine, form(other.best))
    }
    return [found[iri] for iri in sorted(found)]


def _is_fuller(one: Person, other: Person) -> bool:
    """Whether one name says more than the other."""
    mine, theirs = one.best, other.best
    return (mine.is_full, len(mine.key), mine.key) > (theirs.is_full, len(theirs.key), theirs.key)


def _bodies(corpus: Corpus) -> Iterator[Proposal]:
    """One proposal for each body with others of like names; none is an alias twice."""
    bodies = Bodies(corpus)
    index: dict[str, list[Seat]] = defaultdict(list)
    for seat in bodies.all.values():
        for word in seat.body.name.casefold().split():
            index[word].append(seat)
        if seat.body.name.isupper():
            index[f"={seat.body.name.casefold()}"].append(seat)
    aliases: dict[str, list[Seat]] = {}
    taken = set(corpus.identity.same_as)
    # The best known first, in full rather than by its initials.
    for seat in sorted(
        bodies.all.values(),
        key=lambda one: (one.body.name.isupper(), -one.count, len(one.body.name), one.iri),
    ):
        others = [one for one in _candidates(seat, index) if one.iri not in taken]
        if seat.iri not in taken and others:
            taken.update((seat.iri, *(one.iri for one in others)))
            aliases[seat.iri] = others
    for iri, others in aliases.items():
        seat = bodies.all[iri]
        names = [one.body.name for one in others]
        places = [
            corpus.place(*place) for one in others for text in sorted(one.texts) for place in one.texts[text]
        ]
        yield Proposal(
            "organizations",
            0.5 if all(map(str.isupper, names)) else 0.4,
            seat.count + len(places),
            f"{_places(places)}: {' and '.join(map(repr, names))} beside {seat.body.name!r}",
            (f"- name: {_quoted(seat.body.name)}", f"  aliases: [{_listed(names)}]"),
        )


def _candidates(seat: Seat, index: Mapping[str, Sequence[Seat]]) -> list[Seat]:
    words = [*seat.body.name.casefold().split(), f"={initials(seat.body.name)}"]
    near = {
        other.iri: other
        for word in words
        for other in index.get(word, ())
        if len(index[word]) <= _TOO_MANY and other is not seat and alike(seat.body.name, other.body.name)
    }
    return [near[iri] for iri in sorted(near)]


def _works(corpus: Corpus) -> Iterator[Proposal]:
    by_identifier: dict[Identifier, list[str]] = defaultdict(list)
    by_title: dict[str, list[str]] = defaultdict(list)
    for iri, group in corpus.clusters.items():
        for identifier in group.claimed:
            if identifier.scheme in SINGLE:
                by_identifier[identifier].append(iri)
        for one in own_titles(group):
            if weight(one.core) >= _TELLING_TITLE:
                by_title[one.key].append(iri)
    for identifier in sorted(by_identifier):
        groups = [corpus.clusters[iri] for iri in by_identifier[identifier]]
        if 1 < len(groups) <= _TOO_MANY:
            yield from _claimed(identifier, groups, corpus)
    for iris in by_title.values():
        if 1 < len(iris) <= _TOO_MANY:
            yield from _same_title([corpus.clusters[iri] for iri in iris], corpus)


def _claimed(identifier: Identifier, groups: Sequence[Cluster], corpus: Corpus) -> Iterator[Proposal]:
    """The title that an identifier may belong to, or titles that may be of one work."""
    ranked = sorted(groups, key=lambda one: (-len(one.mentions), _title(one)))
    first, *others = ranked
    places = [corpus.place(one.file, one.path) for group in groups for one in group.mentions]
    total = sum(len(group.mentions) for group in groups)
    variants = [one for one in others if _overlap(first, one) >= _ALIKE]
    if variants:
        titles = dict.fromkeys(_title(one) for one in (first, *variants))
        refs = ", ".join(f"{{id: {_quoted(str(identifier))}, title: {_quoted(text)}}}" for text in titles)
        yield Proposal(
            "same works",
            0.9 if len(variants) == len(others) else 0.7,
            total,
            f"{_places(places)}: {apart(first, variants[0])}",
            (f"- [{refs}]",),
        )
    elif len(first.mentions) > total / 2:
        yield Proposal(
            "works",
            len(first.mentions) / total,
            total,
            f"{_places(places)}: the most frequent of {len(groups)} titles under it; "
            f"look it up: {resolver_url(identifier)}",
            (f"- title: {_quoted(_title(first))}", f"  {identifier.scheme}: {_quoted(identifier.value)}"),
        )


def _same_title(groups: Sequence[Cluster], corpus: Corpus) -> Iterator[Proposal]:
    """Works of one title without an identifier in common."""
    for other in groups[1:]:
        first = groups[0]
        if {*first.owned, *first.claimed} & {*other.owned, *other.claimed} or not any_agree(
            own_titles(first), own_titles(other)
        ):
            continue
        refs = list(dict.fromkeys(_reference(one) for one in (first, other)))
        if len(refs) < 2:
            continue
        reason = apart(first, other)
        places = [corpus.place(one.file, one.path) for group in (first, other) for one in group.mentions]
        is_likely = not ("differ" in reason or "one identifier of each kind" in reason)
        yield Proposal(
            "same works",
            0.8 if is_likely else 0.4,
            len(places),
            f"{_places(places)}: {reason}",
            (f"- [{', '.join(map(_quoted, refs))}]",),
        )


def _reference(group: Cluster) -> str:
    """What points at a work in an authority file."""
    if not group.owned:
        return _title(group)
    first = group.owned[0]
    return f"https://{first.value}" if first.scheme == "web" else str(first)


def _title(group: Cluster) -> str:
    listed = [one.title for one in group.mentions if one.has_title and one.is_listed]
    titles = listed or [one.title for one in group.mentions if one.has_title]
    return min(titles, key=lambda text: (-titles.count(text), text), default="")


def _overlap(one: Cluster, other: Cluster) -> float:
    """The part of the words of two titles that both have."""
    mine, theirs = set(title(_title(one)).core), set(title(_title(other)).core)
    return len(mine & theirs) / max(1, len(mine | theirs))


def _places(places: Iterable[Location]) -> str:
    found = list(dict.fromkeys(f"{place.file}:{place.line}" for place in places))
    more = len(found) - _SHOWN_PLACES
    return ", ".join(found[:_SHOWN_PLACES]) + (f" and {more} more" if more > 0 else "")


def _quoted(text: str) -> str:
    """The text as a double-quoted YAML scalar; JSON's are the same (YAML 1.2 section 7.3.1)."""
    return json.dumps(text, ensure_ascii=False)


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(map(_quoted, sorted(texts)))
