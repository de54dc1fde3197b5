"""The authority file: what people decide about identity wins over every rule."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

import kg
from kg.errors import SettingsError
from kg.identity.authorities.numbers import orcid, ror, wikidata
from kg.identity.authorities.read import parse_authorities, read_authorities, reference
from kg.identity.identifiers import Identifier

BASE = "https://example.org/"
ORCID = "https://orcid.org/0000-0002-1825-0097"


def listed(title: str, **fields: object) -> str:
    """A document that lists one source."""
    lines = ["---", "title: One", "primary_sources:", f'  - title: "{title}"']
    lines += [f"    {key}: {value}" for key, value in fields.items()]
    return "\n".join([*lines, "---", ""])


@pytest.fixture
def build(tmp_path: Path):
    """Build documents under an authority file; documents are named a, b, c …."""

    def run(authorities: str, *documents: str) -> kg.KnowledgeGraph:
        (tmp_path / "authorities.yaml").write_text(authorities, "utf-8")
        for name, text in zip("abcdefgh", documents, strict=False):
            (tmp_path / f"{name}.md").write_text(text, "utf-8")
        return kg.build(tmp_path)

    return run


def cited(graph: kg.KnowledgeGraph) -> list[str]:
    """The IRIs of all sources, without the base."""
    rows = graph.query("SELECT DISTINCT ?s { ?d schema:citation ?s } ORDER BY ?s")
    return [str(row["s"]).removeprefix(f"{BASE}source/") for row in rows]


def addresses(graph: kg.KnowledgeGraph, iri: str) -> set[str]:
    return {str(row["a"]) for row in graph.query(f"SELECT ?a {{ <{BASE}{iri}> schema:sameAs ?a }}")}


def people(graph: kg.KnowledgeGraph) -> list[str]:
    rows = graph.query("SELECT DISTINCT ?p { ?p a schema:Person } ORDER BY ?p")
    return [str(row["p"]).removeprefix(BASE) for row in rows]


def codes(graph: kg.KnowledgeGraph) -> list[str]:
    return [one.code for one in graph.diagnostics if one.code.startswith("KG2")]


class TestWorks:
    """Entries and rulings about works."""

    def test_an_identifier_belongs_to_the_work_that_the_file_says(self, build) -> None:
        graph = build(
            "works: [{title: The true title of a thing, doi: 10.1000/x, wikidata: Q42}]",
            listed("The true title of a thing", doi="10.1000/x"),
            listed("An invention nobody wrote", doi="10.1000/x"),
        )
        assert cited(graph) == ["doi/10.1000/x", "doi/10.1000/x/~an-invention-nobody-wrote"]
        assert addresses(graph, "source/doi/10.1000/x") == {
            "https://doi.org/10.1000/x",
            "http://www.wikidata.org/entity/Q42",
        }
        assert addresses(graph, "source/doi/10.1000/x/~an-invention-nobody-wrote") == set()
        (conflict,) = (one for one in graph.diagnostics if one.code == "KG203")
        assert "belongs to 'The true title of a thing'" in conflict.message

    def test_a_title_of_the_entry_is_one_more_title_of_the_work(self, build) -> None:
        graph = build(
            "works: [{title: Zur Elektrodynamik bewegter Körper, doi: 10.1002/a, "
            "aliases: [On the electrodynamics of moving bodies]}]",
            listed("Zur Elektrodynamik bewegter Körper", doi="10.1002/a"),
            listed("On the electrodynamics of moving bodies", doi="10.1002/a"),
        )
        assert cited(graph) == ["doi/10.1002/a"]
        assert codes(graph) == []

    def test_works_ruled_the_same_are_one_with_all_their_identifiers(self, build) -> None:
        graph = build(
            "same: {works: [['arXiv:2301.00001', 10.1000/journal]]}",
            listed("A study of one matter", url="https://arxiv.org/abs/2301.00001"),
            listed("Quite another name of it", doi="10.1000/journal"),
        )
        assert cited(graph) == ["doi/10.1000/journal"]
        assert addresses(graph, "source/doi/10.1000/journal") == {
            "https://doi.org/10.1000/journal",
            "https://arxiv.org/abs/2301.00001",
        }

    def test_a_third_mention_joins_a_work_whose_titles_were_ruled_the_same(self, build) -> None:
        graph = build(
            "same: {works: [[{id: 10.1000/x, title: A study of one matter}, "
            "{id: 10.1000/x, title: Quite another name of it}]]}",
            listed("A study of one matter", doi="10.1000/x"),
            listed("Quite another name of it", doi="10.1000/x"),
            listed("A study of one matter: the long version", doi="10.1000/x"),
        )
        assert cited(graph) == ["doi/10.1000/x"]

    def test_works_ruled_apart_stay_apart_under_one_title(self, build) -> None:
        page = "https://example.com/report"
        same = [
            listed("The annual report on graphs", url=page, doi=doi) for doi in ("10.1000/1", "10.1000/2")
        ]
        graph = build("not_same: {works: [[10.1000/1, 10.1000/2]]}", *same)
        assert cited(graph) == ["doi/10.1000/1", "doi/10.1000/2"]

    def test_apart_wins_over_rules_in_every_order(self, build, tmp_path: Path) -> None:
        texts = [
            listed("A report on the state of graphs", year=2020, authors="[Doe, Jane]", url=url)
            for url in ("https://a.example/x", "https://a.example/x", "https://b.example/y")
        ]
        ruling = "same: {works: [['https://a.example/x', 'https://b.example/y']]}"
        found = {tuple(cited(build(ruling, *order))) for order in itertools.permutations(texts)}
        assert len(found) == 1

    def test_a_ruling_about_nothing_is_named(self, build) -> None:
        graph = build("not_same:\n  works:\n    - [10.1000/1, 10.1000/2]\n", listed("Something else"))
        (found,) = (one for one in graph.diagnostics if one.code == "KG213")
        assert (Path(found.location.file).name, found.location.line) == ("authorities.yaml", 3)


class TestPeople:
    """Entries and rulings about people."""

    def test_a_person_has_the_addresses_and_the_name_of_the_file(self, build) -> None:
        graph = build(
            "people: [{name: Jane Q. Doe, orcid: 0000-0002-1825-0097, aliases: ['Doe, J.', Janie Doe]}]",
            listed("A first study", authors='["Doe, J."]'),
            listed("A second study", authors='["Janie Doe"]'),
            listed("A third study", authors='["Doe, Jane Q."]'),
        )
        assert people(graph) == ["person/jane-q-doe"]
        assert addresses(graph, "person/jane-q-doe") == {ORCID}
        names = graph.query(f"SELECT ?n {{ <{BASE}person/jane-q-doe> schema:name ?n }}")
        assert [str(row["n"]) for row in names] == ["Jane Q. Doe"]

    def test_people_of_one_name_are_told_apart_by_their_works(self, build) -> None:
        graph = build(
            """
