"""From one file to a record: every field lands, nothing is lost, every misfit is a finding."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import MAXIMAL

from kg.diagnostics import Diagnostic
from kg.documents.files import find_files, read_text
from kg.documents.reader import ReadResult, read_document
from kg.documents.records import (
    Contributor,
    Dispute,
    Document,
    Entity,
    Fact,
    Kind,
    Source,
    Unmapped,
    readable_fields,
)
from kg.errors import InputError

Write = Callable[[str, str], Path]
Found = list[tuple[str, int, int]]


def read(yaml: str, aliases: Mapping[str, str] | None = None) -> ReadResult:
    result = read_document(f"---\n{yaml}---\n", file="a.md", name="a", aliases=aliases)
    assert result is not None
    return result


def document(yaml: str, aliases: Mapping[str, str] | None = None) -> Document:
    """The document with this front matter, in which nothing is amiss."""
    result = read(yaml, aliases)
    assert result.document is not None
    assert result.diagnostics == ()
    return result.document


def misread(yaml: str, aliases: Mapping[str, str] | None = None) -> tuple[Document, Found]:
    """The document with this front matter; the code, line and column of each finding."""
    result = read(yaml, aliases)
    assert result.document is not None
    places = [(found.code, found.location.line, found.location.column) for found in result.diagnostics]
    return result.document, places


def only(result: ReadResult) -> Diagnostic:
    (found,) = result.diagnostics
    return found


# Every field.


@pytest.fixture(scope="module")
def maximal() -> Document:
    text = (MAXIMAL / "everything.md").read_text("utf-8")
    result = read_document(text, file="everything.md", name="everything")
    assert result is not None
    assert result.document is not None
    return result.document


def test_every_field_of_every_record_is_filled_by_the_maximal_document(maximal: Document) -> None:
    records: dict[type, list[object]] = {
        Document: [maximal],
        Fact: list(maximal.atomic_facts),
        Source: list(maximal.sources),
        Dispute: list(maximal.disputed_statements),
        Contributor: list(maximal.contributors),
        Entity: list(maximal.related_entities),
    }
    empty = {
        f"{record.__name__}.{name}"
        for record, found in records.items()
        for name in (*readable_fields(record), "unmapped")
        if not any(getattr(one, name) for one in found)
    }
    # Nothing in it is wrong with a contributor, so no contributor keeps anything.
    assert empty == {"Contributor.unmapped"}


def test_every_value_of_the_maximal_document_lands_in_its_own_field(maximal: Document) -> None:
    assert (maximal.id, maximal.slug, maximal.title) == ("everything", "all-of-it", "Every field, used once")
    assert (maximal.created, maximal.updated) == ("2026-01-02", "2026-02-03T04:05:06+00:00")
    assert maximal.tags == ("fixtures", "RDF")
    assert maximal.translations == (("de", "notes/alles.md"), ("fr", "notes/missing.md"))
    assert (maximal.derived_from_human_seed, maximal.is_live_document) == ("true", "true")
    assert maximal.atomic_facts[0] == Fact(
        path=("atomic_facts", 0),
        id="f1",
        statement="A claim with all of its evidence.",
        source_title="Lovelace, Ada. On Examples. Journal of Examples 1843",
        source_url="https://doi.org/10.1000/Examples.1843",
        source_doi="10.1000/examples.1843",
        source_page="p. 7",
        source_type="journal_article",
        confidence="low",
        last_verified="2026-03-04",
        note="Read twice.",
        unmapped=(Unmapped(("atomic_facts", 0, "mood"), "calm"),),
    )
    assert maximal.primary_sources[0] == Source(
        path=("primary_sources", 0),
        id="paper",
        title="On Examples",
        type="journal_article",
        year="1843",
        authors=("Lovelace, Ada", "Charles Babbage", "et al."),
        institution="Journal of Examples (Springer)",
        url="https://doi.org/10.1000/examples.1843",
        doi="10.1000/examples.1843",
        note="The first of its kind.",
        unmapped=(Unmapped(("primary_sources", 0, "shelf"), "12"),),
        is_primary=True,
    )
    assert maximal.secondary_sources[0].isbn == "978-0-306-40615-7"
    assert not maximal.secondary_sources[0].is_primary
    assert maximal.contributors[1] == Contributor(("contributors", 0), "Grace Hopper", "author")
    assert maximal.related_entities[1] == Entity(("related_entities", 1), "Difference Engine")
    assert maximal.unmapped == (Unmapped(("flavour",), "vanilla"),)


def test_every_field_says_what_it_is() -> None:
    for record in (Document, Fact, Source, Dispute, Contributor, Entity):
        for name, field in readable_fields(record).items():
            assert isinstance(field.metadata["kind"], Kind), name
            assert field.metadata["about"].endswith((".", "…")), name


def test_an_empty_front_matter_is_a_document_with_nothing_but_the_name_of_its_file() -> None:
    empty = document("")
    assert {name for name in readable_fields(Document) if getattr(empty, name)} == {"title"}
    assert empty.title == "A"
    assert empty.unmapped == ()


def test_a_field_without_a_value_is_as_good_as_absent() -> None:
    names = readable_fields(Document)
    found = document("".join(f"{name}:\n" for name in names))
    assert {name for name in names if getattr(found, name)} == {"title"}
    assert found.unmapped == ()


# Other people's keys.


@pytest.mark.parametrize(
    ("yaml", "field", "value"),
    [
        ("description: Short.\n", "abstract", "Short."),
        ("summary: Short.\n", "abstract", "Short."),
        ("date: 2024-05-01\n", "created", "2024-05-01"),
        ("created_date: 2024\n", "created", "2024"),
        ("lastmod: 2024-05-01\n", "updated", "2024-05-01"),
        ("last_modified_at: 2024-05-01 12:30:00 +0800\n", "updated", "2024-05-01T12:30:00+08:00"),
        ("lang: en_GB\n", "language", "en-GB"),
        ("draft: true\n", "status", "draft"),
        ("draft: false\n", "status", ""),
        ("keywords: bees, honey , wax\n", "tags", ("bees", "honey", "wax")),
        ("keywords: [bees, honey]\n", "tags", ("bees", "honey")),
        ("categories: bees\n", "tags", ("bees",)),
        ("reviewed_by: Ada Lovelace\n", "verified_by", ("Ada Lovelace",)),
    ],
)
def test_keys_of_other_tools_stand_for_our_fields(yaml: str, field: str, value: object) -> None:
    assert getattr(document(yaml), field) == value


@pytest.mark.parametrize(
    "yaml", ["author: Ada\n", "authors: [Ada]\n", "author: {name: Ada}\n", "authors: [~, {user: Ada}]\n"]
)
def test_authors_are_contributors_in_the_role_of_author(yaml: str) -> None:
    (person,) = document(yaml).contributors
    assert (person.user, person.role) == ("Ada", "author")


def test_authors_come_before_other_contributors_whatever_else_they_are() -> None:
    found = document(
        "contributors: [{user: Grace, role: editor}]\nauthors: [Ada, {user: Mary, role: poet}]\n"
    )
    assert [(one.user, one.role) for one in found.contributors] == [
        ("Ada", "author"),
        ("Mary", "author"),
        ("Grace", "editor"),
    ]


@pytest.mark.parametrize(
    ("yaml", "kept"),
    [
        ("authors: [[Ada, Eve]]\n", Unmapped(("authors", 0), '["Ada", "Eve"]')),
        ("author: {email: a@b.org, role: poet}\n", Unmapped(("author",), '{"role": "poet"}')),
    ],
)
def test_an_author_without_a_name_is_kept_though_nobody_is_named(yaml: str, kept: Unmapped) -> None:
    found, codes = misread(yaml)
    assert len(codes) == 1
    assert found.contributors == ()
    assert found.unmapped == (kept,)


def test_keys_of_other_tools_stand_for_fields_of_records_too() -> None:
    found = document(
        "atomic_facts:\n  - {claim: It rains., url: 'https://example.org/', ref: s1, comment: Often.}\n"
        "sources:\n  - {name: On Rain, link: 'https://example.org/', author: [Ada], publisher: Press}\n"
    )
    (fact,) = found.atomic_facts
    assert (fact.statement, fact.source_url, fact.source_ref, fact.note) == (
        "It rains.",
        "https://example.org/",
        "s1",
        "Often.",
    )
    (source,) = found.primary_sources
    assert (source.title, source.url, source.authors, source.institution) == (
        "On Rain",
        "https://example.org/",
        ("Ada",),
        "Press",
    )


def test_sources_under_another_key_are_still_primary_or_not() -> None:
    found = document("sources: [One]\nreferences: [Two]\n")
    assert [(one.title, one.is_primary) for one in found.sources] == [("One", True), ("Two", False)]


def test_the_settings_lead_further_keys_to_our_fields() -> None:
    aliases = {"subject": "title", "labels": "tags", "writer": "author", "claims": "atomic_facts"}
    found = document("subject: Rain\nlabels: wet, cold\nwriter: Ada\nclaims: [{id: f1}]\n", aliases)
    assert (found.title, found.tags) == ("Rain", ("wet", "cold"))
    assert found.contributors[0].user == "Ada"
    assert found.atomic_facts == (Fact(("claims", 0), id="f1"),)


@pytest.mark.parametrize("order", [1, -1])
def test_a_fields_own_key_wins_over_an_alias_wherever_it_stands(order: int) -> None:
    lines = ["description: Theirs.\n", "abstract: Ours.\n"][::order]
    found = document("".join(lines))
    assert found.abstract == "Ours."
    assert found.unmapped == (Unmapped(("description",), "Theirs."),)


@pytest.mark.parametrize("order", [1, -1])
def test_an_own_key_of_a_record_wins_over_an_alias_wherever_it_stands(order: int) -> None:
    lines = ["    link: https://example.org/theirs\n", "    url: https://example.org/ours\n"][::order]
    (source,) = document("sources:\n  - title: Rain\n" + "".join(lines)).primary_sources
    assert source.url == "https://example.org/ours"
    assert source.unmapped == (Unmapped(("sources", 0, "link"), "https://example.org/theirs"),)


@pytest.mark.parametrize("order", [1, -1])
def test_an_alias_counts_where_the_own_key_is_empty(order: int) -> None:
    found = document("".join(["description: Theirs.\n", "abstract:\n"][::order]))
    assert found.abstract == "Theirs."
    lines = ["    link: https://example.org/\n", "    url:\n"][::order]
    (source,) = document("sources:\n  - title: Rain\n" + "".join(lines)).primary_sources
    assert source.url == "https://example.org/"


def test_of_two_aliases_the_first_counts_and_the_second_is_kept() -> None:
    found = document(
        "lastmod: 2024-05-01\nmodified: 2024-05-02\nauthor: Ada\nauthors: [Grace]\n"
        "sources: [{title: Rain, publisher: Press, organization: Office}]\n"
    )
    assert found.updated == "2024-05-01"
    assert [one.user for one in found.contributors] == ["Ada"]
    assert found.unmapped == (
        Unmapped(("modified",), "2024-05-02"),
        Unmapped(("authors",), '["Grace"]'),
    )
    (source,) = found.primary_sources
    assert source.institution == "Press"
    assert source.unmapped == (Unmapped(("sources", 0, "organization"), "Office"),)


def test_a_draft_that_says_that_it_is_published_keeps_both_words() -> None:
    found = document("draft: true\nstatus: published\n")
    assert found.status == "published"
    assert found.unmapped == (Unmapped(("draft",), "true"),)


# Keys that nobody knows.


@pytest.mark.parametrize(
    ("yaml", "hint"),
    [
        ("titel: Rain\n", "did you mean 'title'?"),
        ("abstrakt: Rain\n", "did you mean 'abstract'?"),
        (
            "wavelength: 12\n",
            "to kg.yaml, add 'aliases: {wavelength: FIELD}' with the field of docs/format.md that it stands "
            "for, or '{wavelength: ignore}'",
        ),
    ],
)
def test_an_unknown_key_is_kept_and_the_nearest_key_is_named(yaml: str, hint: str) -> None:
    result = read(yaml)
    assert only(result).code == "KG101"
    assert only(result).hint == hint
    assert result.document is not None
    (kept,) = result.document.unmapped
    assert yaml.startswith(str(kept.path[0]))


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("Title", "title"),
        ("TITLE", "title"),
        ("short-title", "short_title"),
        ("shortTitle", "short_title"),
        ("Last-Mod", "updated"),
        ("datePublished", "published"),
        ("DatePublished", "published"),
        ("date-modified", "updated"),
        ("publishDate", "published"),
        ("Canonical_URL", "canonical_url"),
    ],
)
def test_a_key_is_the_same_in_every_case_and_with_every_hyphen(key: str, field: str) -> None:
    value = "https://example.com/2024" if field == "canonical_url" else "2024"
    found = document(f"{key}: {value}\nprimary_sources: [{{Title: Rain, URL: 'https://a.example/'}}]\n")
    assert getattr(found, field) == value
    assert [(one.title, one.url) for one in found.primary_sources] == [("Rain", "https://a.example/")]
    assert found.unmapped == ()


@pytest.mark.parametrize(
    ("yaml", "created", "published"),
    [
        ("date: 2024-05-01\n", "2024-05-01", "2024-05-01"),
        ("date: 2024-05-01\ncreated: 2024-04-01\n", "2024-04-01", "2024-05-01"),
        ("date: 2024-05-01\npublishDate: 2024-06-01\n", "2024-05-01", "2024-06-01"),
        ("created: 2024-05-01\n", "2024-05-01", ""),
        ("published: 2024-05-01\n", "", "2024-05-01"),
    ],
)
def test_the_date_of_a_document_says_what_nothing_else_says(yaml: str, created: str, published: str) -> None:
    found = document(yaml)
    assert (found.created, found.published) == (created, published)


def test_topics_are_the_union_of_all_keys_of_topics() -> None:
    found = document("tags: [x, y]\nkeywords: 'y, z'\ncategories: [News]\n")
    assert found.tags == ("x", "y", "z", "News")
    assert document("tags: one; two\n").tags == ("one", "two")
    assert document("tags: '#one #two'\n").tags == ("one", "two")
    assert document("tags: one two\n").tags == ("one two",)


def test_an_unknown_key_of_a_record_is_kept_there() -> None:
    result = read("atomic_facts:\n  - id: f1\n    statment: It rains.\n")
    assert only(result).hint == "did you mean 'statement'?"
    assert result.document is not None
    (fact,) = result.document.atomic_facts
    assert fact.unmapped == (Unmapped(("atomic_facts", 0, "statment"), "It rains."),)


def test_an_unknown_key_without_a_value_is_kept_too() -> None:
    found, codes = misread("wavelength:\n")
    assert codes == [("KG101", 2, 1)]
    assert found.unmapped == (Unmapped(("wavelength",), ""),)


def test_an_alias_of_the_settings_that_leads_nowhere_does_not_name_itself() -> None:
    assert only(read("subject: Rain\n", {"subject": "nothing"})).hint.startswith("to kg.yaml, add")


def test_a_key_that_stands_twice_is_reported_with_both_places() -> None:
    result = read("title: One\ntitle: Two\n")
    found = only(result)
    assert (found.code, str(found.location)) == ("KG015", "a.md:3:1")
    assert list(map(str, found.related)) == ["a.md:2:1"]
    assert result.document is not None
    assert result.document.title == "Two"
    assert result.document.unmapped == (Unmapped(("title",), "One"),)


def test_the_earlier_value_of_a_key_that_stands_twice_is_kept_wherever_it_stands() -> None:
    result = read("tags: [{a: b}]\natomic_facts:\n  - id: f\n  - {statement: One, statement: Two, note: }\n")
    assert result.document is not None
    assert result.document.atomic_facts[1].statement == "Two"
    assert Unmapped(("atomic_facts", 1, "statement"), "One") in result.document.unmapped


# Values of the wrong shape, and values that are none.


@pytest.mark.parametrize(
    ("yaml", "field", "value", "kept"),
    [
        # A list where one text belongs.
        ("title: [One]\n", "title", "One", None),
        ("title: [One, Two]\n", "title", "A", '["One", "Two"]'),
        ("title: {short: One}\n", "title", "A", '{"short": "One"}'),
        ("language: {de: en}\n", "language", "", '{"de": "en"}'),
        # One text, or a mapping, where a list belongs.
        ("known_gaps: Much\n", "known_gaps", ("Much",), None),
        ("known_gaps: {a: Much}\n", "known_gaps", (), '{"a": "Much"}'),
        ("tags: {a: b}\n", "tags", (), '{"a": "b"}'),
        ("translations: [de.md]\n", "translations", (), '["de.md"]'),
    ],
)
def test_a_value_of_the_wrong_shape_is_used_as_far_as_it_can_be_and_kept_otherwise(
    yaml: str, field: str, value: object, kept: str | None
) -> None:
    found, codes = misread(yaml)
    assert codes == [("KG102", 2, len(field) + 3)]
    assert getattr(found, field) == value
    assert found.unmapped == (() if kept is None else (Unmapped((field,), kept),))


def test_an_entry_of_the_wrong_shape_does_not_spoil_its_list() -> None:
    found, codes = misread("known_gaps:\n  - One\n  - {a: b}\n  - [Two]\n  - [Three, Four]\n  - Five\n")
    assert codes == [("KG102", 4, 5), ("KG102", 5, 5), ("KG102", 6, 5)]
    assert found.known_gaps == ("One", "Two", "Five")
    assert found.unmapped == (
        Unmapped(("known_gaps", 1), '{"a": "b"}'),
        Unmapped(("known_gaps", 3), '["Three", "Four"]'),
    )


def test_an_entry_that_is_a_mapping_with_a_telling_member_counts_as_that_member() -> None:
    found = document("known_gaps:\n  - {gap: One, since: 2020}\n  - {description: Two}\n")
    assert found.known_gaps == ("One", "Two")
    assert found.unmapped == (Unmapped(("known_gaps", 0), '{"since": "2020"}'),)


@pytest.mark.parametrize(
    ("field", "record"),
    [
        ("atomic_facts", Fact(("atomic_facts",), statement="Rain")),
        ("primary_sources", Source(("primary_sources",), title="Rain", is_primary=True)),
        ("secondary_sources", Source(("secondary_sources",), title="Rain")),
        ("disputed_statements", Dispute(("disputed_statements",), statement="Rain")),
        ("contributors", Contributor(("contributors",), user="Rain")),
        ("related_entities", Entity(("related_entities",), name="Rain")),
    ],
)
def test_one_text_or_mapping_where_records_belong_is_one_record(field: str, record: object) -> None:
    found, codes = misread(f"{field}: Rain\n")
    assert codes == [("KG102", 2, len(field) + 3)]
    assert getattr(found, field) == (record,)
    main = next(name for name in readable_fields(type(record)) if getattr(record, name) == "Rain")
    found, codes = misread(f"{field}: {{{main}: Rain}}\n")
    assert codes == [("KG102", 2, len(field) + 3)]
    assert getattr(found, field) == (record,)


@pytest.mark.parametrize(
    ("yaml", "kept"),
    [
        ('atomic_facts:\n  - id:"f1"\n', Unmapped(("atomic_facts", 0), 'id:"f1"')),
        ("atomic_facts:\n  - claim:a b\n    c\n", Unmapped(("atomic_facts", 0), "claim:a b c")),
        ('primary_sources:\n  - doi:"10.1000/182"\n', Unmapped(("primary_sources", 0), 'doi:"10.1000/182"')),
        ("contributors: user:anna\n", Unmapped(("contributors",), "user:anna")),
        ("author: [name:Anna]\n", Unmapped(("author", 0), "name:Anna")),
    ],
)
def test_an_entry_without_a_space_after_its_colon_is_no_record_but_kept(yaml: str, kept: Unmapped) -> None:
    found, places = misread(yaml)
    assert "KG016" in [code for code, *_ in places]
    assert (found.atomic_facts, found.sources, found.contributors) == ((), (), ())
    assert found.unmapped == (kept,)


def test_a_key_without_a_space_in_braces_is_reported_and_kept() -> None:
    found, places = misread("atomic_facts: [{id:f1, statement: A claim}]\n")
    assert places == [("KG016", 2, 17)]
    assert found.atomic_facts[0].unmapped == (Unmapped(("atomic_facts", 0, "id:f1"), "id:f1"),)


@pytest.mark.parametrize(
    "entry", ['"id:quoted"', "Note:a capital", "ratio:1", "doi:10.1000/182", "https://example.org/"]
)
def test_what_only_looks_like_a_key_without_a_space_is_text(entry: str) -> None:
    assert document(f"atomic_facts:\n  - {entry}\n").atomic_facts
    assert document(f"primary_sources:\n  - {entry}\n").sources


def test_a_list_inside_a_list_of_records_is_kept() -> None:
    found, codes = misread("atomic_facts:\n  - [It rains]\n  -\n  - It snows\n")
    assert codes == [("KG102", 3, 5)]
    assert found.atomic_facts == (
        Fact(("atomic_facts", 0), unmapped=(Unmapped(("atomic_facts", 0), '["It rains"]'),)),
        Fact(("atomic_facts", 2), statement="It snows"),
    )


@pytest.mark.parametrize(
    ("field", "code", "words"),
    [
        ("created", "KG103", ["2023-02-29", "2023-13-01", "1/2/2023", "spring", "0000", "２０２３", "23"]),
        ("created", "KG103", ["2023-05-01T25:00", "2023-05-01/2023-06-01", "2023-02-30T12:00:00Z"]),
        (
            "completeness",
            "KG105",
            ["1.01", "-0.1", "101%", "half", "nan", "²%", "０.５", "1e-1", "0,5", "0." + "1" * 19],
        ),
        ("is_live_document", "KG106", ["Perhaps", "2", "y"]),
        ("confidence", "KG106", ["Very high", "certain", "0.9"]),
        ("language", "KG112", ["klingonese", "en-", "plain English", "e", "en_US@x", "-"]),
    ],
)
def test_a_value_that_is_none_is_reported_at_its_place_and_kept_as_it_was_written(
    field: str, code: str, words: list[str]
) -> None:
    for word in words:
        found, codes = misread(f"{field}: '{word}'\n")
        assert codes == [(code, 2, len(field) + 3)], word
        assert getattr(found, field) == "", word
        assert found.unmapped == (Unmapped((field,), word),), word


@pytest.mark.parametrize("word", ["around 1650", "12345", "0", "2023/24", "2023-13", "MMXX"])
def test_a_year_that_is_none_is_reported_at_its_place_and_kept_as_it_was_written(word: str) -> None:
    found, codes = misread(f"sources:\n  - year: '{word}'\n")
    assert codes == [("KG104", 3, 11)]
    assert found.primary_sources[0].year == ""
    assert found.primary_sources[0].unmapped == (Unmapped(("sources", 0, "year"), word),)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (
            "created",
            {
                "2024": "2024",
                "2024-02": "2024-02",
                "2024-02-29": "2024-02-29",
                " 2024-02-29 ": "2024-02-29",
                "2024-02-29T12:30": "2024-02-29T12:30:00",
                "2024-02-29 12:30:05.25": "2024-02-29T12:30:05.250000",
                "2024-02-29t12:30:05z": "2024-02-29T12:30:05+00:00",
                "2024-02-29 12:30:05 +0100": "2024-02-29T12:30:05+01:00",
                "2024-02-29 12:30 -01:00": "2024-02-29T12:30:00-01:00",
            },
        ),
        (
            "completeness",
            {
                "0": "0",
                "1.0": "1.0",
                ".5": ".5",
                "+0.50": "0.50",
                "85%": "0.85",
                "5 %": "0.05",
                "100%": "1.00",
            },
        ),
        ("is_live_document", {"True": "true", "YES": "true", "on": "true", "No": "false", "0": "false"}),
        ("confidence", {"High": "high", "medium": "medium", "LOW": "low"}),
        (
            "language",
            {"en": "en", "zh_Hant_TW": "zh-Hant-TW", "de-1996": "de-1996", "es-419": "es-419", "no": "no"},
        ),
    ],
)
def test_values_are_understood_in_every_usual_spelling(field: str, words: dict[str, str]) -> None:
    assert {word: getattr(document(f"{field}: '{word}'\n"), field) for word in words} == words


@pytest.mark.parametrize(
    ("word", "year"),
    [("1843", "1843"), ("79", "0079"), ("-44", "-0044"), ("2023-05", "2023"), ("n.d.", ""), ("", "")],
)
def test_years_are_padded_to_four_digits_and_no_date_is_no_year(word: str, year: str) -> None:
    assert document(f"sources:\n  - year: '{word}'\n").primary_sources[0].year == year


def test_a_translation_under_a_key_that_is_no_language_is_kept() -> None:
    found, codes = misread("translations:\n  de: de.md\n  plain English: en.md\n  fr: [fr.md, x.md]\n  it:\n")
    assert codes == [("KG112", 4, 18), ("KG102", 5, 7)]
    assert found.translations == (("de", "de.md"),)
    assert found.unmapped == (
        Unmapped(("translations", "plain English"), "en.md"),
        Unmapped(("translations", "fr"), '["fr.md", "x.md"]'),
    )


@pytest.mark.parametrize(
    ("created", "updated", "is_wrong"),
    [
        ("2024-05-02", "2024-05-01", True),
        ("2024-05-02", "2024-05-02T00:00:00Z", False),
        ("2024-05-31", "2024-05", False),
        ("2024-05-31", "2024-04", True),
        ("2024", "2023-12-31", True),
    ],
)
def test_a_document_cannot_be_updated_before_it_was_created(
    created: str, updated: str, is_wrong: bool
) -> None:
    expected = [("KG114", 3, 10)] if is_wrong else []
    assert misread(f"created: {created}\nupdated: {updated}\n")[1] == expected
    # The place is right whichever key was used.
    assert misread(f"date: {created}\nlastmod: {updated}\n")[1] == expected


# Files.


def names(*paths: Path | str, root: Path | None = None, exclude: tuple[str, ...] = ()) -> list[str]:
    return [file.name for file in find_files(paths, root=root, exclude=exclude)]


def test_markdown_and_text_files_are_found_sorted_by_name_and_others_ignored(
    tmp_path: Path, write: Write
) -> None:
    for name in ("b.md", "sub/c.markdown", "a.txt", "D.MD", "e.html", "f.yaml", "md", "g.md.bak", "h.i.md"):
        write(name, "x")
    assert names(tmp_path) == ["D", "a", "b", "h.i", "sub/c"]


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path, write: Write) -> None:
    for name in (".hidden.md", ".git/a.md", "sub/.cache/b.md", "sub/c.md"):
        write(name, "x")
    assert names(tmp_path) == ["sub/c"]


def test_a_file_that_is_named_is_read_whatever_its_name(tmp_path: Path, write: Write) -> None:
    assert names(write(".hidden.md", "x"), write("notes.rst", "x"), write("plain", "x")) == [
        ".hidden",
        "notes",
        "plain",
    ]


def test_a_file_found_twice_is_read_once(tmp_path: Path, write: Write) -> None:
    path = write("sub/a.md", "x")
    assert names(tmp_path, path, tmp_path / "sub", f"{tmp_path}/sub/../sub/a.md") == ["sub/a"]


def test_loops_of_links_to_folders_end_and_links_to_files_count(tmp_path: Path, write: Write) -> None:
    (write("sub/a.md", "x").parent / "loop").symlink_to(tmp_path)
    (tmp_path / "link.md").symlink_to(tmp_path / "sub/a.md")
    assert names(tmp_path) == ["link", "sub/a"]


def test_files_can_be_excluded_by_pattern(tmp_path: Path, write: Write) -> None:
    for name in ("a.md", "drafts/b.md", "drafts/deep/c.md", "sub/drafts.md", "sub/d.draft.md"):
        write(name, "x")
    assert names(tmp_path, exclude=("drafts/*", "*.draft.md")) == ["a", "sub/drafts"]


def test_names_are_relative_to_the_root_where_the_path_lies_below_it(tmp_path: Path, write: Write) -> None:
    path = write("docs/sub/a.md", "x")
    assert names(path) == ["a"]
    assert names(path.parent, root=tmp_path) == ["docs/sub/a"]
    assert names(path, root=tmp_path / "docs") == ["sub/a"]
    assert names(path, root=tmp_path / "elsewhere") == ["a"]
    assert names(path, root=tmp_path, exclude=("docs/sub/*",)) == []


def test_a_path_that_does_not_exist_is_bad_use(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file or folder"):
        find_files([tmp_path / "nowhere"], root=None)


@pytest.mark.parametrize(
    ("name", "needs"),
    [
        ("a.md", False),
        ("a.markdown", False),
        ("a.qmd", False),
        ("a.Rmd", False),
        ("a.mdx", False),
        ("notes.txt", True),
        ("README.md", True),
        ("sub/readme.markdown", False),
        ("CHANGELOG.md", True),
        ("LICENSE.md", True),
        ("sub/AGENTS.md", True),
        ("CODE-OF-CONDUCT.md", True),
        ("readme-first.md", False),
    ],
)
def test_text_files_and_what_speaks_of_the_repository_need_front_matter_to_be_documents(
    tmp_path: Path, write: Write, name: str, needs: bool
) -> None:
    write(name, "# No front matter\n")
    (file,) = find_files([tmp_path], root=None)
    assert file.needs_head is needs
    result = read_document("# No front matter\n", file=name, name=file.name, needs_head=file.needs_head)
    assert (result is None) is needs


@pytest.mark.parametrize(
    ("data", "line", "column", "byte"),
    [
        (b"---\ntitle: caf\xe9\n---\n", 2, 11, "0xE9"),
        (b"\xff\xfe-\x00-\x00", 1, 1, "0xFF"),
        ("---\ntitle: é".encode() + b"\x80", 2, 9, "0x80"),
        ("---\ntitle: é".encode()[:-1], 2, 8, "0xC3"),
    ],
)
def test_a_file_that_is_not_utf_8_is_a_finding_at_the_byte(
    tmp_path: Path, data: bytes, line: int, column: int, byte: str
) -> None:
    (tmp_path / "a.md").write_bytes(data)
    (file,) = find_files([tmp_path], root=None)
    found = read_text(file)
    assert isinstance(found, Diagnostic)
    assert (found.code, found.location.line, found.location.column) == ("KG001", line, column)
    assert byte in found.message


def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to(tmp_path / "gone.md")
    (file,) = find_files([tmp_path], root=None)
    found = read_text(file)
    assert isinstance(found, Diagnostic)
    assert found.code == "KG002"
    assert "No such file" in found.message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("---\ntitle: a\n---\n".encode("utf-16"), "byte 0xFF cannot stand here; it looks like UTF-16"),
        ("---\ntitle: a\n---\n".encode("utf-16-be"), "it looks like UTF-16"),
        ("---\ntitle: a\n---\n".encode("utf-16-le"), "it looks like UTF-16"),
    ],
)
def test_utf_16_is_named(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "notes.txt").write_bytes(data)
    found = read_text(find_files([tmp_path], root=None)[0])
    assert isinstance(found, Diagnostic)
    assert found.message == f"the file is not UTF-8: {message}"


@pytest.mark.parametrize("name", ["notes.txt", "README.md"])
def test_a_text_in_another_encoding_that_is_no_document_is_passed_over(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"caf\xe9\n")
    assert read_text(find_files([tmp_path], root=None)[0]) is None


def test_a_folder_that_cannot_be_read_is_a_finding_unless_it_is_excluded(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = write("locked/a.md", "x").parent
    write("b.md", "x")
    scandir, listdir = os.scandir, os.listdir

    def refuse(folder: Path) -> None:
        # The tests may run as root, to whom every folder is open.
        if Path(folder) == locked:
            raise PermissionError(errno.EACCES, "Permission denied", str(folder))

    monkeypatch.setattr(os, "scandir", lambda folder: refuse(folder) or scandir(folder))
    monkeypatch.setattr(os, "listdir", lambda folder: refuse(folder) or listdir(folder))
    files = find_files([tmp_path], root=None)
    assert [file.name for file in files] == ["b", "locked"]
    found = read_text(files[1])
    assert isinstance(found, Diagnostic)
    assert (found.code, found.message) == ("KG002", "the file cannot be read: Permission denied")
    assert [file.name for file in find_files([tmp_path], root=None, exclude=["locked/*"])] == ["b"]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    found = read_text(find_files([tmp_path], root=None)[0])
    assert isinstance(found, Diagnostic)
    assert (found.code, found.message) == ("KG002", "the file cannot be read: it is a pipe, socket or device")


def test_a_name_that_is_not_utf_8_is_shown_by_its_bytes(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.md")).write_text("---\ntitle: Coffee\n---\n")
    (file,) = find_files([tmp_path], root=None)
    assert (file.name, file.shown) == (r"caf\xe9", f"{tmp_path}/caf\\xe9.md")
    assert isinstance(read_text(file), tuple)


@pytest.mark.parametrize(
    ("text", "line", "column", "hint"),
    [
        ("\n\n---\ntitle: a\n---\n", 3, 1, "delete the blank lines"),
        (" ---\ntitle: a\n---\n", 1, 2, "delete the blank lines"),
        ("\ufeff---\ntitle: a\n---\n", 1, 2, "delete the blank lines"),
        ("title: a\nlanguage: en\n---\nBody\n", 1, 1, "begin it with a line ---"),
    ],
)
def test_why_a_file_has_no_front_matter_is_said(text: str, line: int, column: int, hint: str) -> None:
    result = read_document(text, file="a.md", name="a")
    assert result is not None
    assert result.document is None
    (found,) = result.diagnostics
    assert (found.code, found.location.line, found.location.column) == ("KG003", line, column)
    assert hint in found.hint
