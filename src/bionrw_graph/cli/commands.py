"""How commands of ours read their words, and end when something is wrong."""

from __future__ import annotations

from typing import Any

import click

from bionrw_graph.errors import BionrwError, did_you_mean


class Command(click.Command):
    """A command that takes a parameter in two words or as NAME=VALUE."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        words: list[str] = []
        for word in args:
            # No parameter has "=" in its name, so the first one parts name and value.
            joined = words and words[-1] in ("-p", "--param") and "=" in word
            words += word.split("=", 1) if joined else [word]
        return super().parse_args(ctx, words)


class Group(click.Group):
    """A group whose commands end with one sentence and exit code 1 when something is wrong."""

    command_class = Command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BionrwError as error:
            raise click.ClickException(str(error)) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        # In the order of the work, not of the alphabet.
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # Whole sentences: click would cut them at the width of a line.
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, command.get_short_help_str(limit=1000)) for name, command in self.commands.items()]
            )

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            raise click.UsageError(error.message + did_you_mean(args[0], self.list_commands(ctx)), ctx) from error
