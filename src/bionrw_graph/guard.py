"""What a query may do: read the graph, and nothing else.

Oxigraph has no switch that turns SERVICE off, so a query that would leave the machine is refused before the engine sees
it. No lexer of ours reads SPARQL just as Oxigraph does, so the word is refused wherever it stands, even in a text or an
IRI; there it can be written with an escape (``s\\u0065rvice``), which Oxigraph does not accept for the keyword.
"""

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache

from bionrw_graph.errors import BionrwError

_MOST_CHARACTERS = 100_000
_DEEPEST = 100
# Long chains of these overflow the stack of the engine, which ends the process: UNION and OPTIONAL at some thousands.
_LONGEST_CHAIN = 300
_CHAINED = ("UNION", "OPTIONAL", "MINUS", "GRAPH", "FILTER", "BIND", "VALUES", "EXISTS")
# A variable may be called ?service; nothing else may.
_SERVICE = re.compile(r"[?$]\w+|(service)", re.IGNORECASE)

# Longest match first; what nothing matches does not matter. An IRI has no blank and no quote in it, so that "?a < 3"
# stays a comparison.
_TOKEN = re.compile(
    r"""
      (?P<comment> \#[^\n\r]* )
    | (?P<string>
          \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | \'\'\'(?:[^'\\]|\\.|'(?!\'\'))*\'\'\'
        | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*' )
    | (?P<iri> <[^<>"{}|^`\\\x00-\x20]*> )
    | (?P<variable> [?$]\w+ )
    | (?P<language> @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
    | (?P<name> _:[\w.-]+ | (?:[^\W\d_](?:[\w.-]*\w)?)?:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)* )
    | (?P<word> \w+ )
    | (?P<mark> [{}()\[\]!+*/|&^-] )
    """,
    re.VERBOSE | re.DOTALL,
)
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_DEEPER = {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")


def check(query: str, is_graph: Callable[[str], bool] = lambda iri: False) -> str:
    r"""The form of a query that only reads: SELECT, ASK, CONSTRUCT or DESCRIBE.

    ``is_graph`` says of an IRI whether it is that of a named graph there is.

    Raises ``BionrwError`` for SERVICE, for updates, for FROM with a graph that is not in the store
    (nothing is fetched), for more than 100,000 characters, and for brackets deeper than 100.

    >>> check("SELECT ?service { ?service a ?what }")
    'SELECT'
    >>> check("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
        ...
    bionrw_graph.errors.BionrwError: A query answers from this graph alone: SERVICE is refused (line 1, column 12). ...
    """
    form, graphs = _read(query)
    for iri, place in graphs:
        if not is_graph(iri):
            raise BionrwError(f"FROM <{iri}>: there is no such graph here, and nothing is ever fetched ({place}).")
    return form


# The text alone decides, and the same question is often asked again.
@lru_cache
def _read(query: str) -> tuple[str, list[tuple[str, str]]]:
    """The form of a query, and the graphs that FROM names, each with its place in the text."""
    if len(query) > _MOST_CHARACTERS:
        raise BionrwError(f"The query has more than {_MOST_CHARACTERS:,} characters. Ask in smaller parts.")
    service = next((match for match in _SERVICE.finditer(query) if match[1]), None)
    if service:
        raise BionrwError(
            f"A query answers from this graph alone: SERVICE is refused ({_place(query, service.start())}). "
            "In a text or an IRI write s\\u0065rvice."
        )
    form, depth, from_clause = "", 0, False
    chained: list[str] = []
    graphs: list[tuple[str, str]] = []
    for match in _TOKEN.finditer(query):
        kind, token = match.lastgroup, match.group()
        if kind == "comment":
            continue
        if kind == "word":
            upper = token.upper()
            if upper in _CHAINED:
                chained.append(upper)
            if not form and upper in _UPDATES:
                raise BionrwError(f"A query only reads: {upper}, which changes a graph or loads one, is refused.")
            form = form or (upper if upper in _FORMS else "")
            if upper == "FROM":
                from_clause = True
                continue
            if from_clause and upper == "NAMED":
                continue
        elif kind == "iri":
            if from_clause:
                graphs.append((token[1:-1], _place(query, match.start())))
        elif kind == "mark":
            if token in _DEEPER:
                depth += _DEEPER[token]
                if depth > _DEEPEST:
                    raise BionrwError(f"The query nests brackets deeper than {_DEEPEST}. Simplify it.")
            else:
                chained.append(token)
        from_clause = False
    for longest, times in Counter(chained).items():
        if times > _LONGEST_CHAIN:
            raise BionrwError(
                f"The query strings together more than {_LONGEST_CHAIN} of {longest}. Ask in smaller parts."
            )
    if not form:
        raise BionrwError("The query has none of the words SELECT, ASK, CONSTRUCT and DESCRIBE.")
    return form, graphs


def _place(query: str, position: int) -> str:
    before = query[:position]
    return f"line {before.count(chr(10)) + 1}, column {position - before.rfind(chr(10))}"
