"""What a command prints: answers to standard output, words to standard error."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click


def show_rows(rows: list[dict[str, Any]], columns: list[str], format_: str | None, output: str | None) -> None:
    from bionrw_graph import answers

    ending = Path(output).suffix.removeprefix(".") if output else ""
    write(answers.text(rows, columns, format_ or ending or "table"), output)


def write(text: str, output: str | None) -> None:
    from bionrw_graph.swap import write_text

    if output:
        write_text(output, text)
        say(f"Wrote {output}.")
    else:
        click.echo(text, nl=False)


def progress(records: int) -> None:
    """How far a long reading is, on one line, where somebody is there to see it."""
    if sys.stderr.isatty():
        click.echo(f"\r{records:,} records …", nl=False, err=True)


def say(words: str) -> None:
    click.echo(words, err=True)
