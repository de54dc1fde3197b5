"""The authority file, key by key and finding by finding."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kg.documents.places import FieldPath
from kg.identity.agents import Agents
from kg.identity.authorities.names import NamedBodies, NamedPeople
from kg.identity.authorities.read import parse_authorities
from kg.identity.authorities.records import Authorities, WorkReference
from kg.identity.identifiers import Identifier

GOLDEN = Path(__file__).parent / "golden" / "authority-findings.txt"
UPDATE = os.environ.get("KG_UPDATE_GOLDEN")
WRONG = (Path(__file__).parent / "wrong-authorities.yaml").read_text(encoding="utf-8")
EVERYTHING = """\
people:
  - name: "  Jane   Doe "
    id: jane
    orcid: 0000-0002-1825-0097
    wikidata: Q42
    aliases: [J.  Doe]
    works: [10.1000/one, Deep Sea, {id: 10.1000/two, title: Two}]
    same_as: [https://example.org/jane, https://example.org/jane]
  - {name: Max Roe, aliases: Maximilian Roe, works: 10.1000/three, same_as: example.org/max}
organizations:
  - name: Acme
    id: acme-worldwide
    type: publisher
    ror: https://ror.org/042nb2s44
    wikidata: Q7
    aliases: [Acme Inc]
    same_as: [https://acme.example]
works:
  - title: One
    doi: [10.1000/one, 10.1000/ONE, 10.1000/uno]
    arxiv: "2306.11644"
    isbn: 978-0-306-40615-7
    pmid: "PMID: 031978945"
    rfc: RFC 0793
    url: https://example.org/one
    wikidata: Q1
    aliases: [Uno]
    same_as: [https://example.org/about-one]
same:
  people: [[Ada Brook, Ada Stream]]
  organizations: [[Foo, Bar, Baz]]
  works: [[10.1000/a, Deep Sea]]
not_same:
  people: [[Ada Brook, Max Roe]]
  organizations: [[Foo, Qux]]
  works: [[www.example.org/b, ISBN 978-0-306-40615-7]]
"""


def parsed(text: str) -> Authorities:
    found, wrong = parse_authorities(text, "authorities.yaml", "digest")
    assert wrong == []
    return found


def test_every_key_of_an_entry_is_read() -> None:
    found = parsed(EVERYTHING)
    jane, max_roe = found.people
    assert (found.file, found.digest) == ("authorities.yaml", "digest")
    assert (jane.path, jane.name, jane.id, jane.aliases) == (("people", 0), "Jane Doe", "jane", ("J. Doe",))
    assert jane.same_as == (
        "https://orcid.org/0000-0002-1825-0097",
        "http://www.wikidata.org/entity/Q42",
        "https://example.org/jane",
    )
    assert jane.works == (
        WorkReference(Identifier("doi", "10.1000/one")),
        WorkReference(title="Deep Sea"),
        WorkReference(Identifier("doi", "10.1000/two"), "Two"),
    )
    assert max_roe.names == ("Max Roe", "Maximilian Roe")
    assert max_roe.works == (WorkReference(Identifier("doi", "10.1000/three")),)
    assert max_roe.same_as == ("https://example.org/max",)
    (acme,) = found.organizations
    assert (acme.id, acme.names) == ("acme-worldwide", ("Acme", "Acme Inc"))
    assert acme.kind is not None
    assert acme.kind.value == "publisher"
    assert acme.same_as == (
        "https://ror.org/042nb2s44",
        "http://www.wikidata.org/entity/Q7",
        "https://acme.example",
    )
    (work,) = found.works
    assert (work.path, work.titles) == (("works", 0), ("One", "Uno"))
    assert list(map(str, work.identifiers)) == [
        "doi:10.1000/one",
        "doi:10.1000/uno",
        "arxiv:2306.11644",
        "isbn:9780306406157",
        "pmid:31978945",
        "rfc:793",
        "example.org/one",
    ]
    assert work.same_as == ("http://www.wikidata.org/entity/Q1", "https://example.org/about-one")


def test_every_ruling_is_read_with_its_place() -> None:
    found = parsed(EVERYTHING)
    for rulings, section in ((found.same, "same"), (found.not_same, "not_same")):
        assert [one.path for one in rulings.people] == [(section, "people", 0)]
        assert [one.path for one in rulings.organizations] == [(section, "organizations", 0)]
        assert [one.path for one in rulings.works] == [(section, "works", 0)]
    assert found.same.people[0].names == ("Ada Brook", "Ada Stream")
    assert found.same.organizations[0].names == ("Foo", "Bar", "Baz")
    assert list(map(str, found.same.works[0].works)) == ["doi:10.1000/a", "'Deep Sea'"]
    assert list(map(str, found.not_same.works[0].works)) == ["example.org/b", "isbn:9780306406157"]


def test_every_mistake_is_named_where_it_stands_with_what_to_do() -> None:
    """Made again with KG_UPDATE_GOLDEN=1, and read as a diff."""
    _, found = parse_authorities(WRONG, "authorities.yaml")
    shown = "\n".join(
        f"{one.location.line}:{one.location.column} {one.severity.name.lower()} {one.code} {one.message}\n"
        f"  hint: {one.hint}"
        + "".join(f"\n  see {place.file}:{place.line}:{place.column}" for place in one.related)
        for one in found
    )
    if UPDATE:
        GOLDEN.write_text(f"{shown}\n", encoding="utf-8")
    assert f"{shown}\n" == GOLDEN.read_text(encoding="utf-8")


def test_a_file_whose_aliases_grow_without_end_decides_nothing() -> None:
    levels = [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 12)]
    found, wrong = parse_authorities("\n".join(["a0: &a0 [x, x]", *levels]), "authorities.yaml")
    assert (found.people, found.works) == ((), ())
    (one,) = wrong
    assert (one.code, one.message) == ("KG113", "the aliases of the file expand to too much")
    assert (one.location.file, one.location.line, one.location.column) == ("authorities.yaml", 1, 1)


@pytest.mark.parametrize(
    ("names", "leads"),
    [
        # An alias in full leads to the name; a short one tells too little outside of the entry.
        ("people: [{name: Jane Doe, aliases: [Jane Roe, J. Doe]}]", {"jane roe": "jane doe"}),
        ("people: [{name: Jane Doe, aliases: [Doe Jane, 'DOE, Jane']}]", {"doe jane": "jane doe"}),
        # Where people of one name are told apart by their works, none of their names leads anywhere.
        ("people: [{name: Jane Doe, aliases: [Jane Roe], works: [A]}]", {}),
        ("same: {people: [[Ann Ash, Ann Bell, Ann Cole]]}", {"ann bell": "ann ash", "ann cole": "ann ash"}),
        ("same: {people: [[Ann Ash, Ann Bell], [Ann Bell, Ann Ash]]}", {"ann bell": "ann ash"}),
        ("same: {people: [[Ann Ash, Ann Bell], [Ann Cole, Ann Bell]]}", {"ann bell": "ann ash"}),
        ("same: {people: [[Ann Ash, Ann Bell], [Ann Bell, Ann Cole]]}",
         {"ann bell": "ann ash", "ann cole": "ann bell"}),
        ("same: {people: [[Ann Ash, Ann Bell], [Ann Bell, Ann Cole], [Ann Cole, Ann Ash]]}",
         {"ann bell": "ann ash", "ann cole": "ann bell"}),
        ("{people: [{name: Ann Ash, aliases: [Ann Bell]}], same: {people: [[Ann Cole, Ann Bell]]}}",
         {"ann bell": "ann ash"}),
    ],
)  # fmt: skip
def test_a_name_leads_to_one_other_and_never_in_a_circle(names: str, leads: dict[str, str]) -> None:
    assert NamedPeople.of(parsed(names)).leads == leads


def test_names_of_one_ruling_are_apart_and_those_of_two_are_not() -> None:
    apart = NamedPeople.of(
        parsed("not_same: {people: [[Ann Ash, Ann Bell], [Ann Cole, Ann Dunn, Ann Ash]]}")
    ).apart
    assert apart == {
        "ann ash": frozenset({0, 1}),
        "ann bell": frozenset({0}),
        "ann cole": frozenset({1}),
        "ann dunn": frozenset({1}),
    }


def test_an_entry_limited_to_works_is_meant_in_these_and_the_first_where_two_are() -> None:
    named = NamedPeople.of(
        parsed("people: [{name: Jane Doe, id: one, works: [A]}, {name: Jane Doe, id: two, works: [B]}]")
    )
    one: FieldPath = ("people", 0)
    two: FieldPath = ("people", 1)

    def meant(*here: FieldPath) -> str:
        found = named.find("jane doe", set(here))
        return found.id if found else ""

    assert (meant(one), meant(two), meant(one, two), meant()) == ("one", "two", "one", "")
    assert "jane doe" in named
    assert "jane roe" not in named
    assert named.shared == {"jane doe"}


def test_a_body_that_an_entry_limited_to_works_calls_a_person_is_one() -> None:
    """Names such as Maria Press read like those of bodies."""
    agents = Agents(
        "https://example.org/",
        frozenset(),
        NamedPeople.of(parsed("people: [{name: Mercury Press Office, works: [A]}]")),
    )
    (ruled,), _ = agents.named(["Mercury Press Office"])
    (other,), _ = agents.named(["Venus Press Office"])
    assert (ruled.person is not None, other.person is not None) == (True, False)


def test_an_organisation_is_found_by_each_name_that_an_entry_or_ruling_gives() -> None:
    bodies = NamedBodies.of(
        parsed(
            "organizations: [{name: Acme, id: acme-worldwide, type: publisher, aliases: [Acme Co]}]\n"
            "same: {organizations: [[ACME co, Acme Labs], [Foo, Bar]]}\n"
            "not_same: {organizations: [[Foo, Qux], [Zed, Zod]]}\n"
        )
    )

    def named(text: str) -> tuple[str, str, str] | None:
        found = bodies.ruled(text)
        return (found.name, found.id, found.kind.value) if found else None

    acme = ("Acme", "acme-worldwide", "publisher")
    assert [named(one) for one in ("acme", "Acme Co", "Acme Labs")] == [acme] * 3
    assert named("Bar") == named("Foo") == ("Foo", "", "organization")
    assert named("Qux") == ("Qux", "", "organization")
    assert (named("Zed"), named("Zod")) == (("Zed", "", "organization"), ("Zod", "", "organization"))
    assert named("Acme Chair") is None
