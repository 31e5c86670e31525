"""The commands: read options, call one function, print.

Answers go to standard output, words to standard error. Heavy packages load inside the command that needs them.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bionrw_graph.errors import BionrwError, did_you_mean

if TYPE_CHECKING:
    import networkx as nx

    from bionrw_graph.places import Places
    from bionrw_graph.queries import Query
    from bionrw_graph.store import Graph

_BUILD = "build/current"


class _Command(click.Command):
    """A command that takes a parameter in two words or as NAME=VALUE."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        words: list[str] = []
        for word in args:
            # No parameter has "=" in its name, so the first one parts name and value.
            joined = words and words[-1] in ("-p", "--param") and "=" in word
            words += word.split("=", 1) if joined else [word]
        return super().parse_args(ctx, words)


class _Group(click.Group):
    """A group whose commands end with one sentence and exit code 1 when something is wrong."""

    command_class = _Command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BionrwError as error:
            raise click.ClickException(str(error)) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        # In the order of the work, not of the alphabet.
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            raise click.UsageError(error.message + did_you_mean(args[0], self.commands), ctx) from error


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bionrw-graph", prog_name="bionrw")
def main() -> None:
    """A knowledge graph of the biotech ecosystem of North Rhine-Westphalia."""


graph_option = click.option(
    "-g", "--graph", "place", default=_BUILD, show_default=True, metavar="PLACE", help="A build, or one RDF file."
)
as_of_option = click.option(
    "--as-of", "day", metavar="DAY", help="The names and the claims that were true on that day, like 2019-01-01."
)
parameter_option = click.option(
    "-p",
    "--param",
    "parameters",
    nargs=2,
    multiple=True,
    metavar="NAME VALUE",
    help="A parameter of the query, also as NAME=VALUE; repeatable.",
)
data_option = click.option(
    "-d",
    "--data",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder of tables instead of our own.",
)
output_option = click.option("-o", "--output", metavar="FILE", help="Write to a file; its ending chooses the format.")
format_option = click.option(
    "-f", "--format", "format_", metavar="FORMAT", help="table, csv, tsv, json or md.  [default: table]"
)


imports_option = click.option(
    "-i",
    "--imports",
    default="imports",
    show_default=True,
    metavar="FOLDER",
    help="Imported deliveries to take in; the folder need not exist.",
)


@main.command()
@data_option
@imports_option
@click.option(
    "-o", "--output", default="public", show_default=True, metavar="FOLDER", help="The folder to publish into."
)
def publish(data: Path | None, imports: str, output: str) -> None:
    """Build, check, answer, draw and export everything into one folder.

    \b
    $ bionrw publish
    """
    from bionrw_graph import paths, publish

    publish.publish(data or paths.DATA, output, imports=imports, say=_say)
    _say(f"Done. Open {Path(output) / 'index.html'} in a browser.")


@main.command()
@data_option
@imports_option
@click.option("-o", "--output", default=_BUILD, show_default=True, metavar="FOLDER", help="The folder to build into.")
def build(data: Path | None, imports: str, output: str) -> None:
    """Build the graph from the tables, and from what was imported.

    \b
    $ bionrw build
    """
    from bionrw_graph import building, paths, store

    place = building.build(data or paths.DATA, output, imports=imports)
    counts = store.graph_counts(store.opened(place))
    _say(f"Built {place}: {sum(counts.values()):,} triples in {len(counts)} named graphs.")


@main.group("import")
def import_() -> None:
    """Read what others publish into tables that the build takes in."""


