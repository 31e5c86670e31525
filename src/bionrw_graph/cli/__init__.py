"""The commands: read options, call one function, print.

Answers go to standard output, words to standard error. Heavy packages load inside the command that needs them.
"""

import click

from bionrw_graph.cli import asking, comparing, drawing, imports, making
from bionrw_graph.cli.commands import Group


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bionrw-graph", prog_name="bionrw")
def main() -> None:
    """A knowledge graph of the biotech ecosystem of North Rhine-Westphalia."""


# In the order of the work.
for command in (
    making.publish,
    making.build,
    imports.import_,
    asking.describe,
    asking.validate,
    asking.query,
    comparing.diff,
    comparing.match,
    comparing.conflicts,
    comparing.todo,
    drawing.chain,
    drawing.measure,
    drawing.draw,
    drawing.export,
):
    main.add_command(command)
