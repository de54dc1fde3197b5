"""Names of authors: who is a person, who a body, who nobody."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identity.agents import Agents
from kg.identity.authors import AuthorName, NameKind, read_authors
from kg.identity.names import person_name
from kg.identity.spellings import choose, counted

BASE = "https://example.org/"
NONE: frozenset[str] = frozenset()
AGENTS = Agents(BASE, NONE)


def read(*written: str, known: frozenset[str] = NONE) -> list[AuthorName]:
    return list(read_authors(written, known))


def kinds(*written: str, known: frozenset[str] = NONE) -> list[tuple[str, str]]:
    return [(one.kind.value, one.text) for one in read(*written, known=known)]


def people(*written: str) -> list[str]:
    found = read(*written)
    assert {one.kind for one in found} <= {NameKind.PERSON}
    return [one.text for one in found]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Bengio, Yoshua", "Yoshua Bengio"),
        ("Yoshua Bengio", "Yoshua Bengio"),
        ("  Bengio ,  Yoshua ", "Yoshua Bengio"),
        ("van der Waals, Johannes", "Johannes van der Waals"),
        ("Waals, Johannes van der", "Johannes van der Waals"),
        ("Guido van Rossum", "Guido van Rossum"),
        ("d'Avila Garcez, Artur", "Artur d'Avila Garcez"),
        ("Trinh, Trieu H.", "Trieu H. Trinh"),
        ("Lakshmanan, Laks V. S.", "Laks V. S. Lakshmanan"),
        ("F. Scott Fitzgerald", "F. Scott Fitzgerald"),
        ("Dwivedi-Yu, Jane", "Jane Dwivedi-Yu"),
        ("Dessì, Roberto", "Roberto Dessì"),
        ("Prof. Dr. Jane Doe", "Jane Doe"),
        ("Jane Doe, PhD", "Jane Doe"),
        ("Jane Doe, M.D., Ph.D.", "Jane Doe"),
        ("Jane Doe (MIT)", "Jane Doe"),
        ("Jane Doe (Stanford University)", "Jane Doe"),
        ("Doe, Jane (MIT and Harvard)", "Jane Doe"),
        ("Jane Doe [ed.]", "Jane Doe"),
        ("Jane Doe <jane@example.org>", "Jane Doe"),
        ("Jane Doe jane@example.org", "Jane Doe"),
        ("Jane Doe*", "Jane Doe"),
        ("Andrew (Andy) Smith", "Andrew Smith"),
        ("Иванова, Анна", "Анна Иванова"),
        ("张三", "张三"),
        ("山田 太郎", "山田太郎"),
    ],
)
def test_a_full_name_is_shown_as_people_say_it(written: str, shown: str) -> None:
    name = person_name(written)
    assert name is not None
    assert name.shown == shown
    assert name.is_full
    assert people(written) == [shown]


@pytest.mark.parametrize(
    "written",
    [
        "Bengio",
        "Bengio, Y.",
        "Y. Bengio",
        "Bengio Y.",
        "Bengio YJ",
        "J.-P. Sartre",
        "J. R. R. Tolkien",
        "张",
        "Smith, 2020",
    ],
)
def test_initials_and_bare_surnames_are_no_full_names(written: str) -> None:
    name = person_name(written)
    assert name is not None
    assert not name.is_full


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bengio, Yoshua", "Yoshua Bengio"),
        ("BENGIO, Yoshua", "yoshua bengio"),
        ("Müller, Jürgen", "Jurgen Muller"),
        ("Jean-Paul Sartre", "Sartre, Jean Paul"),
        ("山田 太郎", "山田太郎"),
        ("King, Martin Luther, Jr.", "Martin Luther King Jr"),
        ("King Jr., Martin Luther", "Martin Luther King, Jr."),
        ("Bengio, Y.", "Y. Bengio"),
        ("McKinney W.", "W. McKinney"),
    ],
)
def test_two_spellings_of_a_name_have_one_key(one: str, other: str) -> None:
    mine, theirs = person_name(one), person_name(other)
    assert mine is not None
    assert theirs is not None
    assert mine.key == theirs.key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Martin Luther King Jr.", "Martin Luther King Sr."),
        ("Martin Luther King Jr.", "Martin Luther King"),
        ("William Gates III", "William Gates II"),
        ("Trieu H. Trinh", "Trieu Trinh"),
        ("Jane Doe", "John Doe"),
        ("かな", "がな"),
        ("राम", "रोम"),
    ],
)
def test_names_of_two_people_have_two_keys(one: str, other: str) -> None:
    mine, theirs = person_name(one), person_name(other)
    assert mine is not None
    assert theirs is not None
    assert mine.key != theirs.key


@pytest.mark.parametrize("written", ["", "   ", "()", ", ,", "***", "—", "<>"])
def test_a_text_without_letters_is_nobody(written: str) -> None:
    assert person_name(written) is None
    assert AGENTS.named([written])[0] == []


@pytest.mark.parametrize("written", ["TBD", "N/A", "unknown", "Anonymous", "(anonymous)", "-", "佚名"])
def test_a_placeholder_is_nobody(written: str) -> None:
    assert [one.kind for one in read(written)] == [NameKind.NOBODY]
    assert AGENTS.named([written]) == ([], False)


@pytest.mark.parametrize(
    "written", ["et al.", "et al", "multiple", "various", "Various authors", "and others", "…", "多位作者"]
)
def test_a_list_that_is_cut_names_nobody_but_says_so(written: str) -> None:
    assert AGENTS.named([written]) == ([], True)


@pytest.mark.parametrize(
    "written",
    [
        "Smith et al.",
        "Smith, et al",
        "Smith et al., 2020",
        "Smith et al. (2020)",
        "Smith and others",
        "Smith and colleagues",
    ],
)
def test_a_name_before_et_al_is_kept(written: str) -> None:
    named, is_cut = AGENTS.named([written])
    assert [one.text for one in named] == ["Smith"]
    assert is_cut


def test_a_chinese_name_before_deng_is_kept() -> None:
    named, is_cut = AGENTS.named(["张三等"])
    assert [one.text for one in named] == ["张三"]
    assert is_cut


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Ada Lovelace and Alan Turing", ["Ada Lovelace", "Alan Turing"]),
        ("Ada Lovelace & Alan Turing", ["Ada Lovelace", "Alan Turing"]),
        ("Ada Lovelace; Alan Turing", ["Ada Lovelace", "Alan Turing"]),
        ("Lovelace, Ada; Turing, Alan", ["Ada Lovelace", "Alan Turing"]),
        ("Lovelace, Ada and Turing, Alan", ["Ada Lovelace", "Alan Turing"]),
        ("Lovelace, Ada, and Alan Turing", ["Ada Lovelace", "Alan Turing"]),
        ("Lovelace, Ada, Alan Turing, Grace Hopper", ["Ada Lovelace", "Alan Turing", "Grace Hopper"]),
        (
            "Trevor Hastie, Robert Tibshirani, Jerome Friedman",
            ["Trevor Hastie", "Robert Tibshirani", "Jerome Friedman"],
        ),
        (
            "Trevor Hastie, Robert Tibshirani, and Jerome Friedman",
            ["Trevor Hastie", "Robert Tibshirani", "Jerome Friedman"],
        ),
        (
            "Trevor Hastie, Robert Tibshirani and Jerome Friedman",
            ["Trevor Hastie", "Robert Tibshirani", "Jerome Friedman"],
        ),
        ("Hastie, Tibshirani, Friedman", ["Hastie", "Tibshirani", "Friedman"]),
        ("Hastie, Tibshirani, and Friedman", ["Hastie", "Tibshirani", "Friedman"]),
        ("Vaswani, A., Shazeer, N., & Parmar, N.", ["A. Vaswani", "N. Shazeer", "N. Parmar"]),
        ("King, Martin Luther, Jr., and Jane Doe", ["Martin Luther King Jr.", "Jane Doe"]),
        ("张三、李四", ["张三", "李四"]),
        ("张三，李四", ["张三", "李四"]),
        ("张三, 李四", ["张三", "李四"]),
        ("Jane Doe (MIT and ETH), John Roe (KTH), Ann Poe", ["Jane Doe", "John Roe", "Ann Poe"]),
    ],
)
def test_a_string_that_joins_names_is_parted(written: str, expected: list[str]) -> None:
    assert people(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "Google DeepMind",
        "WHO",
        "World Health Organization",
        "World Health Organization (WHO)",
        "IPCC",
        "OpenAI",
        "Mistral AI",
        "The Economist",
        "Wikipedia contributors",
        "Department of Health and Human Services",
        "Department of Energy, Office of Science",
        "University of Michigan, Ann Arbor",
        "National Academies of Sciences, Engineering, and Medicine",
        "Smith and Sons Publishing",
        "Acme Widgets, Inc.",
        "World Bank",
        "Silicon Valley Bank",
        "北京某某大学",
        "BIPM",
    ],
)
def test_a_body_is_no_person(written: str) -> None:
    assert [one.kind for one in read(written)] == [NameKind.BODY]


def test_a_body_that_a_reference_manager_turned_round_is_turned_back() -> None:
    assert kinds("Team, Gemini") == [("body", "Gemini Team")]


def test_two_known_bodies_in_one_string_are_two() -> None:
    assert kinds("Stanford University and Google") == [("body", "Stanford University"), ("body", "Google")]


def test_a_name_is_a_body_when_the_corpus_knows_it_as_an_institution() -> None:
    assert kinds("Foo-Bar")[0][0] == "person"
    assert kinds("Foo-Bar", known=frozenset({"foo bar"}))[0][0] == "body"


def test_an_acronym_is_a_body_alone_but_a_surname_in_a_list() -> None:
    assert kinds("BIPM", "et al.")[0][0] == "body"
    assert [kind for kind, _ in kinds("LEE", "KIM", "WHO")] == ["person", "person", "body"]


@pytest.mark.parametrize(
    "written",
    [
        "Maria Bank",
        "Bank, Maria",
        "Jo Press",
        "Press, Jo",
        "Qingyao Ai",
        "Ai Weiwei",
        "Ai, Qingyao",
        "Ada Books",
        "Maria de Sá",
        "Jane Co",
        "Sam Law",
        "Ellen Church",
    ],
)
def test_a_person_may_bear_a_telling_word(written: str) -> None:
    assert [one.kind for one in read(written)] == [NameKind.PERSON]


def test_one_telling_surname_makes_no_body_of_a_list() -> None:
    assert people("Maria Bank, John Smith, Jane Doe") == ["Maria Bank", "John Smith", "Jane Doe"]
    assert people("Qingyao Ai, Bo Li, Wei Wang") == ["Qingyao Ai", "Bo Li", "Wei Wang"]


def test_an_address_alone_is_kept_but_identifies_nobody() -> None:
    (author,) = read("jane@example.org")
    assert author.text == "jane@example.org"
    assert author.person is not None
    assert not author.person.is_full


def test_a_very_long_name_is_kept_whole_and_identifies_nobody() -> None:
    long = "Jane " + "x" * 5_000
    (author,) = read(long)
    assert author.text == long
    assert author.person is not None
    assert not author.person.is_full
    assert len(AGENTS.author_iri(author, f"{BASE}source/a")) < 200


@pytest.mark.parametrize("written", ["Doe, Jane", "Jane Doe"])
def test_a_full_name_names_a_person_everywhere(written: str) -> None:
    (author,) = read(written)
    assert AGENTS.author_iri(author, f"{BASE}source/a") == f"{BASE}person/jane-doe"


def test_a_short_name_hangs_on_the_work() -> None:
    name = person_name("Doe, J.")
    assert name is not None
    assert (
        AGENTS.author_iri(AuthorName(NameKind.PERSON, name.shown, name), f"{BASE}source/a")
        == f"{BASE}source/a#author-j-doe"
    )


def test_the_name_shown_is_the_one_most_give() -> None:
    assert choose({"Jane Doe": 2, "JANE DOE": 1}) == "Jane Doe"


@pytest.mark.parametrize(
    ("seen", "shown"),
    [
        (("Jürgen Müller", "Jurgen Muller"), "Jürgen Müller"),
        (("jane doe", "Jane Doe"), "Jane Doe"),
        (("JANE DOE", "Jane Doe"), "Jane Doe"),
        (("Openai", "OpenAI"), "OpenAI"),
    ],
)
def test_the_name_shown_does_not_depend_on_who_came_first(seen: tuple[str, ...], shown: str) -> None:
    for order in itertools.permutations(seen):
        assert choose(counted(("x", spelling) for spelling in order)["x"]) == shown


LETTERS = st.sampled_from(
    [*"abcXYZ.,;&()<>@'- ", "Å", "张", "か", "\u0301", " and ", " et al.", "Jr.", "University"]
)


@given(st.lists(st.text() | st.lists(LETTERS, max_size=12).map("".join), max_size=3))
def test_no_list_of_names_upsets_the_reading(written: list[str]) -> None:
    named, _ = AGENTS.named(written)
    for author in named:
        assert author.text.strip()
        assert AGENTS.agent(author, BASE).name.strip()
        assert AGENTS.author_iri(author, f"{BASE}source/a").startswith(BASE)
        assert author.kind is not NameKind.PERSON or author.person is not None


WORD = st.text("abcdefgäöü", min_size=3, max_size=8).map(str.capitalize)


@given(WORD, WORD)
def test_both_orders_of_any_two_words_are_one_name(given_name: str, family: str) -> None:
    mine, theirs = person_name(f"{given_name} {family}"), person_name(f"{family}, {given_name}")
    assert mine is not None
    assert mine == theirs
    assert person_name(mine.shown) == mine