@import_.command("cordis")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE-OR-FOLDER…")
@click.option(
    "--region", metavar="NUTS", help="Only projects with a participant in this region.  [default: DEA, unless --field]"
)
@click.option("--field", metavar="CODE", help="Only projects of this EuroSciVoc field and those below, like /23/45.")
@click.option("--all", "everything", is_flag=True, help="All projects.")
@click.option(
    "--programme",
    type=click.Choice(["fp7", "h2020", "horizon-europe"]),
    help="The programme of projects whose row is missing or does not name it.",
)
@data_option
@click.option(
    "-o",
    "--output",
    default="imports/cordis",
    show_default=True,
    metavar="FOLDER",
    help="The folder to write to; its name becomes that of the source.",
)
def import_cordis(
    files: tuple[Path, ...],
    region: str | None,
    field: str | None,
    everything: bool,
    programme: str | None,
    data: Path | None,
    output: str,
) -> None:
    """Read EU projects as CORDIS delivers them: ZIP, folder, CSV or XLSX, FP7 to Horizon Europe.

    Taken are projects with a participant in North Rhine-Westphalia and those whose grant number our tables know, each
    with all its participants. Where no NUTS code is given, postcode and city tell the region, and the graph says so.

    \b
    $ bionrw import cordis cordis-h2020projects-csv.zip
    $ bionrw import cordis organization.csv topics.csv --programme h2020 -o imports/cordis-h2020
    $ bionrw import cordis cordis-HORIZONprojects-csv.zip --field /23/1225 -o imports/cordis-horizon
    """
    from bionrw_graph import importing, paths, tables

    if everything and (region or field):
        raise click.UsageError("Give --all or a selection, not both.")
    awards = tables.read(data or paths.DATA)["awards"]
    summary = importing.cordis_delivery(
        files,
        output,
        region="" if everything else region or ("" if field else importing.REGION),
        field=field or "",
        programme=programme or "",
        also=frozenset(row["grant_number"] for row in awards if row["grant_number"].isdecimal()),
        progress=_progress,
    )
    _say(importing.report(summary))
    _say(f"Wrote {output}. `bionrw build` takes it in.")


@import_.command("eurio")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--programme",
    type=click.Choice(["fp7", "h2020", "horizon-europe"]),
    help="The programme of projects whose grant does not name it.",
)
@click.option("--publisher", default="", metavar="NAME", help="Who publishes the file, if not the EU.")
@click.option("--url", default="", metavar="URL", help="Where it is published, if not by the EU.")
@click.option(
    "-o",
    "--output",
    default="imports/eurio",
    show_default=True,
    metavar="FOLDER",
    help="The folder to write to; its name becomes that of the source.",
)
def import_eurio(file: Path, programme: str | None, publisher: str, url: str, output: str) -> None:
    """Read EU projects from an RDF file in the words of EURIO, the ontology of CORDIS.

    Taken are all projects that have a number, each with all its roles.

    \b
    $ bionrw import eurio bigmap.ttl --programme h2020 -o imports/big-map
    """
    from bionrw_graph import importing

    found = importing.eurio_delivery(file, output, programme=programme or "", publisher=publisher, url=url)
    _say(importing.eurio_report(found))
    _say(f"Wrote {output}. `bionrw build` takes it in.")


@main.command()
@graph_option
@as_of_option
def describe(place: str, day: str | None) -> None:
    """Count what the graph holds, by class and by source.

    \b
    $ bionrw describe
    """
    from bionrw_graph import queries, store

    graph = _opened(place, day)
    for name in ("things-by-class", "claims-by-source"):
        columns, rows = store.select_with_columns(graph, queries.find(name).text)
        _print(rows, columns, None, None)


@main.command()
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
        _print(rows, ["severity", "row", "message", "value", "focus"], format_, output)
    violations = sum(finding.severity == "Violation" for finding in report.findings)
    _say(f"{violations} violations, {len(rows) - violations} warnings and notes.")
    if not report.conforms:
        raise SystemExit(1)


@main.command()
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
        graph = _opened(place, day)
        text, form = queries.checked(graph, asked, **dict(parameters))
        if form == "SELECT":
            columns, rows = store.select_with_columns(graph, text)
        elif form == "ASK":
            true = store.ask(graph, text)
        else:
            triples = store.construct(graph, text)
    # Outside of the deadline: whoever reads slowly, reads all.
    if form == "SELECT":
        _print(rows, columns, format_, output)
    elif form == "ASK":
        _print_text(f"{'true' if true else 'false'}\n" if format_ == "json" else f"{'yes' if true else 'no'}\n", output)
    else:
        rdf = ending or format_ or "ttl"
        if rdf not in store.FORMATS:
            raise BionrwError(f'Triples cannot be written as "{rdf}". Formats: {", ".join(store.FORMATS)}.')
        _print_text(store.serialised(triples, rdf), output)
    for words in _remarks(asked, dict(parameters)):
        _say(words)


