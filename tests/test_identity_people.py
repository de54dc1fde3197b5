"""Which names in lists of authors are one person's."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identity.authors import read_authors
from kg.identity.likeness import compatible, form
from kg.identity.names import PersonName, person_name
from kg.identity.people import Coauthors, People, coauthors, decide_people


def names(*written: str) -> tuple[PersonName, ...]:
    found = [author.person for author in read_authors(written, frozenset())]
    assert None not in found
    return tuple(one for one in found if one is not None)


def decided(*bylines: tuple[str, ...]) -> People:
    """What is decided about the lists of works called w0, w1, …"""
    return decide_people((f"w{number}", names(*one)) for number, one in enumerate(bylines))


def keys(*bylines: tuple[str, ...]) -> list[str]:
    """The key of the first author of each work; empty for one known in that work only."""
    people = decided(*bylines)
    return [people.key(names(*one)[0], f"w{number}") for number, one in enumerate(bylines)]


def is_one(*bylines: tuple[str, ...]) -> bool:
    found = keys(*bylines)
    return len(set(found)) == 1 and bool(found[0])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Jane Doe", "J. Doe", True),
        ("Jane Doe", "Jane Q. Doe", True),
        ("Jane Doe", "JQ Doe", True),
        ("J. Q. Doe", "Jane R. Doe", False),
        ("Jane Doe", "Janet Doe", False),
        ("Bob Doe", "Robert Doe", True),
        ("B. Doe", "Robert Doe", False),
        ("Bob Doe", "R. Doe", True),
        ("T. Doe", "Robert Doe", False),
        ("DAN BROWN", "Dan Brown", True),
        ("DAN BROWN", "David A. N. Brown", False),
        ("Jane Doe", "Jane Roe", False),
        ("Doe", "Jane Doe", False),
        ("Guido van Rossum", "van Rossum, G.", True),
        ("Rossum, Guido van", "van Rossum, Guido", True),
        ("Le Cun, Yann", "Y. LeCun", True),
    ],
)
def test_names_are_compatible_where_they_can_be_one_persons(one: str, other: str, expected: bool) -> None:
    mine, theirs = names(one)[0], names(other)[0]
    assert compatible(form(mine), form(theirs)) is expected
    assert compatible(form(theirs), form(mine)) is expected


def test_initials_join_the_only_person_they_fit_by_a_shared_coauthor() -> None:
    assert is_one(("Hastie, T.", "Tibshirani, R."), ("Trevor Hastie", "Robert Tibshirani"))


@pytest.mark.parametrize(
    "bylines",
    [
        pytest.param([("Hastie, T.",), ("Trevor Hastie",)], id="no coauthor"),
        pytest.param([("Hastie, T.", "Doe, J."), ("Trevor Hastie", "Roe, A.")], id="other coauthors"),
        pytest.param(
            [("Hastie, T.", "Novak, E."), ("Trevor Hastie", "Eva Novak"), ("Tom Hastie",)], id="two fit"
        ),
        pytest.param([("Wang, Y.", "Novak, E."), ("Yi Wang", "Eva Novak")], id="a common name needs two"),
        pytest.param([("Hastie, T.", "Li, J."), ("Trevor Hastie", "Jian Li")], id="a common coauthor"),
        pytest.param([("Hastie, T.", "Hastie, T."), ("Trevor Hastie", "Trevor Hastie")], id="nobody else"),
        pytest.param(
            [("Hastie, T.", "Novak, E.", "Trevor Hastie"), ("Trevor Hastie", "Eva Novak")], id="one list"
        ),
        pytest.param([("Hastie", "Eva Novak"), ("Trevor Hastie", "Eva Novak")], id="a family name alone"),
    ],
)
def test_initials_join_nobody_where_anything_is_unclear(bylines: list[tuple[str, ...]]) -> None:
    assert not is_one(*bylines[:2]) or len(bylines) > 2
    assert keys(*bylines)[0] == ""


@pytest.mark.parametrize(
    "bylines",
    [
        [("James Watson", "Francis Crick"), ("James D. Watson", "Crick, F.")],
        [("Rob Tibshirani", "Trevor Hastie"), ("Robert Tibshirani", "Trevor Hastie")],
        [("Wang, Wei A.", "Novak, E.", "Okafor, C."), ("Wei Wang", "Eva Novak", "Chidi Okafor")],
        [("LeCun, Yann",), ("Yann Le Cun",)],
        [("Jürgen Schmidhuber",), ("Juergen Schmidhuber",)],
    ],
)
def test_full_names_join_as_ways_to_type_one_name_or_by_coauthors(bylines: list[tuple[str, ...]]) -> None:
    assert is_one(*bylines)


@pytest.mark.parametrize(
    "bylines",
    [
        [("Michael Jordan",), ("Michael I. Jordan",)],
        [("Michael Jordan", "Li, Jian"), ("Michael I. Jordan", "Li, J.")],
        [("James Watson", "Francis Crick", "James D. Watson"), ("James D. Watson", "Francis Crick")],
        [("Wei Wang (Tsinghua University)",), ("Wei Wang (UCLA)",)],
        [("Jane Q. Doe", "Eva Novak"), ("Jane R. Doe", "Eva Novak")],
    ],
)
def test_full_names_stay_apart_without_evidence_or_against_it(bylines: list[tuple[str, ...]]) -> None:
    assert not is_one(*bylines)


def test_a_name_between_two_that_contradict_each_other_joins_neither() -> None:
    bylines = [(name, "Eva Novak") for name in ("Jane Q. Doe", "Jane Doe", "Jane R. Doe")]
    assert len(set(keys(*bylines))) == 3


def test_each_join_says_who_bears_it_out() -> None:
    people = decided(("Hastie, T.", "Tibshirani, R."), ("Trevor Hastie", "Robert Tibshirani"))
    assert {(one.one, one.other, one.rule, one.coauthors) for one in people.joins} == {
        ("t hastie, in w0", "trevor hastie", "initials", ("tibshirani",)),
        ("r tibshirani, in w0", "robert tibshirani", "initials", ("hastie",)),
    }


WRITTEN = st.sampled_from(
    [
        "Jane Doe",
        "Doe, J.",
        "Jane Q. Doe",
        "J. Q. Doe",
        "Janet Doe",
        "Eva Novak",
        "Novak, E.",
        "Le Cun, Yann",
        "Y. LeCun",
        "Jürgen Müller",
        "Mueller, Juergen",
        "Müller, J.",
        "Wei Wang (MIT)",
        "Wei Wang (CERN)",
        "Wang, W.",
    ]
)


@given(st.lists(st.lists(WRITTEN, min_size=1, max_size=4).map(tuple), max_size=6), st.randoms())
def test_neither_the_order_of_works_nor_repetition_matters(bylines, random) -> None:
    listed = [(f"w{number}", names(*one)) for number, one in enumerate(bylines)]
    shuffled = listed + listed[:2]
    random.shuffle(shuffled)
    one, other = decide_people(listed), decide_people(shuffled)
    for work, people in listed:
        assert [one.key(name, work) for name in people] == [other.key(name, work) for name in people]


@given(st.lists(st.lists(WRITTEN, min_size=1, max_size=4).map(tuple), max_size=8))
def test_names_that_cannot_be_one_persons_are_never_one(bylines) -> None:
    people = decided(*bylines)
    by_key: dict[str, set[PersonName]] = {}
    for number, one in enumerate(bylines):
        for name in names(*one):
            if key := people.key(name, f"w{number}"):
                by_key.setdefault(key, set()).add(name)
    plain = names("Jürgen Müller")[0]
    for same in by_key.values():
        forms = {form(plain if name.key == "juergen mueller" else name) for name in same}
        assert all(compatible(one, other) for one, other in itertools.combinations(forms, 2))


def test_a_name_with_no_body_in_brackets_has_none() -> None:
    assert person_name("Jane Doe (Ed.)") == person_name("Jane Doe")
    assert names("Wei Wang (UCLA)")[0].at


def crowd(number: int) -> list[tuple[str, ...]]:
    """Lists of one author each, whose names share a family name and initial and cannot be one person's."""
    letters = "bcdefghijk"
    return [(f"A{one}{other} Xaver Zimmer",) for one in letters for other in letters][:number]


