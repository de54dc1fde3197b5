"""The site as real clients see it: the Nu HTML checker, a validator of structured data, jsonld.js.

They are in ``tests/clients``; ``npm install`` there fetches them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from conftest import HOSTILE_DOCUMENTS, MAXIMAL, SEEDS
from schema_org import registry

import kg

MARK = b'<script type="application/ld+json"'
CLIENTS = Path(__file__).resolve().parent / "clients"


def need(program: str, file: Path) -> str:
    """The path of a program that needs a file of the clients; without them, CI fails and others skip."""
    found = shutil.which(program)
    if found is None or not file.exists():
        said = f"{program} or {file.relative_to(CLIENTS)} is missing: run npm install in tests/clients"
        if os.environ.get("CI"):
            pytest.fail(said)
        pytest.skip(said)
    return found


def read(job: dict[str, Any]) -> list[list[Any]]:
    node = need("node", CLIENTS / "node_modules/jsonld")
    done = subprocess.run(
        [node, CLIENTS / "read.mjs"], input=json.dumps(job), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    answer: list[list[Any]] = json.loads(done.stdout)
    return answer


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the sites of three graphs."""
    folder = tmp_path_factory.mktemp("sites")
    for documents in (SEEDS, MAXIMAL, HOSTILE_DOCUMENTS):
        kg.build(documents, validate=False).write_site(folder / documents.name)
    return folder


def vocabulary() -> dict[str, Any]:
    """schema.org as its JSON-LD says it, as far as the validator reads it."""
    classes = [
        {
            "@id": f"schema:{name}",
            "@type": "rdfs:Class",
            "rdfs:subClassOf": [{"@id": f"schema:{parent}"} for parent in registry.PARENTS.get(name, ())],
        }
        for name in registry.CLASS_METADATA
    ]
    properties = [
        {
            "@id": f"schema:{name}",
            "@type": "rdf:Property",
            "schema:domainIncludes": [{"@id": f"schema:{domain}"} for domain in one.domains],
        }
        for name, one in registry.PROPERTY_BY_SCHEMA.items()
    ]
    return {"@graph": [*classes, *properties]}


def test_the_nu_html_checker_finds_no_error_in_any_page(sites: Path) -> None:
    jar = CLIENTS / "node_modules/vnu-jar/build/dist/vnu.jar"
    command = [need("java", jar), "-Xss8m", "-jar", str(jar), "--errors-only", "--skip-non-html"]
    done = subprocess.run(
        [*command, "--format", "gnu", str(sites)], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.returncode == 0


def test_the_nu_html_checker_finds_an_error_where_there_is_one(tmp_path: Path) -> None:
    jar = CLIENTS / "node_modules/vnu-jar/build/dist/vnu.jar"
    (tmp_path / "bad.html").write_text("<!doctype html><html lang=en><title>x</title><p><div id=a id=b></p>")
    command = [need("java", jar), "-jar", str(jar), "--errors-only", str(tmp_path / "bad.html")]
    assert "error" in subprocess.run(command, capture_output=True, text=True, check=False).stderr


def test_the_validator_of_structured_data_finds_nothing_to_say(sites: Path) -> None:
    pages = [str(path) for path in sorted(sites.rglob("*.html")) if MARK in path.read_bytes()]
    assert len(pages) > 400
    assert read({"do": "validate", "vocabulary": vocabulary(), "pages": pages}) == []


def test_the_validator_of_structured_data_finds_what_is_wrong(tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    node = '{"@context": "https://schema.org", "@type": "Person", "headline": "x"}'
    page.write_text(f'<script type="application/ld+json">{node}</script>')
    found = read({"do": "validate", "vocabulary": vocabulary(), "pages": [str(page)]})
    assert "headline" in str(found)


def test_jsonld_js_reads_from_every_file_what_its_turtle_says(sites: Path) -> None:
    files = [path for path in sorted(sites.rglob("*.jsonld")) if "person" not in path.parts]
    assert len(files) > 150
    for file, text in read({"do": "quads", "files": [str(path) for path in files]}):
        turtle = Path(file).with_suffix(".ttl").read_text("utf-8")
        found = pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_QUADS)
        wanted = pyoxigraph.parse(turtle, format=pyoxigraph.RdfFormat.TURTLE)
        assert {str(one.triple) for one in found} == {str(one) for one in _triples(wanted)}, file


def _triples(quads: Any) -> list[Any]:
    return [one.triple for one in quads]
