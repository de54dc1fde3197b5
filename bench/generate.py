"""Make a corpus of any size with the shape of real ones.

    python bench/generate.py TARGET DOCUMENTS [--seed 1]

Each document has a few claims, a handful of sources with authors, gaps, a
dispute and a body with sections and links. A few works are cited by hundreds of documents, most by
one or two; of the DOIs one in thirty stands under other titles too, people
sign in both orders and by initials, institutions have several spellings, and
of the documents one in a hundred cannot be read. Every sentence is put
together from lists of words. The same seed gives the same bytes.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

TOPICS = ("technology/ai", "science/biology", "history/medieval", "law/data", "health/nutrition", "economy")
NOUNS = (
    "archive",
    "claim",
    "corpus",
    "edge",
    "graph",
    "harbour",
    "index",
    "model",
    "proof",
    "query",
    "river",
)
QUALITIES = ("bounded", "careful", "dense", "early", "gradual", "hidden", "local", "open", "sparse", "stable")
VERBS = ("bounds", "changes", "joins", "limits", "measures", "orders", "predicts", "replaces", "supports")
FIELDS = ("astronomy", "botany", "chess", "education", "farming", "logic", "medicine", "music", "shipping")
FAMILIES = ("Adams", "Baker", "Chen", "Diaz", "Evans", "Fischer", "García", "Ito", "Kim", "Müller", "Novák")
MORE = (
    "Okafor",
    "Patel",
    "Quist",
    "Rossi",
    "Sato",
    "Tanaka",
    "Ueda",
    "Vargas",
    "Weber",
    "Xu",
    "Young",
    "Zhang",
)
GIVEN = (
    "Ada",
    "Bo",
    "Carla",
    "Dmitri",
    "Elena",
    "Farid",
    "Grace",
    "Hiro",
    "Inês",
    "Jan",
    "Karin",
    "Luis",
    "Mei",
)
BODIES = ("MIT", "Stanford University", "Nature", "Microsoft Research / NeurIPS", "Springer", "ACM", "arXiv")
TYPES = ("academic_paper", "journal_article", "report", "book", "website", "conference_paper")
WORKS_PER_DOCUMENT = 3.0
BROKEN = 100
INVENTED = 30


class Corpus:
    """Documents of a corpus of a given size, each made from its number alone."""

    def __init__(self, documents: int, seed: int) -> None:
        self._works = max(10, int(documents * WORKS_PER_DOCUMENT))
        self._documents = documents
        self._seed = seed

    def document(self, number: int) -> str:
        """The text of a document."""
        chance = random.Random(f"{self._seed} document {number}")  # noqa: S311
        if number % BROKEN == BROKEN - 1:
            return f'---\nid:"broken-{number}"\ntitle:"A document that cannot be read"\n---\nText.\n'
        cited = [int(self._works * chance.random() ** 3) for _ in range(chance.randint(3, 7))]
        lines = [
            "---",
            f"id: document-{number}",
            f"title: {_title(chance)}",
            "schema_type: TechArticle",
            f"category: {chance.choice(TOPICS)}",
            "language: en",
            f"confidence: {chance.choice(('high', 'medium', 'low'))}",
            f'created_date: "2025-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"',
            'last_verified: "2026-05-24"',
            "generation_method: ai_assisted",
            "ai_models: [model-one]",
            "atomic_facts:",
        ]
        for fact in range(chance.randint(2, 5)):
            lines += self._fact(chance, fact, chance.choice(cited))
        lines += ["known_gaps:", f"  - {_sentence(chance)}"]
        lines += ["disputed_statements:", f"  - statement: {_sentence(chance)}"]
        half = len(cited) // 2
        lines += ["primary_sources:", *(line for one in cited[:half] for line in self._source(chance, one))]
        lines += ["secondary_sources:", *(line for one in cited[half:] for line in self._source(chance, one))]
        return "\n".join([*lines, "---", self._body(chance), ""])

    def _work(self, number: int) -> dict[str, str]:
        chance = random.Random(f"{self._seed} work {number}")  # noqa: S311
        found = {"title": f"{_title(chance)}: study {number}", "year": str(1990 + number % 35)}
        kind = number % 10
        owner = number - number % INVENTED if number % INVENTED < 2 else number
        if kind < 5:
            found["doi"] = f"10.5555/made.{owner}"
        elif kind < 8:
            found["url"] = (
                f"https://arxiv.org/abs/{1501 + number % 9 + 100 * (number % 10)}.{10000 + number % 89999}"
            )
        elif kind < 9:
            found["url"] = f"https://www.example.org/pages/{number}/"
        return found

    def _people(self, number: int) -> list[str]:
        chance = random.Random(f"{self._seed} people {number}")  # noqa: S311
        people = []
        for _ in range(chance.randint(1, 4)):
            family = chance.choice(FAMILIES + MORE)
            people.append(f"{family}, {chance.choice(GIVEN)} {chr(65 + chance.randrange(26))}.")
        return people

    def _source(self, chance: random.Random, number: int) -> list[str]:
        work = self._work(number)
        people = self._people(number)
        if chance.random() < 0.3:
            people = [" ".join(reversed(one.split(", "))) for one in people]
        elif chance.random() < 0.2:
            people = [f"{one.split(', ')[0]}, {one.split(', ')[1][0]}." for one in people]
        lines = [
            f'  - title: "{work["title"]}"',
            f"    type: {TYPES[number % len(TYPES)]}",
            f"    year: {work['year']}",
            f"    institution: {BODIES[number % len(BODIES)]}",
            "    authors:",
            *(f'      - "{one}"' for one in people),
        ]
        if chance.random() < 0.3:
            lines.append("      - et al.")
        return lines + [f"    {key}: {work[key]}" for key in ("doi", "url") if key in work]

    def _fact(self, chance: random.Random, index: int, number: int) -> list[str]:
        work = self._work(number)
        first = self._people(number)[0]
        return [
            f"  - id: f{index + 1}",
            f"    statement: >-\n      {_sentence(chance)} {_sentence(chance)}",
            f'    source_title: "{first} et al. {work["title"]}. {work["year"]}"',
            *(f"    source_{key}: {work[key]}" for key in ("doi", "url") if key in work),
            f"    confidence: {chance.choice(('high', 'medium'))}",
        ]

    def _body(self, chance: random.Random) -> str:
        other = chance.randrange(self._documents)
        paragraphs = [" ".join(_sentence(chance) for _ in range(6)) for _ in range(3)]
        return (
            f"## TL;DR\n{paragraphs[0]}\n\n## Explanation\n{paragraphs[1]}\n"
            f"See [another](../{path(other)}).\n\n## Further reading\n- {paragraphs[2]}"
        )


def path(number: int) -> str:
    """Where a document is, below the folder of the corpus."""
    return f"{number // 1000:03}/document-{number:07}.md"


def _title(chance: random.Random) -> str:
    one, other = chance.sample(NOUNS, 2)
    return f"The {chance.choice(QUALITIES)} {one} and the {other} in {chance.choice(FIELDS)}"


def _sentence(chance: random.Random) -> str:
    one, other = chance.sample(NOUNS, 2)
    share = chance.randint(2, 98)
    return (
        f"A {chance.choice(QUALITIES)} {one} {chance.choice(VERBS)} the {other} "
        f"of {chance.choice(FIELDS)} in {share} of 100 cases."
    )


def main() -> None:
    """Write the corpus that the arguments ask for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("target", type=Path)
    parser.add_argument("documents", type=int)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    corpus = Corpus(options.documents, options.seed)
    for number in range(options.documents):
        place = options.target / path(number)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(corpus.document(number), encoding="utf-8")


if __name__ == "__main__":
    main()
