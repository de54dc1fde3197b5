"""Commands that somebody wants to stop, queries that never end, and systems that give no more."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from watching import heard_by_default, watching

from kg.processes import limited
from kg.processes.limited import Bounds

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are stopped by signals")

PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"
SORTED = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?a ?d ?g ?j"
_LATE = 0.2
"""Seconds after which a fast command may have begun to say what it has found, or be done."""
PATIENCE = 60
"""Seconds that a test waits for what takes less than one."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with many documents in ``docs``, and an output of some of them in ``output``."""
    folder = tmp_path_factory.mktemp("stopping")
    (folder / "docs").mkdir()
    for number in range(400):
        facts = "".join(
            f"  - {{id: f{one}, statement: Fact {one} of {number}., source_ref: s, confidence: low}}\n"
            for one in range(12)
        )
        (folder / f"docs/d{number}.md").write_text(
            f"---\ntitle: Document {number}\nlanguage: en\natomic_facts:\n{facts}primary_sources:\n"
            f"  - {{id: s, title: Work {number}, year: 2020, authors: [A. B{number}], url: 'https://w.org/{number}'}}\n"
            f"---\n\n[Next](d{number + 1}.md) Text of document {number}.\n",
            "utf-8",
        )
    done = subprocess.run(
        [sys.executable, "-m", "kg", "build", "docs/d1.md", "docs/d2.md", "-o", "output", "-q", "--no-html"],
        cwd=folder,
        check=False,
    )
    assert done.returncode in (0, 1)
    return folder


def start(folder: Path, words: Sequence[str], **options: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "kg", *words],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=heard_by_default,
        **options,  # type: ignore[call-overload]
    )


def wait_until_it_listens(process: subprocess.Popen[str]) -> None:
    """Wait for the first line of our own code: before it, all is Python's."""
    handled = 1 << (signal.SIGTERM - 1)
    for _ in range(PATIENCE * 100):
        status = Path(f"/proc/{process.pid}/status")
        if not status.exists():
            time.sleep(0.3)
            return
        caught = next((line for line in status.read_text().splitlines() if line.startswith("SigCgt")), "0 0")
        if int(caught.split()[1], 16) & handled or process.poll() is not None:
            return
        time.sleep(0.002)


def members(group: int) -> list[int]:
    """The processes of a group that have not ended."""
    found = []
    for one in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, of_group = one.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(of_group) == group and state not in "ZX":
            found.append(int(one.parent.name))
    return found


def assert_nothing_runs(group: int) -> None:
    for _ in range(PATIENCE * 10):
        if not members(group):
            return
        time.sleep(0.1)
    raise AssertionError(f"processes that still run: {members(group)}")


def stop(process: subprocess.Popen[str], number: int, *, to_group: bool) -> str:
    """Send a signal, and give what the process has said when it ends."""
    (os.killpg if to_group else os.kill)(process.pid, number)
    _, said = process.communicate(timeout=PATIENCE)
    assert_nothing_runs(process.pid)
    return said


COMMANDS = [
    ["build", "docs", "-o", "built", "--no-cache"],
    ["build", "docs", "-o", "kept"],
    ["build", "docs", "-o", "streamed", "--stream"],
    ["check", "docs"],
    ["check", "docs", "--shacl-engine", "pyshacl"],
    ["site", "docs", "-o", "site"],
    ["audit", "docs"],
    ["identity", "suggest", "docs"],
    ["query", PRODUCT],
    ["view", "--query", PRODUCT, "-o", "view.html"],
]


@pytest.mark.parametrize(
    ("moment", "to_group"), [(0, True), (0, False), (0.05, True), (0.2, False), (0.6, True)]
)
@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words)[:24])
def test_a_command_that_is_interrupted_says_one_line_and_leaves_nothing_running(
    corpus: Path, words: list[str], moment: float, to_group: bool
) -> None:
    process = start(corpus, words)
    wait_until_it_listens(process)
    time.sleep(moment)
    said = stop(process, signal.SIGINT, to_group=to_group)
    if process.returncode in (0, 1) and PRODUCT not in words:
        # Done before: how far a machine gets in that time is its own affair. The product never ends.
        return
    assert (process.returncode, said) == (130, "kg: interrupted\n")


@pytest.mark.parametrize("words", [COMMANDS[0], COMMANDS[2], COMMANDS[8]], ids=lambda words: words[0])
def test_a_command_that_is_terminated_exits_with_143(corpus: Path, words: list[str]) -> None:
    process = start(corpus, words)
    wait_until_it_listens(process)
    time.sleep(0.3)
    said = stop(process, signal.SIGTERM, to_group=False)
    assert (process.returncode, said) == (143, "kg: interrupted\n")


def test_a_second_interrupt_changes_nothing(corpus: Path) -> None:
    process = start(corpus, COMMANDS[2])
    wait_until_it_listens(process)
    time.sleep(0.4)
    os.killpg(process.pid, signal.SIGINT)
    time.sleep(0.02)
    said = stop(process, signal.SIGINT, to_group=True)
    assert (process.returncode, said) == (130, "kg: interrupted\n")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a child looks for its parent itself")
@pytest.mark.parametrize("words", [COMMANDS[0], COMMANDS[2], COMMANDS[8]], ids=lambda words: words[0])
def test_what_kills_a_command_kills_its_children(corpus: Path, words: list[str]) -> None:
    process = start(corpus, words)
    wait_until_it_listens(process)
    time.sleep(0.5)
    process.kill()
    process.communicate(timeout=PATIENCE)
    assert_nothing_runs(process.pid)


