# ruff: noqa: E501 - a document reads best as one line
"""The limits of each rule, from both sides, and the page of findings as a reader without scripts has it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.audit import Exhibit, Finding, audit
from kg.audit.likeness import kinds, telling_words, unrelated
from kg.audit.page import page
from kg.audit.rules.arxiv_impossible import why_impossible
from kg.audit.rules.isbn_checksum import why_not_isbn
from kg.audit.rules.placeholders import why_placeholder
from kg.audit.sentences import Sentence, is_year
from kg.audit.wording import counted, listed, quoted
from kg.diagnostics import Location, Severity

AS_OF = date(2024, 7, 1)
FIXTURES = Path(__file__).parent / "audit"
GOLDEN = Path(__file__).parent / "golden" / "audit-page.txt"
UPDATE = os.environ.get("KG_UPDATE_GOLDEN")
Write = Callable[[str, str], Path]


def findings(write: Write, code: str, documents: tuple[str, ...]) -> list[Finding]:
    """What a rule finds in documents called a.md, b.md, … of which each is a front matter."""
    for name, text in zip("abcdefgh", documents, strict=False):
        path = write(f"docs/{name}.md", f"---\n{text}\n---\n")
    return audit(kg.build(path.parent, validate=False), as_of=AS_OF, rules=[code])


def told(found: list[Finding]) -> list[str]:
    return [one.message for one in found]


def source(**fields: str) -> str:
    return "primary_sources: [{" + ", ".join(f'{name}: "{text}"' for name, text in fields.items()) + "}]"


def listing(title: str, *authors: str) -> str:
    return f"primary_sources: [{{title: {title}, authors: [{', '.join(authors)}]}}]"


TIDES = "The Slow Tides of Northern Harbours"
SAYS = "The tide of the northern harbour rises by four metres in {} hours."


@pytest.mark.parametrize(
    ("code", "documents", "expected"),
    [
        # KG503: two years apart under a DOI, four under an arXiv id.
        ("KG503", [source(title=TIDES, doi="10.1098/a.1", year="2001"), source(title=TIDES, doi="10.1098/a.1", year="2002")], []),
        ("KG503", [source(title=TIDES, doi="10.1098/a.1", year="2001"), source(title=TIDES, doi="10.1098/a.1", year="2003")], ["doi:10.1098/a.1 “The Slow Tides of Northern Harbours” is dated 2001, 2003 in 2 documents"]),
        ("KG503", [source(title=TIDES, url="https://arxiv.org/abs/2001.00011", year="2020"), source(title=TIDES, url="https://arxiv.org/abs/2001.00011", year="2023")], []),
        ("KG503", [source(title=TIDES, url="https://arxiv.org/abs/2001.00011", year="2020"), source(title=TIDES, url="https://arxiv.org/abs/2001.00011", year="2024")], ["arxiv:2001.00011 “The Slow Tides of Northern Harbours” is dated 2020, 2024 in 2 documents"]),
        ("KG503", [source(title=TIDES, doi="10.1098/a.1", year="2001"), source(title="How Honeybees Choose Nests", doi="10.1098/a.1", year="2009")], []),
        # KG504: nobody in common, of titles of four telling words.
        ("KG504", [listing("The Slow Tides of Northern Harbours", "Bo Berg"), listing("The Slow Tides of Northern Harbours", "Al Ames")], ["“The Slow Tides of Northern Harbours” has 2 lists of authors with nobody in common in 2 documents"]),
        ("KG504", [listing("The Slow Tides of Northern Harbours", "Bo Berg", "Cy Clark"), listing("The Slow Tides of Northern Harbours", "Al Ames", "C. Clark")], []),
        ("KG504", [listing("Slow Northern Tides", "Bo Berg"), listing("Slow Northern Tides", "Al Ames")], []),
        ("KG504", [listing("The Slow Tides of Northern Harbours", "Bo Berg"), listing("The Slow Tides of Northern Harbours", "Tide Institute")], []),
        ("KG504", [listing("The Slow Tides of Northern Harbours", "Bo Berg"), listing("The Slow Tides of Northern Harbours", "et al.")], []),
        # KG512: a year before from July on, and five years to be printed.
        ("KG512", [source(title=TIDES, url="https://arxiv.org/abs/2006.00011", year="2019")], []),
        ("KG512", [source(title=TIDES, url="https://arxiv.org/abs/2007.00011", year="2019")], ["arxiv:2007.00011 is of 2020-07, but “The Slow Tides of Northern Harbours” is dated 2019"]),
        ("KG512", [source(title=TIDES, url="https://arxiv.org/abs/2001.00011", year="2019")], []),
        ("KG512", [source(title=TIDES, url="https://arxiv.org/abs/1506.00011", year="2020")], []),
        ("KG512", [source(title=TIDES, url="https://arxiv.org/abs/1506.00011", year="2021")], ["arxiv:1506.00011 is of 2015-06, but “The Slow Tides of Northern Harbours” is dated 2021"]),
        ("KG512", [source(title=TIDES, url="https://arxiv.org/abs/hep-th/9901001", year="1999")], []),
        ("KG512", [source(title=TIDES, url="https://arxiv.org/abs/hep-th/9901001", year="1990")], ["arxiv:hep-th/9901001 is of 1999-01, but “The Slow Tides of Northern Harbours” is dated 1990"]),
        # KG514: why it is no DOI.
        ("KG514", [source(title="T", doi="11.1000/x1")], ["“11.1000/x1” is not a DOI: it does not begin with 10."]),
        ("KG514", [source(title="T", doi="10.100/x1")], ["“10.100/x1” is not a DOI: 10.100 is not a prefix, which is 10. and four to nine digits"]),
        ("KG514", [source(title="T", doi="10.1000/")], ["“10.1000/” is not a DOI: nothing follows the prefix"]),
        ("KG514", [source(title="T", doi="10.1000")], ["“10.1000” is not a DOI: nothing follows the prefix"]),
        ("KG514", [source(title="T", doi="10.1000/a b")], ["“10.1000/a b” is not a DOI: it holds a space"]),
        ("KG514", [source(title="T", doi="10.1000/!")], ["“10.1000/!” is not a DOI: it holds something that no DOI holds"]),
        ("KG514", [source(title="T", url="https://doi.org/10.100/x1")], ["“10.100/x1” is not a DOI: 10.100 is not a prefix, which is 10. and four to nine digits"]),
        ("KG514", [source(title="T", doi="https://example.com/paper")], []),
        ("KG514", [source(title="T", doi="2306.11644")], []),
        ("KG514", [source(title="T", url="https://doi.org/about")], []),
        # KG515: an institution that is not the publisher whose DOI it is, nor its kin.
        ("KG515", [source(title="T", doi="10.1145/37402.37407", institution="AAAI Press / Annual Reviews")], ["doi:10.1145/37402.37407 is a DOI of ACM, but the source names AAAI and Annual Reviews"]),
        ("KG515", [source(title="T", doi="10.1145/37402.37407", institution="IEEE")], []),
        ("KG515", [source(title="T", doi="10.1145/37402.37407", institution="AAAI / ACM")], []),
        # KG516: of several ISBNs each is looked at.
        ("KG516", [source(title="T", isbn="978-0-306-40615-7, 978-0-306-40615-1")], ["978-0-306-40615-1 is not an ISBN: the check digit of 978030640615 is 7, not 1"]),
        ("KG516", [source(title="T", isbn="9780306406157")], []),
        # KG517: pages of nature.com say the DOI; versions and chapters belong to their work.
        ("KG517", [source(title=TIDES, doi="10.1038/s41586-024-07566-y", url="https://www.nature.com/articles/s41586-024-07566-y.pdf")], []),
        ("KG517", [source(title=TIDES, doi="10.1038/sdata.2016.18", url="https://www.nature.com/articles/sdata201618")], []),
        ("KG517", [source(title=TIDES, doi="10.1038/s41586-024-07566-y", url="https://www.nature.com/articles/s41586-020-00001-1")], ["the DOI of the source is doi:10.1038/s41586-024-07566-y, but its URL leads to doi:10.1038/s41586-020-00001-1"]),
        ("KG517", [source(title=TIDES, doi="10.1098/a.1", url="https://www.nature.com/articles/s41586-020-00001-1")], ["the DOI of the source is doi:10.1098/a.1, but its URL leads to doi:10.1038/s41586-020-00001-1"]),
        ("KG517", [source(title=TIDES, doi="10.1007/978-3-030-1", url="https://doi.org/10.1007/978-3-030-1_4")], []),
        ("KG517", [source(title=TIDES, doi="10.1007/978-3-030-1", url="https://doi.org/10.1007/978-3-030-12")], ["the DOI of the source is doi:10.1007/978-3-030-1, but its URL leads to doi:10.1007/978-3-030-12"]),
        ("KG517", [source(title=TIDES, doi="10.1007/978-3-030-1", url="https://doi.org/10.1007/999-3-030-1_4")], ["the DOI of the source is doi:10.1007/978-3-030-1, but its URL leads to doi:10.1007/999-3-030-1_4"]),
        ("KG517", [source(title=TIDES, doi="10.1038/sdata.2016.19", url="https://www.nature.com/articles/sdata201618.pdf")], ["the DOI of the source is doi:10.1038/sdata.2016.19, but its URL leads to nature.com/articles/sdata201618"]),
        ("KG517", [source(title=TIDES, doi="10.1098/sdata.2016.18", url="https://www.nature.com/articles/sdata201618")], ["the DOI of the source is doi:10.1098/sdata.2016.18, but its URL leads to nature.com/articles/sdata201618"]),
        # KG513: a DOI in capitals is the same made-up one.
        ("KG513", [source(title=TIDES, doi="10.1093/PLACEHOLDER-2")], ["doi:10.1093/placeholder-2 looks like a placeholder (“placeholder”) in 1 document"]),
        # KG521: what the lists hold, and nothing where there are none.
        ("KG521", ["atomic_facts: [{id: f, statement: S., source_title: An Unheard Of Log}]"], []),
        ("KG521", [source(title=TIDES) + "\natomic_facts: [{id: f, statement: S., source_title: An Unheard Of Log}]"], ["1 fact of the document rests on sources that its lists do not hold: “An Unheard Of Log”"]),
        ("KG521", [source(title=TIDES, url="https://example.com/a?x=1") + "\natomic_facts: [{id: f, statement: S., source_title: An Unheard Of Log, source_url: https://example.com/a?y=2}]"], []),
        ("KG521", [source(title=TIDES) + "\natomic_facts: [{id: f, statement: S., source_title: Northern Tides and Slow Harbours}]"], []),
        ("KG521", [source(title=TIDES) + "\natomic_facts: [{id: f, statement: S., source_title: An Unheard Of Log}, {id: g, statement: S., source_url: https://example.com/b/c}]"], ["2 facts of the document rest on sources that its lists do not hold: “An Unheard Of Log”, “https://example.com/b/c”"]),
        # KG522: a statement without any of the four ways to name a source.
        ("KG522", ["atomic_facts: [{id: f, statement: S.}, {id: g, statement: S., source_title: n/a}, {id: h, source_title: T}]"], ["2 facts of 3 name no source, so nobody can check them"]),
        ("KG522", ["atomic_facts: [{id: f, statement: S.}, {id: g, statement: S., source_url: https://example.com/a}]"], ["1 fact of 2 names no source, so nobody can check it"]),
        ("KG522", [source(id="s", title=TIDES) + "\natomic_facts: [{id: f, statement: S., source_ref: s}, {id: g, statement: S., source_doi: 10.1098/a.1}, {id: h}]"], []),
        # KG523: all facts of high confidence, none of them on a primary source.
        ("KG523", ["secondary_sources: [{id: s, title: On Tides}]\natomic_facts: [{id: f, statement: S., source_ref: s, confidence: high}, {id: g, statement: S., source_ref: s, confidence: low}]"], ["1 fact of high confidence rests on secondary sources only"]),
        ("KG523", ["secondary_sources: [{id: s, title: On Tides}]\natomic_facts: [{id: f, statement: S., source_ref: s, confidence: high}, {id: g, statement: S., source_title: Another Log, confidence: high}]"], []),
        ("KG523", ["confidence: low\nsecondary_sources: [{id: s, title: On Tides}]\natomic_facts: [{id: f, statement: S., source_ref: s, confidence: high}]"], []),
        ("KG523", ["confidence: high\nsecondary_sources: [{id: s, title: On Tides}]\natomic_facts: [{id: f, statement: S., source_ref: s, confidence: high}]"], ["1 fact of high confidence rests on secondary sources only"]),
        ("KG523", ["primary_sources: [{title: On Tides, doi: 10.1098/a.1}]\nsecondary_sources: [{id: s, title: On Tides, doi: 10.1098/a.1}]\natomic_facts: [{id: f, statement: S., source_ref: s, confidence: high}]"], []),
        # KG524: the homepage of somebody, for a fact of high confidence.
        ("KG524", ["atomic_facts: [{id: f, statement: S., source_url: https://example.com/, confidence: high}]"], ["1 fact of high confidence rests on the homepage example.com, where nobody can find what is meant"]),
        ("KG524", ["atomic_facts: [{id: f, statement: S., source_url: https://example.com/, confidence: medium}]"], []),
        ("KG524", ["atomic_facts: [{id: f, statement: S., source_url: https://example.com/a, confidence: high}]"], []),
        ("KG524", ["atomic_facts: [{id: f, statement: S., source_url: https://example.com/, source_doi: 10.1098/a.1, confidence: high}]"], []),
        # KG525: three facts on one source in a document of high confidence.
        ("KG525", [source(id="s", title="On Tides") + "\nconfidence: high\natomic_facts: [{source_ref: s}, {source_ref: s}, {source_ref: s}]"], ["the document is of high confidence, but its 3 facts all rest on one source, “On Tides”"]),
        ("KG525", [source(id="s", title="On Tides") + "\nconfidence: high\natomic_facts: [{source_ref: s}, {source_ref: s}]"], []),
        ("KG525", [source(id="s", title="On Tides") + "\nconfidence: medium\natomic_facts: [{source_ref: s}, {source_ref: s}, {source_ref: s}]"], []),
        ("KG525", [source(id="s", title="On Tides") + "\nconfidence: high\natomic_facts: [{source_ref: s}, {source_ref: s}, {source_title: Another Log}]"], []),
        ("KG525", [source(id="s", title="On Tides") + "\nconfidence: high\natomic_facts: [{source_ref: s}, {source_ref: s}, {statement: S.}]"], []),
        # KG531: what five documents say of themselves alike.
        ("KG531", ["known_gaps: [Little is known of it.]"] * 5, ["5 documents have the same gap, “Little is known of it.”: what fits all of them says nothing of any"]),
        ("KG531", ["known_gaps: [Little is known of it.]"] * 4, []),
        ("KG531", ["known_gaps: [n/a]"] * 5, []),
        ("KG531", ["disputed_statements: [{statement: Experts differ.}]"] * 5, ["5 documents have the same dispute, “Experts differ.”: what fits all of them says nothing of any"]),
        ("KG531", ["disputed_statements: [{statement: None identified}]"] * 5, []),
        ("KG531", ["disputed_statements: [{statement: Experts differ.}]"] * 2 + ["known_gaps: [Experts differ.]"] * 3, []),
        # KG533: one number, and years only among years.
        ("KG533", [f"atomic_facts: [{{statement: {SAYS.format(6)}}}]", f"atomic_facts: [{{statement: {SAYS.format(7)}}}]"], ["2 statements in 2 documents differ only in a number: 6, 7"]),
        ("KG533", [f"atomic_facts: [{{statement: {SAYS.format(6)}}}]"] * 2, []),
        ("KG533", [f"atomic_facts: [{{statement: {SAYS.format(6)}}}]", f"atomic_facts: [{{statement: {SAYS.format(1999)}}}]"], []),
        ("KG533", [f"atomic_facts: [{{statement: {SAYS.format(1998)}}}]", f"atomic_facts: [{{statement: {SAYS.format(1999)}}}]"], ["2 statements in 2 documents differ only in a number: 1998, 1999"]),
        ("KG533", ["atomic_facts: [{statement: The tide rises by 4 in 6 hours here}]", "atomic_facts: [{statement: The tide rises by 5 in 7 hours here}]"], []),
        ("KG533", ["atomic_facts: [{statement: The tide rises by 4 metres}]", "atomic_facts: [{statement: The tide rises by 5 metres}]"], []),
        # KG541: more than a year ago.
        ("KG541", ["title: A\nlast_verified: 2023-07-02"], []),
        ("KG541", ["title: A\nlast_verified: 2023-07-01"], ["1 document was last verified more than 365 days before 2024-07-01; the oldest on 2023-07-01"]),
        ("KG541", ["title: A\nlast_verified: 2022-01\nis_live_document: true", "title: B\nlast_verified: 2021"], ["1 live document was last verified more than 365 days before 2024-07-01; the oldest on 2022-01-31", "1 document was last verified more than 365 days before 2024-07-01; the oldest on 2021-12-31"]),
        ("KG541", ["title: A\nlast_verified: 2022-01-02", "title: B\nlast_verified: 2021-01-02"], ["2 documents were last verified more than 365 days before 2024-07-01; the oldest on 2021-01-02"]),
        # KG542: a day for the time zones, a year for the books of autumn.
        ("KG542", ["updated: 2024-07-02"], []),
        ("KG542", ["updated: 2024-07-03"], ["1 date of the document lies in the future, seen from 2024-07-01: updated: 2024-07-03"]),
        ("KG542", ["created: 2024-08"], ["1 date of the document lies in the future, seen from 2024-07-01: created: 2024-08"]),
        ("KG542", [source(title="T", year="2025")], []),
        ("KG542", [source(title="T", year="2026") + "\nlast_verified: 2030"], ["2 dates of the document lie in the future, seen from 2024-07-01: last_verified: 2030"]),
        ("KG542", ["atomic_facts: [{id: f, last_verified: 2024-09-01}]"], ["1 date of the document lies in the future, seen from 2024-07-01: last_verified: 2024-09-01"]),
        # KG543: on the day of its making a document may be verified.
        ("KG543", ["created: 2024-01-02\nlast_verified: 2024-01-02"], []),
        ("KG543", ["created: 2024-01-02\nlast_verified: 2024-01"], []),
        ("KG543", ["created: 2024-01-02\nlast_verified: 2024-01-01"], ["the document was verified on 2024-01-01, before it was created on 2024-01-02"]),
        ("KG543", ["created: 2024-01-02\nupdated: 2023"], ["the document was updated on 2023, before it was created on 2024-01-02"]),
        # KG544: neither the model itself nor a program is somebody.
        ("KG544", ["generation_method: ai_generated\nverified_by: [Ngozi Okafor]"], []),
        ("KG544", ["generation_method: human_only"], []),
        ("KG544", ["generation_method: AI generated\nverified_by: [n/a]", "generation_method: ai_generated\nverified_by: [Ngozi Okafor]"], ["1 document of 2 that a model wrote names nobody who verified the facts"]),
        ("KG544", ["generation_method: ai_generated\nai_models: [Quill 2]\nverified_by: [quill 2]", "generation_method: ai_generated"], ["2 documents of 2 that a model wrote name nobody who verified the facts"]),
        ("KG544", ["generation_method: ai_generated\nverified_by: [claude]"], ["1 document of 1 that a model wrote names nobody who verified the facts"]),
    ],
)  # fmt: skip
def test_each_limit_of_a_rule_is_told_from_both_sides(
    write: Write, code: str, documents: list[str], expected: list[str]
) -> None:
    assert told(findings(write, code, tuple(documents))) == expected


@pytest.mark.parametrize(
    ("paper", "reason"),
    [
        ("0704.0001", ""),
        ("0703.0001", "ids of this form begin in April 2007"),
        ("1412.00001", "ids of 2014 have 4 digits after the point, not 5"),
        ("1501.0001", "ids of 2015 have 5 digits after the point, not 4"),
        ("2306.60000", ""),
        ("2306.60001", "no month has had 60,001 papers"),
        ("2306.00001", ""),
        ("2306.00000", "numbers begin at 1"),
        ("2407.00001", ""),
        ("2408.00001", "2024-08 is in the future, seen from 2024-07-01"),
        ("2313.00001", "there is no month 13"),
        ("hep-th/9107001", ""),
        ("hep-th/9106001", "ids of this form were given from 1991 to March 2007"),
        ("hep-th/0703001", ""),
        ("hep-th/0704001", "ids of this form were given from 1991 to March 2007"),
        ("hep-th/9901000", "numbers begin at 1"),
        ("math.GT/0112001", ""),
        ("something", "arXiv ids look like 2306.11644 or hep-th/9901001"),
    ],
)
def test_arxiv_says_when_it_began_each_form_of_its_ids(paper: str, reason: str) -> None:
    assert why_impossible(paper, AS_OF) == reason


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("12345a7890", "it holds more than digits"),
        ("123456789", "it has 9 digits, not 10 or 13"),
        ("97803064061577", "it has 14 digits, not 10 or 13"),
        ("9770306406157", "an ISBN of 13 digits begins with 978 or 979"),
        ("9790306406157", "the check digit of 979030640615 is 6, not 7"),
        ("0-306-40615-3", "the check digit of 030640615 is 2, not 3"),
        ("0-8044-2957-1", "the check digit of 080442957 is X, not 1"),
        ("ISBN-13: 978-0-306-40615-1 (cloth)", "the check digit of 978030640615 is 7, not 1"),
        ("123456789X", "it is an example, which no book has"),
    ],
)
def test_each_fault_of_an_isbn_has_its_sentence(written: str, reason: str) -> None:
    assert why_not_isbn(written) == reason


@pytest.mark.parametrize(
    ("suffix", "reason"),
    [
        ("a.123456", "the digits 123456"),
        ("a.12345", ""),
        ("a.987654", "the digits 987654"),
        ("a.124567", ""),
        ("xxx", "“xxx”"),
        ("xx", ""),
        ("a.0000", "“0000”"),
        ("a.000", ""),
        ("99999", "“99999”"),
        ("9999", ""),
        ("nnn", "“nnn”"),
    ],
)
def test_a_filler_is_told_by_its_length(suffix: str, reason: str) -> None:
    assert why_placeholder("10.1098", suffix) == reason


def test_what_is_said_of_many_things_is_short() -> None:
    assert quoted("a  b\nc") == "“a b c”"
    assert quoted("x" * 90) == f"“{'x' * 90}”"
    assert quoted("x" * 91) == f"“{'x' * 89}…”"
    assert quoted("abc def", 5) == "“abc…”"
    assert [counted(number, "fact") for number in (0, 1, 2, 1000)] == [
        "0 facts",
        "1 fact",
        "2 facts",
        "1,000 facts",
    ]
    assert counted(2, "body", "bodies") == "2 bodies"
    assert [listed("abcde"[:number]) for number in (1, 4, 5)] == ["a", "a, b, c, d", "a, b, c, d and 1 more"]
    assert listed(["a"] * 1004) == "a, a, a, a and 1,000 more"


def test_titles_are_parted_by_the_words_that_tell() -> None:
    assert telling_words("A Survey of 12 Harbours, Glass and Gas") == {"harbour", "glass", "gas"}
    assert kinds(["Slow Tides", "Slow Tides Again", "Bee Nests", "Nests of Bees"]) == [
        ["Slow Tides", "Slow Tides Again"],
        ["Bee Nests", "Nests of Bees"],
    ]
    # Two words in five are enough to be of one work.
    assert not unrelated("Red Green Blue Grey Pink", "Red Green Oak Elm Ash")
    assert unrelated("Red Green Blue Grey Pink", "Red Fir Oak Elm Ash")
    assert not unrelated("Generation of Tides", "Generative Models")
    assert not unrelated("Red Green", "Oak Elm Ash", cited=True)
    assert unrelated("Red Green", "Oak Elm Ash Fir", cited=True)
    assert not unrelated("Red Green", "Oak Elm", ignoring=frozenset({"red"}))


@pytest.mark.parametrize(
    ("text", "tokens", "numbers"),
    [
        ("It rose 1,200 m in 1999.", "it rose 1200 m in 1999", "1200 1999"),
        ("Chapter 7 has 3.5 parts", "chapter 7 has 3.5 parts", "3.5"),
        ("Don't re-read GPT4", "don't re-read gpt4", ""),
        ("潮が4m", "潮 が 4m", ""),
        ("潮が4", "潮 が 4", "4"),
    ],
)
def test_a_sentence_is_compared_by_its_words_and_numbers(text: str, tokens: str, numbers: str) -> None:
    document: Any = None
    sentence = Sentence(document, (), text)
    assert sentence.tokens == tuple(tokens.split())
    assert sentence.numbers == tuple(numbers.split())
    assert sum(word == "#" for word in sentence.masked) == len(sentence.numbers)
    assert [is_year(number) for number in ("999", "1000", "2099", "2100", "20999")] == [
        False, True, True, False, False,
    ]  # fmt: skip


def as_text(html: str) -> str:
    """A page as text: a line for each element that says something, and ``«»`` around what is marked."""
    body = re.sub(r"<(style|script)\b.*?</\1>", "", html, flags=re.DOTALL)
    body = re.sub(r"<mark>(.*?)</mark>", r"«\1»", body, flags=re.DOTALL)
    lines = (" ".join(unescape(line).split()) for line in re.sub(r"<[^>]*>", "\n", body).split("\n"))
    return "".join(f"{line}\n" for line in lines if line)


def test_the_page_of_all_bad_documents_is_exactly_the_one_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Made again with KG_UPDATE_GOLDEN=1, and read as a diff."""
    monkeypatch.chdir(FIXTURES)
    graph = kg.build(sorted(Path().glob("KG5*/bad")), validate=False)
    found = audit(graph, as_of=AS_OF)
    text = as_text(page(found, title="Bad documents", as_of=AS_OF, documents=len(graph.documents)))
    if UPDATE:
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def finding(*exhibits: Exhibit, subject: str = "s", message: str = "m") -> Finding:
    return Finding(
        "KG501", Severity.VIOLATION, message, exhibits[0].location, "", (), subject=subject, exhibits=exhibits
    )