@main.command()
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
        _print_text(exports.text(store.in_memory(changes.statements(found)), form), output)
    else:
        columns, rows = changes.told(found, lang, same)
        if rows or output or format_:
            _print(rows, columns, form, output)
    for words in changes.remarks(found, lang):
        _say(words)


@main.command()
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
        _print(rows[:top], columns, form, output)
    if rows:
        _say(f"Pairs with a score of {least} or more: {len(rows)}. Decide on each in same.csv or not-same.csv.")
    else:
        _say(f"Nothing to propose: no pair{' of it' if about else ''} has a score of {least} or more.")


@main.command()
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
        _print(rows, columns, format_, output)
    _say(disagreements.remark(found, lang))


@main.command()
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
        _print(rows[:top], columns, format_, output)
    _say(upkeep.remark(found, lang))


@main.command()
@click.argument("start", metavar="FROM")
@click.argument("goal", metavar="TO")
@graph_option
@parameter_option
@format_option
@output_option
def chain(
    start: str,
    goal: str,
    place: str,
    parameters: tuple[tuple[str, str], ...],
    format_: str | None,
    output: str | None,
) -> None:
    """Find the shortest way of cooperation from one organisation to another, with the projects on the way.

    \b
    $ bionrw chain bitop bangor-university
    """
    from bionrw_graph import networks, queries, store

    graph = store.opened(place)
    network = networks.projection(graph, "collaboration", **dict(parameters))
    ends = [queries.resolve(graph, "organisation", word) for word in (start, goal)]
    steps, ways = networks.chain(network, *ends)
    _print(steps, ["step", "from", "to", "projects"], format_, output)
    if ways > 1:
        _say(f"{ways} ways are equally short; this is the first by name.")


@main.command()
@click.argument("name")
@graph_option
@parameter_option
@click.option("--by", default="strength", show_default=True, metavar="MEASURE", help="The measure that ranks.")
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="Only the first N.")
@format_option
@output_option
def measure(
    name: str,
    place: str,
    parameters: tuple[tuple[str, str], ...],
    by: str,
    top: int | None,
    format_: str | None,
    output: str | None,
) -> None:
    """Rank the nodes of a network: central, bridging, grouped.

    \b
    $ bionrw measure collaboration --by betweenness --top 10
    """
    from bionrw_graph import measures, networks, store

    network = networks.projection(store.opened(place), name, **dict(parameters))
    rows = measures.ranking(network, by)[:top]
    columns = ["name", *measures.MEASURES, "bridges", "node"]
    _print(rows, columns, format_, output)
    if "note" in network.graph:
        _say(network.graph["note"])


