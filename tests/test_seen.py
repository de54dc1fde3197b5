"""What identity sees is a type: a field that is not in it changes no decision, and none is made again."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from editing import PLACES, Draft, FieldEdit, Held, Place

import kg
from kg.cache import CacheFolder
from kg.documents.reader import read_document
from kg.identity.mentions import Seen, see

_FILE = "docs/rivers.md"


def _full() -> Held:
    """A document that holds every field."""
    front: Held = {}
    for place in PLACES:
        front = FieldEdit(place, "set").apply(front)
    return front


def _seen(front: Held) -> Seen:
    result = read_document(Draft(front).text, file=_FILE, name="rivers")
    assert result is not None
    assert result.document is not None
    return see(result.document)[0]


@cache
def is_seen(place: Place) -> bool:
    """Whether any edit of the field changes what identity sees of a full document.

    There is no list of such fields, here or anywhere else: the type :class:`Seen` is the list.
    """
    front = _full()
    return any(_seen(edit.apply(front)) != _seen(front) for edit in _edits(place))


def _edits(place: Place) -> list[FieldEdit]:
    return [FieldEdit(place, "remove"), *(FieldEdit(place, "change", at) for at in range(0, 12, 2))]


SEEN = [one for one in PLACES if is_seen(one)]
UNSEEN = [one for one in PLACES if not is_seen(one)]


def test_what_is_known_of_some_fields_is_so() -> None:
    """Else the tests below might be about no field, or about the wrong ones."""
    known = {Place("Source", "year"), Place("Source", "authors"), Place("Fact", "source_ref")}
    assert known <= set(SEEN)
    other = {Place("Fact", "statement"), Place("Source", "note"), Place("Document", "title")}
    assert other <= set(UNSEEN)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose full document has been built with a cache."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "kg.yaml").write_text("")
    (tmp_path / "docs" / "hills.md").write_text(Draft({"title": "Hills"}).text)
    _built(tmp_path, _full())
    return tmp_path


def _built(project: Path, front: Held) -> kg.KnowledgeGraph:
    (project / _FILE).write_text(Draft(front).text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project)
        return kg.build("docs", output="out", cache=CacheFolder(project / "cache"), html=False)


@pytest.mark.parametrize("place", UNSEEN, ids=lambda one: f"{one.record}.{one.key}")
def test_no_edit_of_a_field_that_identity_does_not_see_decides_anything_again(
    project: Path, place: Place
) -> None:
    for edit in _edits(place)[:2]:
        work = _built(project, edit.apply(_full())).work
        assert "identify" not in work
        assert work["observe"] == 1


@pytest.mark.parametrize("place", SEEN, ids=lambda one: f"{one.record}.{one.key}")
def test_an_edit_of_a_field_that_identity_sees_decides_again(project: Path, place: Place) -> None:
    front = _full()
    after = next(held for edit in _edits(place) if _seen(held := edit.apply(front)) != _seen(front))
    assert _built(project, after).work["identify"] == 1
