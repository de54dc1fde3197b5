"""Rules of identity at their edges: what stands just on this side of one, and what just on the other."""

from __future__ import annotations

import pytest
from test_identity_clusters import DOI, document, each, fact, mentions, source
from test_identity_people import decided, names

from kg.documents.records import Fact, Source
from kg.identity.authors import read_authors
from kg.identity.bodies import read_institution
from kg.identity.citations import citation, cite_the_same, lead, names_no_work, surnames
from kg.identity.clusters import cluster
from kg.identity.conflicts import conflicts
from kg.identity.identifiers import Identifier, from_url
from kg.identity.likeness import form
from kg.identity.mentions import see
from kg.identity.names import notes, only_initials, person_name, without_notes
from kg.identity.people import Coauthors, coauthors
from kg.identity.sources import longer
from kg.identity.spelling import differ_in_spelling
from kg.identity.titles import agree, title


def kinds(*written: str) -> list[tuple[str, str]]:
    return [(one.kind.value, one.text) for one in read_authors(written, frozenset())]


@pytest.mark.parametrize("small", ["for", "of", "de", "der", "des", "di", "du", "und", "and"])
def test_a_small_word_in_its_name_tells_a_body_and_the_place_where_it_sits(small: str) -> None:
    assert kinds(f"Bank {small} Quux, Basel") == [("body", f"Bank {small} Quux, Basel")]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("The Quux", "body"),
        ("Quux The", "unclear"),
        ("Grey Heron AI", "body"),
        ("Grey Heron Ai", "person"),
        ("Institute Quux", "body"),
        ("Institute", "person"),
        ("某某研究所", "body"),
        ("研究所", "person"),
        ("Quux Widgets, Inc.", "body"),
        ("AB", "body"),
        ("A", "person"),
        ("ABCDEFGH", "body"),
        ("ABCDEFGHI", "person"),
        ("PHD", "person"),
    ],
)
def test_a_word_at_its_place_tells_a_body(written: str, kind: str) -> None:
    assert [found for found, _ in kinds(written)] == [kind]


def test_what_says_that_a_list_is_cut_is_kept_as_it_is_written() -> None:
    assert kinds("Smith, et al.") == [("person", "Smith"), ("cut", "et al.")]
    assert kinds("Smith and others (2020)") == [("person", "Smith"), ("cut", "and others (2020)")]
    assert kinds("张三等人") == [("person", "张三"), ("cut", "等人")]
    assert kinds("Hal") == [("person", "Hal")]


def test_a_list_of_more_than_two_thousand_letters_is_one_name() -> None:
    several = "; ".join(["Roe, Max"] * 199)
    assert len(several) < 2000
    assert len(kinds(several)) > 100
    assert len(kinds(f"{several}; {several}")) == 1


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Smith, John, Jane Doe", ["John Smith", "Jane Doe"]),
        ("Smith, J., Doe, A.", ["J. Smith", "A. Doe"]),
        ("Smith, John Paul, Jane Doe", ["Smith, John Paul, Jane Doe"]),
        ("Jane Doe, Max Roe and Ann Poe", ["Jane Doe", "Max Roe", "Ann Poe"]),
        ("Doe, Roe and Poe", ["Doe", "Roe", "Poe"]),
        ("Doe, Jane and Roe, Max", ["Jane Doe", "Max Roe"]),
        ("Doe, Jane; Roe", ["Jane Doe", "Roe"]),
        ("Doe; Roe, Max", ["Doe", "Max Roe"]),
        ("Doe, Jr., Jane", ["Jane Doe Jr."]),
        ("张三, 李四", ["张三", "李四"]),
        ("张, 三", ["张三"]),
    ],
)
def test_commas_part_names_or_turn_them_round(written: str, shown: list[str]) -> None:
    assert [text for _, text in kinds(written)] == shown