@main.command()
@click.argument("name")
@graph_option
@as_of_option
@parameter_option
@click.option("--around", metavar="ORGANISATION", help="Only the neighbourhood of one organisation (id or name).")
@click.option(
    "--steps", type=click.IntRange(1, 5), default=1, show_default=True, help="How far the neighbourhood reaches."
)
@click.option("--title", help="The heading; otherwise that of the network.")
@click.option("--lang", type=click.Choice(["de", "en"]), default="de", show_default=True, help="Its language.")
@click.option(
    "--node-colour",
    type=click.Choice(["type", "community", "none"]),
    default="type",
    show_default=True,
    help="What the colour of a symbol stands for.",
)
@click.option(
    "--node-size",
    type=click.Choice(["strength", "partners", "betweenness"]),
    default="strength",
    show_default=True,
    help="What its size stands for: sum of joint projects, number of partners, bridge role.",
)
@click.option("--embed", is_flag=True, help="A page without heading, search and filters, for a frame in another page.")
@click.option("--since", metavar="DAY", help="Mark what is new since that day and what is not true any more.")
@click.option("--since-build", metavar="FOLDER", help="Mark what is new since an older build and what is gone from it.")
@click.option("--places", "places_file", metavar="FILE", help="Keep the places in this file, and add new ones to it.")
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(["html", "svg", "png", "pdf"]),
    help="An interactive page, or a picture of it for a report.  [default: html]",
)
@click.option("-o", "--output", metavar="FILE", help="Where to; its ending chooses the format.  [default: NAME.html]")
def draw(
    name: str,
    place: str,
    day: str | None,
    parameters: tuple[tuple[str, str], ...],
    around: str | None,
    steps: int,
    title: str | None,
    lang: str,
    node_colour: str,
    node_size: str,
    embed: bool,
    since: str | None,
    since_build: str | None,
    places_file: str | None,
    format_: str | None,
    output: str | None,
) -> None:
    """Draw a network: as one interactive page that works offline, or as a picture.

    \b
    $ bionrw draw collaboration -o collaboration.html
    $ bionrw draw collaboration -p since=2016 -p funder=h2020 --title "Horizon 2020" --lang en
    $ bionrw draw collaboration --around clib --steps 2 --format pdf
    $ bionrw draw collaboration --node-colour community --node-size betweenness -o bridges.png
    $ bionrw draw ecosystem --as-of 2016-01-01 -o then.svg
    $ bionrw draw collaboration --since 2019-01-01
    $ bionrw draw collaboration --since-build ../older/build/current
    $ bionrw draw collaboration --embed -o frame.html
    $ bionrw draw collaboration --places public/downloads/places.json
    """
    from bionrw_graph import networks, pictures, places, queries, scenes

    path = output or f"{name}.{format_ or 'html'}"
    ending = pictures.checked_ending(path, embed=embed)
    if format_ and format_ != ending:
        raise BionrwError(f'The file "{path}" ends with .{ending}, but --format says {format_}. Leave one of them out.')
    graph = _opened(place, day)
    older = _older(graph, place, day, since, since_build)
    network = _network(graph, name, parameters, around, steps, older, since)
    claims = queries.find("claims").run(graph)
    if older is not None:
        claims = networks.merged_claims(queries.find("claims").run(older), claims)
    if not network:
        chosen = ", ".join(f"{key} {value}" for key, value in parameters) or "no parameters"
        raise BionrwError(f'The network "{name}" has no nodes with these parameters ({chosen}). Widen them.')
    known = places.read(places_file) if places_file else {}
    # A page is known by its own name; one with another name still shows the network, unless it is a part of it.
    before = known.get(Path(path).stem) or ({} if around else known.get(name)) or {}
    now = scenes.places(network, before)
    pictures.draw(
        network,
        path,
        embed=embed,
        claims=claims,
        title=title or "",
        title_de=title or "",
        data_date=queries.data_date(graph),
        as_of=day or "",
        lang=lang,
        node_colour=node_colour,
        node_size=node_size,
        kept=now,
    )
    _say(f"Drew {len(network)} nodes and {network.number_of_edges()} edges: {path}")
    if older is not None:
        changes = [change for _, change in network.nodes(data="change")]
        _say(f"Nodes that are new: {changes.count('new')}; no longer stated or in force: {changes.count('gone')}.")
    if places_file:
        _say(_kept(places_file, before, now))
        if not _is_published(Path(places_file)):
            places.write(places_file, {**known, Path(path).stem: now})


@main.command()
@click.argument("name", required=False)
@graph_option
@as_of_option
@parameter_option
@click.option("--around", metavar="ORGANISATION", help="Only the neighbourhood of one organisation (id or name).")
@click.option(
    "--steps", type=click.IntRange(1, 5), default=1, show_default=True, help="How far the neighbourhood reaches."
)
@click.option("--as", "as_", type=click.Choice(["eurio"]), help="In the words of EURIO, the ontology of CORDIS.")
@click.option("--report", is_flag=True, help="With --as: how much of what the graph says went out.")
@click.option(
    "-o", "--output", required=True, metavar="FILE", help="ttl, nt, trig, nq, jsonld, rdf; a network: graphml, gexf."
)
def export(
    name: str | None,
    place: str,
    day: str | None,
    parameters: tuple[tuple[str, str], ...],
    around: str | None,
    steps: int,
    as_: str | None,
    report: bool,
    output: str,
) -> None:
    """Write the graph, or the network NAME, in the format of the file's ending.

    \b
    $ bionrw export -o bionrw.jsonld
    $ bionrw export collaboration -o collaboration.graphml
    $ bionrw export --as eurio -o eurio.ttl
    """
    from bionrw_graph import eurio, exports

    if name is None and (parameters or around):
        raise click.UsageError("Parameters and --around belong to a network: give its NAME.")
    if name and as_:
        raise click.UsageError("--as belongs to the whole graph: leave the NAME out.")
    if report and not as_:
        raise click.UsageError("--report belongs to --as.")
    graph = _opened(place, day)
    exports.write(_network(graph, name, parameters, around, steps) if name else graph, output, as_ or "")
    _say(f"Wrote {output}.")
    if report:
        _print(eurio.coverage(graph), list(eurio.COLUMNS), None, None)
    elif as_:
        _say("EURIO has no words for a part of it: --report tells for which, and how much that is.")