@pytest.mark.parametrize(("others", "is_joined"), [(58, True), (59, False)])
def test_of_more_than_sixty_forms_of_a_family_name_and_initial_none_are_joined(
    others: int, is_joined: bool
) -> None:
    pair = ("Anna Zimmer", "Bo Berg"), ("Anna Quirin Zimmer", "Bo Berg")
    assert is_one(*pair)
    found = keys(*pair, *crowd(others))
    assert (found[0] == found[1]) is is_joined


@pytest.mark.parametrize(("others", "is_joined"), [(59, True), (60, False)])
def test_initials_that_more_than_sixty_forms_share_mean_nobody(others: int, is_joined: bool) -> None:
    pair = ("A. B. Zimmer", "Bo Berg"), ("Anna Britta Zimmer", "Bo Berg")
    found = keys(*pair, *crowd(others))
    assert (found[0] == found[1]) is is_joined
    assert bool(found[0]) is is_joined


@pytest.mark.parametrize(
    ("family", "shared", "is_joined"),
    [("Okafor", 1, True), ("Okafor", 0, False), ("Wang", 1, False), ("Wang", 2, True)],
)
def test_a_common_family_name_wants_two_coauthors_and_another_one(
    family: str, shared: int, is_joined: bool
) -> None:
    coauthors = ("Bo Berg", "Cy Clark")[:shared]
    full, short = f"Jane {family}", f"J. {family}"
    assert is_one((short, *coauthors, "Di Dean"), (full, *coauthors, "Ed East")) is is_joined
    assert is_one((f"Jane Q. {family}", *coauthors), (full, *coauthors, "Ed East")) is is_joined