def test_the_body_in_brackets_is_that_of_a_single_name() -> None:
    def at(*written: str) -> list[str]:
        found = list(read_authors(written, frozenset({"quux labs"})))
        return [one.person.at if one.person else "" for one in found]

    assert at("Jane Doe (Quux Labs)") == ["quux labs"]
    assert at("Jane Doe (QL)") == ["ql"]
    assert at("Jane Doe (Institute of Mud)") == ["institute of mud"]
    assert at("Jane Doe (editor)") == [""]
    assert at("Jane Doe (editor) (QL)") == ["ql"]
    assert at("Jane Doe and Max Roe (QL)") == ["", ""]


@pytest.mark.parametrize(
    ("written", "given", "family", "is_full"),
    [
        ("Malcolm X", "X", "Malcolm", False),
        ("Xavier Roe", "Xavier", "Roe", True),
        ("*Jane Doe†‡§¶;", "Jane", "Doe", True),
        ("by Jane Doe", "Jane", "Doe", True),
        ("Byron Doe", "Byron", "Doe", True),
        ("Sir Dr. Jane Doe, Ph.D., MSc", "Jane", "Doe", True),
        ("Doe,", "", "Doe", False),
        ("Jane Doe III", "Jane", "Doe III", True),
        ("Jane Doe jr", "Jane", "Doe Jr.", True),
        ("II", "", "II", False),
        ("J-P Sartre", "J-P", "Sartre", False),
        ("Jane J. van der Roe", "Jane J.", "van der Roe", True),
        ("van Roe", "van", "Roe", True),
        ("Jane2 Doe", "Jane2", "Doe", False),
        ("Jo Do", "Jo", "Do", True),
        ("JO DO", "JO", "DO", False),
        ("张三", "", "张三", True),
        ("张", "", "张", False),
        ("jane@example.org", "", "jane@example.org", False),
        ("jane@example.org Doe", "", "Doe", False),
    ],
)
def test_a_name_is_taken_apart(written: str, given: str, family: str, is_full: bool) -> None:
    found = person_name(written)
    assert found is not None
    assert (found.given, found.family, found.is_full) == (given, family, is_full)


def test_a_name_of_more_than_two_hundred_letters_identifies_nobody() -> None:
    for length, is_full in ((194, True), (195, True), (196, False)):
        found = person_name(f"Jane {'x' * length}")
        assert found is not None
        assert found.is_full is is_full


def test_notes_are_what_stands_in_brackets_of_any_kind() -> None:
    assert notes("Doe (MIT) <a> [b] （c）") == ["MIT", "a", "b", "c"]
    assert notes("Doe ( MIT )") == ["MIT"]
    assert notes("Doe MIT)") == []
    assert without_notes("Jane (MIT)  Doe") == "Jane Doe"
    assert without_notes("(MIT)") == "MIT"
    assert [only_initials(one) for one in ("J.", "J.-P.", "JW", "Jo", "j", "JWPQ", "")] == [
        True, True, True, False, True, False, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "is_known"), [(59, True), (60, True), (61, False)]
)  # fmt: skip
def test_coauthors_of_one_family_name_are_looked_through_up_to_sixty(number: int, is_known: bool) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    crowd = [f"{one}{other} Zimmer" for one in "CDEFG" for other in letters][: number - 1]
    known = Coauthors(map(form, names("Anna Quirin Zimmer", *crowd)))
    assert known.has(form(names("Anna Zimmer")[0])) is is_known


def test_in_a_long_list_those_near_a_name_are_its_coauthors() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    crowd = [f"Jo {one}{other}zz" for one in letters for other in letters]

    def near(length: int, index: int) -> int:
        return len(coauthors([form(one) for one in names(*crowd[:length])], index))

    assert near(200, 100) == 199
    assert near(201, 100) == 100
    assert near(201, 0) == 50
    assert near(201, 200) == 50


