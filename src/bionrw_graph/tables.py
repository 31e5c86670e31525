"""The curated tables: read, and checked cell by cell before anything is built from them.

Types, keys and foreign keys are checked by frictionless against ``data/datapackage.json``. What a
spreadsheet does to a file on the way (encoding, separators, quotes) and what a Data Package cannot
say (references of several types, partial dates) is checked here.
"""

import copy
import csv
import datetime
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

from bionrw_graph.errors import BionrwError, did_you_mean
from bionrw_graph.paths import DATA

# One row of a table: its cells by column, and under ROW the words "participations.csv, row 14".
# Rows count the header as row 1, as a spreadsheet does.
Row: TypeAlias = "dict[str, str]"
Tables: TypeAlias = "dict[str, list[Row]]"

ROW = "#row"

IMPORTED = re.compile(r"(pic|eurio|ror|named)-[a-z0-9-]+")
"""What the id of an imported body looks like, which stands in no table of ours."""

_NUMBERS = {"number": re.compile(r"-?[0-9]+(\.[0-9]+)?"), "integer": re.compile(r"-?[0-9]+")}
_NO_NUMBER = "is no number. Write digits, with a point as the decimal sign, such as 1500000 or 5.8."
_SHOWN = 20

# The type in a reference such as name-use/clib, where it is not the name of its table without the s.
_TABLE_OF = {"name-use": "names", "change-event": "changes"}


def read(folder: Path = DATA) -> Tables:
    """All tables of ``folder``, by name, in the order of the Data Package.

    Raises ``BionrwError`` with one sentence for each wrong cell (file, row, column, value, and the
    nearest valid value): nothing is read from tables with errors.
    """
    package = description()
    tables: Tables = {}
    problems: list[str] = []
    for resource in package["resources"]:
        try:
            tables[resource["name"]] = _rows(folder / resource["path"], resource)
        except BionrwError as error:
            problems.append(str(error))
    # Keys and references make sense only once every table can be read.
    if not problems:
        problems = [*_cell_problems(package, folder, tables), *_own_problems(package, tables)]
    if problems:
        shown = sorted(set(problems), key=problems.index)
        more = [f"… and {len(shown) - _SHOWN} more."] if len(shown) > _SHOWN else []
        raise BionrwError("\n".join(shown[:_SHOWN] + more))
    return tables


def description() -> dict[str, Any]:
    """The Data Package: every table, its columns, and what may stand in them."""
    package: dict[str, Any] = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    return package


def told_apart_or_merged(folder: Path = DATA) -> Iterator[tuple[str, str]]:
    """The ids of imported bodies in ``same.csv`` and ``not-same.csv``, each with where it stands."""
    for resource in description()["resources"]:
        columns = [field["name"] for field in resource["schema"]["fields"] if field.get("imported")]
        if columns:
            for row in _rows(folder / resource["path"], resource):
                yield from (
                    (f"{row[ROW]}, column {name}", row[name]) for name in columns if IMPORTED.fullmatch(row[name])
                )


def files(folder: Path = DATA) -> list[Path]:
    """The table files of ``folder`` in the order of the Data Package."""
    return [folder / resource["path"] for resource in description()["resources"]]


def references(tables: Tables, package: dict[str, Any] | None = None) -> set[str]:
    """Everything that a cell may refer to, such as ``organisation/clib`` or ``field/diagnostics``."""
    package = package or description()
    known = {f"{scheme}/{slug}" for scheme, slugs in package["concepts"].items() for slug in slugs}
    for resource in package["resources"]:
        name, schema = resource["name"], resource["schema"]
        known.update(
            f"{field['concept']}/{slug}"
            for field in schema["fields"]
            if "concept" in field
            for slug in field["constraints"]["enum"]
        )
        type_ = next((type_ for type_, table in _TABLE_OF.items() if table == name), name.removesuffix("s"))
        if type_ == "participation":
            known.update(f"{type_}/{row['project']}/{row['organisation']}" for row in tables[name])
        elif schema["primaryKey"] == ["id"]:
            known.update(f"{type_}/{row['id']}" for row in tables[name])
    return known


