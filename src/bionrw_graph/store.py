"""Open a graph, ask it, read and write RDF; the only module that names Oxigraph.

A graph is an ``rdflib.Dataset`` on Oxigraph or, where rdflib is not needed, the bare ``pyoxigraph.Store`` under it.
Queries run in Oxigraph either way. The default graph of a query is the merge of all named graphs. It is written out
beside them: Oxigraph 0.5 has an option for it, but that counts a triple of two named graphs twice
(oxigraph/oxigraph#1919, mended for 0.6), and then a sum over two pages that agree would be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from heapq import merge
from itertools import chain, groupby, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeAlias, TypeVar

from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
    serialize,
)

from bionrw_graph.errors import BionrwError
from bionrw_graph.swap import standing
from bionrw_graph.vocabulary import PREFIXES, XSD

if TYPE_CHECKING:
    from tempfile import SpooledTemporaryFile

    from rdflib import Dataset

Graph: TypeAlias = "Dataset | Store"
Answer: TypeAlias = "list[dict[str, Any]]"

STORE = "store"
"""Name of the store's folder inside a build."""

FORMATS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
}
"""The RDF formats by file ending."""


def load(place: str | Path = "build/current") -> Dataset:
    """The graph of a build, or of one RDF file, as an ``rdflib.Dataset`` whose default graph is the merge.

    Raises ``BionrwError`` where there is none.
    """
    from oxrdflib.store import OxigraphStore  # loads rdflib: only for those who want a Dataset
    from rdflib import Dataset

    graph = Dataset(store=OxigraphStore(store=opened(place)))
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace, replace=True)
    return graph


def opened(place: str | Path = "build/current") -> Store:
    """The bare store of a build (read-only), or of one RDF file (in memory).

    Raises ``BionrwError`` where there is none.
    """
    try:
        path = standing(place)
        if path.is_file():
            return _read_file(path)
        there = (path / STORE).is_dir()
    except OSError as error:
        raise BionrwError(f"{place} cannot be read ({error.strerror}).") from error
    if not there:
        raise BionrwError(f"There is no graph in {place} yet. Run `bionrw build` first.")
    try:
        return Store.read_only(str(path / STORE))
    except (OSError, RuntimeError) as error:
        raise BionrwError(f"The graph in {place} cannot be opened ({error}). Run `bionrw build` again.") from error


def in_memory(lines: Iterable[str] = ()) -> Store:
    """A store in memory that holds the quads of these lines of N-Quads, and their merge."""
    store = Store()
    add(store, lines)
    return store


def holding(quads: Iterable[Quad]) -> Store:
    """A store in memory that holds these quads, and their merge."""
    store = Store()
    _extend(store, quads)
    return store


@contextmanager
def on_disk(folder: Path) -> Iterator[Store]:
    """A new store in ``folder`` that can be written, and is ready to be opened read-only when the block ends."""
    store = Store(str(folder))
    yield store
    store.optimize()
    store.flush()


def add(store: Store, lines: Iterable[str], beside: Path | None = None) -> None:
    """Add the quads of lines of N-Quads to a store that can be written, and to its merge.

    A string may hold several lines. Text that is long waits in a temporary file: however many they are, few are in
    memory at a time. For a store on disk ``beside`` is the folder for such files.
    """
    with _waiting(beside) as quads, _waiting(beside) as triples:
        source = iter(lines)
        while pieces := list(islice(source, _PIECE)):
            text = "".join(pieces).encode()
            said = _IN_A_GRAPH.findall(text)
            if len(said) == text.count(b"\n") and text[-1:] in (b"\n", b""):
                quads.write(text)
                triples.write(b" .\n".join((*said, b"")))
            else:
                # Not as we write it: a blank node would become two, a line without a graph is its own merge.
                _extend(store, parse(text, format=RdfFormat.N_QUADS))
        for waiting in (quads, triples):
            waiting.seek(0)
        # In bulk costs less on disk; in memory it costs as much time, and a third more memory.
        load = store.bulk_load if beside else store.load
        load(quads, format=RdfFormat.N_QUADS)
        # The same terms once more: they need not be looked at again.
        load(triples, format=RdfFormat.N_TRIPLES, lenient=True)


def quads(graph: Graph) -> Iterator[Quad]:
    """All statements with their named graph, in no order; those of the default graph only where there is no other."""
    store = engine(graph)
    names: list[Any] = list(store.named_graphs()) or [DefaultGraph()]
    return (quad for name in names for quad in store.quads_for_pattern(None, None, None, name))