def test_of_people_who_bear_one_name_at_two_bodies_each_has_a_key() -> None:
    people = decided(("Wei Wang (MIT)",), ("Wei Wang (CERN)",), ("Wei Wang",))
    assert people.at == {"wei wang": frozenset({names("Wei Wang (MIT)")[0].at, "cern"})}
    assert people.key(names("Wei Wang (MIT)")[0], "w0") == f"wei wang {names('Wei Wang (MIT)')[0].at}"
    assert people.key(names("Wei Wang")[0], "w2") == "wei wang"
    assert decided(("Wei Wang (MIT)",), ("Wei Wang",)).at == {}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Graph Theory", "Diestel, R. Graph Theory. Springer, 2017", True),
        ("Graph Theory", "Diestel, R. Game Theory. Springer, 2017", False),
        ("Doe. A New Theory of Graphs. 2017", "Roe. Other Journal. A New Theory of Graphs. 2019", True),
        ("Doe. Journal of Machine Learning Research. 2017",
         "Roe. Journal of Machine Learning Research. 2019", False),
    ],
)  # fmt: skip
def test_two_citations_cite_the_same_where_they_give_one_title(one: str, other: str, expected: bool) -> None:
    assert cite_the_same(citation(one), citation(other)) is expected
    assert cite_the_same(citation(other), citation(one)) is expected


@pytest.mark.parametrize(
    ("written", "surname"),
    [
        ("Vaswani, A. Attention", "vaswani"),
        ("A. Vaswani et al. Attention", "vaswani"),
        ("LeCun & Hinton. Learning", "lecun"),
        ("Müller and others", "muller"),
        ("Baker, Jane, Roe", "baker"),
        ("O'Neil, C. Weapons", "neil"),
        ("Nature et al.", ""),
        ("Attention is all", ""),
        ("Doe 2020", ""),
    ],
)
def test_a_citation_begins_with_an_author_or_with_anything_else(written: str, surname: str) -> None:
    assert lead(written) == surname


def test_umlauts_of_surnames_may_be_typed() -> None:
    assert surnames("Müller Mueller Muller Goethe") == {"muller", "gothe"}
    assert surnames("Baer") == surnames("Bär")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Smith et al. (2020)", True),
        ("Nature, vol. 5, pp. 3-9, May 2020", True),
        ("see Smith et al.", True),
        ("10.1000/one", True),
        ("Smith et al. Deep things", False),
        ("Deep things", False),
    ],
)
def test_a_citation_names_a_work_where_a_word_is_left(written: str, expected: bool) -> None:
    assert names_no_work(written) is expected


def test_more_than_three_titles_under_one_identifier_are_counted() -> None:
    def said(*listed: Source | Fact) -> str:
        found = mentions(*(document(f"d{number}", one) for number, one in enumerate(listed)))
        (one,) = conflicts(cluster(found), {})
        assert one.hint
        return one.message

    four = ["Theory of Graphs", "Cooking for Two", "Sailing at Night", "A History of Salt", "On Bees"]
    shown = "'Theory of Graphs'; 'Cooking for Two'; 'Sailing at Night'"
    assert said(*(source(one, doi=DOI) for one in four[:3])) == (
        f"doi:{DOI} stands under 3 titles that do not agree: {shown}; they are kept apart"
    )
    assert f"{shown} and 1 more;" in said(*(source(one, doi=DOI) for one in four[:4]))
    assert f"{shown} and 2 more;" in said(*(source(one, doi=DOI) for one in four))
    long = "Long " * 20
    assert f"{long[:70]!r}; 'On Bees';" in said(source(long, doi=DOI), source("On Bees", doi=DOI))


def test_identifiers_that_a_work_has_too_many_of_are_named_up_to_ten_and_counted() -> None:
    def said(number: int) -> str:
        paper = "https://arxiv.org/abs/2306.11644"
        listed = [source("On Graphs", doi=f"10.1000/{at:02}", url=paper) for at in range(number)]
        return next(one.message for one in conflicts(cluster(mentions(document("d", *listed))), {}))

    others = [f"doi:10.1000/{at:02}" for at in range(1, 11)]
    end = "stand under one title, 'On Graphs'; neither is taken for its identifier"
    assert said(2) == f"doi:10.1000/00 and {others[0]} {end}"
    assert said(11) == f"doi:10.1000/00 and {', '.join(others)} {end}"
    assert said(13) == f"doi:10.1000/00 and {', '.join(others)} and 2 more {end}"