def kept_ids(tables: Tables) -> dict[str, str]:
    """For each id of an organisation that ``same.csv`` gives up, the id under which the body is kept."""
    said = {row["id"]: row["same_as"] for row in tables["same"]}
    kept = {}
    for id_ in said:
        other = said[id_]
        while other in said:
            other = said[other]
        kept[id_] = other
    return kept


def _rows(path: Path, resource: dict[str, Any]) -> list[Row]:
    """The rows of one file. Raises ``BionrwError`` when the file as a whole cannot be read as that table."""
    text = _text(path)
    columns = [field["name"] for field in resource["schema"]["fields"]]
    # strict: a stray quote is an error, not a guess.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    rows: list[Row] = []
    begin = 1
    try:
        header = next(reader)
        _check_header(path, header, columns)
        begin = reader.line_num + 1
        for number, cells in enumerate(reader, start=2):
            where = f"{path.name}, row {number}"
            if not any(cells):
                raise BionrwError(f"{where}: the row is empty. Remove it.")
            if len(cells) > len(columns):
                raise BionrwError(
                    f'{where}: the row has more cells than the table has columns (extra cell "{cells[len(columns)]}"). '
                    "Put a cell with a comma in quotes."
                )
            if len(cells) < len(columns):
                raise BionrwError(
                    f"{where}, column {columns[len(cells)]}: the row ends too early, this cell is missing."
                )
            for column, cell in zip(columns, cells, strict=True):
                if "\n" in cell or "\r" in cell:
                    raise BionrwError(
                        f"{where}, column {column}: the cell runs over several lines. "
                        'A quote (") is probably not closed.'
                    )
            rows.append({ROW: where, **dict(zip(columns, cells, strict=True))})
            begin = reader.line_num + 1
    except csv.Error as error:
        raise BionrwError(
            f'{path.name}, line {begin}: a quote (") that opens here is not closed, or stands in the middle of a cell '
            f"({error}). Put the whole cell in quotes and double each quote inside it."
        ) from error
    return rows


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise BionrwError(f"{path.name} is missing: there is no such file in {path.parent}.") from error
    except OSError as error:
        raise BionrwError(f"{path.name} cannot be read ({error.strerror}).") from error
    if not content.strip():
        raise BionrwError(f"{path.name} is empty. A table has at least its header row.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise BionrwError(
            f"{path.name}, row {row}: the file is not UTF-8 (byte 0x{content[error.start]:02X}). "
            'Save it again as "CSV UTF-8".'
        ) from error
    if "\x00" in text:
        row = text.count("\n", 0, text.index("\x00")) + 1
        raise BionrwError(
            f"{path.name}, row {row}: the row holds a NUL character. Save the table again from the spreadsheet."
        )
    return text


def _separator(text: str) -> str:
    """What stands between the columns: a comma, or what a German spreadsheet or a copied range puts there."""
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)


def _check_header(path: Path, header: list[str], columns: list[str]) -> None:
    if header == columns:
        return
    where = f"{path.name}, row 1"
    if "" in header:
        raise BionrwError(
            f"{where}: a column has no name. Remove the empty columns, in the spreadsheet to the right end."
        )
    for column in header:
        if column not in columns:
            missing = [name for name in columns if name not in header]
            raise BionrwError(
                f'{where}: there is no column "{column}" in this table.{did_you_mean(column, missing or columns)}'
            )
    for column in columns:
        if column not in header:
            raise BionrwError(f'{where}: the column "{column}" is missing. The columns are: {", ".join(columns)}.')
    raise BionrwError(f"{where}: the columns stand in another order or twice. They must be: {', '.join(columns)}.")


def _cell_problems(package: dict[str, Any], folder: Path, tables: Tables) -> Iterator[str]:
    """What frictionless finds, in words."""
    import frictionless  # a second to load: only when tables are checked

    described = copy.deepcopy(package)
    for resource in described["resources"]:
        text = (folder / resource["path"]).read_text(encoding="utf-8-sig")
        resource["dialect"]["delimiter"] = _separator(text)
    report = frictionless.Package.from_descriptor(described, basepath=str(folder)).validate()
    schemas = {resource["name"]: resource["schema"] for resource in package["resources"]}
    for task in report.tasks:
        for error in task.errors:
            yield _sentence(task.name, error, schemas[task.name], tables)
    for error in report.errors:
        yield error.message


