"""Attacks by who may change the store: bombs, nesting, changes without an end, and all the turns."""

from __future__ import annotations

import asyncio
import contextlib
import types
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, cast

import pyoxigraph
import pytest
from serving import Served, serving

from kg.errors import NotFoundError
from kg.graph.nesting import is_too_deep
from kg.queries.output_store import open_output
from kg.server.builds import Build
from kg.server.changes import Changes
from kg.server.limits import MEBIBYTE, Limits
from kg.server.problems import Problem
from kg.server.process import Process
from kg.server.wire import Header

TOKEN = "a token that nobody guesses"  # noqa: S105
ALLOWED = {"authorization": f"Bearer {TOKEN}"}
GRAPH = "https://example.org/new"
RDF = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="x:" rdf:version="1.2">'
DEEP = 50_000
TERMS = b"<<( <x:a> <x:b> " * DEEP + b"1" + b" )>>" * DEEP
LONG = b"a" * 1_000_000


@pytest.fixture(scope="module")
def changeable(built: Path) -> Iterator[Served]:
    with serving(built, "--workers", "1", "--memory", "32", token=TOKEN) as found:
        yield found


def put(served: Served, data: bytes, kind: str = "text/turtle") -> int:
    headers = {**ALLOWED, "content-type": kind}
    return served.client.put(
        "store", params={"graph": GRAPH}, content=data, headers=headers, timeout=120
    ).status_code


def bomb(levels: int) -> bytes:
    """Some hundred bytes that say ten to the power of so many."""
    rest = "".join(f'<!ENTITY a{one} "{f"&a{one - 1};" * 10}">' for one in range(1, levels))
    doctype = f'<!DOCTYPE rdf:RDF [<!ENTITY a0 "0123456789">{rest}]>'.encode()
    return doctype + RDF + b'<rdf:Description rdf:about="x:a" x:p="&a%d;"/></rdf:RDF>' % (levels - 1)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("application/rdf+xml", bomb(3)),
        ("application/rdf+xml", bomb(12)),
        ("application/rdf+xml", bomb(12).lower().replace(b"rdf:rdf", b"rdf:RDF")),
        ("application/rdf+xml", bomb(3).replace(b"<!ENTITY a0 ", b"<!ENTITY\ta0\n")),
        ("application/rdf+xml", RDF + b"<rdf:Description><x:p>" * DEEP),
        ("application/rdf+xml", RDF + b"<rdf:Description a='/>'><x:p\n rdf:parseType='Triple'>" * DEEP),
        ("application/rdf+xml", b"<!-- -->" + RDF + b"<rdf:Description><!--</a></b>--><x:p>" * DEEP),
        ("application/rdf+xml", RDF + b"<rdf:Description><![CDATA[</a></b>]]><x:p>" * DEEP),
        ("application/ld+json", b'{"x:b":' * DEEP + b"1" + b"}" * DEEP),
        ("application/ld+json", b'{"x:b":[' * DEEP),
        ("text/turtle", b"<x:a> <x:b> " + TERMS + b" ."),
        ("application/n-triples", b"<x:a> <x:b> " + TERMS.replace(b"1", b"<x:a>") + b" ."),
        ("text/turtle", b"PREFIX x: <x:> <x:a> <x:b> " + TERMS.replace(b"<x:a>", b"x:a\\#") + b" ."),
    ],
)
def test_a_graph_that_would_burst_or_end_the_writer_is_refused(
    changeable: Served, kind: str, data: bytes
) -> None:
    before = changeable.client.get("health").json()["build"]
    assert put(changeable, data, kind) == 400
    assert changeable.client.get("health").json()["build"] == before


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("text/turtle", b"PREFIX p: <x:%b> p:a p:b %b ." % (LONG, b", ".join([b"p:c"] * 3000))),
        (
            "application/ld+json",
            b'{"@context":{"@vocab":"x:%b"},"a":[%b]}' % (LONG, b",".join([b"1"] * 3000)),
        ),
        (
            "application/rdf+xml",
            b'%b<rdf:Description xmlns:y="x:%b">%b</rdf:Description></rdf:RDF>'
            % (RDF, LONG, b"<y:a>1</y:a>" * 3000),
        ),
    ],
)
def test_a_graph_that_says_a_long_name_often_ends_with_the_memory_of_a_change(
    changeable: Served, kind: str, data: bytes
) -> None:
    assert put(changeable, b"<x:a> <x:b> 1 .") in {201, 204}
    assert put(changeable, data, kind) == 422
    assert changeable.select(f"SELECT ?o {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}") == [{"o": "1"}]
    assert put(changeable, b"<x:a> <x:b> 2 .") == 204


