"""How well the graph tells who is the same: precision and recall over labelled pairs.

    python bench/pairs.py            # the table, every wrong merge and every missed one
    python bench/pairs.py --check    # exit 1 where precision or recall fell
    python bench/pairs.py --write    # put the table into docs/identity.md

Each pair of ``bench/pairs/`` becomes a small folder of documents, and the
graph of that folder answers whether its two mentions were joined. Only what
:func:`kg.build` gives is looked at, so the figures hold for any way to decide.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import kg

PAIRS = Path(__file__).resolve().parent / "pairs"
PRECISION = 0.99
"""The least of the merges that must be right."""
RECALL = 0.94
"""The least of the merges to be made that must be made; raise it whenever more are."""

DOCUMENTED = PAIRS.parent.parent / "docs" / "identity.md"
KINDS = ("sources", "people", "organizations")
CONTEXTS = ("two papers", "one paper", "one list")
FIELDS = {
    "sources": {
        *("title", "type", "year", "authors", "institution", "url", "doi", "isbn", "chapter"),
        *("source_title", "source_url", "source_doi"),
    },
    "people": {"name", "who", "with", "title", "type", "year", "institution", "url", "doi"},
    "organizations": {"institution", "author"},
}
_BODIES = "schema:author|schema:publisher|schema:sourceOrganization|schema:isPartOf"
_MEMBER = "http://www.w3.org/1999/02/22-rdf-syntax-ns#_"
_FIRST, _SECOND = "One made-up study of a matter", "Quite another inquiry into things"
_SHARED_PAPER = {"title": _FIRST, "doi": "10.1000/182"}

Mention = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two mentions, whether they are of one thing, and the rule that they exercise.

    ``beside`` are mentions in further documents of the same folder; ``context``
    says where two people are named (see the README of the pairs).
    """

    kind: str
    rule: str
    same: bool
    one: Mention
    other: Mention
    beside: tuple[Mention, ...] = ()
    context: str = CONTEXTS[0]

    def __str__(self) -> str:
        return f"{self.kind}, {self.rule}: {_shown(self.one)} | {_shown(self.other)}"


@dataclass(slots=True)
class Score:
    """What was joined rightly, wrongly, and not joined, of the pairs of one rule."""

    pairs: int = 0
    right: int = 0
    wrong: list[Pair] = field(default_factory=list)
    missed: list[Pair] = field(default_factory=list)

    @property
    def precision(self) -> float | None:
        """The part of the merges that is right; None where nothing was joined."""
        joined = self.right + len(self.wrong)
        return self.right / joined if joined else None

    @property
    def recall(self) -> float | None:
        """The part of the merges to be made that was made; None where there are none."""
        wanted = self.right + len(self.missed)
        return self.right / wanted if wanted else None

    def add(self, pair: Pair, is_joined: bool) -> None:
        """Count a pair and what became of it."""
        self.pairs += 1
        if is_joined and pair.same:
            self.right += 1
        elif is_joined:
            self.wrong.append(pair)
        elif pair.same:
            self.missed.append(pair)


def load(folder: Path = PAIRS) -> list[Pair]:
    """The labelled pairs, in order of file and place. Raises ValueError for one that is not well formed."""
    pairs = []
    for file in sorted(folder.glob("*.toml")):
        kind = file.stem.partition("-")[0]
        if kind not in KINDS:
            raise ValueError(f"{file.name}: no kind of pairs is called {kind!r}")
        for rule, table in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if unknown := table.keys() - {"same", "different", "context"}:
                raise ValueError(f"{file.name}, {rule}: unknown key {min(unknown)!r}")
            context = table.get("context", CONTEXTS[0])
            if context not in CONTEXTS:
                raise ValueError(f"{file.name}, {rule}: unknown context {context!r}")
            for label in ("same", "different"):
                for mentions in table.get(label, ()):
                    if unknown := {key for one in mentions for key in one} - FIELDS[kind]:
                        raise ValueError(f"{file.name}, {rule}: unknown field {min(unknown)!r}")
                    one, other, *beside = mentions
                    pairs.append(Pair(kind, rule, label == "same", one, other, tuple(beside), context))
    return pairs


def measure(pairs: Iterable[Pair]) -> dict[tuple[str, str], Score]:
    """The score of each kind and rule."""
    scores: dict[tuple[str, str], Score] = defaultdict(Score)
    with tempfile.TemporaryDirectory() as folder:
        for number, pair in enumerate(pairs):
            place = Path(folder, f"{number:04}")
            place.mkdir()
            scores[pair.kind, pair.rule].add(pair, is_joined(pair, place))
    return dict(scores)


def total(scores: Iterable[Score]) -> Score:
    """The score of all rules together."""
    found = Score()
    for score in scores:
        found.pairs += score.pairs
        found.right += score.right
        found.wrong += score.wrong
        found.missed += score.missed
    return found


def is_joined(pair: Pair, folder: Path) -> bool:
    """Whether the graph of the pair, built in the empty ``folder``, has one node for both mentions."""
    for number, front_matter in enumerate(_documents(pair)):
        text = json.dumps({"title": f"Document {number}", **front_matter}, ensure_ascii=False)
        (folder / f"{number}.md").write_text(f"---\n{text}\n---\nText.\n", encoding="utf-8")
    graph = kg.build(folder, settings=kg.Settings(), validate=False)
    found = [_cited(graph, number) for number in range(len(graph.documents))]
    if pair.kind == "sources":
        return found[0] is not None and found[0] == found[1]
    if pair.kind == "organizations":
        return bool(_bodies(graph, found[0]) & _bodies(graph, found[1]))
    if pair.context == "one list":
        return len(set(_people(graph, found[0]))) == 1
    one = _person(graph, found[0], pair.one)
    return one is not None and one == _person(graph, found[1], pair.other)


