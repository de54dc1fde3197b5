"""Names of which no two are alike."""

from __future__ import annotations

from kg.numbering import Numbering


def test_a_free_name_stays_as_it_is() -> None:
    assert Numbering().take("a") == "a"


def test_a_taken_name_gets_the_first_number_that_makes_it_free() -> None:
    names = Numbering(["a~3"])
    assert [names.take("a") for _ in range(4)] == ["a", "a~2", "a~4", "a~5"]


def test_a_numbered_name_may_be_wanted_itself() -> None:
    names = Numbering(mark="-")
    assert [names.take(one) for one in ("a", "a", "a-2", "a-2", "a")] == ["a", "a-2", "a-2-2", "a-2-3", "a-3"]


def test_names_that_are_alike_take_from_each_other() -> None:
    names = Numbering(["index"], alike=str.casefold)
    assert [names.take(one) for one in ("Index", "INDEX", "index")] == ["Index~2", "INDEX~3", "index~4"]
