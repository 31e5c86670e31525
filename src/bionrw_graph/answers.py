"""Rows of an answer → text: a table for the terminal, CSV, TSV, JSON, Markdown."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from bionrw_graph.errors import BionrwError, did_you_mean
from bionrw_graph.vocabulary import PREFIXES

FORMATS = ("table", "csv", "tsv", "json", "md")

# A spreadsheet would run what begins like this; the full-width equals sign is one of them.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d")
_WIDEST = 48


def text(rows: Iterable[Mapping[str, Any]], columns: Iterable[str], format_: str) -> str:
    """Rows as text in one of ``FORMATS``, ending with a line feed.

    ``columns`` names the columns and their order, so that an empty answer has its header too. In CSV and TSV a text
    that a spreadsheet would take for a formula gets an apostrophe before it; JSON holds the values as they are.
    Raises ``BionrwError`` for another format.
    """
    names, records = list(columns), list(rows)
    match format_:
        case "json":
            return json.dumps(records, ensure_ascii=False, indent=2, default=_number) + "\n"
        case "csv" | "tsv":
            return _separated(records, names, "," if format_ == "csv" else "\t")
        case "md":
            return _tabulated(records, names, "github", 0) + "\n"
        case "table":
            return _tabulated(records, names, "simple", _WIDEST) + "\n"
    raise BionrwError(f'There is no format "{format_}".{did_you_mean(format_, FORMATS)} Formats: {", ".join(FORMATS)}.')


def shown(value: Any) -> str:
    """A value as people read it: IRIs shortened by their prefix, nothing for what is not there.

    >>> shown("https://w3id.org/bionrw/id/organisation/clib"), shown(None), shown(Decimal("5800000"))
    ('id:organisation/clib', '', '5800000')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    word = str(value)
    if word.startswith("http"):
        # The longest namespace wins: id: lies inside the base of others.
        for prefix, namespace in sorted(PREFIXES.items(), key=lambda item: -len(item[1])):
            if word.startswith(namespace) and len(word) > len(namespace):
                return f"{prefix}:{word[len(namespace) :]}"
    return word


def _tabulated(records: list[Mapping[str, Any]], names: list[str], style: str, widest: int) -> str:
    from tabulate import tabulate

    cells = [[_one_line(record.get(name), style) for name in names] for record in records]
    return tabulate(
        cells,
        headers=names,
        tablefmt=style,
        disable_numparse=True,
        maxcolwidths=[widest] * len(names) if widest and cells else None,
        colalign=[_alignment(records, name) for name in names] if cells else None,
    )


def _alignment(records: list[Mapping[str, Any]], name: str) -> str:
    values = [record.get(name) for record in records if record.get(name) is not None]
    numeric = values and all(
        isinstance(value, int | float | Decimal) and not isinstance(value, bool) for value in values
    )
    return "right" if numeric else "left"


def _one_line(value: Any, style: str) -> str:
    word = " ".join(shown(value).split())
    return word.replace("|", "\\|") if style == "github" else word


def _separated(records: list[Mapping[str, Any]], names: list[str], separator: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(record.get(name)) for name in names] for record in records)
    return out.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _number(value: Any) -> Any:
    """A decimal as a JSON number: whole where it is whole."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
