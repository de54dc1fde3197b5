"""Explanations of identity, and proposals for the authority file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import kg
from kg.cli import main
from kg.errors import NotFoundError
from kg.explain import explain, suggest
from kg.identity.authorities.read import parse_authorities

BASE = "https://example.org/"

A = """\
---
title: A
atomic_facts:
  - statement: Graphs join what lists keep apart.
    source_title: Doe, Jane, et al. On the joining of graphs. 2020
    source_doi: 10.1000/graphs
primary_sources:
  - title: On the joining of graphs
    doi: 10.1000/graphs
    year: 2020
    authors: ["Doe, Jane", "Okafor, Chidi", et al.]
    institution: Max Planck Society
  - title: A history of the lighthouse
    doi: 10.1000/graphs
  - title: A survey of merging records at scale
    url: https://example.com/merging
    year: 2019
---
"""

B = """\
---
title: B
primary_sources:
  - title: "On the joining of graphs: a long subtitle"
    doi: https://doi.org/10.1000/GRAPHS
    authors: ["Doe, J.", "C. Okafor"]
  - title: The parting of graphs
    authors: ["Doe, J.", "Novak, Eva"]
    institution: Max Planck Society Berlin
  - title: Merging once more
    authors: ["Doe, J.", "Okafor, C."]
  - title: A survey of merging records at scale
    doi: 10.1000/merging
    year: 2019
  - title: A study by an institute
    authors: ["Jane R. Doe"]
    institution: MPS
---
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "a.md").write_text(A, "utf-8")
    (notes / "b.md").write_text(B, "utf-8")
    return notes


@pytest.fixture
def graph(folder: Path, monkeypatch: pytest.MonkeyPatch) -> kg.KnowledgeGraph:
    monkeypatch.chdir(folder.parent)
    return kg.build("notes", validate=False)


class TestWorks:
    """What is said of a work."""

    @pytest.mark.parametrize(
        "written",
        [
            "On the joining of graphs",
            "on the JOINING of graphs",
            f"{BASE}source/doi/10.1000/graphs/~on-the-joining-of-graphs-a-long-subtitle",
            "source/doi/10.1000/graphs/~on-the-joining-of-graphs-a-long-subtitle",
        ],
    )
    def test_it_is_found_by_title_and_iri(self, graph: kg.KnowledgeGraph, written: str) -> None:
        (found,) = explain(graph, written)
        assert found.iri == f"{BASE}source/doi/10.1000/graphs/~on-the-joining-of-graphs-a-long-subtitle"
        assert [str(seen.location) for seen in found.mentions] == [
            "notes/a.md:4:5",
            "notes/a.md:8:5",
            "notes/b.md:4:5",
        ]

    def test_each_mention_that_was_joined_names_its_rule_and_key(self, graph: kg.KnowledgeGraph) -> None:
        (found,) = explain(graph, "On the joining of graphs")
        assert len(found.joins) == len(found.mentions) - 1
        assert {join.key for join in found.joins} == {"doi:10.1000/graphs"}
        assert {join.rule for join in found.joins} == {
            "titles that agree, under one identifier",
            "a citation that means no other work under it",
        }

    @pytest.mark.parametrize("written", ["10.1000/graphs", "https://doi.org/10.1000/GRAPHS"])
    def test_an_identifier_leads_to_all_works_that_claim_it(self, graph, written: str) -> None:
        names = [one.name for one in explain(graph, written)]
        assert sorted(names) == ["A history of the lighthouse", "On the joining of graphs: a long subtitle"]

    def test_what_is_near_is_named_with_what_keeps_it_apart(self, graph: kg.KnowledgeGraph) -> None:
        (found,) = explain(graph, "A history of the lighthouse")
        (miss,) = found.misses
        assert miss.name == "On the joining of graphs: a long subtitle"
        assert miss.reason == (
            "both stand under doi:10.1000/graphs, but the titles do not agree: "
            "history lighthouse / joining graphs"
        )

    def test_works_of_one_title_say_what_differs(self, graph: kg.KnowledgeGraph) -> None:
        found = explain(graph, "A survey of merging records at scale")
        assert len(found) == 2
        assert "no identifier is shared" in found[0].misses[0].reason

    def test_every_work_of_the_seeds_can_be_explained(self) -> None:
        seeds = kg.build(Path(__file__).parent.parent / "seeds", validate=False)
        for iri, group in seeds.identity.clusters.items():
            (found,) = explain(seeds, iri)
            assert len(found.mentions) == len(group.mentions)
            assert len(found.joins) == len(group.mentions) - 1
            assert found.name


class TestPeople:
    """What is said of a person."""

    def test_initials_that_fit_two_people_say_so(self, graph: kg.KnowledgeGraph) -> None:
        # In the third work of b the coauthor is known too; in the second nobody is.
        found = explain(graph, "Doe, J.")
        # In the list of the work by Jane Doe they are hers; elsewhere there is Jane R. Doe.
        assert [one.iri.startswith(f"{BASE}person/") for one in found] == [True, False, False]
        reasons = {miss.reason for one in found[1:] for miss in one.misses}
        assert "Jane Doe could also be Jane R. Doe" in reasons

    def test_a_join_by_coauthors_is_told(self, tmp_path: Path) -> None:
        for name, authors in (
            ("a", '["Hastie, T.", "Tibshirani, R."]'),
            ("b", '["Trevor Hastie", "Robert Tibshirani"]'),
        ):
            (tmp_path / f"{name}.md").write_text(
                f"---\ntitle: {name}\nprimary_sources:\n- title: Study {name}\n  authors: {authors}\n---\n"
            )
        (found,) = explain(kg.build(tmp_path, validate=False), "Trevor Hastie")
        assert [seen.text for seen in found.mentions] == ["Hastie, T.", "Trevor Hastie"]
        (join,) = found.joins
        assert (join.rule, join.key) == ("initials that fit nobody else, and shared coauthors", "tibshirani")


