"""Time identity on a made-up corpus with a heavy tail.

    python bench/identity.py [MENTIONS]

A few works are cited by thousands of documents, most by one or two; some DOIs
stand under dozens of titles, some pages and homepages under many more, and
some works have no identifier. Prints seconds for each of the two passes.
"""

from __future__ import annotations

import gc
import random
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from kg.documents.reader import read_document
from kg.documents.records import Document
from kg.engines import Local
from kg.identity.authorities.records import NONE
from kg.identity.mentions import see
from kg.plan import identify
from kg.settings import Settings

_Result = TypeVar("_Result")

LISTED, BESIDE_FACTS = 6, 4
WORKS_PER_MENTION = 0.5
SUBJECTS = ("archive", "claim", "corpus", "edge", "graph", "index", "model", "proof", "query", "schema")
FIELDS = ("astronomy", "biology", "chess", "education", "farming", "history", "law", "medicine", "music")
FAMILIES = ("Adams", "Baker", "Chen", "Diaz", "Evans", "Fischer", "Garcia", "Ito", "Kim", "Müller", "Novak")
GIVEN = ("Ada", "Bo", "Carla", "Dmitri", "Elena", "Farid", "Grace", "Hiro", "Ines", "Jan", "Karin", "Luis")


def work(number: int) -> dict[str, str]:
    """A made-up work; every fifth DOI of the rare ones belongs to thirty works at once."""
    chance = random.Random(number)  # noqa: S311
    subject, other = chance.sample(SUBJECTS, 2)
    title = f"A survey of {subject} and {other} for {chance.choice(FIELDS)}: study {number}"
    family, given = chance.choice(FAMILIES), chance.choice(GIVEN)
    kind = number % 10
    shared = number // 30 if number % 5 == 0 and number > 1000 else number
    found = {"title": title, "year": str(1990 + number % 35), "author": f"{family}, {given}"}
    if kind < 5:
        found["doi"] = f"10.1234/bench.{shared}"
    elif kind < 7:
        month, place = 1501 + number % 9 + 100 * (number % 10), 10000 + number % 89999
        found["url"] = f"https://arxiv.org/abs/{month}.{place}"
    elif kind < 9:
        found["url"] = f"https://www.example.org/pages/{shared}?utm_source=bench"
    elif number % 20 == 9:
        found["url"] = f"https://home{number % 40}.example.org/"
    return found


def document(number: int, works: int) -> Document:
    """A document that cites works, the first ones far more often than the last."""
    chance = random.Random(f"document {number}")  # noqa: S311
    lines = ["---", f"title: Document {number}", "primary_sources:"]
    cited = [int(works * chance.random() ** 4) for _ in range(LISTED)]
    for each in map(work, cited):
        lines.append(f'- title: "{each["title"]}"')
        lines.append(f'  authors: ["{each["author"]}", "et al."]')
        lines += [f'  {key}: "{each[key]}"' for key in ("year", "doi", "url") if key in each]
    lines.append("atomic_facts:")
    for fact in range(BESIDE_FACTS):
        each = work(chance.choice(cited) if fact % 2 else int(works * chance.random() ** 4))
        lines.append(f"- id: fact-{fact}")
        citation = f"{each['author']}, et al. {each['title']}. NeurIPS {each['year']}"
        lines.append(f'  source_title: "{citation}"')
        lines += [f'  source_{key}: "{each[key]}"' for key in ("doi", "url") if key in each]
    lines.append("---\n")
    result = read_document("\n".join(lines), file=f"{number:06}.md", name=f"{number:06}")
    if result is None or result.document is None:
        raise SystemExit("the made-up document cannot be read")
    return result.document


def timed(what: str, run: Callable[[], _Result]) -> _Result:
    """The result of a function; prints how long it took."""
    start = time.perf_counter()
    result = run()
    print(f"{what:<8} {time.perf_counter() - start:6.2f} s")
    return result


def main(wanted: int) -> None:
    """Make ``wanted`` mentions and decide who is who."""
    works = int(wanted * WORKS_PER_MENTION)
    documents = [document(number, works) for number in range(wanted // (LISTED + BESIDE_FACTS))]
    gc.disable()  # As the build does.
    start = time.perf_counter()
    seen = timed("see", lambda: [see(one)[0] for one in documents])
    found = timed("decide", lambda: identify(seen, NONE, Settings(), Local()))
    print(f"{'both':<8} {time.perf_counter() - start:6.2f} s")
    count = sum(len(one.mentions) for one in seen)
    print(f"{count} mentions are {len(found.clusters)} works; {len(found.placed)} conflicts")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