def test_a_watch_and_the_servers_end_by_an_interrupt(corpus: Path) -> None:
    for words, awaited in (
        (["check", "docs/d1.md", "--watch"], "waiting for the next save"),
        (["serve", "output", "--port", "0"], "Serving"),
    ):
        process = start(corpus, words)
        assert process.stderr is not None
        for line in process.stderr:
            if awaited in line:
                break
        said = stop(process, signal.SIGINT, to_group=False)
        assert (process.returncode, said) == (130, "kg: interrupted\n"), words
    for name in ("mcp", "lsp"):
        process = start(corpus, [name])
        wait_until_it_listens(process)
        time.sleep(1.5)
        said = stop(process, signal.SIGINT, to_group=False)
        assert (process.returncode, said) == (130, "kg: interrupted\n"), name


@pytest.mark.parametrize("words", [["query", PRODUCT], ["view", "--query", PRODUCT, "-o", "view.html"]])
def test_a_query_is_stopped_when_its_time_is_over(corpus: Path, words: list[str]) -> None:
    process = start(corpus, [*words, "--timeout", "0.5"])
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert said.startswith("kg: the query was stopped after 0.5 s; ask for less")
    assert said.count("\n") == 1
    assert_nothing_runs(process.pid)


def test_a_query_is_stopped_when_it_wants_too_much_memory(corpus: Path) -> None:
    process = start(corpus, ["query", SORTED, "--memory", "100"])
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert said.startswith("kg: the query needs more than 100 MB of memory")
    assert said.count("\n") == 1


def test_a_query_in_a_document_is_stopped_and_the_others_are_answered(tmp_path: Path) -> None:
    blocks = "\n".join(
        f"```sparql\n#+ expect: 5\n{query}\n```\n" for query in ("ASK { }", SORTED, "SELECT * { }")
    )
    (tmp_path / "a.md").write_text(f"---\ntitle: A\nlanguage: en\n---\n\n{blocks}", "utf-8")
    for number in range(60):
        (tmp_path / f"b{number}.md").write_text(f"---\ntitle: B{number}\n---\n", "utf-8")
    import kg
    from kg.queries.asked import Answers
    from kg.queries.expectations import expecting_queries, failed_expectations

    graph = kg.build([str(tmp_path)], validate=False)
    answers = Answers(graph.dataset, expecting_queries(graph.documents), Bounds(20, 100 * 2**20))
    found = failed_expectations(graph.documents, lambda: answers)
    assert [one.code for one in found] == ["KG702", "KG701", "KG702"]
    assert "needs more than 100 MB of memory" in found[1].message


def test_a_process_is_told_all_also_where_it_is_slow_to_listen() -> None:
    script = """
import numpy  # which makes a new process of it, not a fork
from kg.processes import limited

limited._LOOK = 0.001
told = {"triples": "", "quads": "", "queries": ["ASK {}"], "more": "x" * 2_000_000}
print(limited.one(limited.Bounds(), "kg.queries.asked:answers", told)["answer"])
"""
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert done.stdout == "True\n"


def ends(told: dict[str, object], begin: Callable[[], None]) -> Iterator[str]:
    begin()
    yield "a value"
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_was_made_before_a_process_ended_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    # A new process imports this module and what it imports; a fork has it already.
    folders = [Path(__file__).parent, Path(__file__).parent.parent, os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, folders)))
    outcome = limited.within(Bounds(), "test_stop:ends", {})
    assert outcome.values == ("a value",)
    assert outcome.stopped is not None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda one: one.name)
def test_a_command_that_watches_ends_with_the_code_of_the_signal(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    monkeypatch.chdir(corpus)
    with watching("check", "docs/d1.md", until=number) as running:
        running.until_ready()


def limited_run(folder: Path, words: Sequence[str], kind: int, most: int) -> subprocess.CompletedProcess[str]:
    """Run a command that the system gives at most so much of one kind."""

    def prepare() -> None:
        heard_by_default()
        resource.setrlimit(kind, (most, most))

    return subprocess.run(
        [sys.executable, "-m", "kg", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=prepare,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such limit of memory")
@pytest.mark.parametrize(
    "words", [COMMANDS[0], COMMANDS[3], COMMANDS[5], ["query", SORTED]], ids=lambda words: words[0]
)
@pytest.mark.parametrize("mebibytes", [200, 300, 400, 800])
def test_where_memory_is_refused_one_sentence_says_so(corpus: Path, words: list[str], mebibytes: int) -> None:
    done = limited_run(corpus, words, resource.RLIMIT_AS, mebibytes * 2**20)
    assert_sober(done.stderr)
    if done.returncode not in (0, 1):
        assert done.returncode == 2
        assert done.stderr.startswith("kg: ")
        assert "memory" in done.stderr


@pytest.mark.parametrize(
    "words", [COMMANDS[0], COMMANDS[3], ["query", "ASK { }"]], ids=lambda words: words[0]
)
@pytest.mark.parametrize(
    ("kind", "most"),
    [(resource.RLIMIT_NOFILE, 16), (resource.RLIMIT_NOFILE, 8), (resource.RLIMIT_FSIZE, 4096)],
)
def test_where_files_are_refused_one_sentence_says_so(
    corpus: Path, words: list[str], kind: int, most: int
) -> None:
    done = limited_run(corpus, words, kind, most)
    assert done.returncode in (0, 1, 2)
    assert_sober(done.stderr)


def assert_sober(said: str) -> None:
    """Nothing that only a programmer understands."""
    for word in ("Traceback", "a defect of kg", "memory allocation of", "panicked", "core dumped", "Error:"):
        assert word not in said, said
