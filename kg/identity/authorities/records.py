"""What an authority file holds."""

from __future__ import annotations

from dataclasses import dataclass

from kg.documents.places import NO_PLACES, FieldPath, Places
from kg.identity.bodies import BodyKind
from kg.identity.identifiers import Identifier


@dataclass(frozen=True, slots=True)
class WorkReference:
    """Points at mentions of works: by identifier, by title, or by both where both are given."""

    identifier: Identifier | None = None
    title: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (str(self.identifier or ""), repr(self.title) if self.title else "")))


@dataclass(frozen=True, slots=True)
class Person:
    """A person: ``aliases`` are further names, ``works`` those to which the entry is limited.

    ``same_as`` are addresses of pages and authority records that are about the
    person. ``path`` is the place of the entry in the file.
    """

    path: FieldPath
    name: str
    id: str = ""
    aliases: tuple[str, ...] = ()
    works: tuple[WorkReference, ...] = ()
    same_as: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The name and the aliases."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Organization:
    """An organisation or venue; ``kind`` is None where the entry leaves it to the rules."""

    path: FieldPath
    name: str
    id: str = ""
    kind: BodyKind | None = None
    aliases: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The name and the aliases."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Work:
    """A work: the identifiers are surely its own, whatever else stands under them."""

    path: FieldPath
    title: str
    aliases: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    same_as: tuple[str, ...] = ()

    @property
    def titles(self) -> tuple[str, ...]:
        """The title and the aliases."""
        return (self.title, *self.aliases)


@dataclass(frozen=True, slots=True)
class Names:
    """A ruling on names of people or of organisations."""

    path: FieldPath
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Works:
    """A ruling on works."""

    path: FieldPath
    works: tuple[WorkReference, ...]


@dataclass(frozen=True, slots=True)
class Rulings:
    """Groups of which all are the same, or no two are."""

    people: tuple[Names, ...] = ()
    organizations: tuple[Names, ...] = ()
    works: tuple[Works, ...] = ()


@dataclass(frozen=True, slots=True)
class Authorities:
    """All that an authority file decides.

    ``file`` is its path as shown, ``places`` where each value
    stands in it, ``digest`` the SHA-256 of its bytes.
    """

    file: str = ""
    places: Places = NO_PLACES
    digest: str = ""
    people: tuple[Person, ...] = ()
    organizations: tuple[Organization, ...] = ()
    works: tuple[Work, ...] = ()
    same: Rulings = Rulings()
    not_same: Rulings = Rulings()


NONE = Authorities()
"""No authority file, or an empty one."""
