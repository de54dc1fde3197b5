"""Dates and years as people and programs write them."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.documents.dates import read_date
from kg.documents.reader import read_document
from kg.documents.records import Document, Unmapped
from kg.documents.years import read_year
from kg.errors import SettingsError
from kg.repair.document import repair_text


def read(front: str, *, order: str = "") -> tuple[Document, list[tuple[str, str]]]:
    result = read_document(f"---\ntitle: A\n{front}\n---\n", file="a.md", name="a", date_order=order)
    assert result is not None
    assert result.document is not None
    return result.document, [(one.code, one.message) for one in result.diagnostics]


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("13 August 2017", "2017-08-13"), ("April 29, 2025", "2025-04-29"), ("Apr 29 2025", "2025-04-29"),
        ("29. April 2025", "2025-04-29"), ("29 de abril de 2025", "2025-04-29"),
        ("1er mai 2025", "2025-05-01"),
        ("1º de março de 2025", "2025-03-01"), ("7 mei 2025", "2025-05-07"), ("9 мая 2025", "2025-05-09"),
        ("2025 May 3", "2025-05-03"), ("03-Feb-2025", "2025-02-03"), ("Montag, 5. Mai 2025", "2025-05-05"),
        ("2025-4-9", "2025-04-09"), ("2025/4/9", "2025-04-09"), ("20250429", "2025-04-29"),
        ("29.4.2025", "2025-04-29"), ("04/29/2025", "2025-04-29"), ("29/04/2025", "2025-04-29"),
        ("2025-W18-2", "2025-04-29"), ("2025年4月29日", "2025-04-29"), ("2025年4月", "2025-04"),
        ("令和7年4月29日", "2025-04-29"), ("令和元年5月1日", "2019-05-01"), ("2025년 4월 29일", "2025-04-29"),
        ("2025年4月29日（火）", "2025-04-29"), ("[[2024-05-01]]", "2024-05-01"),
        ("[[daily/2024-05-01|first of May]]", "2024-05-01"),
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(written: str, iso: str) -> None:
    assert read_date(written).iso == iso


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2019-01-15T8:00:00", "2019-01-15T08:00:00"), ("2019-04-24 13:30", "2019-04-24T13:30:00"),
        ("2021-04-01 00:00:00 UTC", "2021-04-01T00:00:00+00:00"),
        ("2019-04-24 13:30:30 +0200", "2019-04-24T13:30:30+02:00"),
        ("2019-04-24 13:30:30 CEST", "2019-04-24T13:30:30+02:00"),
        ("2019-04-24 13:30:30 CST", "2019-04-24T13:30:30"),
        ("2019-04-24 13:30:30 Europe/Berlin", "2019-04-24T13:30:30"),
        ("2019-04-24 13:30:30 UTC+2", "2019-04-24T13:30:30+02:00"),
        ("Wed, 24 Apr 2019 13:30:30 +0200", "2019-04-24T13:30:30+02:00"),
        ("Wed, 24 Apr 2019 13:30:30 EST", "2019-04-24T13:30:30-05:00"),
        ("Wed Apr 24 13:30:30 2019 +0200", "2019-04-24T13:30:30+02:00"),
        ("Wed Apr 24 13:30:30 UTC 2019", "2019-04-24T13:30:30+00:00"),
        ("Wed Apr 24 2019 13:30:30 GMT+0200 (Central European Summer Time)", "2019-04-24T13:30:30+02:00"),
        ("April 29, 2025 at 1:30 PM", "2025-04-29T13:30:00"),
        ("29.4.2025, 12:30 am", "2025-04-29T00:30:00"),
        ("1619123456", "2021-04-22T20:30:56+00:00"), ("1619123456789", "2021-04-22T20:30:56.789000+00:00"),
        ("20250429133000", "2025-04-29T13:30:00"), ("20250429T133000Z", "2025-04-29T13:30:00+00:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59+00:00"),
        ("2021-04-01T24:00:00Z", "2021-04-02T00:00:00+00:00"),
        ("2021-12-31T24:00", "2022-01-01T00:00:00"),
    ],
)  # fmt: skip
def test_a_time_is_read_with_the_offset_that_is_sure(written: str, iso: str) -> None:
    assert read_date(written).iso == iso


@pytest.mark.parametrize(
    "written",
    [
        "soon", "29/04/25", "2024-02-30", "31 April 2025", "Smarch 3, 2025", "2021-04-01T24:00:01",
        "13:00 PM",
        "2021-04-01 13:00 pm", "2021-04-01T23:60", "2016-12-31T23:30:60Z", "2025042913", "9999999999",
        "1234567", "2024-05-01 2025",
        "2024-01-01/2024-02-01", "2024-05~", "2024-05-01 or so", "x" * 100, "٢٠٢٤-٠٥-٠١",
    ],
)  # fmt: skip
def test_what_is_not_surely_a_date_is_none(written: str) -> None:
    found = read_date(written)
    assert not found.iso
    assert found.problem


def test_day_and_month_that_may_be_either_are_reported_with_the_setting_that_decides() -> None:
    document, found = read("date: 04/05/2025")
    assert found == [("KG103", "date may be 2025-05-04 or 2025-04-05: '04/05/2025'")]
    assert document.unmapped == (Unmapped(("date",), "04/05/2025"),)
    assert (document.created, document.published) == ("", "")
    assert read("date: 04/05/2025", order="dmy")[0].created == "2025-05-04"
    assert read("date: 04/05/2025 10:00", order="mdy")[0].created == "2025-04-05T10:00:00"
    assert read("date: 04/29/2025", order="dmy")[0].created == "2025-04-29"


def test_the_order_of_kg_yaml_is_that_of_builds_and_repairs(tmp_path: Path) -> None:
    (tmp_path / "kg.yaml").write_text("date_order: dmy\n")
    (tmp_path / "a.md").write_text("---\ntitle: A\ncreated: 04/05/2025\n---\nText.\n")
    graph = kg.build([tmp_path])
    assert '"2025-05-04"' in graph.serialize("turtle")
    assert not [one for one in graph.diagnostics if one.code == "KG103"]
    mended = repair_text((tmp_path / "a.md").read_text(), file="a.md", date_order="dmy")
    assert "created: 2025-05-04\n" in mended.after


def test_an_order_that_is_none_is_no_setting() -> None:
    with pytest.raises(SettingsError, match="date_order is 'ymd'; it is one of dmy, mdy"):
        kg.Settings(date_order="ymd")


@pytest.mark.parametrize(
    "written",
    ["today", "now", "last-modified", "'{{date}}'", "'{{ page.date }}'", "'`r Sys.Date()`'",
     "<% tp.date.now() %>",
     "'{% now %}'", "$Date$", "'${date}'"],
)  # fmt: skip
def test_what_a_program_is_to_date_is_kept_and_nothing_is_wrong_with_it(written: str) -> None:
    document, found = read(f"date: {written}")
    assert (document.created, found) == ("", [])
    assert document.unmapped == (Unmapped(("date",), written.strip("'")),)


def test_a_span_of_time_is_no_date() -> None:
    for written in ("2024-01-01/2024-02-01", "1 May 2024 – 3 May 2024", "2024-01-01/.."):
        document, found = read(f"date: {written}")
        assert found == [("KG103", f"date is a span of time: {written!r}")]
        assert document.created == ""


def test_a_date_may_be_a_link_without_quotes() -> None:
    assert read("created: [[2024-05-01]]")[0].created == "2024-05-01"


@pytest.mark.parametrize(
    ("written", "year"),
    [
        ("2020a", "2020"), ("[1999]", "1999"), ("(1999)", "1999"), ("©2011", "2011"), ("cop. 2011", "2011"),
        ("March 2021", "2021"), ("13 August 2017", "2017"), ("04/05/2025", "2025"), ("Spring 2020", "2020"),
        ("Q3 2020", "2020"), ("May/June 2020", "2020"), ("平成30年", "2018"), ("2020年", "2020"),
        ("AD 79", "0079"),
        ("79 CE", "0079"), ("44 BC", "-0043"), ("350 BCE", "-0349"), ("44 v. Chr.", "-0043"),
        ("-0044", "-0044"),
    ],
)  # fmt: skip
def test_a_year_is_read_however_it_is_written(written: str, year: str) -> None:
    assert read_year(written).year == year


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        *((one, "is not known for sure") for one in ("c. 1450", "ca. 350 BCE", "~1500", "1450?",
        "circa 1900", "um 1450")),
        *((one, "is not one year") for one in (
            "1914-1918", "1914–1918", "1990s", "18th century", "1859 [1964]", "1859/1964", "199X",
            "2023/24",
            "late 18th century", "2001-02-03/2004-05-06",
        )),
        ("2566", "lies after 2100"),
        *((one, "is not a number of up to four digits") for one in ("0", "20200", "MMXX", "1 BC", "soon")),
    ],
)  # fmt: skip
def test_no_year_is_made_of_what_is_not_one_known_year(written: str, problem: str) -> None:
    found = read_year(written)
    assert (found.year, found.problem) == ("", problem)


@pytest.mark.parametrize("written", ["forthcoming", "in press", "In Press", "to appear", "im Druck"])
def test_a_work_that_is_not_out_has_no_year_and_its_state_is_kept(written: str) -> None:
    document, found = read(f"primary_sources:\n  - {{title: B, year: {written}}}")
    (source,) = document.primary_sources
    assert (source.year, found) == ("", [])
    assert source.unmapped == (Unmapped(("primary_sources", 0, "year"), written),)


@pytest.mark.parametrize(
    ("member", "year"),
    [
        ("date: 2021-03-04", "2021"), ("issued: 2021-03", "2021"), ("published: March 2021", "2021"),
        ("issued: {date-parts: [[2012, 3, 1]]}", "2012"), ("issued: [{year: 2012, month: 3}]", "2012"),
        ("datePublished: '2021'", "2021"),
    ],
)  # fmt: skip
def test_the_year_of_a_source_is_that_of_its_date(member: str, year: str) -> None:
    document, found = read(f"primary_sources:\n  - {{title: B, {member}}}")
    assert (document.primary_sources[0].year, found) == (year, [])


def test_the_day_of_a_source_is_kept_beside_its_year() -> None:
    document, _ = read("primary_sources:\n  - {title: B, date: 2021-03-04}")
    assert document.primary_sources[0].unmapped == (Unmapped(("primary_sources", 0, "date"), "2021-03-04"),)