def test_a_page_of_two_works_of_one_title_is_said_to_be_so() -> None:
    two = (source("On Graphs", doi=f"10.1000/{at}", url="https://example.org/page") for at in "ab")
    (one,) = conflicts(cluster(mentions(document("d", *two))), {})
    assert one.message == "example.org/page stands under 2 works called 'On Graphs'; they are kept apart"


def test_every_misfit_of_an_identifier_says_what_is_wrong_and_what_to_write() -> None:
    _, found = see(
        document(
            "d",
            source("A", doi="10.x/y", isbn="9780306406158", url="see the appendix"),
            fact("A", source_doi="doi", source_url="nowhere"),
        )
    )
    assert [(one.message, one.hint) for one in found] == [
        ("'10.x/y' is not a DOI; it identifies nothing",
         "a DOI begins with 10. and a registrant, e.g. 10.1038/s41586-024-07566-y"),
        ("'9780306406158' is not an ISBN, or its check digit is wrong; it identifies nothing",
         "copy the ISBN again from the imprint of the book"),
        ("'see the appendix' is not a URL that can be followed; it identifies nothing",
         "write the whole address, beginning with https://"),
        ("'doi' is not a DOI; it identifies nothing",
         "a DOI begins with 10. and a registrant, e.g. 10.1038/s41586-024-07566-y"),
        ("'nowhere' is not a URL that can be followed; it identifies nothing",
         "write the whole address, beginning with https://"),
    ]  # fmt: skip


def test_a_fact_without_a_listed_source_says_what_it_cites() -> None:
    (mention,) = see(
        document("d", fact("Deep Things", source_type="book", source_url="https://example.org/a"))
    )[0].mentions
    assert (mention.type, mention.url, mention.is_listed) == ("book", "https://example.org/a", False)
    assert (mention.title, mention.fields) == ("Deep Things", ("source_url",))
    assert mention.path == ("atomic_facts", 0)


def test_letters_of_an_address_may_be_capitals() -> None:
    assert from_url("https://www.nature.com/articles/NATURE14539") == Identifier("doi", "10.1038/nature14539")
    assert from_url("https://www.nature.com/articles/S41599-018-0079-9").scheme == "web"  # type: ignore[union-attr]


def evidence(*records: Source | Fact) -> dict[object, object]:
    return dict(see(document("d", *records))[0].evidence)


CITED = ("primary_sources", 0)


def test_a_homepage_beside_a_fact_must_be_that_of_the_source() -> None:
    listed = source("A Theory of Graphs", url="https://example.org")
    fact_0 = ("atomic_facts", 0)
    assert evidence(listed, fact("A Theory of Graphs", source_url="https://example.org"))[fact_0] == CITED
    assert evidence(listed, fact("A Theory of Graphs", source_url="https://other.org"))[fact_0] == fact_0
    bare = source("A Theory of Graphs and Networks")
    # Another homepage is believed only beside a whole title.
    whole = fact("A Theory of Graphs and Networks", source_url="https://other.org")
    start = fact("Doe. A Theory of Graphs and", source_url="https://other.org")
    assert evidence(bare, whole)[fact_0] == CITED
    assert evidence(bare, start)[fact_0] == fact_0


def test_a_fact_cites_the_one_of_many_sources_that_it_names_in_few_words() -> None:
    many = [source(f"Deep Learning for {one} and Medicine") for one in ("Cats", "Dogs", "Cows", "Hens")]
    cited = fact("Doe. Deep Learning for Cows and Medicine. 2020")
    assert evidence(*many, cited)[("atomic_facts", 0)] == ("primary_sources", 2)
    short = [source("Cats"), source("Deep Cats"), source("Deep Blue Cats")]
    assert evidence(*short, fact("Roe. Deep Cats. 2019"))[("atomic_facts", 0)] == ("primary_sources", 1)


