"""Compare sources, builds and bodies; say what is open."""

from __future__ import annotations

from pathlib import Path

import click

from bionrw_graph.cli.commands import Command
from bionrw_graph.cli.options import format_option, graph_option, output_option
from bionrw_graph.cli.output import say, show_rows, write


@click.command(cls=Command)
@click.argument("older", metavar="A")
@click.argument("newer", metavar="B")
@graph_option
@click.option(
    "--lang", type=click.Choice(["en", "de"]), default="en", show_default=True, help="Language of the answer."
)
@click.option("--all", "same", is_flag=True, help="What is the same as well.")
@format_option
@output_option
def diff(older: str, newer: str, place: str, lang: str, same: bool, format_: str | None, output: str | None) -> None:
    """Tell what changed from A to B: claims added, changed, renamed, and not stated any more.

    A and B are two sources of the graph (ids of sources.csv), or two builds or RDF files. Formats and endings of RDF,
    such as ttl, give the differences as a graph.

    \b
    $ bionrw diff bionrw-cluster bionrw-about
    $ bionrw diff build/before build/current -o changes.csv
    """
    from bionrw_graph import changes, exports, store

    found = changes.compared(older, newer, place)
    form = format_ or (Path(output).suffix.removeprefix(".") if output else "table")
    if form in store.FORMATS:
        write(exports.text(store.in_memory(changes.statements(found)), form), output)
    else:
        columns, rows = changes.told(found, lang, same)
        if rows or output or format_:
            show_rows(rows, columns, form, output)
    for words in changes.remarks(found, lang):
        say(words)


@click.command(cls=Command)
@click.option("--about", default="", metavar="ORGANISATION", help="Only the pairs of one organisation (id or name).")
@click.option("--least", type=click.IntRange(0, 100), metavar="SCORE", help="Only from this score on.  [default: 70]")
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="Only the first N.")
@click.option(
    "--lang", type=click.Choice(["en", "de"]), default="en", show_default=True, help="Language of the reasons."
)
@graph_option
@format_option
@output_option
def match(
    about: str, least: int | None, top: int | None, lang: str, place: str, format_: str | None, output: str | None
) -> None:
    """Propose organisations that may be one body, with a score and its reasons.

    Nothing is merged: copy oneId and otherId, with your reason, to same.csv if it is one body and to not-same.csv if it
    is not. Then the pair is not proposed again. A table has the reasons in one language, the other formats in both.

    \b
    $ bionrw match --top 20
    $ bionrw match --about rewin --least 50
    $ bionrw match -o pairs.csv
    """
    from bionrw_graph import matching, store

    least = matching.LEAST if least is None else least
    columns, rows = matching.proposals(store.opened(place), about, least)
    form = format_ or (Path(output).suffix.removeprefix(".") if output else "table")
    if form == "table":
        columns = [name for name in columns if name != ("reasons" if lang == "de" else "reasonsGerman")]
    if rows or output or format_:
        show_rows(rows[:top], columns, form, output)
    if rows:
        say(f"Pairs with a score of {least} or more: {len(rows)}. Decide on each in same.csv or not-same.csv.")
    else:
        say(f"Nothing to propose: no pair{' of it' if about else ''} has a score of {least} or more.")


@click.command(cls=Command)
@click.option("--about", default="", metavar="THING", help="Only those of one thing and of its parts (id or name).")
@click.option(
    "--lang", type=click.Choice(["en", "de"]), default="en", show_default=True, help="Language of the answer."
)
@graph_option
@format_option
@output_option
def conflicts(about: str, lang: str, place: str, format_: str | None, output: str | None) -> None:
    """Tell where sources disagree: both values, both citations, the difference, and what the curators think.

    \b
    $ bionrw conflicts
    $ bionrw conflicts --about biobase4sme
    $ bionrw conflicts --lang de -o conflicts.csv
    """
    from bionrw_graph import conflicts as disagreements
    from bionrw_graph import store

    _, found = disagreements.conflicts(store.opened(place), about)
    columns, rows = disagreements.told(found, lang)
    if rows or output or format_:
        show_rows(rows, columns, format_, output)
    say(disagreements.remark(found, lang))


@click.command(cls=Command)
@click.option("--about", default="", metavar="THING", help="Only what is open of one thing (id or name).")
@click.option("--months", type=click.IntRange(min=0), metavar="N", help="Not confirmed for so long.  [default: 12]")
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="Only the first N.")
@click.option(
    "--lang", type=click.Choice(["en", "de"]), default="en", show_default=True, help="Language of the answer."
)
@graph_option
@format_option
@output_option
def todo(
    about: str,
    months: int | None,
    top: int | None,
    lang: str,
    place: str,
    format_: str | None,
    output: str | None,
) -> None:
    """List what is unknown, unsure, or not confirmed for long, by organisation, with the table to mend it in.

    \b
    $ bionrw todo --about clib
    $ bionrw todo --months 24 -o todo.csv
    """
    from bionrw_graph import store, upkeep

    _, found = upkeep.todo(store.opened(place), about, months)
    columns, rows = upkeep.told(found, lang)
    if rows or output or format_:
        show_rows(rows[:top], columns, format_, output)
    say(upkeep.remark(found, lang))
