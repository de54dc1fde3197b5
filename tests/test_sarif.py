"""SARIF logs against the schema that Microsoft publishes with its matchers for SARIF."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import ROOT
from jsonschema import Draft4Validator

from kg.cli import main
from kg.diagnostics import Location, all_codes, diagnostic
from kg.diagnostics.sarif import to_sarif

SCHEMA = ROOT / "tests/clients/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"


@pytest.fixture(scope="module")
def validator() -> Draft4Validator:
    if not SCHEMA.exists():
        if os.environ.get("CI"):
            pytest.fail("CI must have the schema of SARIF")
        pytest.skip("the schema of SARIF is missing: run npm install in tests/clients")
    return Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def errors(validator: Draft4Validator, log: str) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(json.loads(log))]


@pytest.mark.parametrize("command", ["check", "audit"])
def test_what_commands_say_of_bad_documents_is_valid(validator: Draft4Validator, command: str) -> None:
    log = CliRunner().invoke(main, [command, str(ROOT / "tests/bad"), "--format", "sarif"]).stdout
    assert len(json.loads(log)["runs"][0]["results"]) > 10
    assert errors(validator, log) == []


def test_findings_of_every_code_are_valid(validator: Draft4Validator) -> None:
    place = Location("a b.md", 3, 4)
    found = [diagnostic(code, "it is so", place, related=[Location("b.md", 2)]) for code in all_codes()]
    found.append(diagnostic("KG003", "an unreadable place", Location(str(Path("/away/a.md")))))
    assert errors(validator, to_sarif(found, version="1.2.3")) == []
    assert errors(validator, to_sarif([], version="1.2.3")) == []


def test_the_schema_refuses_what_is_no_log(validator: Draft4Validator) -> None:
    assert errors(validator, '{"version": "2.0.0", "runs": [{}]}')