def lines(graph: Graph) -> list[str]:
    """All quads as sorted lines of N-Quads: the canonical form, since there are no blank nodes."""
    return sorted(line.decode() for name, some in by_graph(graph) for line in _in_graph(some, name))


def engine(graph: Graph) -> Store:
    """The Oxigraph store under a graph. Raises ``BionrwError`` for a Dataset on another engine."""
    if isinstance(graph, Store):
        return graph
    inner = getattr(graph.store, "_inner", None)
    if not isinstance(inner, Store):
        raise BionrwError("This Dataset does not stand on Oxigraph. Open the graph with bionrw_graph.load().")
    return inner


def is_iri(word: str) -> bool:
    """Whether a word is an absolute IRI that a query may name."""
    try:
        NamedNode(word)
    except ValueError:
        return False
    return True


def select(graph: Graph, query: str) -> Answer:
    """The rows of a SELECT query.

    Every prefix of ``vocabulary.PREFIXES`` is bound. An IRI is a ``str``, an unbound variable is ``None``, numbers are
    ``int``, ``Decimal`` or ``float``, truths ``bool``, everything else the lexical form as ``str``.
    Raises ``BionrwError`` with line and column for a syntax error, and for another form of query.
    """
    return select_with_columns(graph, query)[1]


def select_with_columns(graph: Graph, query: str) -> tuple[list[str], Answer]:
    """The names of the columns, which an empty answer has too, and the rows; raises as :func:`select` does."""
    with _said_in_words():
        solutions = _asked(graph, query, QuerySolutions)
        names = [variable.value for variable in solutions.variables]
        # Not "strict": a solution has all its columns, and to ask that of every row takes as long as half of the row.
        return names, [dict(zip(names, map(_value, solution))) for solution in solutions]  # noqa: B905


def ask(graph: Graph, query: str) -> bool:
    """The answer to an ASK query; raises as :func:`select` does."""
    with _said_in_words():
        return bool(_asked(graph, query, QueryBoolean))


def construct(graph: Graph, query: str) -> list[Triple]:
    """The sorted triples of a CONSTRUCT or DESCRIBE query; raises as :func:`select` does."""
    with _said_in_words():
        return sorted(_asked(graph, query, QueryTriples), key=_order)


def construct_into(graph: Graph, queries: Iterable[str], name: str, beside: Path | None = None) -> None:
    """Add what CONSTRUCT queries answer to the named graph ``name`` of a graph that can be written, and to its merge.

    None of them sees what the others add. Their answers wait in a temporary file, as in :func:`add`: a store on disk
    is put in order after whatever is loaded, so to load once costs less than to load often.
    """
    store = engine(graph)
    with _waiting(beside) as triples, _said_in_words():
        for query in queries:
            _asked(graph, query, QueryTriples).serialize(triples, format=RdfFormat.N_TRIPLES)
        for place in (NamedNode(name), DefaultGraph()):
            triples.seek(0)
            store.bulk_load(triples, format=RdfFormat.N_TRIPLES, to_graph=place, lenient=True)


def graph_names(graph: Graph) -> list[str]:
    """The IRIs of the named graphs, sorted."""
    return sorted(name.value for name in engine(graph).named_graphs() if isinstance(name, NamedNode))


def is_graph(graph: Graph, iri: str) -> bool:
    """Whether there is a named graph of that IRI."""
    return is_iri(iri) and engine(graph).contains_named_graph(NamedNode(iri))


def graph_counts(graph: Graph) -> dict[str, int]:
    """How many triples each named graph holds, by its IRI, sorted."""
    # Counted by the engine, graph by graph: no statement becomes an object, and none is sorted into a group.
    named = {name: f"SELECT (COUNT(*) AS ?triples) {{ GRAPH <{name}> {{ ?s ?p ?o }} }}" for name in graph_names(graph)}
    counts = {name: select(graph, counted)[0]["triples"] for name, counted in named.items()}
    alone = 0 if counts else len(engine(graph))
    return {"": alone} if alone else counts