def test_an_update_ends_with_the_memory_of_a_change(changeable: Served) -> None:
    update = (
        "INSERT { GRAPH <x:g> { ?s ?p ?n } } WHERE { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f . BIND(UUID() AS ?n) }"
    )
    headers = {**ALLOWED, "content-type": "application/sparql-update"}
    answer = changeable.client.post("sparql", content=update, headers=headers, timeout=120)
    assert answer.status_code in {422, 504}
    assert changeable.select("SELECT ?s { GRAPH <x:g> { ?s ?p ?o } } LIMIT 1") == []


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (
            "application/rdf+xml",
            b"<!DOCTYPE rdf:RDF>" + RDF + b'<rdf:Description x:p="</a>"/>' * 500 + b"</rdf:RDF>",
        ),
        ("application/ld+json", b'{"@id": "x:a", "x:p": "%b"}' % (b"[{" * 500)),
        ("text/turtle", b'<x:a> <x:p> "%b", <<( <x:a> <x:p> 1 )>> . # %b' % (b"<<(" * 500, b"<<" * 500)),
        ("text/turtle", b"<x:a> <x:p> " + b"[ <x:p> " * 500 + b"1" + b" ]" * 500 + b" ."),
    ],
)
def test_what_only_looks_nested_is_kept(changeable: Served, kind: str, data: bytes) -> None:
    assert put(changeable, data.replace(b'"</a>"', b'"/a>"'), kind) in {201, 204}


