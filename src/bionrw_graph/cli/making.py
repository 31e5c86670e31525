"""Make the graph, and everything of it."""

from __future__ import annotations

from pathlib import Path

import click

from bionrw_graph.cli.commands import Command
from bionrw_graph.cli.options import BUILD, data_option, imports_option
from bionrw_graph.cli.output import say


@click.command(cls=Command)
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

    publish.publish(data or paths.DATA, output, imports=imports, say=say)
    say(f"Done. Open {Path(output) / 'index.html'} in a browser.")


@click.command(cls=Command)
@data_option
@imports_option
@click.option("-o", "--output", default=BUILD, show_default=True, metavar="FOLDER", help="The folder to build into.")
def build(data: Path | None, imports: str, output: str) -> None:
    """Build the graph from the tables, and from what was imported.

    \b
    $ bionrw build
    """
    from bionrw_graph import building, paths, store

    place = building.build(data or paths.DATA, output, imports=imports)
    counts = store.graph_counts(store.opened(place))
    say(f"Built {place}: {sum(counts.values()):,} triples in {len(counts)} named graphs.")
