"""The options that several commands have."""

from pathlib import Path

import click

BUILD = "build/current"

graph_option = click.option(
    "-g", "--graph", "place", default=BUILD, show_default=True, metavar="PLACE", help="A build, or one RDF file."
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

around_option = click.option(
    "--around", metavar="ORGANISATION", help="Only the neighbourhood of one organisation (id or name)."
)

steps_option = click.option(
    "--steps", type=click.IntRange(1, 5), default=1, show_default=True, help="How far the neighbourhood reaches."
)