def test_two_names_in_one_list_are_two_people_though_they_could_be_one() -> None:
    both = ("Jane Doe", "Jane Q. Doe", "Bo Berg")
    assert not is_one(both, ("Jane Q. Doe", "Bo Berg"))
    # Initials beside the only name that they could mean are somebody else's.
    assert keys(("J. Doe", "Jane Doe", "Bo Berg"), ("Jane Doe", "Bo Berg"))[0] == ""


def test_a_joined_name_says_by_which_rule_and_which_coauthors() -> None:
    people = decided(
        ("Jane Doe", "Bo Berg", "Al Ames"),
        ("Jane Q. Doe", "Bo Berg", "Al Ames"),
        ("J. Doe", "Bo Berg", "Cy Clark"),
        ("Yann LeCun",),
        ("Yann Le Cun",),
    )
    assert {(join.one, join.rule, join.coauthors) for join in people.joins} == {
        ("jane doe", "coauthors", ("ames", "berg")),
        ("j doe, in w2", "initials", ("berg",)),
        ("yann lecun", "spelling", ()),
    }


@pytest.mark.parametrize(
    ("length", "index", "far"), [(200, 100, 0), (201, 100, 50), (201, 0, 0), (201, 200, 150)]
)
def test_only_the_fifty_on_either_side_are_coauthors_in_a_list_of_more_than_two_hundred(
    length: int, index: int, far: int
) -> None:
    letters = "bcdfgklmnprstvwz"
    byline = [form(one) for one in names(*(f"Jo{a}o K{a}o{b}en" for a in letters for b in letters))][:length]
    last = length if length <= 200 else min(length, index + 51)
    assert coauthors(byline, index) == {*byline[far:last]} - {byline[index]}


@pytest.mark.parametrize(("number", "tells"), [(60, True), (61, False)])
def test_a_family_name_with_which_too_many_have_written_tells_nothing(number: int, tells: bool) -> None:
    crowded = [form(names(*written)[0]) for written in crowd(number)]
    (short,) = names("A. X. Zimmer")
    assert Coauthors(crowded).has(form(short)) is tells
