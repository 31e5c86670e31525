"""Measure, draw and export networks and the graph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bionrw_graph.cli.commands import Command
from bionrw_graph.cli.graphs import network_of, older_state, opened
from bionrw_graph.cli.options import (
    around_option,
    as_of_option,
    format_option,
    graph_option,
    output_option,
    parameter_option,
    steps_option,
)
from bionrw_graph.cli.output import say, show_rows
from bionrw_graph.errors import BionrwError

if TYPE_CHECKING:
    from bionrw_graph.places import Places


@click.command(cls=Command)
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
    show_rows(steps, ["step", "from", "to", "projects"], format_, output)
    if ways > 1:
        say(f"{ways} ways are equally short; this is the first by name.")


@click.command(cls=Command)
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
    show_rows(rows, columns, format_, output)
    if measures.is_estimated(network):
        say(
            "Betweenness and closeness are estimates here: they rest on the shortest paths from "
            f"{measures.SOURCES} nodes of each connected part, the same ones each time."
        )
    if "note" in network.graph:
        say(network.graph["note"])


@click.command(cls=Command)
@click.argument("name")
@graph_option
@as_of_option
@parameter_option
@around_option
@steps_option
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
    graph = opened(place, day)
    older = older_state(graph, place, day, since, since_build)
    network = network_of(graph, name, parameters, around, steps, older, since)
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
    say(f"Drew {len(network)} nodes and {network.number_of_edges()} edges: {path}")
    if older is not None:
        changes = [change for _, change in network.nodes(data="change")]
        say(f"Nodes that are new: {changes.count('new')}; no longer stated or in force: {changes.count('gone')}.")
    if places_file:
        say(_kept(places_file, before, now))
        if not _is_published(Path(places_file)):
            places.write(places_file, {**known, Path(path).stem: now})


@click.command(cls=Command)
@click.argument("name", required=False)
@graph_option
@as_of_option
@parameter_option
@around_option
@steps_option
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
    graph = opened(place, day)
    exports.write(network_of(graph, name, parameters, around, steps) if name else graph, output, as_ or "")
    say(f"Wrote {output}.")
    if report:
        show_rows(eurio.coverage(graph), list(eurio.COLUMNS), None, None)
    elif as_:
        say("EURIO has no words for a part of it: --report tells for which, and how much that is.")


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