def serialised(statements: Iterable[Quad | Triple], ending: str) -> str:
    """Quads of a graph or triples of an answer as RDF text in the format of a file ending (see ``FORMATS``).

    Formats without named graphs hold the union. Sorted, so that the same statements give the same bytes.
    """
    format_ = FORMATS[ending]
    if not format_.supports_datasets:
        statements = {item.triple if isinstance(item, Quad) else item for item in statements}
    # pyoxigraph's types ask for quads or triples, not for a mixture; there is never one.
    ordered: list[Any] = sorted(statements, key=_order)
    content = serialize(ordered, format=format_, prefixes={} if ending in ("nt", "nq") else PREFIXES)
    return content.decode() if content else ""


def write(graph: Graph, ending: str, output: IO[bytes], beside: Path | None = None) -> None:
    """Write a whole graph as RDF in the format of a file ending, with the bytes of :func:`serialised`.

    The engine writes plain lines, which are sorted as they are: no statement is looked at twice, and however many they
    are, few are in memory at a time. The others wait in a temporary file, as in :func:`add`.
    """
    format_, plain = FORMATS[ending], RdfFormat.N_QUADS
    if format_.supports_datasets:
        lines = (line for name, some in by_graph(graph, beside) for line in _in_graph(some, name))
    else:
        plain = RdfFormat.N_TRIPLES
        lines = (line for line, _ in groupby(_sorted(engine(graph), _names(graph), beside)))
    if format_ == plain:
        output.writelines(lines)
    else:
        some = iter(lambda: b"".join(islice(lines, _LINES)), b"")
        # The engine's own terms need not be looked at again.
        statements: Iterator[Any] = chain.from_iterable(parse(text, format=plain, lenient=True) for text in some)
        serialize(statements, output, format=format_, prefixes=PREFIXES)


def by_graph(graph: Graph, beside: Path | None = None) -> Iterator[tuple[bytes, Iterator[bytes]]]:
    """Each named graph, by name, with its sorted lines of N-Triples; or the default graph, nameless, where none has.

    A name is as N-Triples writes it. The lines wait in a temporary file, as in :func:`add`.
    """
    for name in _names(graph):
        yield b"" if isinstance(name, DefaultGraph) else str(name).encode(), _sorted(engine(graph), [name], beside)


def turtle_lines(path: Path, graph: str) -> Iterator[str]:
    """The triples of a Turtle file as lines of N-Quads in the named graph ``graph``."""
    try:
        for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE):
            yield f"{Quad(quad.subject, quad.predicate, quad.object, NamedNode(graph))} .\n"
    except (SyntaxError, OSError) as error:
        raise BionrwError(f"{path.name} is no readable Turtle: {error}.") from error


def turtle(content: bytes, name: str) -> Store:
    """A store in memory that holds the triples of a Turtle text; ``name`` is what errors call it."""
    store = Store()
    try:
        store.bulk_load(content, format=RdfFormat.TURTLE)
    except (SyntaxError, ValueError) as error:
        raise BionrwError(f"{name} is no readable Turtle: {error}.") from error
    return store


def _read_file(path: Path) -> Store:
    format_ = FORMATS.get(path.suffix.removeprefix("."))
    if format_ is None:
        raise BionrwError(f"{path} is no RDF file that can be read. Endings: {', '.join(FORMATS)}.")
    content = path.read_bytes()
    if format_ == RdfFormat.RDF_XML and b"<!DOCTYPE" in content:
        # Entities can blow a kilobyte up to gigabytes; our own exports have none.
        raise BionrwError(f"{path} has a document type declaration. Remove it: entities are not read.")
    store = Store()
    try:
        store.load(content, format=format_)
    except (SyntaxError, ValueError, OSError) as error:
        raise BionrwError(f"{path} cannot be read: {error}") from error
    _merge(store)
    return store


def _names(graph: Graph) -> list[Any]:
    return sorted(engine(graph).named_graphs(), key=str) or [DefaultGraph()]


def _sorted(store: Store, names: list[Any], beside: Path | None) -> Iterator[bytes]:
    """The sorted lines of N-Triples of some graphs; what stands in two of them comes twice."""
    with _waiting(beside) as file:
        for name in names:
            store.dump(file, format=RdfFormat.N_TRIPLES, from_graph=name)
        file.seek(0)
        stretches, start = [], 0
        # Each stretch is sorted where it stands.
        while lines := file.readlines(_STRETCH):
            lines.sort()
            file.seek(start)
            file.writelines(lines)
            stretches.append(_read(file, start, file.tell()))
            start = file.tell()
        del lines
        yield from merge(*stretches)


