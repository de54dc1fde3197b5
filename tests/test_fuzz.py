"""Any folder of documents builds, whole and readable; the long form is ``python tests/fuzz.py``."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from wild import assert_whole, folders, write

# A long run is for people: KG_FUZZ=5000 pytest tests/test_fuzz.py
EXAMPLES = int(os.environ.get("KG_FUZZ", "40"))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(files=folders())
def test_any_folder_builds(files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "docs"
        folder.mkdir()
        write(folder, files)
        assert_whole(folder, Path(name) / "output", site="sub/a.md" in files)
