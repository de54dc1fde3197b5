"""Files of authors: who the ids stand for that documents name.

They are those of Jekyll (``_data/authors.yml``), Docusaurus (``authors.yml``), MkDocs Material
(``.authors.yml``) and Hugo (``data/authors/*``, ``content/authors/*/_index.md``). What such a file
says beyond the fields of a contributor, such as a biography, stays there: it is not about a document.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace

import yaml

from kg.diagnostics import Diagnostic, Location, diagnostic
from kg.documents import front_matter, heads, yaml_errors
from kg.documents.coerce import Reading, shortened
from kg.documents.contributors import Roster, id_in, read_contributor
from kg.documents.files import InputFile, decoded
from kg.documents.findings import Findings
from kg.documents.front_matter import Value
from kg.documents.keys import normal_key
from kg.documents.records import Contributor
from kg.documents.tables import people_table

PLACES: tuple[str, ...] = tuple(people_table("places")["people"])
"""Where files of authors lie below a folder."""
MOST_BYTES = 4 << 20
"""More than any file of authors holds."""

_WHAT = "the file of authors"
_PAGE = ".md"
_FORMS = {".json": "json", ".toml": "toml", ".yaml": "yaml", ".yml": "yaml"}
_FAR_TOO_MANY = 20_000
_MOST_OF_ONE = 10_000
"""Characters that are told of one person, at most: each document of the person tells them again."""


def read_roster(files: Sequence[tuple[InputFile, bytes]]) -> tuple[Roster, tuple[Diagnostic, ...]]:
    """Whom the ids in files of authors stand for, and what is wrong with the files.

    What is in none of the usual forms says nothing, and nothing is found wrong with it: it
    may be about anything.
    """
    found: dict[str, Contributor] = {}
    diagnostics: list[Diagnostic] = []
    for file, content in files:
        text = decoded(file, content)
        if not isinstance(text, str):
            diagnostics += [text] if text is not None else []
            continue
        value = _loaded(file, text, diagnostics)
        too_long: dict[str, str] = {}
        for key, person in _people(file, value):
            if _length(person) > _MOST_OF_ONE:
                too_long.setdefault(person.user, key)
                continue
            for name in (key, key.casefold()):
                if name and len(found) < _FAR_TOO_MANY:
                    found.setdefault(name, person)
        diagnostics += [_too_much(file, key) for key in too_long.values()]
    return Roster(found), tuple(diagnostics)


def _length(person: Contributor) -> int:
    told = (getattr(person, one.name) for one in fields(person))
    return sum(len(value) if isinstance(value, str) else len(repr(value)) for value in told)


def _too_much(file: InputFile, key: str) -> Diagnostic:
    message = f"the entry {shortened(key)!r} cannot be read: it tells more than {_MOST_OF_ONE:,} characters"
    return diagnostic(
        "KG002",
        message,
        Location(file.shown),
        hint="leave out what its documents need not tell",
    )


def _loaded(file: InputFile, text: str, diagnostics: list[Diagnostic]) -> Value:
    """What a file holds; nothing where it cannot be read, which is found unless it is a document as well."""
    ending = os.path.splitext(file.path)[1].lower()
    try:
        head = heads.cut(text) if ending == _PAGE else heads.Head(_FORMS[ending], text, 1, "", 1)
        return heads.load(head).value
    except heads.HeadError as error:
        mistake = yaml_errors.Mistake(error.code, str(error), error.hint, error.line, error.column)
    except yaml.YAMLError as error:
        mistake = yaml_errors.explain(text, error, of=_WHAT)
    except front_matter.AliasLimitError:
        mistake = yaml_errors.Mistake(
            "KG113", f"the aliases (*name) of {_WHAT} expand beyond reason", "", 1, 1
        )
    except front_matter.UnclosedFrontMatterError:
        return None
    if ending != _PAGE:
        place = Location(file.shown, mistake.line, mistake.column)
        diagnostics.append(diagnostic(mistake.code, mistake.message, place, hint=mistake.hint))
    return None


def _people(file: InputFile, value: Value) -> Iterator[tuple[str, Contributor]]:
    """Each person of a file with an id."""
    if isinstance(value, list):
        for one in value:
            if isinstance(one, dict):
                yield from _person(file, id_in(one), one)
        return
    if not isinstance(value, dict):
        return
    stem = os.path.splitext(os.path.basename(file.path))[0]
    is_page = os.path.splitext(file.path)[1].lower() == ".md"
    if is_page or os.path.basename(os.path.dirname(file.path)) == "authors":
        folder = os.path.basename(os.path.dirname(file.path))
        yield from _person(file, folder if stem in {"_index", "index"} else stem, _of_page(value))
        return
    inner = value.get("authors")
    for key, one in (inner if isinstance(inner, dict) else value).items():
        if isinstance(one, dict):
            yield from _person(file, key, one)
        elif isinstance(one, str) and " " in one.strip():
            yield from _person(file, key, {"name": one})


def _person(file: InputFile, key: str, value: Mapping[str, Value]) -> Iterator[tuple[str, Contributor]]:
    findings = Findings(file.shown, "")
    person = read_contributor(
        Reading(findings), {one: held for one, held in value.items() if one != "authors"}, (), {}
    )
    if not person.user:
        return
    person = replace(person, path=(), unmapped=(), job_title=person.job_title or person.role, role="")
    ids = dict.fromkeys((key, id_in(value), person.user))
    yield from ((one, person) for one in ids if one)


def _of_page(value: Mapping[str, Value]) -> Mapping[str, Value]:
    """The front matter of a page about a person, whose title is the name."""
    keys = {normal_key(key) for key in value}
    return {
        ("name" if normal_key(key) == "title" and "name" not in keys else key): one
        for key, one in value.items()
    }
