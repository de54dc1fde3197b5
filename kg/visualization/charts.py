"""The numbers behind the charts: what a collection claims, on what, and where it is thin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kg.visualization.scene import Scene, Thing
from kg.visualization.ties import documents_of

_MOST = 12
_LEVELS = ("high", "medium", "low", "")
_MOST_COLUMNS = 30


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: parts as (class of style, number), in the order drawn; ``iri`` is what it leads to, if any."""

    label: str
    parts: tuple[tuple[str, int], ...]
    iri: str = ""
    note: str = ""

    @property
    def total(self) -> int:
        """The sum of the parts."""
        return sum(number for _, number in self.parts)


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars under a title; ``most`` is the number that fills the width, ``says`` the chart as a sentence.

    ``form`` is ``bars`` (lying, with names), ``shares`` (the same, each as wide as the others), or
    ``columns`` (standing, over years).
    """

    title: str
    says: str
    bars: tuple[Bar, ...]
    form: str = "bars"
    legend: tuple[tuple[str, str], ...] = ()

    @property
    def most(self) -> int:
        """The highest total, at least 1."""
        return max((bar.total for bar in self.bars), default=0) or 1

    def whole(self, bar: Bar) -> int:
        """What number would fill the width of this bar: the longest's, or its own where parts are shares."""
        return bar.total if self.form == "shares" else self.most


def charts(scene: Scene) -> list[Chart]:
    """The charts of a collection; those with nothing to show are left out."""
    made = (
        carriers(scene),
        most_cited(scene),
        by_topic(scene),
        coverage(scene),
        by_year(scene),
        by_type(scene),
    )
    return [chart for chart in made if chart.bars]


def carriers(scene: Scene) -> Chart:
    """Which sources carry most claims."""
    counts = Counter(link.end for link in scene.links if link.predicate == "schema:isBasedOn")
    bars = _top(scene, counts, "claim")
    first = f"{bars[0].label} carries most: {bars[0].note}." if bars else ""
    return Chart("Sources that carry the most claims", first, bars)


def most_cited(scene: Scene) -> Chart:
    """Which sources most documents cite."""
    counts = {
        iri: len(documents)
        for iri, documents in documents_of(scene).items()
        if scene.things[iri].kind == "source"
    }
    bars = _top(scene, counts, "document")
    first = f"{bars[0].label} is cited by {bars[0].note}." if bars else ""
    return Chart("Sources that most documents cite", first, bars)


def by_topic(scene: Scene) -> Chart:
    """Claims by topic and confidence."""
    topics = scene.ends("schema:about")
    counts: dict[str, Counter[str]] = {}
    for document, parts in scene.ends("schema:hasPart").items():
        claims = (scene.things[one] for one in parts if scene.things[one].kind == "claim")
        levels = Counter(claim.confidence for claim in claims)
        for topic in topics.get(document, ()):
            counts.setdefault(topic, Counter()).update(levels)
    order = sorted(counts, key=lambda topic: (-counts[topic].total(), scene.things[topic].label, topic))
    bars = tuple(
        Bar(
            scene.things[topic].label,
            tuple((level or "unsaid", counts[topic][level]) for level in _LEVELS if counts[topic][level]),
            topic,
            _counted(counts[topic].total(), "claim"),
        )
        for topic in order[:_MOST]
    )
    legend = (("high", "high"), ("medium", "medium"), ("low", "low"), ("unsaid", "not said"))
    used = {name for bar in bars for name, _ in bar.parts}
    return Chart(
        "Claims by topic and confidence",
        "A claim counts under every topic of its document.",
        bars,
        legend=tuple(one for one in legend if one[0] in used),
    )


def coverage(scene: Scene) -> Chart:
    """How much of the collection has what a reader relies on."""
    based = {link.start for link in scene.links if link.predicate == "schema:isBasedOn"}
    claiming = {link.start for link in scene.links if link.predicate == "schema:hasPart"}
    citing = {
        link.start for link in scene.links if link.predicate in {"schema:citation", "prov:hadPrimarySource"}
    }
    reviewed = {link.start for link in scene.links if link.predicate == "schema:reviewedBy"}
    named = {link.start for link in scene.links if link.predicate == "schema:author"}
    rows: tuple[tuple[str, str, Callable[[Thing], bool]], ...] = (
        ("Claims that rest on a source", "claim", lambda one: one.iri in based),
        ("Claims that say how sure they are", "claim", lambda one: bool(one.confidence)),
        ("Documents that make claims", "document", lambda one: one.iri in claiming),
        ("Documents that list sources", "document", lambda one: one.iri in citing),
        ("Documents that somebody reviewed", "document", lambda one: one.iri in reviewed),
        ("Documents that name no gap of theirs", "document", _names_no_gap),
        ("Sources with a link to follow", "source", lambda one: bool(one.links)),
        ("Sources with a named author", "source", lambda one: one.iri in named),
        ("Sources with a year", "source", lambda one: bool(one.year)),
    )
    bars = []
    for label, kind, fits in rows:
        things = scene.of_kind(kind)
        if things:
            have = sum(map(fits, things))
            parts = (("have", have), ("lack", len(things) - have))
            bars.append(Bar(label, parts, note=f"{have:,} of {len(things):,}"))
    said = "What is filled is there; the rest is missing."
    return Chart("Coverage and gaps", said, tuple(bars), form="shares")


def by_year(scene: Scene) -> Chart:
    """Sources by year of publication; the early years in one column where there are many years."""
    years = Counter(int(one.year) for one in scene.of_kind("source") if one.year)
    if not years:
        return Chart("Sources by year", "", ())
    last = max(years)
    first = max(min(years), last - _MOST_COLUMNS + 1)
    early = sum(number for year, number in years.items() if year < first)
    bars = [Bar(f"before {first}", (("source", early),), note=_counted(early, "source"))] if early else []
    bars += [
        Bar(str(year), (("source", years[year]),), note=_counted(years[year], "source"))
        for year in range(first, last + 1)
    ]
    middle = _median(sorted(years.elements()))
    says = f"From {min(years)} to {last}; half of the sources are from {middle} or later."
    return Chart("Sources by year of publication", says, tuple(bars), form="columns")


def by_type(scene: Scene) -> Chart:
    """Sources by what kind of work they are."""
    counts = Counter(_words(one.type) for one in scene.of_kind("source"))
    bars = tuple(
        Bar(name, (("source", number),), note=_counted(number, "source"))
        for name, number in sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:_MOST]
    )
    return Chart("Sources by type", "", bars)


def _top(scene: Scene, counts: dict[str, int] | Counter[str], unit: str) -> tuple[Bar, ...]:
    order = sorted(counts, key=lambda iri: (-counts[iri], scene.things[iri].label, iri))
    return tuple(
        Bar(scene.things[iri].label, (("source", counts[iri]),), iri, _counted(counts[iri], unit))
        for iri in order[:_MOST]
        if counts[iri]
    )


def _names_no_gap(document: Thing) -> bool:
    return all(said != "Known gap" for said, _ in document.remarks)


def _counted(number: int, unit: str) -> str:
    return f"{number:,} {unit}" if number == 1 else f"{number:,} {unit}s"


def _median(values: Iterable[int]) -> int:
    ordered = list(values)
    return ordered[len(ordered) // 2]


def _words(name: str) -> str:
    """``schema:ScholarlyArticle`` as ``Scholarly article``."""
    bare = name.partition(":")[2] or name or "Work"
    spaced = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in bare).strip()
    return spaced[:1].upper() + spaced[1:]
