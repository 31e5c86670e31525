"""Ask the graph."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bionrw_graph.cli.commands import Command
from bionrw_graph.cli.graphs import opened
from bionrw_graph.cli.options import as_of_option, format_option, graph_option, output_option, parameter_option
from bionrw_graph.cli.output import say, show_rows, write
from bionrw_graph.errors import BionrwError

if TYPE_CHECKING:
    from bionrw_graph.queries import Query


@click.command(cls=Command)
@graph_option
@as_of_option
def describe(place: str, day: str | None) -> None:
    """Count what the graph holds, by class and by source.

    \b
    $ bionrw describe
    """
    from bionrw_graph import queries, store

    graph = opened(place, day)
    for name in ("things-by-class", "claims-by-source"):
        columns, rows = store.select_with_columns(graph, queries.find(name).text)
        show_rows(rows, columns, None, None)


@click.command(cls=Command)
@graph_option
@click.option(
    "--lang", type=click.Choice(["en", "de"]), default="en", show_default=True, help="Language of the messages."
)
@format_option
@output_option
def validate(place: str, lang: str, format_: str | None, output: str | None) -> None:
    """Check the graph against the shapes; say which table row to mend.

    Exit code 1 when something is wrong; warnings alone are no failure.

    \b
    $ bionrw validate --lang de
    """
    from bionrw_graph import store, validation

    report = validation.validate(store.opened(place))
    rows = [
        {
            "severity": finding.severity,
            "row": finding.row,
            "message": finding.message_de if lang == "de" else finding.message,
            "value": finding.value,
            "focus": finding.focus,
        }
        for finding in report.findings
    ]
    if rows or output:
        show_rows(rows, ["severity", "row", "message", "value", "focus"], format_, output)
    violations = sum(finding.severity == "Violation" for finding in report.findings)
    say(f"{violations} violations, {len(rows) - violations} warnings and notes.")
    if not report.conforms:
        raise SystemExit(1)


@click.command(cls=Command)
@click.argument("name", required=False)
@graph_option
@as_of_option
@parameter_option
@format_option
@output_option
@click.option("--show", is_flag=True, help="Print the SPARQL instead of the answer.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True, max=86_400),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="Stop after so long.",
)
def query(
    name: str | None,
    place: str,
    day: str | None,
    parameters: tuple[tuple[str, str], ...],
    format_: str | None,
    output: str | None,
    show: bool,
    timeout: float,
) -> None:
    """Answer a question of the library, a .rq file, or a query on standard input (-).

    Without a NAME it lists the library by theme. All usual prefixes are bound.

    \b
    $ bionrw query
    $ bionrw query partners-of -p organisation clib
    $ bionrw query ministry-behind-bionrw --as-of 2019-01-01
    $ bionrw query own.rq -o answer.csv
    $ echo 'SELECT ?o { ?o a bionrw:Organisation }' | bionrw query -
    """
    from bionrw_graph import queries, store

    if name is None:
        _list_library(format_, output)
        return
    asked = _query(name)
    if show:
        click.echo(asked.text, nl=not asked.text.endswith("\n"))
        return
    ending = Path(output).suffix.removeprefix(".") if output else ""
    with _deadline(timeout):
        graph = opened(place, day)
        text, form = queries.checked(graph, asked, **dict(parameters))
        if form == "SELECT":
            columns, rows = store.select_with_columns(graph, text)
        elif form == "ASK":
            true = store.ask(graph, text)
        else:
            triples = store.construct(graph, text)
    # Outside of the deadline: whoever reads slowly, reads all.
    if form == "SELECT":
        show_rows(rows, columns, format_, output)
    elif form == "ASK":
        write(f"{'true' if true else 'false'}\n" if format_ == "json" else f"{'yes' if true else 'no'}\n", output)
    else:
        rdf = ending or format_ or "ttl"
        if rdf not in store.FORMATS:
            raise BionrwError(f'Triples cannot be written as "{rdf}". Formats: {", ".join(store.FORMATS)}.')
        write(store.serialised(triples, rdf), output)
    for words in _remarks(asked, dict(parameters)):
        say(words)


def _query(name: str) -> Query:
    """A question of the library, of a file, or of standard input."""
    from bionrw_graph import queries

    if name == "-":
        return queries.own(sys.stdin.read())
    path = Path(name)
    if path.suffix in (".rq", ".sparql"):
        try:
            return queries.own(path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise BionrwError(f"{name} cannot be read ({reason}).") from error
    return queries.find(name)


def _remarks(asked: Query, given: dict[str, str]) -> Iterator[str]:
    """What a reader of the answer should know: whom it is about, and words of our own that a query misspells."""
    from bionrw_graph import answers, queries

    for name, default in asked.parameters.items():
        if name not in given and default not in ("UNDEF", '""'):
            yield f"{name}: {answers.shown(default.partition('^^')[0].strip('<>'))} (default; choose with -p {name} …)"
    if "note" in asked.header:
        yield asked.header["note"]
    if not asked.theme:
        yield from queries.unknown_terms(asked.text)


def _list_library(format_: str | None, output: str | None) -> None:
    from bionrw_graph import queries

    rows: list[dict[str, Any]] = [
        {
            "theme": query.theme,
            "name": query.name,
            "question": query.header["question"],
            "parameters": ", ".join(query.parameters),
        }
        for query in queries.library().values()
    ]
    if format_ or output:
        show_rows(rows, ["theme", "name", "question", "parameters"], format_, output)
        return
    widest = max(len(row["name"]) for row in rows)
    theme = ""
    for row in rows:
        if row["theme"] != theme:
            theme = row["theme"]
            click.echo(("" if row is rows[0] else "\n") + theme)
        parameters = f"  (-p {row['parameters']})" if row["parameters"] else ""
        click.echo(f"  {row['name']:<{widest}}  {row['question']}{parameters}")


@contextmanager
def _deadline(seconds: float) -> Iterator[None]:
    """End the process when the block takes longer: a query inside Oxigraph cannot be stopped in any other way."""

    def give_up() -> None:
        say(f"Error: The query was stopped after {seconds:g} seconds. Make it narrower, or allow more with --timeout.")
        sys.stderr.flush()
        os._exit(1)

    timer = threading.Timer(seconds, give_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
