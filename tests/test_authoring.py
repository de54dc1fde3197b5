"""The JSON Schema of the front matter, and the project that ``kg init`` begins."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from conftest import ROOT
from jsonschema import Draft202012Validator

import kg
from kg.authoring.scaffold import FILES, scaffold
from kg.authoring.schema import json_schema
from kg.cli import main
from kg.documents import front_matter
from kg.documents.records import RECORDS, Document, readable_fields

CORPUS = ROOT.parent / "shared" / "corpus"
SEEDS = sorted(path for path in (ROOT / "seeds").rglob("*.md") if path.name != "README.md")


def loaded(text: str) -> Any:
    """The front matter as a YAML reader of an editor gives it: typed scalars, but no dates."""

    class Loader(yaml.SafeLoader):
        pass

    Loader.yaml_implicit_resolvers = {
        letter: [one for one in resolvers if one[0] != "tag:yaml.org,2002:timestamp"]
        for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return yaml.load(text, Loader)  # noqa: S506 - a safe loader


def errors(held: Any, *, strict: bool = False) -> list[str]:
    found = Draft202012Validator(json_schema(strict=strict)).iter_errors(held)
    return sorted("/".join(map(str, one.absolute_path)) for one in found)


class TestSchema:
    """What editors complete and check with."""

    @pytest.mark.parametrize("strict", [False, True])
    def test_it_is_a_schema(self, strict: bool) -> None:
        Draft202012Validator.check_schema(json_schema(strict=strict))

    def test_it_has_every_field_with_what_it_means(self) -> None:
        schema = json_schema()
        for record, held in (
            (Document, schema),
            *((one, schema["$defs"][one.__name__.lower()]) for one in RECORDS.values()),
        ):
            for name, field in readable_fields(record).items():
                assert held["properties"][name]["description"] == field.metadata["about"]

    @pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
    def test_the_seeds_conform_even_strictly(self, path: Path) -> None:
        parts = front_matter.split(path.read_text("utf-8"))
        assert parts is not None
        assert errors(loaded(parts.yaml), strict=True) == []

    @pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real documents is not beside the project")
    def test_real_documents_conform(self) -> None:
        seen = 0
        for path in sorted(CORPUS.rglob("*.md")):
            try:
                parts = front_matter.split(path.read_text("utf-8"))
                held = loaded(parts.yaml) if parts else None
            except yaml.YAMLError:
                continue
            if isinstance(held, dict):
                seen += 1
                assert errors(held) == [], path
        assert seen > 20

    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ("language: en", ""),
            ("title:", "title"),
            ("title: [A]", "title"),
            ("title: A\nconfidence: certain", "confidence"),
            ("title: A\ncreated: May 2024", "created"),
            ("title: A\ncompleteness: 1.5", "completeness"),
            ("title: A\nknown_gaps: one", "known_gaps"),
            ("title: A\natomic_facts: {statement: x}", "atomic_facts"),
            ("title: A\natomic_facts: [{statement: [x]}]", "atomic_facts/0"),
            ("title: A\nprimary_sources: [{title: B, year: soon}]", "primary_sources/0"),
            ("title: A\ntranslations: {english: a.md}", "translations"),
        ],
    )
    def test_what_does_not_fit_is_found_where_it_stands(self, text: str, place: str) -> None:
        assert errors(loaded(text)) == [place]

    @pytest.mark.parametrize(
        "text",
        [
            "title: 1984\nlanguage: no\ncreated: 2024\ncompleteness: 90%\ntags: one, two",
            "title: A\nprimary_sources: [a bare title, {title: B, year: 2023, authors: []}]",
            "title: A\ndate: 2024-05-01T10:00:00Z\nauthor: Jane Doe\ndraft: true",
            "title: A\natomic_facts:\ncontributors: [{name: Jane}]",
        ],
    )
    def test_what_is_read_is_allowed(self, text: str) -> None:
        assert errors(loaded(text)) == []

    def test_only_strictly_are_unknown_keys_refused(self) -> None:
        held = {"title": "A", "layout": "post"}
        assert errors(held) == []
        assert errors(held, strict=True) == [""]

    def test_the_command_prints_it(self, tmp_path: Path) -> None:
        target = tmp_path / "schema.json"
        assert CliRunner().invoke(main, ["schema", "-o", str(target)]).exit_code == 0
        assert json.loads(target.read_text("utf-8")) == json_schema()
        assert json.loads(CliRunner().invoke(main, ["schema", "--strict"]).stdout) == json_schema(strict=True)


class TestInit:
    """A first project."""

    def test_the_project_builds_without_a_finding(self, tmp_path: Path) -> None:
        done = CliRunner().invoke(main, ["init", str(tmp_path / "new")])
        assert done.exit_code == 0
        assert done.stdout.count("written") == len(FILES)
        graph = kg.build(tmp_path / "new" / "docs")
        assert graph.diagnostics == ()
        assert graph.counts["facts"] == 1
        assert graph.settings.shapes == (tmp_path / "new" / "shapes",)
        assert graph.settings.authorities == tmp_path / "new" / "authorities.yaml"

    def test_the_shape_of_ones_own_is_used(self, tmp_path: Path) -> None:
        scaffold(tmp_path)
        first = tmp_path / "docs" / "first.md"
        shape = tmp_path / "shapes" / "own.ttl"
        shape.write_text(shape.read_text("utf-8").replace("sh:maxCount 1", "sh:maxCount 0"), "utf-8")
        (found,) = kg.check(first)
        assert (found.code, found.location.line) == ("KG400", 10)

    def test_nothing_that_is_there_is_touched(self, tmp_path: Path) -> None:
        (tmp_path / "kg.yaml").write_text("title: Mine\n")
        written, left = scaffold(tmp_path)
        assert left == ["kg.yaml"]
        assert (tmp_path / "kg.yaml").read_text() == "title: Mine\n"
        assert scaffold(tmp_path) == ([], list(FILES))
        assert set(written) == set(FILES) - {"kg.yaml"}

    def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(self, tmp_path: Path) -> None:
        (tmp_path / "docs").touch()
        done = CliRunner().invoke(main, ["init", str(tmp_path)])
        assert done.exit_code == 2
        assert done.stderr.startswith("kg: ")
        assert "cannot be written" in done.stderr

    def test_what_runs_the_checks_is_well_formed(self, tmp_path: Path) -> None:
        scaffold(tmp_path)
        workflow = yaml.safe_load((tmp_path / ".github/workflows/kg.yml").read_text())
        runs = [step.get("run", "") for step in workflow["jobs"]["check"]["steps"]]
        assert "kg check docs --format github" in runs
        hooks = yaml.safe_load((tmp_path / ".pre-commit-config.yaml").read_text())
        assert hooks["repos"][0]["hooks"][0]["entry"] == "kg check docs"

    def test_what_runs_the_checks_installs_the_version_that_wrote_it_and_no_other(
        self, tmp_path: Path
    ) -> None:
        scaffold(tmp_path)
        wanted = f"claimgraph=={kg.__version__}"
        hooks = yaml.safe_load((tmp_path / ".pre-commit-config.yaml").read_text())
        assert hooks["repos"][0]["hooks"][0]["additional_dependencies"] == [wanted]
        workflow = yaml.safe_load((tmp_path / ".github/workflows/kg.yml").read_text())
        runs = [step.get("run", "") for step in workflow["jobs"]["check"]["steps"]]
        assert f'pip install "claimgraph[turbo]=={kg.__version__}"' in runs
        for name in FILES:
            text = (tmp_path / name).read_text("utf-8")
            assert "{version}" not in text
            assert text.count("claimgraph") == text.count(kg.__version__) + text.count("w3id.org/claimgraph")


def commands(texts: list[str]) -> set[str]:
    return {word for text in texts for line in text.splitlines() if (word := line.strip()).startswith("kg ")}


def test_what_others_point_to_calls_commands_that_are() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    texts = [hook["entry"] for hook in hooks] + [step.get("run", "") for step in action["runs"]["steps"]]
    assert {line.split()[1] for line in commands(texts)} <= set(main.commands)
    assert action["runs"]["using"] == "composite"
