"""The commands: read options, call one function, print.

Answers go to standard output, words to standard error. A command loads when it is called, and heavy packages inside it:
whoever asks for help waits for no more than click.
"""

from importlib import import_module

import click

from bionrw_graph.cli.commands import Group

# In the order of the work: each command, the module it stands in, and its first sentence.
_COMMANDS = {
    "publish": ("making", "Build, check, answer, draw and export everything into one folder."),
    "build": ("making", "Build the graph from the tables, and from what was imported."),
    "import": ("imports", "Read what others publish into tables that the build takes in."),
    "describe": ("asking", "Count what the graph holds, by class and by source."),
    "validate": ("asking", "Check the graph against the shapes; say which table row to mend."),
    "query": ("asking", "Answer a question of the library, a .rq file, or a query on standard input (-)."),
    "diff": ("comparing", "Tell what changed from A to B: claims added, changed, renamed, and not stated any more."),
    "match": ("comparing", "Propose organisations that may be one body, with a score and its reasons."),
    "conflicts": (
        "comparing",
        "Tell where sources disagree: both values, both citations, the difference, and what the curators think.",
    ),
    "todo": (
        "comparing",
        "List what is unknown, unsure, or not confirmed for long, by organisation, with the table to mend it in.",
    ),
    "chain": (
        "drawing",
        "Find the shortest way of cooperation from one organisation to another, with the projects on the way.",
    ),
    "measure": ("drawing", "Rank the nodes of a network: central, bridging, grouped."),
    "draw": ("drawing", "Draw a network: as one interactive page that works offline, or as a picture."),
    "export": ("drawing", "Write the graph, or the network NAME, in the format of the file's ending."),
}


class _Main(Group):
    """The commands above, none of which is loaded to be listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"bionrw_graph.cli.{_COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, {"import": "import_"}.get(cmd_name, cmd_name))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, sentence) for name, (_, sentence) in _COMMANDS.items()])


@click.group(cls=_Main, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bionrw-graph", prog_name="bionrw")
def main() -> None:
    """A knowledge graph of the biotech ecosystem of North Rhine-Westphalia."""
