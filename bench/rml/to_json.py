"""The content of a corpus as JSON tables, which is how an RML engine wants it.

    python bench/rml/to_json.py CORPUS FOLDER

Not timed: Morph-KGC reads no YAML, so it is given this work for nothing.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import yaml

Rows = dict[str, list[dict[str, str]]]


def rows(corpus: Path) -> Rows:
    """Documents, claims, sources, authors and publishers, a row each."""
    tables: Rows = defaultdict(list)
    for path in sorted(corpus.rglob("*.md")):
        front = path.read_text(encoding="utf-8").split("\n---", 1)[0].removeprefix("---\n")
        try:
            held = yaml.load(front, yaml.CSafeLoader)
        except yaml.YAMLError:
            continue
        if isinstance(held, dict):
            _add(tables, str(path.relative_to(corpus).with_suffix("")), held)
    return tables


def _add(tables: Rows, name: str, held: dict[str, Any]) -> None:
    told = {"title": "title", "language": "language", "created": "created_date", "updated": "updated"}
    tables["documents"].append({"id": name, **_known(held, told)})
    for index, fact in enumerate(held.get("atomic_facts") or ()):
        row = {"document": name, "id": str(fact.get("id", index)), "statement": str(fact.get("statement"))}
        key = fact.get("source_doi") or fact.get("source_url")
        tables["claims"].append({**row, **({"source": str(key)} if key else {})})
    for field in ("primary_sources", "secondary_sources"):
        for source in held.get(field) or ():
            _add_source(tables, name, source)


def _add_source(tables: Rows, document: str, source: dict[str, Any]) -> None:
    key = str(source.get("doi") or source.get("url") or source.get("title"))
    told = {name: name for name in ("title", "year", "url", "doi")}
    tables["sources"].append({"document": document, "key": key, **_known(source, told)})
    for name in source.get("authors") or ():
        if str(name).lower().rstrip(".") not in {"et al", "multiple"}:
            shown = " ".join(part.strip() for part in reversed(str(name).split(",", 1)))
            tables["authors"].append({"source": key, "name": shown})
    if source.get("institution"):
        tables["publishers"].append({"source": key, "name": str(source["institution"])})


def _known(held: dict[str, Any], fields: dict[str, str]) -> dict[str, str]:
    return {name: str(held[field]) for name, field in fields.items() if held.get(field)}


def main() -> None:
    """Write the tables, the mapping and the settings of Morph-KGC."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, table in rows(options.corpus).items():
        (options.folder / f"{name}.json").write_text(json.dumps(table), encoding="utf-8")
    mapping = Path(__file__).with_name("mapping.ttl").read_text(encoding="utf-8")
    (options.folder / "mapping.ttl").write_text(
        mapping.replace('rml:source "', f'rml:source "{options.folder.resolve()}/'), encoding="utf-8"
    )
    (options.folder / "config.ini").write_text(
        "[CONFIGURATION]\noutput_file: graph.nt\nlogging_level: WARNING\n"
        f"[all]\nmappings: {options.folder.resolve() / 'mapping.ttl'}\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