def shown(*found: Finding) -> str:
    return page(found, title="T", as_of=AS_OF, documents=1000)


def marks(html: str) -> list[str]:
    return re.findall(r'data-mark="([^"]*)"', html)


def test_twelve_texts_and_twelve_places_are_open_and_the_others_wait() -> None:
    def exhibits(number: int, *, alike: bool) -> list[Exhibit]:
        return [
            Exhibit(Location(f"d/{n}.md", n + 1), f"D{n}", "t" if alike else f"t{n}") for n in range(number)
        ]

    assert "<details>" not in shown(finding(*exhibits(12, alike=False)), finding(*exhibits(12, alike=True)))
    assert "<summary>1 more</summary>" in shown(finding(*exhibits(13, alike=False)))
    assert "<summary>2 more places</summary>" in shown(finding(*exhibits(14, alike=True)))


def test_a_finding_is_remembered_by_what_it_says_wherever_its_lines_move() -> None:
    one = Exhibit(Location("d/a.md", 1), "A", "text")
    moved = Exhibit(Location("d/a.md", 9, 5), "A", "text")
    other = Exhibit(Location("d/a.md", 1), "A", "other text")
    (mark,) = marks(shown(finding(one)))
    assert re.fullmatch("[0-9a-f]{16}", mark)
    assert marks(shown(finding(moved))) == [mark]
    assert marks(shown(finding(other))) != [mark]
    assert marks(shown(finding(one), finding(one), finding(one))) == [mark, f"{mark}-2", f"{mark}-3"]