def _sentence(table: str, error: Any, schema: dict[str, Any], tables: Tables) -> str:
    """One finding of frictionless as a sentence for the person who edits the table."""
    row, column, cell = getattr(error, "row_number", 0), getattr(error, "field_name", ""), getattr(error, "cell", "")
    where = f"{table}.csv" + (f", row {row}" if row else "") + (f", column {column}" if column else "")
    field: dict[str, Any] = next((field for field in schema["fields"] if field["name"] == column), {})
    constraints = field.get("constraints", {})
    match error.type:
        case "type-error" if field["type"] in ("number", "integer"):
            return f'{where}: "{cell}" {_NO_NUMBER}'
        case "type-error" if field["type"] == "date":
            return f'{where}: "{cell}" is no date. Write it like 2026-11-21.'
        case "constraint-error" if not cell:
            return f"{where}: the cell is empty, but it must be filled."
        case "constraint-error" if "enum" in constraints and cell not in constraints["enum"]:
            near = did_you_mean(cell, constraints["enum"])
            return f'{where}: "{cell}" is not known here.{near or " Known: " + ", ".join(constraints["enum"]) + "."}'
        case "constraint-error" if field.get("partialDate"):
            return f'{where}: "{cell}" is no date. Write it like 2014, 2014-05 or 2014-05-31.'
        case "constraint-error" if column == "id":
            return f'{where}: "{cell}" is no id. Use small letters a to z, digits and hyphens.'
        case "constraint-error":
            meant = f" Meant is: {field['description']}." if "description" in field else f" ({error.note})"
            return f'{where}: "{cell}" cannot stand here.{meant}'
        case "primary-key" | "unique-error":
            key = schema["primaryKey"]
            value = ", ".join(tables[table][row - 2].get(name, "") for name in key) if row else ""
            return (
                f'{where}: the key ({", ".join(key)}) "{value}" stands already in an earlier row. '
                "Remove one of the two or give it another id."
            )
        case "foreign-key":
            return _foreign_key_sentence(table, row, error, schema, tables)
        case _:
            return f"{where}: {error.message}"


def _foreign_key_sentence(table: str, row: int, error: Any, schema: dict[str, Any], tables: Tables) -> str:
    for key in schema["foreignKeys"]:
        column, target = key["fields"][0], key["reference"]["resource"] or table
        known = {entry["id"] for entry in tables[target]}
        cell = tables[table][row - 2].get(column, "")
        if error.field_names == [column] and cell not in known:
            return (
                f'{table}.csv, row {row}, column {column}: "{cell}" is not in {target}.csv.{did_you_mean(cell, known)}'
            )
    return f"{table}.csv, row {row}: {error.message}"


def _own_problems(package: dict[str, Any], tables: Tables) -> Iterator[str]:
    """What a Data Package cannot say: references of several types, partial dates, lines that a page does not have."""
    known = references(tables, package)
    bodies = {row["id"] for row in tables["organisations"]}
    lengths = {row["id"]: int(row["lines"]) for row in tables["sources"] if row["lines"].isdecimal()}
    for resource in package["resources"]:
        for row in tables[resource["name"]]:
            for field in resource["schema"]["fields"]:
                cell = row.get(field["name"], "")
                if cell:
                    where = f"{row[ROW]}, column {field['name']}"
                    yield from (f"{where}: {problem}" for problem in _problems(cell, field, known))
                    if field.get("imported") and cell not in bodies and not IMPORTED.fullmatch(cell):
                        yield f'{where}: "{cell}" is not in organisations.csv.{did_you_mean(cell, bodies)}'
            yield from _beyond_the_end(row, lengths)
    circles = [*_circles(tables)]
    yield from circles
    if not circles:
        yield from _contradictory_identities(tables)


# Properties of a statement that lead on: no thing may come back to itself by them.
_LEADS_ON = {
    "broader": "lies above itself",
    "part-of": "is part of itself",
    "sub-organisation-of": "is part of itself",
    "successor-of": "follows itself",
    "unit-of": "is part of itself",
}


