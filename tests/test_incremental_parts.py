"""The parts of a build after an edit: files spliced of what stays and what is new, and reading ahead."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.cache.archive import Archive, DamagedError, packed
from kg.standing.ahead import Ahead
from kg.standing.spans import Spans, spliced

NAMES = st.text("abcdefgh", min_size=1, max_size=2)
TEXTS = st.binary(max_size=6)


@given(
    before=st.dictionaries(NAMES, TEXTS, max_size=12),
    changes=st.dictionaries(NAMES, st.none() | TEXTS, max_size=6),
    later=st.dictionaries(NAMES, st.none() | TEXTS, max_size=3),
    between=st.sampled_from([b"", b"\n", b",\n"]),
    above=st.sampled_from([b"", b"above\n"]),
    tail=st.sampled_from([b"", b"\n]}\n"]),
    wanted=TEXTS,
)
def test_changed_texts_are_spliced_into_the_file_that_they_stood_in(
    before: dict[str, bytes],
    changes: dict[str, bytes | None],
    later: dict[str, bytes | None],
    between: bytes,
    above: bytes,
    tail: bytes,
    wanted: bytes,
) -> None:
    data = above + between.join(before.values()) + tail
    spans = Spans.cut(
        data, {name: len(text) for name, text in before.items()}, between=len(between), tail=len(tail)
    )
    if before:
        assert spans.above == above
    after: dict[str, bytes] = dict(before)
    for edit in (changes, later):
        spans = spans.changed(edit)
        for name, text in edit.items():
            after.pop(name, None)
            if text is not None:
                after[name] = text
    names = sorted(after)
    assert b"".join(spans.pieces(names, between)) == between.join(after[name] for name in names)
    assert all(spans[name] == after[name] for name in names)
    if between and between not in wanted:
        is_used = any(wanted in text for text in after.values())
        was_used = any(wanted in text for text in before.values())
        assert {spans.uses(wanted, names, between, is_old=one) for one in (True, was_used)} == {is_used}


def test_what_stays_is_not_copied_and_stays_in_one_piece() -> None:
    data = b"".join(b"%06d" % number for number in range(1000))
    places = [(start, start + 6) for start in range(0, 6000, 6)]
    parts = [b"new" if start == 3000 else (start, end) for start, end in places]
    first, new, last = (one for one in spliced(data, parts) if one)
    assert (len(first), new, len(last)) == (3000, b"new", 2994)
    assert isinstance(first, memoryview)
    assert first.obj is data


def test_a_file_of_the_cache_that_another_build_has_replaced_is_not_mixed_with_the_new_one(
    tmp_path: Path,
) -> None:
    path, other = tmp_path / "held", tmp_path / "other"
    path.write_bytes(b"".join(packed({"one": [b"a", b"b"], "two": [b"c"]})))
    archive = Archive(path)
    assert archive.section("one") == b"ab"
    # Of the same length, and with the same sections.
    other.write_bytes(path.read_bytes())
    other.replace(path)
    with pytest.raises(DamagedError):
        archive.section("two")
    assert Archive(path).section("two") == b"c"
    path.unlink()
    with pytest.raises(DamagedError):
        archive.section("one")


def test_what_is_read_ahead_is_there_and_no_thread_is_left() -> None:
    asked: list[tuple[str, bool]] = []

    def read(name: str) -> bytes:
        asked.append((name, threading.current_thread() is threading.main_thread()))
        if name == "bad":
            raise DamagedError
        return name.encode()

    before = threading.active_count()
    with Ahead(read, ["one", "two", "bad"]) as ahead:
        assert (asked, threading.active_count()) == ([], before)
        ahead.begin()
        ahead.begin()
        assert ahead.take("one") == b"one"
    assert threading.active_count() == before
    assert ahead.take("two") == b"two"
    with pytest.raises(DamagedError):
        ahead.take("bad")
    assert sorted(asked) == [("bad", False), ("one", False), ("two", False)]
    assert ahead.take("one") == b"one"
    assert asked[-1] == ("one", True)


def test_what_fails_leaves_the_rest_unread() -> None:
    begun, go_on = threading.Barrier(3), threading.Event()
    asked: list[str] = []

    def read(name: str) -> bytes:
        asked.append(name)
        begun.wait(60)
        go_on.wait(60)
        return b""

    names = [str(number) for number in range(20)]
    timer = threading.Timer(0.2, go_on.set)

    def fail() -> None:
        with Ahead(read, names) as ahead:
            ahead.begin()
            begun.wait(60)
            timer.start()
            raise DamagedError

    with pytest.raises(DamagedError):
        fail()
    timer.join()
    assert sorted(asked) == names[:2]