def _read(file: IO[bytes], start: int, end: int) -> Iterator[bytes]:
    while start < end:
        file.seek(start)
        # As many bytes as are asked for, and the rest of the last line: never more than there are.
        lines = file.readlines(min(_BLOCK, end - start - 1))
        start = file.tell()
        yield from lines


def _in_graph(lines: Iterable[bytes], name: bytes) -> Iterable[bytes]:
    """Lines of N-Triples as lines of N-Quads."""
    return (line[:-2] + name + b" .\n" for line in lines) if name else lines


# How many strings are handled at once.
_PIECE = 256
# How many lines are handled at once.
_LINES = 4096
# So many bytes are sorted at once, and so many of each sorted stretch are read at once.
_STRETCH, _BLOCK = 1 << 25, 1 << 18
# So much text is kept in memory before it goes to a file.
_SPOOL = 1 << 24
# A line of N-Quads as ``ntriples.line`` writes it, up to its graph. Nothing is tried twice: a program's lines are many.
_IN_A_GRAPH = re.compile(rb'(<[^>]*+> <[^>]*+> (?:<[^>]*+>|"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"\S*+)) <[^>]*+> \.\n')


def _waiting(beside: Path | None) -> SpooledTemporaryFile[bytes]:
    from tempfile import SpooledTemporaryFile  # a question needs none, and it takes as long to load as the engine

    return SpooledTemporaryFile(max_size=_SPOOL, dir=None if beside is None else str(beside))


def _merge(store: Store) -> None:
    """Write every triple of the named graphs to the default graph, once."""
    store.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in list(quads(store)))


def _extend(store: Store, quads: Iterable[Quad]) -> None:
    """Add quads to their named graphs, and their triples to the default graph."""
    added = list(quads)
    store.bulk_extend(added)
    store.bulk_extend(Quad(quad.subject, quad.predicate, quad.object) for quad in added)


def _order(statement: Quad | Triple) -> tuple[str, str]:
    # The triple as one text: an IRI ends with a ">" that is in no IRI, and a space sorts before all in a name.
    if isinstance(statement, Quad):
        return str(statement.graph_name), str(statement.triple)
    return "", str(statement)


_Form = TypeVar("_Form", QuerySolutions, QueryBoolean, QueryTriples)


def _asked(graph: Graph, query: str, form: type[_Form]) -> _Form:
    result = engine(graph).query(query, prefixes=PREFIXES)
    if not isinstance(result, form):
        raise BionrwError("The query has another form (SELECT, ASK, CONSTRUCT, DESCRIBE) than is needed here.")
    return result


@contextmanager
def _said_in_words() -> Iterator[None]:
    try:
        yield
    except SyntaxError as error:
        raise BionrwError(_syntax_sentence(str(error))) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise BionrwError(f"The query could not be answered: {error}") from error


_READ: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys((XSD.integer, XSD.int, XSD.long), int),
    XSD.decimal: Decimal,
    **dict.fromkeys((XSD.double, XSD.float), float),
    XSD.boolean: lambda text: text in ("true", "1"),
}
"""What becomes of a literal, by its datatype; a text where it has another."""


def _value(term: Any) -> Any:
    # Asked in the order of their number: every value of every answer passes here.
    kind = type(term)
    if kind is NamedNode:
        return term.value
    if kind is Literal:
        text = term.value
        read = _READ.get(term.datatype.value)
        if read is None:
            return text
        try:
            return read(text)
        except (ValueError, ArithmeticError):
            # An ill-typed literal of somebody's own data: shown as it stands.
            return text
    return None if term is None or kind is DefaultGraph else str(term)


def _syntax_sentence(message: str) -> str:
    """Oxigraph's message cut to the place and the first thing that was expected.

    >>> _syntax_sentence("error at 3:2: expected one of LATERAL, SERVICE, [_]")
    'The query has a syntax error in line 3, column 2.'
    """
    head, _, expected = message.partition(": expected ")
    place = head.removeprefix("error at ")
    line, separator, column = place.partition(":")
    if not (separator and line.isdecimal() and column.isdecimal()):
        return f"The query has a syntax error: {message}"
    if "Prefix not found" in expected:
        return (
            f"The query uses a prefix that is not declared, in line {line}, column {column}. "
            f"Bound are: {', '.join(PREFIXES)}."
        )
    return f"The query has a syntax error in line {line}, column {column}."
