"""Which mentions speak of the same work."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import ClassVar

import pytest

from kg.documents.body import read_body
from kg.documents.records import Document, Fact, Source
from kg.identity.clusters import Cluster, cluster
from kg.identity.identifiers import Identifier
from kg.identity.mentions import SourceMention, see
from kg.identity.works import cliques

DOI = "10.1000/one"
PAGE = "https://example.org/page"


def document(name: str, *records: Source | Fact) -> Document:
    """A document whose records get the paths of their places."""
    sources: list[Source] = []
    facts: list[Fact] = []
    for record in records:
        if isinstance(record, Source):
            sources.append(_placed(record, "primary_sources", len(sources)))
        else:
            facts.append(_placed(record, "atomic_facts", len(facts)))
    return Document(
        file=f"{name}.md",
        name=name,
        front_matter="",
        body=read_body("", 1),
        primary_sources=tuple(sources),
        atomic_facts=tuple(facts),
    )


def _placed(record, key, index):  # type: ignore[no-untyped-def]
    fields = {name: getattr(record, name) for name in type(record).__dataclass_fields__}
    return type(record)(**{**fields, "path": (key, index)})


def source(title: str = "", **fields: object) -> Source:
    return Source(path=(), title=title, **fields)  # type: ignore[arg-type]


def fact(title: str = "", **fields: object) -> Fact:
    return Fact(path=(), source_title=title, **fields)  # type: ignore[arg-type]


def mentions(*documents: Document) -> list[SourceMention]:
    return [mention for one in documents for mention in see(one)[0].mentions]


def clustered(*documents: Document) -> list[Cluster]:
    """The clusters; the same for every order of a few mentions."""
    found = mentions(*documents)
    expected = cluster(found)
    for order in itertools.islice(itertools.permutations(found), 24):
        assert cluster(order) == expected
    assert cluster([*found, *found]) == expected
    return expected


def titles(clusters: Iterable[Cluster]) -> list[list[str]]:
    return sorted(sorted({mention.title for mention in one.mentions}) for one in clusters)


def each(*records: Source | Fact) -> list[Cluster]:
    """The clusters of records that each stand in a document of their own."""
    return clustered(*(document(f"d{number}", record) for number, record in enumerate(records)))


def together(*records: Source | Fact) -> list[Cluster]:
    """The clusters of the records of one document."""
    return clustered(document("d", *records))


def test_one_doi_under_one_title_is_one_work() -> None:
    (found,) = each(
        source("A Theory of Graphs", doi=DOI), source("A theory of graphs.", doi=f"doi:{DOI.upper()}")
    )
    assert found.owned == (Identifier("doi", DOI),)
    assert found.claimed == ()


def test_one_doi_under_two_titles_stays_two_works_and_neither_owns_it() -> None:
    one, other = each(source("A Theory of Graphs", doi=DOI), source("Cooking for Two", doi=DOI))
    assert one.owned == other.owned == ()
    assert one.claimed == other.claimed == (Identifier("doi", DOI),)


def test_all_forms_of_an_arxiv_paper_are_one_work() -> None:
    (found,) = each(
        source("Textbooks Are All You Need", url="https://arxiv.org/abs/2306.11644"),
        source("Textbooks Are All You Need", url="https://arxiv.org/pdf/2306.11644v2.pdf"),
        source("Textbooks Are All You Need", doi="10.48550/arXiv.2306.11644"),
        source("Textbooks Are All You Need", doi="arXiv:2306.11644v1"),
        fact("Gunasekar et al. Textbooks Are All You Need. 2023", source_url="arxiv.org/abs/2306.11644"),
    )
    assert found.owned == (Identifier("arxiv", "2306.11644"),)


def test_a_page_under_two_titles_stays_two_works() -> None:
    assert len(each(source("Request Body Object", url=PAGE), source("Media Type Object", url=PAGE))) == 2


def test_a_homepage_identifies_nothing() -> None:
    home = "https://example.org/"
    found = each(
        source("Terms of Use", url=home), source("Annual Report", url=home), source("Terms of Use", url=home)
    )
    assert titles(found) == [["Annual Report"], ["Terms of Use"]]
    assert not any(one.owned or one.claimed for one in found)


def test_on_one_homepage_year_and_author_tell_reports_apart() -> None:
    home = "https://example.org/"
    found = each(
        source("Annual Report", url=home, year="2020"),
        source("Annual Report", url=home, year="2021"),
        source("Annual Report", url=home, year="2021", authors=("Doe, Jane",)),
        source("", url=home, year="2020"),
        source("", url=home, year="2021"),
    )
    assert len(found) == 5


def test_a_third_title_does_not_chain_two_that_contradict_each_other() -> None:
    found = each(
        source("Deep Learning", doi=DOI),
        source("Deep Learning: A Textbook", doi=DOI),
        source("Deep Learning: A Visual Approach", doi=DOI),
    )
    assert len(found) == 3


def test_editions_are_not_chained_by_a_title_without_one() -> None:
    found = each(
        source("Introduction to Algorithms", doi=DOI),
        source("Introduction to Algorithms, 2nd edition", doi=DOI),
        source("Introduction to Algorithms, 3rd edition", doi=DOI),
    )
    assert len(found) == 3


def test_another_identifier_does_not_chain_two_editions() -> None:
    found = each(
        source("Deep Learning, 2nd edition", isbn="9780306406157"),
        source("Deep Learning", isbn="9780306406157", url=PAGE),
        source("Deep Learning, 3rd edition", url=PAGE),
    )
    assert titles(found) == [["Deep Learning", "Deep Learning, 2nd edition"], ["Deep Learning, 3rd edition"]]


def test_titles_that_all_agree_are_one_work() -> None:
    found = each(
        source("Model Soups", doi=DOI),
        source("Model Soups: Averaging Weights of Models Helps", doi=DOI),
        source("Model Soups: Averaging Weights of Models", doi=DOI),
    )
    assert len(found) == 1


def test_a_citation_joins_the_work_that_it_means() -> None:
    found = each(
        source("A Survey of LLMs for Education", doi=DOI),
        source("A Survey of LLMs for Medicine", doi=DOI),
        fact("Doe et al. A Survey of LLMs for Medicine. ACM, 2024", source_doi=DOI),
    )
    assert ["A Survey of LLMs for Medicine", "Doe et al. A Survey of LLMs for Medicine. ACM, 2024"] in titles(
        found
    )
    assert len(found) == 2


def test_a_citation_that_may_mean_two_works_makes_one_of_neither() -> None:
    found = each(
        source("Deep Learning: A Textbook", doi=DOI),
        source("Deep Learning: A Visual Approach", doi=DOI),
        fact("Doe et al. Deep Learning. 2016", source_doi=DOI),
    )
    assert len(found) == 3


def test_citations_without_a_listed_work_are_joined_by_the_title_in_them() -> None:
    found = each(
        fact("Wei et al. Prompting Elicits Reasoning in Models. NeurIPS 2022", source_doi=DOI),
        fact("Prompting Elicits Reasoning in Models (Wei et al.)", source_doi=DOI),
        fact("Yao et al. Tree of Thoughts: Deliberate Problem Solving. 2023", source_doi=DOI),
    )
    assert len(found) == 2


@pytest.mark.parametrize(
    "cited",
    [
        "",
        "Shumailov et al. (2024)",
        "Nature 631 (2024), doi:10.1000/one",
        "https://doi.org/10.1000/one",
        "Nature, 2024",
    ],
)
def test_a_citation_that_gives_no_title_means_the_only_work_there_is(cited: str) -> None:
    assert len(each(source("AI Models Collapse", doi=DOI), fact(cited, source_doi=DOI))) == 1


def test_a_citation_by_the_authors_of_the_work_means_it() -> None:
    listed = source(
        "AI Models Collapse", doi=DOI, authors=("Shumailov, Ilia", "Shumaylov, Zakhar"), year="2024"
    )
    assert len(each(listed, fact("Shumailov & Shumaylov (2024)", source_doi=DOI))) == 1
    assert len(each(listed, fact("Pride & Prejudice (2024)", source_doi=DOI))) == 2


def test_a_citation_with_the_doi_and_another_title_is_another_work() -> None:
    cited = "Ji et al. Survey of Hallucination in Language Generation. doi:10.1000/one"
    assert len(each(source("A Survey of Tutoring", doi=DOI), fact(cited, source_doi=DOI))) == 2


def test_a_mention_without_title_belongs_to_the_work_of_its_own_document() -> None:
    found = clustered(
        document("a", source("A Theory of Graphs", doi=DOI), fact(source_doi=DOI)),
        document("b", source("Cooking for Two", doi=DOI), fact(source_doi=DOI)),
    )
    assert [[mention.file for mention in one.mentions] for one in found] == [
        ["a.md", "a.md"],
        ["b.md", "b.md"],
    ]


def test_a_mention_without_title_stays_alone_where_it_may_mean_two_works() -> None:
    found = each(
        source("A Theory of Graphs", doi=DOI), source("Cooking for Two", doi=DOI), fact(source_doi=DOI)
    )
    assert len(found) == 3


def test_a_mention_without_title_makes_one_of_no_two_works() -> None:
    found = together(
        source("A Theory of Graphs", doi=DOI),
        source("Cooking for Two", url=PAGE),
        fact(source_doi=DOI, source_url=PAGE),
    )
    assert titles(found) == [[""], ["A Theory of Graphs"], ["Cooking for Two"]]


def test_a_chain_of_mentions_without_title_makes_one_of_no_two_works() -> None:
    found = each(
        source("A Theory of Graphs", doi=DOI),
        fact(source_doi=DOI, source_url=PAGE),
        fact(source_doi="10.1000/two", source_url=PAGE),
        source("Cooking for Two", doi="10.1000/two"),
    )
    assert titles(found) == [["", "A Theory of Graphs"], ["", "Cooking for Two"]]


def test_mentions_without_title_are_one_by_their_identifier() -> None:
    assert len(each(fact(source_doi=DOI), fact(source_doi=DOI), source("", doi=DOI))) == 1


def test_one_page_and_title_with_two_dois_are_two_works() -> None:
    found = each(
        source("A Theory of Graphs", doi=DOI, url=PAGE),
        source("A Theory of Graphs", doi="10.1000/two", url=PAGE),
        source("A Theory of Graphs", url=PAGE),
    )
    assert len(found) == 3


def test_one_page_and_title_with_one_doi_are_one_work() -> None:
    (found,) = each(source("A Theory of Graphs", doi=DOI, url=PAGE), source("A Theory of Graphs", url=PAGE))
    assert found.owned == (Identifier("doi", DOI), Identifier("web", "example.org/page"))


def test_a_work_with_two_dois_owns_neither() -> None:
    (found,) = each(source("A Theory of Graphs", doi=DOI, url="https://doi.org/10.1000/two"))
    assert found.owned == ()
    assert found.claimed == (Identifier("doi", DOI), Identifier("doi", "10.1000/two"))


def test_a_work_may_have_a_doi_an_arxiv_id_and_two_isbns() -> None:
    (found,) = each(
        source("Deep Learning", doi=DOI, url="https://arxiv.org/abs/2306.11644", isbn="9780306406157"),
        source("Deep Learning", doi=DOI, isbn="0-8044-2957-X"),
    )
    assert [one.scheme for one in found.owned] == ["doi", "arxiv", "isbn", "isbn"]


def test_an_rfc_may_be_called_by_its_number_or_its_title() -> None:
    url = "https://www.rfc-editor.org/rfc/rfc6749"
    (found,) = each(
        source("RFC 6749", url=url),
        source("RFC 6749 The OAuth 2.0 Authorization Framework", url=url),
        source("The OAuth 2.0 Authorization Framework", url="https://datatracker.ietf.org/doc/html/rfc6749"),
        fact(
            "RFC6749: The OAuth 2.0 Authorization Framework", source_url="https://tools.ietf.org/html/rfc6749"
        ),
    )
    assert found.owned == (Identifier("rfc", "6749"),)


def test_the_number_of_another_rfc_tells_it_apart() -> None:
    url = "https://www.rfc-editor.org/rfc/rfc6750"
    assert (
        len(each(source("RFC 6749 The OAuth Framework", url=url), source("The OAuth Framework", url=url)))
        == 2
    )


def test_under_too_many_titles_only_equal_ones_are_joined() -> None:
    many = [
        source(f"Subject Number{chr(97 + one // 26)}{chr(97 + one % 26)} of Graphs", doi=DOI)
        for one in range(120)
    ]
    equal = [
        source("Subject Numberaa of Graphs", doi=DOI),
        fact("Subject Numberaa of graphs", source_doi=DOI),
    ]
    found = cluster(mentions(*(document(f"d{number:03}", one) for number, one in enumerate([*many, *equal]))))
    assert len(found) == 120


class TestWithoutIdentifier:
    """Works that nothing but their description identifies."""

    REPORT: ClassVar = {"year": "2020", "authors": ("Doe, Jane",)}

    def test_title_year_and_first_author_identify(self) -> None:
        found = each(
            source("A Theory of Graphs", year="2020", authors=("Doe, Jane", "Roe, Ann")),
            source("A theory of graphs", year="2020", authors=("Jane Doe", "et al.")),
        )
        assert len(found) == 1

    @pytest.mark.parametrize(
        "other",
        [
            {"year": "2021", "authors": ("Doe, Jane",)},
            {"year": "2020", "authors": ("Roe, Ann",)},
            {"year": "2020"},
            {"year": "2020", "authors": ("Doe, Mary",)},
            {"year": "2020", "institution": "MIT"},
        ],
    )
    def test_another_year_or_author_makes_another_work(self, other: dict[str, object]) -> None:
        assert (
            len(each(source("A Theory of Graphs", **self.REPORT), source("A Theory of Graphs", **other))) == 2
        )

    def test_a_note_in_brackets_makes_another_work(self) -> None:
        assert (
            len(each(source("Annual Report (Foo)", year="2020"), source("Annual Report (Bar)", year="2020")))
            == 2
        )

    @pytest.mark.parametrize(
        ("one", "other"), [("Learning C", "Learning C++"), ("???", "!!!"), ("バス", "パス")]
    )
    def test_signs_count(self, one: str, other: str) -> None:
        assert len(each(source(one, **self.REPORT), source(other, **self.REPORT))) == 2

    @pytest.mark.parametrize("nobody", ["TBD", "multiple", "et al."])
    def test_a_short_title_is_known_in_its_document_only(self, nobody: str) -> None:
        records = [source("Annual Report", year="2020", authors=(nobody,)) for _ in range(2)]
        assert len(each(*records)) == 2
        assert len(together(*records)) == 1

    def test_a_title_alone_is_known_in_its_document_only(self) -> None:
        records = [source("A Beginner's Guide to the State of All Graphs") for _ in range(2)]
        assert len(each(*records)) == 2
        assert len(together(*records)) == 1

    def test_the_first_author_may_be_given_by_initials(self) -> None:
        assert (
            len(
                each(
                    *[
                        source("On Graphs", year="1936", authors=(one,))
                        for one in ("Turing, Alan M.", "A. M. Turing")
                    ]
                )
            )
            == 1
        )

    def test_the_institution_stands_for_an_author(self) -> None:
        assert (
            len(
                each(
                    *[
                        source("State of Europe", year="2012", institution=one)
                        for one in ("EU", "European Union")
                    ]
                )
            )
            == 1
        )

    def test_a_subtitle_may_be_left_out(self) -> None:
        whole = source(
            "Guns, Germs, and Steel: The Fates of Societies", year="1997", authors=("Diamond, Jared",)
        )
        assert (
            len(each(whole, source("Guns, Germs, and Steel", year="1997", authors=("Jared Diamond",)))) == 1
        )
        assert (
            len(each(whole, source("Guns, Germs, and Steel", year="1998", authors=("Jared Diamond",)))) == 2
        )

    def test_the_year_may_be_left_out_where_only_one_is_given(self) -> None:
        report = {"authors": ("Doe, Jane",)}
        dated, undated = (
            source("A Theory of All Graphs", year="2020", **report),
            source("A Theory of All Graphs", **report),
        )
        assert len(each(dated, undated)) == 1
        assert len(each(dated, undated, source("A Theory of All Graphs", year="2021", **report))) == 3

    def test_mentions_that_say_nothing_stay_alone(self) -> None:
        assert len(each(source(""), source(""), source("TBD"))) == 3

    def test_equal_citations_are_one_where_they_give_a_title(self) -> None:
        assert len(each(*[fact("Doe, J. A Report on the State of All Graphs. 2020")] * 2)) == 1
        assert len(each(*[fact("Doe et al. 2020")] * 2)) == 2
        assert len(each(*[fact("Annual Report 2020")] * 2)) == 2

    def test_a_full_description_joins_the_only_work_with_an_identifier(self) -> None:
        (found,) = each(
            source("A Theory of Graphs", doi=DOI, **self.REPORT), source("A Theory of Graphs", **self.REPORT)
        )
        assert found.owned == (Identifier("doi", DOI),)

    def test_a_full_description_joins_neither_of_two_works(self) -> None:
        found = each(
            source("A Theory of Graphs", doi=DOI, **self.REPORT),
            source("A Theory of Graphs", doi="10.1000/two", **self.REPORT),
            source("A Theory of Graphs", **self.REPORT),
        )
        assert len(found) == 3


class TestEvidence:
    """Facts that cite sources of their own document."""

    LISTED = (
        source("A Theory of Graphs", id="s1", year="2020", authors=("Doe, Jane",), institution="Nature"),
        source("Cooking for Two", id="s2", url=PAGE),
    )

    def test_by_title(self) -> None:
        found, _ = see(document("d", *self.LISTED, fact("Doe, J. A Theory of Graphs. 2020")))
        assert dict(found.evidence) == {("atomic_facts", 0): ("primary_sources", 0)}
        assert len(found.mentions) == 2

    def test_by_authors_and_year(self) -> None:
        found, _ = see(
            document("d", *self.LISTED, fact("Doe et al. (2020)"), fact("Doe, Nature 2020"), fact("Doe 2019"))
        )
        assert dict(found.evidence)[("atomic_facts", 0)] == ("primary_sources", 0)
        assert dict(found.evidence)[("atomic_facts", 1)] == ("primary_sources", 0)
        assert dict(found.evidence)[("atomic_facts", 2)] == ("atomic_facts", 2)

    def test_by_a_title_that_two_sources_have_is_by_none(self) -> None:
        twins = (source("A Theory of Graphs", year="2020"), source("A Theory of Graphs", year="2021"))
        found, _ = see(document("d", *twins, fact("A Theory of Graphs")))
        assert dict(found.evidence) == {("atomic_facts", 0): ("atomic_facts", 0)}

    def test_by_reference(self) -> None:
        cited = fact("Whatever", source_ref="s2", source_url="https://example.org/part")
        found, _ = together(*self.LISTED, cited)
        assert [mention.path for mention in found.mentions] == [("atomic_facts", 0), ("primary_sources", 1)]
        assert found.owned == (Identifier("web", "example.org/page"),)

    def test_by_url(self) -> None:
        assert len(together(*self.LISTED, fact("Cooking for Two", source_url=f"{PAGE}/?utm_source=x"))) == 2

    def test_by_the_title_of_a_source_whose_homepage_is_given(self) -> None:
        found, _ = see(
            document("d", *self.LISTED, fact("A Theory of Graphs", source_url="https://example.org"))
        )
        assert dict(found.evidence) == {("atomic_facts", 0): ("primary_sources", 0)}

    def test_a_reference_to_nothing_is_reported_and_the_rest_is_used(self) -> None:
        found, wrong = see(document("d", *self.LISTED, fact("Cooking for Two", source_ref="s9")))
        assert [one.code for one in wrong] == ["KG205"]
        assert dict(found.evidence) == {("atomic_facts", 0): ("primary_sources", 1)}

    def test_a_reference_that_contradicts_the_doi_beside_it_is_reported(self) -> None:
        listed = source("A Theory of Graphs", id="s1", doi=DOI)
        _, wrong = see(document("d", listed, fact(source_ref="s1", source_doi="10.1000/two")))
        assert [one.code for one in wrong] == ["KG203"]
        assert see(document("d", listed, fact(source_ref="s1", source_doi=DOI)))[1] == ()

    def test_a_fact_without_evidence_has_none(self) -> None:
        found, _ = see(document("d", fact(), fact("TBD"), fact(source_url="N/A")))
        assert dict(found.evidence) == {}
        assert found.mentions == ()


@pytest.mark.parametrize(
    ("record", "codes"),
    [
        (source("A", doi="10.x/y"), ["KG108"]),
        (source("A", doi="https://example.org/a"), ["KG108"]),
        (source("A", isbn="9780306406158"), ["KG108"]),
        (source("A", url="see the appendix"), ["KG107"]),
        (source("A", doi="TBD", isbn="N/A", url="-"), []),
        (source("A", doi="https://dl.acm.org/doi/10.1000/one", url=DOI), []),
        (source("A", doi="arXiv:2306.11644", url="arXiv:2306.11644"), []),
        (fact("A", source_doi="10.x/y", source_url="nowhere"), ["KG108", "KG107"]),
    ],
)
def test_an_identifier_that_is_none_is_reported(record: Source | Fact, codes: list[str]) -> None:
    assert [one.code for one in see(document("d", record))[1]] == codes


def test_a_number_between_two_groups_stands_alone() -> None:
    edges = {(0, 1), (1, 2), (3, 4), (3, 5), (4, 5)}
    found = cliques(7, lambda one, other: (one, other) in edges)
    assert sorted(found) == [[0], [1], [2], [3, 4, 5], [6]]
