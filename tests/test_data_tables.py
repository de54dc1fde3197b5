"""The rules that are data: every table is normalised, sorted and free of contradictions."""

from __future__ import annotations

import itertools
import re
import tomllib
import unicodedata
from pathlib import Path

import pytest
from schema_org import registry

KG = Path(__file__).parent.parent / "kg"
TYPES = tomllib.loads((KG / "mappers/data/source_types.toml").read_text(encoding="utf-8"))["types"]
VENUES = tomllib.loads((KG / "identity/data/venues.toml").read_text(encoding="utf-8"))
ORGANIZATIONS = tomllib.loads((KG / "identity/data/organizations.toml").read_text(encoding="utf-8"))
PLACEHOLDERS = tomllib.loads((KG / "identity/data/placeholders.toml").read_text(encoding="utf-8"))

NAMES = {
    "periodicals": VENUES["periodicals"],
    "proceedings": VENUES["proceedings"],
    "repositories": VENUES["repositories"],
    "aliases": ORGANIZATIONS["aliases"],
    "publishers": ORGANIZATIONS["publishers"],
}
WORDS = {
    **{f"venues {kind}": words for kind, words in VENUES["words"].items()},
    **{f"organizations {kind}": words for kind, words in ORGANIZATIONS["words"].items()},
}


def normalised(text: str) -> str:
    """NFKC, case-folded, one space for each run of anything but letters and digits."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", text).casefold()).strip()


def folded(text: str) -> str:
    """As ``normalised``, and without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return normalised(unicodedata.normalize("NFC", bare))


def kinds_of(institution: str) -> list[str]:
    """The table that holds the name; where none does, each list with a word of it."""
    name = folded(institution)
    return [kind for kind, table in NAMES.items() if name in table] or [
        kind for kind, words in WORDS.items() if any(f" {word} " in f" {name} " for word in words)
    ]


def is_creative_work(name: str) -> bool:
    """Whether the schema.org class is CreativeWork or below it."""
    return name == "CreativeWork" or any(is_creative_work(parent) for parent in registry.PARENTS[name])


def test_every_type_word_is_in_snake_case() -> None:
    assert [word for word in TYPES if word != normalised(word).replace(" ", "_")] == []


def test_every_type_is_a_current_schema_org_class_of_creative_work() -> None:
    for name in sorted(set(TYPES.values())):
        assert name in registry.CLASS_METADATA, name
        assert is_creative_work(name), name
        assert registry.CLASS_METADATA[name].superseded_by is None, name


def test_a_class_name_means_that_class_unless_the_class_is_out_of_use_or_only_holds_what_is_cited() -> None:
    classes = {name.lower(): name for name in registry.CLASS_METADATA if is_creative_work(name)}
    differing = {
        word: name for word, name in TYPES.items() if classes.get(word.replace("_", ""), name) != name
    }
    assert differing == {
        "blog": "BlogPosting",
        "code": "SoftwareSourceCode",
        "newspaper": "NewsArticle",
    }


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("academic_paper", "ScholarlyArticle"),
        ("book_chapter", "Chapter"),
        ("conference", "CreativeWork"),
        ("encyclopedia", "Article"),
        ("government_report", "Report"),
        ("knowledge_base", "WebSite"),
        ("official_record", "CreativeWork"),
        ("other", "CreativeWork"),
        ("press_release", "NewsArticle"),
        ("reference", "CreativeWork"),
        ("rfc", "TechArticle"),
        ("software_repository", "SoftwareSourceCode"),
        ("technical_report", "Report"),
        ("textbook", "Book"),
        ("w3c_recommendation", "TechArticle"),
    ],
)
def test_a_type_word_means_what_its_authors_mean(word: str, name: str) -> None:
    assert TYPES[word] == name


@pytest.mark.parametrize("kind", sorted(NAMES))
def test_every_name_is_folded(kind: str) -> None:
    assert [key for key in NAMES[kind] if key != folded(key)] == []
    assert [key for key in NAMES[kind] if key != normalised(key)] == []


@pytest.mark.parametrize("kind", sorted(NAMES))
def test_every_canonical_name_leads_to_itself(kind: str) -> None:
    table = NAMES[kind]
    assert [name for name in table.values() if table.get(folded(name)) != name] == []


