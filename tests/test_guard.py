"""A query reads this graph and nothing else: what Oxigraph would let through is refused before it gets there."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bionrw_graph import guard, queries, store
from bionrw_graph.errors import BionrwError

LEAVES = [
    "SELECT * { SERVICE <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { service <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { SERVICE#comment\n<ADDRESS> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { SERVICESILENT<ADDRESS> { ?s ?p ?o } }",
    "SELECT * { FILTER(1<2)SERVICE<ADDRESS> { ?s ?p ?o } }",
    "PREFIX x: <ADDRESS> SELECT * { SERVICE x: { ?s ?p ?o } }",
    "PREFIX x: <ADDRESS> SELECT * { SERVICE:x { ?s ?p ?o } }",
    "BASE <ADDRESS> SELECT * { SERVICE <a> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <ADDRESS> { ?s ?p ?o } } }",
    'SELECT * { BIND("\'" AS ?q) SERVICE <ADDRESS> { ?s ?p ?o } BIND("\'" AS ?r) }',
    "SELECT * { FILTER(1<2)SERVICE#>\n<ADDRESS> {?s ?p ?o} }",
    "PREFIX x: <urn:x> SELECT * { ?s ?p x:.SERVICE<ADDRESS>{?a ?b ?c} }",
    "SELECT * { OPTIONAL{?s <urn:\\u0041#> ?o} SERVICE <ADDRESS> {?a ?b ?c} }",
    'SELECT * { ?s ?p """ " """ . SERVICE <ADDRESS> { ?s ?p ?o } }',
]

HARMLESS = [
    "SELECT ?service { ?service ?p $SERVICE }",
    'SELECT * { ?s ?p "s\\u0065rvice" }',
    "ASK { _:x ?p ?o FILTER(?o < 3 && 4 > 2) }",
    "PREFIX x: <https://example.org/> SELECT (1 AS ?n) {}",
    "DESCRIBE <https://example.org/>",
]


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[str, list[str]]]:
    """An address on this computer, and the list of what was asked there."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_POST = do_GET  # noqa: N815  # the names are those of http.server

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", asked
    server.shutdown()


def test_the_engine_itself_would_call_out(listener: tuple[str, list[str]]) -> None:
    """Without the guard the listener hears something: the tests below could fail."""
    address, asked = listener
    with pytest.raises(BionrwError):
        store.select(store.in_memory([]), LEAVES[0].replace("ADDRESS", address))
    assert asked
    asked.clear()


@pytest.mark.parametrize("query", LEAVES)
def test_a_query_that_leaves_the_machine_is_refused(query: str, listener: tuple[str, list[str]]) -> None:
    address, asked = listener
    with pytest.raises(BionrwError, match="SERVICE is refused"):
        queries.checked(store.in_memory([]), queries.own(query.replace("ADDRESS", address)))
    assert asked == []


@pytest.mark.parametrize("query", HARMLESS)
def test_a_harmless_query_passes(query: str) -> None:
    assert guard.check(query) in ("SELECT", "ASK", "DESCRIBE")


@pytest.mark.parametrize(
    "update", ["LOAD <file:///etc/passwd>", "INSERT DATA { <a:a> <a:b> <a:c> }", "DROP ALL", "CLEAR ALL"]
)
def test_an_update_is_refused(update: str) -> None:
    with pytest.raises(BionrwError, match="A query only reads"):
        guard.check(update)


def test_from_names_a_graph_that_is_here_or_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.nt"
    secret.write_text('<a:a> <a:b> "secret" .')
    for clause in (f"FROM <{secret.as_uri()}>", f"FROM NAMED <{secret.as_uri()}>", "FROM <https://example.org/data>"):
        with pytest.raises(BionrwError, match="there is no such graph here, and nothing is ever fetched"):
            guard.check(f"SELECT * {clause} {{ ?s ?p ?o }}", {"https://example.org/here"}.__contains__)
    assert (
        guard.check("SELECT * FROM <https://example.org/here> {}", {"https://example.org/here"}.__contains__)
        == "SELECT"
    )


def test_from_is_asked_of_the_graph_each_time() -> None:
    clause = "SELECT * FROM <https://example.org/here> {}"
    there = store.in_memory(["<a:a> <a:b> <a:c> <https://example.org/here> .\n"])
    assert queries.checked(there, queries.own(clause)) == (clause, "SELECT")
    for text in (clause, "SELECT * FROM <here> {}"):
        with pytest.raises(BionrwError, match="there is no such graph here"):
            queries.checked(store.in_memory([]), queries.own(text))


@pytest.mark.parametrize("part", ["{} UNION ", "OPTIONAL {} ", "FILTER(!!!!!!!!!!true) ", "MINUS {} "])
def test_long_chains_are_refused(part: str) -> None:
    with pytest.raises(BionrwError, match="strings together more than 300 of"):
        guard.check("SELECT * { " + part * 400 + "{} }")


def test_deep_nesting_and_long_texts_are_refused() -> None:
    with pytest.raises(BionrwError, match="deeper than 100"):
        guard.check("SELECT * " + "{" * 101 + "}" * 101)
    with pytest.raises(BionrwError, match="more than 100,000 characters"):
        guard.check("SELECT * {} #" + "x" * 100_000)


def test_a_text_that_is_no_query_is_refused() -> None:
    with pytest.raises(BionrwError, match="none of the words SELECT"):
        guard.check("hello")
