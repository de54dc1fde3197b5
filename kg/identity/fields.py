"""The identifiers that the fields of one record hold, and what is wrong with the others."""

from __future__ import annotations

from kg.diagnostics import Diagnostic, diagnostic
from kg.documents.places import FieldPath
from kg.documents.records import Document
from kg.identity import identifiers
from kg.identity.identifiers import Identifier
from kg.identity.tables import is_nothing
from kg.identity.wording import ADDRESS


class IdentifierFields:
    """Reads fields of the record at ``path``, one after the other.

    ``names`` leads from each identifier to the name of the field in which it stands
    first, in the order of reading. ``homepage`` is the key of a URL that is a bare
    homepage and so identifies nothing on its own. A field whose text identifies
    nothing is a finding of ``diagnostics``; an empty one, and one that says in words
    that there is nothing, is not.
    """

    def __init__(self, document: Document, path: FieldPath) -> None:
        self.names: dict[Identifier, str] = {}
        self.homepage = ""
        self.diagnostics: list[Diagnostic] = []
        self._document = document
        self._path = path

    def __bool__(self) -> bool:
        """Whether any field said which work is meant, or where it is at home."""
        return bool(self.names or self.homepage)

    def read_doi(self, name: str, written: str) -> None:
        """Read a field for a DOI, which may hold a URL, of the publisher or of arXiv."""
        if not written or is_nothing(written):
            return
        found = identifiers.from_text(written) or identifiers.from_url(written)
        if found is not None and found.scheme != "web":
            self.names.setdefault(found, name)
            return
        self._report(
            "KG108",
            name,
            f"{written!r} is not a DOI; it identifies nothing",
            hint="a DOI begins with 10. and a registrant, e.g. 10.1038/s41586-024-07566-y",
        )

    def read_isbn(self, name: str, written: str) -> None:
        """Read a field for an ISBN."""
        if not written or is_nothing(written):
            return
        if value := identifiers.isbn(written):
            self.names.setdefault(Identifier("isbn", value), name)
            return
        self._report(
            "KG108",
            name,
            f"{written!r} is not an ISBN, or its check digit is wrong; it identifies nothing",
            hint="copy the ISBN again from the imprint of the book",
        )

    def read_url(self, name: str, written: str) -> None:
        """Read a field for a URL, which may hold a DOI or an ISBN."""
        if not written or is_nothing(written):
            return
        address = identifiers.web_address(written)
        found = identifiers.from_url(written) or identifiers.from_text(written)
        if found is None and "isbn" in written.lower() and (value := identifiers.isbn(written)):
            found = Identifier("isbn", value)
        if found is None:
            self._report(
                "KG107",
                name,
                f"{written!r} is not a URL that can be followed; it identifies nothing",
                hint="write the whole address, beginning with https://",
            )
        elif address is not None and found.scheme == "web" and address.is_homepage:
            self.homepage = address.key
        else:
            self.names.setdefault(found, name)

    def read_title(self, title: str) -> None:
        """Read the identifier that stands in a title or citation string, for want of one in a field."""
        spelled = ADDRESS.search(title)
        if self or spelled is None:
            return
        written = spelled[0].rstrip(").,;]")
        found = identifiers.from_text(written) or identifiers.from_url(written)
        address = identifiers.web_address(written)
        if found is not None and not (address is not None and address.is_homepage):
            self.names.setdefault(found, "title")

    def _report(self, code: str, name: str, message: str, hint: str) -> None:
        place = self._document.location((*self._path, name))
        self.diagnostics.append(diagnostic(code, message, place, hint=hint))
