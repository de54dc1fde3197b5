"""The small rules of identity one by one: letters, topics, placeholders and the words of titles."""

from __future__ import annotations

import pytest

from kg.identity.likeness import transliterated
from kg.identity.names import PersonName, person_name
from kg.identity.tables import is_nothing, is_placeholder_dispute
from kg.identity.text import fold, normalise, slug
from kg.identity.topics import software_iri, thing_iri, topic_iri, topic_path
from kg.identity.wording import is_address, joined, readable, tokens, weight


@pytest.mark.parametrize(
    ("letters", "plain"),
    [
        ("æ", "ae"), ("ð", "d"), ("ø", "o"), ("þ", "th"), ("đ", "d"), ("ħ", "h"), ("ı", "i"), ("ł", "l"),
        ("œ", "oe"), ("ŧ", "t"), ("é", "e"), ("ß", "ss"), ("Ｗ", "w"), ("が", "が"), ("ё", "е"),
    ],
)  # fmt: skip
def test_a_letter_is_compared_without_its_stroke_or_accent(letters: str, plain: str) -> None:
    assert fold(f"x{letters}y") == f"x{plain}y"
    assert fold(f"x{letters.upper()}y") == fold(f"x{letters}y")


@pytest.mark.parametrize(("typed", "name"), [("ae", "ä"), ("oe", "ö"), ("ue", "ü"), ("aa", "å")])
def test_an_umlaut_may_be_typed_as_two_letters(typed: str, name: str) -> None:
    def form(written: str) -> object:
        found = person_name(written)
        assert isinstance(found, PersonName)
        return transliterated(found)

    found = form(f"Jane M{name}ller")
    assert found is not None
    assert found[1] == f"m{typed}ller"  # type: ignore[index]
    assert form("Jane Miller") is None


def test_a_path_of_topics_has_at_most_thirty_two_steps() -> None:
    assert topic_path(" a / b // c ") == ["a", "b", "c"]
    for number in (31, 32):
        assert len(topic_path("/".join("x" * number))) == number
    longer = topic_path("/".join(map(str, range(34))))
    assert (len(longer), longer[30], longer[31]) == (32, "30", "31/32/33")
    assert topic_iri("b/", "Deep Sea/Tides") == "b/topic/deep-sea/tides"
    assert software_iri("b/", "Big Model") == "b/software/big-model"
    assert thing_iri("b/", "C++ & C#") == "b/thing/c-plus-plus-and-c-sharp"


@pytest.mark.parametrize(
    ("text", "nothing", "no_dispute"),
    [
        ("TBD", True, True),
        ("n/a", True, True),
        ("-", True, True),
        (" ? ", True, True),
        ("No known disputes.", False, True),
        ("None identified", True, True),
        ("Experts differ.", False, False),
    ],
)
def test_what_only_fills_a_place_is_nothing_and_disputes_nothing(
    text: str, nothing: bool, no_dispute: bool
) -> None:
    assert (is_nothing(text), is_placeholder_dispute(text)) == (nothing, no_dispute)


def test_texts_are_made_comparable_without_what_is_no_word() -> None:
    assert normalise("  A_b—C! ") == "a b c"
    assert normalise("Ａ　Ｂ") == "a b"
    assert slug("C# and F#") == "c-sharp-and-f-sharp"
    assert slug("me@home") == "me-at-home"


def test_words_of_titles_are_spoken_counted_and_joined() -> None:
    assert tokens("C++ & C# (Part IV)") == ("c", "plus", "plus", "and", "c", "sharp", "part", "4")
    assert tokens("Part I, I am") == ("part", "1", "i", "am")
    assert tokens("海 sea") == ("海", "sea")
    assert joined(["data", "set", "3", "5"]) == "dataset3 5"
    assert weight(["海", "洋", "sea"]) == 2
    assert readable("<i>Sea</i> &amp; Law（a）") == "Sea & Law (a) "
    assert readable("Sea https://example.com/a doi:10.1000/x").split() == ["Sea"]
    assert readable("https://example.com/a") == "https://example.com/a"
    assert [is_address(one) for one in ("arXiv:2301.00001", "10.1000/x", "see 10.1000/x")] == [
        True,
        True,
        False,
    ]