def test_a_graph_of_another_that_is_nested_is_damaged(built: Path, tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_bytes(b"<x:a> <x:b> " + TERMS + b" .\n")
    (tmp_path / "graph.nq").write_bytes((built / "graph.nq").read_bytes())
    with pytest.raises(NotFoundError, match="nested"):
        open_output(tmp_path)


def test_depth_is_that_of_what_is_open() -> None:
    for one in (b"<a/>", b"<a></a>", b'<a b=">"></a>', b"<!-- <a> -->", b"<?a <a> ?>"):
        assert not is_too_deep(b"<r>" + one * 1000 + b"</r>", "xml")
    assert is_too_deep(b"<a>" * 200, "xml")


class Service:
    """What changes need of a service."""

    def __init__(self, build: Build, limits: Limits) -> None:
        self.served, self.limits = build, limits

    async def serve(self, build: Build, *, is_sound: bool) -> None:
        self.served = build


class Watched(Process):
    """A process of which is known when it has ended."""

    living = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        Watched.living += 1

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        Watched.living -= 1


@contextlib.asynccontextmanager
async def changing(folder: Path, limits: Limits) -> AsyncIterator[Changes]:
    pyoxigraph.Store(str(folder / "store")).flush()
    service = Service(Build(folder, "a", "https://example.org/", "A", 0), limits)
    changes = Changes(cast("Any", service), folder / "store", folder / "changes")
    try:
        yield changes
    finally:
        changes.stop()
        while Watched.living:
            await asyncio.sleep(0.01)


def test_a_change_without_an_end_is_ended_and_the_next_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.server.changes.Process", Watched)

    async def attack() -> None:
        async with changing(tmp_path, Limits(change=1.0, memory=512 * MEBIBYTE)) as changes:
            insert = " ".join(f"<x:{number}> <x:p> <x:{number}> ." for number in range(100)).encode()
            with contextlib.suppress(Problem):  # A machine that is busy needs more than a second to start.
                await changes.make({"do": "update"}, b"INSERT DATA { " + insert + b" }", "a")
            product = " ".join(f"?a{one} ?b{one} ?c{one} ." for one in range(8))
            endless = f"INSERT {{ <x:n> <x:is> ?n }} WHERE {{ SELECT (COUNT(*) AS ?n) {{ {product} }} }}"
            with pytest.raises(Problem) as raised:
                await changes.make({"do": "update"}, endless.encode(), "a")
            assert (raised.value.status, changes._process) == (504, None)
            changes._service.limits = Limits(change=120.0)
            ask = b"INSERT DATA { <x:a> <x:b> <x:c> }"
            assert await changes.make({"do": "update"}, ask, "b") == 204

    asyncio.run(attack())
    found = pyoxigraph.Store.read_only(str(tmp_path / "store"))
    assert bool(found.query("ASK { <x:a> <x:b> <x:c> }"))
    assert not bool(found.query("ASK { <x:n> ?p ?o }"))


class Recorded(Changes):
    """Changes that are made when they are told to, and remembered."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(cast("Any", types.SimpleNamespace(limits=limits)), Path(), Path())
        self.made: list[str] = []
        self.gate = asyncio.Event()
        self.leaving: list[asyncio.Task[int]] = []

    def _next(self) -> None:
        """Let the next begin, and go at that moment where it is to leave."""
        super()._next()
        if self.leaving:
            self.leaving.pop().cancel()

    async def _make(self, told: Header, body: bytes) -> int:
        await self.gate.wait()
        self.made.append(body.decode())
        return 204


async def waiting(changes: Changes, *names: str) -> list[asyncio.Task[int]]:
    """Changes that were asked for in this order, each by the client of its first letter."""
    tasks = []
    for name in names:
        tasks.append(asyncio.create_task(changes.make({}, name.encode(), name[0])))
        await asyncio.sleep(0)
    return tasks


def statuses(outcomes: list[Any]) -> list[int]:
    return [one.status if isinstance(one, Problem) else one for one in outcomes]


def test_who_asks_for_many_changes_puts_off_others_by_one() -> None:
    async def attack() -> list[str]:
        changes = Recorded(Limits())
        tasks = await waiting(changes, "a1", "a2", "a3", "a4", "b1", "c1", "b2")
        changes.gate.set()
        assert await asyncio.gather(*tasks) == [204] * 7
        return changes.made

    assert asyncio.run(attack()) == ["a1", "a2", "b1", "c1", "a3", "b2", "a4"]


def test_who_fills_the_queue_of_changes_is_refused_and_not_the_others() -> None:
    async def attack() -> tuple[list[int], list[str]]:
        changes = Recorded(Limits(change_queue=3))
        tasks = await waiting(changes, "a1", "a2", "a3", "a4", "a5", "b1", "c1")
        changes.gate.set()
        return statuses(await asyncio.gather(*tasks, return_exceptions=True)), changes.made

    assert asyncio.run(attack()) == ([204, 204, 503, 503, 503, 204, 204], ["a1", "a2", "b1", "c1"])


def test_who_waits_for_too_long_or_goes_loses_his_turn_and_nobody_elses() -> None:
    async def attack() -> tuple[list[int], list[str]]:
        changes = Recorded(Limits(change_wait=0.01))
        first = await waiting(changes, "a1", "a2")
        refused = statuses(await asyncio.gather(first[1], return_exceptions=True))
        changes._service.limits = Limits()
        rest = await waiting(changes, "b1", "c1", "d1")
        rest[0].cancel()
        changes.leaving = [rest[1]]
        changes.gate.set()
        assert await first[0] == 204
        outcomes = await asyncio.gather(*rest, return_exceptions=True)
        assert [type(one) for one in outcomes[:2]] == [asyncio.CancelledError] * 2
        assert await changes.make({}, b"e1", "e") == 204
        return refused, changes.made

    refused, made = asyncio.run(attack())
    assert refused == [503]
    assert made == ["a1", "d1", "e1"]
