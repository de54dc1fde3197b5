"""What is decided about who is who: for each document a value that holds all that mapping it asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kg.documents.findings import Place
from kg.documents.places import FieldPath
from kg.identity.agents import Agent, Agents
from kg.identity.clusters import Cluster
from kg.identity.directory import Directory
from kg.identity.sources import DecidedSource


@dataclass(frozen=True, slots=True)
class Decisions:
    """All that mapping one document asks of identity, and nothing else.

    ``work_of`` leads from the path of a source or fact to the number of the
    work that it speaks of, ``facts`` from the path of a fact to the fragment
    that names it. ``reviewers`` have verified the document; ``contributors``
    are, of each of its contributors, whom the name stands for. ``author`` and
    ``publisher`` are those that the settings name. ``unclear`` are texts among the authors of sources, by
    the path of the source, of which nobody can be made. ``names`` are what the
    nodes of the document are called, by IRI, and ``same_as`` the addresses that the
    authority file gives for people and organisations among them.
    """

    iri: str
    works: tuple[DecidedSource, ...]
    work_of: tuple[tuple[FieldPath, int], ...]
    facts: tuple[tuple[FieldPath, str], ...]
    reviewers: tuple[Agent, ...]
    contributors: tuple[tuple[Agent, ...], ...]
    author: tuple[Agent, ...]
    publisher: Agent | None
    names: Mapping[str, str]
    same_as: Mapping[str, tuple[str, ...]]
    unclear: tuple[tuple[FieldPath, str], ...] = ()


@dataclass(frozen=True)
class Identity:
    """Who is who in a whole corpus.

    ``decisions`` are those about each document, by its file; ``clusters`` the
    mentions of each work, by its IRI. ``names`` are what all nodes are called
    whose name is a matter of spelling, and ``same_as`` the addresses that the
    authority file gives for people and organisations. ``publisher`` is the one that the settings name.
    """

    agents: Agents
    directory: Directory
    decisions: Mapping[str, Decisions]
    clusters: Mapping[str, Cluster]
    names: Mapping[str, str]
    same_as: Mapping[str, tuple[str, ...]]
    publisher: Agent | None

    @property
    def base(self) -> str:
        """The IRI that every name begins with."""
        return self.agents.base

    @cached_property
    def document_iris(self) -> Mapping[str, str]:
        """The IRI of each document, by its file."""
        return {file: one.iri for file, one in self.decisions.items()}

    @cached_property
    def fact_iris(self) -> Mapping[Place, str]:
        """The IRI of each fact, by its file and path."""
        return {
            (file, path): f"{one.iri}#{fragment}"
            for file, one in self.decisions.items()
            for path, fragment in one.facts
        }

    @cached_property
    def source_of(self) -> Mapping[Place, DecidedSource]:
        """The work that each source and fact speaks of, by its file and path; one may speak of none."""
        return {
            (file, path): one.works[number]
            for file, one in self.decisions.items()
            for path, number in one.work_of
        }

    @cached_property
    def works(self) -> Mapping[str, DecidedSource]:
        """The works, by IRI, as the documents say most of them."""
        found: dict[str, DecidedSource] = {}
        for file, one in self.decisions.items():
            for work in one.works:
                if work.iri not in found or work.described_in == file:
                    found[work.iri] = work
        return found
