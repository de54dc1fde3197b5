"""Every code of a diagnostic has a bad document that shows it, and its exact report beside it.

``tests/bad/KG101.txt`` is what ``kg check --excerpt KG101-unknown-key.md``
prints in that folder. Files that an editor or git would mend are made here, from bytes.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import ROOT

from kg.cli import main
from kg.diagnostics import all_codes

BAD = Path(__file__).parent / "bad"
DOCUMENTS = sorted(path for path in BAD.glob("KG*") if path.is_dir() or path.suffix == ".md")
FILES = [path for path in DOCUMENTS if path.is_file()]

# Nothing that people write may give these: they say that the mapping is wrong.
DEFECTS = {"KG401", "KG406", "KG414", "KG425", "KG451", "KG461", "KG486"}

# Only `kg fix` gives these; tests/test_fix.py has a document for each.
OF_FIX = {"KG115", "KG116"}

# Bytes of a file, and what is printed about it.
MADE = {
    "KG001": (
        b"---\ntitle: caf\xe9\n---\n",
        "made.md:2:11 violation KG001 the file is not UTF-8: byte 0xE9 cannot stand here\n"
        "   2 │ title: caf\ufffd\n"
        "     │           ^\n"
        "  hint: save it as UTF-8 (in many editors: 'Save with encoding')\n",
    ),
    "KG002": (
        None,
        "made.md:1:1 violation KG002 the file cannot be read: No such file or directory\n"
        "  hint: check that it exists and that you may read it\n",
    ),
}


def check(path: str) -> str:
    """What ``kg check`` prints about a path."""
    done = CliRunner().invoke(main, ["check", "--excerpt", "--queries", path])
    assert done.exit_code in {0, 1}, done.output
    return done.stdout


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_a_bad_document_gives_exactly_the_report_beside_it(
    document: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(BAD)
    code = document.name[:5]
    report = check(document.name)
    assert report == (BAD / f"{code}.txt").read_text("utf-8")
    assert f" {all_codes()[code].severity} {code} " in report


@pytest.mark.parametrize("code", MADE)
def test_a_file_that_cannot_be_kept_in_git_gives_exactly_this_report(code: str, in_folder: Path) -> None:
    data, report = MADE[code]
    if data is None:
        (in_folder / "made.md").symlink_to("gone.md")
    else:
        (in_folder / "made.md").write_bytes(data)
    assert check(".") == report


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.removesuffix(b"\n"),
    ],
    ids=["byte order mark", "CRLF", "no final newline"],
)
@pytest.mark.parametrize("document", FILES, ids=lambda path: path.stem)
def test_no_place_depends_on_how_an_editor_saves(document: Path, change: object, in_folder: Path) -> None:
    (in_folder / document.name).write_bytes(change(document.read_bytes()))  # type: ignore[operator]
    assert check(document.name) == (BAD / f"{document.name[:5]}.txt").read_text("utf-8")


def test_every_code_has_one_bad_document_that_bears_its_name() -> None:
    shown = [(path.stem[:5], path.stem[6:]) for path in DOCUMENTS]
    # The rules of the audit (KG5xx) have good and bad documents in tests/audit; what is
    # found in pages (KG6xx) is in test_embed.py.
    declared = {
        code: one.name
        for code, one in all_codes().items()
        if code not in {*DEFECTS, *MADE, *OF_FIX} and code[2] not in "56"
    }
    assert dict(shown) == declared
    assert len(shown) == len(declared)
    assert sorted(path.stem for path in BAD.glob("KG*.txt")) == sorted(declared)


def test_a_code_without_a_bad_document_says_that_it_is_a_defect() -> None:
    assert {code for code, one in all_codes().items() if "report it as a defect" in one.meaning} == DEFECTS


def test_every_code_that_is_used_is_declared_and_every_declared_one_is_used() -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "kg").rglob("*.py")]
    shapes = [path.read_text("utf-8") for path in (ROOT / "shapes").rglob("*.ttl")]
    used = {code for text in sources for code in re.findall(r"\bKG\d{3}\b", text)}
    used |= {code for text in shapes for code in re.findall(r'kg:code "(.*?)"', text)}
    assert used == set(all_codes())