def test_what_is_marked_stands_as_words_of_its_own() -> None:
    def text(said: str, *marked: str) -> str:
        return as_text(shown(finding(Exhibit(Location("d/a.md", 1), "A", said, marked))))

    assert "«7» of 17 and x.7 or «7» 70\n" in text("7 of 17 and x.7 or 7 70", "7")
    assert "axb is «a.b»\n" in text("axb is a.b", "a.b", "")
    assert "plain\n" in text("plain", "")


def test_a_document_is_headed_by_its_title_and_other_things_by_what_they_are() -> None:
    here = Exhibit(Location("root/d/a.md", 3), "Document A", "text")
    there = Exhibit(Location("root/e/b.md", 4), "text", "text")
    said = as_text(shown(finding(here, subject="root/d/a.md"), finding(here, there, subject="doi:1 x")))
    assert "Document A\nd/a.md\n" in said
    assert "doi:1 x\nin 2 documents\n" in said
    assert "2 findings in 1,000 documents of\nroot\n, as of 2024-07-01\n" in said
    # A document that is called like its text is not named twice.
    assert "text\nDocument A\nd/a.md:3\ne/b.md:4\n" in said
    alone = as_text(shown(finding(here, subject="s", message="head: “a”, “b”")))
    assert "s\nin 1 document\n" in alone
    assert "\nhead\n" in alone
    mixed = as_text(shown(finding(here, Exhibit(Location("/abs/a.md", 1), "B", "u"))))
    assert "root/d/a.md:3\n" in mixed
    assert "Nothing to do: no rule found anything.\n" in as_text(shown())


def test_the_page_lets_nothing_load_but_what_is_in_it() -> None:
    html = shown()
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', html)
    assert re.fullmatch(
        r"default-src 'none'; script-src 'sha256-[\w+/]+=*'; style-src 'sha256-[\w+/]+=*'; img-src data:; "
        r"base-uri 'none'; form-action 'none'",
        unescape(policy),
    )
    assert shown(finding(Exhibit(Location("a.md", 1), "A", "\ud800"))).encode("utf-8")
