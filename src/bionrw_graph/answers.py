"""Rows of an answer → text: a table for the terminal, CSV, TSV, JSON, Markdown."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from itertools import chain, zip_longest
from typing import Any
from unicodedata import category, east_asian_width

from bionrw_graph.errors import BionrwError, did_you_mean
from bionrw_graph.vocabulary import PREFIXES

FORMATS = ("table", "csv", "tsv", "json", "md")

# A spreadsheet would run what begins like this; the full-width equals sign is one of them.
_FORMULA = frozenset(("=", "+", "-", "@", "\t", "\r", "\uff1d"))
_WIDEST = 48
# The longest namespace wins: id: lies inside the base of others.
_NAMESPACES = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))


def text(rows: Iterable[Mapping[str, Any]], columns: Iterable[str], format_: str) -> str:
    """Rows as text in one of ``FORMATS``, ending with a line feed.

    ``columns`` names the columns and their order, so that an empty answer has its header too. In CSV and TSV a text
    that a spreadsheet would take for a formula gets an apostrophe before it; JSON holds the values as they are.
    Raises ``BionrwError`` for another format.
    """
    names, records = list(columns), list(rows)
    match format_:
        case "json":
            return _json(records)
        case "csv" | "tsv":
            return _separated(records, names, "," if format_ == "csv" else "\t")
        case "md":
            return _markdown(records, names)
        case "table":
            return _table(records, names)
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
        for prefix, namespace in _NAMESPACES:
            if word.startswith(namespace) and len(word) > len(namespace):
                return f"{prefix}:{word[len(namespace) :]}"
    return word


def _table(records: list[Mapping[str, Any]], names: list[str]) -> str:
    """Columns two blanks apart under a line; a long text goes on in the next line."""
    rule, *lines = _lines(records, names, "  ", _wrapped)
    return "".join(f"{line.rstrip()}\n" for line in (*lines[:1], rule, *lines[1:]))


def _markdown(records: list[Mapping[str, Any]], names: list[str]) -> str:
    rule, *lines = _lines(records, names, " | ", lambda word: [word.replace("|", "\\|")])
    head, *rest = (f"| {line} |\n" for line in lines or [""])
    return "".join([head, f"|-{rule.replace(' ', '-')}-|\n", *rest])


def _lines(
    records: list[Mapping[str, Any]], names: list[str], between: str, form: Callable[[str], list[str]]
) -> list[str]:
    """Dashes as wide as each column, the names of the columns, and the rows; ``form`` gives the lines of a cell."""
    columns = [[[name], *(form(_one_line(record.get(name))) for record in records)] for name in names]
    widths = [max([_width(name) + 2, *map(_width, chain(*cells))]) for (name,), *cells in columns]
    numeric = [_is_numeric(records, name) for name in names]
    return [between.join("-" * width for width in widths)] + [
        between.join(map(_padded, parts, widths, numeric))
        for cells in zip(*columns, strict=True)
        for parts in zip_longest(*cells, fillvalue="")
    ]


def _padded(word: str, width: int, numeric: bool) -> str:
    blanks = " " * (width - _width(word))
    return blanks + word if numeric else word + blanks


def _wrapped(word: str) -> list[str]:
    """The lines of a text: broken at blanks and hyphens, and within a word that is longer than a line."""
    if _width(word) <= _WIDEST:
        return [word]
    from textwrap import TextWrapper  # most answers need none

    lines = [""]
    for piece in TextWrapper.wordsep_re.split(word):
        long = _width(piece) > _WIDEST
        for part in piece if long else [piece]:
            if _width(lines[-1] + part) > _WIDEST:
                lines.append("")
            lines[-1] += part if lines[-1] else part.lstrip()
    return [line.rstrip() for line in lines]


def _width(word: str) -> int:
    """How many places of a terminal a text takes."""
    if word.isascii():
        return len(word)
    return sum(
        0 if category(letter) in ("Mn", "Me", "Cf") else 2 if east_asian_width(letter) in "WF" else 1 for letter in word
    )


def _is_numeric(records: list[Mapping[str, Any]], name: str) -> bool:
    values = [record.get(name) for record in records if record.get(name) is not None]
    return bool(values) and all(
        isinstance(value, int | float | Decimal) and not isinstance(value, bool) for value in values
    )


def _one_line(value: Any) -> str:
    return " ".join(shown(value).split())


def _json(records: list[Mapping[str, Any]]) -> str:
    """One value a line: the encoder that indents is several times slower."""
    import json  # who reads a table needs none

    return json.dumps(records, ensure_ascii=False, separators=(",\n ", ": "), default=_number) + "\n"


def _separated(records: list[Mapping[str, Any]], names: list[str], separator: str) -> str:
    columns = [_cells([name, *(record.get(name) for record in records)], separator) for name in names]
    # A line with nothing in it would be none.
    empty = '""' if len(names) == 1 else ""
    return "".join(f"{separator.join(cells) or empty}\n" for cells in zip(*columns, strict=True)) or "\n"


def _cells(values: list[Any], separator: str) -> list[str]:
    """The values of a column as RFC 4180 writes them; a whole column of plain texts, as most are, stays as it is."""
    # Not by the csv module: it writes a carriage return without quotes, and takes twice as long.
    if set(map(type, values)) == {str} and _FORMULA.isdisjoint(word[:1] for word in values):
        whole = "\n".join(values)
        if whole.count("\n") < len(values) and not any(mark in whole for mark in (separator, '"', "\r")):
            return values
    return [_cell(value, separator) for value in values]


def _cell(value: Any, separator: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return "" if value is None else str(value)
    word = f"'{value}" if value[:1] in _FORMULA else value
    if separator in word or '"' in word or "\n" in word or "\r" in word:
        return '"' + word.replace('"', '""') + '"'
    return word


def _number(value: Any) -> Any:
    """A decimal as a JSON number: whole where it is whole."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
