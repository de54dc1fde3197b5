"""Institutions: which bodies and venues a field names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identity.bodies import BodyKind, organization, read_institution


def read(written: str) -> list[tuple[str, str]]:
    return [(body.kind.value, body.name) for body in read_institution(written)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "Microsoft Research / NeurIPS",
            [("organization", "Microsoft Research"), ("proceedings", "NeurIPS")],
        ),
        ("NeurIPS/Stanford", [("proceedings", "NeurIPS"), ("organization", "Stanford University")]),
        ("Nature / DeepMind", [("periodical", "Nature"), ("organization", "DeepMind")]),
        ("arXiv / ACL", [("repository", "arXiv"), ("proceedings", "ACL")]),
        (
            "MIT; Stanford",
            [
                ("organization", "Massachusetts Institute of Technology"),
                ("organization", "Stanford University"),
            ],
        ),
        (
            "MIT and Stanford",
            [
                ("organization", "Massachusetts Institute of Technology"),
                ("organization", "Stanford University"),
            ],
        ),
        ("Nature · Springer", [("periodical", "Nature"), ("publisher", "Springer")]),
        ("Google DeepMind / ICLR 2025", [("organization", "Google DeepMind"), ("proceedings", "ICLR")]),
        (
            "International Journal of Unheard-of Studies (Wiley)",
            [("periodical", "International Journal of Unheard-of Studies"), ("publisher", "Wiley")],
        ),
    ],
)
def test_a_field_that_names_several_is_parted(written: str, expected: list[tuple[str, str]]) -> None:
    assert read(written) == expected


@pytest.mark.parametrize(
    ("written", "kind", "name"),
    [
        ("ICLR 2025", "proceedings", "ICLR"),
        ("NeurIPS'23", "proceedings", "NeurIPS"),
        ("ICLR, 2025", "proceedings", "ICLR"),
        ("Nature (2024)", "periodical", "Nature"),
        ("Nature 521, 436–444", "periodical", "Nature"),
        ("Nature Communications, vol. 12, no. 3", "periodical", "Nature Communications"),
        ("WHO", "organization", "World Health Organization"),
        ("World Health Organization (WHO)", "organization", "World Health Organization"),
        ("  Foo   Bar ", "organization", "Foo Bar"),
        ("Studio 1984", "organization", "Studio 1984"),
        ("University of California, Berkeley", "organization", "University of California, Berkeley"),
        ("Food and Drug Administration", "organization", "Food and Drug Administration"),
        ("University of Nowhere (Berlin)", "organization", "University of Nowhere (Berlin)"),
        ("TCP/IP Consortium", "organization", "TCP/IP Consortium"),
        ("Chapman & Hall/CRC", "publisher", "Chapman & Hall/CRC"),
    ],
)
def test_a_field_that_names_one_stays_one(written: str, kind: str, name: str) -> None:
    assert read(written) == [(kind, name)]


@pytest.mark.parametrize(
    "written",
    [
        "IEEE/ACM Transactions on Audio, Speech, and Language Processing",
        "IEEE/ACM Transactions on Unheard-of Studies",
        "ACM/IEEE International Conference on Unheard-of Studies",
        "ACM/IEEE-CS Joint Conference on Unheard-of Studies",
    ],
)
def test_a_venue_of_two_bearers_is_one_name(written: str) -> None:
    ((kind, name),) = read(written)
    assert kind in {"periodical", "proceedings"}
    assert name == written


@pytest.mark.parametrize("written", ["", " ", "TBD", "N/A", "-", " / ", "TBD / TBD", "TBD/TBD", "unknown"])
def test_a_placeholder_names_nothing(written: str) -> None:
    assert read(written) == []


@pytest.mark.parametrize("written", ["TBD / Nature", "Nature / TBD", "Nature/TBD", "Nature / Nature"])
def test_a_placeholder_or_repetition_beside_a_name_changes_nothing(written: str) -> None:
    assert read(written) == [("periodical", "Nature")]


def test_only_venues_are_venues() -> None:
    assert {kind for kind in BodyKind if kind.is_venue} == {BodyKind.PERIODICAL, BodyKind.PROCEEDINGS}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("DeepSeek-AI", "DeepSeek"),
        ("who", "World Health Organization"),
        ("O'Reilly", "O'Reilly Media"),
        (" A  B ", "A B"),
    ],
)
def test_a_body_among_authors_has_its_usual_name(written: str, name: str) -> None:
    assert organization(written).name == name


PIECES = st.sampled_from(
    ["Nature", "MIT", "/", " / ", "TBD", "(", ")", "2025", ", ", " and ", "Journal of", "张", "\u0301", ";"]
)


@given(st.text() | st.lists(PIECES, max_size=10).map("".join))
def test_no_text_upsets_the_reading(written: str) -> None:
    found = read_institution(written)
    assert len(set(found)) == len(found)
    for body in found:
        assert body.name.strip()
        assert body.key


def test_a_very_long_text_is_one_body() -> None:
    long = "Nature / " * 1_000
    assert len(read_institution(long)) == 1
