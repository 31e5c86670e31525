"""No cell can smuggle in a statement, hide a character, or write what cannot be read back."""

from decimal import Decimal

import pytest

from bionrw_graph import iris, ntriples, store
from bionrw_graph.errors import BionrwError

S, P, G = "https://example.org/s", "https://example.org/p", "https://example.org/g"

HOSTILE = [
    'zz" .\n<https://evil.example/a> <https://evil.example/b> "',
    "back\\slash",
    'a "quoted" one',
    "tab\there",
    "ß € 🧬",
]


@pytest.mark.parametrize("word", HOSTILE)
def test_a_text_comes_back_as_it_was_and_alone(word: str) -> None:
    graph = store.in_memory([ntriples.quad(S, P, ntriples.text(word), G)])
    assert [row["o"] for row in store.select(graph, "SELECT ?o { ?s ?p ?o }")] == [word]


@pytest.mark.parametrize("word", ["a\x00b", "a\x0bb", "right\u202eleft", "lone\ud800", "zero\u200e"])
def test_a_hidden_character_is_refused_and_named(word: str) -> None:
    with pytest.raises(BionrwError, match=r"holds a hidden character \(U\+"):
        ntriples.text(word)


@pytest.mark.parametrize(
    "word", ["no scheme", "https://a.example/ b", "https://a.example/>", "", 'https://a.example/"', "https://a\n"]
)
def test_a_broken_iri_is_refused(word: str) -> None:
    with pytest.raises(BionrwError, match="is no address"):
        ntriples.iri(word)


@pytest.mark.parametrize(
    "word",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "https:///nohost",
        "https://[x",
        "https://a.example/%zz",
        "https://a.example:port/",
    ],
)
def test_a_link_is_a_web_address(word: str) -> None:
    with pytest.raises(BionrwError, match="is no web address"):
        ntriples.link(word)


@pytest.mark.parametrize(
    ("number", "text"), [("1.50", "1.5"), ("100", "100"), ("-0.10", "-0.1"), ("9.3E+9", "9300000000")]
)
def test_a_decimal_has_the_form_oxigraph_gives_back(number: str, text: str) -> None:
    line = ntriples.quad(S, P, ntriples.decimal(Decimal(number)), G)
    assert f'"{text}"^^' in line
    assert store.lines(store.in_memory([line])) == [line]
    assert ntriples.decimal(number) == ntriples.decimal(Decimal(number))


@pytest.mark.parametrize("word", ["", "1 000", "1,5", '1"', "1\n2"])
def test_a_text_that_is_no_number_is_refused(word: str) -> None:
    with pytest.raises(ArithmeticError):
        ntriples.decimal(word)


def test_infinity_is_no_number() -> None:
    with pytest.raises(BionrwError, match="is no number"):
        ntriples.decimal(Decimal("inf"))


@pytest.mark.parametrize("slug", ["Köln", "a b", "../x", "a/", "", "A"])
def test_an_id_is_a_slug(slug: str) -> None:
    with pytest.raises(BionrwError, match="is no id"):
        iris.thing("organisation", slug)


@pytest.mark.parametrize(
    ("written", "merged"),
    [
        ("<urn:s> <urn:p> <urn:o> <urn:g> .\n", "<urn:s> <urn:p> <urn:o>"),
        ('<urn:s> <urn:p> "a \\"b\\" <urn:g> ."@en <urn:g> .\n', '<urn:s> <urn:p> "a \\"b\\" <urn:g> ."@en'),
        ("<urn:s> <urn:p> <urn:o> .\n", "<urn:s> <urn:p> <urn:o>"),
        ('<urn:s> <urn:p> "a <urn:b>" .\n', '<urn:s> <urn:p> "a <urn:b>"'),
        ("  <urn:s>  <urn:p> <urn:o>   <urn:g> .", "<urn:s> <urn:p> <urn:o>"),
        ("_:b <urn:p> _:b <urn:g> .\n", "_:b <urn:p> _:b"),
    ],
)
def test_the_merge_holds_each_line_without_its_graph(written: str, merged: str) -> None:
    held = store.in_memory([written])
    in_the_merge = [quad for quad in held if str(quad.graph_name) == "DEFAULT"]
    assert [str(quad.triple) for quad in in_the_merge] == [merged]
    assert {str(quad.triple) for quad in held} == {merged}


def test_rows_that_say_nothing_end_nothing() -> None:
    lines = [*[""] * 1000, "<urn:s> <urn:p> <urn:o> <urn:g> .\n", *[""] * 1000]
    assert len(store.in_memory(lines)) == 2
