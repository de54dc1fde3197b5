"""What people write for names: several in one text, with what is no name; never is somebody invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identity.authors import NameKind, read_authors
from kg.identity.notes import Affiliation

NONE: frozenset[str] = frozenset()


def read(written: str, *, are_cited: bool = False) -> list[tuple[str, str]]:
    return [(one.kind.value, one.text) for one in read_authors([written], NONE, are_cited=are_cited)]


def people(*names: str) -> list[tuple[str, str]]:
    return [("person", name) for name in names]


@pytest.mark.parametrize("are_cited", [True, False])
@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Ada Lovelace, Charles Babbage", ["Ada Lovelace", "Charles Babbage"]),
        (
            "Ada Lovelace, Charles Babbage, and Grace Hopper",
            ["Ada Lovelace", "Charles Babbage", "Grace Hopper"],
        ),
        ("Grace Hopper, Alan Turing, Ada Lovelace", ["Grace Hopper", "Alan Turing", "Ada Lovelace"]),
        ("Smith J, Doe B", ["J Smith", "B Doe"]),
        ("Smith JA, Doe B, Roe C", ["JA Smith", "B Doe", "C Roe"]),
        ("Ada Lovelace / Charles Babbage", ["Ada Lovelace", "Charles Babbage"]),
        ("Ada Lovelace · Charles Babbage", ["Ada Lovelace", "Charles Babbage"]),
        ("Ada Lovelace | Charles Babbage", ["Ada Lovelace", "Charles Babbage"]),
        ("Lovelace, A., Babbage, C., & Hopper, G.", ["A. Lovelace", "C. Babbage", "G. Hopper"]),
        ("Lovelace, Ada, Babbage, Charles", ["Ada Lovelace", "Charles Babbage"]),
        ("García Márquez, Gabriel", ["Gabriel García Márquez"]),
        ("García Márquez, Gabriel José", ["Gabriel José García Márquez"]),
        ("van der Berg, Jan Willem", ["Jan Willem van der Berg"]),
        ("Lovelace, Ada", ["Ada Lovelace"]),
        ("[Jane Roe](https://example.com/jane)", ["Jane Roe"]),
        ("[[Ada Lovelace]]", ["Ada Lovelace"]),
        ("[[people/Ada Lovelace|Ada King]]", ["Ada King"]),
        ("**Jane Roe**, *Max Doe*", ["Jane Roe", "Max Doe"]),
        ("@janedoe", ["janedoe"]),
        ("@jane, @max", ["jane", "max"]),
        ("jane, max, eve", ["jane", "max", "eve"]),
        ("Posted by Jane Quill", ["Jane Quill"]),
        ("By Jane Quill and Max Roe", ["Jane Quill", "Max Roe"]),
        ("Jane Doe, PhD", ["Jane Doe"]),
        ("Jane Doe, MD, PhD, Max Roe", ["Jane Doe", "Max Roe"]),
        ("Jane Doe, Senior Engineer", ["Jane Doe"]),
        ("Jane Doe (she/her), Max Roe (guest author)", ["Jane Doe", "Max Roe"]),
        ("Lovelace, Ada (ed.)", ["Ada Lovelace"]),
        ("张三、李四", ["张三", "李四"]),
        ("Sadat, Anwar el-", ["Anwar el-Sadat"]),
    ],
)
def test_a_text_names_these_people(written: str, names: list[str], are_cited: bool) -> None:
    assert read(written, are_cited=are_cited) == people(*names)


@pytest.mark.parametrize(
    ("written", "name", "body"),
    [
        ("Jane M. Doe, Example University", "Jane M. Doe", "Example University"),
        ("Jane Doe, Example University, Denmark", "Jane Doe", "Example University, Denmark"),
        ("Jane Doe (Example Corp)", "Jane Doe", "Example Corp"),
        ("Jane Doe at Acme", "Jane Doe", "Acme"),
        ("Jane Doe (at University of X (UX))", "Jane Doe", "University of X (UX)"),
    ],
)
def test_an_affiliation_is_no_name_and_kept(written: str, name: str, body: str) -> None:
    (author,) = read_authors([written], NONE, are_cited=False)
    assert (author.text, author.noted.affiliations) == (name, (Affiliation(body),))


def test_the_companies_of_a_byline_are_known_by_its_form() -> None:
    found = list(read_authors(["Ada Lovelace (Acme), Jo Doe (Intel)"], NONE))
    assert [one.noted.affiliations for one in found] == [(Affiliation("Acme"),), (Affiliation("Intel"),)]
    (alone,) = read_authors(["Ada Lovelace (Byron)"], NONE)
    assert alone.noted.affiliations == ()


def test_an_orcid_and_a_page_are_of_the_person() -> None:
    written = "[Josiah Carberry](https://example.org/jc) (ORCID: 0000-0002-1825-0097)"
    (author,) = read_authors([written], NONE)
    assert author.text == "Josiah Carberry"
    assert author.noted.orcid == "https://orcid.org/0000-0002-1825-0097"
    assert author.noted.url == "https://example.org/jc"


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("The Rust Release Team", ["The Rust Release Team"]),
        ("Docs Team", ["Docs Team"]),
        ("The Chromium Authors", ["The Chromium Authors"]),
        ("{{Barnes and Noble, Inc.}}", ["Barnes and Noble, Inc."]),
        ("{Smith and Doe Partners}", ["Smith and Doe Partners"]),
        ("Deutscher Bundestag", ["Deutscher Bundestag"]),
    ],
)
def test_a_team_or_a_name_in_braces_is_a_body(written: str, names: list[str]) -> None:
    assert read(written) == [("body", name) for name in names]


def test_a_team_with_an_article_is_one_of_several() -> None:
    assert read("Jane Quill and the Docs WG") == [("person", "Jane Quill"), ("body", "the Docs WG")]


def test_who_writes_on_behalf_of_a_team_is_a_person() -> None:
    written = "Posted by Jane Quill on behalf of the Example Team"
    assert read(written) == [("person", "Jane Quill"), ("body", "Example Team")]


@pytest.mark.parametrize(
    "written",
    [
        "Jo, Ann",
        "Okafor Eze, Chidi Obi Nna and more words than any name of a person ever has had",
        "Ada Lovelace / the usual suspects of Friday",
        "Jane Doe | Acme",
        "Written with love by everybody on our team",
        "Ada Lovelace, London",
        "Jane Doe: notes for us",
        "Jane {Doe",
        "https://example.org/jane",
    ],
)
def test_of_what_cannot_be_told_apart_nobody_is_made(written: str) -> None:
    assert [kind for kind, _ in read(written)] == [NameKind.UNCLEAR.value]


def test_in_a_list_of_works_the_family_name_stands_first() -> None:
    assert read("Thomas, Dylan", are_cited=True) == people("Dylan Thomas")


@given(st.text("Aa bé,;&()[]{}<>@.*_/|·\ue000\ue0ff'\"#-1张 ", max_size=60), st.booleans())
def test_no_name_of_a_person_has_brackets_marks_or_separators(written: str, are_cited: bool) -> None:
    for one in read_authors([written], NONE, are_cited=are_cited):
        if one.person is not None:
            assert not set("[]{}<>()|\ue000\ue0ff;") & set(one.text), one
