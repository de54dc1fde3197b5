"""No list of sources, people or names costs more than n log n in steps, or more than linear memory.

Each size is above the limits of decision 21, so that what a limit bounds is
seen to be bounded.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest
from growing import MEMORY, STEPS, Files, Shape, counted, folder, ratios

import kg
from kg.identity import identifiers
from kg.identity.names import is_cjk
from kg.identity.wording import is_address

Record = Mapping[str, object]


def document(**fields: object) -> str:
    """A document of these fields; JSON is YAML, and each entry of a list has a line."""
    lines = []
    for name, value in fields.items():
        if isinstance(value, list):
            lines += [f"{name}:", *(f"  - {json.dumps(one, ensure_ascii=False)}" for one in value)]
        else:
            lines.append(f"{name}: {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(["---", *lines, "---", "", "A sentence.", ""])


def one(fields: Callable[[int], Mapping[str, object]]) -> Callable[[int], Files]:
    """A folder of one document."""
    return lambda n: {"a.md": document(title="A", **fields(n))}


def listing(records: Callable[[int], Iterable[Record]]) -> Callable[[int], Files]:
    """A folder of one document with these sources."""
    return one(lambda n: {"primary_sources": list(records(n))})


def each(record: Callable[[int], Record]) -> Callable[[int], Files]:
    """A folder of one document with a source for each number below n."""
    return listing(lambda n: map(record, range(n)))


def spread(record: Callable[[int], Record], batch: int = 25) -> Callable[[int], Files]:
    """A folder of documents with a few sources each, one for each number below n."""
    return lambda n: {
        f"d{start}.md": document(
            title=f"D{start}", primary_sources=[record(number) for number in range(start, start + batch)]
        )
        for start in range(0, n, batch)
    }


def facts(
    fact: Callable[[int], Record], source: Callable[[int], Record], *, of_sources: int = 0
) -> Callable[[int], Files]:
    """A folder of one document with n facts, and with as many sources or a given number of them."""
    return one(
        lambda n: {
            "atomic_facts": [
                {"id": f"f{number}", "statement": "It is.", **fact(number)} for number in range(n)
            ],
            "primary_sources": [source(number) for number in range(of_sources or n)],
        }
    )


def ruled(
    rulings: Callable[[int], Mapping[str, object]], files: Callable[[int], Files]
) -> Callable[[int], Files]:
    """A folder with an authority file."""
    return lambda n: {
        **files(n),
        "kg.yaml": "base: https://example.org/\n",
        "authorities.yaml": json.dumps(rulings(n)),
    }


def words(number: int, count: int = 4) -> str:
    """Some words that no other number has, all letters."""
    name = "".join(chr(ord("a") + int(digit)) for digit in str(number))
    return " ".join(f"{start}{name}" for start in ("wor", "tel", "mun", "sop", "rik", "lav")[:count])


def initials(number: int) -> str:
    """Initials, others for each number."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return f"{letters[number % 26]}. {letters[number // 26 % 26]}. {letters[number // 676 % 26]}."


def given(number: int) -> str:
    """A given name, another for each number, all with one initial."""
    return "A" + words(number, 1)


EINSTEIN = "Einstein, Albert"
DOI = "10.1234/one"

# Their work is done inside calls of built-in functions, where no step is seen: bench/growth.py times them.
INSIDE = [
    Shape("spaces in a DOI", 5_000, lambda n: f"a{' ' * n}b", identifiers.from_text),
    Shape("spaces in an ISBN of a source", 5_000, lambda n: f"a{' ' * n}b", identifiers.isbn),
    Shape("spaces behind the word doi", 5_000, lambda n: f"doi{' ' * n}x", is_address),
    Shape("labels of a host", 3_000, lambda n: f"{'a.' * n}!", identifiers.from_url),
    Shape("labels that no host has", 3_000, lambda n: f"https://{'-.' * n}x", identifiers.from_url),
    Shape("steps of a paper", 3_000, lambda n: f"https://arxiv.org{'/abs' * n}%0A!", identifiers.from_url),
]

SHAPES = [
    Shape("brackets around a DOI", 3_000, lambda n: f"{'(' * n}b", identifiers.from_text),
    Shape("codes of codes in a DOI", 3_000, lambda n: f"%{'25' * n}b", identifiers.from_text),
    Shape(
        "endings of a DOI in an address",
        2_100,
        lambda n: f"https://a.org/10.1234/a{'/full' * n}",
        identifiers.from_url,
    ),
    folder(
        "authors of one source",
        250,
        listing(
            lambda n: [
                {
                    "title": "A large paper",
                    "doi": DOI,
                    "authors": [f"{given(i)} {words(i, 1)}" for i in range(n)],
                }
            ]
        ),
    ),
    folder(
        "authors of one source with one family name",
        250,
        listing(
            lambda n: [{"title": "A large paper", "authors": [f"{given(i)} Meyerhold" for i in range(n)]}]
        ),
        whole=False,
    ),
    folder(
        "authors of one source by initials",
        250,
        listing(
            lambda n: [{"title": "A large paper", "authors": [f"{initials(i)} Meyerhold" for i in range(n)]}]
        ),
        whole=False,
    ),
    folder(
        "authors in one text",
        250,
        listing(
            lambda n: [
                {
                    "title": "A large paper",
                    "authors": ["; ".join(f"{given(i)} {words(i, 1)}" for i in range(n))],
                }
            ]
        ),
        whole=False,
    ),
    folder(
        "different titles under one DOI", 110, each(lambda i: {"title": words(i), "doi": DOI}), whole=False
    ),
    folder(
        "like titles under one DOI",
        110,
        each(lambda i: {"title": f"A study of the art of {words(i, 1)}", "doi": DOI}),
        whole=False,
    ),
    folder(
        "different titles under one page",
        110,
        spread(lambda i: {"title": words(i), "url": "https://example.com/page"}),
        whole=False,
    ),
    folder(
        "different titles under one homepage",
        110,
        spread(lambda i: {"title": words(i), "url": "https://example.com/"}),
        whole=False,
    ),
    folder(
        "one title under many DOIs",
        110,
        spread(lambda i: {"title": "A title of some words", "doi": f"10.1234/{i}"}),
        whole=False,
    ),
    folder(
        "one title and arXiv id under many DOIs",
        110,
        spread(
            lambda i: {
                "title": "A title of some words",
                "doi": f"10.1234/{i}",
                "url": "https://arxiv.org/abs/2306.11644",
            }
        ),
        whole=False,
    ),
    folder(
        "one title and page under many DOIs",
        110,
        spread(
            lambda i: {
                "title": "A title of some words",
                "doi": f"10.1234/{i}",
                "url": "https://example.com/page",
            }
        ),
        whole=False,
    ),
    folder(
        "one work under many pages",
        220,
        spread(
            lambda i: {"title": "A title of some words", "doi": DOI, "url": f"https://example.com/page/{i}"}
        ),
        whole=False,
    ),
    folder(
        "one title in many years",
        110,
        spread(lambda i: {"title": "The annual report", "year": 1000 + i, "authors": [EINSTEIN]}),
        whole=False,
    ),
    folder(
        "the same source again and again",
        110,
        spread(lambda i: {"title": "A title of some words", "doi": DOI, "authors": [EINSTEIN]}),
    ),
    folder(
        "titles of one author and year that share words",
        110,
        spread(
            lambda i: {"title": f"On the nature of the {words(i, 1)}", "year": 1905, "authors": [EINSTEIN]}
        ),
        whole=False,
    ),
    folder(
        "works of one author", 110, spread(lambda i: {"title": words(i), "authors": [EINSTEIN]}), whole=False
    ),
    folder(
        "works of one author with others each time",
        110,
        spread(lambda i: {"title": words(i), "authors": [EINSTEIN, f"{given(i)} {words(i, 1)}"]}),
        whole=False,
    ),
    folder(
        "works of one author by initials",
        110,
        spread(
            lambda i: {
                "title": words(i),
                "authors": ["A. Einstein" if i % 2 else EINSTEIN, f"{given(i)} {words(i, 1)}"],
            }
        ),
        whole=False,
    ),
    folder(
        "spellings of one name",
        110,
        spread(lambda i: {"title": words(i), "authors": [f"{initials(i)} Meyerhold", "Grotowski, Jerzy"]}),
        whole=False,
    ),
    folder(
        "middle names of one person",
        110,
        spread(lambda i: {"title": words(i), "authors": [f"Maria {given(i)} Meyerhold", "Grotowski, Jerzy"]}),
        whole=False,
    ),
    folder(
        "one name at many bodies",
        110,
        spread(lambda i: {"title": words(i), "authors": [f"Maria Meyerhold (University of {words(i, 1)})"]}),
        whole=False,
    ),
    folder(
        "a name of many words",
        250,
        listing(lambda n: [{"title": "A", "authors": [words(1, 1) + " Abc" * n]}]),
        whole=False,
    ),
    folder(
        "a title of many words",
        4000,
        listing(lambda n: [{"title": " ".join(words(i, 1) for i in range(n))}]),
        whole=False,
    ),
    folder(
        "a title of one long word",
        20000,
        listing(lambda n: [{"title": "a" * n, "year": 1905, "authors": [EINSTEIN]}]),
        whole=False,
    ),
    folder(
        "facts that cite one source in other words",
        100,
        facts(
            lambda i: {
                "source_title": f"Einstein, A. On the electrodynamics of {words(i, 1)}, Annalen, 1905"
            },
            lambda i: {
                "title": "On the electrodynamics of moving bodies",
                "year": 1905,
                "authors": [EINSTEIN],
            },
            of_sources=1,
        ),
        whole=False,
    ),
    folder(
        "facts and sources",
        110,
        facts(
            lambda i: {"source_title": f"Einstein, A. On the {words(i, 3)}, Annalen, 1905"},
            lambda i: {"title": f"On the {words(i, 3)}"},
        ),
        whole=False,
    ),
    folder(
        "facts that cite by author and year",
        110,
        facts(
            lambda i: {"source_title": "Einstein et al. (1905)"},
            lambda i: {"title": words(i), "year": 1905, "authors": [EINSTEIN]},
        ),
        whole=False,
    ),
    folder(
        "facts and sources whose titles share all but one word",
        110,
        facts(
            lambda i: {"source_title": f"On the electrodynamics of {words(i, 1)}, 1905"},
            lambda i: {"title": f"On the electrodynamics of {words(i, 1)}"},
        ),
        whole=False,
    ),
    folder(
        "facts by source_ref",
        110,
        facts(lambda i: {"source_ref": f"s{i}"}, lambda i: {"id": f"s{i}", "title": words(i)}),
        whole=False,
    ),
    folder(
        "facts with a DOI and no title",
        110,
        facts(
            lambda i: {"source_doi": DOI if i % 2 else f"10.1234/{i}"},
            lambda i: {"title": words(i), "doi": DOI},
            of_sources=60,
        ),
        whole=False,
    ),
    folder(
        "citations of one DOI",
        110,
        facts(
            lambda i: {"source_doi": DOI, "source_title": f"Einstein, A. On the {words(i)}, 1905"},
            lambda i: {"title": f"A report about {words(i)}", "doi": DOI},
            of_sources=90,
        ),
        whole=False,
    ),
    folder(
        "facts from one source with many authors",
        100,
        one(
            lambda n: {
                "atomic_facts": [{"statement": "It is.", "source_ref": "s"} for _ in range(n)],
                "primary_sources": [
                    {"id": "s", "title": "A", "authors": [f"{given(i)} {words(i, 1)}" for i in range(n)]}
                ],
            }
        ),
        whole=False,
    ),
    folder(
        "documents that cite one source with many authors",
        1100,
        lambda n: {
            "a.md": document(
                title="A",
                primary_sources=[
                    {"title": "A", "doi": DOI, "authors": [f"{given(i)} {words(i, 1)}" for i in range(n)]}
                ],
            ),
            **{
                f"d{i}.md": document(title="D", primary_sources=[{"title": "A", "doi": DOI}])
                for i in range(n // 40)
            },
        },
        whole=False,
    ),
    folder(
        "institutions in one field",
        100,
        listing(lambda n: [{"title": "A", "institution": " / ".join(words(i, 2) for i in range(n))}]),
        whole=False,
    ),
    folder(
        "institutions of one source",
        220,
        spread(
            lambda i: {
                "title": "A title of some words",
                "doi": DOI,
                "institution": f"University of {words(i, 1)}",
            }
        ),
        whole=False,
    ),
    folder(
        "facts with one id",
        110,
        one(lambda n: {"atomic_facts": [{"id": "f", "statement": "It is."} for _ in range(n)]}),
        whole=False,
    ),
    folder(
        "documents with one id and slug",
        60,
        lambda n: {f"d{i}/a.md": document(id="one", slug="one", title="A") for i in range(n)},
        whole=False,
    ),
    folder(
        "documents of one name",
        60,
        lambda n: {f"d/{i}.md": document(slug="one", title="A") for i in range(n)},
        whole=False,
    ),
    folder("tags of a document", 110, one(lambda n: {"tags": [f"tag {i}" for i in range(n)]}), whole=False),
    folder(
        "steps of a category",
        100,
        one(lambda n: {"category": "/".join(words(i, 1) for i in range(n))}),
        whole=False,
    ),
    folder(
        "people who verified a document",
        110,
        one(lambda n: {"verified_by": [f"{given(i)} {words(i, 1)}" for i in range(n)]}),
        whole=False,
    ),
    folder(
        "related things",
        110,
        one(lambda n: {"related_entities": [{"name": words(i)} for i in range(n)]}),
        whole=False,
    ),
    folder(
        "related documents that are not there",
        110,
        one(lambda n: {"related_articles": [words(i) for i in range(n)]}),
        whole=False,
    ),
    folder(
        "people of the authority file",
        110,
        ruled(
            lambda n: {
                "people": [
                    {"name": f"{given(i)} {words(i, 1)}", "aliases": [f"B{given(i)} {words(i, 1)}"]}
                    for i in range(n)
                ]
            },
            spread(lambda i: {"title": words(i), "authors": [f"B{given(i)} {words(i, 1)}"]}),
        ),
        whole=False,
    ),
    folder(
        "aliases of one person",
        110,
        ruled(
            lambda n: {
                "people": [
                    {"name": "Maria Meyerhold", "aliases": [f"{given(i)} {words(i, 1)}" for i in range(n)]}
                ]
            },
            spread(lambda i: {"title": words(i), "authors": [f"{given(i)} {words(i, 1)}"]}),
        ),
        whole=False,
    ),
    folder(
        "aliases of one organisation",
        110,
        ruled(
            lambda n: {
                "organizations": [
                    {"name": "The House", "aliases": [f"House of {words(i, 1)}" for i in range(n)]}
                ]
            },
            spread(lambda i: {"title": words(i), "institution": f"House of {words(i, 1)}"}),
        ),
        whole=False,
    ),
    folder(
        "a chain of people who are the same",
        110,
        ruled(
            lambda n: {
                "same": {
                    "people": [
                        [f"{given(i)} {words(i, 1)}", f"{given(i + 1)} {words(i + 1, 1)}"] for i in range(n)
                    ]
                }
            },
            spread(lambda i: {"title": words(i), "authors": [f"{given(i)} {words(i, 1)}"]}),
        ),
        whole=False,
    ),
    folder(
        "people who are not the same",
        110,
        ruled(
            lambda n: {"not_same": {"people": [[f"{given(i)} {words(i, 1)}" for i in range(n)]]}},
            spread(lambda i: {"title": words(i), "authors": [f"{given(i)} {words(i, 1)}"]}),
        ),
        whole=False,
    ),
    folder(
        "one name of many people",
        110,
        ruled(
            lambda n: {
                "people": [{"name": "Maria Meyerhold", "id": f"m{i}", "works": [words(i)]} for i in range(n)]
            },
            spread(lambda i: {"title": words(i), "authors": ["Maria Meyerhold"]}),
        ),
        whole=False,
    ),
    folder(
        "works of the authority file",
        110,
        ruled(
            lambda n: {"works": [{"title": words(i), "doi": f"10.1234/{i}"} for i in range(n)]},
            spread(lambda i: {"title": words(i), "doi": f"10.1234/{i}"}),
        ),
        whole=False,
    ),
    folder(
        "works that are not the same",
        110,
        ruled(
            lambda n: {"not_same": {"works": [[words(i) for i in range(n)]]}},
            spread(lambda i: {"title": words(i), "doi": DOI}),
        ),
        whole=False,
    ),
    folder(
        "titles of one work of the authority file",
        100,
        ruled(
            lambda n: {"works": [{"title": words(n), "doi": DOI, "aliases": [words(i) for i in range(n)]}]},
            spread(lambda i: {"title": words(i), "doi": DOI}),
        ),
        whole=False,
    ),
]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_work_and_memory_grow_with_the_input(shape: Shape) -> None:
    steps, memory = ratios(shape)
    assert steps < STEPS
    assert memory < MEMORY


REPEATED = (
    "Smith, J., Jones, K. ",
    "Jones, K., Smith, J. ",
    "Smith, Jones, ",
    "the of a study. ",
    "a b, ",
    "知識，",
)


@pytest.mark.parametrize("words_again", REPEATED)
def test_words_said_again_and_again_cost_no_more_than_others(words_again: str) -> None:
    def cost(title: str, cited: str) -> int:
        records = {
            "primary_sources": [{"title": f"{title} {number}", "doi": DOI} for number in range(4)],
            "atomic_facts": [
                {"statement": "It is.", "source_title": cited[number:], **doi}
                for number in range(4)
                for doi in ({}, {"source_doi": DOI})
            ],
        }
        shape = folder("words", 0, one(lambda _: records), whole=False)
        return counted(lambda: shape.run(shape.make(0)))

    plain = " ".join(words(number) for number in range(40))[:1000]
    again = (words_again * 1000)[:1000]
    cost(plain, plain)
    # Each Chinese letter is a word, so that the same length holds six times as many, and six squared is 36.
    bound = 60 if is_cjk(words_again[0]) else 25
    assert cost(again, again[1:]) < bound * cost(plain, plain[1:])


def test_every_author_of_a_large_paper_is_kept_in_order(tmp_path: Path) -> None:
    authors = [f"{given(number)} {words(number, 1)}" for number in range(1200)]
    (tmp_path / "a.md").write_text(
        document(title="A", primary_sources=[{"title": "A large paper", "doi": DOI, "authors": authors}]),
        encoding="utf-8",
    )
    (tmp_path / "b.md").write_text(
        document(title="B", primary_sources=[{"title": "A large paper", "doi": DOI}]), encoding="utf-8"
    )
    graph = kg.build(tmp_path, validate=False)
    rows = graph.query(
        "SELECT ?n ?name WHERE { ?work kg:authorSequence ?s . ?s ?p ?who . ?who schema:name ?name "
        "FILTER(STRSTARTS(STR(?p), CONCAT(STR(rdf:), '_'))) "
        "BIND(xsd:integer(STRAFTER(STR(?p), '#_')) AS ?n) } ORDER BY ?n"
    )
    assert [str(row["name"]) for row in rows] == authors


def test_a_fact_finds_its_source_among_many_that_share_all_but_one_word(tmp_path: Path) -> None:
    files = facts(
        lambda i: {"source_title": f"Einstein, A. On the electrodynamics of {words(i, 1)}. Annalen, 1905"},
        lambda i: {"id": f"s{i}", "title": f"On the electrodynamics of {words(i, 1)}", "doi": f"10.1234/{i}"},
    )(150)
    (tmp_path / "a.md").write_text(files["a.md"], encoding="utf-8")
    identity = kg.build(tmp_path, validate=False).identity
    (file,) = identity.document_iris
    decided = [identity.source_of[file, ("atomic_facts", i)].iri for i in range(150)]
    assert [one.rpartition("/")[2] for one in decided] == [str(i) for i in range(150)]