@pytest.mark.parametrize("kind", sorted(NAMES))
def test_canonical_names_are_clean_and_differ_by_more_than_spelling(kind: str) -> None:
    names = set(NAMES[kind].values())
    assert [name for name in names if not name or name != " ".join(name.split())] == []
    assert [name for name in names if name != unicodedata.normalize("NFC", name)] == []
    assert len({folded(name) for name in names}) == len(names)


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(sorted(NAMES), 2)))
def test_no_name_stands_in_two_tables(one: str, other: str) -> None:
    assert NAMES[one].keys() & NAMES[other].keys() == set()


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_every_telling_word_is_folded_and_stands_once(kind: str) -> None:
    words = WORDS[kind]
    assert [word for word in words if not word or word != folded(word)] == []
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("kind", sorted(ORGANIZATIONS["words"]))
def test_words_that_tell_an_organization_are_single(kind: str) -> None:
    assert [word for word in ORGANIZATIONS["words"][kind] if " " in word] == []


def test_words_that_tell_an_organization_are_no_names_of_people() -> None:
    people = "banks bell branch church cloud co court dev fund gates house king law page press royal temple"
    assert set(ORGANIZATIONS["words"]["organization"]) & set(people.split()) == set()


def test_academic_words_tell_an_organization_where_they_are_not_the_name_of_a_place_of_learning() -> None:
    words = ORGANIZATIONS["words"]
    assert set(words["academic"]) - set(words["organization"]) == {"academia"}


@pytest.mark.parametrize(
    "shared", ["aha", "apa", "aps", "doe", "edm", "esa", "gao", "irena", "its", "lse", "msr", "rand"]
)
def test_an_acronym_that_several_bodies_or_people_bear_stands_for_nobody(shared: str) -> None:
    assert [kind for kind, table in NAMES.items() if shared in table] == []


@pytest.mark.parametrize(
    ("institution", "kinds"),
    [
        ("Advances in Neural Information Processing Systems", ["proceedings"]),
        ("arXiv", ["repositories"]),
        ("Encyclopaedia Britannica", ["aliases"]),
        ("IEEE TPAMI", ["periodicals"]),
        ("Institutional Review Board", ["organizations organization"]),
        ("Journal of Unheard-of Studies", ["venues periodical"]),
        ("O’Reilly Media", ["publishers"]),
        ("Symposium on Unheard-of Studies", ["venues proceedings"]),
        ("Universität Würzburg", ["organizations academic", "organizations organization"]),
        ("World Health Organization", ["aliases"]),
    ],
)
def test_an_institution_is_told_by_its_name(institution: str, kinds: list[str]) -> None:
    assert kinds_of(institution) == kinds


def test_a_journal_has_one_name_under_all_its_abbreviations() -> None:
    spellings = ("IEEE TPAMI", "TPAMI", "IEEE Transactions on Pattern Analysis & Machine Intelligence")
    assert {VENUES["periodicals"][folded(spelling)] for spelling in spellings} == {
        "IEEE Transactions on Pattern Analysis and Machine Intelligence"
    }


def test_a_body_that_was_renamed_or_absorbed_keeps_its_own_name() -> None:
    aliases = ORGANIZATIONS["aliases"]
    assert aliases["deepmind"] == "DeepMind"
    assert aliases["google deepmind"] == "Google DeepMind"
    assert aliases["facebook ai research"] == "Facebook AI Research"
    assert aliases["meta ai"] == "Meta AI"


@pytest.mark.parametrize("kind", sorted(PLACEHOLDERS))
def test_every_placeholder_is_normalised_or_has_no_letter_or_digit(kind: str) -> None:
    texts = PLACEHOLDERS[kind]
    assert [text for text in texts if normalised(text) not in {text, ""}] == []
    assert [text for text in texts if not text or text != text.strip()] == []
    assert len(set(texts)) == len(texts)


def test_lists_of_unknown_authors_name_nobody() -> None:
    assert set(PLACEHOLDERS["unknown_list"]) <= set(PLACEHOLDERS["nobody"])


def test_a_cut_list_is_told_from_a_name_of_nobody() -> None:
    assert set(PLACEHOLDERS["truncation"]) & set(PLACEHOLDERS["nobody"]) == set()


def test_no_placeholder_is_the_name_of_a_body_or_venue() -> None:
    texts = set(itertools.chain.from_iterable(PLACEHOLDERS.values()))
    assert [kind for kind, table in NAMES.items() if texts & table.keys()] == []


@pytest.mark.parametrize("texts", [TYPES, *NAMES.values(), *WORDS.values(), *PLACEHOLDERS.values()])
def test_every_table_is_sorted(texts: dict[str, str] | list[str]) -> None:
    assert list(texts) == sorted(texts)