def _circles(tables: Tables) -> Iterator[str]:
    """Successions, wholes and merges that lead back to where they began."""
    yield from _circle([(row["id"], row["same_as"], row) for row in tables["same"]], "same_as", "is merged into itself")
    yield from _circle([(row["before"], row["after"], row) for row in tables["changes"]], "after", "follows itself")
    for property_, what in _LEADS_ON.items():
        rows = [row for row in tables["statements"] if row["property"] == property_]
        yield from _circle([(row["subject"], row["value"], row) for row in rows], "value", what)


def _circle(steps: list[tuple[str, str, Row]], column: str, what: str) -> Iterator[str]:
    onward: dict[str, set[str]] = defaultdict(set)
    for here, there, _ in steps:
        onward[here].add(there)
    try:
        TopologicalSorter(onward).prepare()
    except CycleError as error:
        # The last of the circle is its first again, and each is reached from the one after it.
        circle = list(reversed(error.args[1]))
        there, row = next((there, row) for here, there, row in reversed(steps) if (here, there) in pairwise(circle))
        begin = circle.index(there)
        told = " → ".join([*circle[begin:-1], *circle[:begin], there])
        yield (
            f'{row[ROW]}, column {column}: "{row[column]}" closes a circle ({told}), so that "{there}" {what}. '
            "Correct or remove one of these rows."
        )


def _contradictory_identities(tables: Tables) -> Iterator[str]:
    kept = kept_ids(tables)
    for row in tables["not-same"]:
        one, other = row["id"], row["other"]
        if kept.get(one, one) == kept.get(other, other):
            rows = " and ".join(same[ROW] for same in tables["same"] if same["id"] in (one, other)) or "itself"
            yield (
                f'{row[ROW]}, column other: "{one}" and "{other}" are told apart here, but are one body by {rows}. '
                "Remove the row that is wrong."
            )


def _beyond_the_end(row: Row, lengths: dict[str, int]) -> Iterator[str]:
    word, _, number = row.get("locator", "").partition(" ")
    length = lengths.get(row.get("source", ""))
    if length and word == "line" and number.isdecimal() and int(number) > length:
        yield f'{row[ROW]}, column locator: "line {number}" does not exist, {row["source"]} has {length} lines.'


def _problems(cell: str, field: dict[str, Any], known: set[str]) -> Iterable[str]:
    if "refers" in field:
        problem = reference_problem(cell, field["refers"], known)
        if problem:
            yield problem
    elif field.get("partialDate") and re.fullmatch(field["constraints"]["pattern"], cell):
        problem = date_problem(cell)
        if problem:
            yield problem
    elif field["type"] in _NUMBERS and not _NUMBERS[field["type"]].fullmatch(cell):
        # frictionless reads NaN, INF, 2_0 and digits of other scripts as numbers.
        yield f'"{cell}" {_NO_NUMBER}'


def reference_problem(cell: str, types: Iterable[str], known: set[str]) -> str:
    """What is wrong with a reference; empty when nothing is.

    ``types`` are the types it may have; ``known`` is what :func:`references` gives.
    """
    type_, separator, _ = cell.partition("/")
    if cell in known and type_ in types:
        return ""
    if not separator or type_ not in types:
        allowed = {reference for reference in known if reference.partition("/")[0] in types}
        what_to_do = f"Write the type, a slash and the id; types: {', '.join(types)}."
        return f'"{cell}" is no reference. {what_to_do}{did_you_mean(cell, allowed)}'
    near = {reference for reference in known if reference.startswith(f"{type_}/")}
    return f'"{cell}" is in no table.{did_you_mean(cell, near)}'


def date_problem(cell: str) -> str:
    """What is wrong with a year, month or day as the tables write it; empty when nothing is."""
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", cell):
        return f'"{cell}" is no date. Write it like 2014, 2014-05 or 2014-05-31.'
    year, month, day = (int(part) for part in (cell + "-01-01").split("-")[:3])
    try:
        datetime.date(year, month, day)
    except ValueError:
        return f'there is no day "{cell}".'
    # A typing error such as 2104 or 1014 is far more likely than a project in that year.
    return "" if 1800 <= year <= 2100 else f'the year in "{cell}" lies outside 1800 to 2100.'