def _documents(pair: Pair) -> Iterator[dict[str, object]]:
    """The front matter of the documents of a pair."""
    mentions = (pair.one, pair.other, *pair.beside)
    if pair.kind == "sources":
        yield from map(_evidence, mentions)
    elif pair.kind == "organizations":
        for number, mention in enumerate(mentions):
            authors = {"authors": [mention["author"]]} if "author" in mention else {}
            rest = {key: value for key, value in mention.items() if key != "author"}
            yield _evidence({**_paper(number), **rest, **authors})
    elif pair.context == "one list":
        names = [mention["name"] for mention in mentions]
        yield _evidence({"title": _FIRST, "authors": names})
    else:
        for number, mention in enumerate(mentions):
            paper = _paper(number) if pair.context == "two papers" else _SHARED_PAPER
            rest = {key: value for key, value in mention.items() if key not in {"name", "with", "who"}}
            authors = [mention["name"], *_texts(mention.get("with"))]
            yield _evidence({**paper, **rest, "authors": authors})


def _evidence(mention: Mention) -> dict[str, object]:
    """Front matter with the mention as its only source, or as its only fact."""
    if mention.keys() & {"source_title", "source_url", "source_doi"}:
        return {"atomic_facts": [{"id": "f1", "statement": "Something is so.", **mention}]}
    return {"primary_sources": [dict(mention)]}


def _paper(number: int) -> dict[str, object]:
    return {"title": (_FIRST, _SECOND)[number] if number < 2 else f"{_FIRST}, number {number}"}


def _cited(graph: kg.KnowledgeGraph, number: int) -> str | None:
    """The IRI of what the document with that number cites; None where that is nothing."""
    document = graph.documents[number]
    for cited in (*document.sources, *document.atomic_facts):
        source = graph.identity.source_of.get((document.file, cited.path))
        if source is not None:
            return source.iri
    return None


def _bodies(graph: kg.KnowledgeGraph, source: str | None) -> set[str]:
    """The organisations and venues that a source names in any role."""
    rows = graph.query(f"SELECT DISTINCT ?found {{ <{source}> {_BODIES} ?found }}")
    return {str(row["found"]) for row in rows}


def _people(graph: kg.KnowledgeGraph, source: str | None) -> list[str]:
    """The authors of a source in their order."""
    rows = graph.query(
        f"SELECT DISTINCT ?place ?found {{ <{source}> kg:authorSequence ?list . ?list ?place ?found "
        f"FILTER(STRSTARTS(STR(?place), '{_MEMBER}')) }}"
    )
    found = {int(str(row["place"]).removeprefix(_MEMBER)): str(row["found"]) for row in rows}
    return [found[place] for place in sorted(found)]


def _person(graph: kg.KnowledgeGraph, source: str | None, mention: Mention) -> str | None:
    """The author that a mention speaks of; None where the graph names nobody in that place."""
    place = int(str(mention.get("who", 1)))
    people = _people(graph, source)
    return people[place - 1] if len(people) >= place else None


def _texts(value: object) -> Sequence[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _shown(mention: Mention) -> str:
    return ", ".join(f"{key} {value!r}" for key, value in mention.items())


def report(scores: Mapping[tuple[str, str], Score]) -> str:
    """The figures as a Markdown table, and every pair that was decided wrongly as lists."""
    lines = [figures(scores)]
    whole = total(scores.values())
    for name, pairs in (("Wrong merges", whole.wrong), ("Missed merges", whole.missed)):
        lines += ["", f"{name}: {len(pairs)}", "", *(f"- {pair}" for pair in pairs)]
    return "\n".join(lines)


def figures(scores: Mapping[tuple[str, str], Score]) -> str:
    """Precision and recall of each rule as a Markdown table."""
    lines = ["| kind | rule | pairs | precision | recall |", "|---|---|---:|---:|---:|"]
    for kind in KINDS:
        of_kind = {rule: score for (one, rule), score in scores.items() if one == kind}
        lines += [_row(kind, rule, score) for rule, score in of_kind.items()]
        lines.append(_row(f"**{kind}**", "all", total(of_kind.values())))
    lines.append(_row("**all**", "all", total(scores.values())))
    return "\n".join(lines)


def documented(text: str, scores: Mapping[tuple[str, str], Score]) -> str:
    """The page with the table between its two marks."""
    before, mark, rest = text.partition("<!-- measured -->\n")
    return f"{before}{mark}{figures(scores)}\n{rest[rest.index('<!-- end -->') :]}"


def _row(kind: str, rule: str, score: Score) -> str:
    return f"| {kind} | {rule} | {score.pairs} | {_figure(score.precision)} | {_figure(score.recall)} |"


def _figure(part: float | None) -> str:
    return "–" if part is None else f"{part:.3f}"


def main() -> int:
    """Print the report; 1 where ``--check`` is given and a floor is not held."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="exit 1 where precision or recall fell")
    parser.add_argument("--write", action="store_true", help="put the table into docs/identity.md")
    options = parser.parse_args()
    scores = measure(load())
    print(report(scores))
    if options.write:
        DOCUMENTED.write_text(documented(DOCUMENTED.read_text("utf-8"), scores), encoding="utf-8")
    whole = total(scores.values())
    if options.check and ((whole.precision or 0) < PRECISION or (whole.recall or 0) < RECALL):
        print(f"\nprecision must reach {PRECISION} and recall {RECALL}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