def test_a_longer_name_has_what_tells_it_apart_once() -> None:
    assert longer("doi/a", "b") == "doi/a-b"
    assert longer("title/a-b", "b") == "title/a-b"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (["convolution", "nets"], ["convolutino", "nets"], True),
        (["model2", "theory"], ["model3", "theory"], False),
        (["model2", "theory"], ["modell2", "theory"], False),
        (["organisation", "theory"], ["organization", "theory"], True),
        (["convolutional", "nets"], ["convolutoinal", "nets"], True),
        (["convolutional", "nets"], ["convolutinal", "nets"], True),
        (["onvolutional", "nets"], ["convolutional", "nets"], False),
    ],
)
def test_words_differ_in_spelling_by_little(one: list[str], other: list[str], expected: bool) -> None:
    assert differ_in_spelling(tuple(one), tuple(other)) is expected
    assert differ_in_spelling(tuple(other), tuple(one)) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Go", "Go, 2nd edition", True),
        ("Go, 3rd edition", "Go, 2nd edition", False),
        ("Data Set", "Dataset", True),
        ("Go 3", "Go 4", False),
        ("Deep Learning", "Erratum: Deep Learning", False),
        ("Reply to Deep Learning", "Deep Learning", False),
    ],
)
def test_equal_words_are_one_title_whatever_else_is_said(one: str, other: str, expected: bool) -> None:
    assert agree(title(one), title(other)) is expected
    assert agree(title(other), title(one)) is expected


def test_a_full_citation_gives_a_title_and_enough_words() -> None:
    def is_one(text: str) -> bool:
        return len(each(fact(text), fact(text))) == 1

    assert is_one("Doe, J. A Theory of Many Large Graphs. 2020")
    assert not is_one("A Theory of Many Large Graphs and Trees")
    assert not is_one("Graphs. Large. 2020")


def test_a_description_joins_the_work_with_an_identifier_whatever_else_has_its_title() -> None:
    """A note in brackets is a word of the description, and none of the title."""
    report = {"year": "2020", "authors": ("Doe, Jane",)}
    noted = source("A Theory of Many Large Graphs (Revised)", doi=DOI, **report)
    plain = source("A Theory of Many Large Graphs Revised", **report)
    other = source("A Theory of Many Large Graphs", authors=("Roe, Max",), year="2021")
    assert len(each(noted, plain)) == 1
    assert len(each(noted, plain, other)) == 2


def test_mentions_without_title_that_contradict_others_are_one_where_they_are_equal() -> None:
    page = "https://example.org/page"
    one, other = fact(source_doi=DOI, source_url=page), fact(source_doi="10.1000/two", source_url=page)
    assert [len(found.mentions) for found in each(one, one, other)] == [2, 1]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Springer, Berlin, Heidelberg", [("publisher", "Springer")]),
        ("MIT (Cambridge)", [("organization", "MIT (Cambridge)")]),
        ("Nature 2020", [("periodical", "Nature")]),
        ("Nature (2020)", [("periodical", "Nature")]),
        ("Nature, vol. 5", [("periodical", "Nature")]),
        ("Quux Widgets, Inc.", [("organization", "Quux Widgets")]),
        ("Journal of Quux", [("periodical", "Journal of Quux")]),
        ("Conference on Quux 2020", [("proceedings", "Conference on Quux")]),
        ("Quux Press", [("publisher", "Quux Press")]),
    ],
)
def test_an_institution_is_read_to_its_name(written: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.kind.value, one.name) for one in read_institution(written)] == expected


def test_what_is_decided_about_some_names_is_what_their_documents_need() -> None:
    people = decided(
        ("Hastie, T.", "Tibshirani, R."),
        ("Trevor Hastie", "Robert Tibshirani"),
        ("Yann LeCun",),
        ("Yann Le Cun",),
    )
    some = people.about({"t hastie"})
    assert some.short == {("w0", "t hastie"): "trevor hastie"}
    assert [one.one for one in some.joins] == ["t hastie, in w0"]
    assert some.leads == {}
    other = people.about({"yann lecun"})
    assert (other.leads, other.short) == ({"yann lecun": "yann le cun"}, {})
    assert [one.rule for one in other.joins] == ["spelling"]