def _is_published(file: Path) -> bool:
    """Whether a file belongs to a published folder: its manifest vouches for the bytes, so it is read only."""
    from bionrw_graph.publish import MANIFEST

    return (file.resolve().parent.parent / MANIFEST).exists()


def _kept(file: str, before: Places, now: Places) -> str:
    """How many nodes stand where they stood, in words."""
    known = [node for node in now if node in before]
    if not before:
        return f"Laid out afresh: {file} had no places for this map. Give it again, and the next map keeps these."
    if any(before[node] != now[node] for node in known):
        return (
            f"Laid out afresh: {len(now) - len(known)} of {len(now)} nodes have no place in {file}, or too little room."
        )
    return f"Places kept from {file}: {len(known)}; new: {len(now) - len(known)}."


def _opened(place: str, day: str | None) -> Graph:
    from bionrw_graph import store

    graph = store.opened(place)
    if day is None:
        return graph
    from bionrw_graph.as_of import as_of

    return as_of(graph, day)


def _older(graph: Graph, place: str, day: str | None, since: str | None, build: str | None) -> Graph | None:
    """The state that a map is compared with: of an earlier day, or of an older build; None for no comparison."""
    from bionrw_graph import queries

    if since and build:
        raise click.UsageError("Give --since or --since-build, not both.")
    if build:
        return _opened(build, day)
    if not since:
        return None
    older = _opened(place, since)
    latest = day or queries.data_date(graph)
    if since >= latest:
        raise BionrwError(f"--since {since} is not before {latest}, the day that is drawn. Give an earlier day.")
    return older


def _network(
    graph: Any,
    name: str,
    parameters: tuple[tuple[str, str], ...],
    around: str | None,
    steps: int,
    older: Any = None,
    since: str | None = None,
) -> nx.Graph:
    from bionrw_graph import networks, queries

    network = networks.projection(graph, name, **dict(parameters))
    if older is not None:
        before = networks.projection(older, name, **dict(parameters))
        network = networks.merged(before, network, since or queries.data_date(older))
    if around:
        network = networks.around(network, queries.resolve(graph, "organisation", around), steps)
    return network


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
        if name not in given and default != "UNDEF":
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
        _print(rows, ["theme", "name", "question", "parameters"], format_, output)
        return
    widest = max(len(row["name"]) for row in rows)
    theme = ""
    for row in rows:
        if row["theme"] != theme:
            theme = row["theme"]
            click.echo(("" if row is rows[0] else "\n") + theme)
        parameters = f"  (-p {row['parameters']})" if row["parameters"] else ""
        click.echo(f"  {row['name']:<{widest}}  {row['question']}{parameters}")


def _print(rows: list[dict[str, Any]], columns: list[str], format_: str | None, output: str | None) -> None:
    from bionrw_graph import answers

    ending = Path(output).suffix.removeprefix(".") if output else ""
    _print_text(answers.text(rows, columns, format_ or ending or "table"), output)


def _print_text(text: str, output: str | None) -> None:
    from bionrw_graph.swap import write_text

    if output:
        write_text(output, text)
        _say(f"Wrote {output}.")
    else:
        click.echo(text, nl=False)


def _progress(records: int) -> None:
    """How far a long reading is, on one line, where somebody is there to see it."""
    if sys.stderr.isatty():
        click.echo(f"\r{records:,} records …", nl=False, err=True)


def _say(words: str) -> None:
    click.echo(words, err=True)


@contextmanager
def _deadline(seconds: float) -> Iterator[None]:
    """End the process when the block takes longer: a query inside Oxigraph cannot be stopped in any other way."""

    def give_up() -> None:
        _say(f"Error: The query was stopped after {seconds:g} seconds. Make it narrower, or allow more with --timeout.")
        sys.stderr.flush()
        os._exit(1)

    timer = threading.Timer(seconds, give_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