class TestOrganizations:
    """What is said of an organisation."""

    def test_names_that_are_like_it_are_named(self, graph: kg.KnowledgeGraph) -> None:
        (found,) = explain(graph, "Max Planck Society")
        assert {miss.name for miss in found.misses} == {"Max Planck Society Berlin", "MPS"}
        assert str(found.mentions[0].location) == "notes/a.md:12:18"

    def test_an_entry_of_the_authority_file_is_told(self, folder: Path) -> None:
        (folder / "authorities.yaml").write_text(
            "organizations: [{name: Max Planck Society, aliases: [MPS], ror: 01hhn8329}]"
        )
        (found,) = explain(kg.build(folder, validate=False), "MPS")
        assert found.name == "Max Planck Society"
        assert "an entry of the authority file: https://ror.org/01hhn8329" in found.facts


def test_what_is_unknown_is_refused_with_what_is_near(graph: kg.KnowledgeGraph) -> None:
    with pytest.raises(NotFoundError, match="near are 'On the joining of graphs'"):
        explain(graph, "On the joining of graph")
    for nothing in ("", "???", "10.1000/unknown"):
        with pytest.raises(NotFoundError):
            explain(graph, nothing)


def test_the_command_prints_places_rules_and_near_misses(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    done = CliRunner().invoke(main, ["identity", "explain", "On the joining of graphs", "notes"])
    assert done.exit_code == 0
    assert done.stdout == (
        """\
work  On the joining of graphs: a long subtitle
  https://example.org/source/doi/10.1000/graphs/~on-the-joining-of-graphs-a-long-subtitle
  claims, but does not own, doi:10.1000/graphs

  3 mentions
    notes/a.md:4:5  Doe, Jane, et al. On the joining of graphs. 2020  [doi:10.1000/graphs]
    notes/a.md:8:5  On the joining of graphs  [doi:10.1000/graphs; year 2020; by doe j]
    notes/b.md:4:5  On the joining of graphs: a long subtitle  [doi:10.1000/graphs; by doe j]

  one because
    notes/a.md:8:5 = notes/b.md:4:5: titles that agree, under one identifier (doi:10.1000/graphs)
    notes/a.md:4:5 = notes/a.md:8:5: a citation that means no other work under it (doi:10.1000/graphs)

  kept apart from
    A history of the lighthouse
      https://example.org/source/doi/10.1000/graphs/~a-history-of-the-lighthouse
      both stand under doi:10.1000/graphs, but the titles do not agree: joining graphs / history lighthouse
"""
    )
    done = CliRunner().invoke(main, ["identity", "explain", "MPS", "notes", "--format", "json"])
    (found,) = json.loads(done.stdout)
    assert (found["kind"], found["mentions"][0]["line"]) == ("organization", 17)
    done = CliRunner().invoke(main, ["identity", "explain", "Nobody At All", "notes"])
    assert done.exit_code == 2
    assert done.stderr == "kg: nothing in the documents is known as 'Nobody At All'\n"


class TestSuggest:
    """Proposals for the authority file."""

    def test_the_proposals_are_an_authority_file_that_can_be_followed(self, graph: kg.KnowledgeGraph) -> None:
        read, found = parse_authorities(suggest(graph), "proposals.yaml")
        assert found == []
        assert [(one.name, one.aliases) for one in read.organizations] == [
            ("Max Planck Society", ("MPS", "Max Planck Society Berlin"))
        ]
        assert read.works[0].title == "On the joining of graphs"
        assert len(read.same.works) == 1

    def test_what_was_accepted_is_done_and_not_proposed_again(self, folder: Path) -> None:
        before = kg.build(folder, validate=False)
        (folder / "authorities.yaml").write_text(suggest(before), "utf-8")
        after = kg.build(folder, validate=False)
        assert [one.code for one in after.diagnostics if one.code in {"KG210", "KG211", "KG212"}] == []
        assert len(after.identity.clusters) == len(before.identity.clusters) - 1
        assert "people:" not in suggest(after)
        assert "works:" not in suggest(after)

    def test_each_proposal_names_its_places_and_why(self, graph: kg.KnowledgeGraph) -> None:
        text = suggest(graph)
        assert "# notes/a.md:15, notes/b.md:12: the titles agree, but no identifier is shared" in text
        assert "look it up: https://doi.org/10.1000/graphs" in text

    def test_nothing_is_proposed_where_nothing_is_near(self, tmp_path: Path) -> None:
        (tmp_path / "a.md").write_text("---\ntitle: A\n---\n")
        text = suggest(kg.build(tmp_path, validate=False))
        assert all(line.startswith("#") for line in text.splitlines())

    def test_the_command_writes_a_file(self, folder: Path) -> None:
        target = folder.parent / "proposals.yaml"
        done = CliRunner().invoke(
            main, ["identity", "suggest", str(folder), "-o", str(target), "--limit", "1"]
        )
        assert done.exit_code == 0
        assert target.read_text("utf-8").count("- name:") <= 2