people:
  - {name: Wei Wang, id: wei-wang-chemist, works: [10.1000/membranes]}
  - {name: Wei Wang, id: wei-wang-miner, works: [A study of frequent subgraphs]}
""",
            listed("A study of membranes", authors='["Wei Wang"]', doi="10.1000/membranes"),
            listed("A study of frequent subgraphs", authors='["Wang, Wei"]'),
            listed("A study of something else", authors='["Wei Wang"]'),
        )
        assert people(graph) == ["person/wei-wang", "person/wei-wang-chemist", "person/wei-wang-miner"]
        assert codes(graph) == []

    def test_names_ruled_the_same_or_apart_are(self, build) -> None:
        papers = [
            listed("A first study", authors='["James Watson", "Francis Crick"]'),
            listed("A second study", authors='["James D. Watson", "Francis Crick"]'),
            listed("A third study", authors='["Maria Skłodowska"]'),
            listed("A fourth study", authors='["Marie Curie"]'),
        ]
        assert people(build("", *papers)) == [
            *("person/francis-crick", "person/james-d-watson"),
            *("person/maria-sklodowska", "person/marie-curie"),
        ]
        ruled = build(
            "not_same: {people: [[James Watson, James D. Watson]]}\n"
            "same: {people: [[Marie Curie, Maria Sklodowska]]}",
            *papers,
        )
        assert people(ruled) == [
            *("person/francis-crick", "person/james-d-watson", "person/james-watson"),
            "person/marie-curie",
        ]

    def test_a_name_that_reads_like_that_of_a_body_can_be_a_persons(self, build) -> None:
        authors = '["Foundation Brown"]'
        assert people(build("people: [{name: Foundation Brown}]", listed("A study", authors=authors))) == [
            "person/foundation-brown"
        ]


class TestOrganizations:
    """Entries and rulings about organisations."""

    def test_an_alias_leads_to_the_organisation_wherever_it_stands(self, build) -> None:
        graph = build(
            "organizations: [{name: Acme Research, ror: 042nb2s44, aliases: [ACR, Acme Labs]}]",
            listed("A first study", institution="Acme Labs"),
            listed("A second study", authors='["ACR", "Jane Doe"]'),
            listed("A third study", institution="Acme Research / NeurIPS"),
        )
        rows = graph.query("SELECT DISTINCT ?o { ?o a schema:Organization }")
        assert [str(row["o"]) for row in rows] == [f"{BASE}organization/acme-research"]
        assert addresses(graph, "organization/acme-research") == {"https://ror.org/042nb2s44"}

    def test_a_kind_that_the_file_gives_holds(self, build) -> None:
        graph = build(
            "organizations: [{name: Acme Notes, type: periodical, wikidata: Q1}]",
            listed("A first study", institution="Acme Notes"),
        )
        rows = graph.query("SELECT ?o { ?o a schema:Periodical }")
        assert [str(row["o"]) for row in rows] == [f"{BASE}venue/acme-notes"]
        assert addresses(graph, "venue/acme-notes") == {"http://www.wikidata.org/entity/Q1"}

    def test_names_ruled_the_same_or_apart_are(self, build) -> None:
        papers = [listed(f"Study {name}", institution=name) for name in ("MIT", "Acme", "Acme Worldwide")]
        graph = build(
            "not_same: {organizations: [[MIT, Massachusetts Institute of Technology]]}\n"
            "same: {organizations: [[Acme Worldwide, Acme]]}",
            *papers,
        )
        rows = graph.query("SELECT DISTINCT ?o { ?o a schema:Organization } ORDER BY ?o")
        assert [str(row["o"]).rpartition("/")[2] for row in rows] == ["acme-worldwide", "mit"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("people: x\n", "1:9 KG211 people must be a list"),
        ("people:\n  - Jane\n", "2:5 KG211 an entry of people must be a mapping with 'name'"),
        ("people:\n  - {orcid: 0000-0002-1825-0097}\n", "2:5 KG211 a person must be named by 'name'"),
        ("people:\n  - name: [a]\n", "2:11 KG211 name must be one text"),
        ("organizations:\n  - {name: A, ror: 042nb2s45}\n", "2:20 KG211 '042nb2s45' must be a ROR ID"),
        ("organizations:\n  - {name: A, type: firm}\n", "2:21 KG211 'firm' must be one of organization"),
        ("works:\n  - {title: A, doi: [10.1/a, 11]}\n", "2:22 KG211 '10.1/a' must be a valid doi"),
        ("works:\n  - {title: A, isbn: 9780306406150}\n", "2:22 KG211 '9780306406150' must be a valid isbn"),
        ("works:\n  - {title: A, url: http://}\n", "2:21 KG211 'http://' must be a URL"),
        ("peeple: []\n", "1:9 KG210 unknown key 'peeple'"),
        ("same: {persons: []}\n", "1:17 KG210 unknown key 'persons'"),
        ("same: [a]\n", "1:7 KG211 same must be a mapping"),
        ("same: {people: [[Jane Doe]]}\n", "1:17 KG211 a ruling must be a list of at least two"),
        ("same: {works: [[{id: x, title: y}, b]]}\n", "1:17 KG211 a work must be a text, or a mapping"),
        ("- a\n", "1:1 KG211 the file must be 'key: value' lines"),
        ("people:\n  - name:Jane\n    orcid: x\n", "2:10 KG011 no space after the colon of 'name'"),
        ("people: []\npeople: []\n", "2:1 KG015 the key 'people' stands twice"),
        (
            "not_same: {people: [['Doe, Jane', Jane Doe]]}\n",
            "1:21 KG212 'jane doe' cannot be told apart",
        ),
        (
            "people: [{name: Jane Doe, aliases: [Jane Roe]}]\nnot_same: {people: [[Jane Doe, Jane Roe]]}\n",
            "2:21 KG212 'jane doe' and 'jane roe' cannot be told apart",
        ),
        (
            "works:\n  - {title: A, doi: 10.1000/a}\n  - {title: B, doi: 10.1000/a}\n",
            "3:5 KG212 doi:10.1000/a belongs to an earlier entry",
        ),
        (
            "people:\n  - {name: A B, orcid: 0000-0002-1825-0097}\n"
            "  - {name: C D, orcid: 0000-0002-1825-0097}\n",
            f"3:5 KG212 {ORCID} belongs to an earlier entry",
        ),
        (
            "same: {works: [[10.1000/a, 10.1000/b]]}\nnot_same: {works: [[10.1000/b, 10.1000/a]]}\n",
            "2:20 KG212 'doi:10.1000/a' and 'doi:10.1000/b' cannot be told apart",
        ),
    ],
)
def test_what_cannot_be_followed_is_named_with_its_place(text: str, expected: str) -> None:
    _, found = parse_authorities(text, "authorities.yaml")
    shown = [f"{one.location.line}:{one.location.column} {one.code} {one.message}" for one in found]
    assert any(one.startswith(expected) for one in shown), shown
    assert all(one.hint for one in found)


def test_one_wrong_entry_leaves_all_others() -> None:
    read, found = parse_authorities("people:\n  - {nam: x}\n  - {name: Jane Doe}\nsame: 3\n", "a.yaml")
    assert [one.name for one in read.people] == ["Jane Doe"]
    assert len(found) == 3


def test_a_work_whose_only_identifier_is_wrong_is_not_taken_for_all_of_its_title() -> None:
    assert parse_authorities("works: [{title: Annual report, doi: 11.1/x}]", "a.yaml")[0].works == ()


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "people:\nworks:\nsame:\n"])
def test_an_empty_file_decides_nothing(text: str) -> None:
    read, found = parse_authorities(text, "a.yaml")
    assert (read.people, read.organizations, read.works, found) == ((), (), (), [])


def test_a_file_that_is_not_there_or_not_utf_8_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"gone.yaml cannot be read"):
        read_authorities(tmp_path / "gone.yaml", "gone.yaml")
    (tmp_path / "a.yaml").write_bytes(b"people: caf\xe9")
    with pytest.raises(SettingsError, match="not UTF-8"):
        read_authorities(tmp_path / "a.yaml", "a.yaml")


def test_the_nearest_file_counts_but_none_above_the_settings(tmp_path: Path) -> None:
    (tmp_path / "authorities.yaml").touch()
    docs = tmp_path / "one" / "docs"
    docs.mkdir(parents=True)
    assert kg.settings.find_settings([docs]).authorities == tmp_path / "authorities.yaml"
    (tmp_path / "one" / "kg.yaml").write_text("title: x\n")
    assert kg.settings.find_settings([docs]).authorities is None
    (docs / "authorities.yaml").touch()
    assert kg.settings.find_settings([docs]).authorities == docs / "authorities.yaml"


def test_the_file_is_an_input_of_the_build(build) -> None:
    assert len([name for name in build("people: []", listed("A")).inputs if "authorities" in name]) == 1


@pytest.mark.parametrize(
    ("read", "written", "expected"),
    [
        (orcid, "0000-0002-1694-233X", "https://orcid.org/0000-0002-1694-233X"),
        (orcid, "https://orcid.org/0000-0002-1694-233x", "https://orcid.org/0000-0002-1694-233X"),
        (orcid, "0000000218250097", ORCID),
        (orcid, "0000-0002-1825-0079", ""),
        (orcid, "0000-0002-1825", ""),
        (ror, "https://ror.org/03yrm5c26", "https://ror.org/03yrm5c26"),
        (ror, "03YRM5C26", "https://ror.org/03yrm5c26"),
        (ror, "03yrm5c27", ""),
        (ror, "13yrm5c26", ""),
        (wikidata, "https://www.wikidata.org/wiki/Q42", "http://www.wikidata.org/entity/Q42"),
        (wikidata, "Q042", ""),
        (wikidata, "P31", ""),
    ],
)
def test_numbers_of_people_and_bodies_are_checked(read, written: str, expected: str) -> None:
    assert read(written) == expected


def test_a_reference_is_an_identifier_where_it_can_be_one() -> None:
    assert reference("10.1000/X").identifier == Identifier("doi", "10.1000/x")
    assert reference("https://arxiv.org/abs/2301.00001v2").identifier == Identifier("arxiv", "2301.00001")
    assert reference("ISBN 978-0-306-40615-7").identifier == Identifier("isbn", "9780306406157")
    assert reference("The www of things").title == "The www of things"
